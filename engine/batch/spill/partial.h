/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * partial.h - an article's records as bytes: what is spilled, stored and sent to other machines
 *
 * Some of an article's records in bytes, and back. Merging two partials of an article is adding
 * one after the other: which record counts is decided later, from all of them. Bytes are those of
 * the machine's own byte order; whoever keeps them says so (segment.h).
 */
#ifndef TN_PARTIAL_H
#define TN_PARTIAL_H

#include "batch/spill/article_table.h"

/*
 * What a record points to. A run that reads its own partials keeps texts and words where they are;
 * partials that travel carry them along.
 */
typedef struct {
    bool with_texts; /* of the records that have one */
    bool with_words; /* as text, not as numbers in a table */
} tn_partial_form;

/* Where they are. */
typedef struct {
    const tn_text_store *texts; /* with_texts: see tn_text_of */
    const tn_word_table *words; /* with_words: by tn_word_list.table */
} tn_partial_source;

/*
 * Append a piece of an article, which is a partial by itself: records from *next on, until it has
 * some TN_PIECE_BYTES. *next becomes the record that follows. An article without records is one
 * piece. Fails with TENOR_ERR_MEMORY or TENOR_ERR_IO.
 */
#define TN_PIECE_BYTES ((size_t)1 << 20)
int tn_partial_write(tn_buf *out, const tn_article *article, size_t *next,
                     const tn_partial_form *form, const tn_partial_source *source, tn_buf *scratch,
                     tenor_error *err);

/* Where what was read is to live. */
typedef struct {
    tn_arena *arena;      /* the article's texts and the records' words */
    tn_word_table *words; /* with_words: the table that they are looked up in */
    uint32_t table;       /* its number */
    bool copies;          /* ids and words too: what is read often must not stay in `data` */
} tn_partial_sink;

/* Records in so many bytes of partials, at most. */
size_t tn_partial_max_records(size_t bytes);

/*
 * Add what tn_partial_write wrote to an article. Ids and texts stay in `data`, which must outlive
 * the article's records. Fails with TENOR_ERR_INPUT if the bytes are no partial of this form: every
 * length and number is checked.
 */
int tn_partial_read(tn_article *article, const char *data, size_t bytes,
                    const tn_partial_form *form, const tn_partial_sink *sink, tenor_error *err);

/* The same into a table, where the article may be already. */
int tn_article_table_add_partial(tn_article_table *table, tenor_str id, const char *data,
                                 size_t bytes, const tn_partial_form *form,
                                 const tn_partial_sink *sink, tenor_error *err);

#endif
