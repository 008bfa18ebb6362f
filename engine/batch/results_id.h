/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results_id.h - a name for what a run says, the same for the same content
 */
#ifndef TN_RESULTS_ID_H
#define TN_RESULTS_ID_H

#include "stats/record.h"

/*
 * 32 hexadecimal digits over tenor's version, the models, the target option, and
 * every article with its settled records. Nothing of the author key, of times of the run or of
 * copies that did not count. Articles are sorted by id. `engine` may be NULL: no models.
 */
int tn_results_id(char out[33], const tenor_engine *engine, const char *target,
                  const tn_article_records *const *article, size_t n_articles, tenor_error *err);

#endif
