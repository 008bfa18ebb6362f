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

/* Classes of elements, compared without regard to case. */
static const char *const comment_classes[] = { "comment", "comment-item", "comment_item",
                                               "user-comment", NULL };
static const char *const content_classes[] = {
    "comment-content",  "comment-text",  "comment_text",      "comment__text",
    "comment-message",  "comment__body", "comment_body",      "comment-entry",
    "comment__content", "commenttext",   "comment-body-text", NULL
};
static const char *const author_classes[] = {
    "fn", "comment-author", "comment__author", "comment-author-name", "author", "username", NULL
};
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
                                             NULL };
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

/* "comment-12", also with "div-" or "li-" before it: "12". */
static const char *number_in_id(xmlNodePtr node)
{
    const char *id = tn_html_attribute(node, "id");
    const char *at = id;

    if (at && (strncmp(at, "div-", 4) == 0 || strncmp(at, "li-", 3) == 0))
        at = strchr(at, '-') + 1;
    if (!at || strncasecmp(at, "comment-", 8) != 0 || !at[8] ||
        at[8 + strspn(at + 8, "0123456789")])
        return NULL;
    return at + 8;
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
    return is_block(node) && (number_in_id(node) || has_property(node, "comment") ||
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
        bool other = at->type != XML_ELEMENT_NODE || is_comment(at);

        if (!other && fits(at))
            return at;
        /* a theme's <article> in its <li> is the same comment */
        at = tn_html_next(at, node, !(other && at->_private));
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

static int keep_id(tn_html_comments *c, tn_html_comment *comment, xmlNodePtr node, tenor_error *err)
{
    static const char *const names[] = { "data-comment-id", "data-commentid", "data-id", "id",
                                         NULL };
    char place[24];
    const char *id = number_in_id(node);

    id = id ? id : first_attribute(node, names);
    if (!id || !*id) { /* its place in the page */
        snprintf(place, sizeof(place), "%zu", c->n_items);
        id = place;
    }
    return tn_html_keep(c->arena, &comment->id, tn_str(id), err);
}

static int fill(tn_html_comments *c, tn_html_comment *comment, xmlNodePtr node, tenor_error *err)
{
    static const char *const time_names[] = { "datetime", "content", NULL };
    size_t parent = comment_around(node->parent);
    xmlNodePtr author = find(node, is_author), time = find(node, is_time);
    xmlNodePtr name = author ? find(author, is_fn) : NULL;
    xmlNodePtr content = find(node, is_content);
    const char *class_of = tn_html_attribute(node, "class");
    int rc;

    comment->line_no = xmlGetLineNo(node);
    if (has_token(class_of, "pingback") || has_token(class_of, "trackback"))
        comment->not_a_comment = "not a comment but a pingback";
    if (parent > 0)
        comment->parent_id = c->item[parent - 1].id;
    if (author) {
        rc = keep_text(c, &comment->author, name ? name : author, err);
        if (rc < 0)
            return rc;
    }
    if (time) {
        rc = tn_html_keep(c->arena, &comment->time, tn_str(first_attribute(time, time_names)), err);
        if (rc < 0)
            return rc;
    }
    comment->text = tn_str("");
    return keep_text(c, &comment->text, content ? content : node, err);
}

/* The same comment again: the <article id="div-comment-7"> in the <li id="comment-7">. */
static bool is_same(const tn_html_comments *c, size_t around, xmlNodePtr node)
{
    const char *number = number_in_id(node);
    xmlNodePtr parent = node->parent;

    if (around == 0)
        return false;
    if (number)
        return tn_str_is(c->item[around - 1].id, number);
    return has_class(node, comment_classes) && !tn_html_attribute(node, "id") && parent->_private;
}

/*
 * All comments are marked before any is filled, so that a comment's own text
 * ends where a reply begins.
 */
static int mark(tn_html_comments *c, xmlNodePtr root, tenor_error *err)
{
    for (xmlNodePtr at = root; at; at = tn_html_next(at, root, true)) {
        tn_html_comment *comment;
        int rc;

        if (at->type != XML_ELEMENT_NODE || !is_comment(at) ||
            is_same(c, comment_around(at->parent), at))
            continue;
        comment = tn_html_add(c, err);
        if (!comment)
            return TENOR_ERR_MEMORY;
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
    return rc;
}
