/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wp_json.c - answers of WordPress's /wp/v2/comments, and what all its exports share
 */
#include "ingest/wordpress.h"

#include "ingest/json_docs.h"

#include <string.h>

bool tn_wp_normalise(tn_source_row *row, tenor_str status, tenor_str type)
{
    tn_value *parent = &row->field[TN_FIELD_PARENT_ID];
    tenor_str parent_id;

    if (tn_value_as_id(&parent_id, parent) && tn_str_is(parent_id, "0"))
        parent->kind = TN_ABSENT;
    if (type.bytes > 0 && !tn_str_is(type, "comment") && !tn_str_is(type, "review")) {
        tn_bad_row(row, "not a comment but a %.*s", type.bytes < 40 ? (int)type.bytes : 40,
                   type.data);
        return false;
    }
    if (tn_str_is(status, "trash") || tn_str_is(status, "post-trashed")) {
        row->field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
    } else if (status.bytes > 0 && !tn_str_is(status, "1") && !tn_str_is(status, "approve") &&
               !tn_str_is(status, "approved")) {
        tn_bad_row(row, tn_str_is(status, "spam") ? "marked as spam" : "not published");
        return false;
    }
    return true;
}

/* ".../a-post/#comment-7": the address of the post. */
static tenor_str without_fragment(tenor_str url)
{
    const char *hash = url.bytes ? memchr(url.data, '#', url.bytes) : NULL;

    return hash ? (tenor_str){ url.data, (size_t)(hash - url.data) } : url;
}

static int wp_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tn_value *field = row->field;
    tenor_str time;

    if (docs->n_rows > 0)
        return 0;
    tn_json_take(&field[TN_FIELD_ARTICLE_ID], docs->root, "post");
    tn_json_take(&field[TN_FIELD_ID], docs->root, "id");
    tn_json_take(&field[TN_FIELD_PARENT_ID], docs->root, "parent");
    tn_json_take(&field[TN_FIELD_AUTHOR], docs->root, "author_name");
    time = tn_json_string(docs->root, "date_gmt");
    tn_set_time(&field[TN_FIELD_CREATED_AT], time.data ? time : tn_json_string(docs->root, "date"));
    tn_set_text(&field[TN_FIELD_URL], without_fragment(tn_json_string(docs->root, "link")));
    if (!tn_wp_normalise(row, tn_json_string(docs->root, "status"),
                         tn_json_string(docs->root, "type")))
        return TN_BAD_ROW;
    if (!tn_json_string(docs->root, "content.rendered").data)
        return TN_GOOD_ROW; /* rejected for want of a text */
    return tn_take_markup(row, tn_json_string(docs->root, "content.rendered"), false, &docs->text,
                          err);
}

static int wp_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    static const tn_json_kind kind = { .next = wp_next };

    return tn_json_docs_open(state, lines, setup, &kind, err);
}

const tn_format tn_format_wp_json = {
    .name = "wordpress", .open = wp_open, .next = tn_json_docs_next, .close = tn_json_docs_close
};
