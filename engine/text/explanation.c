/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explanation.c - what a label's decision values add up from: which pieces are shown
 */
#include "text/explanation.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double size; /* of the weight; less than any, where the piece is not to be listed */
    size_t piece;
} ranked;

static int by_size(const void *a, const void *b)
{
    const ranked *x = a, *y = b;

    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return x->piece < y->piece ? -1 : x->piece > y->piece;
}

int tn_explanation_list(tn_explanation *e, size_t n, bool only_telling, tenor_error *err)
{
    ranked *order = tn_alloc(e->n_pieces, sizeof(*order));

    if (!order)
        return tn_no_memory(err);
    if (n == 0)
        n = e->n_pieces;
    e->n_unlisted = 0;
    e->unlisted_weight = 0.0;
    for (size_t p = 0; p < e->n_pieces; p++) {
        bool skipped = only_telling && e->piece[p].says_nothing;

        order[p] = (ranked){ skipped ? -1.0 : fabs(e->piece[p].weight), p };
    }
    qsort(order, e->n_pieces, sizeof(*order), by_size);
    for (size_t p = 0; p < e->n_pieces; p++) {
        tn_piece *piece = &e->piece[order[p].piece];

        piece->listed = p < n && order[p].size >= 0.0;
        if (!piece->listed) {
            e->n_unlisted++;
            e->unlisted_weight += piece->weight;
        }
    }
    free(order);
    return 0;
}

void tn_explanation_clear(tn_explanation *e)
{
    tn_explanation empty = { .piece = e->piece, .capacity = e->capacity, .forms = e->forms };

    tn_buf_clear(&empty.forms);
    *e = empty;
}

void tn_explanation_free(tn_explanation *e)
{
    free(e->piece);
    tn_buf_free(&e->forms);
    *e = (tn_explanation){ 0 };
}
