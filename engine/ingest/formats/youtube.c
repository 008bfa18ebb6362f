/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * youtube.c - answers of the YouTube Data API v3: commentThreads and comments
 */
#include "ingest/json_docs.h"

static const tn_mapping fields[] = {
    { TN_FIELD_ARTICLE_ID, "snippet.videoId", TN_AS_IT_IS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "snippet.parentId", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "snippet.authorChannelId.value", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "snippet.authorDisplayName", TN_AS_IT_IS },
    { TN_FIELD_LIKES, "snippet.likeCount", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "snippet.publishedAt", TN_AS_TIME },
    { TN_FIELD_UPDATED_AT, "snippet.updatedAt", TN_AS_TIME },
    { TN_FIELD_TEXT, "snippet.textOriginal", TN_AS_IT_IS }, /* what was typed */
    { TN_FIELD_TEXT, "snippet.textDisplay", TN_AS_HTML },   /* what is shown */
    { 0 },
};

/* `comment` is within docs->root, or is it. */
static int take_comment(tn_json_docs *docs, tn_source_row *row, tn_json_node comment,
                        tenor_error *err)
{
    tn_value *video = &row->field[TN_FIELD_ARTICLE_ID];
    int rc = tn_json_map(row, fields, comment, &docs->json.text, err);

    /* a list of comments by their ids does not say which video they belong to */
    if (video->kind == TN_ABSENT && !tn_json_take(video, docs->root, "snippet.videoId"))
        tn_set_text(video, tn_str("youtube"));
    return rc;
}

/* A thread is its first comment and those replies that came with it. */
static int youtube_first(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tn_json_node comment = docs->root, replies;

    if (tn_json_get(&comment, docs->root, "snippet.topLevelComment") &&
        tn_json_get(&replies, docs->root, "replies.comments"))
        tn_json_items_of(&docs->list, replies);
    return take_comment(docs, row, comment, err);
}

static int youtube_reply(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tn_json_node comment;

    return tn_json_next_item(&comment, &docs->list) ? take_comment(docs, row, comment, err) : 0;
}

static const tn_json_kind youtube = { .list_key = "items",
                                      .first = youtube_first,
                                      .nested = youtube_reply };
const tn_format tn_format_youtube = { .name = "youtube",
                                      .open = tn_json_docs_open,
                                      .next = tn_json_docs_next,
                                      .close = tn_json_docs_close,
                                      .json = &youtube };
