/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results_id.h - a name for what a run says, the same for the same content
 */
#ifndef TN_RESULTS_ID_H
#define TN_RESULTS_ID_H

#include "stats/record.h"

/* What besides comments and models decides what a run says. */
typedef struct {
    const char *target;   /* the option; NULL for none */
    int64_t min_comments; /* of an article that is published */
    int64_t terms;        /* words of a list, at most */
    bool excerpts;        /* of example comments */
} tn_results_choices;

/*
 * 32 hexadecimal digits over tenor's version, the models, the choices, every article that is
 * published with its deduplicated records, and how many are suppressed. Nothing of the author key,
 * of times of the run or of copies that did not count. Begin, add the articles in order of their
 * ids, end; free on failure too. All zero is empty. `engine` may be NULL: no models.
 */
typedef struct {
    tn_hasher *hasher;
    tn_buf piece; /* not hashed yet */
} tn_results_hash;

int tn_results_hash_begin(tn_results_hash *hash, const tenor_engine *engine,
                          const tn_results_choices *choices, tenor_error *err);
int tn_results_hash_add(tn_results_hash *hash, const tn_article_records *article, tenor_error *err);
int tn_results_hash_end(char out[33], tn_results_hash *hash, int64_t n_suppressed,
                        tenor_error *err);
void tn_results_hash_free(tn_results_hash *hash);

#endif
