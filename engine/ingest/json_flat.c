/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_flat.c - a comment's JSON object as most are, read in one pass
 *
 * A comment's line has strings, whole numbers, words, and an article's object at the most.
 * simdjson takes the structure of all that JSON can be down before a member is looked for in it;
 * here a member is taken where it stands. Whatever else there is (lists, fractions, \u, objects
 * that are no article, invalid UTF-8, mistakes of any kind) is not judged here but left to
 * simdjson.
 *
 * What takes something from `at` on returns where it ends, NULL if it is not there. Bytes behind
 * the line are no part of it, but may be looked at: so only what may go on for long asks for the
 * line's end, and what ended behind it is found out when all is taken.
 */
#include "ingest/json_flat.h"

#include "ingest/ndjson.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MAX_DIGITS 18 /* so many always fit 64 bits */

/* as one register of whatever kind the processor has */
typedef uint8_t sixteen __attribute__((vector_size(16)));

typedef struct {
    tenor_str line;
    const char *end; /* of the line */
    tn_row *row;
    const tn_field_map *map;
    tn_flat_names *names;
    tn_buf *scratch;
    bool has_scratch;  /* it has room for whatever strings there are */
    sixteen all_bytes; /* of strings, laid over one another: whether one is not ASCII */
} flat;

/* what ends a line is not within it */
__attribute__((noinline)) static const char *behind_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) {
        at++;
    }
    return at;
}

/* in a compact object there are none: one comparison */
static inline const char *skip_blanks(const flat *f, const char *at)
{
    return (unsigned char)*at <= ' ' ? behind_blanks(at, f->end) : at;
}

/* ---------------------------------------------------------------- strings */

/* the place of the first byte that is set; 16: none is */
static inline size_t first_of(sixteen set)
{
#ifdef __SSE2__
    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8((__m128i)set) | 1u << 16);
#else
    uint64_t half[2];

    memcpy(half, &set, sizeof(half));
    return half[0]   ? (size_t)__builtin_ctzll(half[0]) / 8
           : half[1] ? 8 + (size_t)__builtin_ctzll(half[1]) / 8
                     : 16;
#endif
}

/* the first byte from `at` on that a string cannot have as it is; else the line's end or behind */
static inline const char *plain_end(flat *f, const char *at)
{
    while (at < f->end) {
        sixteen x;
        size_t plain;

        memcpy(&x, at, sizeof(x));
        plain = first_of((sixteen)((x == '"') | (x == '\\') | (x < 0x20)));
        f->all_bytes |= x;
        at += plain;
        if (plain < sizeof(x)) {
            break;
        }
    }
    return at;
}

