/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_comments.c - comments found in an HTML page, and the way through its nodes
 */
#include "ingest/formats/html_comments.h"

#include <string.h>

tn_html_comment *tn_html_add(tn_html_comments *comments, tenor_error *err)
{
    if (tn_grow((void **)&comments->item, &comments->capacity, comments->n_items + 1,
                sizeof(*comments->item), err) < 0)
        return NULL;
    comments->item[comments->n_items] = (tn_html_comment){ .likes = INT64_MIN };
    return &comments->item[comments->n_items++];
}

int tn_html_keep(tn_arena *arena, tenor_str *out, tenor_str text, tenor_error *err)
{
    text = tn_trim(text);
    if (text.bytes == 0)
        return 0;
    out->data = tn_arena_copy(arena, text.data, text.bytes);
    out->bytes = text.bytes;
    return out->data ? 0 : tn_no_memory(err);
}

int tn_html_name(tn_arena *arena, tn_html_comment *comment, tenor_error *err)
{
    tn_source_row row = { 0 }; /* without a line: where it is in the page does not name it */
    tenor_str id;

    if (comment->id.data)
        return 0;
    tn_set_text(&row.field[TN_FIELD_AUTHOR], comment->author);
    tn_set_text(&row.field[TN_FIELD_CREATED_AT], comment->time);
    tn_set_text(&row.field[TN_FIELD_TEXT], comment->text);
    tn_name_row(&row);
    tn_value_as_id(&id, &row.field[TN_FIELD_ID]);
    return tn_html_keep(arena, &comment->id, id, err);
}

xmlNodePtr tn_html_next(xmlNodePtr node, xmlNodePtr root, bool below)
{
    if (below && node->children && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (node && node != root && !node->next)
        node = node->parent;
    return node && node != root ? node->next : NULL;
}

const char *tn_html_attribute(xmlNodePtr node, const char *name)
{
    for (xmlAttrPtr at = node->properties; at; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return at->children && at->children->content ? (const char *)at->children->content : "";
    return NULL;
}

bool tn_html_is(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

bool tn_html_is_text(xmlNodePtr node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content;
}
