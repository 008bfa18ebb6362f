/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hackernews.c - items of the Hacker News API at Algolia: comments within comments
 *
 * The tree is walked with a stack of our own, so its depth is no one's risk.
 */
#include "ingest/json_docs.h"
#include "ingest/markup_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    tn_json_items children;
    tn_value id;        /* of the comment they reply to; absent for the story */
    bool id_is_place;   /* it has none of its own */
    int64_t n_children; /* taken so far */
    size_t place_bytes; /* of its place in walk->place */
} frame;

typedef struct {
    frame *stack;
    size_t capacity;
    size_t n_frames;
    tn_buf place; /* "2.1.4": names a comment without an id */
    tn_buf marked;
    tn_json_node story; /* or the comment whose subtree it is */
    bool has_story;
    char story_name[TN_ARTICLE_NAME_BYTES];
} hn_walk;

static void free_walk(void *state)
{
    hn_walk *walk = state;

    free(walk->stack);
    tn_buf_free(&walk->place);
    tn_buf_free(&walk->marked);
    free(walk);
}

/* The comments below `node` come next. */
static int push(hn_walk *walk, tn_json_node node, const tn_value *id, tenor_error *err)
{
    tn_json_node children;
    frame *top;
    int rc = tn_grow((void **)&walk->stack, &walk->capacity, walk->n_frames + 1,
                     sizeof(*walk->stack), err);

    if (rc < 0)
        return rc;
    top = &walk->stack[walk->n_frames++];
    *top = (frame){ .id = *id,
                    .id_is_place = id->kind == TN_STRING && id->text.data == walk->place.data,
                    .place_bytes = walk->place.bytes };
    if (tn_json_get(&children, node, "children"))
        tn_json_items_of(&top->children, children);
    return 0;
}

static void take_story(const hn_walk *walk, tn_source_row *row)
{
    tn_value *field = row->field;
    const char *key = walk->has_story ? "id" : "story_id";

    if (!tn_json_take(&field[TN_FIELD_ARTICLE_ID], walk->story, key))
        tn_set_text(&field[TN_FIELD_ARTICLE_ID], tn_str(walk->story_name));
    if (walk->has_story) {
        tn_set_text(&field[TN_FIELD_TITLE], tn_json_string(walk->story, "title"));
        tn_set_text(&field[TN_FIELD_URL], tn_json_string(walk->story, "url"));
        tn_set_time(&field[TN_FIELD_PUBLISHED_AT], tn_json_string(walk->story, "created_at"));
    }
}

/* Deleted comments stay as items without text and author. */
static int take_text(tn_json_docs *docs, tn_source_row *row, tn_json_node item, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tenor_str html = tn_json_string(item, "text");
    int rc;

    if (!html.data) {
        row->field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
        return TN_GOOD_ROW;
    }
    rc = tn_take_markup(row, html, false, &docs->text, err);
    if (rc == TN_GOOD_ROW && docs->text.bytes && memchr(docs->text.data, '>', docs->text.bytes)) {
        tn_buf_clear(&walk->marked);
        rc = tn_mark_quotes(&walk->marked, row->field[TN_FIELD_TEXT].text, err);
        tn_set_text(&row->field[TN_FIELD_TEXT],
                    (tenor_str){ walk->marked.data, walk->marked.bytes });
        rc = rc < 0 ? rc : TN_GOOD_ROW;
    }
    return rc;
}

static int take_item(tn_json_docs *docs, tn_source_row *row, tn_json_node item, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tn_value *field = row->field;
    tn_value points = { 0 };

    if (!tn_json_is_object(item))
        return tn_bad_row(row, "not a JSON object");
    take_story(walk, row);
    if (!tn_json_take(&field[TN_FIELD_ID], item, "id"))
        tn_set_text(&field[TN_FIELD_ID], (tenor_str){ walk->place.data, walk->place.bytes });
    tn_set_text(&field[TN_FIELD_AUTHOR], tn_json_string(item, "author"));
    tn_set_time(&field[TN_FIELD_CREATED_AT], tn_json_string(item, "created_at"));
    if (tn_json_take(&points, item, "points") && points.kind == TN_INTEGER)
        field[TN_FIELD_LIKES] = points;
    return take_text(docs, row, item, err);
}

