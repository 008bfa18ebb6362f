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
 * Bytes behind the line are no part of it, but may be looked at: so only what may go on for long
 * asks for the line's end, and what ended behind it is found out when all is taken.
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
    const char *at, *end;
    const char *begin; /* of the line */
    tn_row *row;
    const tn_field_map *map;
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
static inline void skip_blanks(flat *f)
{
    if ((unsigned char)*f->at <= ' ') {
        f->at = behind_blanks(f->at, f->end);
    }
}

static inline bool skip_char(flat *f, char c)
{
    bool found = *f->at == c;

    f->at += found;
    return found;
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

/* the first byte from `at` on that a string cannot have as it is; else the line's end */
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
        f->has_scratch = tn_buf_reserve(f->scratch, (size_t)(f->end - f->begin), NULL) == 0;
    }
    return f->has_scratch;
}

/* a string whose first escape is at `stop` */
static bool take_escaped(flat *f, tenor_str *out, const char *stop)
{
    const char *from = f->at;
    char *to;

    if (!have_scratch(f)) {
        return false;
    }
    to = f->scratch->data + f->scratch->bytes;
    out->data = to;
    while (stop < f->end && *stop == '\\') {
        char c = unescaped(stop[1]);

        if (!c) {
            return false;
        }
        memcpy(to, from, (size_t)(stop - from));
        to += stop - from;
        *to++ = c;
        from = stop + 2;
        stop = plain_end(f, from);
    }
    if (stop >= f->end || *stop != '"') {
        return false;
    }
    memcpy(to, from, (size_t)(stop - from));
    to += stop - from;
    out->bytes = (size_t)(to - out->data);
    f->scratch->bytes += out->bytes;
    f->at = stop + 1;
    return true;
}

/* without escapes, as names are; where it ends otherwise is left in *stop */
static inline bool take_plain(flat *f, tenor_str *out, const char **stop)
{
    *stop = plain_end(f, f->at);
    if (**stop != '"') {
        return false;
    }
    *out = (tenor_str){ f->at, (size_t)(*stop - f->at) };
    f->at = *stop + 1;
    return true;
}

/* ----------------------------------------------------------------- values */

static bool take_string(flat *f, tn_value *out)
{
    const char *stop;

    f->at++;
    out->kind = TN_STRING;
    return take_plain(f, &out->text, &stop) || take_escaped(f, &out->text, stop);
}

/* what goes on behind it, digits or a fraction, is what the caller does not expect */
static bool take_integer(flat *f, tn_value *out)
{
    bool negative = skip_char(f, '-');
    const char *begin = f->at;
    int64_t value = 0;

    while (*f->at >= '0' && *f->at <= '9' && f->at - begin < MAX_DIGITS) {
        value = value * 10 + (*f->at++ - '0');
    }
    if (f->at == begin || (*begin == '0' && (f->at - begin > 1 || negative))) {
        return false;
    }
    out->kind = TN_INTEGER;
    out->integer = negative ? -value : value;
    return true;
}

static bool take_word(flat *f, const char *word, tn_kind kind, tn_value *out)
{
    size_t bytes = strlen(word);

    if (memcmp(f->at, word, bytes) != 0) {
        return false;
    }
    f->at += bytes;
    out->kind = kind;
    out->integer = kind == TN_BOOLEAN && *word == 't';
    return true;
}

static bool take_value(flat *f, tn_value *out)
{
    switch (*f->at) {
    case '"':
        return take_string(f, out);
    case 'n':
        return take_word(f, "null", TN_ABSENT, out);
    case 't':
        return take_word(f, "true", TN_BOOLEAN, out);
    case 'f':
        return take_word(f, "false", TN_BOOLEAN, out);
    default:
        return take_integer(f, out);
    }
}

/* ---------------------------------------------------------------- members */

/* to where its value begins */
static inline bool take_name(flat *f, tenor_str *out)
{
    const char *stop;

    skip_blanks(f);
    if (!skip_char(f, '"') || !take_plain(f, out, &stop)) {
        return false;
    }
    skip_blanks(f);
    if (!skip_char(f, ':')) {
        return false;
    }
    skip_blanks(f);
    return true;
}

/* the value of a field, in the article's object or in the row's; an unknown one is passed over */
static bool take_member(flat *f, tenor_str name, bool in_article)
{
    uint32_t named = tn_fields_named(in_article ? &f->map->of_article : &f->map->of_row, name);
    int field = __builtin_ctz(named | 1u << TN_N_FIELDS);
    tn_value unknown, *out = &f->row->field[field];

    if (named & (named - 1) || named & 1u << TN_FIELD_TARGET_ALIASES) {
        return false; /* two fields of one name, or a list: rare */
    }
    if (!named) {
        out = &unknown;
    } else if (in_article) {
        out = &f->row->article[field - TN_FIRST_ARTICLE_FIELD];
    }
    return take_value(f, out);
}

static bool begin_article(flat *f, tenor_str *name)
{
    for (int i = 0; i < TN_N_ARTICLE_FIELDS; i++) {
        f->row->article[i].kind = TN_ABSENT; /* the last of two keys counts */
    }
    return skip_char(f, '{') && take_name(f, name);
}

/* from behind the opening brace to behind the closing one */
static bool take_members(flat *f)
{
    bool in_article = false;
    tenor_str name;

    do {
        if (!take_name(f, &name)) {
            return false;
        }
        if (!in_article && f->map->article_object && tn_str_is(name, "article")) {
            in_article = true;
            if (!begin_article(f, &name)) {
                return false;
            }
        }
        if (!take_member(f, name, in_article)) {
            return false;
        }
        skip_blanks(f);
        if (in_article && skip_char(f, '}')) {
            in_article = false;
            skip_blanks(f);
        }
    } while (f->at < f->end && skip_char(f, ','));
    return !in_article && skip_char(f, '}');
}

static bool is_ascii(sixteen all_bytes)
{
    uint64_t half[2];

    memcpy(half, &all_bytes, sizeof(half));
    return !((half[0] | half[1]) & TN_EIGHT(0x80));
}

bool tn_json_flat(tn_row *row, const tn_field_map *map, tenor_str line, tn_buf *scratch)
{
    flat f = { .at = line.data,
               .end = line.data + line.bytes,
               .begin = line.data,
               .row = row,
               .map = map,
               .scratch = scratch };

    skip_blanks(&f);
    if (map->has_paths || !skip_char(&f, '{') || !take_members(&f)) {
        return false;
    }
    skip_blanks(&f);
    return f.at == f.end && (is_ascii(f.all_bytes) || tn_utf8_is_valid(line.data, line.bytes));
}
