/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_records.c - the one judge of what a record is in JSON of any shape
 *
 * Objects are walked with a stack of our own, so that their depth, which their
 * parser limits, is no one's risk.
 */
#include "ingest/json_records.h"

#include "ingest/json_elements.h"

#include <stdlib.h>
#include <string.h>

static const char *const reply_names[] = { "replies", "children", "comments", "responses", NULL };

/* Where containers say what article they are about, besides under our own names. */
static const tn_mapping article_fields[] = {
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_TITLE, "headline", TN_AS_TEXT },
    { TN_FIELD_TITLE, "title.rendered", TN_AS_TEXT },
    { TN_FIELD_URL, "url", TN_AS_TEXT },
    { TN_FIELD_URL, "link", TN_AS_TEXT },
    { TN_FIELD_URL, "permalink", TN_AS_TEXT },
    { TN_FIELD_SECTION, "section", TN_AS_TEXT },
    { TN_FIELD_PUBLISHED_AT, "published_at", TN_AS_TIME },
    { 0 },
};
static const char *const article_objects[] = { "article", "post", "story", "thread",
                                               "video",   "page", NULL };

static bool is_one_of(tenor_str name, const char *const *names)
{
    for (; *names; names++)
        if (tn_str_is(name, *names))
            return true;
    return false;
}

void tn_json_records_free(tn_json_records *records)
{
    free(records->frame);
    free(records->container);
}

/* ---------------------------------------------------------- containers */

/* What is absent is taken from the other. */
static void inherit(tn_source_row *row, const tn_source_row *from)
{
    for (int f = TN_FIRST_ARTICLE_FIELD; f < TN_N_FIELDS; f++)
        if (row->field[f].kind == TN_ABSENT &&
            row->article[f - TN_FIRST_ARTICLE_FIELD].kind == TN_ABSENT)
            row->field[f] = from->field[f];
}

static bool is_same_id(const tn_value *a, const tn_value *b)
{
    tn_value copy_a = *a, copy_b = *b;
    tenor_str id_a, id_b;

    return tn_value_as_id(&id_a, &copy_a) && tn_value_as_id(&id_b, &copy_b) &&
           tn_str_compare(id_a, id_b) == 0;
}

/* A record of another article than its container's takes nothing from it. */
static void inherit_article(tn_source_row *row, const tn_source_row *from)
{
    tn_value *own = &row->field[TN_FIELD_ARTICLE_ID], theirs = from->field[TN_FIELD_ARTICLE_ID];
    tenor_str own_id = { 0 }, id = { 0 };

    if (own->kind == TN_ABSENT)
        *own = theirs;
    else if (tn_value_as_id(&id, &theirs) &&
             (!tn_value_as_id(&own_id, own) || tn_str_compare(own_id, id) != 0))
        return;
    inherit(row, from);
}

/* Members of ours, and of the article's object in it. */
static void read_article(tn_json_reader *reader, tn_json_container *c, tn_json_node object,
                         tenor_error *err)
{
    const tn_mapping *table = reader->kind->article ? reader->kind->article : article_fields;
    tn_source_row *row = &c->row;

    if (!reader->kind->fields)
        tn_json_take_row(row, reader->map, object);
    for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++)
        if (row->field[TN_FIRST_ARTICLE_FIELD + f].kind == TN_ABSENT)
            row->field[TN_FIRST_ARTICLE_FIELD + f] = row->article[f];
    (void)tn_json_map(row, table, object, &reader->text, err); /* no HTML: nothing fails */
    c->names_article = row->field[TN_FIELD_ARTICLE_ID].kind != TN_ABSENT;
    c->has_title = row->field[TN_FIELD_TITLE].kind != TN_ABSENT;
    for (int i = 0; article_objects[i]; i++) {
        tn_json_node article;

        if (!tn_json_get(&article, object, article_objects[i]) || !tn_json_is_object(article))
            continue;
        (void)tn_json_map(row, table, article, &reader->text, err);
        c->has_title |= row->field[TN_FIELD_TITLE].kind != TN_ABSENT;
        if (!reader->kind->article && !c->names_article)
            tn_json_take(&row->field[TN_FIELD_ARTICLE_ID], article, "id");
        c->names_article = row->field[TN_FIELD_ARTICLE_ID].kind != TN_ABSENT;
    }
}