/* The next item of the tree; false at its end. */
static bool next_item(hn_walk *walk, tn_json_node *item)
{
    while (walk->n_frames > 0 &&
           !tn_json_next_item(item, &walk->stack[walk->n_frames - 1].children))
        walk->n_frames--;
    return walk->n_frames > 0;
}

/* A comment asked for by its id: the root is a comment itself, and says what it replies to. */
static int take_root(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tn_value parent = { 0 }, story = { 0 };
    tenor_str parent_id = { 0 }, story_id = { 0 };

    tn_json_take(&parent, docs->root, "parent_id");
    tn_json_take(&story, docs->root, "story_id");
    tn_value_as_id(&parent_id, &parent);
    tn_value_as_id(&story_id, &story);
    if (parent_id.bytes != story_id.bytes || parent_id.bytes == 0 ||
        memcmp(parent_id.data, story_id.data, parent_id.bytes) != 0)
        row->field[TN_FIELD_PARENT_ID] = parent;
    return take_item(docs, row, docs->root, err);
}

/* A story is no comment: 0, and what follows is its comments. */
static int begin(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tenor_str title = tn_json_string(docs->root, "title"),
              text = tn_json_string(docs->root, "text");
    int rc = 0, pushed;

    walk->story = docs->root;
    walk->has_story = title.data != NULL;
    walk->n_frames = 0;
    tn_buf_clear(&walk->place);
    tn_article_name(walk->story_name, "hn", title, text.data ? text : tn_str(""));
    if (!walk->has_story) {
        rc = tn_buf_puts(&walk->place, "0", err);
        rc = rc < 0 ? rc : take_root(docs, row, err);
    }
    pushed = rc < 0 ? rc : push(walk, docs->root, &row->field[TN_FIELD_ID], err);
    return pushed < 0 ? pushed : rc;
}

/* What the item replies to, which is the top of the stack. */
static tn_value parent_of(const hn_walk *walk, const frame *top)
{
    tn_value parent = top->id;

    if (top->id_is_place)
        parent.text = (tenor_str){ walk->place.data, top->place_bytes };
    return parent;
}

static int hn_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tn_json_node item;
    frame *top;
    int rc, pushed;

    if (docs->n_rows == 0) {
        rc = begin(docs, row, err);
        if (rc != 0)
            return rc;
    }
    if (!next_item(walk, &item))
        return 0;
    top = &walk->stack[walk->n_frames - 1];
    walk->place.bytes = top->place_bytes;
    rc = tn_buf_printf(&walk->place, err, "%s%" PRId64, top->place_bytes ? "." : "",
                       ++top->n_children);
    if (rc < 0)
        return rc;
    row->field[TN_FIELD_PARENT_ID] = parent_of(walk, top);
    rc = take_item(docs, row, item, err);
    pushed = rc < 0 ? rc : push(walk, item, &row->field[TN_FIELD_ID], err);
    return pushed < 0 ? pushed : rc;
}

static int hn_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    static const tn_json_kind kind = { .next = hn_next, .free_state = free_walk };
    int rc = tn_json_docs_open(state, lines, setup, &kind, err);

    if (rc == 0) {
        tn_json_docs *docs = *state;

        docs->state = tn_alloc(1, sizeof(hn_walk));
        rc = docs->state ? 0 : tn_no_memory(err);
    }
    return rc;
}

const tn_format tn_format_hackernews = {
    .name = "hackernews", .open = hn_open, .next = tn_json_docs_next, .close = tn_json_docs_close
};
