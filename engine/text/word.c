/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word.c - how far a word goes, and its normalised form
 */
#include "text/scan.h"

#include <string.h>
#include <utf8proc.h>

#define PIECE_BYTES      256 /* a longer word is normalised in pieces of so many bytes */
#define POINTS_PER_BYTE  4   /* canonical decomposition never gives more */
#define MAX_REPEATS      2   /* of a letter, that a form keeps */
#define APOSTROPHE       0x2019u
#define ENCLOSING_KEYCAP 0x20E3u

/* ------------------------------------------------------------------ extent */

static bool begins_letter(const char *text, size_t bytes, size_t at)
{
    size_t used;

    if (at >= bytes)
        return false;
    if ((unsigned char)text[at] < 0x80)
        return tn_has_class(text[at], TN_C_LETTER);
    return tn_class_at(text, bytes, at, &used) == TN_U_LETTER;
}

static bool begins_letter_or_mark(const char *text, size_t bytes, size_t at)
{
    size_t used;

    return begins_letter(text, bytes, at) ||
           (at < bytes && tn_class_at(text, bytes, at, &used) == TN_U_MARK);
}

/* as keyboards, typography and Windows-1252 read as Latin-1 have it */
static bool is_apostrophe(uint32_t c)
{
    switch (c) {
    case '\'':
    case '`':
    case 0x92:
    case 0xB4:
    case 0x2018:
    case APOSTROPHE:
    case 0x2032:
    case 0xFF07:
        return true;
    default:
        return false;
    }
}

static size_t apostrophe_entity(const char *text, size_t bytes, size_t at)
{
    static const char *const entities[] = { "&#39;",  "&#039;",  "&#x27;",
                                            "&apos;", "&rsquo;", "&#8217;" };

    for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
        size_t n = strlen(entities[i]);

        if (bytes - at > n && memcmp(text + at, entities[i], n) == 0)
            return n;
    }
    return 0;
}

/* bytes of the apostrophe at `at`, however it is spelt, before a letter; else 0 */
static size_t inner_apostrophe(const char *text, size_t bytes, size_t at)
{
    size_t used;
    bool valid;

    if (text[at] == '&')
        used = apostrophe_entity(text, bytes, at);
    else if (!is_apostrophe(tn_utf8_decode(text + at, bytes - at, &used, &valid)))
        used = 0;
    return used > 0 && begins_letter(text, bytes, at + used) ? used : 0;
}

static void count_case(tn_word_extent *w, uint32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);

    w->n_upper += property->category == UTF8PROC_CATEGORY_LU;
    w->n_lower += property->category == UTF8PROC_CATEGORY_LL;
}

/* bytes of the code point above ASCII at w->end if it belongs to the word, else 0 */
static size_t inside_word(tn_word_extent *w, const char *text, size_t bytes, bool in_tag)
{
    size_t used;
    bool valid;
    uint32_t c = tn_utf8_decode(text + w->end, bytes - w->end, &used, &valid);

    if (!valid)
        return 0;
    switch (tn_class_of(c)) {
    case TN_U_LETTER:
        count_case(w, c);
        return used;
    case TN_U_MARK:
        return c == ENCLOSING_KEYCAP ? 0 : used;
    case TN_U_DIGIT:
        return in_tag ? used : 0;
    case TN_U_IGNORED: /* a soft hyphen or a joiner does not end a word */
        return begins_letter_or_mark(text, bytes, w->end + used) ? used : 0;
    default:
        return is_apostrophe(c) && !in_tag && begins_letter(text, bytes, w->end + used) ? used : 0;
    }
}

/* ASCII letters from w->end on, eight bytes at a time, but for the text's last ones */
static inline void scan_letters(tn_word_extent *w, const char *text, size_t bytes)
{
    while (bytes - w->end >= 8) {
        tn_swar8 x = tn_swar8_load(text + w->end);
        tn_swar8 letters = tn_swar8_letters(x);
        size_t n = tn_swar8_run(letters);
        tn_swar8 counted = n == 8 ? letters : letters & (((tn_swar8)1 << (8 * n)) - 1);
        size_t n_upper = tn_swar8_count(counted & ~(x << 2));

        w->n_upper += n_upper;
        w->n_lower += n - n_upper;
        w->end += n;
        if (n < 8)
            return;
    }
}

