/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * articles.c - metadata of articles from a file of their own (--articles)
 *
 * The file is given by hand, so a bad line is an error, not a rejection. Of two
 * lines for one article the last one counts.
 */
#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint64_t hash;
    tenor_str id;
    tenor_article article;
} entry;

struct tn_articles {
    entry *slot; /* open addressing; id.data is NULL in a free one */
    size_t n_slots;
    size_t n_used;
    tn_arena arena;
};

static entry *find_slot(const tn_articles *articles, uint64_t hash, tenor_str id)
{
    size_t mask = articles->n_slots - 1;
    size_t at = (size_t)hash & mask;

    for (;;) {
        entry *e = &articles->slot[at];

        if (!e->id.data || (e->hash == hash && e->id.bytes == id.bytes &&
                            memcmp(e->id.data, id.data, id.bytes) == 0))
            return e;
        at = (at + 1) & mask;
    }
}

static int grow(tn_articles *articles, tenor_error *err)
{
    entry *old = articles->slot;
    size_t n_old = articles->n_slots;

    if ((articles->n_used + 1) * 2 <= n_old)
        return 0;
    articles->slot = tn_alloc(n_old ? n_old * 2 : 64, sizeof(entry));
    if (!articles->slot) {
        articles->slot = old;
        return tn_no_memory(err);
    }
    articles->n_slots = n_old ? n_old * 2 : 64;
    for (size_t i = 0; i < n_old; i++)
        if (old[i].id.data)
            *find_slot(articles, old[i].hash, old[i].id) = old[i];
    free(old);
    return 0;
}

static bool keep(tn_articles *articles, tenor_str *s)
{
    if (s->data) {
        s->data = tn_arena_copy(&articles->arena, s->data, s->bytes);
        return s->data != NULL;
    }
    return true;
}

int tn_articles_add(tn_articles *articles, tenor_str id, tenor_article article, tenor_error *err)
{
    uint64_t hash = tn_hash(id.data, id.bytes);
    entry *e;
    int rc = grow(articles, err);

    if (rc < 0)
        return rc;
    if (!keep(articles, &id) || !keep(articles, &article.title) || !keep(articles, &article.url) ||
        !keep(articles, &article.section) || !keep(articles, &article.target) ||
        !keep(articles, &article.target_aliases))
        return tn_no_memory(err);
    e = find_slot(articles, hash, id);
    articles->n_used += e->id.data == NULL;
    *e = (entry){ hash, id, article };
    return 0;
}

static int bad_line(const tn_source_row *row, const char *path, tenor_error *err)
{
    return tn_fail_line(err, TENOR_ERR_INPUT, row->line_no, "%s:%lld: %s", path,
                        (long long)row->line_no, row->reason);
}

static int add_row(tn_articles *articles, tn_source_row *row, const char *path, tenor_error *err)
{
    tenor_article article;
    tenor_str id = { 0 };
    bool any;
    int key = row->field[TN_FIELD_ARTICLE_ID].kind != TN_ABSENT ? TN_FIELD_ARTICLE_ID : TN_FIELD_ID;

    if (!tn_value_as_id(&id, &row->field[key])) {
        tn_bad_row(row, "field `article_id` (or `id`) must be a string or an integer");
        return bad_line(row, path, err);
    }
    if (!tn_accept_article(&article, &any, row, false))
        return bad_line(row, path, err);
    return tn_articles_add(articles, id, article, err);
}

static int read_rows(tn_articles *articles, tn_lines *lines, const tn_setup *setup,
                     tenor_error *err)
{
    void *state = NULL;
    tn_source_row row = { 0 };
    int rc = tn_format_ndjson.open(&state, lines, setup, err);

    while (rc >= 0) {
        tn_source_row_clear(&row);
        rc = tn_format_ndjson.next(state, &row, err);
        if (rc == 0)
            break;
        if (rc == TN_BAD_ROW)
            rc = bad_line(&row, setup->name, err);
        else if (rc == TN_GOOD_ROW)
            rc = add_row(articles, &row, setup->name, err);
    }
    tn_format_ndjson.close(state);
    return rc;
}

int tn_articles_new(tn_articles **out, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    return grow(*out, err); /* so that a look-up always finds a table */
}

int tn_articles_load(tn_articles **out, const char *path, size_t max_record_bytes, tenor_error *err)
{
    tn_field_map map;
    const tn_setup setup = {
        .name = path, .map = &map, .max_record_bytes = max_record_bytes, .format = &tn_format_ndjson
    };
    tn_articles *articles;
    tn_source *source = NULL;
    tn_lines *lines = NULL;
    tenor_str head;
    bool whole;
    int rc;

    *out = NULL;
    tn_field_map_articles(&map);
    rc = tn_articles_new(&articles, err);
    if (rc < 0)
        goto done;
    rc = tn_source_open(&source, path, 0, err);
    if (rc < 0)
        goto done;
    rc = tn_lines_new(&lines, max_record_bytes, err);
    if (rc < 0)
        goto done;
    while ((rc = tn_source_next_member(source, err)) > 0) {
        tn_lines_start(lines, source);
        rc = tn_lines_peek(lines, &head, &whole, err);
        if (rc < 0)
            goto done;
        rc = read_rows(articles, lines, &setup, err);
        if (rc < 0)
            goto done;
    }
    if (rc < 0)
        goto done;
    *out = articles;
    articles = NULL;
done:
    tn_lines_free(lines);
    tn_source_close(source);
    tn_articles_free(articles);
    return rc;
}

const tenor_article *tn_articles_find(const tn_articles *articles, tenor_str id)
{
    const entry *e = find_slot(articles, tn_hash(id.data, id.bytes), id);

    return e->id.data ? &e->article : NULL;
}

static void overlay(tenor_str *own, tenor_str theirs)
{
    if (theirs.data)
        *own = theirs;
}

void tn_articles_apply(const tn_articles *articles, tenor_comment *comment)
{
    const tenor_article *theirs = tn_articles_find(articles, comment->article_id);
    tenor_article *article = &comment->article;

    if (!theirs)
        return;
    comment->has_article = true;
    overlay(&article->title, theirs->title);
    overlay(&article->url, theirs->url);
    overlay(&article->section, theirs->section);
    if (theirs->target.data) /* aliases go with their target */
        article->target_aliases = (tenor_str){ 0 };
    overlay(&article->target, theirs->target);
    overlay(&article->target_aliases, theirs->target_aliases);
    if (theirs->published_at_s != TENOR_NO_TIME)
        article->published_at_s = theirs->published_at_s;
    if (theirs->captured_at_s != TENOR_NO_TIME)
        article->captured_at_s = theirs->captured_at_s;
}

void tn_articles_free(tn_articles *articles)
{
    if (!articles)
        return;
    free(articles->slot);
    tn_arena_free(&articles->arena);
    free(articles);
}
