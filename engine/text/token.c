/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.c - from bytes to normalised tokens with their place in the text
 *
 * One pass over the bytes. What is plain, as nearly all of it is, is taken a block at a time; other
 * ASCII goes through a table, and only words with other letters through utf8proc.
 */
#include "text/ascii_block.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_PUNCT      3 /* of a run that its form keeps */
#define MAX_FACE_WORD  8 /* letters a face may begin with: "xDDD" */
#define SHOUTED_TENTHS 3 /* a text with a smaller share of lower-case letters is all capitals */
/* forms are at most 4 times as long as their source, and are counted in 32 bits */
#define MAX_TEXT_BYTES (UINT32_MAX / 4)

typedef struct {
    const char *text;
    size_t bytes;
    tn_tokens *out;
    tenor_error *err;
    tn_word_counts counts;
} scanner;

/* ----------------------------------------------------------- adding tokens */

static inline int push(scanner *s, tn_token token)
{
    tn_tokens *out = s->out;

    if (out->n_tokens == out->capacity) {
        int rc = tn_grow((void **)&out->token, &out->capacity, out->n_tokens + 1, sizeof(tn_token),
                         s->err);

        if (rc < 0)
            return rc;
    }
    out->token[out->n_tokens++] = token;
    s->counts.any_negator |= token.negator != 0;
    return 0;
}

/* the token whose form was appended to forms since form_start */
static int add_token(scanner *s, size_t at, size_t bytes, size_t form_start, tn_token_kind kind,
                     int marks)
{
    const char *form = s->out->forms.data + form_start;
    size_t form_bytes = s->out->forms.bytes - form_start;
    bool may_negate = kind == TN_WORD && tn_may_negate(form, form_bytes);

    return push(
        s, (tn_token){ .start = (uint32_t)at,
                       .bytes = (uint32_t)bytes,
                       .form_start = (uint32_t)form_start,
                       .form_bytes = (uint32_t)form_bytes,
                       .hash = tn_hash(form, form_bytes),
                       .kind = (uint8_t)kind,
                       .marks = (uint8_t)marks,
                       .negator = (uint8_t)(may_negate ? tn_negator_of(form, form_bytes) : 0) });
}

static int add_fixed(scanner *s, size_t at, size_t bytes, const char *form, size_t form_bytes,
                     tn_token_kind kind)
{
    size_t form_start = s->out->forms.bytes;
    int rc = tn_buf_append(&s->out->forms, form, form_bytes, s->err);

    return rc == 0 ? add_token(s, at, bytes, form_start, kind, 0) : rc;
}

/* the form is the first form_bytes of the source, normalised */
static int add_normalised(scanner *s, size_t at, size_t bytes, size_t form_bytes,
                          tn_token_kind kind)
{
    size_t form_start = s->out->forms.bytes;
    int rc = tn_form_word(&s->out->forms, s->text + at, form_bytes, false, NULL, s->err);

    return rc == 0 ? add_token(s, at, bytes, form_start, kind, 0) : rc;
}

/* `form`: NULL, or the form of a word that does not say it itself */
static int add_word(scanner *s, size_t at, const tn_word_extent *w, const char *form,
                    tn_token_kind kind)
{
    size_t form_start = s->out->forms.bytes;
    bool elongated = false;
    int marks = 0;
    int rc = form ? tn_buf_append(&s->out->forms, form, strlen(form), s->err)
                  : tn_form_word(&s->out->forms, s->text + at, w->end - at, w->is_plain,
                                 kind == TN_MENTION ? NULL : &elongated, s->err);

    if (rc < 0)
        return rc;
    if (kind == TN_WORD) {
        size_t n =
            tn_shorten_laugh(s->out->forms.data + form_start, s->out->forms.bytes - form_start);

        if (n > 0) {
            s->out->forms.bytes = form_start + n;
            elongated = true;
        }
        s->counts.n_upper += w->n_upper;
        s->counts.n_lower += w->n_lower;
        marks = w->n_upper >= 2 && w->n_lower == 0 ? TN_CAPS : 0;
    }
    marks |= elongated ? TN_ELONGATED : 0;
    return add_token(s, at, w->end - at, form_start, kind, marks);
}

