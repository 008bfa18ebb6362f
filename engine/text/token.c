/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.c - from bytes to normalised tokens with their place in the text
 *
 * One pass over the bytes. ASCII, which is nearly all of it, goes through a table;
 * only words with other letters go through utf8proc.
 */
#include "text/scan.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define WORD_POINTS 256 /* a longer word is normalised in pieces of so many bytes */
#define MAX_PUNCT   3   /* of a run that its form keeps */
#define APOSTROPHE  0x2019u

/* TN_C_ bits; made once from the definitions in scan.h */
const uint8_t tn_ascii_class[256] = {
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  16, 0,  16, 16, 16, 16, 16, 48, 48, 16, 16,
    16, 48, 16, 16, 26, 26, 26, 26, 26, 26, 26, 26, 58, 26, 48, 48, 32, 48, 32, 16, 16, 25,
    25, 25, 57, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25, 57, 25, 25, 25, 25, 57, 25, 25, 25,
    57, 25, 25, 48, 32, 48, 32, 24, 0,  25, 25, 25, 57, 25, 25, 25, 25, 25, 25, 25, 25, 25,
    25, 57, 25, 25, 25, 25, 25, 25, 25, 25, 57, 25, 25, 0,  0,  0,  16, 4,
};

tn_unicode_class tn_class_of(uint32_t code_point)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code_point);

    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return TN_U_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return TN_U_MARK;
    case UTF8PROC_CATEGORY_ND:
        return TN_U_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return TN_U_SPACE;
    case UTF8PROC_CATEGORY_CF:
        return TN_U_IGNORED;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return TN_U_PUNCT;
    default:
        return TN_U_OTHER;
    }
}

typedef struct {
    const char *text;
    size_t bytes;
    tn_tokens *out;
    tenor_error *err;
    int64_t n_upper, n_lower; /* letters of all words: is the text shouted as a whole? */
} scanner;

static bool has_class(char c, int class_bits)
{
    return (tn_ascii_class[(unsigned char)c] & class_bits) != 0;
}

/* ----------------------------------------------------------- adding tokens */

/* the token whose form was appended to forms since form_start */
static int add_token(scanner *s, size_t at, size_t bytes, size_t form_start, tn_token_kind kind,
                     int marks)
{
    tn_tokens *out = s->out;
    int rc =
        tn_grow((void **)&out->token, &out->capacity, out->n_tokens + 1, sizeof(tn_token), s->err);

    if (rc == 0) {
        size_t form_bytes = out->forms.bytes - form_start;

        out->token[out->n_tokens++] =
            (tn_token){ .start = (uint32_t)at,
                        .bytes = (uint32_t)bytes,
                        .form_start = (uint32_t)form_start,
                        .form_bytes = (uint32_t)form_bytes,
                        .hash = tn_hash(out->forms.data + form_start, form_bytes),
                        .kind = (uint8_t)kind,
                        .marks = (uint8_t)marks };
    }
    return rc;
}

static int add_fixed(scanner *s, size_t at, size_t bytes, const char *form, size_t form_bytes,
                     tn_token_kind kind)
{
    size_t form_start = s->out->forms.bytes;
    int rc = tn_buf_append(&s->out->forms, form, form_bytes, s->err);

    return rc == 0 ? add_token(s, at, bytes, form_start, kind, 0) : rc;
}

/* ------------------------------------------------------------------- words */

/* append a code point unless it is the third of the same letters in a row */
typedef struct {
    uint32_t last;
    int run;
    bool elongated;
} run_filter;

static bool passes(run_filter *filter, uint32_t c, bool is_letter)
{
    filter->run = c == filter->last ? filter->run + 1 : 1;
    filter->last = c;
    if (is_letter && filter->run > 2) {
        filter->elongated = true;
        return false;
    }
    return true;
}

static int form_ascii(scanner *s, size_t at, size_t end, bool *elongated)
{
    run_filter filter = { 0 };
    char *form;
    size_t n = 0;
    int rc = tn_buf_reserve(&s->out->forms, end - at, s->err);

    if (rc < 0) {
        return rc;
    }
    form = s->out->forms.data + s->out->forms.bytes;
    for (size_t i = at; i < end; i++) {
        char c = s->text[i];

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c | 0x20);
        }
        if (passes(&filter, (uint32_t)(unsigned char)c, has_class(c, TN_C_LETTER))) {
            form[n++] = c;
        }
    }
    s->out->forms.bytes += n;
    s->out->forms.data[s->out->forms.bytes] = '\0';
    *elongated = filter.elongated;
    return 0;
}

