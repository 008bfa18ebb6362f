/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.h - from bytes to normalised tokens with their place in the text
 *
 * Pure functions: the same bytes give the same tokens, on every thread.
 */
#ifndef TN_TOKEN_H
#define TN_TOKEN_H

#include "base/base.h"

typedef enum {
    TN_WORD,     /* letters with inner apostrophes and hyphens kept apart: "don't" is one */
    TN_NUMBER,   /* form: every digit is 0: "2,016" -> "0,000" */
    TN_URL,      /* form: "<url>" */
    TN_MENTION,  /* form: folded, with its @ */
    TN_HASHTAG,  /* form: folded, with its # */
    TN_EMOJI,    /* one user-perceived emoji; form without skin tone and variation selectors */
    TN_EMOTICON, /* ":-)" ; form without the nose, as in ":)" */
    TN_PUNCT, /* a run of the same punctuation; form: at most 3 of it ("!!!!!" -> "!!!"); mixed !?
                 runs are one token, "?!" */
    TN_OTHER, /* anything else that is not white space, one code point (U+FFFD for invalid bytes) */
    TN_TARGET /* where the target is named, form "<target>": model/target.h puts it there */
} tn_token_kind;
#define TN_N_TOKEN_KINDS 10

enum {
    TN_NEGATED = 1, /* stands in the scope of a negation */
    TN_CAPS = 2,    /* a word of >= 2 letters all in capitals, in a text that is not all capitals */
    TN_ELONGATED = 4 /* a letter was repeated 3 or more times: "soooo", form "soo" */
};

typedef struct {
    uint32_t start;      /* first byte in the source text */
    uint32_t bytes;      /* of the source text */
    uint32_t form_start; /* in tn_tokens.forms */
    uint32_t form_bytes;
    uint64_t hash;   /* tn_hash of the form */
    uint8_t kind;    /* tn_token_kind */
    uint8_t marks;   /* TN_NEGATED | TN_CAPS | TN_ELONGATED */
    uint8_t negator; /* of a word that negates those behind it, what kind of one; else 0 */
} tn_token;

/* Reusable result; all zero is empty. */
typedef struct {
    tn_token *token;
    size_t n_tokens;
    size_t capacity;
    tn_buf forms;      /* the normalised forms, UTF-8, NFC and case folded, one after another */
    int32_t n_invalid; /* invalid UTF-8 sequences, each read as one U+FFFD */
} tn_tokens;

/*
 * Tokenise `bytes` bytes of text (at most UINT32_MAX / 4; more is
 * TENOR_ERR_INPUT). *out is cleared first. Tokens stand in the order of the
 * text, do not overlap, and cover every byte that is not white space, a
 * control character, invisible (joiners, variation selectors) or in a quoted
 * line: one that begins with '>', once or several times, and a blank. Fails
 * otherwise only for want of memory.
 */
int tn_tokenise(tn_tokens *out, const char *text, size_t bytes, tenor_error *err);
void tn_tokens_free(tn_tokens *tokens);

static inline const char *tn_form(const tn_tokens *tokens, const tn_token *token)
{
    return tokens->forms.data + token->form_start;
}

/* Words that carry a subject, as far as their length tells. */
static inline bool tn_is_content_word(const tn_token *token)
{
    return ((token->kind == TN_WORD) | (token->kind == TN_HASHTAG)) & (token->form_bytes > 3);
}

/* ---------------------------------------------------------------- UTF-8 */

#define TN_REPLACEMENT 0xFFFDu

/*
 * Decode one code point of text[0..bytes), bytes > 0. *used is 1..4. Strict: overlong
 * forms, surrogates and code points above U+10FFFF are invalid; a maximal
 * invalid subpart (Unicode 3.9, table 3-8) gives U+FFFD and false in *valid.
 */
uint32_t tn_utf8_decode(const char *text, size_t bytes, size_t *used, bool *valid);

/* Encode a code point (a scalar value); 1..4 bytes. */
size_t tn_utf8_encode(uint32_t code_point, char out[4]);

/* Append text with every invalid sequence replaced by U+FFFD; returns their number or a code < 0.
 */
int64_t tn_utf8_sanitise(tn_buf *out, const char *text, size_t bytes, tenor_error *err);

#endif
