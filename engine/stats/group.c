/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.c - the comments of several articles together, and how far groups are apart
 */
#include "stats/group.h"

#include "base/sort.h"
#include "stats/internal.h"
#include "text/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400

/* ------------------------------------------------------------------- sums */

void tn_group_sums_of(tn_group_sums *out, const tn_article_records *article,
                      const tn_article_stats *stats)
{
    *out = (tn_group_sums){ .comments = stats->comments.count, .scored = stats->comments.scored };
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_head_stats *from = &stats->head[h];
        tn_head_sums *head = &out->head[h];

        if (from->n == 0 || !tn_counts_for_site(article, h))
            continue;
        head->n = from->n;
        for (int c = 0; c < TENOR_MAX_CLASSES; c++)
            head->count[c] = from->label[c].count;
        head->posteriors = from->posteriors;
        tn_sum_add_product(&head->score, (double)from->n, from->score.mean);
    }
}

static void add_sum(tn_sum *to, tn_sum from)
{
    tn_sum_add(to, from.high);
    to->low += from.low;
}

void tn_group_add(tn_group_sums *to, const tn_group_sums *article)
{
    to->articles++;
    to->comments += article->comments;
    to->scored += article->scored;
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_head_sums *from = &article->head[h];
        tn_head_sums *head = &to->head[h];

        if (from->n == 0)
            continue;
        head->n += from->n;
        head->n_squared += (double)from->n * (double)from->n;
        for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
            head->count[c] += from->count[c];
            head->posteriors.sum[c] += from->posteriors.sum[c];
            head->posteriors.variance[c] += from->posteriors.variance[c];
        }
        head->posteriors.score_variance += from->posteriors.score_variance;
        add_sum(&head->score, from->score);
    }
}

void tn_group_head(tn_head_stats *out, const tn_head_sums *sums, int head, const tn_heads *heads)
{
    *out = (tn_head_stats){ .present = heads->n_classes[head] > 0,
                            .n_classes = heads->n_classes[head],
                            .n = sums->n,
                            .posteriors = sums->posteriors,
                            .score.mean = tn_sum_value(sums->score) / (double)sums->n };
    for (int c = 0; c < out->n_classes; c++)
        out->label[c].count = sums->count[c];
    tn_shares_of(out->label, &out->posteriors, out->n, head, out->n_classes,
                 heads->site_error[head], 0.0);
    tn_mean_interval(&out->mean_low, &out->mean_high, out->score.mean, &out->posteriors, out->n,
                     head, out->n_classes, heads->site_error[head], 0.0);
}

/* --------------------------------------------------- sections and targets */

/* the group of a key, which is begun with `name` if there is none yet */
static int add_named(tn_groups *groups, tenor_str key, tenor_str name, const tn_group_sums *own,
                     tenor_error *err)
{
    uint64_t hash = tn_hash(key.data, key.bytes);
    int rc = tn_hash_map_reserve(&groups->by_name, 1, err);
    tn_hash_slot *slot;

    if (rc < 0)
        return rc;
    slot = tn_hash_map_find(&groups->by_name, hash);
    if (slot->value == 0) {
        char *copy = name.data ? tn_arena_copy(&groups->names, name.data, name.bytes) : NULL;

        if (name.data && !copy)
            return tn_no_memory(err);
        rc = tn_grow((void **)&groups->group, &groups->capacity, groups->n + 1,
                     sizeof(*groups->group), err);
        if (rc < 0)
            return rc;
        groups->group[groups->n++] = (tn_group){ .name = { copy, name.bytes } };
        tn_hash_map_put(&groups->by_name, slot, hash, groups->n);
    }
    tn_group_add(&groups->group[slot->value - 1].sums, own);
    return 0;
}

/* what names have in common that differ in case or blanks alone: words as a model knows them */
static int target_key(tenor_str *key, tn_target *scratch, tenor_str name, tenor_error *err)
{
    int rc = tn_target_read(scratch, name, err);

    *key = name;
    if (rc == 0 && scratch->name->form.bytes > 0)
        *key = (tenor_str){ scratch->name->form.data, scratch->name->form.bytes };
    return rc;
}