/* NFC and case folding of valid UTF-8; invisible code points are dropped */
static int form_unicode_piece(scanner *s, size_t at, size_t end, run_filter *filter)
{
    utf8proc_int32_t points[4 * WORD_POINTS];
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)s->text + at, (utf8proc_ssize_t)(end - at),
                           points, (utf8proc_ssize_t)(sizeof(points) / sizeof(points[0])),
                           UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

    if (n < 0 || (size_t)n > sizeof(points) / sizeof(points[0])) {
        return tn_fail(s->err, TENOR_ERR_INTERNAL, "a word cannot be normalised");
    }
    n = utf8proc_normalize_utf32(points, n, UTF8PROC_COMPOSE);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        uint32_t c = points[i] == (utf8proc_int32_t)APOSTROPHE ? '\'' : (uint32_t)points[i];
        char encoded[4];
        int rc;

        if (!passes(filter, c,
                    c < 0x80 ? has_class((char)c, TN_C_LETTER) : tn_class_of(c) == TN_U_LETTER)) {
            continue;
        }
        rc = tn_buf_append(&s->out->forms, encoded, tn_utf8_encode(c, encoded), s->err);
        if (rc < 0) {
            return rc;
        }
    }
    return 0;
}

/* a word of more than WORD_POINTS bytes is normalised in pieces, cut between code points */
static int form_unicode(scanner *s, size_t at, size_t end, bool *elongated)
{
    run_filter filter = { 0 };
    int rc = 0;

    while (rc == 0 && at < end) {
        size_t piece = end - at > WORD_POINTS ? WORD_POINTS : end - at;

        while (piece < end - at && piece > WORD_POINTS / 2 &&
               ((unsigned char)s->text[at + piece] & 0xC0) == 0x80) {
            piece--;
        }
        rc = form_unicode_piece(s, at, at + piece, &filter);
        at += piece;
    }
    *elongated = filter.elongated;
    return rc;
}

typedef struct {
    size_t end;
    bool is_ascii;
    int64_t n_upper, n_lower;
} word_extent;

/* does a letter (or digit, in tags) begin at `at`? */
static bool letter_at(const scanner *s, size_t at)
{
    size_t used;
    bool valid;

    if (at >= s->bytes) {
        return false;
    }
    if ((unsigned char)s->text[at] < 0x80) {
        return has_class(s->text[at], TN_C_LETTER);
    }
    return tn_class_of(tn_utf8_decode(s->text + at, s->bytes - at, &used, &valid)) == TN_U_LETTER &&
           valid;
}

static void count_case(word_extent *w, uint32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);

    w->n_upper += property->category == UTF8PROC_CATEGORY_LU;
    w->n_lower += property->category == UTF8PROC_CATEGORY_LL;
}

/* one code point above ASCII that may stand inside a word; 0 if none does */
static size_t inside_word(const scanner *s, size_t at, word_extent *w)
{
    size_t used;
    bool valid;
    uint32_t c = tn_utf8_decode(s->text + at, s->bytes - at, &used, &valid);
    tn_unicode_class class_of = valid ? tn_class_of(c) : TN_U_OTHER;

    if (class_of == TN_U_LETTER) {
        count_case(w, c);
        return used;
    }
    if (class_of == TN_U_MARK && c != 0xFE0Fu && c != 0xFE0Eu && c != 0x20E3u) {
        return used;
    }
    if ((class_of == TN_U_IGNORED || c == APOSTROPHE) && letter_at(s, at + used)) {
        return used;
    }
    return 0;
}

/* letters and marks with inner apostrophes; `extra` classes of ASCII besides (for tags) */
static word_extent scan_word(const scanner *s, size_t at, int extra)
{
    word_extent w = { at, true, 0, 0 };

    while (w.end < s->bytes) {
        char c = s->text[w.end];
        size_t used;

        if ((unsigned char)c < 0x80) {
            if (has_class(c, TN_C_LETTER)) {
                w.n_upper += c <= 'Z';
                w.n_lower += c >= 'a';
            } else if (!has_class(c, extra) &&
                       !(c == '\'' && w.end > at && !extra && letter_at(s, w.end + 1))) {
                break;
            }
            w.end++;
            continue;
        }
        used = inside_word(s, w.end, &w);
        if (used == 0) {
            break;
        }
        w.is_ascii = false;
        w.end += used;
    }
    return w;
}

