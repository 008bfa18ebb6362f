/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_elements.c - JSON documents of any length cut into their objects
 *
 * Only strings, braces and brackets are looked at. Whether an object is valid
 * JSON is for its parser to say: this reader keeps one object in memory, never
 * a document, and no nesting can exhaust it. An object that may be a page is
 * kept up to a limit, so that what stands behind its list is known too; its
 * list is then scanned again, item by item.
 */
#include "ingest/json_elements.h"

#include <stdlib.h>
#include <string.h>

#define MAX_LISTS      64                        /* lists within lists, one bit each */
#define MAX_PAGE_BYTES ((size_t)8 * 1024 * 1024) /* kept whole */

typedef enum { BETWEEN, IN_OBJECT, IN_SCRAP } place;
typedef enum { NO_KEY, IS_KEY, IS_VALUE } key_state;

/* In order of preference, where an object has several. */
const char *const tn_json_list_names[] = { "comments", "replies",  "children",  "items",
                                           "data",     "results",  "hits",      "posts",
                                           "messages", "response", "responses", "edges",
                                           "nodes",    NULL };

struct tn_json_elements {
    tn_lines *lines;
    const char *list_key; /* NULL: any of the names above; "": none */
    size_t max_bytes;
    size_t max_page_bytes;
    const char *at, *end;          /* of the bytes being read */
    const char *later, *later_end; /* to be read after the list that is scanned again */
    int64_t line_no;
    place where;
    size_t n_lists; /* open around the element */
    uint64_t pages; /* bit i: list i is the list of a page */
    size_t depth;   /* of braces and brackets, in the object */
    bool in_string, escaped;
    size_t string_start; /* in the element */
    key_state key;       /* of the object's own level: the list's key was read */
    int rank, list_rank; /* of that key's name, and of the list's */
    size_t list_start;   /* behind the bracket of the element's list; 0 if there is none */
    int64_t list_line_no;
    tn_buf list;  /* from there on, scanned again */
    bool is_page; /* the element that was given is the beginning of a page */
    bool is_rest; /* the object is a page behind its list: nothing is kept */
    bool too_long;
    int64_t first_line_no; /* of the element */
    tn_buf element;
};

int tn_json_elements_new(tn_json_elements **out, tn_lines *lines, const char *list_key,
                         size_t max_element_bytes, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    (*out)->lines = lines;
    (*out)->list_key = list_key;
    (*out)->max_bytes = max_element_bytes;
    (*out)->max_page_bytes =
        max_element_bytes < MAX_PAGE_BYTES ? max_element_bytes : MAX_PAGE_BYTES;
    (*out)->line_no = 1;
    return 0;
}

void tn_json_elements_free(tn_json_elements *elements)
{
    if (elements) {
        tn_buf_free(&elements->element);
        tn_buf_free(&elements->list);
        free(elements);
    }
}

static int keep(tn_json_elements *e, char c, tenor_error *err)
{
    if (e->is_rest || e->too_long)
        return 0;
    if (e->element.bytes == e->max_bytes) {
        e->too_long = true;
        tn_buf_clear(&e->element);
        return 0;
    }
    if (e->element.bytes + TN_LINE_PADDING + 1 < e->element.capacity) { /* the usual case */
        e->element.data[e->element.bytes++] = c;
        return 0;
    }
    return tn_buf_append(&e->element, &c, 1, err);
}

static void begin(tn_json_elements *e, place where, bool is_rest)
{
    e->where = where;
    e->depth = where == IN_OBJECT;
    e->in_string = false;
    e->escaped = false;
    e->key = NO_KEY;
    e->list_start = 0;
    e->is_rest = is_rest;
    e->too_long = false;
    e->first_line_no = e->line_no;
    tn_buf_clear(&e->element);
}

static void open_list(tn_json_elements *e, bool is_page)
{
    uint64_t bit = UINT64_C(1) << e->n_lists;

    e->pages = is_page ? e->pages | bit : e->pages & ~bit;
    e->n_lists++;
    e->where = BETWEEN;
}

static int between(tn_json_elements *e, char c, tenor_error *err)
{
    if (c == '{') {
        begin(e, IN_OBJECT, false);
        return keep(e, c, err);
    }
    if (c == '[' && e->n_lists < MAX_LISTS) {
        open_list(e, false);
    } else if (c == ']') {
        if (e->n_lists > 0 && e->pages >> --e->n_lists & 1)
            begin(e, IN_OBJECT, true); /* behind a page's list comes the rest of the page */
    } else if (c != ',' && c != ' ' && c != '\t' && c != '\r' && c != '\n') {
        begin(e, IN_SCRAP, false);
    }
    return 0;
}

