/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.c - the words that set an article, or a class of comments, apart
 */
#include "stats/terms.h"

#include "base/sort.h"
#include "stats/distinctive.h"

#include <stdlib.h>
#include <string.h>

#define NO_ROW  UINT32_MAX /* in row_of: met, but too seldom */
#define NO_WORD UINT32_MAX /* in used: the end of a record */

_Static_assert(TN_N_GROUPS <= 8, "groups are bits of a byte");

/* Different people who used a word; counts up to TN_TERM_VOICES. */
typedef struct tn_voices {
    uint64_t author[TN_TERM_VOICES - 1];
    int n;
} voices;

typedef struct tn_term_row {
    const char *text;
    uint64_t first_bytes; /* of the text, most significant first; of rows that are shown */
    uint32_t word;        /* number in tn_site_words */
    int64_t count[TN_N_GROUPS];
    uint8_t shown; /* bits: the groups in which enough people used it */
} term_row;

/* What is described: one article, or the whole site. */
typedef struct {
    const tn_site_words *site;
    const tn_heads *heads;
    tn_term_tally *tally;
    int k;
} scope;

/* ------------------------------------------------------------ rows by word */

static int begin_tally(tn_term_tally *tally, const tn_site_words *site, tenor_error *err)
{
    if (!tally->row_of) {
        tally->row_of = tn_alloc(site->n_words, sizeof(*tally->row_of));
    }
    for (size_t i = 0; i < tally->n_met; i++) { /* of the article before */
        tally->row_of[tally->met[i]] = 0;
    }
    tally->n_met = tally->n_used = tally->n_rows = 0;
    memset(tally->total, 0, sizeof(tally->total));
    return tally->row_of ? 0 : tn_no_memory(err);
}

static int add_row(tn_term_tally *tally, const tn_site_words *site, uint32_t word, tenor_error *err)
{
    int rc = tn_grow((void **)&tally->row, &tally->row_capacity, tally->n_rows + 1,
                     sizeof(*tally->row), err);

    if (rc == 0) {
        tally->row[tally->n_rows++] = (term_row){ .text = site->text[word], .word = word };
        tally->row_of[word] = (uint32_t)tally->n_rows;
    }
    return rc;
}

/* nobody has been heard yet */
static int make_voices(tn_term_tally *tally, tenor_error *err)
{
    size_t n = tally->n_rows * TN_N_GROUPS;
    int rc = tn_grow((void **)&tally->heard, &tally->heard_capacity, n, sizeof(*tally->heard), err);

    for (size_t i = 0; rc == 0 && i < n; i++) {
        tally->heard[i].n = 0;
    }
    return rc;
}

/* ----------------------------------------------------------------- counts */

/* room for a record's words, each of which has at least a byte, and their end */
static int make_room(tn_term_tally *tally, const tn_record *record, tenor_error *err)
{
    size_t n = (size_t)record->words.n_bytes + 1;
    int rc = tn_grow((void **)&tally->met, &tally->met_capacity, tally->n_met + n,
                     sizeof(*tally->met), err);

    return rc == 0 ? tn_grow((void **)&tally->used, &tally->used_capacity, tally->n_used + n,
                             sizeof(*tally->used), err)
                   : rc;
}

/* in row_of, for the time being */
static int count_record(const scope *s, const tn_record *record, bool with_stance, tenor_error *err)
{
    tn_term_tally *tally = s->tally;
    int group[TN_MAX_GROUPS];
    int n_groups = tn_record_groups(group, record, s->heads, with_stance);
    size_t n_before = tally->n_used;
    uint32_t at = 0, word;
    int rc = make_room(tally, record, err);

    while (rc == 0 && tn_site_word_next(s->site, &record->words, &at, &word)) {
        if (tally->row_of[word]++ == 0) {
            tally->met[tally->n_met++] = word;
        }
        tally->used[tally->n_used++] = word;
    }
    for (int g = 0; rc == 0 && g < n_groups; g++) {
        tally->total[group[g]] += (int64_t)(tally->n_used - n_before);
    }
    if (rc == 0) {
        tally->used[tally->n_used++] = NO_WORD;
    }
    return rc;
}

/* only words that are used often enough get a row: most are not, and need no more than a count */
static int add_frequent(const scope *s, tenor_error *err)
{
    tn_term_tally *tally = s->tally;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < tally->n_met; i++) {
        uint32_t word = tally->met[i];

        if (tally->row_of[word] >= TN_TERM_VOICES) {
            rc = add_row(tally, s->site, word, err);
        } else {
            tally->row_of[word] = NO_ROW;
        }
    }
    return rc;
}

