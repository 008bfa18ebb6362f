/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_comments.h - the comments that the HTML report embeds
 */
#ifndef TN_OUTPUT_REPORT_COMMENTS_H
#define TN_OUTPUT_REPORT_COMMENTS_H

#include "output/results.h"

/* Append JSON as it may stand in an element: no string ends that, or begins another. */
int tn_embed_json(tn_buf *out, const char *text, tenor_error *err);

/*
 * Append {"ARTICLE_ID": [comment, …], …} to `out`, of RUN/comments.ndjson: of the articles `ids`,
 * in their order, as long as an article's comments fit into what is left of max_bytes; of an
 * article a random sample of at most 2,000. Empty without excerpts. Memory: the embedded text of
 * all `ids`. TENOR_ERR_INPUT where a line is not JSON.
 */
int tn_report_comments(tn_buf *out, const char *run, const json_t *ids, size_t max_bytes,
                       tenor_error *err);

#endif
