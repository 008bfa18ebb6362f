/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.h - loaded models, as the rooms' own files see them
 */
#ifndef TN_ENGINE_H
#define TN_ENGINE_H

#include "model/model.h"
#include "model/model_file.h"
#include "model/reply.h"

#include <pthread.h>

/* A loaded head. Read-only after loading but for the vocabulary, which `lock` guards. */
typedef struct {
    tn_model_description description;
    tn_model_part part[TN_N_MODEL_PARTS];
    char *dir;
    char digest[33]; /* of model.json */
    tn_map map;
    tn_folded folded;
    tn_keymap target_index; /* of the normalised target's hash: its domain */
    int mentions;           /* the domain of texts with a mention, TN_SHARED if there is none */
    const float **kind_row; /* [(domain + 1) * TN_N_KIND_FEATURES + kind]; NULL: no weight */
    pthread_mutex_t lock;
    tn_vocabulary *vocabulary; /* loaded when first asked for; for vectors and explanations */
} tn_model;

int tn_model_load(tn_model **out, const char *dir, tenor_error *err);
void tn_model_free(tn_model *model);

/* The unfolded vocabulary, loaded at the first call. Lives as long as the model. */
int tn_model_vocabulary(tn_model *model, const tn_vocabulary **out, tenor_error *err);

/* A text's own domain: of its normalised target (NULL for none) or of its mentions. */
int tn_model_domain(const tn_model *model, const tn_tokens *tokens, const tn_buf *target);

/* Look up the kinds' rows of all parts, once the table is open. */
int tn_model_kind_rows(tn_model *model, tenor_error *err);

struct tenor_engine {
    tn_model *head[TENOR_N_HEADS];
};

/*
 * Decision values of one text by the folded table, for each pair and side:
 * sums[side * n_pairs + pair], not yet divided by tn_length_norm(). Also counts words
 * and those of them that stand in the vocabulary.
 */
typedef struct {
    double sum[TN_MAX_COLUMNS];
    int32_t n_words, n_known;
} tn_text_sums;

/* `scratch` holds an unknown word's character n-grams. */
int tn_model_sum(const tn_model *model, const tn_tokens *tokens, int domain, tn_features *scratch,
                 tn_text_sums *out, tenor_error *err);

/* Label of a comment (reply head: tn_reply_label); `other` is the target, NULL for none. */
void tn_model_label(const tn_model *model, const tn_tokens *tokens, int domain,
                    const tn_text_sums *text, const tn_tokens *other, unsigned allowed,
                    tenor_label *out);

/* A comment's side of a pair, from its sums under the reply model. */
void tn_reply_side_of(tn_reply_side *out, const tn_tokens *tokens, const tn_text_sums *sums);

/* Label of a reply: all that `score` and `batch` know of a pair goes through here. */
void tn_reply_label(const tn_model *model, const tn_reply_side *reply, const tn_reply_side *parent,
                    unsigned allowed, tenor_label *out);

/* The rest of a label whose decision values are the words' alone: dense features, posteriors,
 * label. */
void tn_model_decide(const tn_model *model, int domain, const double *dense, unsigned allowed,
                     tenor_label *label);

#endif