/* The object becomes the innermost of the containers, whose number is returned; < 0. */
static int64_t enter(tn_json_records *r, tn_json_reader *reader, size_t n_around,
                     tn_json_node object, tenor_error *err)
{
    tn_json_container *c;
    const tn_json_container *around;
    tn_value *id;
    tenor_str url, title;

    if (!r->container)
        r->container = tn_alloc(TN_MAX_CONTAINERS, sizeof(*r->container));
    if (!r->container)
        return tn_no_memory(err);
    if (n_around == TN_MAX_CONTAINERS)
        return (int64_t)n_around;
    c = &r->container[n_around];
    around = n_around > 0 ? c - 1 : NULL;
    tn_source_row_clear(&c->row);
    read_article(reader, c, object, err);
    id = &c->row.field[TN_FIELD_ARTICLE_ID];
    url = c->row.field[TN_FIELD_URL].kind == TN_STRING ? c->row.field[TN_FIELD_URL].text
                                                       : (tenor_str){ 0 };
    title = c->row.field[TN_FIELD_TITLE].kind == TN_STRING ? c->row.field[TN_FIELD_TITLE].text
                                                           : (tenor_str){ 0 };
    if (!c->names_article && around && around->names_article) {
        *id = around->row.field[TN_FIELD_ARTICLE_ID]; /* an id within an article is no article's */
        c->names_article = true;
    } else if (!c->names_article) {
        const tn_value *outer = around ? &around->row.field[TN_FIELD_ARTICLE_ID] : NULL;

        if (outer && outer->kind != TN_ABSENT && !url.data && !title.data)
            *id = *outer;
        else if (c->row.field[TN_FIELD_ID].kind != TN_ABSENT)
            *id = c->row.field[TN_FIELD_ID];
        else if (url.bytes > 0 || title.bytes > 0) {
            tn_article_name_by(c->name, "json", title, url.bytes > 0 ? url : title);
            tn_set_text(id, tn_str(c->name));
        }
    }
    if (around)
        inherit(&c->row, &around->row);
    return (int64_t)n_around + 1;
}

int tn_json_records_in_page(tn_json_records *r, tn_json_reader *reader, const tn_json_node *page,
                            tenor_error *err)
{
    int64_t n = page ? enter(r, reader, 0, *page, err) : 0;

    if (n < 0)
        return (int)n;
    r->n_page = (size_t)n;
    return 0;
}

/* --------------------------------------------------------------- judging */

static bool is_list(tn_json_node object, const char *name)
{
    tn_json_node value;

    return tn_json_get(&value, object, name) && tn_json_is_array(value);
}

/* An article with its body: comments have no title, or say which article they belong to. */
static bool is_article(const tn_source_row *row, tn_json_node object)
{
    return row->has_nested && row->field[TN_FIELD_PARENT_ID].kind == TN_ABSENT &&
           (row->field[TN_FIELD_ARTICLE_ID].kind == TN_ABSENT ||
            row->field[TN_FIELD_ID].kind == TN_ABSENT) &&
           is_list(object, "comments") &&
           (tn_json_string(object, "title").bytes > 0 ||
            tn_json_string(object, "headline").bytes > 0);
}

int tn_json_is_comment(tn_json_reader *reader, tn_source_row *row, tn_json_node object,
                       tenor_error *err)
{
    int rc = tn_json_read_row(reader, row, object, err);
    const tn_value *deleted = &row->field[TN_FIELD_DELETED];

    if (rc != TN_GOOD_ROW)
        return rc < 0 ? rc : 1; /* a reason to refuse it is one to take it for a comment */
    return (row->field[TN_FIELD_TEXT].kind != TN_ABSENT &&
            (reader->kind->fields || !is_article(row, object))) ||
           (deleted->kind != TN_ABSENT && !(deleted->kind == TN_BOOLEAN && !deleted->integer)) ||
           row->field[TN_FIELD_PARENT_ID].kind != TN_ABSENT;
}

