/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_formats.c - answers and exports in JSON, a table each
 *
 * A format is told by keys that occur anywhere in the first bytes. Its table
 * says what the members of a comment are; where the comments are is found as in
 * any JSON (json_records.h).
 */
#include "ingest/formats/json_formats.h"

#include "ingest/json_docs.h"

#include <string.h>

/* ------------------------------------------------------------------ tables */

static const tn_mapping youtube_downloader[] = {
    /* youtube-comment-downloader, and yt-dlp */
    { TN_FIELD_ARTICLE_ID, "video_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "cid", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "cid", TN_AS_PATH },
    { TN_FIELD_AUTHOR, "channel", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_LIKES, "votes", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "time_parsed", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "text", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping yt_dlp[] = {
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author_id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_LIKES, "like_count", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "timestamp", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "text", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping yt_dlp_video[] = {
    { TN_FIELD_ARTICLE_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "webpage_url", TN_AS_TEXT },
    { TN_FIELD_PUBLISHED_AT, "timestamp", TN_AS_IT_IS },
    { 0 },
};
static const tn_mapping hn_firebase[] = {
    { TN_NO_FIELD, "type", TN_AS_OTHER_TYPE },    { TN_FIELD_ARTICLE_ID, "story_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },           { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "by", TN_AS_TEXT },        { TN_FIELD_CREATED_AT, "time", TN_AS_IT_IS },
    { TN_FIELD_DELETED, "deleted", TN_AS_IT_IS }, { TN_FIELD_DELETED, "dead", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "text", TN_AS_HTML },        { 0 },
};
static const tn_mapping hn_search[] = {
    { TN_FIELD_ARTICLE_ID, "story_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "objectID", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent_id", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_at_i", TN_AS_IT_IS },
    { TN_FIELD_LIKES, "points", TN_AS_INTEGER },
    { TN_FIELD_TITLE, "story_title", TN_AS_TEXT },
    { TN_FIELD_URL, "story_url", TN_AS_TEXT },
    { TN_FIELD_TEXT, "comment_text", TN_AS_HTML },
    { 0 },
};
static const tn_mapping discourse[] = {
    { TN_FIELD_ARTICLE_ID, "topic_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "post_number", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "reply_to_post_number", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "username", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_at", TN_AS_TIME },
    { TN_FIELD_UPDATED_AT, "updated_at", TN_AS_TIME },
    { TN_FIELD_LIKES, "like_count", TN_AS_INTEGER },
    { TN_FIELD_DELETED, "user_deleted", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "cooked", TN_AS_HTML },
    { 0 },
};
static const tn_mapping mastodon[] = {
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "in_reply_to_id", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "account.acct", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_at", TN_AS_TIME },
    { TN_FIELD_UPDATED_AT, "edited_at", TN_AS_TIME },
    { TN_FIELD_LIKES, "favourites_count", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "content", TN_AS_HTML },
    { 0 },
};
static const tn_mapping bluesky[] = {
    { TN_FIELD_ARTICLE_ID, "record.reply.root.uri", TN_AS_TEXT },
    { TN_FIELD_ARTICLE_ID, "uri", TN_AS_TEXT },
    { TN_FIELD_ID, "uri", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "record.reply.parent.uri", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author.handle", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "record.createdAt", TN_AS_TIME },
    { TN_FIELD_LIKES, "likeCount", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "record.text", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping telegram[] = {
    { TN_NO_FIELD, "type", TN_AS_OTHER_TYPE },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "reply_to_message_id", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "from_id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "from", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "date_unixtime", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "date", TN_AS_TIME },
    { TN_FIELD_TEXT, "text", TN_AS_PIECES },
    { 0 },
};
static const tn_mapping telegram_chat[] = {
    { TN_FIELD_ARTICLE_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "name", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping graph[] = {
    { TN_FIELD_ARTICLE_ID, "object.id", TN_AS_IT_IS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent.id", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "from.id", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "from.name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_time", TN_AS_TIME },
    { TN_FIELD_LIKES, "like_count", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "message", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping disqus_api[] = {
    { TN_NO_FIELD, "isSpam", TN_AS_SPAM },
    { TN_FIELD_ARTICLE_ID, "thread.id", TN_AS_IT_IS },
    { TN_FIELD_ARTICLE_ID, "thread", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "thread.title", TN_AS_TEXT },
    { TN_FIELD_URL, "thread.link", TN_AS_TEXT },
    { TN_FIELD_SECTION, "forum", TN_AS_TEXT },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author.username", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author.name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "createdAt", TN_AS_TIME },
    { TN_FIELD_LIKES, "likes", TN_AS_INTEGER },
    { TN_FIELD_DELETED, "isDeleted", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "message", TN_AS_HTML },
    { 0 },
};
static const tn_mapping guardian[] = {
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "responseTo.commentId", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "userProfile.userId", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "userProfile.displayName", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "isoDateTime", TN_AS_TIME },
    { TN_FIELD_CREATED_AT, "date", TN_AS_TIME },
    { TN_FIELD_LIKES, "numRecommends", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "body", TN_AS_HTML },
    { 0 },
};
static const tn_mapping guardian_discussion[] = {
    { TN_FIELD_ARTICLE_ID, "key", TN_AS_TEXT },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "webUrl", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping wordpress_com[] = {
    { TN_NO_FIELD, "type", TN_AS_WP_TYPE },
    { TN_FIELD_DELETED, "status", TN_AS_STATUS },
    { TN_FIELD_ARTICLE_ID, "post.ID", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "post.title", TN_AS_TEXT },
    { TN_FIELD_URL, "URL", TN_AS_PAGE },
    { TN_FIELD_ID, "ID", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent.ID", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author.name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "date", TN_AS_TIME },
    { TN_FIELD_LIKES, "like_count", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "content", TN_AS_HTML },
    { 0 },
};
static const tn_mapping remark42[] = {
    { TN_FIELD_ARTICLE_ID, "locator.url", TN_AS_TEXT },
    { TN_FIELD_URL, "locator.url", TN_AS_TEXT },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "pid", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "user.id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "user.name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "time", TN_AS_TIME },
    { TN_FIELD_LIKES, "score", TN_AS_INTEGER },
    { TN_FIELD_DELETED, "delete", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "text", TN_AS_HTML },
    { 0 },
};
static const tn_mapping commento[] = {
    { TN_FIELD_ARTICLE_ID, "url", TN_AS_TEXT },
    { TN_FIELD_URL, "url", TN_AS_TEXT },
    { TN_FIELD_ARTICLE_ID, "path", TN_AS_TEXT },
    { TN_FIELD_ID, "commentHex", TN_AS_TEXT },
    { TN_FIELD_PARENT_ID, "parentHex", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "commenterHex", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "creationDate", TN_AS_TIME },
    { TN_FIELD_LIKES, "score", TN_AS_INTEGER },
    { TN_FIELD_DELETED, "deleted", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "html", TN_AS_HTML },
    { TN_FIELD_TEXT, "markdown", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping github[] = {
    { TN_FIELD_ARTICLE_ID, "html_url", TN_AS_PAGE }, /* one of an issue, and of its reviews */
    { TN_FIELD_ARTICLE_ID, "issue_url", TN_AS_TEXT },
    { TN_FIELD_ARTICLE_ID, "pull_request_url", TN_AS_TEXT },
    { TN_FIELD_URL, "html_url", TN_AS_PAGE },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "in_reply_to_id", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "user.login", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created_at", TN_AS_TIME },
    { TN_FIELD_UPDATED_AT, "updated_at", TN_AS_TIME },
    { TN_FIELD_LIKES, "reactions.+1", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "body", TN_AS_TEXT },
    { 0 },
};
/* A question is the first comment of its thread; comments that come without theirs are the post's.
 */
static const tn_mapping stackexchange[] = {
    { TN_FIELD_ARTICLE_ID, "question_id", TN_AS_IT_IS },
    { TN_FIELD_ARTICLE_ID, "post_id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "title", TN_AS_TEXT },
    { TN_FIELD_URL, "link", TN_AS_PAGE },
    { TN_FIELD_ID, "comment_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "answer_id", TN_AS_IT_IS },
    { TN_FIELD_ID, "question_id", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "owner.user_id", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "owner.display_name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "creation_date", TN_AS_IT_IS },
    { TN_FIELD_UPDATED_AT, "last_edit_date", TN_AS_IT_IS },
    { TN_FIELD_LIKES, "score", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "body", TN_AS_HTML },
    { 0 },
};
static const tn_mapping lemmy[] = {
    { TN_FIELD_ARTICLE_ID, "comment.post_id", TN_AS_IT_IS },
    { TN_FIELD_ARTICLE_ID, "post.id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "post.name", TN_AS_TEXT },
    { TN_FIELD_URL, "post.ap_id", TN_AS_TEXT },
    { TN_FIELD_SECTION, "community.name", TN_AS_TEXT },
    { TN_FIELD_PUBLISHED_AT, "post.published", TN_AS_TIME },
    { TN_FIELD_ID, "comment.id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "comment.path", TN_AS_PATH },
    { TN_FIELD_AUTHOR, "creator.actor_id", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "creator.name", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "comment.published", TN_AS_TIME },
    { TN_FIELD_UPDATED_AT, "comment.updated", TN_AS_TIME },
    { TN_FIELD_LIKES, "counts.score", TN_AS_INTEGER },
    { TN_FIELD_DELETED, "comment.deleted", TN_AS_IT_IS },
    { TN_FIELD_DELETED, "comment.removed", TN_AS_IT_IS },
    { TN_FIELD_TEXT, "comment.content", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping coral[] = {
    { TN_FIELD_DELETED, "deleted", TN_AS_IT_IS },
    { TN_FIELD_ARTICLE_ID, "story.id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "story.metadata.title", TN_AS_TEXT },
    { TN_FIELD_URL, "story.url", TN_AS_TEXT },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent.id", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author.username", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "author.id", TN_AS_IT_IS },
    { TN_FIELD_CREATED_AT, "createdAt", TN_AS_TIME },
    { TN_FIELD_LIKES, "actionCounts.reaction.total", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "body", TN_AS_HTML },
    { 0 },
};
static const tn_mapping coral_story[] = {
    { TN_FIELD_ARTICLE_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_TITLE, "metadata.title", TN_AS_TEXT },
    { TN_FIELD_URL, "url", TN_AS_TEXT },
    { 0 },
};
static const tn_mapping isso[] = {
    { TN_FIELD_DELETED, "mode", TN_AS_STATUS },
    { TN_FIELD_ID, "id", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parent", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "author", TN_AS_TEXT },
    { TN_FIELD_AUTHOR, "hash", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "created", TN_AS_IT_IS },
    { TN_FIELD_UPDATED_AT, "modified", TN_AS_IT_IS },
    { TN_FIELD_LIKES, "likes", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "text", TN_AS_HTML },
    { 0 },
};
static const tn_mapping nyt[] = {
    { TN_FIELD_ARTICLE_ID, "assetURL", TN_AS_TEXT },
    { TN_FIELD_ARTICLE_ID, "asset.assetURL", TN_AS_TEXT },
    { TN_FIELD_URL, "assetURL", TN_AS_TEXT },
    { TN_FIELD_URL, "asset.assetURL", TN_AS_TEXT },
    { TN_FIELD_ID, "commentID", TN_AS_IT_IS },
    { TN_FIELD_PARENT_ID, "parentID", TN_AS_PARENT },
    { TN_FIELD_AUTHOR, "userID", TN_AS_IT_IS },
    { TN_FIELD_AUTHOR, "userDisplayName", TN_AS_TEXT },
    { TN_FIELD_CREATED_AT, "createDate", TN_AS_IT_IS },
    { TN_FIELD_UPDATED_AT, "updateDate", TN_AS_IT_IS },
    { TN_FIELD_LIKES, "recommendations", TN_AS_INTEGER },
    { TN_FIELD_TEXT, "commentBody", TN_AS_HTML },
    { 0 },
};
static const tn_mapping nyt_asset[] = {
    { TN_FIELD_ARTICLE_ID, "assetURL", TN_AS_TEXT },
    { TN_FIELD_ARTICLE_ID, "asset.assetURL", TN_AS_TEXT },
    { TN_FIELD_URL, "assetURL", TN_AS_TEXT },
    { TN_FIELD_URL, "asset.assetURL", TN_AS_TEXT },
    { 0 },
};

/* ------------------------------------------------------------------ formats */

/* Of one table, with a name of its containers' or NULL; `nr` numbers its rows below. */
#define TABLE(nr, title, table, of_article)                                                        \
    static const tn_json_kind nr##_kind = { .fields = table,                                       \
                                            .article = of_article,                                 \
                                            .known = true };                                       \
    static const tn_format nr##_docs = { .name = title,                                            \
                                         .open = tn_json_docs_open,                                \
                                         .next = tn_json_docs_next,                                \
                                         .close = tn_json_docs_close,                              \
                                         .json = &nr##_kind };                                     \
    static const tn_format nr##_lines = { .name = title,                                           \
                                          .open = tn_json_lines_open,                              \
                                          .next = tn_json_docs_next,                               \
                                          .close = tn_json_docs_close,                             \
                                          .json = &nr##_kind }

TABLE(downloader, "youtube", youtube_downloader, NULL);
TABLE(dlp, "yt-dlp", yt_dlp, yt_dlp_video);
TABLE(firebase, "hackernews", hn_firebase, NULL);
TABLE(search, "hackernews", hn_search, NULL);
TABLE(discourse, "discourse", discourse, NULL);
TABLE(mastodon, "mastodon", mastodon, NULL);
TABLE(bluesky, "bluesky", bluesky, NULL);
TABLE(telegram, "telegram", telegram, telegram_chat);
TABLE(graph, "graph", graph, NULL);
TABLE(disqus, "disqus", disqus_api, NULL);
TABLE(guardian, "guardian", guardian, guardian_discussion);
TABLE(wpcom, "wordpress", wordpress_com, NULL);
TABLE(remark, "remark42", remark42, NULL);
TABLE(commento, "commento", commento, NULL);
TABLE(github, "github", github, NULL);
TABLE(stackexchange, "stackexchange", stackexchange, NULL);
TABLE(lemmy, "lemmy", lemmy, NULL);
TABLE(coral, "coral", coral, coral_story);
TABLE(isso, "isso", isso, NULL);
TABLE(nyt, "nyt", nyt, nyt_asset);

/* The first of which all keys occur. */
static const struct {
    const char *keys[5];
    const tn_format *docs, *lines;
} formats[] = {
    { { "cid", "time_parsed", "votes" }, &downloader_docs, &downloader_lines },
    { { "comments", "webpage_url", "extractor" }, &dlp_docs, &dlp_lines },
    { { "by", "parent", "time", "type" }, &firebase_docs, &firebase_lines },
    { { "objectID", "comment_text", "story_id" }, &search_docs, &search_lines },
    { { "cooked", "post_number", "topic_id" }, &discourse_docs, &discourse_lines },
    { { "in_reply_to_id", "account", "content", "favourites_count" },
      &mastodon_docs,
      &mastodon_lines },
    { { "record", "uri", "createdAt", "author" }, &bluesky_docs, &bluesky_lines },
    { { "messages", "type", "from", "date", "text" }, &telegram_docs, &telegram_lines },
    { { "messages", "from_id", "date", "text" }, &telegram_docs, &telegram_lines },
    { { "message", "created_time" }, &graph_docs, &graph_lines },
    { { "raw_message", "isDeleted", "thread" }, &disqus_docs, &disqus_lines },
    { { "discussion", "numRecommends", "userProfile" }, &guardian_docs, &guardian_lines },
    { { "ID", "content", "post", "author", "comments" }, &wpcom_docs, &wpcom_lines },
    { { "pid", "locator", "text", "user" }, &remark_docs, &remark_lines },
    { { "commentHex", "parentHex" }, &commento_docs, &commento_lines },
    { { "issue_url", "html_url", "author_association", "body" }, &github_docs, &github_lines },
    { { "pull_request_url", "html_url", "author_association", "body" },
      &github_docs,
      &github_lines },
    { { "comment_id", "post_id", "owner", "creation_date", "body" },
      &stackexchange_docs,
      &stackexchange_lines },
    { { "answer_id", "question_id", "owner", "creation_date", "body" },
      &stackexchange_docs,
      &stackexchange_lines },
    { { "comment", "creator", "counts", "ap_id", "path" }, &lemmy_docs, &lemmy_lines },
    { { "story", "edges", "node", "body", "createdAt" }, &coral_docs, &coral_lines },
    { { "story", "nodes", "body", "createdAt" }, &coral_docs, &coral_lines },
    { { "created", "mode", "text", "likes", "dislikes" }, &isso_docs, &isso_lines },
    { { "total_replies", "hidden_replies", "replies" }, &isso_docs, &isso_lines },
    { { "commentID", "commentBody", "createDate" }, &nyt_docs, &nyt_lines },
};

/* The key as one, not within a string: a quotation mark there has a backslash. */
static bool has_key(tenor_str head, const char *key)
{
    char quoted[40];
    size_t n = (size_t)snprintf(quoted, sizeof(quoted), "\"%s\"", key);
    const char *at = head.data, *end = head.data + head.bytes;

    while ((at = memmem(at, (size_t)(end - at), quoted, n)) != NULL) {
        at += n;
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
            at++;
        if (at < end && *at == ':')
            return true;
    }
    return false;
}

bool tn_json_has_keys(tenor_str head, const char *const *keys)
{
    while (*keys && has_key(head, *keys))
        keys++;
    return !*keys;
}

const tn_format *tn_json_known_format(tenor_str head, bool lines)
{
    if (has_key(head, "article_id"))
        return NULL; /* ours */
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        size_t k = 0;

        while (k < 5 && formats[i].keys[k] && has_key(head, formats[i].keys[k]))
            k++;
        if (k == 5 || !formats[i].keys[k])
            return lines ? formats[i].lines : formats[i].docs;
    }
    return NULL;
}
