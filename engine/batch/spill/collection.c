/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * collection.c - the records of a run as they arrive, in bounded memory
 */
#include "batch/spill/collection.h"

#include "base/file.h"
#include "batch/store/segment.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define RUN_BUFFER_BYTES ((size_t)1 << 18)

int tn_collection_begin(tn_collection *c, const char *dir, bool keeps_texts, size_t budget_bytes,
                        tenor_error *err)
{
    *c = (tn_collection){ .dir = dir, .keeps_texts = keeps_texts, .budget_bytes = budget_bytes };
    return keeps_texts ? tn_text_store_open(&c->texts, dir, err) : 0;
}

/* what is in memory becomes a run */
static int spill(tn_collection *c, tenor_error *err)
{
    const tn_partial_source source = { 0 };
    FILE *run;
    int rc;

    if ((rc = tn_grow((void **)&c->run, &c->capacity, c->n_runs + 1, sizeof(FILE *), err)) < 0 ||
        (rc = tn_temporary_open(&c->run[c->n_runs], c->dir, err)) < 0)
        return rc;
    run = c->run[c->n_runs++];
    setvbuf(run, NULL, _IOFBF, RUN_BUFFER_BYTES); /* a smaller one will do too */
    if ((rc = tn_run_write(run, &c->table, &c->form, &source, c->scratch, err)) < 0)
        return rc;
    if (fflush(run) != 0 || ferror(run))
        return tn_fail(err, TENOR_ERR_IO, "cannot write records: %s", strerror(errno));
    c->spilled_bytes += (int64_t)ftello(run);
    tn_article_table_free(&c->table);
    malloc_trim(0); /* so that the limit holds for the process too */
    return 0;
}

static int spill_if_full(tn_collection *c, tenor_error *err)
{
    return c->budget_bytes > 0 && tn_article_table_bytes(&c->table) > c->budget_bytes
               ? spill(c, err)
               : 0;
}

int tn_collection_add(tn_collection *c, const tenor_comment *comment, tn_record *record,
                      tenor_error *err)
{
    int rc;

    if (c->keeps_texts && record->unscored != TENOR_UNSCORED_DELETED &&
        record->unscored != TENOR_UNSCORED_EMPTY && /* other models may label the rest */
        (rc = tn_text_store_add(&c->texts, comment->text, record, err)) < 0)
        return rc;
    if ((rc = tn_article_table_add(&c->table, comment, record, err)) < 0)
        return rc;
    return spill_if_full(c, err);
}

int tn_collection_add_partial(tn_collection *c, tenor_str id, const tn_buf *partial,
                              tn_word_table *words, tenor_error *err)
{
    const tn_partial_sink sink = { .arena = &c->table.arena, .words = words };
    const char *own = tn_arena_copy(&c->table.arena, partial->data, partial->bytes);
    int rc;

    if (!own)
        return tn_no_memory(err);
    c->form.with_texts = true; /* they are nowhere else */
    rc = tn_article_table_add_partial(&c->table, id, own, partial->bytes, &tn_segment_form, &sink,
                                      err);
    return rc == 0 ? spill_if_full(c, err) : rc;
}

int tn_collection_end(tn_collection *c, tn_article_source *out, tenor_error *err)
{
    tn_run_source *source;
    int rc = tn_text_store_finish(&c->texts, err);

    *out = (tn_article_source){ .dir = c->dir, .large_bytes = tn_large_bytes(c->budget_bytes) };
    if (rc < 0)
        return rc;
    if (c->n_runs == 0) {
        out->table = &c->table;
        return 0;
    }
    if (c->table.n_articles > 0 && (rc = spill(c, err)) < 0)
        return rc;
    source = tn_alloc(c->n_runs, sizeof(*source));
    if (!source)
        return tn_no_memory(err);
    for (size_t i = 0; i < c->n_runs; i++) {
        rewind(c->run[i]);
        source[i] = (tn_run_source){ .user = c->run[i], .read = tn_run_read_file };
    }
    c->merge = tn_merge_new(source, c->n_runs, err);
    free(source);
    out->merge = c->merge;
    out->form = c->form;
    return c->merge ? 0 : TENOR_ERR_MEMORY;
}

void tn_collection_free(tn_collection *c)
{
    tn_merge_free(c->merge);
    for (size_t i = 0; i < c->n_runs; i++)
        tn_temporary_close(&c->run[i]);
    free(c->run);
    tn_article_table_free(&c->table);
    tn_text_store_close(&c->texts);
    tn_buf_free(&c->scratch[0]);
    tn_buf_free(&c->scratch[1]);
    *c = (tn_collection){ 0 };
}