static int push(tn_json_records *r, const tn_json_frame *frame, tenor_error *err)
{
    int rc = tn_grow((void **)&r->frame, &r->capacity, r->n_frames + 1, sizeof(*r->frame), err);

    if (rc == 0)
        r->frame[r->n_frames++] = *frame;
    return rc;
}

static void clear(tn_json_reader *reader, tn_source_row *row)
{
    int64_t line_no = row->line_no;
    bool repaired = row->repaired;

    tn_source_row_clear(row);
    tn_buf_clear(&reader->text);
    row->line_no = line_no;
    row->repaired = repaired;
}

/* The object is a comment, which the row holds. */
static int give(tn_json_records *r, tn_json_reader *reader, tn_source_row *row,
                const tn_json_frame *place, tn_json_node object, tenor_error *err)
{
    int rc = row->reason[0] ? TN_BAD_ROW : TN_GOOD_ROW, pushed;

    r->n_found++;
    if (place->article_id.kind != TN_ABSENT &&
        (reader->kind->known || row->field[TN_FIELD_ARTICLE_ID].kind == TN_ABSENT))
        row->field[TN_FIELD_ARTICLE_ID] = place->article_id;
    if (place->n_containers > 0)
        inherit_article(row, &r->container[place->n_containers - 1].row);
    if (row->field[TN_FIELD_ARTICLE_ID].kind == TN_ABSENT && reader->article_id)
        tn_set_text(&row->field[TN_FIELD_ARTICLE_ID], tn_str(reader->article_id));
    if (place->parent.kind != TN_ABSENT && row->field[TN_FIELD_PARENT_ID].kind == TN_ABSENT)
        row->field[TN_FIELD_PARENT_ID] = place->parent;
    if (reader->kind->known &&
        is_same_id(&row->field[TN_FIELD_PARENT_ID], &row->field[TN_FIELD_ARTICLE_ID]))
        row->field[TN_FIELD_PARENT_ID].kind = TN_ABSENT; /* a reply to the story itself */
    if (!row->has_nested && !reader->kind->fields)
        return rc;
    if (row->field[TN_FIELD_ID].kind == TN_ABSENT)
        tn_name_row(row);
    tn_json_frame replies = { .of_members = true,
                              .of_comment = true,
                              .strict = !reader->kind->known,
                              .n_containers = place->n_containers,
                              .parent = row->field[TN_FIELD_ID],
                              .article_id = row->field[TN_FIELD_ARTICLE_ID] };

    tn_json_members_of(&replies.left, object);
    pushed = push(r, &replies, err);
    return pushed < 0 ? pushed : rc;
}

/* What holds comments, or nothing of interest. */
static int open_container(tn_json_records *r, tn_json_reader *reader, const tn_json_frame *place,
                          tn_json_node object, tenor_error *err)
{
    tn_json_frame members = { .of_members = true,
                              .parent = place->parent,
                              .article_id = place->article_id,
                              .answers = place->strict && !place->of_members,
                              .object = object,
                              .n_before = r->n_found };
    tn_json_items items;
    tn_json_node value;
    tenor_str key;
    int64_t n;

    tn_json_members_of(&items, object);
    while (tn_json_next_member(&key, &value, &items))
        members.lists_only |= is_one_of(key, tn_json_list_names) &&
                              (tn_json_is_array(value) || tn_json_is_object(value));
    members.lists_only &= !reader->kind->known; /* its table tells comments from the rest */
    members.strict = members.lists_only;
    n = enter(r, reader, place->n_containers, object, err);
    if (n < 0)
        return (int)n;
    members.n_containers = (size_t)n;
    tn_json_members_of(&members.left, object);
    return push(r, &members, err);
}

static bool holds_anything(tn_json_node object)
{
    tn_json_items items;
    tn_json_node value;
    tenor_str key;

    tn_json_members_of(&items, object);
    while (tn_json_next_member(&key, &value, &items))
        if (tn_json_is_array(value) || tn_json_is_object(value))
            return true;
    return false;
}

/*
 * Whether a list means that no comment need be in it: not the replies to what has no text, which
 * is a comment under other names, unless a title says that it is an article.
 */
static bool may_be_empty(const tn_json_records *r, const tn_json_reader *reader,
                         const tn_json_frame *place)
{
    if (reader->kind->known)
        return true;
    if (!place->of_replies)
        return place->strict;
    return place->n_containers > 0 && r->container[place->n_containers - 1].has_title;
}

