/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_stream.c - an XML export as a stream of events, by libxml2's push parser
 *
 * Not its xmlTextReader: that one ends at the first fault, and exports have
 * faults. No tree is built. Entities a document declares are never stored, so
 * there is nothing to expand and nothing to fetch.
 */
#include "ingest/xml_stream.h"

#include "ingest/xml_bytes.h"
#include "text/token.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_OPEN 300 /* libxml2 ends at 256 */

typedef struct {
    const char *prefix, *name;
    size_t value_start, value_bytes; /* in the queue's text */
} attribute;

typedef struct {
    tn_xml_event event; /* its text is set when it is handed out */
    size_t text_start;
    size_t first_attribute, n_attributes;
    int64_t line_no;
} queued;

/* The events of one piece of the input. */
typedef struct {
    queued *item;
    size_t capacity, n_items, next;
    attribute *attribute;
    size_t attribute_capacity, n_attributes;
    tn_buf text;
} queue;

struct tn_xml {
    xmlParserCtxtPtr context;
    tn_xml_bytes bytes;
    tenor_error cause; /* the first failure, of the input or of memory */
    queue queue;
    const queued *current;
    const char *open[MAX_OPEN]; /* names, in the parser's dictionary */
    int n_open;
    bool ended;
    char why[120];
};

/* ------------------------------------------------------- what libxml2 tells */

static queued *add_event(tn_xml *xml, tn_xml_kind kind)
{
    queue *q = &xml->queue;
    queued *item;

    if (xml->cause.code ||
        tn_grow((void **)&q->item, &q->capacity, q->n_items + 1, sizeof(*item), &xml->cause) < 0)
        return NULL;
    item = &q->item[q->n_items++];
    *item = (queued){ .event = { .kind = kind, .prefix = "", .name = "", .depth = xml->n_open },
                      .text_start = q->text.bytes,
                      .first_attribute = q->n_attributes,
                      .line_no = xml->context->input ? xml->context->input->line : 0 };
    return item;
}

static void add_close(tn_xml *xml)
{
    queued *item;

    xml->n_open--;
    item = add_event(xml, TN_XML_CLOSE);
    if (item)
        item->event.name = xml->open[xml->n_open];
}

static void add_text(tn_xml *xml, const char *text, size_t bytes)
{
    queued *item = add_event(xml, TN_XML_TEXT);

    if (item && tn_buf_append(&xml->queue.text, text, bytes, &xml->cause) == 0)
        item->event.text.bytes = bytes;
}

static void add_attribute(tn_xml *xml, queued *item, const xmlChar **found)
{
    queue *q = &xml->queue;
    size_t bytes = (size_t)(found[4] - found[3]);

    if (tn_grow((void **)&q->attribute, &q->attribute_capacity, q->n_attributes + 1,
                sizeof(*q->attribute), &xml->cause) < 0)
        return;
    q->attribute[q->n_attributes++] = (attribute){ .prefix = (const char *)found[1],
                                                   .name = (const char *)found[0],
                                                   .value_start = q->text.bytes,
                                                   .value_bytes = bytes };
    item->n_attributes++;
    (void)tn_buf_append(&q->text, found[3], bytes, &xml->cause); /* the cause is looked at later */
}

static void on_open(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
                    const xmlChar **attributes)
{
    tn_xml *xml = user;
    queued *item;

    (void)uri;
    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    while (xml->n_open > xml->context->nameNr) /* a faulty tag is opened and never closed */
        add_close(xml);
    if (xml->n_open == MAX_OPEN)
        return;
    item = add_event(xml, TN_XML_OPEN);
    if (!item)
        return;
    item->event.name = (const char *)name;
    item->event.prefix = prefix ? (const char *)prefix : "";
    for (int i = 0; i < n_attributes; i++)
        add_attribute(xml, item, attributes + 5 * i);
    xml->open[xml->n_open++] = (const char *)name;
}

static void on_close(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    tn_xml *xml = user;
    int at = xml->n_open - 1;

    (void)prefix;
    (void)uri;
    while (at >= 0 && xml->open[at] != (const char *)name) /* one dictionary: one address */
        at--;
    while (at >= 0 && xml->n_open > at)
        add_close(xml);
}

static void on_text(void *user, const xmlChar *text, int bytes)
{
    add_text(user, (const char *)text, (size_t)bytes);
}

