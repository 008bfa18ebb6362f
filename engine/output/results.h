/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * results.h - reading a results directory back, for the report and for inspect
 */
#ifndef TN_OUTPUT_RESULTS_H
#define TN_OUTPUT_RESULTS_H

#include "output/documents.h"
#include "output/json_tree.h"

/*
 * The run of `dir`: DIR/current as it points now, or DIR itself if
 * it is a run. Links are followed once, so that all files read later are
 * of one run though a batch may publish meanwhile. The caller frees *run.
 */
int tn_results_find(char **run, const char *dir, tenor_error *err);

/* Parse RUN/name; *out is to be released with json_decref. `type` is what its root must be. */
int tn_results_load(json_t **out, const char *run, const char *name, json_type type,
                    tenor_error *err);

/*
 * Give `take` each line of RUN/comments.ndjson: an object with a text `article_id`, in which the
 * articles stand one behind the other. Ends where take returns < 0. TENOR_ERR_INPUT: the batch
 * wrote no comments, or a line is damaged.
 */
int tn_results_each_comment(const char *run, int (*take)(void *user, json_t *comment), void *user,
                            tenor_error *err);
int tn_results_damaged(tenor_error *err); /* what it says of such a line */

/* Whether an article's row is of a section; TN_NO_SECTION: of none. */
bool tn_is_in_section(const json_t *row, const char *name);

/* The rows of one of sections.json and its like; none in a run of a version that wrote no such. */
int tn_results_load_rollup(json_t **rows, const char *run, tn_rollup_kind kind, tenor_error *err);

/* The rows of all three as members of `root`; sections and targets at most so many (0: all). */
int tn_results_put_rollups(json_t *root, const char *run, size_t n_most, tenor_error *err);

#endif
