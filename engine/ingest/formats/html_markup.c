/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_markup.c - the list of comments in a page's markup
 *
 * WordPress's themes, schema.org's microdata, and the names that most systems
 * give such lists. A comment within a comment is a reply to it.
 */
#include "ingest/formats/html_comments.h"
#include "ingest/markup_text.h"

#include <string.h>
#include <strings.h>

#define MAX_LOOKED_BACK 8 /* nodes between a comment and the element that holds its replies */

/* Classes of elements, compared without regard to case. */
static const char *const comment_classes[] = { "comment", "comment-item", "comment_item",
                                               "user-comment", NULL };
static const char *const content_classes[] = { "comment-content",
                                               "comment-text",
                                               "comment_text",
                                               "comment__text",
                                               "comment-message",
                                               "comment__body",
                                               "comment_body",
                                               "comment-entry",
                                               "comment__content",
                                               "commenttext",
                                               "comment-body-text",
                                               "wpd-comment-text",
                                               "field--name-comment-body",
                                               "field-name-comment-body",
                                               "comment-copy",
                                               NULL };
static const char *const author_classes[] = { "fn",
                                              "comment-author",
                                              "comment__author",
                                              "comment-author-name",
                                              "wpd-comment-author",
                                              "comment-username",
                                              "author",
                                              "username",
                                              "user",
                                              NULL };
static const char *const time_classes[] = { "comment-date",
                                            "comment__date",
                                            "comment_date",
                                            "comment-time",
                                            "comment__time",
                                            "comment_time",
                                            "comment-meta",
                                            "comment-metadata",
                                            "commentmetadata",
                                            "comment__meta",
                                            "comment-timestamp",
                                            "wpd-comment-date",
                                            "datetime",
                                            "timestamp",
                                            "comment-permalink",
                                            "permalink",
                                            "submitted",
                                            "comment__submitted",
                                            "published",
                                            "date",
                                            "time",
                                            NULL };
static const char *const other_classes[] = { "comment-author",
                                             "comment__author",
                                             "comment-meta",
                                             "comment-metadata",
                                             "commentmetadata",
                                             "comment-date",
                                             "comment__date",
                                             "reply",
                                             "comment-reply-link",
                                             "author",
                                             "username",
                                             "comment-edit-link",
                                             "edit-link",
                                             "vcard",
                                             "children",
                                             "replies",
                                             "comment-footer",
                                             "comment-header",
                                             "comment-actions",
                                             "comment-notes",
                                             "comment-awaiting-moderation",
                                             "avatar",
                                             "screen-reader-text",
                                             "wpd-comment-header",
                                             "wpd-comment-footer",
                                             "comment__submitted",
                                             "comment-permalink",
                                             "comment-time",
                                             "indented",
                                             NULL };
/* What holds the replies to a comment: in it, or right behind it. */
static const char *const reply_classes[] = {
    "children",         "replies",          "comment-replies",   "indented", "child-comments",
    "comment-children", "comment__replies", "comment__children", NULL
};
static const char *const other_elements[] = { "form", "time", "nav", "footer", "header", NULL };

/* -------------------------------------------------------- what a node is */

static bool has_token(const char *list, const char *token)
{
    size_t bytes = strlen(token);

    while (list && *list) {
        size_t n = strcspn(list, " \t\r\n");

        if (n == bytes && strncasecmp(list, token, n) == 0)
            return true;
        list += n + strspn(list + n, " \t\r\n");
    }
    return false;
}

static bool has_class(xmlNodePtr node, const char *const *classes)
{
    const char *list = tn_html_attribute(node, "class");

    for (; list && *classes; classes++)
        if (has_token(list, *classes))
            return true;
    return false;
}

static bool has_property(xmlNodePtr node, const char *name)
{
    return has_token(tn_html_attribute(node, "itemprop"), name);
}

/* "comment-12", also with "div-" or "li-" before it; "wpd-comm-12_7": 12. Absent if it is none. */
static tenor_str number_in(const char *id)
{
    static const char *const names[] = { "comment-", "comment_", "wpd-comm-" };
    size_t n;

    if (id && (strncmp(id, "div-", 4) == 0 || strncmp(id, "li-", 3) == 0))
        id = strchr(id, '-') + 1;
    for (size_t i = 0; id && i < sizeof(names) / sizeof(names[0]); i++) {
        if (strncasecmp(id, names[i], strlen(names[i])) != 0)
            continue;
        id += strlen(names[i]);
        n = strspn(id, "0123456789");
        return n > 0 && (!id[n] || (i == 2 && id[n] == '_')) ? (tenor_str){ id, n }
                                                             : (tenor_str){ 0 };
    }
    return (tenor_str){ 0 };
}

