/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.c - what a target is called, and where a text names it
 */
#include "model/target.h"

#include "base/swar8.h"
#include "text/target.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

#define MARK      "<target>"
#define LONG_WORD 4 /* bytes; what a tag holds must be as long */

static const size_t least_bytes[] = { LONG_WORD, 3, 1, 1 }; /* of a word that names */
#define N_PASSES (sizeof(least_bytes) / sizeof(least_bytes[0]))

/* What of a token's form is compared: without # or @, 's and a plural's s. */
static tenor_str stem_of(const tn_tokens *tokens, const tn_token *t)
{
    tenor_str s = { tn_form(tokens, t), t->form_bytes };

    if (t->kind != TN_WORD && s.bytes > 1) {
        s.data++;
        s.bytes--;
    }
    if (s.bytes > 2 && memcmp(s.data + s.bytes - 2, "'s", 2) == 0)
        s.bytes -= 2;
    if (s.bytes > 4 && s.data[s.bytes - 1] == 's' && s.data[s.bytes - 2] != 's')
        s.bytes--;
    return s;
}

static bool may_name(const tn_token *t)
{
    return t->kind == TN_WORD || t->kind == TN_HASHTAG || t->kind == TN_MENTION;
}

/* -------------------------------------------------------------- reading */

static int add_word(tn_name *name, tenor_str stem, tenor_error *err)
{
    uint64_t hash = tn_hash(stem.data, stem.bytes);
    unsigned char bytes = (unsigned char)(stem.bytes < 255 ? stem.bytes : 255);
    int rc;

    for (size_t w = 0; w < name->n_words; w++)
        if (name->hash[w] == hash)
            return 0;
    if (name->n_words == TN_MAX_NAME_WORDS)
        return 0;
    name->hash[name->n_words++] = hash;
    rc = tn_buf_append(&name->words, &bytes, 1, err);
    return rc == 0 ? tn_buf_append(&name->words, stem.data, bytes, err) : rc;
}

static int read_name(tn_name *out, tn_tokens *tokens, tenor_str text, tenor_error *err)
{
    int rc = tn_tokenise(tokens, text.data, text.bytes, err);

    out->n_words = 0;
    tn_buf_clear(&out->words);
    tn_buf_clear(&out->form);
    if (rc < 0)
        return rc;
    for (size_t t = 0; t < tokens->n_tokens; t++) {
        const tn_token *token = &tokens->token[t];

        if ((t > 0 && (rc = tn_buf_append(&out->form, " ", 1, err)) < 0) ||
            (rc = tn_buf_append(&out->form, tn_form(tokens, token), token->form_bytes, err)) < 0)
            return rc;
    }
    /* the words that tell; if there are none, shorter ones; if there are none, all */
    for (size_t pass = 0; pass < N_PASSES && out->n_words == 0; pass++) {
        for (size_t t = 0; t < tokens->n_tokens; t++) {
            const tn_token *token = &tokens->token[t];

            if (may_name(token) && token->form_bytes >= least_bytes[pass] &&
                (pass == N_PASSES - 1 ||
                 !tn_is_stop_word(tn_form(tokens, token), token->form_bytes)) &&
                (rc = add_word(out, stem_of(tokens, token), err)) < 0)
                return rc;
        }
    }
    return 0;
}

int tn_target_read(tn_target *out, tenor_str target, tenor_error *err)
{
    out->n_names = 0;
    memset(out->filter, 0, sizeof(out->filter));
    for (tenor_str text = tn_target_name(target); text.data; text = tn_target_next(target, text)) {
        tn_name *name;
        int rc = tn_grow((void **)&out->name, &out->capacity, out->n_names + 1, sizeof(*name), err);

        if (rc < 0)
            return rc;
        name = &out->name[out->n_names];
        if (out->n_names == out->n_used) {
            *name = (tn_name){ 0 };
            out->n_used++;
        }
        if ((rc = read_name(name, &out->tokens, text, err)) < 0)
            return rc;
        if (name->n_words == 0 && out->n_names == 0)
            break; /* nothing to name */
        for (size_t w = 0; w < name->n_words; w++)
            out->filter[name->hash[w] >> 6 & 7] |= UINT64_C(1) << (name->hash[w] & 63);
        out->n_names += name->n_words > 0;
    }
    return 0;
}

