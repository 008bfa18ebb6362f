/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collection.h - the records of a run as they arrive, in bounded memory
 *
 * What does not fit is spilled to disk as sorted runs, in files without a name.
 */
#ifndef TN_COLLECTION_H
#define TN_COLLECTION_H

#include "batch/spill/block.h"

/* All zero is empty. */
typedef struct {
    tn_article_table table;
    tn_text_store texts;
    bool keeps_texts;
    const char *dir;      /* for the files */
    tn_partial_form form; /* of what is spilled */
    size_t budget_bytes;
    FILE **run;
    size_t n_runs, capacity;
    int64_t spilled_bytes;
    tn_merge *merge;
    tn_buf scratch[2];
} tn_collection;

/* `budget_bytes`: about what records in memory may take; 0: no limit. `dir` is kept, not copied. */
int tn_collection_begin(tn_collection *c, const char *dir, bool keeps_texts, size_t budget_bytes,
                        tenor_error *err);

/* Add a comment's record; keeps copies. */
int tn_collection_add(tn_collection *c, const tenor_comment *comment, tn_record *record,
                      tenor_error *err);

/*
 * Add a partial in tn_segment_form; keeps copies, its texts too. Words are looked up in `words`,
 * table 0 of the run; NULL: none.
 */
int tn_collection_add_partial(tn_collection *c, tenor_str id, const tn_buf *partial,
                              tn_word_table *words, tenor_error *err);

/* The end: *out gives all articles in order of their ids, once; it lives as long as *c. */
int tn_collection_end(tn_collection *c, tn_article_source *out, tenor_error *err);
void tn_collection_free(tn_collection *c);

#endif