/*
 * After a fault libxml2 passes over "&lt;" and its like, unless it is told that
 * all is well. "&nbsp;" is HTML's and no XML, which exporters overlook; what
 * the document itself declares is not known here.
 */
static xmlEntityPtr on_entity(void *user, const xmlChar *name)
{
    tn_xml *xml = user;
    xmlEntityPtr predefined = xmlGetPredefinedEntity(name);
    const htmlEntityDesc *entity = predefined ? NULL : htmlEntityLookup(name);
    char character[4];

    xml->context->wellFormed = 1;
    if (entity && xml->context->instate == XML_PARSER_CONTENT)
        add_text(xml, character, tn_utf8_encode(entity->value, character));
    return predefined;
}

static void on_error(void *user, xmlErrorPtr error)
{
    tn_xml *xml = user;
    size_t bytes = error && error->message ? strcspn(error->message, "\r\n") : 0;

    if (bytes > 0 && error->level == XML_ERR_FATAL) {
        snprintf(xml->why, sizeof(xml->why), "%.*s", bytes < 100 ? (int)bytes : 100,
                 error->message);
    }
}

/* ------------------------------------------------------------ open, close */

/* The encoding an XML declaration names, where it is not UTF-8; "" otherwise. */
static void take_encoding(char out[40], tenor_str head)
{
    static const char key[] = "encoding=";
    const char *end = head.bytes ? memchr(head.data, '>', head.bytes) : NULL;
    const char *name =
        end ? memmem(head.data, (size_t)(end - head.data), key, sizeof(key) - 1) : NULL;
    size_t n = 0;

    if (name)
        name += sizeof(key); /* with its quotation mark */
    while (name && name < end && n < 39 && !strchr("\"' \t?", *name) && *name)
        out[n++] = *name++;
    out[n] = '\0';
    if (strncasecmp(out, "utf", 3) == 0 || strcasecmp(out, "us-ascii") == 0)
        out[0] = '\0'; /* UTF-16 was converted, or it would not be readable here */
}

/*
 * All of the export is the content of an element of our own. So nothing in it
 * is a document type, and nothing ends it before its end: not a tag too many,
 * not a second export behind the first.
 */
static int new_parser(tn_xml *xml, const char *encoding, tenor_error *err)
{
    static const char root[] = "<x>";
    static const xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_open,
        .endElementNs = on_close,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .getEntity = on_entity,
        .serror = on_error,
    };
    xmlSAXHandler copy = handler;

    xmlFreeParserCtxt(xml->context);
    xml->context = xmlCreatePushParserCtxt(&copy, xml, NULL, 0, NULL);
    if (!xml->context || xmlCtxtResetPush(xml->context, NULL, 0, NULL, encoding) != 0)
        return tn_no_memory(err);
    /* the old interface asks on_entity for the predefined ones, too */
    xmlCtxtUseOptions(xml->context, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_OLDSAX);
    xmlParseChunk(xml->context, root, sizeof(root) - 1, 0);
    return 0;
}

int tn_xml_open(tn_xml **out, tn_lines *lines, tenor_error *err)
{
    tn_xml *xml = tn_alloc(1, sizeof(*xml));
    xmlCharEncodingHandlerPtr known = NULL;
    char encoding[40];
    tenor_str head;
    bool whole;
    int rc;

    *out = xml;
    if (!xml)
        return tn_no_memory(err);
    rc = tn_lines_peek(lines, &head, &whole, err);
    if (rc < 0)
        return rc;
    xml->bytes.lines = lines;
    take_encoding(encoding, head);
    if (encoding[0] && !tn_lines_converted(lines))
        known = xmlFindCharEncodingHandler(encoding);
    if (known) {
        xmlCharEncCloseFunc(known);
        rc = new_parser(xml, encoding, err);
        if (rc < 0)
            return rc;
    }
    if (xml->n_open == 0) { /* UTF-8, or an encoding that nobody knows or can be here */
        xml->bytes.is_utf8 = true;
        rc = new_parser(xml, "UTF-8", err);
        if (rc < 0)
            return rc;
    }
    if (xml->n_open == 1)
        return 0;
    if (xml->cause.code)
        return tn_fail(err, xml->cause.code, "%s", xml->cause.message);
    return tn_fail(err, TENOR_ERR_INTERNAL, "the XML parser cannot begin");
}