int tn_is_same_target(bool *same, const char *a, const char *b, tenor_error *err)
{
    tn_target one = { 0 }, other = { 0 };
    tenor_str key[2];
    int rc = target_key(&key[0], &one, tn_str(a), err);

    if (rc == 0)
        rc = target_key(&key[1], &other, tn_str(b), err);
    *same = rc == 0 && tn_str_compare(key[0], key[1]) == 0;
    tn_target_free(&one);
    tn_target_free(&other);
    return rc;
}

static int add_target(tn_rollups *rollups, tenor_str target, const tn_group_sums *own,
                      tenor_error *err)
{
    tenor_str name = tn_target_name(target), key;
    int rc = target_key(&key, &rollups->target, name, err);

    return rc < 0 ? rc : add_named(&rollups->targets, key, name, own, err);
}

/* ---------------------------------------------------------------- periods */

static int64_t day_of(int64_t time_s)
{
    return time_s / DAY_S - (time_s % DAY_S < 0);
}

int64_t tn_period_start(tn_period_unit unit, int64_t time_s)
{
    int64_t day = day_of(time_s);
    struct tm date = { .tm_mday = 1 };

    if (unit == TN_WEEK)
        day -= ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    if (unit == TN_MONTH) {
        (void)gmtime_r(&(time_t){ time_s }, &date);
        day -= date.tm_mday - 1;
    }
    return day * DAY_S;
}

/* the index of a period, which is put in its place if there is room or an older one makes it */
static int find_period(size_t *index, tn_groups *groups, int64_t start_s, tenor_error *err)
{
    size_t low = 0, high = groups->n;
    int rc;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (groups->group[middle].start_s < start_s)
            low = middle + 1;
        else
            high = middle;
    }
    *index = low;
    if (low < groups->n && groups->group[low].start_s == start_s)
        return 0;
    if (groups->n < TN_PERIODS_MAX) {
        rc = tn_grow((void **)&groups->group, &groups->capacity, groups->n + 1,
                     sizeof(*groups->group), err);
        if (rc < 0)
            return rc;
        memmove(&groups->group[low + 1], &groups->group[low],
                (groups->n++ - low) * sizeof(*groups->group));
    } else if (low > 0) {
        memmove(groups->group, groups->group + 1, --low * sizeof(*groups->group));
    } else {
        *index = SIZE_MAX; /* later ones are kept */
        return 0;
    }
    groups->group[low] = (tn_group){ .start_s = start_s };
    *index = low;
    return 0;
}

/* An article's comments in a period; and how many it had in the one before, if that came last. */
typedef struct {
    int64_t start_s;
    tn_group_sums sums; /* no comments: it has not begun */
    int64_t before_s, n_before[TENOR_N_HEADS];
} part;

static int end_part(tn_groups *groups, part *p, tn_period_unit unit, tenor_error *err)
{
    bool follows;
    size_t index;
    int rc;

    if (p->sums.comments == 0)
        return 0;
    if ((rc = find_period(&index, groups, p->start_s, err)) < 0)
        return rc;
    follows = p->before_s != TENOR_NO_TIME && p->before_s == tn_period_start(unit, p->start_s - 1);
    if (index != SIZE_MAX)
        tn_group_add(&groups->group[index].sums, &p->sums);
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        if (index != SIZE_MAX && follows)
            groups->group[index].sums.head[h].n_before +=
                (double)p->sums.head[h].n * (double)p->n_before[h];
        p->n_before[h] = p->sums.head[h].n;
    }
    p->before_s = p->start_s;
    p->sums = (tn_group_sums){ 0 };
    return 0;
}

/* the article's comments of one day, to its day, week and month */
static int end_day(tn_rollups *rollups, part *parts, int64_t day, const tn_group_sums *sums,
                   tenor_error *err)
{
    for (int unit = 0; unit < TN_N_UNITS; unit++) {
        int64_t start_s = tn_period_start((tn_period_unit)unit, day * DAY_S);
        part *p = &parts[unit];

        if (start_s != p->start_s) {
            int rc = end_part(&rollups->periods[unit], p, (tn_period_unit)unit, err);

            if (rc < 0)
                return rc;
        }
        p->start_s = start_s;
        tn_group_add(&p->sums, sums);
    }
    return 0;
}