/* of a backslash and a letter; 0 for what is none of these, or is of more letters */
static char unescaped(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

/* what stands in the scratch must not move: there is room for all of the line, or none */
static bool have_scratch(flat *f)
{
    if (!f->has_scratch) {
        tn_buf_clear(f->scratch);
        f->has_scratch = tn_buf_reserve(f->scratch, f->line.bytes, NULL) == 0;
    }
    return f->has_scratch;
}

/* a string that begins at `at` and has its first escape at `stop` */
static const char *take_escaped(flat *f, const char *at, const char *stop, tenor_str *out)
{
    char *to;

    if (!have_scratch(f)) {
        return NULL;
    }
    to = f->scratch->data + f->scratch->bytes;
    out->data = to;
    while (stop < f->end && *stop == '\\') {
        char c = unescaped(stop[1]);

        if (!c) {
            return NULL;
        }
        memcpy(to, at, (size_t)(stop - at));
        to += stop - at;
        *to++ = c;
        at = stop + 2;
        stop = plain_end(f, at);
    }
    if (stop >= f->end || *stop != '"') {
        return NULL;
    }
    memcpy(to, at, (size_t)(stop - at));
    to += stop - at;
    out->bytes = (size_t)(to - out->data);
    f->scratch->bytes += out->bytes;
    return stop + 1;
}

static inline const char *take_string(flat *f, const char *at, tenor_str *out)
{
    const char *stop = plain_end(f, at);

    if (*stop != '"') {
        return take_escaped(f, at, stop, out);
    }
    *out = (tenor_str){ at, (size_t)(stop - at) };
    return stop + 1;
}

/* ----------------------------------------------------------------- values */

/* what goes on behind it, digits or a fraction, is what the caller does not expect */
static inline const char *take_integer(const char *at, tn_value *out)
{
    bool negative = *at == '-';
    const char *begin = at + negative;
    int64_t value = 0;

    for (at = begin; *at >= '0' && *at <= '9' && at - begin < MAX_DIGITS; at++) {
        value = value * 10 + (*at - '0');
    }
    if (at == begin || (*begin == '0' && (at - begin > 1 || negative))) {
        return NULL;
    }
    out->kind = TN_INTEGER;
    out->integer = negative ? -value : value;
    return at;
}

static inline const char *take_word(const char *at, const char *word, tn_kind kind, tn_value *out)
{
    size_t bytes = strlen(word);

    out->kind = kind;
    out->integer = kind == TN_BOOLEAN && *word == 't';
    return memcmp(at, word, bytes) == 0 ? at + bytes : NULL;
}

static inline const char *take_value(flat *f, const char *at, tn_value *out)
{
    switch (*at) {
    case '"':
        out->kind = TN_STRING;
        return take_string(f, at + 1, &out->text);
    case 'n':
        return take_word(at, "null", TN_ABSENT, out);
    case 't':
        return take_word(at, "true", TN_BOOLEAN, out);
    case 'f':
        return take_word(at, "false", TN_BOOLEAN, out);
    default:
        return take_integer(at, out);
    }
}

/* ------------------------------------------------------------------ names */

static inline bool is_as_before(const tn_flat_name *before, const char *at, bool in_article)
{
    uint64_t x[2];

    memcpy(x, at, sizeof(x));
    x[0] = (x[0] ^ before->text[0]) & before->mask[0];
    x[1] = (x[1] ^ before->text[1]) & before->mask[1];
    return (x[0] | x[1]) == 0 && before->bytes > 0 && before->in_article == in_article;
}

/* one that is not ASCII is not remembered: it has to be found valid again */
static void remember(tn_flat_name *out, const char *at, size_t bytes, int field, bool in_article)
{
    *out = (tn_flat_name){ .field = (uint8_t)field, .in_article = in_article };
    if (bytes > sizeof(out->text)) {
        return;
    }
    memcpy(out->text, at, bytes);
    memset(out->mask, 0xFF, bytes);
    if (!((out->text[0] | out->text[1]) & TN_EIGHT(0x80))) {
        out->bytes = (uint8_t)bytes;
    }
}

/* false for two fields of one name, and for a list: both are rare */
static bool find_field(const flat *f, tenor_str name, bool in_article, int *field)
{
    uint32_t named = tn_fields_named(in_article ? &f->map->of_article : &f->map->of_row, name);

    *field = named ? __builtin_ctz(named) : TN_FLAT_NONE;
    if (!in_article && f->map->article_object && tn_str_is(name, "article")) {
        *field = TN_FLAT_ARTICLE;
    }
    return !(named & (named - 1)) && *field != TN_FIELD_TARGET_ALIASES;
}

/* to behind the colon; a name with an escape is unusual enough */
static const char *read_name(flat *f, const char *at, bool in_article, int *field,
                             tn_flat_name *as_now)
{
    const char *begin = at + 1, *stop;

    if (*at != '"') {
        return NULL;
    }
    stop = plain_end(f, begin);
    if (*stop != '"' ||
        !find_field(f, (tenor_str){ begin, (size_t)(stop - begin) }, in_article, field)) {
        return NULL;
    }
    stop = skip_blanks(f, stop + 1);
    if (*stop != ':') {
        return NULL;
    }
    remember(as_now, at, (size_t)(stop + 1 - at), *field, in_article);
    return stop + 1;
}

/* ---------------------------------------------------------------- members */

/* the name behind that of *field, to where its value begins */
static inline const char *take_name(flat *f, const char *at, bool in_article, int *field)
{
    tn_flat_name *before = &f->names->after[*field];

    at = skip_blanks(f, at);
    if (is_as_before(before, at, in_article)) {
        *field = before->field;
        at += before->bytes;
    } else {
        at = read_name(f, at, in_article, field, before);
    }
    return at ? skip_blanks(f, at) : NULL;
}

/* the value of a field, in the article's object or in the row's; any other is passed over */
static inline const char *take_member(flat *f, const char *at, int field, bool in_article)
{
    tn_value other, *out = &other;

    if (field != TN_FLAT_NONE) {
        out = in_article ? &f->row->article[field - TN_FIRST_ARTICLE_FIELD] : &f->row->field[field];
    }
    return take_value(f, at, out);
}

static const char *begin_article(flat *f, const char *at)
{
    for (int i = 0; i < TN_N_ARTICLE_FIELDS; i++) {
        f->row->article[i].kind = TN_ABSENT; /* the last of two keys counts */
    }
    return *at == '{' ? at + 1 : NULL;
}

/* from behind the opening brace to behind the closing one */
static const char *take_members(flat *f, const char *at)
{
    bool in_article = false;
    int field = TN_FLAT_BEGIN;

    do {
        at = take_name(f, at, in_article, &field);
        if (at && field == TN_FLAT_ARTICLE) {
            in_article = true;
            at = begin_article(f, at);
            at = at ? take_name(f, at, in_article, &field) : NULL;
        }
        at = at ? take_member(f, at, field, in_article) : NULL;
        if (!at) {
            return NULL;
        }
        at = skip_blanks(f, at);
        if (in_article && *at == '}') {
            in_article = false;
            at = skip_blanks(f, at + 1);
        }
        if (at >= f->end) {
            return NULL;
        }
    } while (*at++ == ',');
    return !in_article && at[-1] == '}' ? at : NULL;
}

static bool is_ascii(sixteen all_bytes)
{
    uint64_t half[2];

    memcpy(half, &all_bytes, sizeof(half));
    return !((half[0] | half[1]) & TN_EIGHT(0x80));
}

bool tn_json_flat(tn_row *row, const tn_field_map *map, tenor_str line, tn_flat_names *names,
                  tn_buf *scratch)
{
    flat f = { .line = line,
               .end = line.data + line.bytes,
               .row = row,
               .map = map,
               .names = names,
               .scratch = scratch };
    const char *at = skip_blanks(&f, line.data);

    at = *at == '{' && !map->has_paths ? take_members(&f, at + 1) : NULL;
    return at && skip_blanks(&f, at) == f.end &&
           (is_ascii(f.all_bytes) || tn_utf8_is_valid(line.data, line.bytes));
}
