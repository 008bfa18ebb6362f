/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_page.c - the format of an article's page as HTML, with its comments
 *
 * The page is read whole: what tells comments from the rest may stand anywhere.
 */
#include "ingest/formats/html_comments.h"
#include "ingest/repair.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_DEPTH 250 /* libxml2 ends at 256, without a word */

typedef struct {
    tn_arena arena;
    tn_html_comments comments;
    size_t next;
    bool repaired;
    bool too_deep; /* the rest of the page was not read; reported once, at the end */
    tenor_str title, url, section, published;
    tenor_str plain_title; /* of <title>, which tends to name the site as well */
    tenor_str post_id;     /* WordPress's */
    int64_t n_announced;   /* comments, by a heading */
    char article_id[TN_ARTICLE_NAME_BYTES];
} html;

/* append the text below a node, as it is */
static int append_content(tn_buf *out, xmlNodePtr node, tenor_error *err)
{
    int rc = 0;

    for (xmlNodePtr at = node; at && rc == 0; at = tn_html_next(at, node, true))
        if (tn_html_is_text(at))
            rc = tn_buf_puts(out, (const char *)at->content, err);
    return rc;
}

/* --------------------------------------------------------------- the page */

/* What stays where it is: what was found first. */
static int keep_first(html *h, tenor_str *out, const char *text, tenor_error *err)
{
    return out->data || !text ? 0 : tn_html_keep(&h->arena, out, tn_str(text), err);
}

static int take_meta(html *h, xmlNodePtr node, tenor_error *err)
{
    const struct {
        const char *property;
        tenor_str *out;
    } known[] = { { "og:title", &h->title },
                  { "og:url", &h->url },
                  { "article:section", &h->section },
                  { "article:published_time", &h->published } };
    const char *property = tn_html_attribute(node, "property");

    for (size_t i = 0; property && i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(property, known[i].property) == 0)
            return keep_first(h, known[i].out, tn_html_attribute(node, "content"), err);
    return 0;
}

/* <body class="... postid-42"> */
static int take_body(html *h, xmlNodePtr node, tenor_error *err)
{
    const char *class_of = tn_html_attribute(node, "class");
    const char *at = class_of ? strstr(class_of, "postid-") : NULL;
    size_t n = at ? strspn(at + 7, "0123456789") : 0;

    if (n == 0 || h->post_id.data)
        return 0;
    return tn_html_keep(&h->arena, &h->post_id, (tenor_str){ at + 7, n }, err);
}

static int take_title(html *h, xmlNodePtr node, tenor_error *err)
{
    tn_buf text = { 0 };
    int rc = append_content(&text, node, err);

    if (rc == 0)
        rc = keep_first(h, &h->plain_title, text.data, err);
    tn_buf_free(&text);
    return rc;
}

/* "27 comments", "Comments (27)" */
static int take_heading(html *h, xmlNodePtr node, tenor_error *err)
{
    tn_buf text = { 0 };
    int rc = append_content(&text, node, err);
    const char *digits = text.data ? strpbrk(text.data, "0123456789") : NULL;

    if (rc == 0 && digits && text.bytes < 60 && strcasestr(text.data, "comment"))
        h->n_announced = strtoll(digits, NULL, 10);
    tn_buf_free(&text);
    return rc;
}

/* What an element says of the article. */
static int take_known(html *h, xmlNodePtr node, tenor_error *err)
{
    const char *rel = tn_html_attribute(node, "rel"), *name = tn_html_attribute(node, "name");

    if (tn_html_is(node, "meta"))
        return take_meta(h, node, err);
    if (tn_html_is(node, "link") && rel && strcasecmp(rel, "canonical") == 0)
        return keep_first(h, &h->url, tn_html_attribute(node, "href"), err);
    if (tn_html_is(node, "body"))
        return take_body(h, node, err);
    if (tn_html_is(node, "title"))
        return take_title(h, node, err);
    if (node->name[0] == 'h' && node->name[1] >= '1' && node->name[1] <= '6' && !node->name[2])
        return take_heading(h, node, err);
    if (tn_html_is(node, "input") && name && strcmp(name, "comment_post_ID") == 0)
        return keep_first(h, &h->post_id, tn_html_attribute(node, "value"), err);
    return 0;
}

static int take_script(tn_html_comments *found, tn_json_parser *parser, xmlNodePtr node,
                       tenor_error *err)
{
    const char *type = tn_html_attribute(node, "type");
    tn_buf text = { 0 };
    int rc;

    if (!tn_html_is(node, "script") || !type || strncasecmp(type, "application/ld+json", 19) != 0)
        return 0;
    rc = append_content(&text, node, err);
    if (rc == 0 && text.bytes > 0) {
        rc = tn_html_find_in_json(found, parser, (tenor_str){ text.data, text.bytes },
                                  xmlGetLineNo(node), err);
    }
    tn_buf_free(&text);
    return rc;
}