static int add_emoji(scanner *s, size_t at, size_t n)
{
    size_t form_start = s->out->forms.bytes;
    int rc = tn_form_emoji(&s->out->forms, s->text + at, n, s->err);

    return rc == 0 ? add_token(s, at, n, form_start, TN_EMOJI, 0) : rc;
}

/* ---------------------------------------------------- numbers, punctuation */

/* bytes of the digit or letter that continues a number at `at`; 0 if none does */
static inline size_t number_part(const scanner *s, size_t at)
{
    size_t used;

    if (at >= s->bytes)
        return 0;
    if ((unsigned char)s->text[at] < 0x80)
        return tn_has_class(s->text[at], TN_C_DIGIT | TN_C_LETTER);
    return tn_class_at(s->text, s->bytes, at, &used) == TN_U_DIGIT ? used : 0;
}

static bool is_digit_at(const scanner *s, size_t at)
{
    return number_part(s, at) > 0 && !tn_has_class(s->text[at], TN_C_LETTER);
}

/* "2,016", "19:30", "1st", "5%": every digit becomes 0 */
static int add_number(scanner *s, size_t at, size_t *end)
{
    tn_buf *forms = &s->out->forms;
    size_t form_start = forms->bytes, i = at;

    while (i < s->bytes) {
        size_t used = number_part(s, i);
        char c = s->text[i];
        int rc = tn_buf_reserve(forms, 1, s->err);

        if (rc < 0)
            return rc;
        if (used == 0) {
            bool joins = (c == '.' || c == ',' || c == ':' || c == '/') && is_digit_at(s, i + 1);

            if (!joins && c != '%')
                break;
            used = 1;
        } else {
            c = tn_has_class(c, TN_C_LETTER) ? (char)(c | 0x20) : '0';
        }
        forms->data[forms->bytes++] = c;
        i += used;
        if (c == '%')
            break;
    }
    forms->data[forms->bytes] = '\0';
    *end = i;
    return add_token(s, at, i - at, form_start, TN_NUMBER, 0);
}

/* a run of ! and ? that has both */
static size_t scan_mixed_run(const scanner *s, size_t at)
{
    size_t i = at;
    bool mixed = false;

    for (; i < s->bytes && (s->text[i] == '!' || s->text[i] == '?'); i++)
        mixed |= s->text[i] != s->text[at];
    return mixed ? i - at : 0;
}

static bool goes_on(char sign, char next)
{
    return next == sign || (sign == '!' && next == '?') || (sign == '?' && next == '!');
}

/* one ASCII sign, which is its own form */
static int add_sign(scanner *s, size_t at)
{
    tn_buf *forms = &s->out->forms;
    size_t form_start = forms->bytes;
    int rc = forms->capacity - form_start > 1 ? 0 : tn_buf_reserve(forms, 1, s->err);

    if (rc < 0)
        return rc;
    forms->data[form_start] = s->text[at];
    forms->data[++forms->bytes] = '\0';
    return push(s, (tn_token){ .start = (uint32_t)at,
                               .bytes = 1,
                               .form_start = (uint32_t)form_start,
                               .form_bytes = 1,
                               .hash = tn_hash_few(s->text + at, 1),
                               .kind = TN_PUNCT });
}

/* a run of the same sign of `used` bytes, or of ! and ? in any order */
static int add_punct(scanner *s, size_t at, size_t used, size_t *end)
{
    const char *text = s->text;
    size_t i = at + used, kept, mixed;

    if (used == 1 && (i == s->bytes || !goes_on(text[at], text[i]))) {
        *end = i;
        return add_sign(s, at);
    }
    mixed = scan_mixed_run(s, at);
    if (mixed > 0) {
        *end = at + mixed;
        return add_fixed(s, at, mixed, "?!", 2, TN_PUNCT);
    }
    while (used <= s->bytes - i && memcmp(text + i, text + at, used) == 0)
        i += used;
    *end = i;
    if (used == 3 && memcmp(text + at, "\xE2\x80\xA6", 3) == 0) /* U+2026 */
        return add_fixed(s, at, i - at, "...", 3, TN_PUNCT);
    kept = (i - at) / used < MAX_PUNCT ? i - at : MAX_PUNCT * used;
    return used == 1 ? add_fixed(s, at, i - at, text + at, kept, TN_PUNCT)
                     : add_normalised(s, at, i - at, kept, TN_PUNCT);
}

