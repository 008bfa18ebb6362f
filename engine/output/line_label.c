/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line_label.c - what a head says of a comment, as JSON lines have it
 */
#include "output/line_label.h"

#include "output/line.h"

#include <string.h>

#define USUAL_BYTES  48 /* of a piece, at most: a copy of known size is a few instructions */
#define NUMBER_BYTES 32

/* all that was written since the last piece */
static void end_piece(tn_label_piece *piece, tn_label_piece *last, const tn_line *line)
{
    size_t start = last->start + last->bytes;

    *piece = (tn_label_piece){ start, (size_t)(line->at - line->out->data) - start };
    *last = *piece;
}

static void make_head(tn_label_lines *out, tn_line *line, int head, tn_label_piece *last)
{
    tn_label_pieces *pieces = &out->head[head];

    tn_line_key(line, tenor_head_name(head));
    tn_line_puts(line, "null");
    end_piece(&pieces->none, last, line);
    for (int c = 0; c < out->heads->n_classes[head]; c++) {
        const char *name = out->heads->class_name[head][c];

        tn_line_key(line, tenor_head_name(head));
        tn_line_puts(line, "{\"label\":");
        tn_line_text(line, name, strlen(name));
        tn_line_key(line, "score");
        end_piece(&pieces->label[c], last, line);
        tn_line_puts(line, c == 0 ? ",\"p\":{" : ",");
        tn_line_text(line, name, strlen(name));
        tn_line_char(line, ':');
        end_piece(&pieces->p[c], last, line);
    }
}

int tn_label_lines_make(tn_label_lines *out, const tn_heads *heads, tenor_error *err)
{
    tn_label_piece last = { 0 };
    tn_line line;
    int rc;

    *out = (tn_label_lines){ .heads = heads };
    tn_line_begin(&line, &out->text, err);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        make_head(out, &line, head, &last);
    rc = tn_line_end(&line);
    return rc == 0 ? tn_buf_reserve(&out->text, USUAL_BYTES, err) : rc; /* read past the last */
}

void tn_label_lines_free(tn_label_lines *lines)
{
    tn_buf_free(&lines->text);
    *lines = (tn_label_lines){ 0 };
}

/* ------------------------------------------------------------ a line's own */

/* room for all that there is, and behind it for what is copied in excess: more than any label has
 */
static char *room_of_label(tn_line *line, const tn_label_lines *lines)
{
    return tn_line_room(line,
                        lines->text.bytes + USUAL_BYTES + (TENOR_MAX_CLASSES + 1) * NUMBER_BYTES);
}

static inline char *put_piece(char *at, const tn_label_lines *lines, tn_label_piece piece)
{
    const char *text = lines->text.data + piece.start;

    memcpy(at, text, USUAL_BYTES);
    if (piece.bytes > USUAL_BYTES)
        memcpy(at, text, piece.bytes);
    return at + piece.bytes;
}

void tn_line_no_label(tn_line *line, const tn_label_lines *lines, int head)
{
    char *at = room_of_label(line, lines);

    if (at)
        line->at = put_piece(at, lines, lines->head[head].none);
}

void tn_line_label(tn_line *line, const tn_label_lines *lines, int head, int label, double score)
{
    char *at = room_of_label(line, lines);

    if (at) {
        at = put_piece(at, lines, lines->head[head].label[label]);
        line->at = at + tn_format6(at, score);
    }
}

void tn_line_probabilities(tn_line *line, const tn_label_lines *lines, int head, int n_classes,
                           const double *p)
{
    char *at = room_of_label(line, lines);

    for (int c = 0; at && c < n_classes; c++) {
        at = put_piece(at, lines, lines->head[head].p[c]);
        at += tn_format6(at, p[c]);
    }
    if (at) {
        *at = '}';
        line->at = at + 1;
    }
}