static int add_word(scanner *s, size_t at, const word_extent *w, tn_token_kind kind)
{
    size_t form_start = s->out->forms.bytes;
    bool elongated;
    int marks = 0;
    int rc = w->is_ascii ? form_ascii(s, at, w->end, &elongated)
                         : form_unicode(s, at, w->end, &elongated);

    if (rc < 0) {
        return rc;
    }
    if (s->out->forms.bytes == form_start) { /* only invisible code points: a token needs a form */
        rc = tn_buf_append(&s->out->forms, s->text + at, w->end - at, s->err);
    }
    if (kind == TN_WORD) {
        s->n_upper += w->n_upper;
        s->n_lower += w->n_lower;
        marks |= w->n_upper >= 2 && w->n_lower == 0 ? TN_CAPS : 0;
    }
    marks |= elongated ? TN_ELONGATED : 0;
    return rc == 0 ? add_token(s, at, w->end - at, form_start, kind, marks) : rc;
}

/* ------------------------------------------------------- the other kinds */

/* "2,016", "19:30", "1st", "5%": digits become 0 */
static int add_number(scanner *s, size_t at, size_t *end)
{
    size_t form_start = s->out->forms.bytes, i = at;
    int rc = 0;

    while (i < s->bytes && (has_class(s->text[i], TN_C_DIGIT | TN_C_LETTER) ||
                            (strchr(".,:/", s->text[i]) && s->text[i] && i + 1 < s->bytes &&
                             has_class(s->text[i + 1], TN_C_DIGIT)))) {
        i++;
    }
    i += i < s->bytes && s->text[i] == '%';
    for (size_t k = at; rc == 0 && k < i; k++) {
        char c = s->text[k];

        c = has_class(c, TN_C_DIGIT) ? '0' : c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        rc = tn_buf_append(&s->out->forms, &c, 1, s->err);
    }
    *end = i;
    return rc == 0 ? add_token(s, at, i - at, form_start, TN_NUMBER, 0) : rc;
}

/* a run of the same sign, or of ! and ? in any order */
static int add_punct(scanner *s, size_t at, size_t used, size_t *end)
{
    const char *text = s->text;
    size_t i = at + used, kept;

    if (text[at] == '!' || text[at] == '?') {
        bool mixed = false;

        for (; i < s->bytes && (text[i] == '!' || text[i] == '?'); i++) {
            mixed |= text[i] != text[at];
        }
        *end = i;
        if (mixed) {
            return add_fixed(s, at, i - at, "?!", 2, TN_PUNCT);
        }
    }
    while (i + used <= s->bytes && memcmp(text + i, text + at, used) == 0) {
        i += used;
    }
    *end = i;
    kept = (i - at) / used < MAX_PUNCT ? i - at : MAX_PUNCT * used;
    return add_fixed(s, at, i - at, text + at, kept, TN_PUNCT);
}

static int add_tag(scanner *s, size_t at, tn_token_kind kind, size_t *end)
{
    word_extent w = scan_word(s, at + 1, TN_C_NAME);

    *end = w.end;
    return add_word(s, at, &w, kind);
}

static bool begins_tag(const scanner *s, size_t at)
{
    bool free_before = at == 0 || !has_class(s->text[at - 1], TN_C_NAME);

    return free_before && at + 1 < s->bytes &&
           (has_class(s->text[at + 1], TN_C_NAME) || (s->text[at] == '#' && letter_at(s, at + 1)));
}

/* constructs that begin with any ASCII byte but white space; *end stays `at` if it is none */
static int try_special(scanner *s, size_t at, size_t *end)
{
    const char *text = s->text;
    char c = text[at], character;
    size_t n;

    if (has_class(c, TN_C_LETTER | TN_C_DIGIT) && (n = tn_scan_url(text, s->bytes, at)) > 0) {
        *end = at + n;
        return add_fixed(s, at, n, "<url>", 5, TN_URL);
    }
    if (has_class(c, TN_C_NAME) && (n = tn_scan_email(text, s->bytes, at)) > 0) {
        *end = at + n;
        return add_fixed(s, at, n, "<email>", 7, TN_URL);
    }
    if (has_class(c, TN_C_MOUTH) &&
        (at == 0 || !has_class(text[at - 1], TN_C_NAME) || c == ':' || c == ';') &&
        (n = tn_scan_emoticon(text, s->bytes, at)) > 0) {
        size_t form_start = s->out->forms.bytes;
        int rc = tn_form_emoticon(&s->out->forms, text + at, n, s->err);

        *end = at + n;
        return rc == 0 ? add_token(s, at, n, form_start, TN_EMOTICON, 0) : rc;
    }
    if (c == '&' && (n = tn_scan_entity(text, s->bytes, at, &character)) > 0) {
        *end = at + n;
        return add_fixed(s, at, n, &character, 1, TN_PUNCT);
    }
    if ((c == '@' || c == '#') && begins_tag(s, at)) {
        return add_tag(s, at, c == '@' ? TN_MENTION : TN_HASHTAG, end);
    }
    if (has_class(c, TN_C_DIGIT) || c == '#' || c == '*') {
        n = tn_scan_emoji(text, s->bytes, at);
        if (n > 0) {
            size_t form_start = s->out->forms.bytes;
            int rc = tn_form_emoji(&s->out->forms, text + at, n, s->err);

            *end = at + n;
            return rc == 0 ? add_token(s, at, n, form_start, TN_EMOJI, 0) : rc;
        }
    }
    return 0;
}