tn_word_extent tn_scan_word(const char *text, size_t bytes, size_t at, bool in_tag)
{
    tn_word_extent w = { .end = at, .is_plain = true };
    int plain = in_tag ? TN_C_NAME : TN_C_LETTER;

    for (;;) {
        size_t used;

        if (!in_tag)
            scan_letters(&w, text, bytes);
        while (w.end < bytes && tn_has_class(text[w.end], plain)) {
            w.n_upper += tn_has_class(text[w.end], TN_C_UPPER);
            w.n_lower += tn_has_class(text[w.end], TN_C_LOWER);
            w.end++;
        }
        if (w.end >= bytes)
            break;
        if ((unsigned char)text[w.end] < 0x80) {
            char c = text[w.end];

            used = (c == '\'' || c == '`' || c == '&') && !in_tag && w.end > at
                       ? inner_apostrophe(text, bytes, w.end)
                       : 0;
            w.is_plain &= c == '\'' || used == 0;
        } else {
            used = inside_word(&w, text, bytes, in_tag);
            w.is_plain &= used == 0;
        }
        if (used == 0)
            break;
        w.end += used;
    }
    return w;
}

/* -------------------------------------------------------------------- form */

/* counts how often the last code point was repeated */
typedef struct {
    uint32_t last;
    size_t run;
    bool squeeze; /* drop what exceeds MAX_REPEATS */
    bool squeezed;
} repeat_filter;

static inline bool keeps(repeat_filter *filter, uint32_t c)
{
    filter->run = c == filter->last ? filter->run + 1 : 1;
    filter->last = c;
    if (filter->run <= MAX_REPEATS || !filter->squeeze)
        return true;
    if (c < 0x80 ? !tn_has_class((char)c, TN_C_LETTER) : tn_class_of(c) != TN_U_LETTER)
        return true;
    filter->squeezed = true;
    return false;
}

/* lower case into `form`, which has 8 bytes more; true if no byte comes three times in a row */
static bool lower_plain(char *form, const char *text, size_t bytes)
{
    tn_swar8 triples = 0;

    for (size_t at = 0; at < bytes; at += 6) { /* each window sees the next one's first two */
        size_t n = bytes - at < 8 ? bytes - at : 8;
        tn_swar8 x = tn_swar8_load_few(text + at, n), pairs;

        x |= (tn_swar8_letters(x) & ~(x << 2)) >> 2;
        pairs = tn_swar8_zeros(x ^ (x >> 8));
        if (n > 2)
            triples |= pairs & (pairs >> 8) & (((tn_swar8)1 << (8 * (n - 2))) - 1);
        memcpy(form + at, &x, 8);
    }
    return triples == 0;
}

static int form_ascii(tn_buf *out, const char *text, size_t bytes, repeat_filter *filter,
                      tenor_error *err)
{
    int rc = tn_buf_reserve(out, bytes + 8, err);
    char *form;
    size_t n = 0;

    if (rc < 0)
        return rc;
    form = out->data + out->bytes;
    if (lower_plain(form, text, bytes)) {
        form[bytes] = '\0';
        out->bytes += bytes;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];

        c |= (unsigned char)(tn_has_class(text[i], TN_C_UPPER) << 5);
        if (keeps(filter, c))
            form[n++] = (char)c;
    }
    form[n] = '\0';
    out->bytes += n;
    return 0;
}

static int form_piece(tn_buf *out, const char *text, size_t bytes, repeat_filter *filter,
                      tenor_error *err)
{
    utf8proc_int32_t points[POINTS_PER_BYTE * PIECE_BYTES];
    utf8proc_ssize_t room = (utf8proc_ssize_t)(sizeof(points) / sizeof(points[0]));
    utf8proc_ssize_t n = utf8proc_decompose(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)bytes, points, room,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);

    if (n < 0 || n > room)
        return tn_fail(err, TENOR_ERR_INTERNAL, "a word cannot be normalised");
    n = utf8proc_normalize_utf32(points, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        uint32_t c = points[i] == (utf8proc_int32_t)APOSTROPHE ? '\'' : (uint32_t)points[i];
        char encoded[4];
        int rc =
            keeps(filter, c) ? tn_buf_append(out, encoded, tn_utf8_encode(c, encoded), err) : 0;

        if (rc < 0)
            return rc;
    }
    return 0;
}