/* ----------------------------------------------------------- ASCII begins */

static bool begins_tag(const scanner *s, size_t at)
{
    size_t used;

    if ((at > 0 && tn_has_class(s->text[at - 1], TN_C_NAME)) || at + 1 >= s->bytes)
        return false;
    return tn_has_class(s->text[at + 1], TN_C_NAME) ||
           (s->text[at] == '#' && (unsigned char)s->text[at + 1] >= 0x80 &&
            tn_class_at(s->text, s->bytes, at + 1, &used) == TN_U_LETTER);
}

static int try_address(scanner *s, size_t at, size_t *end)
{
    size_t n = tn_scan_url(s->text, s->bytes, at);

    if (n > 0) {
        *end = at + n;
        return add_fixed(s, at, n, "<url>", 5, TN_URL);
    }
    n = tn_scan_email(s->text, s->bytes, at);
    if (n > 0) {
        *end = at + n;
        return add_fixed(s, at, n, "<email>", 7, TN_URL);
    }
    return 0;
}

static int try_emoticon(scanner *s, size_t at, size_t *end)
{
    tn_emoticon_form form;
    size_t n = tn_scan_emoticon(&form, s->text, s->bytes, at);

    if (n == 0)
        return 0;
    *end = at + n;
    return add_fixed(s, at, n, form.text, form.bytes, TN_EMOTICON);
}

/* "&amp;", and a heart in it: "&lt;3" */
static int try_entity(scanner *s, size_t at, size_t *end)
{
    char character;
    size_t n = tn_scan_entity(s->text, s->bytes, at, &character);

    if (n == 0)
        return 0;
    *end = at + n;
    if (character == '<' && *end < s->bytes && s->text[*end] == '3' &&
        number_part(s, *end + 1) == 0) {
        *end += 1;
        return add_fixed(s, at, n + 1, "<3", 2, TN_EMOTICON);
    }
    return add_fixed(s, at, n, &character, 1, TN_PUNCT);
}

/* "texthttp://…": the word ends where the address begins */
static void cut_before_address(const scanner *s, size_t at, tn_word_extent *w)
{
    const char *text = s->text;

    if (s->bytes - w->end < 4 || memcmp(text + w->end, "://", 3) != 0)
        return;
    for (size_t n = 4; n <= 5; n++) { /* http, https */
        if (w->end - at > n && strncasecmp(text + w->end - n, "https", n) == 0) {
            *w = tn_scan_word(text, w->end - n, at, false);
            return;
        }
    }
}

/* may an address go on behind a word's letters? */
static bool joins_address(char c)
{
    return c == '.' || c == '-' || c == '+' || c == '@' || c == ':' || tn_has_class(c, TN_C_NAME);
}

/*
 * A letter may begin a word, an address or a face. What follows the letters
 * tells the rare ones, so that the common word is read once.
 */
static int scan_letter(scanner *s, size_t at, size_t *end)
{
    tn_word_extent w;
    const char *masked;
    char next;
    int rc = 0;

    w = tn_scan_word(s->text, s->bytes, at, false);
    next = w.end < s->bytes ? s->text[w.end] : '\0';
    *end = at;
    if (joins_address(next))
        rc = try_address(s, at, end);
    if (rc == 0 && *end == at && w.end - at <= MAX_FACE_WORD &&
        tn_has_class(s->text[at], TN_C_FACE))
        rc = try_emoticon(s, at, end);
    if (rc < 0 || *end > at)
        return rc;
    if (next == ':')
        cut_before_address(s, at, &w);
    masked = tn_scan_masked(&w, s->text, s->bytes, at);
    *end = w.end;
    return add_word(s, at, &w, masked, TN_WORD);
}

/* a digit before no other ASCII than letters and digits is neither a keycap nor an address */
static bool only_begins_number(const scanner *s, size_t at)
{
    while (at < s->bytes && tn_has_class(s->text[at], TN_C_LETTER | TN_C_DIGIT))
        at++;
    return at == s->bytes || ((unsigned char)s->text[at] < 0x80 && !joins_address(s->text[at]));
}