/* JSON-LD is exact, but some pages describe only a few of their comments in it. */
static int find_comments(html *h, xmlNodePtr root, tenor_error *err)
{
    tn_html_comments described = { .arena = &h->arena }, listed = { .arena = &h->arena };
    tn_json_parser *parser = tn_json_parser_new();
    int rc = parser ? 0 : tn_no_memory(err);

    for (xmlNodePtr at = root; at && rc == 0; at = tn_html_next(at, root, true)) {
        if (at->type != XML_ELEMENT_NODE)
            continue;
        rc = take_known(h, at, err);
        if (rc == 0)
            rc = take_script(&described, parser, at, err);
    }
    if (rc == 0)
        rc = tn_html_find_in_markup(&listed, root, err);
    tn_json_parser_free(parser);
    h->comments = described.n_items >= listed.n_items ? described : listed;
    free(described.n_items >= listed.n_items ? listed.item : described.item);
    return rc;
}

/* ---------------------------------------------------------------- parsing */

/* Closing a tag looks through all that are open: too many would take for ever. */
static void on_open(void *user, const xmlChar *name, const xmlChar **attributes)
{
    htmlParserCtxtPtr context = user;
    html *h = context->_private;

    if (context->nameNr > MAX_DEPTH) {
        h->too_deep = true;
        xmlStopParser(context);
        return;
    }
    xmlSAX2StartElement(user, name, attributes);
}

static int parse(html *h, const tn_buf *page, bool is_utf8, tenor_error *err)
{
    htmlParserCtxtPtr context = htmlCreateMemoryParserCtxt(page->data, (int)page->bytes);
    xmlNodePtr root;
    int rc;

    if (!context)
        return tn_no_memory(err);
    htmlCtxtUseOptions(context, HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                    (is_utf8 ? HTML_PARSE_IGNORE_ENC : 0));
    context->sax->startElement = on_open;
    context->_private = h;
    if (is_utf8)
        xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(context);
    root = context->myDoc ? xmlDocGetRootElement(context->myDoc) : NULL;
    if (context->errNo == XML_ERR_NO_MEMORY)
        rc = tn_no_memory(err);
    else
        rc = root ? find_comments(h, root, err) : 0;
    xmlFreeDoc(context->myDoc);
    htmlFreeParserCtxt(context);
    return rc;
}

static int read_page(tn_buf *page, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    const char *data;
    int64_t n;

    while ((n = tn_lines_take(lines, &data, err)) > 0) {
        int rc;

        if (page->bytes + (size_t)n > setup->max_record_bytes) {
            return tn_fail(err, TENOR_ERR_INPUT, "%s: the page is longer than %zu bytes",
                           setup->name, setup->max_record_bytes);
        }
        rc = tn_buf_append(page, data, (size_t)n, err);
        if (rc < 0)
            return rc;
    }
    for (size_t i = 0; i < page->bytes; i++)
        page->data[i] = page->data[i] ? page->data[i] : ' '; /* libxml2 would end here */
    return (int)n;
}

/*
 * Whether a page that is no UTF-8 names an encoding that libxml2 must read. What is called Latin-1
 * or ASCII is Windows-1252, as in browsers.
 */
static bool names_encoding(const tn_buf *page)
{
    static const char key[] = "charset=";
    static const char *const western[] = { "utf",         "iso-8859-1\"", "iso-8859-1'",
                                           "iso-8859-1>", "iso-8859-1;",  "iso-8859-1 ",
                                           "latin1",      "us-ascii",     "windows-1252",
                                           "cp1252" };
    size_t head_bytes = page->bytes < 4096 ? page->bytes : 4096;

    for (size_t i = 0; i + sizeof(key) + 13 < head_bytes; i++) {
        const char *name = page->data + i + sizeof(key) - 1;

        if (strncasecmp(page->data + i, key, sizeof(key) - 1) != 0)
            continue;
        name += *name == '"' || *name == '\'';
        for (size_t w = 0; w < sizeof(western) / sizeof(western[0]); w++)
            if (strncasecmp(name, western[w], strlen(western[w])) == 0)
                return false;
        return true;
    }
    return false;
}