static tenor_str number_in_id(xmlNodePtr node)
{
    return number_in(tn_html_attribute(node, "id"));
}

static bool is_block(xmlNodePtr node)
{
    static const char *const names[] = { "li", "div", "article", "section", "tr", "dd", NULL };

    for (size_t i = 0; names[i]; i++)
        if (tn_html_is(node, names[i]))
            return true;
    return false;
}

static bool is_comment(xmlNodePtr node)
{
    const char *type = tn_html_attribute(node, "itemtype");

    if (type && (strstr(type, "schema.org/Comment") || strstr(type, "schema.org/UserComments")))
        return true;
    return is_block(node) && (number_in_id(node).data || has_property(node, "comment") ||
                              has_class(node, comment_classes));
}

/* ------------------------------------------------------- within a comment */

/* The comment that was found and that this node lies in or is; 0 if none, else 1 + its index. */
static size_t comment_around(xmlNodePtr node)
{
    while (node && node->type == XML_ELEMENT_NODE && !node->_private)
        node = node->parent;
    return node && node->type == XML_ELEMENT_NODE ? (size_t)(uintptr_t)node->_private : 0;
}

/* The first element below `node`, not in a comment below it, that fits. */
static xmlNodePtr find(xmlNodePtr node, bool (*fits)(xmlNodePtr node))
{
    xmlNodePtr at = tn_html_next(node, node, true);

    while (at) {
        bool element = at->type == XML_ELEMENT_NODE, other = element && at->_private;

        if (element && !other && fits(at))
            return at;
        at = tn_html_next(at, node, !other);
    }
    return NULL;
}

static bool is_content(xmlNodePtr node)
{
    return has_class(node, content_classes) || has_property(node, "text") ||
           has_property(node, "commentText");
}

static bool is_author(xmlNodePtr node)
{
    return has_class(node, author_classes) || has_property(node, "author") ||
           has_property(node, "creator");
}

static bool is_fn(xmlNodePtr node)
{
    return has_token(tn_html_attribute(node, "class"), "fn") || has_property(node, "name");
}

static bool is_time(xmlNodePtr node)
{
    return tn_html_attribute(node, "datetime") || has_property(node, "dateCreated") ||
           has_property(node, "datePublished");
}

static bool may_be_time(xmlNodePtr node)
{
    return tn_html_is(node, "time") || tn_html_is(node, "abbr") || has_class(node, time_classes);
}

static bool is_numbered_anchor(xmlNodePtr node)
{
    return tn_html_is(node, "a") &&
           (number_in_id(node).data || number_in(tn_html_attribute(node, "name")).data);
}

static bool is_other(xmlNodePtr node)
{
    for (size_t i = 0; other_elements[i]; i++)
        if (tn_html_is(node, other_elements[i]))
            return true;
    return has_class(node, other_classes) || has_property(node, "author");
}

/* The text a reader sees below `node`, without what is not the commenter's. */
static int text_of(tn_buf *out, xmlNodePtr node, tenor_error *err)
{
    tn_markup markup = { .out = out, .err = err, .start = out->bytes };
    xmlNodePtr at = tn_html_next(node, node, true);
    xmlNodePtr last = node;

    while (at) {
        bool skip = at->type == XML_ELEMENT_NODE && (at->_private || is_other(at));

        while (last != at->parent && last != node) { /* what was left on the way */
            tn_markup_close(&markup, (const char *)last->name);
            last = last->parent;
        }
        if (at->type == XML_ELEMENT_NODE && !skip) {
            const char *class_of = tn_html_attribute(at, "class");
            bool picture = class_of && (strstr(class_of, "emoji") || strstr(class_of, "smiley"));

            tn_markup_open(&markup, (const char *)at->name,
                           picture ? tn_html_attribute(at, "alt") : NULL);
            last = at;
        } else if (tn_html_is_text(at)) {
            tn_markup_characters(&markup, (const char *)at->content,
                                 strlen((const char *)at->content));
        }
        at = tn_html_next(at, node, !skip);
    }
    return markup.rc;
}

/* --------------------------------------------------------------- comments */

static int keep_text(tn_html_comments *c, tenor_str *out, xmlNodePtr node, tenor_error *err)
{
    tn_buf text = { 0 };
    int rc = text_of(&text, node, err);

    if (rc == 0)
        rc = tn_html_keep(c->arena, out, (tenor_str){ text.data, text.bytes }, err);
    tn_buf_free(&text);
    return rc;
}

static const char *first_attribute(xmlNodePtr node, const char *const *names)
{
    const char *value = NULL;

    for (; !value && *names; names++)
        value = tn_html_attribute(node, *names);
    return value;
}

