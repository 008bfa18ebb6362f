/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * examples.h - which comments of an article stand for a class, and which divide
 */
#ifndef TN_EXAMPLES_H
#define TN_EXAMPLES_H

#include "stats/stats.h"

#define TN_MAX_EXAMPLES       3
#define TN_EXAMPLE_HEADS      2   /* TENOR_SENTIMENT, TENOR_STANCE */
#define TN_EXAMPLE_MIN_TOKENS 5   /* a shorter comment is no example by its probability */
#define TN_EXAMPLE_MIN_P      0.5 /* what is likelier not of a class stands for none */

typedef struct {
    const tn_record *record; /* of the article */
    double p;                /* of the class, 0..1 */
    int64_t disagreeing;     /* direct replies that disagree */
    int64_t agreeing;        /* direct replies that agree */
    const char *excerpt;     /* terminated; NULL: none */
} tn_example;

typedef struct {
    int n;
    tn_example example[TN_MAX_EXAMPLES];
} tn_example_list;

/*
 * For each class of a head that is present, among the comments of that label:
 *   - representative: those with the highest posterior of the class, at least TN_EXAMPLE_MIN_P,
 *     and at least TN_EXAMPLE_MIN_TOKENS tokens;
 *   - divisive: those with the most direct replies that disagree, then the most that agree; where
 *     there are fewer such, those of at least TN_EXAMPLE_MIN_TOKENS tokens whose two highest
 *     posteriors lie nearest to each other.
 * Ties go to the smaller id. No comment of the class: empty lists.
 */
typedef struct {
    bool present[TN_EXAMPLE_HEADS];
    tn_example_list representative[TN_EXAMPLE_HEADS][TENOR_MAX_CLASSES];
    tn_example_list divisive[TN_EXAMPLE_HEADS][TENOR_MAX_CLASSES];
} tn_examples;

/* The article is deduplicated. Fails with TENOR_ERR_MEMORY. */
int tn_examples_of(tn_examples *out, const tn_article_records *article, const tn_heads *heads,
                   tenor_error *err);

#endif
