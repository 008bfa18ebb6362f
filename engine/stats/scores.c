/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scores.c - an article's comments by their score, sorted as integers
 */
#include "stats/scores.h"

#include "stats/numeric.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_BINS = 256,
    MANY_SCORES = 4096 /* that may crowd into one bin: they are sorted byte by byte */
};

static size_t gather(uint64_t *key, const tn_article_records *article, int head, int n_classes)
{
    size_t n = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        if (tn_record_class(&article->record[i], head, n_classes) >= 0) {
            float score = tn_record_score(&article->record[i], head, n_classes);

            key[n++] = (uint64_t)tn_float_order(score) << 32 | (uint32_t)i;
        }
    }
    return n;
}

/* bins from 0 to `last` that ascend with the score, from -1 to 1 */
static void find_bins(uint8_t *bin, const uint64_t *key, size_t n, int last)
{
    float half = (float)(last + 1) / 2.0F;

    for (size_t i = 0; i < n; i++) {
        float at = (tn_float_of_order((uint32_t)(key[i] >> 32)) + 1.0F) * half;

        bin[i] = (uint8_t)(at < 0.0F ? 0 : at < (float)last ? (int)at : last);
    }
}

/* nearly sorted: each goes past those few before it that are larger */
static void insert_each(uint64_t *key, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t held = key[i];
        size_t at = i;

        for (; at > 0 && held < key[at - 1]; at--)
            key[at] = key[at - 1];
        key[at] = held;
    }
}

static void sort_by_bins(uint64_t *key, uint64_t *spare, size_t n)
{
    uint16_t next[MOST_BINS + 1] = { 0 };
    uint8_t bin[MANY_SCORES];
    int n_bins = 16;

    while (n_bins < MOST_BINS && (size_t)n_bins < n)
        n_bins *= 2;
    find_bins(bin, key, n, n_bins - 1);
    for (size_t i = 0; i < n; i++) {
        spare[i] = key[i];
        next[bin[i] + 1]++;
    }
    for (int b = 1; b < n_bins; b++)
        next[b] = (uint16_t)(next[b] + next[b - 1]);
    for (size_t i = 0; i < n; i++)
        key[next[bin[i]]++] = spare[i];
    insert_each(key, n);
}

static void sort(uint64_t *key, uint64_t *spare, size_t n)
{
    if (n < MANY_SCORES)
        sort_by_bins(key, spare, n);
    else
        tn_sort_keys(key, spare, n);
}

int tn_scores_of(tn_scores *out, const tn_article_records *article, int head, int n_classes,
                 tenor_error *err)
{
    size_t n_most = n_classes > 0 ? article->n_records : 0;

    *out = (tn_scores){ .score = tn_resize(NULL, n_most, sizeof(*out->score)),
                        .place = tn_resize(NULL, n_most, sizeof(*out->place)) };
    if (!out->score || !out->place || article->n_records > UINT32_MAX) { /* half a key */
        tn_scores_free(out);
        return tn_no_memory(err);
    }
    if (n_most > 0) {
        out->n = gather(out->place, article, head, n_classes);
        sort(out->place, (uint64_t *)(void *)out->score, out->n); /* as yet no scores */
    }
    for (size_t i = 0; i < out->n; i++) {
        out->score[i] = (double)tn_float_of_order((uint32_t)(out->place[i] >> 32));
        out->place[i] = (uint32_t)out->place[i];
    }
    return 0;
}

void tn_scores_free(tn_scores *scores)
{
    free(scores->score);
    free(scores->place);
    *scores = (tn_scores){ 0 };
}
