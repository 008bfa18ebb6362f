/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token_invariants.h - what holds for the tokens of any bytes; shared by the
 * unit test and the fuzz target
 */
#ifndef TOKEN_INVARIANTS_H
#define TOKEN_INVARIANTS_H

#include "text/token.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* a longer word is normalised in pieces, so that NFC may fail at a seam */
#define PIECE_BYTES 256

static bool may_be_left_out(uint32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);

    switch (property->category) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
        return true;
    default:
        return property->ignorable;
    }
}

/* the bytes of a line that begins with '>' and a blank; 0 elsewhere */
static size_t quoted_line(const char *text, size_t at, size_t to)
{
    size_t i = at;

    if (at > 0 && text[at - 1] != '\n')
        return 0;
    while (i < to && text[i] == '>')
        i++;
    if (i == at ||
        (i < to && text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n'))
        return 0;
    while (i < to && text[i] != '\n')
        i++;
    return i - at;
}

static bool gap_is_blank(const char *text, size_t from, size_t to)
{
    while (from < to) {
        size_t quoted = quoted_line(text, from, to);
        size_t used = quoted;
        bool valid = true;
        uint32_t c = quoted ? ' ' : tn_utf8_decode(text + from, to - from, &used, &valid);

        if (!valid || !may_be_left_out(c))
            return false;
        from += used;
    }
    return true;
}

static bool is_valid_utf8(const char *text, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        size_t used;
        bool valid;

        (void)tn_utf8_decode(text + at, bytes - at, &used, &valid);
        if (!valid)
            return false;
        at += used;
    }
    return true;
}

static bool is_nfc(const char *text, size_t bytes)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)bytes, &normal,
                     (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
    bool same = n == (utf8proc_ssize_t)bytes && memcmp(normal, text, bytes) == 0;

    free(normal);
    return same;
}

static const char *broken_mark(const tn_token *token)
{
    bool wordlike = token->kind == TN_WORD || token->kind == TN_HASHTAG;

    if (token->marks & ~(TN_NEGATED | TN_CAPS | TN_ELONGATED))
        return "an unknown mark";
    if ((token->marks & TN_CAPS) && token->kind != TN_WORD)
        return "capitals outside a word";
    return (token->marks & (TN_NEGATED | TN_ELONGATED)) && !wordlike ? "a mark on no word" : NULL;
}

static const char *broken_form(const tn_tokens *tokens, const tn_token *token)
{
    const char *form = tn_form(tokens, token);

    if (token->form_bytes == 0 ||
        (size_t)token->form_start + token->form_bytes > tokens->forms.bytes)
        return "a form outside the forms";
    if (token->hash != tn_hash(form, token->form_bytes))
        return "a hash that is not its form's";
    if (!is_valid_utf8(form, token->form_bytes))
        return "a form that is not UTF-8";
    return token->bytes <= PIECE_BYTES && !is_nfc(form, token->form_bytes)
               ? "a form that is not NFC"
               : NULL;
}

/* NULL, or what does not hold */
static const char *broken_invariant(const tn_tokens *tokens, const char *text, size_t bytes)
{
    size_t at = 0;
    int64_t n_invalid;
    tn_buf clean = { 0 };

    for (size_t i = 0; i < tokens->n_tokens; i++) {
        const tn_token *token = &tokens->token[i];
        const char *broken;

        if (token->bytes == 0 || token->start < at || (size_t)token->start + token->bytes > bytes)
            return "tokens out of order, overlapping or outside the text";
        if (!gap_is_blank(text, at, token->start))
            return "a visible byte in no token";
        if (token->kind >= TN_N_TOKEN_KINDS)
            return "an unknown kind";
        broken = broken_mark(token);
        broken = broken ? broken : broken_form(tokens, token);
        if (broken)
            return broken;
        at = (size_t)token->start + token->bytes;
    }
    if (!gap_is_blank(text, at, bytes))
        return "a visible byte behind the last token";
    n_invalid = tn_utf8_sanitise(&clean, text, bytes, NULL);
    tn_buf_free(&clean);
    return n_invalid == tokens->n_invalid ? NULL : "invalid sequences are counted differently";
}

static bool same_tokens(const tn_tokens *a, const tn_tokens *b)
{
    if (a->n_tokens != b->n_tokens || a->n_invalid != b->n_invalid ||
        a->forms.bytes != b->forms.bytes)
        return false;
    for (size_t i = 0; i < a->n_tokens; i++) {
        const tn_token *x = &a->token[i], *y = &b->token[i];

        if (x->start != y->start || x->bytes != y->bytes || x->form_start != y->form_start ||
            x->form_bytes != y->form_bytes || x->hash != y->hash || x->kind != y->kind ||
            x->marks != y->marks || x->negator != y->negator)
            return false;
    }
    return a->forms.bytes == 0 || memcmp(a->forms.data, b->forms.data, a->forms.bytes) == 0;
}

/* Tokenises a copy of exactly `bytes` bytes twice, so that a sanitizer sees any overread. */
static inline const char *check_any_bytes(const void *data, size_t bytes)
{
    static const char no_memory[] = "memory is short";
    char *text = malloc(bytes ? bytes : 1);
    tn_tokens first = { 0 }, second = { 0 };
    const char *broken = no_memory;

    if (text) {
        if (bytes)
            memcpy(text, data, bytes);
        if (tn_tokenise(&first, text, bytes, NULL) == 0 &&
            tn_tokenise(&second, "other words, to be forgotten", 28, NULL) == 0 &&
            tn_tokenise(&second, text, bytes, NULL) == 0) {
            broken = broken_invariant(&first, text, bytes);
            if (!broken && !same_tokens(&first, &second))
                broken = "a second call that gives other tokens";
        }
    }
    tn_tokens_free(&first);
    tn_tokens_free(&second);
    free(text);
    return broken;
}

#endif
