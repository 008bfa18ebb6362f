/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * detect.c - which format a member is in, by its first bytes
 */
#include "ingest/formats/json_formats.h"
#include "ingest/json_docs.h"
#include "ingest/json_elements.h"

#include <string.h>
#include <strings.h>

#define MAX_JUNK_BYTES 64 /* before markup */

static size_t skip_space(tenor_str head)
{
    size_t i = 0;

    while (i < head.bytes &&
           (head.data[i] == ' ' || (head.data[i] >= '\t' && head.data[i] <= '\r')))
        i++;
    return i;
}

/* The first line ends within an object, behind a bracket, comma or colon: one over many lines. */
static bool is_spread_object(tenor_str head, size_t start)
{
    size_t depth = 0;
    char last = 0;
    bool in_string = false;

    for (size_t i = start; i < head.bytes && (head.data[i] != '\n' || depth > 0); i++) {
        char c = head.data[i];

        if (c == '\n')
            return !in_string && last && strchr("{[,:", last);
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']'))
            depth -= depth > 0;
        if (c != ' ' && c != '\t' && c != '\r')
            last = c;
    }
    return false;
}

/* Documents that are not read, by a mark at their start or near it: what to do instead. */
static const struct {
    const char *mark;
    bool start;
    const char *what;
} kinds[] = {
    { "%PDF-", true, "a PDF document; save its comments as text or HTML" },
    { "\xD0\xCF\x11\xE0", true, "an old Office document; save the table as CSV" },
    { "schemas.openxmlformats.org/package", false,
      "an Office document (.xlsx, .docx); save the table as CSV" },
    { "application/vnd.oasis.opendocument", true, "an OpenDocument file; save the table as CSV" },
    { "multipart/related", false, "a web archive (.mhtml); save the page as HTML" },
};

static const char *what_it_is(tenor_str head, char first)
{
    if (head.bytes >= 4 &&
        (memcmp(head.data, "\x1F\x8B", 2) == 0 || memcmp(head.data, "\x28\xB5\x2F\xFD", 4) == 0 ||
         memcmp(head.data, "\xFD\x37zX", 4) == 0))
        return "compressed data that is cut short, compressed twice or within an archive";
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (kinds[i].start ? head.bytes > strlen(kinds[i].mark) &&
                                 memcmp(head.data, kinds[i].mark, strlen(kinds[i].mark)) == 0
                           : memmem(head.data, head.bytes < 4096 ? head.bytes : 4096, kinds[i].mark,
                                    strlen(kinds[i].mark)) != NULL)
            return kinds[i].what;
    if (memchr(head.data, '\0', head.bytes))
        return "binary data";
    if (first == '[' || first == '{')
        return "JSON, but no objects: neither one a line nor an array of them";
    if (first == '<')
        return "markup, but neither a WordPress or Disqus export nor HTML";
    return "neither NDJSON, CSV with a `text` column in its header, nor a copied article page; "
           "plain "
           "lines are read with --input-format lines";
}

/* --------------------------------------------------------------- the table */

typedef struct {
    tenor_str head;
    size_t start; /* of what is not white space */
    char first;   /* there */
    const tn_setup *setup;
    tenor_error *err; /* of what needs memory to tell */
} sample;

/* Markup, perhaps behind a stray character, that contains this. */
static bool is_markup_with(const sample *s, const char *mark)
{
    size_t first_bytes = s->head.bytes < MAX_JUNK_BYTES ? s->head.bytes : MAX_JUNK_BYTES;

    return memchr(s->head.data, '<', first_bytes) && s->first != '{' && s->first != '[' &&
           memmem(s->head.data, s->head.bytes, mark, strlen(mark));
}

static bool is_wxr(const sample *s)
{
    return is_markup_with(s, "<rss") && is_markup_with(s, "://wordpress.org/export/");
}

static bool is_disqus(const sample *s)
{
    return is_markup_with(s, "<disqus") && is_markup_with(s, "://disqus.com");
}

/* Of comments, not of posts. */
static bool is_feed(const sample *s)
{
    return (is_markup_with(s, "<rss") &&
            (is_markup_with(s, "#comment") || is_markup_with(s, "Comments on"))) ||
           (is_markup_with(s, "<feed") && is_markup_with(s, "in-reply-to"));
}

static bool is_html(const sample *s)
{
    static const char *const marks[] = { "<html", "<!doctype html", "<body",   "<div", "<ol",
                                         "<ul",   "<article",       "<section" };

    for (size_t m = 0; s->first == '<' && m < sizeof(marks) / sizeof(marks[0]); m++) {
        size_t bytes = strlen(marks[m]);

        for (size_t i = s->start; i + bytes < s->head.bytes; i++)
            if (s->head.data[i] == '<' && strncasecmp(s->head.data + i, marks[m], bytes) == 0)
                return true;
    }
    return false;
}

static bool has_key(const sample *s, const char *key)
{
    return tn_json_head_value(s->head, key).bytes > 0;
}

static bool is_json(const sample *s)
{
    return s->first == '{' || s->first == '[';
}

/* With --map or for labelled rows the user says what the fields are. */
static bool is_foreign(const sample *s)
{
    return is_json(s) && !s->setup->map->storage && !s->setup->labelled && !s->setup->records;
}

static bool is_youtube(const sample *s)
{
    static const char mark[] = "\"youtube#comment";
    tenor_str kind = is_foreign(s) ? tn_json_head_value(s->head, "kind") : (tenor_str){ 0 };

    return (kind.bytes >= sizeof(mark) - 1 && memcmp(kind.data, mark, sizeof(mark) - 1) == 0) ||
           (is_foreign(s) &&
            tn_json_has_keys(s->head, (const char *const[]){ "topLevelComment", "videoId", NULL }));
}