static int count_article(const scope *s, const tn_article_records *article, tenor_error *err)
{
    bool with_stance = tn_stance_counts(article, false);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < article->n_records; i++) {
        rc = count_record(s, &article->record[i], with_stance, err);
    }
    return rc == 0 ? add_frequent(s, err) : rc;
}

/* the site's counts are at hand */
static int take_site_counts(const scope *s, tenor_error *err)
{
    const tn_site_words *site = s->site;
    int rc = 0;

    memcpy(s->tally->total, site->total, sizeof(site->total));
    for (size_t w = 0; rc == 0 && w < site->n_words; w++) {
        const uint32_t *count = &site->count[w * TN_N_GROUPS];

        if (count[TN_GROUP_ALL] < TN_TERM_VOICES) {
            continue;
        }
        rc = add_row(s->tally, site, (uint32_t)w, err);
        for (int g = 0; rc == 0 && g < TN_N_GROUPS; g++) {
            s->tally->row[s->tally->n_rows - 1].count[g] = count[g];
        }
    }
    return rc;
}

/* ----------------------------------------------------------------- voices */

static void add_voice(voices *v, uint64_t author)
{
    if (v->n >= TN_TERM_VOICES) {
        return;
    }
    for (int i = 0; author != 0 && i < v->n; i++) {
        if (v->author[i] == author) {
            return;
        }
    }
    if (v->n < TN_TERM_VOICES - 1) {
        v->author[v->n] = author;
    }
    v->n++;
}

/* of an article: its words, from `word` on, are counted by group besides; returns the next one's */
static const uint32_t *hear_record(const scope *s, const tn_record *record, bool with_stance,
                                   const uint32_t *word)
{
    int group[TN_MAX_GROUPS];
    int n_groups = tn_record_groups(group, record, s->heads, with_stance);

    for (; *word != NO_WORD; word++) {
        uint32_t row = s->tally->row_of[*word];

        for (int g = 0; row != NO_ROW && g < n_groups; g++) {
            add_voice(&s->tally->heard[(size_t)(row - 1) * TN_N_GROUPS + (size_t)group[g]],
                      record->author_key);
            s->tally->row[row - 1].count[group[g]]++;
        }
    }
    return word + 1;
}

static void hear_article(const scope *s, const tn_article_records *article)
{
    bool with_stance = tn_stance_counts(article, false);
    const uint32_t *word = s->tally->used;

    for (size_t i = 0; i < article->n_records; i++) {
        word = hear_record(s, &article->record[i], with_stance, word);
    }
}

/* of the site: `waiting` holds for each word the groups that need voices yet */
static void hear_for_site(const scope *s, const tn_record *record, bool with_stance,
                          uint8_t *waiting)
{
    int group[TN_MAX_GROUPS];
    int n_groups = tn_record_groups(group, record, s->heads, with_stance);
    uint32_t at = 0, word;
    unsigned groups = 0;

    for (int g = 0; g < n_groups; g++) {
        groups |= 1u << group[g];
    }
    while (tn_site_word_next(s->site, &record->words, &at, &word)) {
        /* most words of a site are frequent ones, of which enough has been heard soon */
        for (int g = 0; (waiting[word] & groups) != 0 && g < n_groups; g++) {
            size_t row = s->tally->row_of[word] - 1;
            voices *v = &s->tally->heard[row * TN_N_GROUPS + (size_t)group[g]];

            add_voice(v, record->author_key);
            if (v->n >= TN_TERM_VOICES) {
                waiting[word] = (uint8_t)(waiting[word] & ~(1u << group[g]));
            }
        }
    }
}

/* the groups in which enough people used a word */
static uint8_t groups_shown(const voices heard[TN_N_GROUPS])
{
    unsigned shown = 0;

    for (int g = 0; g < TN_N_GROUPS; g++) {
        shown |= (unsigned)(heard[g].n >= TN_TERM_VOICES) << g;
    }
    return (uint8_t)shown;
}

static uint64_t first_bytes_of(const char *text)
{
    uint64_t bytes = 0;

    for (int i = 0; i < 8; i++) {
        bytes = bytes << 8 | (uint8_t)*text;
        text += *text != '\0';
    }
    return bytes;
}