static int scan_digit(scanner *s, size_t at, size_t *end)
{
    int rc = 0;

    *end = at;
    if (!only_begins_number(s, at)) {
        size_t n = tn_scan_emoji(s->text, s->bytes, at); /* a keycap */

        if (n > 0) {
            *end = at + n;
            return add_emoji(s, at, n);
        }
        rc = try_address(s, at, end);
    }
    if (rc == 0 && *end == at && s->text[at] == '8')
        rc = try_emoticon(s, at, end);
    return rc < 0 || *end > at ? rc : add_number(s, at, end);
}

static int scan_sign(scanner *s, size_t at, size_t *end)
{
    char c = s->text[at];
    int rc = 0;

    *end = at;
    if ((c == '@' || c == '#') && begins_tag(s, at)) {
        tn_word_extent w = tn_scan_word(s->text, s->bytes, at + 1, true);

        *end = w.end;
        return add_word(s, at, &w, NULL, c == '@' ? TN_MENTION : TN_HASHTAG);
    }
    if (c == '#' || c == '*') {
        size_t n = tn_scan_emoji(s->text, s->bytes, at);

        if (n > 0) {
            *end = at + n;
            return add_emoji(s, at, n);
        }
    } else if (c == '&') {
        rc = try_entity(s, at, end);
    } else if (c == '_') {
        rc = try_address(s, at, end);
    } else if (tn_has_class(c, TN_C_FACE)) {
        rc = try_emoticon(s, at, end);
    }
    return rc < 0 || *end > at ? rc : add_punct(s, at, 1, end);
}

/* -------------------------------------------------------- the other begins */

/* faces with other than ASCII characters; their form is their own */
static size_t scan_known_face(const scanner *s, size_t at)
{
    static const char *const faces[] = { "\xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF",
                                         "\xC2\xAF\\(\xE3\x83\x84)/\xC2\xAF",
                                         "\xE0\xB2\xA0_\xE0\xB2\xA0" };

    for (size_t f = 0; f < sizeof(faces) / sizeof(faces[0]); f++) {
        size_t n = strlen(faces[f]);

        if (s->bytes - at >= n && memcmp(s->text + at, faces[f], n) == 0)
            return n;
    }
    return 0;
}

static int scan_visible(scanner *s, size_t at, size_t used, tn_unicode_class class_of, size_t *end)
{
    size_t n = tn_scan_emoji(s->text, s->bytes, at);

    if (n > 0) {
        *end = at + n;
        return add_emoji(s, at, n);
    }
    n = scan_known_face(s, at);
    if (n > 0) {
        *end = at + n;
        return add_fixed(s, at, n, s->text + at, n, TN_EMOTICON);
    }
    if (class_of == TN_U_LETTER) {
        tn_word_extent w = tn_scan_word(s->text, s->bytes, at, false);

        *end = w.end;
        return add_word(s, at, &w, NULL, TN_WORD);
    }
    if (class_of == TN_U_DIGIT)
        return add_number(s, at, end);
    return class_of == TN_U_PUNCT ? add_punct(s, at, used, end)
                                  : add_normalised(s, at, used, used, TN_OTHER);
}

static int scan_unicode(scanner *s, size_t at, size_t *end)
{
    size_t used;
    bool valid;
    uint32_t c = tn_utf8_decode(s->text + at, s->bytes - at, &used, &valid);
    tn_unicode_class class_of = valid ? tn_class_of(c) : TN_U_OTHER;

    *end = at + used;
    if (!valid) {
        s->out->n_invalid++;
        return add_fixed(s, at, used, "\xEF\xBF\xBD", 3, TN_OTHER);
    }
    if (class_of == TN_U_SPACE || class_of == TN_U_IGNORED)
        return 0;
    return scan_visible(s, at, used, class_of, end);
}

/* ------------------------------------------------------------------ public */

/* in a text that is all capitals, capitals say nothing */
static void clear_caps_if_shouted(scanner *s)
{
    bool shouted =
        s->counts.n_lower * 10 < (s->counts.n_upper + s->counts.n_lower) * SHOUTED_TENTHS;

    for (size_t t = 0; shouted && t < s->out->n_tokens; t++)
        s->out->token[t].marks &= (uint8_t)~TN_CAPS;
}

