/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detect.c - which format a member is in, by its first bytes
 */
#include "ingest/ingest.h"

#include <string.h>

static size_t skip_space(tenor_str head)
{
    size_t i = 0;

    while (i < head.bytes &&
           (head.data[i] == ' ' || (head.data[i] >= '\t' && head.data[i] <= '\r'))) {
        i++;
    }
    return i;
}

/* Some line is an object, whatever stands before it: the others will be rejected one by one. */
static bool has_object_line(tenor_str head)
{
    const char *at = head.data, *end = head.data + head.bytes;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        const char *last = stop;

        while (last > at && (last[-1] == '\r' || last[-1] == ' ')) {
            last--;
        }
        if (last - at >= 2 && at[0] == '{' && last[-1] == '}') {
            return true;
        }
        at = stop + 1;
    }
    return false;
}

/* "{", and a key on a line of its own: one document over many lines. */
static bool is_spread_object(tenor_str head, size_t start)
{
    size_t i = start + 1, newlines = 0;

    while (i < head.bytes && strchr(" \t\r\n", head.data[i]) && head.data[i]) {
        newlines += head.data[i] == '\n';
        i++;
    }
    return newlines > 0 && i < head.bytes && head.data[i] == '"';
}

static const char *what_it_is(tenor_str head, char first)
{
    if (head.bytes >= 2 &&
        (memcmp(head.data, "\xFF\xFE", 2) == 0 || memcmp(head.data, "\xFE\xFF", 2) == 0)) {
        return "UTF-16 text; convert it to UTF-8";
    }
    if (head.bytes >= 4 &&
        (memcmp(head.data, "\x1F\x8B", 2) == 0 || memcmp(head.data, "\x28\xB5\x2F\xFD", 4) == 0 ||
         memcmp(head.data, "\xFD\x37zX", 4) == 0)) {
        return "compressed data that is cut short, compressed twice or within an archive";
    }
    if (memchr(head.data, '\0', head.bytes)) {
        return "binary data";
    }
    if (first == '[' || first == '{') {
        return "a JSON document; one object a line is expected";
    }
    if (first == '<') {
        return "markup (HTML or XML), which is not read yet";
    }
    return "neither NDJSON, CSV with a `text` column in its header, nor a copied article page";
}

int tn_detect(const tn_format **out, tenor_str head, bool whole, const tn_setup *setup,
              tenor_error *err)
{
    size_t start = skip_space(head);
    char first = start < head.bytes ? head.data[start] : '\0';

    *out = NULL;
    if (start == head.bytes) {
        *out = whole ? NULL : &tn_format_ndjson;
    } else if (first == '{' && !is_spread_object(head, start)) {
        *out = &tn_format_ndjson;
    } else if (tn_csv_sniff(head, setup->map)) {
        *out = &tn_format_csv;
    } else if (has_object_line(head)) {
        *out = &tn_format_ndjson;
    } else if (first != '<' && first != '{' && !memchr(head.data, '\0', head.bytes) &&
               tn_page_sniff(head)) {
        *out = &tn_format_page;
    } else {
        return tn_fail(err, TENOR_ERR_INPUT, "%s: format not recognised: %s", setup->name,
                       what_it_is(head, first));
    }
    return 0;
}
