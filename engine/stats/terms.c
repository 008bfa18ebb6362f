/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.c - the words that set an article, or a class of comments, apart
 *
 * Every list is one comparison of the counts in a tally: the words that may be shown, and all
 * others as one more word, between a group of comments and what it is held against.
 */
#include "stats/terms.h"

#include "stats/distinctive.h"

#include <stdlib.h>

/* A group of comments against the rest of its head's, or against the site. */
typedef struct {
    int group;
    int first, n_classes;      /* the head's groups */
    const tn_site_words *site; /* NULL: against the other groups */
    double prior;              /* pseudo-counts for each count */
} comparison;

/* An element for each word that is compared, and a last one for all other words together. */
typedef struct {
    int64_t *a, *b; /* comments with the word: of the group, and on the other side */
    double *prior;
    tn_log_odds *odds;
    const tn_term_row **row; /* none for the last */
    size_t n;                /* words without the last */
    size_t *best;            /* indices of the terms */
} columns;

/* as the last element */
static void put_counts(columns *words, const comparison *c, int64_t a, int64_t b)
{
    words->a[words->n] = a;
    words->b[words->n] = b;
    words->prior[words->n] = c->prior * (double)(c->site ? b : a + b);
}

/* of the head's other groups */
static int64_t others(const comparison *c, const int64_t *count)
{
    int64_t n = 0;

    for (int g = c->first; g < c->first + c->n_classes; g++)
        n += g != c->group ? count[g] : 0;
    return n;
}

/* all words together less those that have an element */
static void put_rest(columns *words, const comparison *c, const int64_t *total)
{
    size_t n = words->n;

    put_counts(words, c, total[c->group],
               c->site ? c->site->total[TN_GROUP_ALL] : others(c, total));
    for (size_t w = 0; w < n; w++) {
        words->a[n] -= words->a[w];
        words->b[n] -= words->b[w];
        words->prior[n] -= words->prior[w];
    }
    if (!(words->prior[n] > 0.0)) /* nothing is left but rounding */
        words->prior[n] = 0.0;
}

static void fill_columns(columns *words, const comparison *c, const tn_term_tally *tally)
{
    words->n = 0;
    for (size_t i = 0; i < tally->n_shown; i++) {
        const tn_term_row *row = tally->shown[i].row;

        if (tn_is_shown(row, c->group)) {
            int64_t b = c->site ? c->site->count[(size_t)row->word * TN_N_GROUPS + TN_GROUP_ALL]
                                : others(c, row->count);

            put_counts(words, c, row->count[c->group], b);
            words->row[words->n++] = row;
        }
    }
    put_rest(words, c, tally->total);
}

static int compare(tn_term_list *out, const tn_term_tally *tally, int k, const comparison *c,
                   columns *words, tenor_error *err)
{
    size_t n_best;
    int rc;

    fill_columns(words, c, tally);
    rc = tn_log_odds_of(words->odds, words->a, words->b, words->prior, words->n + 1, err);
    if (rc < 0)
        return rc;
    n_best = tn_log_odds_top(words->best, (size_t)k, TN_TERM_MIN_Z, words->odds, words->n);
    for (size_t i = 0; i < n_best; i++) {
        const tn_term_row *row = words->row[words->best[i]];
        const tn_log_odds *odds = &words->odds[words->best[i]];

        out->term[out->n++] = (tn_term){ row->text, row->count[c->group], odds->log_odds, odds->z };
    }
    return 0;
}

static int compare_classes(tn_terms *out, const tn_term_tally *tally, int k, columns *words,
                           tenor_error *err)
{
    int rc = 0;

    for (int head = 0; head < TN_TERM_HEADS; head++) {
        int n = tally->heads->n_classes[head];

        out->present[head] = n > 0 && (head != TENOR_STANCE || tally->any_stance);
        for (int side = 0; rc == 0 && out->present[head] && side < 2; side++) {
            comparison c = { .group = tn_group_of(head, side == 0 ? 0 : n - 1),
                             .first = tn_group_of(head, 0),
                             .n_classes = n,
                             .prior = TN_TERM_PRIOR };

            rc = compare(&out->of_class[head][side], tally, k, &c, words, err);
        }
    }
    return rc;
}

/* all lists of a tally; `against_site`: NULL for the site itself */
static int fill_lists(tn_terms *out, const tn_term_tally *tally, int k,
                      const comparison *against_site, tenor_error *err)
{
    size_t n = tally->n_shown + 1;
    columns words = { .a = tn_alloc(n, sizeof(*words.a)),
                      .b = tn_alloc(n, sizeof(*words.b)),
                      .prior = tn_alloc(n, sizeof(*words.prior)),
                      .odds = tn_alloc(n, sizeof(*words.odds)),
                      .row = tn_alloc(n, sizeof(*words.row)),
                      .best = tn_alloc((size_t)k, sizeof(*words.best)) };
    int rc = words.a && words.b && words.prior && words.odds && words.row && words.best
                 ? 0
                 : tn_no_memory(err);

    if (rc < 0)
        goto done;
    if (against_site)
        rc = compare(&out->distinctive, tally, k, against_site, &words, err);
    if (rc < 0)
        goto done;
    rc = compare_classes(out, tally, k, &words, err);

done:
    free(words.a);
    free(words.b);
    free(words.prior);
    free(words.odds);
    free(words.row);
    free(words.best);
    return rc;
}

/* empties them; terms past the end of a list are never read, and so need not be cleared */
static void begin_lists(tn_terms *out)
{
    out->distinctive.n = 0;
    for (int head = 0; head < TN_TERM_HEADS; head++) {
        out->present[head] = false;
        out->of_class[head][0].n = out->of_class[head][1].n = 0;
    }
}

/* enough to steady small counts of a large site, too little to drown those of a small one */
static double site_prior(const tn_site_words *site)
{
    double n = (double)site->total[TN_GROUP_ALL];

    return TN_TERM_PRIOR * n > TN_TERM_MAX_PRIOR ? TN_TERM_MAX_PRIOR / n : TN_TERM_PRIOR;
}

int tn_article_terms_of(tn_terms *out, tn_term_tally *scratch, const tn_site_words *site,
                        const tn_article_records *article, const tn_heads *heads, int k,
                        tenor_error *err)
{
    const comparison against_site = { .group = TN_GROUP_ALL,
                                      .site = site,
                                      .prior = site_prior(site) };
    int rc = tn_tally_article(scratch, site, article, heads, err);

    begin_lists(out);
    return rc == 0 ? fill_lists(out, scratch, k, &against_site, err) : rc;
}

int tn_site_terms_begin(tn_site_terms *terms, const tn_site_words *site, const tn_heads *heads,
                        int k, tenor_error *err)
{
    *terms = (tn_site_terms){ .k = k };
    return tn_tally_site_begin(&terms->tally, site, heads, err);
}

int tn_site_terms_add(tn_site_terms *terms, const tn_article_records *article, tenor_error *err)
{
    return tn_tally_site_add(&terms->tally, article, err);
}

int tn_site_terms_end(tn_terms *out, tn_site_terms *terms, tenor_error *err)
{
    int rc = tn_tally_site_end(&terms->tally, err);

    begin_lists(out);
    return rc == 0 ? fill_lists(out, &terms->tally, terms->k, NULL, err) : rc;
}

void tn_site_terms_free(tn_site_terms *terms)
{
    tn_term_tally_free(&terms->tally);
    *terms = (tn_site_terms){ 0 };
}