/* The end of a quoted line at `at`, `at` itself where there is none. */
static size_t skip_quoted(scanner *s, size_t at)
{
    size_t end = at + tn_quoted_bytes(s->text, s->bytes, at);

    while (at < end) {
        size_t used;
        bool valid;

        (void)tn_utf8_decode(s->text + at, end - at, &used, &valid);
        s->out->n_invalid += !valid;
        at += used;
    }
    return end;
}

/* one token, or what is in none */
static int scan_one(scanner *s, size_t at, size_t *end)
{
    uint8_t class_of = tn_ascii_class[(unsigned char)s->text[at]];

    *end = s->text[at] == '>' ? skip_quoted(s, at) : at;
    if (*end > at)
        return 0;
    *end = at + 1;
    if ((unsigned char)s->text[at] >= 0x80)
        return scan_unicode(s, at, end);
    if (class_of & TN_C_LETTER)
        return scan_letter(s, at, end);
    if (class_of & TN_C_DIGIT)
        return scan_digit(s, at, end);
    return class_of & TN_C_SPACE ? 0 : scan_sign(s, at, end);
}

#ifdef __SSE2__

#define FORM_ROOM sizeof(tn_simd16) /* behind a form: it is stored in one piece */

/* the tokens of a block; *at: where another is to begin */
static inline int scan_block(scanner *s, tn_ascii_block *b, size_t *at)
{
    const tn_bitmask sure = ((tn_bitmask)1 << TN_ASCII_BLOCK_SURE) - 1;
    tn_tokens *out = s->out;
    int rc;

    do {
        size_t left = s->bytes - *at, next;
        size_t room = left < TN_ASCII_BLOCK_BYTES ? left : TN_ASCII_BLOCK_BYTES;

        if (out->capacity - out->n_tokens < room) {
            rc = tn_grow((void **)&out->token, &out->capacity, out->n_tokens + room,
                         sizeof(tn_token), s->err);
            if (rc < 0)
                return rc;
        }
        rc = tn_buf_reserve(&out->forms, room + FORM_ROOM, s->err);
        if (rc < 0)
            return rc;
        next = tn_ascii_block_add(b, out, &s->counts);
        if (!(b->stops & sure) && next > b->base) {
            *at = next;
            return 0;
        }
        rc = scan_one(s, next, at); /* not plain, or as long as a block */
    } while (rc == 0 && tn_ascii_block_skip(b, *at));
    return rc;
}

static int scan_text(scanner *s)
{
    tn_ascii_block b;
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < s->bytes;) {
        tn_ascii_block_at(&b, s->text, s->bytes, at);
        rc = scan_block(s, &b, &at);
    }
    return rc;
}

#else

#define FORM_ROOM 0

static int scan_text(scanner *s)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < s->bytes;)
        rc = scan_one(s, at, &at);
    return rc;
}

#endif

static int tokenise(scanner *s, int (*scan)(scanner *))
{
    tn_tokens *out = s->out;
    int rc;

    out->n_tokens = 0;
    out->n_invalid = 0;
    tn_buf_clear(&out->forms);
    if (s->bytes > MAX_TEXT_BYTES)
        return tn_fail(s->err, TENOR_ERR_INPUT, "a text of %zu bytes is too long", s->bytes);
    rc = tn_buf_reserve(&out->forms, s->bytes + FORM_ROOM, s->err);
    if (rc < 0)
        return rc;
    rc = scan(s);
    if (rc < 0)
        return rc;
    clear_caps_if_shouted(s);
    if (s->counts.any_negator)
        tn_mark_negated(out, s->text);
    return 0;
}

int tn_tokenise(tn_tokens *out, const char *text, size_t bytes, tenor_error *err)
{
    scanner s = { .text = text, .bytes = bytes, .out = out, .err = err };

    return tokenise(&s, scan_text);
}

void tn_tokens_free(tn_tokens *tokens)
{
    free(tokens->token);
    tn_buf_free(&tokens->forms);
    *tokens = (tn_tokens){ 0 };
}
