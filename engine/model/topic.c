/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topic.c - sentiment without the words that name what an article is about
 */
#include "model/topic.h"

#include <string.h>

/* the hash of a token's word alone: without # or @ before it and without 's behind it */
static inline uint64_t word_hash(const tn_tokens *tokens, const tn_token *t)
{
    const char *form = tn_form(tokens, t);
    size_t start = t->kind != TN_WORD, bytes = t->form_bytes;
    bool is_possessive = bytes > start + 2 && memcmp(form + bytes - 2, "'s", 2) == 0;

    return start == 0 && !is_possessive
               ? t->hash
               : tn_hash(form + start, bytes - start - (is_possessive ? 2 : 0));
}

/* What an article is called. */
typedef struct {
    const tn_name_words *own;
    const tn_aliases *aliases; /* NULL: none */
} topic_names;

static inline bool names_any(const tn_tokens *tokens, const tn_token *t, const topic_names *topic)
{
    size_t n_aliases = topic->aliases ? topic->aliases->n : 0;
    bool found;
    uint64_t hash;

    if (t->kind != TN_WORD && t->kind != TN_HASHTAG && t->kind != TN_MENTION) {
        return false;
    }
    hash = word_hash(tokens, t);
    found = tn_name_word(topic->own, hash) != 0;
    for (size_t a = 0; a < n_aliases && !found; a++) {
        found = tn_name_word(&topic->aliases->item[a].words, hash) != 0;
    }
    return found;
}

/* index of the first token that names one; their number if none does */
static size_t first_named(const tn_tokens *tokens, const topic_names *topic)
{
    size_t i = 0;

    while (i < tokens->n_tokens && !names_any(tokens, &tokens->token[i], topic)) {
        i++;
    }
    return i;
}

/* of the tokens the first n_kept, and from there on those that name none */
static int without_words(tn_tokens *kept, const tn_tokens *tokens, size_t n_kept,
                         const topic_names *topic, tenor_error *err)
{
    int rc = tn_grow((void **)&kept->token, &kept->capacity, tokens->n_tokens, sizeof(*kept->token),
                     err);

    if (rc < 0) {
        return rc;
    }
    memcpy(kept->token, tokens->token, n_kept * sizeof(*kept->token));
    for (size_t i = n_kept; i < tokens->n_tokens; i++) {
        if (!names_any(tokens, &tokens->token[i], topic)) {
            kept->token[n_kept++] = tokens->token[i];
        }
    }
    kept->n_tokens = n_kept;
    kept->forms = tokens->forms;
    kept->kinds = tokens->kinds;
    kept->n_invalid = tokens->n_invalid;
    return 0;
}

int tn_without_topic(tn_tokens *kept, bool *found, const tn_tokens *tokens,
                     const tn_name_words *topic, const tn_aliases *aliases, tenor_error *err)
{
    const topic_names names = { topic, aliases };
    size_t first = first_named(tokens, &names);

    *found = first < tokens->n_tokens;
    return *found ? without_words(kept, tokens, first, &names, err) : 0;
}
