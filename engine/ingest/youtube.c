/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * youtube.c - answers of the YouTube Data API v3: commentThreads and comments
 */
#include "ingest/json_docs.h"

#include <string.h>

/* a list of comments by their ids does not say which video they belong to */
static const char no_video[] = "youtube";

/* `textOriginal` is what was typed; without it, the HTML that is shown. */
static int take_text(tn_json_docs *docs, tn_source_row *row, tn_json_node comment, tenor_error *err)
{
    tn_value shown = { 0 };

    if (tn_json_take(&row->field[TN_FIELD_TEXT], comment, "snippet.textOriginal") ||
        !tn_json_take(&shown, comment, "snippet.textDisplay") || shown.kind != TN_STRING)
        return TN_GOOD_ROW;
    return tn_take_markup(row, shown.text, false, &docs->text, err);
}

static void take_time(tn_value *out, tn_json_node comment, const char *path)
{
    tn_value time = { 0 };

    if (tn_json_take(&time, comment, path))
        tn_set_time(out, time.kind == TN_STRING ? time.text : (tenor_str){ 0 });
}

/* `comment` is within docs->root, or is it. */
static int take_comment(tn_json_docs *docs, tn_source_row *row, tn_json_node comment,
                        tenor_error *err)
{
    tn_value *field = row->field;

    if (!tn_json_take(&field[TN_FIELD_ARTICLE_ID], comment, "snippet.videoId") &&
        !tn_json_take(&field[TN_FIELD_ARTICLE_ID], docs->root, "snippet.videoId"))
        tn_set_text(&field[TN_FIELD_ARTICLE_ID], tn_str(no_video));
    tn_json_take(&field[TN_FIELD_ID], comment, "id");
    tn_json_take(&field[TN_FIELD_PARENT_ID], comment, "snippet.parentId");
    if (!tn_json_take(&field[TN_FIELD_AUTHOR], comment, "snippet.authorChannelId.value"))
        tn_json_take(&field[TN_FIELD_AUTHOR], comment, "snippet.authorDisplayName");
    tn_json_take(&field[TN_FIELD_LIKES], comment, "snippet.likeCount");
    take_time(&field[TN_FIELD_CREATED_AT], comment, "snippet.publishedAt");
    take_time(&field[TN_FIELD_UPDATED_AT], comment, "snippet.updatedAt");
    return take_text(docs, row, comment, err);
}

/* A thread is its first comment and those replies that came with it. */
static int youtube_next(tn_json_docs *docs, tn_source_row *row, tenor_error *err)
{
    tn_json_node comment = docs->root, replies;

    if (docs->n_rows > 0)
        return tn_json_next_item(&comment, &docs->list) ? take_comment(docs, row, comment, err) : 0;
    if (tn_json_get(&comment, docs->root, "snippet.topLevelComment") &&
        tn_json_get(&replies, docs->root, "replies.comments"))
        tn_json_items_of(&docs->list, replies);
    return take_comment(docs, row, comment, err);
}

static int youtube_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    static const tn_json_kind kind = { .list_key = "items", .next = youtube_next };

    return tn_json_docs_open(state, lines, setup, &kind, err);
}

const tn_format tn_format_youtube = {
    .name = "youtube", .open = youtube_open, .next = tn_json_docs_next, .close = tn_json_docs_close
};
