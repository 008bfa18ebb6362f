/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_store.h - comments' texts on disk, for those that must be read a second time
 *
 * What stance is measured toward is known for certain only when the last
 * record of an article has arrived. Texts wait for that in a file without a name,
 * so that memory stays flat and nothing is left behind by a crash.
 */
#ifndef TN_TEXT_STORE_H
#define TN_TEXT_STORE_H

#include "base/base.h"

typedef struct {
    FILE *file; /* NULL: closed */
    int64_t bytes;
} tn_text_store;

/* A text's place. offset -1: not kept. */
typedef struct {
    int64_t offset;
    uint32_t bytes;
} tn_text_place;

int tn_text_store_open(tn_text_store *store, const char *dir, tenor_error *err);
int tn_text_store_add(tn_text_store *store, tenor_str text, tn_text_place *place, tenor_error *err);

/* End of writing: from here on tn_text_store_get may be called, from several threads at once. */
int tn_text_store_finish(tn_text_store *store, tenor_error *err);
int tn_text_store_get(const tn_text_store *store, tn_text_place place, tn_buf *out,
                      tenor_error *err);
void tn_text_store_close(tn_text_store *store);

#endif