static void add_comment(tn_group_sums *sums, const tn_record *record, const int *n_classes)
{
    sums->comments++;
    sums->scored += record->unscored == TENOR_SCORED;
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        int label = tn_record_class(record, h, n_classes[h]);
        tn_head_sums *head = &sums->head[h];

        if (label < 0)
            continue;
        head->n++;
        head->count[label]++;
        tn_posteriors_add(&head->posteriors, record->p[h], n_classes[h]);
        tn_sum_add(&head->score, (double)tn_record_score(record, h, n_classes[h]));
    }
}

/* by day, those of a day in the order of the records */
static int add_periods(tn_rollups *rollups, const tn_article_records *article,
                       const tn_article_stats *stats, tenor_error *err)
{
    int64_t first_day = day_of(stats->comments.first_at_s), day = 0;
    int n_classes[TENOR_N_HEADS];
    part parts[TN_N_UNITS] = { 0 };
    tn_group_sums sums = { 0 };
    uint64_t *key = tn_resize(NULL, article->n_records, 2 * sizeof(*key)); /* half is spare */
    size_t n = 0;
    int rc = 0;

    if (!key)
        return tn_no_memory(err);
    for (int h = 0; h < TENOR_N_HEADS; h++)
        n_classes[h] =
            stats->head[h].present && tn_counts_for_site(article, h) ? stats->head[h].n_classes : 0;
    for (int unit = 0; unit < TN_N_UNITS; unit++)
        parts[unit].before_s = parts[unit].start_s = TENOR_NO_TIME;
    for (size_t i = 0; i < article->n_records; i++) {
        int64_t time_s = article->record[i].created_at_s;

        if (time_s != TENOR_NO_TIME)
            key[n++] = (uint64_t)(day_of(time_s) - first_day) << 32 | (uint32_t)i;
    }
    rollups->n_without_time += (int64_t)(article->n_records - n);
    tn_sort_keys(key, key + article->n_records, n, 4);
    for (size_t k = 0; rc == 0 && k < n; k++) {
        const tn_record *record = &article->record[(uint32_t)key[k]];
        int64_t own_day = day_of(record->created_at_s);

        if (sums.comments > 0 && own_day != day) {
            rc = end_day(rollups, parts, day, &sums, err);
            sums = (tn_group_sums){ 0 };
        }
        day = own_day;
        add_comment(&sums, record, n_classes);
    }
    free(key);
    if (rc == 0 && n > 0)
        rc = end_day(rollups, parts, day, &sums, err);
    for (int unit = 0; rc == 0 && unit < TN_N_UNITS; unit++)
        rc = end_part(&rollups->periods[unit], &parts[unit], (tn_period_unit)unit, err);
    return rc;
}

int tn_rollups_add(tn_rollups *rollups, const tn_article_records *article,
                   const tn_article_stats *stats, const tn_group_sums *own, tenor_error *err)
{
    const char *name = article->info.section;
    tenor_str section = name && *name ? tn_str(name) : (tenor_str){ 0 };
    int rc = add_named(&rollups->sections, section, section, own, err);

    if (rc == 0 && tn_is_topic(article->target_source) && article->target)
        rc = add_target(rollups, tn_str(article->target), own, err);
    return rc == 0 ? add_periods(rollups, article, stats, err) : rc;
}

/* ------------------------------------------------------------ differences */

/* of the means of two groups that have `shared` = sum n_a m_a of their articles in common */
static void compare(tn_difference *out, const tn_head_sums *a, const tn_head_sums *b, double shared,
                    const tn_hierarchy *means, const tn_pooled *pooled)
{
    double n = (double)a->n, m = (double)b->n;
    double apart = a->n_squared / (n * n) + b->n_squared / (m * m) - 2.0 * shared / (n * m);
    tn_estimate own = { .mean = tn_sum_value(a->score) / n,
                        .variance = means->between * means->between * apart +
                                    pooled->squares / pooled->degrees * (1.0 / n + 1.0 / m),
                        .degrees = (double)(means->n_articles - 1) };
    tn_estimate other = { .mean = tn_sum_value(b->score) / m, .degrees = INFINITY };

    tn_difference_of(out, &own, &other);
}

static const tn_difference no_difference = { NAN, NAN, NAN, NAN, NAN, NAN };

