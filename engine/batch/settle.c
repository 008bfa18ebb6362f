/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settle.c - from the records as they arrived to the statistics of every article
 */
#include "batch/settle.h"

#include "batch/identity.h"
#include "batch/join.h"
#include "batch/pipeline.h"
#include "model/model.h"

#include <stdlib.h>

typedef struct {
    tn_settled *out;
    tn_store *store;
    const tn_text_store *texts;
    tenor_scorer *const *scorer;
    tn_buf *text;      /* one a thread */
    int64_t *n_copies; /* one an article */
    int64_t *n_rescored;
    const char *target;
    const tn_heads *heads;
} settling;

static int rescore(const settling *s, int worker, tn_article_records *article, size_t index,
                   const tn_stance_memo *memo, tenor_error *err)
{
    tn_buf *text = &s->text[worker];
    tenor_result result;
    int rc = tn_text_store_get(s->texts, memo->text, text, err);

    if (rc == 0) {
        rc = tn_score_masked(s->scorer[worker], (tenor_str){ text->data, text->bytes },
                             tn_str(article->target), article->target_source, (tenor_str){ 0 },
                             NULL, &result, err);
    }
    if (rc == 0) {
        tn_record_label_head(&article->record[index], TENOR_STANCE, &result.head[TENOR_STANCE]);
    }
    return rc;
}

/* a record may have come before its article's target was known */
static int settle_stance(const settling *s, int worker, size_t index, tenor_error *err)
{
    tn_store_article *article = s->store->article[index];
    uint64_t key;
    int rc = 0;

    tn_store_settle_target(article, s->target);
    key = tn_target_key(tn_str(article->records.target));
    for (size_t i = 0; rc == 0 && i < article->records.n_records; i++) {
        const tn_stance_memo *memo = &article->memo[i];

        if (memo->target_key != key && memo->text.offset >= 0) {
            rc = rescore(s, worker, &article->records, i, memo, err);
            s->n_rescored[index]++;
        }
    }
    free(article->memo);
    article->memo = NULL;
    return rc;
}

static int settle_article(void *user, int worker, size_t index, tenor_error *err)
{
    settling *s = user;
    tn_article_records *article = &s->store->article[index]->records;
    int rc = settle_stance(s, worker, index, err);

    if (rc < 0) {
        return rc;
    }
    s->n_copies[index] = (int64_t)tn_records_settle(article);
    if (s->heads->n_classes[TENOR_REPLY] > 0) {
        tn_join_replies(article, s->scorer[worker]);
    }
    s->out->article[index] = article;
    return tn_article_stats_of(&s->out->stats[index], article, s->heads, err);
}

static int settle_all(settling *s, int n_threads, tenor_error *err)
{
    tn_settled *out = s->out;
    int rc = tn_parallel_for(out->n_articles, n_threads, settle_article, s, err);

    for (size_t i = 0; rc == 0 && i < out->n_articles; i++) {
        out->duplicates += s->n_copies[i];
        out->rescored += s->n_rescored[i];
    }
    return rc == 0 ? tn_site_stats_of(&out->site, out->article, out->n_articles, s->heads, err)
                   : rc;
}

int tn_settle(tn_settled *out, tn_store *store, const tn_text_store *texts,
              tenor_scorer *const *scorer, int n_threads, const char *target, const tn_heads *heads,
              tenor_error *err)
{
    size_t n = store->n_articles;
    settling s = { out, store, texts, scorer, NULL, NULL, NULL, target, heads };
    int rc;

    tn_store_sort(store);
    *out = (tn_settled){ .n_articles = n };
    out->article = tn_alloc(n, sizeof(*out->article));
    out->stats = tn_alloc(n, sizeof(*out->stats));
    s.n_copies = tn_alloc(n, sizeof(*s.n_copies));
    s.n_rescored = tn_alloc(n, sizeof(*s.n_rescored));
    s.text = tn_alloc((size_t)n_threads, sizeof(*s.text));
    rc = out->article && out->stats && s.n_copies && s.n_rescored && s.text
             ? settle_all(&s, n_threads, err)
             : tn_no_memory(err);
    for (int t = 0; s.text && t < n_threads; t++) {
        tn_buf_free(&s.text[t]);
    }
    free(s.text);
    free(s.n_copies);
    free(s.n_rescored);
    if (rc < 0) {
        tn_settled_free(out);
    }
    return rc;
}

void tn_settled_free(tn_settled *settled)
{
    free(settled->article);
    free(settled->stats);
    *settled = (tn_settled){ 0 };
}

void tn_heads_of(tn_heads *heads, const tenor_engine *engine)
{
    *heads = (tn_heads){ 0 };
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        heads->n_classes[head] = tenor_engine_n_classes(engine, head);
        for (int c = 0; c < heads->n_classes[head]; c++) {
            heads->class_name[head][c] = tenor_engine_class_name(engine, head, c);
        }
    }
}
