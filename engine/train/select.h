/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * select.h - which features of the training rows a part of a model is to know
 */
#ifndef TN_SELECT_H
#define TN_SELECT_H

#include "model/target.h"
#include "model/vocabulary.h"
#include "train/dataset.h"

/* A part of a model while it is trained: its rows, and how it reads them. */
typedef struct {
    const tn_dataset *dataset;
    const int32_t *row; /* of the data set */
    size_t n_rows;
    int64_t n_documents; /* that document counts are of; 0: n_rows */
    int domain; /* TN_SHARED: the target's names are masked; else texts are read as they are */
    double family_scale[TN_N_FAMILIES]; /* in training; 0: the part does without the family */
    int min_count[TN_N_FAMILIES];       /* documents that must have a feature, see select.c */
} tn_part_rule;

/* Reads rows' texts as a part does; all zero is ready. */
typedef struct {
    tn_tokens tokens, masked, parent;
    tn_target target;
    tn_naming naming;
    const tn_tokens *seen; /* what the last row read is to the part */
} tn_row_reader;

/* Tokenise a row of the data set into reader->seen and, of a reply, reader->parent. */
int tn_row_read(tn_row_reader *reader, const tn_part_rule *rule, const tn_sample *row,
                tenor_error *err);
void tn_row_reader_free(tn_row_reader *reader);

/*
 * Add the part's features that enough rows have, in the order of their first occurrence: the
 * same data give the same indices. TENOR_ERR_INPUT if there is none.
 */
int tn_vocabulary_select(tn_vocabulary *out, const tn_part_rule *rule, tenor_error *err);

#endif