static void compare_with_rest(tn_group *group, const tn_group_sums *site, const tn_hierarchy *means,
                              const tn_pooled *pooled)
{
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_head_sums *own = &group->sums.head[h], *all = &site->head[h];
        tn_head_sums rest = { .n = all->n - own->n,
                              .n_squared = all->n_squared - own->n_squared,
                              .score = all->score };

        add_sum(&rest.score, (tn_sum){ -own->score.high, -own->score.low });
        group->difference[h] = no_difference;
        if (own->n > 0 && rest.n > 0)
            compare(&group->difference[h], own, &rest, 0.0, &means[h], &pooled[h]);
    }
}

static void compare_with_before(tn_group *group, const tn_group *before, const tn_hierarchy *means,
                                const tn_pooled *pooled)
{
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_head_sums *own = &group->sums.head[h];

        group->difference[h] = no_difference;
        if (before && own->n > 0 && before->sums.head[h].n > 0)
            compare(&group->difference[h], own, &before->sums.head[h], own->n_before, &means[h],
                    &pooled[h]);
    }
}

static int compare_groups(const void *left, const void *right)
{
    const tn_group *a = left, *b = right;

    if (a->sums.comments != b->sums.comments)
        return a->sums.comments < b->sums.comments ? 1 : -1;
    return tn_str_compare(a->name, b->name);
}

/* q over all tests of a document */
static int judge(tn_groups *const *groups, int n_groups, tenor_error *err)
{
    size_t n = 0, at = 0;
    tn_difference *all;
    int rc;

    for (int g = 0; g < n_groups; g++)
        n += groups[g]->n * TENOR_N_HEADS;
    all = tn_alloc(n, sizeof(*all));
    if (!all)
        return tn_no_memory(err);
    for (int g = 0; g < n_groups; g++)
        for (size_t i = 0; i < groups[g]->n; i++, at += TENOR_N_HEADS)
            memcpy(&all[at], groups[g]->group[i].difference, TENOR_N_HEADS * sizeof(*all));
    rc = tn_difference_q_values(all, n, err);
    at = 0;
    for (int g = 0; g < n_groups; g++)
        for (size_t i = 0; i < groups[g]->n; i++, at += TENOR_N_HEADS)
            memcpy(groups[g]->group[i].difference, &all[at], TENOR_N_HEADS * sizeof(*all));
    free(all);
    return rc;
}

static int finish_named(tn_groups *groups, const tn_group_sums *site, const tn_hierarchy *means,
                        const tn_pooled *pooled, tenor_error *err)
{
    tn_hash_map_free(&groups->by_name);
    if (groups->n > 1)
        qsort(groups->group, groups->n, sizeof(*groups->group), compare_groups);
    if (groups->n > TN_GROUPS_MAX) {
        groups->n_left_out = groups->n - TN_GROUPS_MAX;
        groups->n = TN_GROUPS_MAX;
    }
    for (size_t i = 0; i < groups->n; i++)
        compare_with_rest(&groups->group[i], site, means, pooled);
    return judge(&groups, 1, err);
}

int tn_rollups_finish(tn_rollups *rollups, const tn_group_sums *site, const tn_hierarchy *means,
                      const tn_pooled *pooled, tenor_error *err)
{
    tn_groups *periods[TN_N_UNITS];
    int rc;

    if ((rc = finish_named(&rollups->sections, site, means, pooled, err)) < 0 ||
        (rc = finish_named(&rollups->targets, site, means, pooled, err)) < 0)
        return rc;
    for (int unit = 0; unit < TN_N_UNITS; unit++) {
        tn_group *group = rollups->periods[unit].group;

        periods[unit] = &rollups->periods[unit];
        for (size_t i = 0; i < rollups->periods[unit].n; i++) {
            int64_t before_s = tn_period_start((tn_period_unit)unit, group[i].start_s - 1);
            bool has_before = i > 0 && group[i - 1].start_s == before_s;

            compare_with_before(&group[i], has_before ? &group[i - 1] : NULL, means, pooled);
        }
    }
    return judge(periods, TN_N_UNITS, err);
}

static void free_groups(tn_groups *groups)
{
    free(groups->group);
    tn_hash_map_free(&groups->by_name);
    tn_arena_free(&groups->names);
}

void tn_rollups_free(tn_rollups *rollups)
{
    free_groups(&rollups->sections);
    free_groups(&rollups->targets);
    for (int unit = 0; unit < TN_N_UNITS; unit++)
        free_groups(&rollups->periods[unit]);
    tn_target_free(&rollups->target);
    *rollups = (tn_rollups){ 0 };
}
