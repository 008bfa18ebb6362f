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
    uint64_t text_key; /* hash of the text: equal texts never are in two folds */
    int8_t label;      /* index into the data set's classes */
    int32_t file;      /* index of its file */
    int32_t domain;    /* index of its target's domain, TN_SHARED for none */
    int32_t fold;      /* set by tn_dataset_assign_folds; TN_NO_FOLD where it is never judged */
    uint32_t excluded_folds; /* bits of those that it may not teach: they have its text as well */
    bool supporting;         /* learnt from, but counted in no figure */
    bool shared;             /* its target gets no domain, however many rows it has */
    double weight;           /* of a training error; 1 on average */
} tn_sample;

#define TN_NO_FOLD   (-1)
#define TN_MAX_FILES 31 /* where each file is a fold */

/* What is read, and how. */
typedef struct {
    const char *const *paths; /* judged rows */
    size_t n_paths;
    const char *splits; /* "a,b": of the judged rows only those whose split is one of these; NULL */
    const char *supporting; /* "A,B": files that are learnt from alone; NULL */
    const char *weights;    /* "NAME=W,NAME=W": factors on files of that name; NULL */
    const char *shared;     /* "NAME,NAME": files whose targets get no domain; NULL */
    int max_rows;           /* a file with more rows weighs as much as so many */
    const char *target;     /* of stance rows without one; NULL: they are skipped */
    bool without_uncertain; /* rows that were not drawn at random are left out, else supporting */
} tn_dataset_options;

typedef struct {
    int head;
    tn_sample *row;
    size_t n_rows;
    size_t n_supporting; /* of them */
    size_t capacity;
    int64_t n_skipped;   /* rows without a label of the task, or without target or parent */
    int64_t n_uncertain; /* rows that were drawn as uncertain, or chosen by people: not at random */
    int64_t n_unknown;   /* skipped rows with a label that is none of the task's classes */
    char unknown[40];    /* the first of them, cut */
    const char *unknown_input; /* and where it stands */
    int64_t unknown_line;
    int64_t n_duplicates; /* rows whose text, other and label stood before */
    int64_t n_conflicts;  /* rows whose text and other stood before with another label; kept */
    const char *conflict_input; /* where the first of them is */
    int64_t conflict_line;
    int n_classes; /* classes of the task that have rows, in the task's order */
    const char *class_name[TENOR_MAX_CLASSES]; /* static storage */
    int64_t label_count[TENOR_MAX_CLASSES];
    tn_digest digest;   /* of all rows used, in order */
    tn_domains domains; /* names and numbers of rows */
    int n_files;
    tn_arena arena;
} tn_dataset;

/*
 * Read labelled rows: their label is `label` or, where that is none of the head, the head's own
 * field (`sentiment`, `stance`, `reply`). Fails if no row is usable. Of each file all classes weigh
 * alike, together as much as the file has rows, max_rows at most, times its factor. Of a stance's
 * three classes against and favor weigh alike at each length too; where a length has rows of one
 * side alone, a side's sum falls short by up to half of them.
 */
int tn_dataset_read(tn_dataset *out, int head, const tn_dataset_options *options, tenor_error *err);

/* "FILE:LINE: label 'meh' is none of …": of data with unknown labels. */
#define TN_DATASET_LINE_BYTES 600
void tn_dataset_describe_unknown(char line[TN_DATASET_LINE_BYTES], const tn_dataset *dataset);

/* Stance: targets with at least min_rows rows become domains. */
int tn_dataset_find_domains(tn_dataset *dataset, size_t min_rows, tenor_error *err);

/*
 * Folds 0..n_folds-1 of the judged rows. Stratified: rows of each class are dealt round in an
 * order that depends on the text's hash and the seed alone; equal texts share a fold, and so do
 * replies to one comment. by_file: each file of judged rows is a fold, *n_folds their number; rows
 * of a domain are dealt all the same, for they are judged within it.
 */
int tn_dataset_assign_folds(tn_dataset *dataset, int *n_folds, bool by_file, uint32_t seed,
                            tenor_error *err);

void tn_dataset_free(tn_dataset *dataset);

#endif
