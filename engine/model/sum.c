/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sum.c - a text's sums under all heads: the rows of its words and pairs of words, added up
 */
#include "model/sum.h"

#include <stdlib.h>
#include <string.h>

#define CACHE_BITS                                                                                 \
    16 /* rows of each kind, 4 MB, touched as they are used: 13 bits take 1.4 times as long */
#define CACHE_ROWS ((size_t)1 << CACHE_BITS)

int tn_lookup_init(tn_lookup *out, const tn_folded *const *table, tenor_error *err)
{
    *out = (tn_lookup){ 0 };
    memcpy(out->table, table, sizeof(out->table));
    return tn_pair_filter_build(&out->filter, table, TENOR_N_HEADS, err);
}

void tn_lookup_free(tn_lookup *lookup)
{
    tn_pair_filter_free(&lookup->filter);
}

void tn_summer_init(tn_summer *out, const tn_lookup *lookup)
{
    *out = (tn_summer){ .lookup = lookup };
}

void tn_summer_rest(tn_summer *summer)
{
    free(summer->word);
    free(summer->pair);
    summer->word = summer->pair = NULL;
}

void tn_summer_free(tn_summer *summer)
{
    tn_summer_rest(summer);
    free(summer->key);
}

static int make_room(tn_summer *s, size_t n_tokens, tenor_error *err)
{
    if (!s->word)
        s->word = tn_alloc_pages(CACHE_ROWS * sizeof(*s->word));
    if (!s->pair)
        s->pair = tn_alloc_pages(CACHE_ROWS * sizeof(*s->pair));
    return s->word && s->pair
               ? tn_grow((void **)&s->key, &s->key_capacity, 2 * n_tokens + 1, sizeof(*s->key), err)
               : tn_no_memory(err);
}

static tn_weight_row *cached(tn_weight_row *cache, uint64_t key)
{
    return &cache[key * 0x9E3779B97F4A7C15u >> (64 - CACHE_BITS)];
}

/* What the tables have under a key, or under the `plain` one where a head lacks the first. A
 * word is known if training text had it; a picture or a pair always is. */
static void fill_row(tn_weight_row *out, const tn_lookup *lookup, uint64_t key, uint64_t plain,
                     bool always_known)
{
    *out = (tn_weight_row){ .key = key };
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tn_folded *table = lookup->table[head];
        bool met = false;
        const float *row = table ? tn_folded_find(table, key, &met) : NULL;

        if (table && !row && plain != key)
            row = tn_folded_find(table, plain, &met);
        if (row) {
            memcpy(out->weight + head * TN_MAX_PAIRS, row, (table->stride - 1) * sizeof(*row));
            out->known |= (uint32_t)(met | always_known) << head;
        }
    }
}

static inline void add_row(double *sum, const tn_weight_row *row)
{
#pragma GCC unroll 1 /* unrolled it would no longer be vectorised */
    for (int i = 0; i < TN_ROW_WEIGHTS; i++)
        sum[i] += (double)row->weight[i];
}

int tn_sum_text(tn_sums *out, tn_summer *s, const tn_tokens *tokens, int part, tenor_error *err)
{
    const tn_lookup *lookup = s->lookup;
    const tn_token *token = tokens->token;
    const size_t n = tokens->n_tokens;
    double sum[TN_ROW_WEIGHTS] = { 0 };
    uint64_t *word, *pair;
    uint64_t opener;
    size_t n_pairs = 0;
    int rc = make_room(s, n, err);

    *out = (tn_sums){ 0 };
    if (rc < 0 || n == 0)
        return rc;
    word = s->key;
    pair = s->key + n;
    for (size_t i = 0; i < n; i++) {
        tn_family family = token[i].marks & TN_NEGATED ? TN_FAMILY_NEGATED : TN_FAMILY_WORD;
        uint64_t key = i == 0 ? tn_opener_key(tn_pair_hash(&token[0]))
                              : tn_bigram_key(tn_pair_hash(&token[i - 1]), tn_pair_hash(&token[i]));

        word[i] = tn_copy_key(tn_form_key(family, token[i].kind, token[i].hash), part);
        pair[i] = tn_copy_key(key, part);
        __builtin_prefetch(cached(s->word, word[i]));
        __builtin_prefetch(tn_pair_word(&lookup->filter, tn_pair_tag(pair[i])));
    }
    opener = pair[0];
    for (size_t i = 0; i < n; i++) { /* branch-free: whether a pair passes cannot be predicted */
        uint64_t key = pair[i];

        pair[n_pairs] = key;
        n_pairs += tn_pair_filter_passes(&lookup->filter, key);
    }
    for (size_t i = 0; i < n_pairs; i++)
        __builtin_prefetch(cached(s->pair, pair[i]));
    for (size_t i = 0; i < n + n_pairs; i++) { /* what the cache lacks is all in flight at once */
        uint64_t key = i < n ? word[i] : pair[i - n];

        if (cached(i < n ? s->word : s->pair, key)->key != key) {
            for (int head = 0; head < TENOR_N_HEADS; head++)
                if (lookup->table[head])
                    tn_folded_prefetch(lookup->table[head], key);
        }
    }
    for (size_t i = 0; i < n; i++) {
        tn_weight_row *row = cached(s->word, word[i]);
        bool counts;

        if (row->key != word[i]) {
            uint64_t plain = tn_form_key(TN_FAMILY_WORD, token[i].kind, token[i].hash);

            fill_row(row, lookup, word[i], tn_copy_key(plain, part),
                     token[i].kind == TN_EMOJI || token[i].kind == TN_EMOTICON);
        }
        add_row(sum, row);
        /* an unknown hashtag is of no language */
        counts = tn_counts_as_word(token[i].kind) && (token[i].kind != TN_HASHTAG || row->known);
        out->n_words += counts;
        for (int head = 0; head < TENOR_N_HEADS; head++)
            out->n_known[head] += counts && (row->known >> head & 1);
    }
    for (size_t i = 0; i < n_pairs; i++) {
        tn_weight_row *row = cached(s->pair, pair[i]);

        if (row->key != pair[i])
            fill_row(row, lookup, pair[i], pair[i], true);
        add_row(sum, row);
        for (int head = 0; head < TENOR_N_HEADS; head++)
            out->n_known_pairs[head] += (pair[i] != opener) && (row->known >> head & 1);
    }
    memcpy(out->sum, sum, sizeof(out->sum));
    return 0;
}
