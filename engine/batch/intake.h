/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.h - comments out of the inputs, scored, into a collection
 */
#ifndef TN_INTAKE_H
#define TN_INTAKE_H

#include "batch/store/author_key.h"
#include "batch/spill/collection.h"
#include "batch/scorers.h"
#include "base/file.h"
#include "tenor_run.h"

/* All zero is empty. */
typedef struct {
    const tenor_batch_options *options;
    tn_scorers scorers;
    tn_author_key key;
    bool keeps_texts;
    tn_word_table *words; /* one a thread; NULL: words are not noted */
    tenor_reader *reader;
    tn_out_file rejected;     /* rejected.ndjson */
    tenor_error rejected_err; /* of writing a rejection */
    char first_rejection[200];
    tn_collection collection;
    int64_t n_read, n_rejected, n_left_out;
} tn_intake;

/*
 * The author key, the models and the tables; nothing is read yet. `travels`: records are to carry
 * their texts and words along, whatever the options want of them. `options` is kept.
 */
int tn_intake_open(tn_intake *intake, const tenor_batch_options *options, bool travels,
                   tenor_error *err);

/*
 * Read and score everything. Rejections go to rejected.ndjson in `dir`, and what does not fit in
 * memory to files there. `dir` must live as long as the intake.
 */
int tn_intake_run(tn_intake *intake, const char *dir, tn_article_source *out, tenor_error *err);
void tn_intake_close(tn_intake *intake);

#endif
