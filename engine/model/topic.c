/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topic.c - sentiment without the words that name what an article is about
 */
#include "model/topic.h"

#include <stdlib.h>
#include <string.h>

/* the hash of a token's word alone: without # or @ before it and without 's behind it */
static uint64_t word_hash(const tn_tokens *tokens, const tn_token *t)
{
    const char *form = tn_form(tokens, t);
    size_t start = t->kind == TN_HASHTAG || t->kind == TN_MENTION, bytes = t->form_bytes;

    if (bytes > start + 2 && memcmp(form + bytes - 2, "'s", 2) == 0) {
        bytes -= 2;
    }
    return start == 0 && bytes == t->form_bytes ? t->hash : tn_hash(form + start, bytes - start);
}

/* The words of a topic's names, one list a name. */
typedef struct {
    uint64_t word[TN_MAX_TARGET_WORDS];
    size_t n_words;
} topic_words;

static bool names(const tn_tokens *tokens, const tn_token *t, const uint64_t *word, size_t n_words)
{
    uint64_t hash;

    if (t->kind != TN_WORD && t->kind != TN_HASHTAG && t->kind != TN_MENTION) {
        return false;
    }
    hash = word_hash(tokens, t);
    for (size_t w = 0; w < n_words; w++) {
        if (word[w] == hash) {
            return true;
        }
    }
    return false;
}

static bool names_any(const tn_tokens *tokens, const tn_token *t, const topic_words *list,
                      size_t n_lists)
{
    for (size_t i = 0; i < n_lists; i++) {
        if (names(tokens, t, list[i].word, list[i].n_words)) {
            return true;
        }
    }
    return false;
}

static int without_words(tn_tokens *kept, bool *found, const tn_tokens *tokens,
                         const topic_words *list, size_t n_lists, tenor_error *err)
{
    size_t n_kept = 0;
    int rc;

    for (size_t i = 0; i < tokens->n_tokens && !*found; i++) {
        *found = names_any(tokens, &tokens->token[i], list, n_lists);
    }
    if (!*found) {
        return 0;
    }
    rc = tn_grow((void **)&kept->token, &kept->capacity, tokens->n_tokens, sizeof(*kept->token),
                 err);
    for (size_t i = 0; rc == 0 && i < tokens->n_tokens; i++) {
        if (!names_any(tokens, &tokens->token[i], list, n_lists)) {
            kept->token[n_kept++] = tokens->token[i];
        }
    }
    kept->n_tokens = n_kept;
    kept->forms = tokens->forms;
    kept->n_invalid = tokens->n_invalid;
    return rc;
}

int tn_without_topic(tn_tokens *kept, bool *found, const tn_tokens *tokens, const tn_tokens *topic,
                     const tn_aliases *aliases, tenor_error *err)
{
    size_t n_aliases = aliases ? aliases->n : 0;
    topic_words own = { 0 }, *list = n_aliases ? tn_alloc(n_aliases + 1, sizeof(*list)) : &own;
    int rc;

    *found = false;
    if (!list) {
        return tn_no_memory(err);
    }
    list[0].n_words = tn_target_words(list[0].word, topic);
    for (size_t a = 0; a < n_aliases; a++) {
        list[a + 1].n_words = tn_target_words(list[a + 1].word, &aliases->item[a].tokens);
    }
    rc = without_words(kept, found, tokens, list, n_aliases + 1, err);
    if (list != &own) {
        free(list);
    }
    return rc;
}