/* The id that its site gave it; absent if it gave none. */
static int keep_id(tn_html_comments *c, tn_html_comment *comment, xmlNodePtr node, tenor_error *err)
{
    static const char *const names[] = { "data-comment-id", "data-commentid", "data-id", "id",
                                         NULL };
    tenor_str id = number_in_id(node);
    const char *text = id.data ? NULL : first_attribute(node, names);
    xmlNodePtr anchor = id.data || text ? NULL : find(node, is_numbered_anchor);

    if (text)
        id = tn_str(text);
    if (anchor) {
        id = number_in_id(anchor);
        id = id.data ? id : number_in(tn_html_attribute(anchor, "name"));
    }
    return id.data ? tn_html_keep(c->arena, &comment->id, id, err) : 0;
}

static int keep_if_time(tn_html_comments *c, tn_html_comment *comment, tenor_str text,
                        tenor_error *err)
{
    int64_t ignored;

    text = tn_trim(text);
    return text.bytes > 0 && tn_text_to_time(&ignored, text)
               ? tn_html_keep(c->arena, &comment->time, text, err)
               : 0;
}

/* The text below `node`, as it is; what is longer than any time is cut. */
static tenor_str short_text(char out[100], xmlNodePtr node)
{
    size_t n = 0, n_nodes = 0;

    for (xmlNodePtr at = node; at && n < 99 && n_nodes++ < 99; at = tn_html_next(at, node, true))
        if (tn_html_is_text(at))
            for (const char *p = (const char *)at->content; *p && n < 99; p++)
                out[n++] = *p == '\n' ? ' ' : *p;
    return (tenor_str){ out, n };
}

/* A time for machines, or else one in words where times are told: of the element, or in it. */
static int keep_time(tn_html_comments *c, tn_html_comment *comment, xmlNodePtr node,
                     tenor_error *err)
{
    static const char *const names[] = { "datetime", "content", NULL };
    xmlNodePtr time = find(node, is_time), at = find(node, may_be_time), place;
    const char *text = time ? first_attribute(time, names) : NULL;
    char words[100];
    int rc = text ? tn_html_keep(c->arena, &comment->time, tn_str(text), err) : 0;

    while (at && !comment->time.data && rc == 0) {
        bool may_be = at->type == XML_ELEMENT_NODE && !at->_private && may_be_time(at);

        if (!may_be) {
            at = tn_html_next(at, node, !at->_private);
            continue;
        }
        place = at;
        for (; place && !comment->time.data && rc == 0; place = tn_html_next(place, at, true)) {
            if (place->type != XML_ELEMENT_NODE)
                continue;
            text = tn_html_attribute(place, "title");
            if (text)
                rc = keep_if_time(c, comment, tn_str(text), err);
            if (rc == 0 && !comment->time.data)
                rc = keep_if_time(c, comment, short_text(words, place), err);
        }
        at = tn_html_next(at, node, false);
    }
    return rc;
}

static int fill(tn_html_comments *c, tn_html_comment *comment, xmlNodePtr node, tenor_error *err)
{
    xmlNodePtr author = find(node, is_author);
    xmlNodePtr name = author ? find(author, is_fn) : NULL;
    xmlNodePtr content = find(node, is_content);
    const char *class_of = tn_html_attribute(node, "class");
    int rc;

    comment->line_no = xmlGetLineNo(node);
    comment->is_pingback = has_token(class_of, "pingback") || has_token(class_of, "trackback");
    if (author) {
        rc = keep_text(c, &comment->author, name ? name : author, err);
        if (rc < 0)
            return rc;
    }
    rc = keep_time(c, comment, node, err);
    if (rc < 0)
        return rc;
    comment->text = tn_str("");
    return keep_text(c, &comment->text, content ? content : node, err);
}

/* ------------------------------------------------------- which elements are comments */

/* The first author below a node, also in comments below it. */
static xmlNodePtr first_author(xmlNodePtr node)
{
    xmlNodePtr at = tn_html_next(node, node, true);

    while (at && !(at->type == XML_ELEMENT_NODE && is_author(at)))
        at = tn_html_next(at, node, true);
    return at;
}

static bool is_within(xmlNodePtr node, xmlNodePtr around)
{
    while (node && node != around && node->type == XML_ELEMENT_NODE)
        node = node->parent;
    return node == around;
}

static bool holds_replies(xmlNodePtr node)
{
    return tn_html_is(node, "ol") || tn_html_is(node, "ul") || tn_html_is(node, "dl") ||
           has_class(node, reply_classes);
}

/*
 * An element within a comment that looks like one is a part of it, such as its text or the
 * <article> in its <li>, unless it has a number of its own, is in a list, or has an author besides
 * the comment's own.
 */
