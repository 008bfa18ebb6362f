/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * articles.c - metadata of articles from a file of their own (--articles)
 *
 * The file is given by hand, so a bad line is an error, not a rejection. Of two
 * lines for one article the last one counts.
 */
#include "ingest/ingest.h"

#include "base/hash_map.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    tenor_str id;
    tenor_article article;
} entry;

struct tn_articles {
    entry *entry;
    size_t n_entries, capacity;
    tn_hash_map number; /* of an entry, from 1, by the hash of its id */
    tn_arena arena;
};

/* the slot of an id, or the empty one where it may be put */
static tn_hash_slot *find_slot(const tn_articles *articles, uint64_t hash, tenor_str id)
{
    tn_hash_slot *slot = tn_hash_map_find(&articles->number, hash);

    while (slot->value && tn_str_compare(articles->entry[slot->value - 1].id, id) != 0)
        slot = tn_hash_map_next(&articles->number, slot);
    return slot;
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
    tn_hash_slot *slot;
    int rc;

    if ((rc = tn_hash_map_reserve(&articles->number, 1, err)) < 0 ||
        (rc = tn_grow((void **)&articles->entry, &articles->capacity, articles->n_entries + 1,
                      sizeof(entry), err)) < 0)
        return rc;
    if (!keep(articles, &id) || !keep(articles, &article.title) || !keep(articles, &article.url) ||
        !keep(articles, &article.section) || !keep(articles, &article.target) ||
        !keep(articles, &article.target_aliases))
        return tn_no_memory(err);
    slot = find_slot(articles, hash, id);
    if (!slot->value)
        tn_hash_map_put(&articles->number, slot, hash, ++articles->n_entries);
    articles->entry[slot->value - 1] = (entry){ id, article };
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
    return tn_hash_map_reserve(&(*out)->number, 1, err); /* a look-up needs a table */
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
    const tn_hash_slot *slot = find_slot(articles, tn_hash(id.data, id.bytes), id);

    return slot->value ? &articles->entry[slot->value - 1].article : NULL;
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
    free(articles->entry);
    tn_hash_map_free(&articles->number);
    tn_arena_free(&articles->arena);
    free(articles);
}
