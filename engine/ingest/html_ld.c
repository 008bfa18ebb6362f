/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_ld.c - comments in a page's JSON-LD, as schema.org describes them
 */
#include "ingest/html_comments.h"
#include "ingest/json_reader.h"
#include "ingest/markup_text.h"

#include <stdlib.h>
#include <string.h>

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

    if (rc == 0)
        w->stack[w->n_tasks++] = (task){ node, parent_id, is_comment };
    return rc;
}

/* One value or an array of them; taken from the stack in their order. */
static int push_all(walk *w, tn_json_node holder, const char *key, tenor_str parent_id,
                    bool is_comment)
{
    tn_json_node node;
    tn_json_items items;
    size_t first = w->n_tasks;
    int rc = 0;

    if (!tn_json_get(&node, holder, key))
        return 0;
    if (!tn_json_items_of(&items, node))
        return push(w, node, parent_id, is_comment);
    while (rc == 0 && tn_json_next_item(&node, &items))
        rc = push(w, node, parent_id, is_comment);
    for (size_t a = first, b = w->n_tasks; a + 1 < b; a++) {
        task swapped = w->stack[--b];

        w->stack[b] = w->stack[a];
        w->stack[a] = swapped;
    }
    return rc;
}

/* the first of these that is a string */
static tenor_str first_string(tn_json_node node, const char *const *paths)
{
    tenor_str text = { 0 };

    for (; !text.data && *paths; paths++)
        text = tn_json_string(node, *paths);
    return text;
}

static int keep_text(tn_html_comments *c, tn_html_comment *comment, tenor_str html,
                     tenor_error *err)
{
    tenor_error cause = { 0 };
    tn_buf text = { 0 };
    int rc = tn_markup_text(&text, html, true, &cause);

    if (rc == TENOR_ERR_INPUT) {
        comment->not_a_comment = "its markup is nested too deeply or too long";
        rc = 0;
    } else if (rc == 0) {
        comment->text = (tenor_str){ "", 0 };
        rc = tn_html_keep(c->arena, &comment->text, (tenor_str){ text.data, text.bytes }, err);
    } else {
        rc = tn_fail(err, rc, "%s", cause.message);
    }
    tn_buf_free(&text);
    return rc;
}

static int add_comment(walk *w, const task *t, tenor_str *id)
{
    static const char *const ids[] = { "@id", "identifier", "url", NULL };
    static const char *const texts[] = { "text", "articleBody", "description", NULL };
    static const char *const authors[] = { "author.name", "creator.name", "author", NULL };
    static const char *const times[] = { "dateCreated", "datePublished", NULL };
    tn_html_comments *c = w->comments;
    tn_html_comment *comment = tn_html_add(c, w->err);
    tenor_str text = first_string(t->node, texts);
    tenor_str own_id = first_string(t->node, ids),
              parent = tn_json_string(t->node, "parentItem.@id");
    tn_value likes = { 0 };
    char place[24];
    int rc;

    if (!comment)
        return TENOR_ERR_MEMORY;
    if (!own_id.data)
        own_id = (tenor_str){ place, (size_t)snprintf(place, sizeof(place), "%zu", c->n_items) };
    comment->line_no = w->line_no;
    if (tn_json_take(&likes, t->node, "upvoteCount") && likes.kind == TN_INTEGER)
        comment->likes = likes.integer;
    rc = tn_html_keep(c->arena, &comment->id, own_id, w->err);
    *id = comment->id;
    rc = rc < 0 ? rc
                : tn_html_keep(c->arena, &comment->parent_id, parent.data ? parent : t->parent_id,
                               w->err);
    rc = rc < 0 ? rc
                : tn_html_keep(c->arena, &comment->author, first_string(t->node, authors), w->err);
    rc = rc < 0 ? rc : tn_html_keep(c->arena, &comment->time, first_string(t->node, times), w->err);
    return rc < 0 || !text.data ? rc : keep_text(c, comment, text, w->err);
}

static bool is_typed_comment(tn_json_node node)
{
    tenor_str type = tn_json_string(node, "@type");

    return tn_str_is(type, "Comment") || tn_str_is(type, "UserComments");
}

static int visit(walk *w, task t)
{
    tenor_str id = { 0 };
    int rc = 0;

    if (!tn_json_is_object(t.node))
        return 0;
    if (t.is_comment || is_typed_comment(t.node)) {
        rc = add_comment(w, &t, &id);
    } else {
        rc = push_all(w, t.node, "@graph", id, false);
        rc = rc < 0 ? rc : push_all(w, t.node, "mainEntity", id, false);
        rc = rc < 0 ? rc : push_all(w, t.node, "mainEntityOfPage", id, false);
    }
    return rc < 0 ? rc : push_all(w, t.node, "comment", id, true);
}

int tn_html_find_in_json(tn_html_comments *comments, tn_json_parser *parser, tenor_str json,
                         int64_t line_no, tenor_error *err)
{
    walk w = { .comments = comments, .line_no = line_no, .err = err };
    tn_buf text = { 0 }, scratch = { 0 };
    tn_input_line line = { 0 };
    tn_json_node root;
    tn_source_row row = { 0 };
    int rc = tn_buf_puts(&text, "{\"@graph\":", err); /* it may be an array */

    rc = rc < 0 ? rc : tn_buf_append(&text, json.data, json.bytes, err);
    rc = rc < 0 ? rc : tn_buf_puts(&text, "}", err);
    line.bytes = text.bytes;
    rc = rc < 0 ? rc : tn_buf_reserve(&text, TN_LINE_PADDING, err);
    if (rc == 0) {
        line.data = text.data;
        rc = tn_json_object(parser, &line, &root, &scratch, &row, err);
    }
    if (rc == TN_GOOD_ROW) { /* what is no JSON is no description */
        rc = push(&w, root, (tenor_str){ 0 }, false);
        while (rc == 0 && w.n_tasks > 0)
            rc = visit(&w, w.stack[--w.n_tasks]);
    }
    free(w.stack);
    tn_buf_free(&text);
    tn_buf_free(&scratch);
    return rc < 0 ? rc : 0;
}
