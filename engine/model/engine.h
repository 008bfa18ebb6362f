/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine.h - loaded models, as the room's own files see them
 */
#ifndef TN_ENGINE_H
#define TN_ENGINE_H

#include "model/model.h"
#include "model/model_file.h"
#include "model/sum.h"
#include "model/target.h"

#include <pthread.h>

/* A loaded head. Read-only after loading but for the vocabulary, which `lock` guards. */
typedef struct tn_model {
    tn_model_description description;
    tn_model_file file[TN_N_MODEL_FILES];
    char *dir;
    char digest[33]; /* of model.json */
    tn_map map;
    tn_folded folded;
    pthread_mutex_t lock;
    tn_vocabulary *vocabulary; /* loaded when first asked for; for vectors and explanations */
} tn_model;

int tn_model_load(tn_model **out, const char *dir, tenor_error *err);
void tn_model_free(tn_model *model);

/* The unfolded vocabulary, loaded at the first call. Lives as long as the model. */
int tn_model_vocabulary(tn_model *model, const tn_vocabulary **out, tenor_error *err);

/*
 * The stored weights, weight[pair * n_features + index], and rho of each pair, from the libsvm
 * file. *weight is the caller's to free.
 */
int tn_model_weights(const tn_model *model, double **weight, double *rho, tenor_error *err);

/* The domain of a target by its name, else of the first of its aliases that is known; TN_SHARED. */
int tn_model_domain(const tn_model *model, const tn_target *target);

struct tenor_engine {
    tn_model *head[TENOR_N_HEADS];
    tn_lookup lookup; /* in the tables of all heads */
};

/* ---------------------------------------------------------------- labels (label.c) */

/* The dense features of a sentiment or stance head (task.h): `naming` of the text the sums are of,
 * NULL for sentiment; n_tokens of the text. */
void tn_dense_of(double *out, int head, size_t n_tokens, const tn_naming *naming);

/* Decision values of the shared part from a text's sums and dense features. */
void tn_shared_decision(double *decision, const tn_model_description *model, const double *sum,
                        size_t n_tokens, const double *dense);

/* Decision values of a domain from the shared part's and the sums of its own rows. */
void tn_domain_decision(double *decision, const tn_model_description *model, int domain,
                        const double *shared, const double *sum, size_t n_tokens);

/* What follows from a label's decision values: posteriors, label, vote, score. */
void tn_model_conclude(const tn_model_description *description, int domain, unsigned allowed,
                       tenor_label *label);

/* A comment's side of a pair, from its sums under the reply model. */
void tn_reply_side_of(tn_reply_side *out, const tn_tokens *tokens, const double *sum);

/* Label of a reply: all that `score` and `batch` know of a pair goes through here. */
void tn_reply_label(const tn_model *model, const tn_reply_side *reply, const tn_reply_side *parent,
                    unsigned allowed, tenor_label *out);

#endif
