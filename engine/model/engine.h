/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.h - loaded models, as the rooms' own files see them
 */
#ifndef TN_ENGINE_H
#define TN_ENGINE_H

#include "model/joint.h"
#include "model/lengths.h"
#include "model/model.h"
#include "model/model_file.h"
#include "model/reply.h"
#include "model/target_names.h"

#include <pthread.h>

/* A loaded head. Read-only after loading but for the vocabulary, which `lock` guards. */
typedef struct tn_model {
    tn_model_description description;
    tn_model_part part[TN_N_MODEL_PARTS];
    char *dir;
    char digest[33]; /* of model.json */
    tn_map map;
    tn_folded folded;          /* of a linear model */
    tn_kernel_machine machine; /* of a kernel model, whose vocabulary is loaded with it */
    tn_keymap target_index;    /* of the normalised target's hash: its domain */
    int mentions;              /* the domain of texts with a mention, TN_SHARED if there is none */
    const float **kind_row;    /* [(domain + 1) * TN_N_KIND_FEATURES + kind]; NULL: no weight */
    tn_lengths lengths;
    pthread_mutex_t lock;
    tn_vocabulary *vocabulary; /* loaded when first asked for; for vectors and explanations */
} tn_model;

static inline bool tn_model_has_kernel(const tn_model *model)
{
    return model->description.kernel.type != LINEAR;
}

int tn_model_load(tn_model **out, const char *dir, tenor_error *err);
void tn_model_free(tn_model *model);

/* The unfolded vocabulary, loaded at the first call. Lives as long as the model. */
int tn_model_vocabulary(tn_model *model, const tn_vocabulary **out, tenor_error *err);

/*
 * The stored weights, weight[pair * n_features + index], and rho of each pair, from the libsvm
 * file. *weight is the caller's to free. A kernel model has none: TENOR_ERR_MODEL.
 */
int tn_model_weights(const tn_model *model, double **weight, double *rho, tenor_error *err);

/*
 * A text's own domain: of its normalised target (NULL for none), else of the first of the target's
 * aliases (NULL for none) that is known, or of its mentions.
 */
int tn_model_domain(const tn_model *model, const tn_tokens *tokens, const tn_buf *target,
                    const tn_aliases *aliases);

/* Look up the kinds' rows of all parts, once the table is open. */
int tn_model_kind_rows(tn_model *model, tenor_error *err);

struct tenor_engine {
    tn_model *head[TENOR_N_HEADS];
    tn_lookup lookup; /* in the tables of all linear heads */
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

/* The same of all heads side by side (joint.h), and the words that each head knows. */
typedef struct {
    double column[TN_JOINT_COLUMNS];
    int32_t n_words;
    int32_t n_known[TENOR_N_HEADS];
} tn_joint_sums;

/* A thread's own; the keys, one after another in one place, are scratch. */
typedef struct {
    tn_joint joint;
    uint64_t *key; /* room for all of them */
    size_t key_capacity;
    uint64_t *form; /* keys of a text's forms under their marks, one a token */
    uint64_t *hash; /* what stands for a token in n-grams, one a token */
    uint64_t *rare; /* keys of its rare features that some head may know */
    unsigned marks; /* of any of its tokens */
    size_t n_rare;
} tn_summer;

/* `lookup` must stay. Takes no memory before the first text. Release with tn_summer_free. */
void tn_summer_init(tn_summer *out, const tn_lookup *lookup);
void tn_summer_free(tn_summer *summer);

/* The shared part's sums of a text under all heads that go together. */
int tn_sum_shared(tn_summer *summer, const tn_tokens *tokens, tn_joint_sums *out, tenor_error *err);

/* The sums of a text of a domain under one head; `shared` are the text's. */
int tn_sum_head(tn_summer *summer, const tn_tokens *tokens, const tn_joint_sums *shared, int head,
                int domain, tn_text_sums *out, tenor_error *err);

/* Label of a comment (reply head: tn_reply_label); the target with its aliases, NULL for none. */
void tn_model_label(const tn_model *model, const tn_tokens *tokens, int domain,
                    const tn_text_sums *text, const tn_name *target, const tn_aliases *aliases,
                    unsigned allowed, tenor_label *out);

/* A comment's side of a pair, from its sums under the reply model. */
void tn_reply_side_of(tn_reply_side *out, const tn_tokens *tokens, const tn_text_sums *sums);

/* Label of a reply: all that `score` and `batch` know of a pair goes through here. */
void tn_reply_label(const tn_model *model, const tn_reply_side *reply, const tn_reply_side *parent,
                    unsigned allowed, tenor_label *out);

/* The rest of a label whose decision values are the words' alone: dense features, posteriors,
 * label. */
void tn_model_decide(const tn_model *model, int domain, const double *dense, unsigned allowed,
                     tenor_label *label);

/* What follows from a label's decision values: posteriors, label, vote, score. */
void tn_model_conclude(const tn_model_description *description, int domain, unsigned allowed,
                       tenor_label *label);

#endif
