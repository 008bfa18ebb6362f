/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_label.h - what a head says of a comment, as JSON lines have it
 *
 * A label is three numbers between names that are the same in every line. So these are quoted once
 * for a run, with all that stands around them, and a line is made of such pieces and its numbers.
 */
#ifndef TN_LINE_LABEL_H
#define TN_LINE_LABEL_H

#include "stats/stats.h"

/* where it stands in the text of all pieces */
typedef struct {
    size_t start, bytes;
} tn_label_piece;

typedef struct {
    tn_label_piece none;                     /* ,"stance":null */
    tn_label_piece label[TENOR_MAX_CLASSES]; /* ,"stance":{"label":"favor","score": */
    tn_label_piece p[TENOR_MAX_CLASSES];     /* ,"p":{"against": or ,"none": */
} tn_label_pieces;

/* All zero is none. May be used by several threads at once. */
typedef struct {
    const tn_heads *heads;
    tn_label_pieces head[TENOR_N_HEADS];
    tn_buf text;
} tn_label_lines;

/* `heads` must live as long. Release with tn_label_lines_free, also after a failure. */
int tn_label_lines_make(tn_label_lines *out, const tn_heads *heads, tenor_error *err);
void tn_label_lines_free(tn_label_lines *lines);

#endif