bool tn_json_elements_in_page(const tn_json_elements *e)
{
    uint64_t open = e->n_lists < 64 ? (UINT64_C(1) << e->n_lists) - 1 : UINT64_MAX;

    return (e->pages & open) != 0;
}

/* The rank of a list's name, -1 if it is none. */
static int rank_of(const tn_json_elements *e, tenor_str key)
{
    if (e->list_key)
        return e->list_key[0] && tn_str_is(key, e->list_key) ? 0 : -1;
    for (int i = 0; tn_json_list_names[i]; i++)
        if (tn_str_is(key, tn_json_list_names[i]))
            return i;
    return -1;
}

/* A byte of a string; at its end it may prove to be the list's key. */
static void in_string(tn_json_elements *e, char c)
{
    size_t start = e->string_start, bytes = e->element.bytes - 1 - start;

    if (e->escaped || c != '"') {
        e->escaped = !e->escaped && c == '\\';
        return;
    }
    e->in_string = false;
    if (e->key != NO_KEY || e->depth != 1 || e->is_rest || e->too_long)
        return;
    e->rank = rank_of(e, (tenor_str){ e->element.data + start, bytes });
    if (e->rank >= 0)
        e->key = IS_KEY;
}

/* Whether this byte, outside strings, begins the list of a page. */
static bool is_list_start(tn_json_elements *e, char c)
{
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return false;
    if (e->key == IS_VALUE && c == '[' && e->n_lists < MAX_LISTS)
        return true;
    e->key = e->key == IS_KEY && c == ':' ? IS_VALUE : NO_KEY;
    return false;
}

/* 1 = the object is complete */
static int in_object(tn_json_elements *e, char c, tenor_error *err)
{
    int rc = keep(e, c, err);

    if (rc < 0)
        return rc;
    if (e->in_string) {
        in_string(e, c);
        return 0;
    }
    if (is_list_start(e, c) && e->list_key) {
        open_list(e, true); /* the format says so: nothing else of the page is read */
        return 0;
    }
    if (e->key == IS_VALUE && c == '[') {
        if (!tn_json_elements_in_page(e) && (!e->list_start || e->rank < e->list_rank)) {
            e->list_start = e->element.bytes;
            e->list_line_no = e->line_no;
            e->list_rank = e->rank;
        }
        e->key = NO_KEY;
    }
    if (c == '"') {
        e->in_string = true;
        e->string_start = e->element.bytes;
    } else if (c == '{' || c == '[') {
        e->depth++;
    } else if ((c == '}' || c == ']') && --e->depth == 0) {
        e->where = BETWEEN;
        return e->is_rest ? 0 : 1;
    }
    return 0;
}

static int give_element(tn_json_elements *e, tn_input_line *element, tenor_error *err)
{
    e->is_page = false;
    *element = (tn_input_line){ .line_no = e->first_line_no, .too_long = e->too_long };
    if (!e->too_long) {
        int rc = tn_buf_reserve(&e->element, TN_LINE_PADDING, err);

        if (rc < 0)
            return rc;
        memset(e->element.data + e->element.bytes, 0, TN_LINE_PADDING);
        element->data = e->element.data;
        element->bytes = e->element.bytes;
    }
    return 1;
}

static size_t skip_blanks(tenor_str head, size_t at)
{
    while (at < head.bytes && head.data[at] && strchr(" \t\r\n", head.data[at]))
        at++;
    return at;
}

/*
 * The element's list is read next, item by item; the element becomes its beginning, with null for
 * the list.
 */
static int unfold(tn_json_elements *e, tn_input_line *element, tenor_error *err)
{
    int rc;

    tn_buf_clear(&e->list);
    rc = tn_buf_append(&e->list, e->element.data + e->list_start, e->element.bytes - e->list_start,
                       err);
    if (rc < 0)
        return rc;
    e->element.bytes = e->list_start - 1;
    rc = tn_buf_puts(&e->element, "null}", err);
    if (rc < 0)
        return rc;
    rc = give_element(e, element, err);
    if (rc < 0)
        return rc;
    e->later = e->at;
    e->later_end = e->end;
    e->at = e->list.data;
    e->end = e->list.data + e->list.bytes;
    e->line_no = e->list_line_no;
    e->list_start = 0;
    e->is_page = true;
    open_list(e, true);
    return 1;
}