static inline bool stands_before(const term_row *a, const term_row *b)
{
    return a->first_bytes != b->first_bytes ? a->first_bytes < b->first_bytes
                                            : strcmp(a->text, b->text) < 0;
}

TN_DEFINE_SORT(sort_rows, term_row, stands_before)

/* of the frequent words those that enough people used, in the order of their bytes */
static void keep_shown(tn_term_tally *tally)
{
    size_t n = 0;

    for (size_t r = 0; r < tally->n_rows; r++) {
        uint8_t shown = groups_shown(&tally->heard[r * TN_N_GROUPS]);

        if (shown & (1u << TN_GROUP_ALL)) {
            tally->row[n] = tally->row[r];
            tally->row[n].first_bytes = first_bytes_of(tally->row[n].text);
            tally->row[n++].shown = shown;
        }
    }
    tally->n_rows = n;
    sort_rows(tally->row, n);
}

/* ------------------------------------------------------------ comparisons */

/* A group of comments against the rest of its head's, or against the site. */
typedef struct {
    int group;
    int first, n_classes;      /* the head's groups */
    const tn_site_words *site; /* NULL: against the other groups */
    double prior;              /* pseudo-counts for each count */
} comparison;

typedef struct {
    int64_t *a, *b;
    double *prior;
    tn_log_odds *odds;
    size_t *row, *best; /* of n; best are indices into row */
    size_t n;           /* words compared; the last element is all other words */
} compared;

static void add_word(compared *to, const comparison *c, int64_t a, int64_t b)
{
    to->a[to->n] = a;
    to->b[to->n] = b;
    to->prior[to->n] = c->prior * (double)(c->site ? b : a + b);
}

/* of the head's other groups */
static int64_t others(const comparison *c, const int64_t *count)
{
    int64_t n = 0;

    for (int g = c->first; g < c->first + c->n_classes; g++) {
        n += g != c->group ? count[g] : 0;
    }
    return n;
}

/* all words together less those that stand by themselves */
static void add_rest(compared *to, const comparison *c, const tn_term_tally *tally)
{
    size_t n = to->n;

    add_word(to, c, tally->total[c->group],
             c->site ? c->site->total[TN_GROUP_ALL] : others(c, tally->total));
    for (size_t w = 0; w < n; w++) {
        to->a[n] -= to->a[w];
        to->b[n] -= to->b[w];
        to->prior[n] -= to->prior[w];
    }
    if (!(to->prior[n] > 0.0)) { /* nothing is left but rounding */
        to->prior[n] = 0.0;
    }
}

static void line_up(compared *to, const comparison *c, const tn_term_tally *tally)
{
    for (size_t r = 0; r < tally->n_rows; r++) {
        const term_row *row = &tally->row[r];

        if (row->shown & (1u << c->group)) {
            int64_t b = c->site ? c->site->count[(size_t)row->word * TN_N_GROUPS + TN_GROUP_ALL]
                                : others(c, row->count);

            add_word(to, c, row->count[c->group], b);
            to->row[to->n++] = r;
        }
    }
    add_rest(to, c, tally);
}

static int compare(tn_term_list *out, const scope *s, const comparison *c, compared *words,
                   tenor_error *err)
{
    const tn_term_tally *tally = s->tally;
    size_t n_best = 0;
    int rc;

    words->n = 0;
    line_up(words, c, tally);
    rc = tn_log_odds_of(words->odds, words->a, words->b, words->prior, words->n + 1, err);
    if (rc == 0) {
        rc = tn_log_odds_top(words->best, &n_best, (size_t)s->k, TN_TERM_MIN_Z, words->odds,
                             words->n, err);
    }
    for (size_t i = 0; rc == 0 && i < n_best; i++) {
        const term_row *row = &tally->row[words->row[words->best[i]]];
        const tn_log_odds *odds = &words->odds[words->best[i]];

        out->term[out->n++] = (tn_term){ row->text, row->count[c->group], odds->log_odds, odds->z };
    }
    return rc;
}

static int compare_classes(tn_terms *out, const scope *s, bool any_stance, compared *words,
                           tenor_error *err)
{
    int rc = 0;

    for (int head = 0; head < TN_TERM_HEADS; head++) {
        int n = s->heads->n_classes[head];

        out->present[head] = n > 0 && (head != TENOR_STANCE || any_stance);
        for (int side = 0; rc == 0 && out->present[head] && side < 2; side++) {
            comparison c = { .group = tn_group_of(head, side == 0 ? 0 : n - 1),
                             .first = tn_group_of(head, 0),
                             .n_classes = n,
                             .prior = TN_TERM_PRIOR };

            rc = compare(&out->of_class[head][side], s, &c, words, err);
        }
    }
    return rc;
}

