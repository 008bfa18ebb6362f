/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_store.h - comments' texts on disk, for those that must be read a second time
 *
 * What stance is measured toward is known for certain only when the last record of an article has
 * arrived. Until then texts are in a file without a name, so that memory stays flat and nothing is
 * left behind by a crash.
 */
#ifndef TN_TEXT_STORE_H
#define TN_TEXT_STORE_H

#include "stats/record.h"

typedef struct {
    FILE *file; /* NULL: closed */
    int64_t bytes;
    tn_buf pending; /* the last of them, not written yet */
} tn_text_store;

int tn_text_store_open(tn_text_store *store, const char *dir, tenor_error *err);

/* Keep a record's text: sets its text_offset and text_bytes. */
int tn_text_store_add(tn_text_store *store, tenor_str text, tn_record *record, tenor_error *err);

/* End of writing: from here on tn_text_of may be called, from several threads at once. */
int tn_text_store_finish(tn_text_store *store, tenor_error *err);

/*
 * A record's text; absent if it was not kept. *out is terminated and lives as long as the record
 * or, read from the store, as `scratch` is unchanged. `store` may be NULL where records have their
 * texts.
 */
int tn_text_of(tenor_str *out, const tn_text_store *store, const tn_record *record, tn_buf *scratch,
               tenor_error *err);
void tn_text_store_close(tn_text_store *store);

#endif
