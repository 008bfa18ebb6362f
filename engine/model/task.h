/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.h - the three tasks: their classes, sides and dense features
 */
#ifndef TN_TASK_H
#define TN_TASK_H

#include "model/alias.h"
#include "text/feature.h"

#define TN_MAX_PAIRS   3
#define TN_MAX_SIDES   2
#define TN_MAX_COLUMNS (TN_MAX_PAIRS * TN_MAX_SIDES)
#define TN_MAX_DENSE   8

typedef struct {
    const char *name;                          /* as tenor_head_name() */
    const char *class_name[TENOR_MAX_CLASSES]; /* in order of score, -1 to 1 */
    int n_sides;                               /* 2: the comment and its parent */
    bool has_target;
    int n_dense;
    const char *dense_name[TN_MAX_DENSE];
} tn_task;

const tn_task *tn_task_of(int head);

/* -1 if there is no such task. */
int tn_head_of_name(const char *name);

/*
 * The class index of a data set's label under a task, -1 if it is none of its classes. Besides the
 * class names, RumourEval's support/deny/comment/query are known to the reply task.
 */
int tn_class_of_label(int head, tenor_str label);

/* Pairs of n classes: (0,1) (0,2) (1,2), as libsvm numbers them. */
static inline int tn_n_pairs(int n_classes)
{
    return n_classes * (n_classes - 1) / 2;
}
/* The two classes of a pair of n classes. */
void tn_pair_classes(int n_classes, int pair, int *first, int *second);

/* libsvm's vote: each pair's decision value > 0 votes for its first class; the first of equals
 * wins. */
int tn_vote(const double *decision, int n_classes);

/* Words that carry a subject, as far as their length tells. */
static inline bool tn_is_content_word(const tn_token *token)
{
    return ((token->kind == TN_WORD) | (token->kind == TN_HASHTAG)) & (token->form_bytes > 3);
}

/*
 * Hashes of the first distinct content words of a target, of all its words if these are short;
 * returns their number. What is beyond is context.
 */
#define TN_MAX_TARGET_WORDS 64
size_t tn_target_words(uint64_t hash[TN_MAX_TARGET_WORDS], const tn_tokens *target);

/* log(1 + n) / 5, at most 1.5: 1 at about 150 tokens. */
double tn_log_length(size_t n_tokens);

/*
 * The dense block: what is not linear in the words. `other` is the target
 * (stance), the parent (reply) or NULL. Who names one of the target's aliases (NULL: it has none)
 * names the target. Writes task->n_dense values, each about 0..1.
 */
void tn_dense_of(int head, const tn_tokens *tokens, const tn_tokens *other,
                 const tn_aliases *aliases, double *out);

/* A target as the model knows it: folded forms joined by blanks. */
int tn_target_normalise(tn_buf *out, const tn_tokens *target, tenor_error *err);

#endif
