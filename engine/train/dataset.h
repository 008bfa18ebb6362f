/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dataset.h - labelled rows, as training and evaluation see them
 */
#ifndef TN_DATASET_H
#define TN_DATASET_H

#include "model/domain.h"

typedef struct {
    tenor_str text;
    tenor_str id;      /* as the row gives it, else its line */
    const char *input; /* name of its file */
    int64_t line_no;   /* 1-based, in it */
    tenor_str other;   /* stance: the target; reply: the parent's text; absent otherwise */
    uint64_t text_key; /* hash of the text: equal texts never stand in two folds */
    int8_t label;      /* index into the data set's classes */
    int32_t domain;    /* index of its own domain, TN_SHARED */
    int32_t fold;      /* set by tn_dataset_assign_folds */
    bool supporting;   /* learnt from, but counted in no figure */
} tn_row;

typedef struct {
    int head;
    tn_row *row;
    size_t n_rows;
    size_t n_supporting; /* of them */
    size_t capacity;
    int64_t n_skipped;    /* rows without a label of the task, or without target or parent */
    int64_t n_duplicates; /* rows whose text, other and label stood before */
    int64_t n_conflicts;  /* rows whose text and other stood before with another label; kept */
    const char *conflict_input; /* where the first of them stands */
    int64_t conflict_line;
    int n_classes; /* classes of the task that have rows, in the task's order */
    const char *class_name[TENOR_MAX_CLASSES]; /* static storage */
    int64_t label_count[TENOR_MAX_CLASSES];
    tn_digest digest;      /* of all rows used, in order */
    tn_domains domains;    /* weights and calibrators are not set */
    int64_t n_shared_rows; /* rows whose features are counted in the shared part */
    tn_arena arena;
} tn_dataset;

/*
 * Read labelled rows. splits: "a,b" keeps only rows whose split is one of
 * these; NULL keeps all. All rows of `supporting` (NULL: none) are added as such. `target` is that
 * of rows without one (NULL: they are skipped). Fails if no row is usable.
 */
int tn_dataset_read(tn_dataset *out, int head, const char *const *paths, size_t n_paths,
                    const char *splits, const char *supporting, const char *target,
                    tenor_error *err);

/*
 * Stance: targets with at least min_rows rows become domains, standing alone or on a set where the
 * rows of other targets can do for the shared part. Reply: rows with a mention become one, if
 * there are so many of them and of others. Other tasks have none.
 */
int tn_dataset_find_domains(tn_dataset *dataset, size_t min_rows, tenor_error *err);

/*
 * Stratified folds 0..n_folds-1: rows of each class are dealt round in an
 * order that depends on the text's hash and the seed alone; equal texts share a fold. Replies go by
 * their parent: those to one comment are kin, and share a fold.
 */
int tn_dataset_assign_folds(tn_dataset *dataset, int n_folds, uint32_t seed, tenor_error *err);

void tn_dataset_free(tn_dataset *dataset);

#endif
