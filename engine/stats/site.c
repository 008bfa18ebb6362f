/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * site.c - from articles to the site, and back to each article's place in it
 */
#include "stats/site.h"

#include "base/sort.h"
#include "stats/drift.h"
#include "stats/internal.h"
#include "stats/numeric.h"

#include <math.h>
#include <stdlib.h>

#define AUTHORS_AHEAD 8 /* prefetched */

/* ------------------------------------------------------------------- sums */

static void add_counts(tn_counts *to, const tn_counts *from)
{
    to->count += from->count;
    to->scored += from->scored;
    for (int reason = 0; reason < TENOR_N_UNSCORED; reason++)
        to->unscored[reason] += from->unscored[reason];
    to->threads += from->threads;
    to->replies += from->replies;
    to->orphans += from->orphans;
    to->cycles += from->cycles;
    to->max_depth = from->max_depth > to->max_depth ? from->max_depth : to->max_depth;
    if (from->first_at_s != TENOR_NO_TIME)
        tn_counts_span(to, from->first_at_s, from->last_at_s);
}

static int add_authors(tn_site *site, const tn_article_records *article, tenor_error *err)
{
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int rc = tn_hash_map_reserve(&site->author, 1, err);
        tn_hash_slot *slot;

        if (rc < 0)
            return rc;
        if (i + AUTHORS_AHEAD < article->n_records)
            tn_hash_map_prefetch(&site->author, record[AUTHORS_AHEAD].author_key);
        slot = tn_hash_map_find(&site->author, record->author_key);
        if (record->author_key != 0 && slot->value == 0)
            tn_hash_map_put(&site->author, slot, record->author_key, 1);
    }
    return 0;
}

static int add_scores(tn_site *site, const tn_article_records *article, int head, int n_classes,
                      tenor_error *err)
{
    size_t *n = &site->n_scores[head];
    int rc = tn_grow((void **)&site->score[head], &site->score_capacity[head],
                     *n + article->n_records, sizeof(*site->score[head]), err);

    for (size_t i = 0; rc == 0 && i < article->n_records; i++)
        if (tn_record_class(&article->record[i], head, n_classes) >= 0)
            site->score[head][(*n)++] = tn_record_score(&article->record[i], head, n_classes);
    return rc;
}

static int add_head(tn_site *site, tn_site_member *member, const tn_article_records *article,
                    const tn_head_stats *from, int head, tenor_error *err)
{
    if (!from->present || !tn_counts_for_site(article, head))
        return 0;
    member->voices[head] = from->voices;
    tn_pool(&site->pooled[head], from->n, from->score.sd);
    site->stats.all.head[head].present = true;
    return add_scores(site, article, head, from->n_classes, err);
}

int tn_site_add(tn_site *site, const tn_article_records *article, const tn_article_stats *stats,
                tenor_error *err)
{
    tn_article_stats *all = &site->stats.all;
    tn_site_member *member;
    tn_group_sums own;
    int rc = tn_grow((void **)&site->member, &site->capacity, site->n_articles + 1,
                     sizeof(*site->member), err);

    if (rc < 0)
        return rc;
    member = &site->member[site->n_articles];
    *member = (tn_site_member){ .trend_q = stats->discussion.trend.change.p_value };
    rc = add_authors(site, article, err);
    if (rc < 0)
        return rc;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        rc = add_head(site, member, article, &stats->head[head], head, err);
        if (rc < 0)
            return rc;
    }
    tn_group_sums_of(&own, article, stats);
    tn_group_add(&site->sums, &own);
    if ((rc = tn_rollups_add(&site->rollups, article, stats, &own, err)) < 0)
        return rc;
    if (site->n_articles++ == 0)
        tn_counts_begin(&all->comments);
    add_counts(&all->comments, &stats->comments);
    if (tn_counts_for_site(article, TENOR_STANCE)) {
        const tn_crosstab *table = &stats->sentiment_by_stance;

        for (int row = 0; row < table->n_rows; row++)
            for (int column = 0; column < table->n_columns; column++)
                all->sentiment_by_stance.cell[row][column] += table->cell[row][column];
    }
    return 0;
}

