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

static const tn_mapping story_fields[] = {
    { TN_FIELD_ARTICLE_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "url", TN_AS_TEXT },
    { TN_FIELD_PUBLISHED_AT, "created_at", TN_AS_TIME },
    { 0 },
};
static const tn_mapping comment_fields[] = {
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_at", TN_AS_TIME },
    { TN_FIELD_LIKES, "points", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "text", TN_AS_HTML },
    { 0 },
};

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
    tn_buf place;       /* "2.1.4": names a comment without an id */
    tn_json_node story; /* or the comment whose subtree it is */
    bool has_story;
    char story_name[TN_ARTICLE_NAME_BYTES];
} hn_walk;

static void free_walk(void *state)
{
    hn_walk *walk = state;

    free(walk->stack);
    tn_buf_free(&walk->place);
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

static int fill_row(tn_json_docs *docs, tn_source_row *row, tn_json_node item, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tn_value *field = row->field;
    tn_buf *text = &docs->json.text;
    int rc;

    if (!tn_json_is_object(item))
        return tn_bad_row(row, "not a JSON object");
    if (walk->has_story)
        (void)tn_json_map(row, story_fields, walk->story, text, err); /* no HTML: nothing fails */
    else
        tn_json_take(&field[TN_FIELD_ARTICLE_ID], walk->story, "story_id");
    if (field[TN_FIELD_ARTICLE_ID].kind == TN_ABSENT)
        tn_set_text(&field[TN_FIELD_ARTICLE_ID], tn_str(walk->story_name));
    if (!tn_json_take(&field[TN_FIELD_ID], item, "id"))
        tn_set_text(&field[TN_FIELD_ID], (tenor_str){ walk->place.data, walk->place.bytes });
    rc = tn_json_map(row, comment_fields, item, text, err);
    if (rc != TN_GOOD_ROW)
        return rc;
    if (field[TN_FIELD_TEXT].kind == TN_ABSENT) /* deleted comments stay as items */
        field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
    if (text->bytes == 0)
        return TN_GOOD_ROW;
    rc = tn_mark_quotes(text, err);
    tn_set_text(&field[TN_FIELD_TEXT], (tenor_str){ text->data, text->bytes });
    return rc < 0 ? rc : TN_GOOD_ROW;
}

/* The item as a row; its replies come next. */
static int take_item(tn_json_docs *docs, tn_source_row *row, tn_json_node item, tenor_error *err)
{
    int rc = fill_row(docs, row, item, err), pushed;

    if (rc < 0)
        return rc;
    pushed = push(docs->state, item, &row->field[TN_FIELD_ID], err);
    return pushed < 0 ? pushed : rc;
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
    if (parent_id.bytes == 0 || tn_str_compare(parent_id, story_id) != 0)
        row->field[TN_FIELD_PARENT_ID] = parent;
    return take_item(docs, row, docs->root, err);
}

/* A story is no comment: 0, and what follows is its comments. */
static int hn_first(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tenor_str title = tn_json_string(docs->root, "title"),
              text = tn_json_string(docs->root, "text");
    int rc;

    walk->story = docs->root;
    walk->has_story = title.data != NULL;
    walk->n_frames = 0;
    tn_buf_clear(&walk->place);
    tn_article_name(walk->story_name, "hn", title, text.data ? text : tn_str(""));
    if (walk->has_story)
        return push(walk, docs->root, &row->field[TN_FIELD_ID], err);
    rc = tn_buf_puts(&walk->place, "0", err);
    return rc < 0 ? rc : take_root(docs, row, err);
}

/* The next item of the tree. */
static int hn_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    hn_walk *walk = docs->state;
    tn_value *parent = &row->field[TN_FIELD_PARENT_ID];
    tn_json_node item;
    frame *top;
    int rc;

    while (walk->n_frames > 0 &&
           !tn_json_next_item(&item, &walk->stack[walk->n_frames - 1].children))
        walk->n_frames--;
    if (walk->n_frames == 0)
        return 0;
    top = &walk->stack[walk->n_frames - 1];
    walk->place.bytes = top->place_bytes;
    rc = tn_buf_printf(&walk->place, err, "%s%" PRId64, top->place_bytes ? "." : "",
                       ++top->n_children);
    if (rc < 0)
        return rc;
    *parent = top->id;
    if (top->id_is_place)
        parent->text = (tenor_str){ walk->place.data, top->place_bytes };
    return take_item(docs, row, item, err);
}

static const tn_json_kind hackernews = {
    .first = hn_first, .nested = hn_next, .state_bytes = sizeof(hn_walk), .free_state = free_walk
};
const tn_format tn_format_hackernews = { .name = "hackernews",
                                         .open = tn_json_docs_open,
                                         .next = tn_json_docs_next,
                                         .close = tn_json_docs_close,
                                         .json = &hackernews };