static bool is_wp_json(const sample *s)
{
    return is_foreign(s) && has_key(s, "post") && has_key(s, "author_name") &&
           has_key(s, "content");
}

static bool is_hackernews(const sample *s)
{
    return is_foreign(s) && has_key(s, "children") && has_key(s, "author") &&
           (has_key(s, "title") || has_key(s, "text")) && !has_key(s, "article_id");
}

static bool is_reddit(const sample *s)
{
    static const char listing[] = "\"Listing\"";
    tenor_str kind = is_foreign(s) ? tn_json_head_value(s->head, "kind") : (tenor_str){ 0 };

    /* of an interface's answer the comments are deep within */
    return is_foreign(s) &&
           ((has_key(s, "link_id") && has_key(s, "body")) ||
            (kind.bytes > sizeof(listing) &&
             memcmp(kind.data, listing, sizeof(listing) - 1) == 0) ||
            tn_json_has_keys(s->head, (const char *const[]){ "link_id", "body", "data", NULL }));
}

static bool is_reddit_lines(const sample *s)
{
    return is_reddit(s) && s->first == '{' && !is_spread_object(s->head, s->start);
}

/* An array of objects, objects over several lines, or a page with a list of comments. */
static bool is_json_document(const sample *s)
{
    size_t next = s->start + 1;

    if (s->setup->records && is_json(s))
        return true;
    if (s->first == '{') {
        return is_spread_object(s->head, s->start) ||
               (tn_json_is_page(s->head) && !has_key(s, "text"));
    }
    while (s->first == '[' && next < s->head.bytes && s->head.data[next] &&
           strchr(" \t\r\n", s->head.data[next]))
        next++;
    return s->first == '[' && next < s->head.bytes && s->head.data[next] &&
           strchr("{[]", s->head.data[next]);
}

static bool is_lines(const sample *s)
{
    return s->setup->guess_lines && !s->setup->labelled && !s->setup->map->storage &&
           !s->setup->records && tn_plain_lines_sniff(s->head);
}

static bool begins_object(const sample *s)
{
    return s->first == '{';
}

static bool is_csv(const sample *s)
{
    return tn_csv_sniff(s->head, s->setup->map, s->err);
}

static bool is_label_lines(const sample *s)
{
    return s->setup->labelled && tn_label_lines_sniff(s->head);
}

/* Some line is an object, whatever precedes it: the others will be rejected one by one. */
static bool has_object_line(const sample *s)
{
    const char *at = s->head.data, *end = at + s->head.bytes;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        const char *last = stop;

        while (last > at && (last[-1] == '\r' || last[-1] == ' '))
            last--;
        if (last - at >= 2 && at[0] == '{' && last[-1] == '}')
            return true;
        at = stop + 1;
    }
    return false;
}

/* Mail's headers around the parts of a page */
static bool is_web_archive(const sample *s)
{
    tenor_str start = { s->head.data, s->head.bytes < 4096 ? s->head.bytes : 4096 };

    return memmem(start.data, start.bytes, "MIME-Version:", 13) &&
           memmem(start.data, start.bytes, "multipart/related", 17);
}

static bool is_page(const sample *s)
{
    return !is_web_archive(s) && s->first != '<' && s->first != '{' &&
           !memchr(s->head.data, '\0', s->head.bytes) && tn_page_sniff(s->head, s->err);
}

/* The first that fits. */
static const struct {
    const tn_format *format;
    bool (*fits)(const sample *s);
} table[] = {
    { &tn_format_wxr, is_wxr },
    { &tn_format_disqus, is_disqus },
    { &tn_format_feed, is_feed },
    { &tn_format_html, is_html },
    { &tn_format_youtube, is_youtube },
    { &tn_format_reddit, is_reddit_lines },
    { &tn_format_reddit_json, is_reddit },
    { &tn_format_wp_json, is_wp_json },
    { &tn_format_hackernews, is_hackernews },
    { &tn_format_json, is_json_document },
    { &tn_format_ndjson, begins_object },
    { &tn_format_csv, is_csv },
    { &tn_format_label_lines, is_label_lines },
    { &tn_format_ndjson, has_object_line },
    { &tn_format_page, is_page },
    { &tn_format_plain_lines, is_lines },
};

int tn_detect(const tn_format **out, tenor_str head, bool whole, const tn_setup *setup,
              tenor_error *err)
{
    tenor_error cause = { 0 };
    sample s = { .head = head, .start = skip_space(head), .setup = setup, .err = &cause };

    *out = NULL;
    if (s.start == head.bytes) {
        *out = whole ? NULL : setup->lines ? &tn_format_plain_lines : &tn_format_ndjson;
        return 0;
    }
    if (setup->lines) {
        *out = &tn_format_plain_lines;
        return 0;
    }
    s.first = head.data[s.start];
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].format == &tn_format_json && is_foreign(&s)) { /* before any JSON */
            *out = tn_json_known_format(s.head, !is_json_document(&s));
            if (*out)
                return 0;
        }
        if (table[i].fits(&s)) {
            *out = table[i].format;
            return 0;
        }
        if (cause.code)
            return tn_fail(err, cause.code, "%s", cause.message);
    }
    return tn_fail(err, TENOR_ERR_INPUT, "%s: format not recognised: %s", setup->name,
                   what_it_is(head, s.first));
}