void tn_target_free(tn_target *target)
{
    for (size_t i = 0; i < target->n_used; i++) {
        tn_buf_free(&target->name[i].words);
        tn_buf_free(&target->name[i].form);
    }
    free(target->name);
    tn_tokens_free(&target->tokens);
    *target = (tn_target){ 0 };
}

/* -------------------------------------------------------------- naming */

/* a tag may hold words of a name: "#teamnuclear" */
static uint32_t words_in_tag(const tn_name *name, tenor_str tag)
{
    const char *at = name->words.data, *end = at + name->words.bytes;
    uint32_t found = 0;

    for (size_t w = 0; at < end; w++) {
        size_t bytes = (unsigned char)*at;

        if (bytes >= LONG_WORD && memmem(tag.data, tag.bytes, at + 1, bytes))
            found |= UINT32_C(1) << w;
        at += 1 + bytes;
    }
    return found;
}

/* whether the token names the target by one of the first names; found[i]: the words of name i that
 * are named so far */
static bool names(const tn_target *target, size_t n_names, const tn_tokens *tokens,
                  const tn_token *t, uint32_t *found)
{
    tenor_str stem = { tn_form(tokens, t), t->form_bytes };
    uint64_t hash = t->hash;
    bool any = false;

    if (!may_name(t))
        return false;
    if (t->kind != TN_WORD || stem.data[stem.bytes - 1] == 's') {
        stem = stem_of(tokens, t);
        hash = stem.bytes == t->form_bytes ? t->hash : tn_hash(stem.data, stem.bytes);
    }
    if (t->kind == TN_WORD && !(target->filter[hash >> 6 & 7] >> (hash & 63) & 1))
        return false;
    for (size_t i = 0; i < n_names; i++) {
        const tn_name *name = &target->name[i];
        uint32_t words = t->kind == TN_WORD ? 0 : words_in_tag(name, stem); /* bit w: word w */

        for (size_t w = 0; w < name->n_words; w++)
            words |= (uint32_t)(name->hash[w] == hash) << w;
        found[i] |= words;
        any |= words != 0;
    }
    return any;
}

int tn_target_mask(tn_tokens *masked, tn_naming *naming, tn_tokens *tokens, const tn_target *target,
                   tenor_error *err)
{
    uint32_t found[TN_MAX_NAME_WORDS] = { 0 };
    size_t n_names = target->n_names < TN_MAX_NAME_WORDS ? target->n_names : TN_MAX_NAME_WORDS;
    uint32_t mark_form = 0;
    size_t n = 0;
    int rc;

    *naming = (tn_naming){ 0 };
    for (size_t i = 0; n_names > 0 && i < tokens->n_tokens; i++) {
        const tn_token *t = &tokens->token[i];

        if (!names(target, n_names, tokens, t, found)) {
            if (naming->n_marks > 0)
                masked->token[n++] = *t;
            continue;
        }
        if (naming->n_marks == 0) { /* the first one: until here nothing is masked */
            mark_form = (uint32_t)tokens->forms.bytes;
            if ((rc = tn_buf_append(&tokens->forms, MARK, sizeof(MARK) - 1, err)) < 0 ||
                (rc = tn_grow((void **)&masked->token, &masked->capacity, tokens->n_tokens,
                              sizeof(*t), err)) < 0)
                return rc;
            memcpy(masked->token, tokens->token, i * sizeof(*t));
            n = i;
        }
        naming->in_tag |= t->kind != TN_WORD;
        naming->negated |= (t->marks & TN_NEGATED) != 0;
        if (n > 0 && naming->n_marks > 0 && masked->token[n - 1].kind == TN_TARGET) {
            masked->token[n - 1].bytes = t->start + t->bytes - masked->token[n - 1].start;
            continue;
        }
        masked->token[n++] = (tn_token){ .start = t->start,
                                         .bytes = t->bytes,
                                         .form_start = mark_form,
                                         .form_bytes = sizeof(MARK) - 1,
                                         .hash = tn_hash(MARK, sizeof(MARK) - 1),
                                         .kind = TN_TARGET,
                                         .marks = t->marks };
        naming->n_marks++;
    }
    for (size_t i = 0; i < n_names; i++) {
        double share = (double)tn_count_bits(found[i]) / (double)target->name[i].n_words;

        naming->share_named = share > naming->share_named ? share : naming->share_named;
    }
    if (naming->n_marks > 0) {
        masked->n_tokens = n;
        masked->forms = tokens->forms;
        masked->n_invalid = tokens->n_invalid;
    }
    return 0;
}
