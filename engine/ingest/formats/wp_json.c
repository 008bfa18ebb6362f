/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wp_json.c - answers of WordPress's /wp/v2/comments
 */
#include "ingest/json_docs.h"

static const tn_mapping fields[] = {
    { TN_NO_FIELD, "type", TN_AS_WP_TYPE },
    { TN_FIELD_DELETED, "status", TN_AS_STATUS },
    { TN_FIELD_ARTICLE_ID, "post", TN_AS_IT_IS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author_name", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "date_gmt", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "date", TN_AS_TIME },
    { TN_FIELD_URL, "link", TN_AS_PAGE },
    { TN_FIELD_TEXT, "content.rendered", TN_AS_HTML },
    { 0 },
};
static const tn_json_kind wordpress = { .fields = fields };

const tn_format tn_format_wp_json = { .name = "wordpress",
                                      .open = tn_json_docs_open,
                                      .next = tn_json_docs_next,
                                      .close = tn_json_docs_close,
                                      .json = &wordpress };
