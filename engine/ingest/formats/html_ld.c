/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_ld.c - comments in a page's JSON-LD, as schema.org describes them
 */
#include "ingest/formats/html_comments.h"
#include "ingest/json_reader.h"

#include <stdlib.h>

static const tn_mapping fields[] = {
    { TN_FIELD_ID, "@id", TN_AS_TEXT },
    { TN_FIELD_ID, "identifier", TN_AS_TEXT },
    { TN_FIELD_ID, "url", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "parentItem.@id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author.name", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "creator.name", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "dateCreated", TN_AS_TEXT }, /* a time only when it is a row's */
    { TN_FIELD_CREATED_AT, "datePublished", TN_AS_TEXT },
    { TN_FIELD_LIKES, "upvoteCount", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "text", TN_AS_HTML_LINES },
    { TN_FIELD_TEXT, "articleBody", TN_AS_HTML_LINES },
    { TN_FIELD_TEXT, "description", TN_AS_HTML_LINES },
    { 0 },
};

typedef struct {
    tn_json_node node;
    tenor_str parent_id;
    bool is_comment; /* it is one, or what it holds is looked through */
} task;

typedef struct {
    tn_html_comments *comments;
    task *stack;
    size_t n_tasks, capacity;
    int64_t line_no;
    tenor_error *err;
} walk;

static int push(walk *w, tn_json_node node, tenor_str parent_id, bool is_comment)
{
    int rc = tn_grow((void **)&w->stack, &w->capacity, w->n_tasks + 1, sizeof(*w->stack), w->err);

    if (rc < 0)
        return rc;
    w->stack[w->n_tasks++] = (task){ node, parent_id, is_comment };
    return 0;
}

/* One value or an array of them; taken from the stack in their order. */
static int push_all(walk *w, tn_json_node holder, const char *key, tenor_str parent_id,
                    bool is_comment)
{
    tn_json_node node;
    tn_json_items items;
    size_t first = w->n_tasks;

    if (!tn_json_get(&node, holder, key))
        return 0;
    if (!tn_json_items_of(&items, node))
        return push(w, node, parent_id, is_comment);
    while (tn_json_next_item(&node, &items)) {
        int rc = push(w, node, parent_id, is_comment);

        if (rc < 0)
            return rc;
    }
    for (size_t a = first, b = w->n_tasks; a + 1 < b; a++) {
        task swapped = w->stack[--b];

        w->stack[b] = w->stack[a];
        w->stack[a] = swapped;
    }
    return 0;
}

static int add_comment(walk *w, const task *t, tenor_str *id)
{
    tn_html_comments *c = w->comments;
    tn_html_comment *comment = tn_html_add(c, w->err);
    tn_source_row row = { 0 };
    const tn_value *field = row.field;
    tn_buf text = { 0 };
    int rc;

    if (!comment)
        return TENOR_ERR_MEMORY;
    comment->line_no = w->line_no;
    rc = tn_json_map(&row, fields, t->node, &text, w->err);
    if (rc < 0)
        goto done;
    if (rc == TN_BAD_ROW)
        comment->fault = "its markup is nested too deeply or too long";
    if (field[TN_FIELD_LIKES].kind == TN_INTEGER)
        comment->likes = field[TN_FIELD_LIKES].integer;
    if (field[TN_FIELD_TEXT].kind == TN_STRING)
        comment->text = tn_str("");

    tenor_str own_id = field[TN_FIELD_ID].text, parent = field[TN_FIELD_PARENT_ID].text;
    const struct {
        tenor_str *out, text;
    } kept[] = { { &comment->id, own_id },
                 { &comment->parent_id, parent.data ? parent : t->parent_id },
                 { &comment->author, field[TN_FIELD_AUTHOR].text },
                 { &comment->time, field[TN_FIELD_CREATED_AT].text },
                 { &comment->text, field[TN_FIELD_TEXT].text } };

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        rc = tn_html_keep(c->arena, kept[i].out, kept[i].text, w->err);
        if (rc < 0)
            goto done;
    }
    rc = tn_html_name(c->arena, comment, w->err);
    *id = comment->id;
done:
    tn_buf_free(&text);
    return rc;
}

static int visit(walk *w, task t)
{
    static const char *const holders[] = { "@graph", "mainEntity", "mainEntityOfPage" };
    tenor_str id = { 0 }, type;
    int rc;

    if (!tn_json_is_object(t.node))
        return 0;
    type = tn_json_string(t.node, "@type");
    if (t.is_comment || tn_str_is(type, "Comment") || tn_str_is(type, "UserComments")) {
        rc = add_comment(w, &t, &id);
        if (rc < 0)
            return rc;
    } else {
        for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
            rc = push_all(w, t.node, holders[i], id, false);
            if (rc < 0)
                return rc;
        }
    }
    return push_all(w, t.node, "comment", id, true);
}

int tn_html_find_in_json(tn_html_comments *comments, tn_json_parser *parser, tenor_str json,
                         int64_t line_no, tenor_error *err)
{
    static const char before[] = "{\"@graph\":", after[] = "}"; /* it may be an array */
    walk w = { .comments = comments, .line_no = line_no, .err = err };
    tn_buf text = { 0 }, scratch = { 0 };
    tn_input_line line = { 0 };
    tn_source_row row = { 0 };
    tn_json_node root;
    int rc =
        tn_buf_reserve(&text, sizeof(before) + json.bytes + sizeof(after) + TN_LINE_PADDING, err);

    if (rc < 0)
        return rc;
    (void)tn_buf_puts(&text, before, err); /* there is room for all three */
    (void)tn_buf_append(&text, json.data, json.bytes, err);
    (void)tn_buf_puts(&text, after, err);
    line.data = text.data;
    line.bytes = text.bytes;
    rc = tn_json_object(parser, &line, &root, &scratch, &row, err);
    if (rc != TN_GOOD_ROW) /* what is no JSON is no description */
        goto done;
    rc = push(&w, root, (tenor_str){ 0 }, false);
    while (rc == 0 && w.n_tasks > 0)
        rc = visit(&w, w.stack[--w.n_tasks]);
done:
    free(w.stack);
    tn_buf_free(&text);
    tn_buf_free(&scratch);
    return rc < 0 ? rc : 0;
}