void tn_xml_close(tn_xml *xml)
{
    if (!xml)
        return;
    if (xml->context) {
        xmlFreeDoc(xml->context->myDoc); /* a document type makes one */
        xmlFreeParserCtxt(xml->context);
    }
    free(xml->queue.item);
    free(xml->queue.attribute);
    tn_buf_free(&xml->queue.text);
    tn_xml_bytes_free(&xml->bytes);
    free(xml);
}

int64_t tn_xml_line(const tn_xml *xml)
{
    return xml->current ? xml->current->line_no : 1;
}

bool tn_xml_repaired(tn_xml *xml)
{
    bool repaired = xml->bytes.n_repaired > 0;

    xml->bytes.n_repaired = 0;
    return repaired;
}

/* ---------------------------------------------------------------- events */

/* After a faulty tag elements may seem open that are not: the last tag tells. */
static bool is_cut_short(const tn_xml *xml)
{
    char tag[64];
    int n = xml->n_open > 1 ? snprintf(tag, sizeof(tag), "</%s", xml->open[1]) : 0;

    return n > 0 && (n >= (int)sizeof(tag) || !tn_xml_bytes_end_with(&xml->bytes, tag));
}

/* libxml2 gave up, or the input ended. */
static void end(tn_xml *xml, bool stopped)
{
    const char *why = NULL;
    queued *item;

    xml->ended = true;
    if (stopped)
        why = strstr(xml->why, "error in element content") ? "a document type is not accepted"
                                                           : xml->why;
    else if (is_cut_short(xml))
        why = "it is cut short";
    item = why ? add_event(xml, TN_XML_DAMAGED) : NULL;
    if (item)
        item->event.text = tn_str(why);
}

/* Parse one piece. */
static int feed(tn_xml *xml, tenor_error *err)
{
    const char *data;
    size_t bytes;

    xml->current = NULL;
    xml->queue.n_items = 0;
    xml->queue.next = 0;
    xml->queue.n_attributes = 0;
    tn_buf_clear(&xml->queue.text);
    if (tn_xml_bytes_next(&xml->bytes, &data, &bytes, &xml->cause) < 0)
        goto failed;
    xmlParseChunk(xml->context, data, (int)bytes, bytes == 0);
    if (xml->context->errNo == XML_ERR_NO_MEMORY)
        (void)tn_no_memory(&xml->cause);
    if (xml->context->disableSAX || bytes == 0)
        end(xml, bytes > 0);
    if (!xml->cause.code)
        return 0;
failed:
    return tn_fail_line(err, xml->cause.code, xml->cause.line_no, "%s", xml->cause.message);
}

int tn_xml_next(tn_xml *xml, tn_xml_event *event, tenor_error *err)
{
    queue *q = &xml->queue;
    queued *item;

    while (q->next == q->n_items) {
        int rc = xml->ended ? 0 : feed(xml, err);

        if (rc < 0)
            return rc;
        if (xml->ended && q->next == q->n_items)
            return 0;
    }
    item = &q->item[q->next++];
    xml->current = item;
    *event = item->event;
    if (event->kind == TN_XML_TEXT)
        event->text.data = q->text.data + item->text_start;
    return 1;
}

void tn_xml_unread(tn_xml *xml)
{
    xml->queue.next--;
}

int tn_xml_attribute(tn_xml *xml, const char *qualified_name, tn_buf *out, tenor_error *err)
{
    const queued *item = xml->current;
    const char *colon = strchr(qualified_name, ':');
    size_t prefix_bytes = colon ? (size_t)(colon - qualified_name) : 0;
    const char *name = colon ? colon + 1 : qualified_name;

    for (size_t i = 0; item && i < item->n_attributes; i++) {
        const attribute *a = &xml->queue.attribute[item->first_attribute + i];
        const char *prefix = a->prefix ? a->prefix : "";

        if (strcmp(a->name, name) == 0 && strlen(prefix) == prefix_bytes &&
            memcmp(prefix, qualified_name, prefix_bytes) == 0)
            return tn_buf_append(out, xml->queue.text.data + a->value_start, a->value_bytes, err);
    }
    return 0;
}

int tn_xml_damage(const tn_xml *xml, const tn_xml_event *event, tn_source_row *row)
{
    row->line_no = tn_xml_line(xml);
    return tn_bad_row(row, "not well-formed XML, and what follows is lost: %.*s",
                      (int)event->text.bytes, event->text.data);
}
