/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wp_json.c - answers of WordPress's /wp/v2/comments, and what all its exports share
 */
#include "ingest/json_docs.h"
#include "ingest/wordpress.h"

#include <string.h>

static const tn_mapping fields[] = {
    { TN_FIELD_ARTICLE_ID, "post", TN_AS_IT_IS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author_name", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "date_gmt", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "date", TN_AS_TIME },
    { TN_FIELD_URL, "link", TN_AS_TEXT },
    { TN_FIELD_TEXT, "content.rendered", TN_AS_HTML },
    { 0 },
};

int tn_wp_take_status(tn_source_row *row, tenor_str status, tenor_str type)
{
    if (type.bytes > 0 && !tn_str_is(type, "comment") && !tn_str_is(type, "review"))
        return tn_bad_row(row, "not a comment but a %.*s", type.bytes < 40 ? (int)type.bytes : 40,
                          type.data);
    if (tn_str_is(status, "trash") || tn_str_is(status, "post-trashed"))
        row->field[TN_FIELD_DELETED] = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
    else if (status.bytes > 0 && !tn_str_is(status, "1") && !tn_str_is(status, "approve") &&
             !tn_str_is(status, "approved"))
        return tn_bad_row(row, tn_str_is(status, "spam") ? "marked as spam" : "not published");
    return TN_GOOD_ROW;
}

static int wp_first(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tenor_str *url = &row->field[TN_FIELD_URL].text;
    const char *hash;
    int rc = tn_wp_take_status(row, tn_json_string(docs->root, "status"),
                               tn_json_string(docs->root, "type"));

    if (rc == TN_GOOD_ROW)
        rc = tn_json_map(row, fields, docs->root, &docs->json.text, err);
    hash = url->bytes ? memchr(url->data, '#', url->bytes) : NULL;
    if (hash) /* ".../a-post/#comment-7": the address of the post */
        url->bytes = (size_t)(hash - url->data);
    return rc;
}

static const tn_json_kind wordpress = { .first = wp_first };
const tn_format tn_format_wp_json = { .name = "wordpress",
                                      .open = tn_json_docs_open,
                                      .next = tn_json_docs_next,
                                      .close = tn_json_docs_close,
                                      .json = &wordpress };