/* all lists over the rows that are shown; `against_site`: NULL for a site */
static int fill_lists(tn_terms *out, const scope *s, const comparison *against_site,
                      bool any_stance, tenor_error *err)
{
    size_t n = s->tally->n_rows + 1;
    compared words = { .a = tn_alloc(n, sizeof(*words.a)),
                       .b = tn_alloc(n, sizeof(*words.b)),
                       .prior = tn_alloc(n, sizeof(*words.prior)),
                       .odds = tn_alloc(n, sizeof(*words.odds)),
                       .row = tn_alloc(n, sizeof(*words.row)),
                       .best = tn_alloc((size_t)s->k, sizeof(*words.best)) };
    int rc = words.a && words.b && words.prior && words.odds && words.row && words.best
                 ? 0
                 : tn_no_memory(err);

    if (rc == 0 && against_site) {
        rc = compare(&out->distinctive, s, against_site, &words, err);
    }
    if (rc == 0) {
        rc = compare_classes(out, s, any_stance, &words, err);
    }
    free(words.a);
    free(words.b);
    free(words.prior);
    free(words.odds);
    free(words.row);
    free(words.best);
    return rc;
}

/* no term in any list; what stands behind the last is not looked at */
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

/* ------------------------------------------------------------------ public */

int tn_article_terms_of(tn_terms *out, tn_term_tally *scratch, const tn_site_words *site,
                        const tn_article_records *article, const tn_heads *heads, int k,
                        tenor_error *err)
{
    const scope s = { site, heads, scratch, k };
    const comparison against_site = { .group = TN_GROUP_ALL,
                                      .site = site,
                                      .prior = site_prior(site) };
    int rc = begin_tally(scratch, site, err);

    begin_lists(out);
    if (rc == 0) {
        rc = count_article(&s, article, err);
    }
    if (rc == 0) {
        rc = make_voices(scratch, err);
    }
    if (rc < 0) {
        return rc;
    }
    hear_article(&s, article);
    keep_shown(scratch);
    return fill_lists(out, &s, &against_site, tn_stance_counts(article, false), err);
}

static scope scope_of(tn_site_terms *terms)
{
    return (scope){ terms->site, terms->heads, &terms->tally, terms->k };
}

int tn_site_terms_begin(tn_site_terms *terms, const tn_site_words *site, const tn_heads *heads,
                        int k, tenor_error *err)
{
    scope s;
    int rc;

    *terms = (tn_site_terms){ .site = site, .heads = heads, .k = k };
    s = scope_of(terms);
    rc = begin_tally(&terms->tally, site, err);
    if (rc == 0) {
        rc = take_site_counts(&s, err);
    }
    if (rc == 0) {
        rc = make_voices(&terms->tally, err);
    }
    if (rc == 0) {
        terms->waiting = tn_alloc(site->n_words, sizeof(*terms->waiting));
        rc = terms->waiting ? 0 : tn_no_memory(err);
    }
    for (size_t r = 0; rc == 0 && r < terms->tally.n_rows; r++) {
        terms->waiting[terms->tally.row[r].word] = UINT8_MAX;
    }
    return rc;
}

void tn_site_terms_add(tn_site_terms *terms, const tn_article_records *article)
{
    const scope s = scope_of(terms);
    bool with_stance = tn_stance_counts(article, true);

    terms->any_stance |= with_stance;
    for (size_t i = 0; i < article->n_records; i++) {
        hear_for_site(&s, &article->record[i], with_stance, terms->waiting);
    }
}

int tn_site_terms_end(tn_terms *out, tn_site_terms *terms, tenor_error *err)
{
    const scope s = scope_of(terms);

    begin_lists(out);
    keep_shown(&terms->tally);
    return fill_lists(out, &s, NULL, terms->any_stance, err);
}

void tn_site_terms_free(tn_site_terms *terms)
{
    tn_term_tally_free(&terms->tally);
    free(terms->waiting);
    *terms = (tn_site_terms){ 0 };
}

void tn_term_tally_free(tn_term_tally *tally)
{
    free(tally->row);
    free(tally->heard);
    free(tally->row_of);
    free(tally->met);
    free(tally->used);
    *tally = (tn_term_tally){ 0 };
}