static int scan_ascii(scanner *s, size_t at, size_t *end)
{
    char c = s->text[at];
    int rc;

    *end = at;
    rc = try_special(s, at, end);
    if (rc < 0 || *end > at) {
        return rc;
    }
    if (has_class(c, TN_C_LETTER)) {
        word_extent w = scan_word(s, at, 0);

        *end = w.end;
        return add_word(s, at, &w, TN_WORD);
    }
    return has_class(c, TN_C_DIGIT) ? add_number(s, at, end) : add_punct(s, at, 1, end);
}

static int scan_unicode(scanner *s, size_t at, size_t *end)
{
    size_t used, n;
    bool valid;
    uint32_t c = tn_utf8_decode(s->text + at, s->bytes - at, &used, &valid);
    tn_unicode_class class_of = valid ? tn_class_of(c) : TN_U_OTHER;

    *end = at + used;
    if (!valid) {
        s->out->n_invalid++;
        return add_fixed(s, at, used, "\xEF\xBF\xBD", 3, TN_OTHER);
    }
    if (class_of == TN_U_SPACE || class_of == TN_U_IGNORED) {
        return 0;
    }
    n = tn_scan_emoji(s->text, s->bytes, at);
    if (n > 0) {
        size_t form_start = s->out->forms.bytes;
        int rc = tn_form_emoji(&s->out->forms, s->text + at, n, s->err);

        *end = at + n;
        return rc == 0 ? add_token(s, at, n, form_start, TN_EMOJI, 0) : rc;
    }
    if (class_of == TN_U_LETTER) {
        word_extent w = scan_word(s, at, 0);

        *end = w.end;
        return add_word(s, at, &w, TN_WORD);
    }
    if (class_of == TN_U_PUNCT) {
        return add_punct(s, at, used, end);
    }
    return add_fixed(s, at, used, s->text + at, used, TN_OTHER);
}

/* ------------------------------------------------------------------ public */

/* in a text that is all capitals, capitals say nothing */
static void settle_caps(scanner *s)
{
    bool shouted = s->n_lower * 10 < (s->n_upper + s->n_lower) * 3;

    for (size_t t = 0; shouted && t < s->out->n_tokens; t++) {
        s->out->token[t].marks &= (uint8_t)~TN_CAPS;
    }
}

int tn_tokenise(tn_tokens *out, const char *text, size_t bytes, tenor_error *err)
{
    scanner s = { .text = text, .bytes = bytes, .out = out, .err = err };
    size_t at = 0;
    int rc;

    out->n_tokens = 0;
    out->n_invalid = 0;
    tn_buf_clear(&out->forms);
    if (bytes > UINT32_MAX / 4) { /* forms can be longer than their source */
        return tn_fail(err, TENOR_ERR_INPUT, "a text of %zu bytes is too long", bytes);
    }
    rc = tn_buf_reserve(&out->forms, bytes, err);
    while (rc == 0 && at < bytes) {
        size_t end = at + 1;

        if (has_class(text[at], TN_C_SPACE)) {
            at++;
            continue;
        }
        rc = (unsigned char)text[at] < 0x80 ? scan_ascii(&s, at, &end) : scan_unicode(&s, at, &end);
        at = end;
    }
    if (rc == 0) {
        settle_caps(&s);
        tn_mark_negation(out, text);
    }
    return rc;
}

void tn_tokens_free(tn_tokens *tokens)
{
    free(tokens->token);
    tn_buf_free(&tokens->forms);
    *tokens = (tn_tokens){ 0 };
}
