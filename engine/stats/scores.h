/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scores.h - an article's comments by their score, sorted once for all figures that need it
 */
#ifndef TN_SCORES_H
#define TN_SCORES_H

#include "stats/record.h"

/* The comments that carry a label of one head, ascending; equal ones in the order of their records.
 */
typedef struct {
    size_t n;
    double *score;
    uint64_t *place; /* whose score: index of the record */
} tn_scores;

/* `n_classes` are the head's, 0 for a head that is not there: no comments. Memory alone can fail.
 */
int tn_scores_of(tn_scores *out, const tn_article_records *article, int head, int n_classes,
                 tenor_error *err);
void tn_scores_free(tn_scores *scores);

#endif
