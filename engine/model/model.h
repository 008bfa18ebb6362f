/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h - one trained head: its folder, its folded table, how it scores
 */
#ifndef TN_MODEL_H
#define TN_MODEL_H

#include "base/base.h"
#include "model/reply.h"
#include "text/token.h"

/* What the rest of the library may know of a loaded engine. */
typedef struct {
    const char *name; /* of the model */
    char digest[33];  /* of its model.json, which holds the digests of the other files */
} tn_model_metadata;

/*
 * The decision prior that a part's posteriors are computed under (tenor_label.part), one value a
 * class, each above 0; sums to 1. NULL if the engine has no such head or part.
 */
const double *tn_engine_decision_prior(const tenor_engine *engine, int head, int part);

/*
 * Of a head that was calibrated for a site: the standard errors, over the site's comments, of each
 * class's mean posterior and, last, of the mean score. The engine's; NULL: it was not.
 */
const double *tn_engine_site_error(const tenor_engine *engine, int head);

/* NULL metadata->name if the engine has no such head. */
void tn_engine_model_metadata(const tenor_engine *engine, int head, tn_model_metadata *metadata);

/* Of each head a bit for each class that may be chosen; 0: all. */
typedef struct {
    uint8_t allowed[TENOR_N_HEADS];
} tn_label_mask;

/* A comment to score; what it lacks is absent. */
typedef struct {
    tenor_str text, target, parent_text;
    int target_source;
    const tn_label_mask *labels; /* NULL: all */
} tn_score_input;

/*
 * As tenor_score. The input's target_source is the result's where there is a target. The
 * posteriors of classes that may not be chosen are 0, and the rest is scaled to sum 1.
 */
int tn_score_masked(tenor_scorer *scorer, const tn_score_input *input, tenor_result *result,
                    tenor_error *err);

/*
 * What the comment last scored brings to a pair with its parent or with a reply to it. All zero
 * if the engine has no reply head or the comment was not scored.
 */
void tn_scorer_reply_side(const tenor_scorer *scorer, tn_reply_side *out);

/* Give back what is kept of words met so far; the next text looks them up anew. */
void tn_scorer_rest(tenor_scorer *scorer);

/* The tokens of the comment last scored; they live until the next one. */
const tn_tokens *tn_scorer_tokens(const tenor_scorer *scorer);

/* The stance head's decision values of the comment last scored, of the shared part alone. */
const double *tn_scorer_shared_decision(const tenor_scorer *scorer);

/*
 * The label of a reply to a parent, both scored before and perhaps elsewhere: bit for bit what
 * tn_score_masked gives where the parent's text is there. false, and no label, if the
 * engine has no reply head.
 */
bool tn_scorer_join(const tenor_scorer *scorer, const tn_reply_side *reply,
                    const tn_reply_side *parent, tenor_label *out);

/*
 * Parse "favor,against" against an engine's heads: the head that has all of
 * these classes is restricted. TENOR_ERR_ARGUMENT if none has.
 */
int tn_label_mask_parse(tn_label_mask *mask, const tenor_engine *engine, const char *labels,
                        tenor_error *err);

/*
 * The comment last scored by `scorer` as a libsvm line in the model's unfolded space:
 * "VOTE index:value …" with ascending indices, terminated by a newline, where VOTE is the class
 * index of tenor's own vote. Loads the model's vocabulary at the first call. The parent's text
 * must still be there.
 */
int tn_scorer_vector_line(tenor_scorer *scorer, int head, tn_buf *line, tenor_error *err);

/* Describe a model folder for `tenor inspect`; full validation of every file. */
int tn_model_inspect(const char *dir, FILE *out, tenor_error *err);

/* 1 if a folder is a model or holds folders that are, 0, < 0. */
int tn_has_models(const char *dir, tenor_error *err);

/* The same of all models that an engine takes from `dir`, a model's folder or one of models. */
int tn_models_inspect(const char *dir, FILE *out, tenor_error *err);

#endif