/* ----------------------------------------------------------------- figures */

/* the head's scores, ascending; they are not kept besides */
static double *take_scores(tn_site *site, int head)
{
    size_t n = site->n_scores[head];
    double *score = tn_resize(NULL, n, sizeof(*score));
    uint64_t *key = (uint64_t *)(void *)score, *spare; /* its memory serves while they are sorted */

    for (size_t i = 0; score && i < n; i++)
        key[i] = tn_float_order(site->score[head][i]);
    free(site->score[head]);
    site->score[head] = NULL;
    spare = score ? tn_resize(NULL, n, sizeof(*spare)) : NULL;
    if (!spare) {
        free(score);
        return NULL;
    }
    tn_sort_keys(key, spare, n, 0);
    free(spare);
    for (size_t i = 0; i < n; i++)
        score[i] = (double)tn_float_of_order((uint32_t)key[i]);
    return score;
}

static void finish_table(tn_article_stats *all)
{
    tn_crosstab *table = &all->sentiment_by_stance;

    if (all->head[TENOR_SENTIMENT].present && all->head[TENOR_STANCE].present) {
        table->n_rows = all->head[TENOR_SENTIMENT].n_classes;
        table->n_columns = all->head[TENOR_STANCE].n_classes;
    }
    tn_crosstab_finish(table);
}

/* ----------------------------------------------- articles beside each other */

static tn_estimate mean_of(const tn_site *site, size_t index, int head)
{
    return tn_moderated(&site->member[index].voices[head], &site->pooled[head]);
}

static tn_site_sums sums_of(const tn_estimate *mean, int64_t n_comments)
{
    double n = (double)n_comments, variance = n * n * mean->variance;

    if (n_comments == 0)
        return (tn_site_sums){ 0 };
    return (tn_site_sums){ n_comments, n * mean->mean, variance,
                           variance * variance / mean->degrees };
}

/* the mean of all other articles' comments */
static tn_estimate rest_of(const tn_site_sums *all, const tn_site_sums *own)
{
    double n = (double)(all->n - own->n), variance = fmax(0.0, all->variance - own->variance);
    double fourth = fmax(0.0, all->fourth - own->fourth);

    if (n == 0.0)
        return (tn_estimate){ NAN, NAN, NAN };
    return (tn_estimate){ (all->scores - own->scores) / n, variance / (n * n),
                          variance * variance / fourth };
}

/* an article's mean and that of the rest */
static void side_by_side(tn_estimate *own, tn_estimate *rest, const tn_site *site, size_t index,
                         int head)
{
    tn_site_sums sums;

    *own = mean_of(site, index, head);
    sums = sums_of(own, site->member[index].voices[head].n);
    *rest = rest_of(&site->over[head], &sums);
}

/* how articles' means differ, and which are unlike the others' */
static int compare_means(tn_site *site, int head, tenor_error *err)
{
    size_t n = site->n_articles;
    tn_estimate *mean = tn_alloc(n, sizeof(*mean));
    double *p = tn_alloc(n, sizeof(*p));
    tn_site_sums *all = &site->over[head];
    int rc = mean && p ? 0 : tn_no_memory(err);

    if (rc < 0)
        goto done;
    for (size_t a = 0; a < n; a++) {
        tn_site_sums own;

        mean[a] = mean_of(site, a, head);
        own = sums_of(&mean[a], site->member[a].voices[head].n);
        all->n += own.n;
        all->scores += own.scores;
        all->variance += own.variance;
        all->fourth += own.fourth;
    }
    tn_hierarchy_of(&site->stats.means[head], mean, n);
    for (size_t a = 0; a < n; a++) {
        tn_hierarchy_place(&site->member[a].placed[head], &mean[a], &site->stats.means[head]);
        p[a] = site->member[a].placed[head].p_value;
    }
    rc = tn_q_values(p, p, n, err);
    for (size_t a = 0; rc == 0 && a < n; a++)
        site->member[a].unusual_q[head] = p[a];
done:
    free(mean);
    free(p);
    return rc;
}

