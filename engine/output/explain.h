/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.h - explained comments as JSON lines and for people
 */
#ifndef TN_OUTPUT_EXPLAIN_H
#define TN_OUTPUT_EXPLAIN_H

#include "stats/stats.h"
#include "text/explanation.h"

/* A comment with what is to be said of it. */
typedef struct {
    tenor_str id, article_id; /* absent for a text without a record */
    tenor_str text;           /* what offsets are counted in */
    tenor_str target;         /* of the stance; absent if none */
    tenor_str parent_text;    /* absent if none */
    const tenor_result *result;
    const tn_heads *heads;
    bool asked[TENOR_N_HEADS];                 /* the others are not mentioned */
    tn_explanation explanation[TENOR_N_HEADS]; /* of those asked for and present */
} tn_explained;

/* One line of docs/schema/explain.schema.json. */
int tn_write_explained_line(FILE *out, const tn_explained *explained, tenor_error *err);

/* Tables for a terminal, all text cleaned; width: 40..200 columns. */
int tn_write_explained_page(FILE *out, const tn_explained *explained, int width, bool color,
                            tenor_error *err);

/* What the signs and marks of the tables mean: once, behind the last. */
int tn_write_explained_legend(FILE *out, int width, bool color, tenor_error *err);

#endif