/* Invalid UTF-8 is another encoding where the page names one, and repaired otherwise. */
static int repair(html *h, tn_buf *page, bool *is_utf8, tenor_error *err)
{
    tn_buf clean = { 0 };
    bool has_utf8 = false;
    int rc;

    *is_utf8 = tn_utf8_is_valid(page->data, page->bytes);
    if (*is_utf8 || names_encoding(page))
        return 0;
    rc = tn_repair_bytes(&clean, page->data, page->bytes, &has_utf8, err);
    if (rc < 0) {
        tn_buf_free(&clean);
        return rc;
    }
    tn_buf_free(page);
    *page = clean;
    *is_utf8 = true;
    h->repaired = true;
    return 0;
}

/* The address without what may differ for one article: the scheme, pages of comments, a slash. */
static tenor_str bare_address(tenor_str url)
{
    static const char page[] = "/comment-page-";
    const char *scheme = memmem(url.data, url.bytes, "://", 3), *end;

    if (scheme) {
        url.bytes -= (size_t)(scheme + 3 - url.data);
        url.data = scheme + 3;
    }
    end = url.bytes ? memchr(url.data, '#', url.bytes) : NULL;
    url.bytes = end ? (size_t)(end - url.data) : url.bytes;
    end = url.bytes ? memmem(url.data, url.bytes, page, sizeof(page) - 1) : NULL;
    url.bytes = end ? (size_t)(end - url.data) : url.bytes;
    while (url.bytes > 0 && url.data[url.bytes - 1] == '/')
        url.bytes--;
    return url;
}

static void html_close(void *state)
{
    html *h = state;

    if (!h)
        return;
    tn_arena_free(&h->arena);
    free(h->comments.item);
    free(h);
}

static int html_open(void **state, tn_lines *lines, const tn_setup *setup, tenor_error *err)
{
    html *h = tn_alloc(1, sizeof(*h));
    tn_buf page = { 0 };
    bool is_utf8 = false;
    int rc;

    *state = h;
    if (!h)
        return tn_no_memory(err);
    rc = read_page(&page, lines, setup, err);
    if (rc < 0 || page.bytes == 0)
        goto done;
    rc = repair(h, &page, &is_utf8, err);
    if (rc < 0)
        goto done;
    rc = parse(h, &page, is_utf8, err);
    h->title = h->title.data ? h->title : h->plain_title;
    if (h->url.data)
        tn_article_name_by(h->article_id, "page", h->title, bare_address(h->url));
    else
        tn_article_name(h->article_id, "page", h->title, (tenor_str){ page.data, page.bytes });
done:
    tn_buf_free(&page);
    return rc;
}

static int html_next(void *state, tn_source_row *row, tenor_error *err)
{
    html *h = state;
    const tn_html_comment *comment;
    tn_value *field = row->field;

    (void)err;
    if (h->next >= h->comments.n_items) {
        bool announced = h->comments.n_items == 0 && h->n_announced > 0;

        if ((!h->too_deep && !announced) || h->next++ > h->comments.n_items)
            return 0;
        row->line_no = 1;
        if (!h->too_deep)
            return tn_bad_row(row, "the page tells of %lld comments, and none of them is in it",
                              (long long)h->n_announced);
        return tn_bad_row(row, "the markup is nested deeper than %d: the rest is lost", MAX_DEPTH);
    }
    comment = &h->comments.item[h->next++];
    row->line_no = comment->line_no;
    row->repaired = h->repaired;
    if (comment->fault)
        return tn_bad_row(row, "%s", comment->fault);
    if (comment->is_pingback)
        return tn_left_out_row(row, TENOR_LEFT_OUT_PINGBACK, "not a comment but a pingback");
    tn_set_text(&field[TN_FIELD_ARTICLE_ID],
                h->post_id.data && !h->url.data ? h->post_id : tn_str(h->article_id));
    tn_set_text(&field[TN_FIELD_TITLE], h->title);
    tn_set_text(&field[TN_FIELD_URL], h->url);
    tn_set_text(&field[TN_FIELD_SECTION], h->section);
    tn_set_time(&field[TN_FIELD_PUBLISHED_AT], h->published);
    tn_set_text(&field[TN_FIELD_ID], comment->id);
    tn_set_text(&field[TN_FIELD_PARENT_ID], comment->parent_id);
    tn_set_text(&field[TN_FIELD_AUTHOR], comment->author);
    tn_set_time(&field[TN_FIELD_CREATED_AT], comment->time);
    tn_set_text(&field[TN_FIELD_TEXT], comment->text);
    if (comment->likes != INT64_MIN)
        tn_set_integer(&field[TN_FIELD_LIKES], comment->likes);
    return TN_GOOD_ROW;
}

const tn_format tn_format_html = {
    .name = "html", .open = html_open, .next = html_next, .close = html_close
};
