/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup_text.c - HTML as the text a reader sees
 *
 * libxml2's HTML parser reads it, as a stream of events: no tree is built.
 */
#include "ingest/markup_text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>
#include <strings.h>

#define MAX_DEPTH        256 /* closing a tag looks through all that are open */
#define MAX_MARKUP_BYTES ((size_t)16 * 1024 * 1024)

static bool is_one_of(const char *name, const char *const *names)
{
    while (*names && strcasecmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static const char *const blocks[] = { "address", "article", "aside", "dd",     "details",
                                      "div",     "dl",      "dt",    "footer", "figure",
                                      "form",    "header",  "hr",    "li",     "main",
                                      "section", "table",   "tr",    "ul",     "ol",
                                      NULL };
static const char *const paragraphs[] = { "p",  "blockquote", "pre", "h1", "h2",
                                          "h3", "h4",         "h5",  "h6", NULL };
static const char *const hidden[] = { "script", "style",  "template", "head",   "title", "svg",
                                      "button", "select", "textarea", "iframe", NULL };

/* ------------------------------------------------------------- emitting */

static void put(tn_markup *m, const char *text, size_t bytes)
{
    if (m->rc == 0)
        m->rc = tn_buf_append(m->out, text, bytes, m->err);
}

static void break_line(tn_markup *m, int n_newlines)
{
    m->space = false;
    if (m->n_newlines < n_newlines)
        m->n_newlines = n_newlines;
}

/* What is due before a character: line ends, the marks of a quotation, a space. */
static void put_pending(tn_markup *m)
{
    bool first = m->out->bytes == m->start;

    if (first || m->n_newlines > 0) {
        put(m, "\n\n", first ? 0 : (size_t)m->n_newlines);
        for (int i = 0; i < m->quote_depth; i++)
            put(m, ">", 1);
        put(m, " ", m->quote_depth > 0);
    } else if (m->space) {
        put(m, " ", 1);
    }
    m->n_newlines = 0;
    m->space = false;
}

void tn_markup_characters(tn_markup *m, const char *text, size_t bytes)
{
    size_t run = 0; /* characters that wait to be written */

    if (m->hidden_depth > 0)
        return;
    for (size_t i = 0; i <= bytes; i++) {
        bool blank = i < bytes && (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r'));

        if (i < bytes && !blank) {
            if (run == 0)
                put_pending(m);
            run++;
            continue;
        }
        put(m, text + i - run, run);
        run = 0;
        if (blank && text[i] == '\n' && (m->keep_lines || m->pre_depth > 0)) {
            m->space = false;
            m->n_newlines += m->n_newlines < 2;
        } else if (blank && m->n_newlines == 0) {
            m->space = true;
        }
    }
}

void tn_markup_open(tn_markup *m, const char *name, const char *alt)
{
    if (is_one_of(name, hidden)) {
        m->hidden_depth++;
    } else if (strcasecmp(name, "br") == 0) {
        m->space = false;
        m->n_newlines += m->n_newlines < 2;
    } else if (is_one_of(name, paragraphs)) {
        break_line(m, 2);
    } else if (is_one_of(name, blocks)) {
        break_line(m, 1);
    } else if (strcasecmp(name, "td") == 0 || strcasecmp(name, "th") == 0) {
        m->space = m->n_newlines == 0;
    } else if (alt) {
        tn_markup_characters(m, alt, strlen(alt));
    }
    m->quote_depth += strcasecmp(name, "blockquote") == 0;
    m->pre_depth += strcasecmp(name, "pre") == 0;
}

void tn_markup_close(tn_markup *m, const char *name)
{
    m->hidden_depth -= m->hidden_depth > 0 && is_one_of(name, hidden);
    m->quote_depth -= m->quote_depth > 0 && strcasecmp(name, "blockquote") == 0;
    m->pre_depth -= m->pre_depth > 0 && strcasecmp(name, "pre") == 0;
    if (is_one_of(name, paragraphs))
        break_line(m, 2);
    else if (is_one_of(name, blocks))
        break_line(m, 1);
}

/* -------------------------------------------------------------- parsing */

typedef struct {
    tn_markup markup;
    htmlParserCtxtPtr context;
    int depth;
    bool too_deep;
} parsing;

/* The alternative text of a picture that is an emoji. */
static const char *alt_of(const xmlChar *name, const xmlChar **attributes)
{
    const char *alt = NULL, *class_of = NULL;

    for (; attributes && attributes[0]; attributes += 2)
        if (strcmp((const char *)attributes[0], "alt") == 0)
            alt = (const char *)attributes[1];
        else if (strcmp((const char *)attributes[0], "class") == 0)
            class_of = (const char *)attributes[1];
    return strcmp((const char *)name, "img") == 0 && class_of &&
                   (strstr(class_of, "emoji") || strstr(class_of, "smiley"))
               ? alt
               : NULL;
}

static void on_open(void *user, const xmlChar *name, const xmlChar **attributes)
{
    parsing *p = user;

    if (++p->depth > MAX_DEPTH) {
        p->too_deep = true;
        xmlStopParser(p->context);
        return;
    }
    tn_markup_open(&p->markup, (const char *)name, alt_of(name, attributes));
}

static void on_close(void *user, const xmlChar *name)
{
    parsing *p = user;

    p->depth--;
    tn_markup_close(&p->markup, (const char *)name);
}

static void on_characters(void *user, const xmlChar *text, int bytes)
{
    parsing *p = user;

    tn_markup_characters(&p->markup, (const char *)text, (size_t)bytes);
}

static void on_message(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static int parse(parsing *p, const tn_buf *html, tenor_error *err)
{
    static const htmlSAXHandler handler = {
        .startElement = on_open,
        .endElement = on_close,
        .characters = on_characters,
        .ignorableWhitespace = on_characters,
        .cdataBlock = on_characters,
        .warning = on_message,
        .error = on_message,
        .fatalError = on_message,
    };
    bool no_memory;

    p->context = htmlCreateMemoryParserCtxt(html->data, (int)html->bytes);
    if (!p->context)
        return tn_no_memory(err);
    *p->context->sax = handler;
    p->context->userData = p;
    htmlCtxtUseOptions(p->context, HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOERROR |
                                       HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    *p->context->sax = handler; /* the options above change two of its functions */
    xmlSwitchEncoding(p->context, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(p->context);
    no_memory = p->context->errNo == XML_ERR_NO_MEMORY;
    htmlFreeParserCtxt(p->context);
    return no_memory ? tn_no_memory(err) : 0;
}

int tn_markup_text(tn_buf *out, tenor_str html, bool keep_lines, tenor_error *err)
{
    parsing p = { .markup = {
                      .out = out, .err = err, .keep_lines = keep_lines, .start = out->bytes } };
    tn_buf copy = { 0 };
    int rc;

    if (html.bytes == 0 ||
        (!memchr(html.data, '<', html.bytes) && !memchr(html.data, '&', html.bytes))) {
        tn_markup_characters(&p.markup, html.bytes ? html.data : "", html.bytes);
        return p.markup.rc;
    }
    if (html.bytes > MAX_MARKUP_BYTES)
        return tn_fail(err, TENOR_ERR_INPUT, "markup of %zu bytes is too long", html.bytes);
    rc = tn_buf_append(&copy, html.data, html.bytes, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < copy.bytes; i++) /* libxml2 ends at NUL, which is white space to us */
        copy.data[i] = copy.data[i] ? copy.data[i] : ' ';
    rc = parse(&p, &copy, err);
    tn_buf_free(&copy);
    if (rc < 0)
        return rc;
    if (p.markup.rc == 0 && p.too_deep)
        return tn_fail(err, TENOR_ERR_INPUT, "the markup is nested deeper than %d", MAX_DEPTH);
    return p.markup.rc;
}

/* --------------------------------------------------------------- quotes */

/* ">!" begins a spoiler on Reddit, ">:(" a face. */
static bool lacks_blank(const char *line, size_t bytes)
{
    size_t i = 0;

    while (i < bytes && line[i] == '>')
        i++;
    return i > 0 && i < bytes && !strchr(" \t\r\n!:;=", line[i]);
}

int tn_mark_quotes(tn_buf *text, tenor_error *err)
{
    tn_buf marked = { 0 };
    int rc;

    if (text->bytes == 0 || !memchr(text->data, '>', text->bytes))
        return 0;
    rc = tn_buf_reserve(&marked, 2 * text->bytes, err); /* a blank for two bytes at most */
    if (rc < 0)
        return rc;
    for (const char *at = text->data, *end = at + text->bytes; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline + 1 : end;

        if (*at == '>' && lacks_blank(at, (size_t)(stop - at))) {
            while (*at == '>')
                marked.data[marked.bytes++] = *at++;
            marked.data[marked.bytes++] = ' ';
        }
        memcpy(marked.data + marked.bytes, at, (size_t)(stop - at));
        marked.bytes += (size_t)(stop - at);
        at = stop;
    }
    marked.data[marked.bytes] = '\0';
    tn_buf_free(text);
    *text = marked;
    return 0;
}