/*
 * ASCII, U+00C0 to U+00FF but for the sharp s and the sign of multiplication, and inner
 * apostrophes, as most words of western Europe are: a small letter is its own form, a capital one's
 * differs in bit 0x20. `text` is valid. Returns the form's bytes, no more than the text's; 0 if
 * there is anything else, or something three times in a row.
 */
static size_t lower_western(char *form, const char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_letter = tn_has_class(text[i], TN_C_LETTER) || c == 0xC3;
        size_t apostrophe = is_letter || i == 0 ? 0 : inner_apostrophe(text, bytes, i);

        if (apostrophe > 0) {
            form[n++] = '\'';
            i += apostrophe - 1;
        } else if (c < 0x80) {
            form[n++] = (char)(c | tn_has_class(text[i], TN_C_UPPER) << 5);
            if (n > 2 && form[n - 1] == form[n - 2] && form[n - 1] == form[n - 3])
                return 0;
        } else if (c == 0xC3 && text[i + 1] != '\x9F' && text[i + 1] != '\x97') {
            form[n++] = text[i];
            form[n++] = (char)(text[++i] | 0x20);
            if (n > 5 && memcmp(form + n - 4, form + n - 6, 4) == 0)
                return 0;
        } else {
            return 0;
        }
    }
    return n;
}

/*
 * Bytes of a word's next piece: up to an apostrophe; of a long one, up to a letter where there is
 * one, else to a code point.
 */
static size_t piece_bytes(const char *text, size_t bytes)
{
    size_t end = 1;

    while (end < bytes && end < PIECE_BYTES && inner_apostrophe(text, bytes, end) == 0)
        end++;
    if (end < PIECE_BYTES || end == bytes)
        return end;
    while (end > PIECE_BYTES / 2 && !begins_letter(text, bytes, end))
        end--;
    if (end > PIECE_BYTES / 2)
        return end;
    for (end = PIECE_BYTES; ((unsigned char)text[end] & 0xC0) == 0x80;)
        end--;
    return end;
}

int tn_form_word(tn_buf *out, const char *text, size_t bytes, bool is_plain, bool *elongated,
                 tenor_error *err)
{
    repeat_filter filter = { .squeeze = elongated != NULL };
    int rc;

    if (is_plain) {
        rc = form_ascii(out, text, bytes, &filter, err);
    } else {
        size_t n_western;

        rc = tn_buf_reserve(out, bytes, err);
        if (rc < 0)
            return rc;
        n_western = lower_western(out->data + out->bytes, text, bytes);
        out->bytes += n_western;
        out->data[out->bytes] = '\0';
        for (size_t at = n_western ? bytes : 0; rc == 0 && at < bytes;) {
            size_t apostrophe = at > 0 ? inner_apostrophe(text, bytes, at) : 0;
            size_t n = apostrophe ? apostrophe : piece_bytes(text + at, bytes - at);

            rc = apostrophe ? form_piece(out, "'", 1, &filter, err)
                            : form_piece(out, text + at, n, &filter, err);
            at += n;
        }
    }
    if (elongated)
        *elongated = filter.squeezed;
    return rc;
}

/* ---------------------------------------------------------------- laughter */

size_t tn_shorten_long_laugh(char *form, size_t bytes)
{
    static const char *const laughs[] = { "haha", "hehe", "jaja", "lol" };

    for (size_t i = 0; i < sizeof(laughs) / sizeof(laughs[0]); i++) {
        const char *laugh = laughs[i];
        size_t at = form[0] == 'a' && laugh[1] == 'a', n = 0; /* "ahaha" */

        while (at + n < bytes && form[at + n] == laugh[n % 2])
            n++;
        if (at + n == bytes) {
            memcpy(form, laugh, strlen(laugh) + 1);
            return strlen(laugh);
        }
    }
    return 0;
}
