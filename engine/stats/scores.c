/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scores.c - an article's comments by their score, sorted as integers
 */
#include "stats/scores.h"

#include "base/sort.h"
#include "stats/numeric.h"

#include <stdlib.h>
#include <string.h>

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
        /* by score, equal ones in the order of the records; there are no scores yet */
        tn_sort_keys(out->place, (uint64_t *)(void *)out->score, out->n, 4);
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