/* TN_GOOD_ROW, TN_BAD_ROW, 0 = no record itself, < 0. */
static int visit(tn_json_records *r, tn_json_reader *reader, tn_source_row *row,
                 const tn_json_frame *place, tn_json_node node, tenor_error *err)
{
    int rc;

    if (tn_json_is_array(node)) {
        tn_json_frame items = *place;

        items.of_members = false;
        items.of_comment = false;
        items.lists_only = false;
        items.answers = false;
        r->n_found += may_be_empty(r, reader, place);
        tn_json_items_of(&items.left, node);
        return push(r, &items, err);
    }
    if (!tn_json_is_object(node))
        return place->strict && !place->of_members && place->parent.kind == TN_ABSENT
                   ? tn_bad_row(row, "not a JSON object")
                   : 0; /* lists of replies may be lists of their ids */
    clear(reader, row);
    rc = tn_json_is_comment(reader, row, node, err);
    if (rc < 0)
        return rc;
    if (rc > 0 || (place->strict && !place->of_members && !holds_anything(node)))
        return give(r, reader, row, place, node, err);
    clear(reader, row);
    return open_container(r, reader, place, node, err);
}

int tn_json_records_first(tn_json_records *r, tn_json_reader *reader, tn_source_row *row,
                          tn_json_node root, tenor_error *err)
{
    int rc;

    r->n_frames = 0;
    r->n_found = 0;
    r->n_textless = 0;
    if (!r->path) {
        rc = tn_json_is_comment(reader, row, root, err);
        if (rc < 0)
            return rc;
        if (rc > 0 && !row->has_nested && r->n_page == 0 && !reader->kind->fields &&
            !reader->article_id) { /* the usual case */
            r->n_found = 1;
            return row->reason[0] ? TN_BAD_ROW : TN_GOOD_ROW;
        }
    }
    tn_json_frame place = { .n_containers = r->n_page };

    if (r->path) {
        int64_t n = enter(r, reader, r->n_page, root, err);
        tn_json_node list;

        if (n < 0)
            return (int)n;
        if (!tn_json_get(&list, root, r->path))
            return tn_bad_row(row, "there is nothing at %.100s", r->path);
        place.n_containers = (size_t)n;
        place.strict = true;
        return visit(r, reader, row, &place, list, err);
    }
    if (rc > 0 || (!row->has_nested && !reader->kind->fields))
        return give(r, reader, row, &place, root, err);
    clear(reader, row);
    return open_container(r, reader, &place, root, err);
}

int tn_json_records_next(tn_json_records *r, tn_json_reader *reader, tn_source_row *row,
                         tn_json_node root, tenor_error *err)
{
    while (r->n_frames > 0) {
        tn_json_frame *top = &r->frame[r->n_frames - 1], place;
        tn_json_node node;
        tenor_str key = { 0 };
        int rc;

        if (top->of_members ? !tn_json_next_member(&key, &node, &top->left)
                            : !tn_json_next_item(&node, &top->left)) {
            tn_json_frame done = *top;

            r->n_frames--;
            if (!done.answers || r->n_found > done.n_before)
                continue;
            clear(reader, row);
            r->n_textless++;
            return tn_json_read_row(reader, row, done.object, err);
        }
        if (top->of_comment && !is_one_of(key, reply_names) &&
            !(reader->kind->known && tn_str_is(key, "answers")))
            continue;
        if (top->lists_only && !is_one_of(key, tn_json_list_names))
            continue;
        if (top->of_members && !tn_json_is_array(node) && !tn_json_is_object(node))
            continue;
        place = *top; /* the stack may move */
        place.of_replies =
            top->of_members && is_one_of(key, reply_names) && !tn_str_is(key, "comments");
        rc = visit(r, reader, row, &place, node, err);
        if (rc != 0)
            return rc;
    }
    if (r->n_found > 0 || r->n_textless > 0 || r->path)
        return 0;
    r->n_found = 1; /* nothing in it: then it should have been a comment itself */
    clear(reader, row);
    return tn_json_read_row(reader, row, root, err);
}