static bool is_reply(const tn_html_comments *c, size_t around, xmlNodePtr node,
                     xmlNodePtr around_node)
{
    xmlNodePtr around_author = c->item[around - 1].author_node;
    tenor_str number = number_in_id(node);
    xmlNodePtr author;

    if (number.data)
        return !c->item[around - 1].id.data || tn_str_compare(c->item[around - 1].id, number) != 0;
    if (has_class(node, content_classes))
        return false;
    for (xmlNodePtr at = node->parent; at && at != around_node; at = at->parent)
        if (holds_replies(at))
            return true;
    author = first_author(node);
    return author && around_author && !is_within(around_author, node);
}

/* "27 comments", or nothing but links and buttons: no comment, where nothing else says it is. */
static bool is_counter(xmlNodePtr node)
{
    bool words = false, digits = false;
    char text[100];
    tenor_str all = tn_trim(short_text(text, node));

    for (xmlNodePtr at = node; at && !words; at = tn_html_next(at, node, true)) {
        xmlNodePtr holder = at->parent;

        if (!tn_html_is_text(at) ||
            (at->content && !at->content[strspn((const char *)at->content, " \t\r\n")]))
            continue;
        while (holder != node->parent && !tn_html_is(holder, "a") &&
               !tn_html_is(holder, "button") && !tn_html_is(holder, "h1") &&
               !tn_html_is(holder, "h2") && !tn_html_is(holder, "h3") &&
               !tn_html_is(holder, "h4") && !tn_html_is(holder, "form") &&
               !tn_html_is(holder, "script"))
            holder = holder->parent;
        words = holder == node->parent;
    }
    if (!words)
        return true;
    for (size_t i = 0; i < all.bytes; i++)
        digits |= all.data[i] >= '0' && all.data[i] <= '9';
    return all.bytes < 30 && (digits || all.bytes < 12) &&
           (memmem(all.data, all.bytes, "omment", 6) || memmem(all.data, all.bytes, "epl", 3));
}

static bool is_plain_candidate(xmlNodePtr node)
{
    return !number_in_id(node).data && !tn_html_attribute(node, "itemtype") &&
           !has_property(node, "comment") && !find(node, is_content) && !find(node, is_author) &&
           !find(node, is_time);
}

/* Replies may be in an element right behind the comment's: Drupal's "indented". */
static size_t comment_before(xmlNodePtr node)
{
    for (xmlNodePtr at = node->parent; at && at->type == XML_ELEMENT_NODE; at = at->parent) {
        xmlNodePtr before = at->prev;

        if (at->_private)
            return 0;
        if (!has_class(at, reply_classes))
            continue;
        for (int i = 0; before && i < MAX_LOOKED_BACK; i++) {
            if (before->type == XML_ELEMENT_NODE && before->_private)
                break;
            before = before->prev;
        }
        return before && before->type == XML_ELEMENT_NODE ? (size_t)(uintptr_t)before->_private : 0;
    }
    return 0;
}

/*
 * All comments are marked before any is filled, so that a comment's own text
 * ends where a reply begins.
 */
static int mark(tn_html_comments *c, xmlNodePtr root, tenor_error *err)
{
    for (xmlNodePtr at = root; at; at = tn_html_next(at, root, true)) {
        tn_html_comment *comment;
        xmlNodePtr around_node = at->parent;
        size_t around;
        int rc;

        if (at->type != XML_ELEMENT_NODE || !is_comment(at))
            continue;
        around = comment_around(at->parent);
        while (around > 0 && !around_node->_private)
            around_node = around_node->parent;
        if (around > 0 && !c->item[around - 1].author_known) {
            c->item[around - 1].author_node = first_author(around_node);
            c->item[around - 1].author_known = true;
        }
        if (around > 0 && !is_reply(c, around, at, around_node))
            continue;
        if (is_plain_candidate(at) && is_counter(at))
            continue;
        comment = tn_html_add(c, err);
        if (!comment)
            return TENOR_ERR_MEMORY;
        comment->parent = around > 0 ? around : comment_before(at);
        rc = keep_id(c, comment, at, err);
        if (rc < 0)
            return rc;
        at->_private = (void *)(uintptr_t)c->n_items;
    }
    return 0;
}

int tn_html_find_in_markup(tn_html_comments *c, xmlNodePtr root, tenor_error *err)
{
    int rc = mark(c, root, err);

    for (xmlNodePtr at = root; at && rc == 0; at = tn_html_next(at, root, true))
        if (at->type == XML_ELEMENT_NODE && at->_private)
            rc = fill(c, &c->item[(size_t)(uintptr_t)at->_private - 1], at, err);
    for (size_t i = 0; i < c->n_items && rc == 0; i++) {
        tn_html_comment *comment = &c->item[i]; /* parents come before their replies */

        rc = tn_html_name(c->arena, comment, err);
        if (comment->parent > 0)
            comment->parent_id = c->item[comment->parent - 1].id;
    }
    return rc;
}
