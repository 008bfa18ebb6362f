/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.h - the three tasks: their classes and the names of their dense features
 */
#ifndef TN_TASK_H
#define TN_TASK_H

#include "text/feature.h"

#define TN_MAX_PAIRS 3
#define TN_MAX_DENSE 5

typedef struct {
    const char *name;                          /* as tenor_head_name() */
    const char *class_name[TENOR_MAX_CLASSES]; /* in order of score, -1 to 1 */
    bool has_target;
    bool has_parent;
    int n_dense;
    const char *dense_name[TN_MAX_DENSE];
} tn_task;

const tn_task *tn_task_of(int head);

/* -1 if there is no such task. */
int tn_head_of_name(const char *name);

/*
 * The class index of a data set's label under a task, -1 if it is none of its classes. Besides the
 * class names, whatever their case, the spellings of other tools and corpora are known (neg, -1,
 * pro; RumourEval's support/deny/comment/query).
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

/* log(1 + n) / 5, at most 1.5: 1 at about 150 tokens. */
double tn_log_length(size_t n_tokens);

#endif