int tn_json_elements_unfold(tn_json_elements *e, tn_input_line *element, tenor_error *err)
{
    tenor_str object = { e->element.data, e->element.bytes };
    size_t first = skip_blanks(object, e->list_start);

    if (e->list_start == 0 || e->too_long || e->n_lists == MAX_LISTS ||
        (first < object.bytes && object.data[first] == ']'))
        return 0;
    return unfold(e, element, err);
}

bool tn_json_elements_has_list(const tn_json_elements *e)
{
    return e->list_start > 0;
}

bool tn_json_elements_is_page(const tn_json_elements *e)
{
    return e->is_page;
}

static int give_scrap(tn_json_elements *e, tn_input_line *element, const char **reason,
                      const char *what)
{
    *element = (tn_input_line){ .line_no = e->first_line_no };
    *reason = what;
    e->where = BETWEEN;
    return 1;
}

static int at_end(tn_json_elements *e, tn_input_line *element, const char **reason)
{
    bool in_list = e->n_lists > 0;

    e->n_lists = 0; /* the end is reported once */
    if (e->where == IN_SCRAP)
        return give_scrap(e, element, reason, "not a JSON object");
    if (e->where == IN_OBJECT || in_list) {
        e->first_line_no = e->where == IN_OBJECT ? e->first_line_no : e->line_no;
        return give_scrap(e, element, reason, "the JSON document is cut short here");
    }
    return 0;
}

/* 1 = an element or scrap was completed, 0 = the bytes are used up */
static int scan(tn_json_elements *e, tn_input_line *element, const char **reason, tenor_error *err)
{
    while (e->at < e->end) {
        char c = *e->at;
        int rc = 0;

        /* what is no object ends at a comma, a line's end, or where one may begin */
        if (e->where == IN_SCRAP && (c == ',' || c == '\n' || c == ']' || c == '{'))
            return give_scrap(e, element, reason, "not a JSON object");
        e->at++;
        e->line_no += c == '\n';
        if (e->where == BETWEEN)
            rc = between(e, c, err);
        else if (e->where == IN_OBJECT)
            rc = in_object(e, c, err);
        if (rc < 0)
            return rc;
        if (rc > 0)
            return give_element(e, element, err);
        if (e->list_start > 0 && e->where == IN_OBJECT && e->n_lists < MAX_LISTS &&
            e->element.bytes >= e->max_page_bytes)
            return unfold(e, element, err);
    }
    return 0;
}

int tn_json_elements_next(tn_json_elements *e, tn_input_line *element, const char **reason,
                          tenor_error *err)
{
    *reason = NULL;
    for (;;) {
        int rc = scan(e, element, reason, err);
        int64_t n;

        if (rc != 0)
            return rc;
        if (e->later) {
            e->at = e->later;
            e->end = e->later_end;
            e->later = NULL;
            continue;
        }
        n = tn_lines_take(e->lines, &e->at, err);
        if (n < 0)
            return (int)n;
        e->end = e->at + n;
        if (n > 0)
            continue;
        if (e->where == IN_OBJECT && !e->too_long && e->list_start > 0 && e->n_lists < MAX_LISTS)
            return unfold(e, element, err); /* cut short: what is whole of its list counts */
        return at_end(e, element, reason);
    }
}

/* ----------------------------------------------------------------- head */

/* The string that begins at `at` (its quotation mark): its end, or the end of head. */
static size_t string_end(tenor_str head, size_t at)
{
    size_t i = at + 1;

    while (i < head.bytes && head.data[i] != '"')
        i += head.data[i] == '\\' ? 2 : 1;
    return i < head.bytes ? i : head.bytes;
}

tenor_str tn_json_head_value(tenor_str head, const char *key)
{
    const char *brace = head.bytes ? memchr(head.data, '{', head.bytes) : NULL;
    size_t i = brace ? (size_t)(brace - head.data) + 1 : head.bytes, depth = 1;

    while (i < head.bytes && depth > 0) {
        char c = head.data[i];

        if (c == '"') {
            size_t end = string_end(head, i);
            size_t after = skip_blanks(head, end + 1);
            tenor_str name = { head.data + i + 1, end - i - (end > i) };

            if (depth == 1 && after < head.bytes && head.data[after] == ':' &&
                tn_str_is(name, key)) {
                after = skip_blanks(head, after + 1);
                return (tenor_str){ head.data + after, head.bytes - after };
            }
            i = end;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        i++;
    }
    return (tenor_str){ 0 };
}