/* differences of all heads are one family of tests, trends another */
static int compare_articles(tn_site *site, tenor_error *err)
{
    size_t n = site->n_articles;
    double *p = tn_alloc(n * TENOR_N_HEADS, sizeof(*p));
    int rc = p ? 0 : tn_no_memory(err);

    for (size_t i = 0; rc == 0 && i < n * TENOR_N_HEADS; i++) {
        tn_estimate own, rest;

        side_by_side(&own, &rest, site, i / TENOR_N_HEADS, (int)(i % TENOR_N_HEADS));
        p[i] = tn_difference_p_value(&own, &rest);
    }
    rc = rc == 0 ? tn_q_values(p, p, n * TENOR_N_HEADS, err) : rc;
    for (size_t i = 0; rc == 0 && i < n * TENOR_N_HEADS; i++)
        site->member[i / TENOR_N_HEADS].difference_q[i % TENOR_N_HEADS] = p[i];
    for (size_t a = 0; rc == 0 && a < n; a++)
        p[a] = site->member[a].trend_q;
    rc = rc == 0 ? tn_q_values(p, p, n, err) : rc;
    for (size_t a = 0; rc == 0 && a < n; a++)
        site->member[a].trend_q = p[a];
    free(p);
    return rc;
}

int tn_site_finish_head(tn_site *site, int head, const tn_heads *heads, tenor_error *err)
{
    tn_head_stats *out = &site->stats.all.head[head];
    size_t n = site->n_scores[head];
    int n_classes = heads->n_classes[head];
    double *score = take_scores(site, head);
    int rc;

    if (!score)
        return tn_no_memory(err);
    tn_score_histogram_of(&site->stats.histogram[head], score, n);
    out->n_classes = n_classes;
    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        out->label[c].count = site->sums.head[head].count[c];
    out->posteriors = site->sums.head[head].posteriors;
    out->present = n_classes > 0 && (out->present || head != TENOR_STANCE);
    rc = tn_head_figures(out, head, score, n, heads->site_error[head], 0.0, err);
    free(score);
    return rc < 0 ? rc : compare_means(site, head, err);
}

int tn_site_finish(tn_site *site, tenor_error *err)
{
    int rc;

    if (site->n_articles == 0)
        tn_counts_begin(&site->stats.all.comments);
    site->stats.articles = (int64_t)site->n_articles;
    site->stats.all.comments.authors = (int64_t)site->author.n_taken;
    tn_hash_map_free(&site->author);
    finish_table(&site->stats.all);
    rc = compare_articles(site, err);
    return rc < 0 ? rc
                  : tn_rollups_finish(&site->rollups, &site->sums, site->stats.means, site->pooled,
                                      err);
}

void tn_site_place(tn_article_stats *stats, const tn_site *site, size_t index)
{
    const tn_site_member *member = &site->member[index];

    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tn_head_stats *own = &stats->head[head];
        tn_estimate mean, rest;

        own->placed = member->placed[head];
        own->unusual_q = member->unusual_q[head];
        side_by_side(&mean, &rest, site, index, head);
        own->std_error = sqrt(mean.variance);
        tn_difference_of(&own->difference, &mean, &rest);
        own->difference.q_value = member->difference_q[head];
    }
    stats->discussion.trend.change.q_value = member->trend_q;
}

void tn_site_free(tn_site *site)
{
    for (int head = 0; head < TENOR_N_HEADS; head++)
        free(site->score[head]);
    free(site->member);
    tn_rollups_free(&site->rollups);
    tn_hash_map_free(&site->author);
    *site = (tn_site){ 0 };
}
