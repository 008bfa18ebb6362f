/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.c - the words that set an article, or a class of comments, apart
 */
#include "stats/terms.h"

#include "stats/distinctive.h"

#include <stdlib.h>
#include <string.h>

#define NO_ROW UINT32_MAX

_Static_assert(TN_N_GROUPS <= 8, "groups are bits of a byte");

/* Different people who used a word; counts up to TN_TERM_VOICES. */
typedef struct tn_voices {
    uint64_t author[TN_TERM_VOICES - 1];
    int n;
} voices;

struct tn_term_row {
    const char *text;
    uint32_t word; /* number in tn_site_words */
    int64_t count[TN_N_GROUPS];
    uint8_t shown; /* bits: the groups in which enough people used it */
};

/* What is described: one article, or the whole site. */
typedef struct {
    const tn_site_words *site;
    bool whole_site;
    const tn_heads *heads;
    tn_term_tally *tally;
    int k;
} scope;

/* ------------------------------------------------------------ rows by word */

/* the word's slot, or the empty one that is to be its */
static tn_term_slot *find_slot(const tn_term_tally *tally, uint32_t word)
{
    size_t at = (size_t)tn_mix(word, 0) & (tally->n_slots - 1);

    while (tally->slot[at].row != 0 && tally->slot[at].word != word) {
        at = (at + 1) & (tally->n_slots - 1);
    }
    return &tally->slot[at];
}

/* empty slots for so many words */
static int make_slots(tn_term_tally *tally, size_t n_words, tenor_error *err)
{
    size_t n = 16;
    int rc;

    while (n < 2 * n_words) {
        n *= 2;
    }
    rc = tn_grow((void **)&tally->slot, &tally->slot_capacity, n, sizeof(*tally->slot), err);
    if (rc == 0) {
        memset(tally->slot, 0, n * sizeof(*tally->slot));
        tally->n_slots = n;
    }
    return rc;
}

static int add_row(tn_term_tally *tally, const tn_site_words *site, uint32_t word, tenor_error *err)
{
    int rc = tn_grow((void **)&tally->row, &tally->row_capacity, tally->n_rows + 1,
                     sizeof(*tally->row), err);

    if (rc == 0) {
        tally->row[tally->n_rows++] = (tn_term_row){ .word = word, .text = site->text[word] };
    }
    return rc;
}

/* ----------------------------------------------------------------- counts */

static void count_record(const scope *s, const tn_record *record, bool with_stance)
{
    int group[TN_MAX_GROUPS];
    int n_groups = tn_record_groups(group, record, s->heads, with_stance);
    uint32_t at = 0, word;
    int64_t n_words = 0;

    while (tn_site_word_next(s->site, &record->words, &at, &word)) {
        tn_term_slot *slot = find_slot(s->tally, word);

        *slot = (tn_term_slot){ word, slot->row + 1 };
        n_words++;
    }
    for (int g = 0; g < n_groups; g++) {
        s->tally->total[group[g]] += n_words;
    }
}

/* only words that are used often enough get a row: most are not, and need no more than a count */
static int add_frequent(const scope *s, tenor_error *err)
{
    tn_term_tally *tally = s->tally;
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < tally->n_slots; at++) {
        tn_term_slot *slot = &tally->slot[at];

        if (slot->row >= TN_TERM_VOICES) {
            rc = add_row(tally, s->site, slot->word, err);
            slot->row = (uint32_t)tally->n_rows;
        } else if (slot->row > 0) {
            slot->row = NO_ROW;
        }
    }
    return rc;
}

static int count_article(const scope *s, const tn_article_records *article, tenor_error *err)
{
    bool with_stance = tn_stance_counts(article, s->whole_site);
    size_t n_words = 0; /* a word has at least a byte */
    int rc;

    for (size_t i = 0; i < article->n_records; i++) {
        n_words += article->record[i].words.n_bytes;
    }
    rc = make_slots(s->tally, n_words < s->site->n_words ? n_words : s->site->n_words, err);
    for (size_t i = 0; rc == 0 && i < article->n_records; i++) {
        count_record(s, &article->record[i], with_stance);
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

/*
 * Of an article, words are counted by group besides. Of the site, the counts are there, and
 * `waiting` holds for each word the groups that need voices yet.
 */
static void hear_record(const scope *s, const tn_record *record, bool with_stance, voices *heard,
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
        uint32_t row;

        /* most words of a site are frequent ones, of which enough has been heard soon */
        if (waiting && (waiting[word] & groups) == 0) {
            continue;
        }
        row = find_slot(s->tally, word)->row;
        for (int g = 0; row != 0 && row != NO_ROW && g < n_groups; g++) {
            voices *v = &heard[(size_t)(row - 1) * TN_N_GROUPS + (size_t)group[g]];

            add_voice(v, record->author_key);
            if (!waiting) {
                s->tally->row[row - 1].count[group[g]]++;
            } else if (v->n >= TN_TERM_VOICES) {
                waiting[word] = (uint8_t)(waiting[word] & ~(1u << group[g]));
            }
        }
    }
}

static void hear(const scope *s, const tn_article_records *article, voices *heard, uint8_t *waiting)
{
    bool with_stance = tn_stance_counts(article, s->whole_site);

    for (size_t i = 0; i < article->n_records; i++) {
        hear_record(s, &article->record[i], with_stance, heard, waiting);
    }
}

/* for each row, in which groups enough people used it */
static void mark_shown(tn_term_tally *tally, const voices *heard)
{
    for (size_t r = 0; r < tally->n_rows; r++) {
        for (int g = 0; g < TN_N_GROUPS; g++) {
            bool enough = heard[r * TN_N_GROUPS + (size_t)g].n >= TN_TERM_VOICES;

            tally->row[r].shown |= (uint8_t)(enough << g);
        }
    }
}

static bool is_shown(const tn_term_row *row)
{
    return (row->shown & (1u << TN_GROUP_ALL)) != 0;
}

static void keep(tn_term_tally *tally, bool (*stays)(const tn_term_row *row))
{
    size_t n = 0;

    for (size_t r = 0; r < tally->n_rows; r++) {
        if (stays(&tally->row[r])) {
            tally->row[n++] = tally->row[r];
        }
    }
    tally->n_rows = n;
}

static int compare_text(const void *left, const void *right)
{
    const tn_term_row *a = left, *b = right;

    return strcmp(a->text, b->text);
}

/* a slot for every row */
static int index_rows(tn_term_tally *tally, tenor_error *err)
{
    int rc = make_slots(tally, tally->n_rows, err);

    for (size_t r = 0; rc == 0 && r < tally->n_rows; r++) {
        uint32_t word = tally->row[r].word;

        *find_slot(tally, word) = (tn_term_slot){ word, (uint32_t)r + 1 };
    }
    return rc;
}

static voices *voices_for(const tn_term_tally *tally)
{
    return tn_alloc(tally->n_rows * TN_N_GROUPS, sizeof(voices));
}

/* of the frequent words those that enough people used, in the order of their bytes */
static void keep_shown(tn_term_tally *tally, const voices *heard)
{
    mark_shown(tally, heard);
    keep(tally, is_shown);
    if (tally->n_rows > 1) {
        qsort(tally->row, tally->n_rows, sizeof(*tally->row), compare_text);
    }
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
        const tn_term_row *row = &tally->row[r];

        if (row->shown & (1u << c->group)) {
            int64_t b = c->site ? c->site->count[(size_t)row->word * TN_N_GROUPS + TN_GROUP_ALL]
                                : others(c, row->count);

            add_word(to, c, row->count[c->group], b);
            to->row[to->n++] = r;
        }
    }
    add_rest(to, c, tally);
}

static int choose(tn_term_list *out, const scope *s, const comparison *c, compared *words,
                  tenor_error *err)
{
    const tn_term_tally *tally = s->tally;
    size_t n_best = 0;
    int rc;

    line_up(words, c, tally);
    rc = tn_log_odds_of(words->odds, words->a, words->b, words->prior, words->n + 1, err);
    if (rc == 0) {
        rc = tn_log_odds_top(words->best, &n_best, (size_t)s->k, TN_TERM_MIN_Z, words->odds,
                             words->n, err);
    }
    for (size_t i = 0; rc == 0 && i < n_best; i++) {
        const tn_term_row *row = &tally->row[words->row[words->best[i]]];
        const tn_log_odds *odds = &words->odds[words->best[i]];

        out->term[out->n++] = (tn_term){ row->text, row->count[c->group], odds->log_odds, odds->z };
    }
    return rc;
}

static int compare(tn_term_list *out, const scope *s, const comparison *c, tenor_error *err)
{
    size_t n = s->tally->n_rows + 1;
    compared words = { .a = tn_alloc(n, sizeof(*words.a)),
                       .b = tn_alloc(n, sizeof(*words.b)),
                       .prior = tn_alloc(n, sizeof(*words.prior)),
                       .odds = tn_alloc(n, sizeof(*words.odds)),
                       .row = tn_alloc(n, sizeof(*words.row)),
                       .best = tn_alloc((size_t)s->k, sizeof(*words.best)) };
    int rc = words.a && words.b && words.prior && words.odds && words.row && words.best
                 ? choose(out, s, c, &words, err)
                 : tn_no_memory(err);

    free(words.a);
    free(words.b);
    free(words.prior);
    free(words.odds);
    free(words.row);
    free(words.best);
    return rc;
}

static int compare_classes(tn_terms *out, const scope *s, bool any_stance, tenor_error *err)
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

            rc = compare(&out->of_class[head][side], s, &c, err);
        }
    }
    return rc;
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
    const scope s = { site, false, heads, scratch, k };
    const comparison against_site = { .group = TN_GROUP_ALL,
                                      .site = site,
                                      .prior = site_prior(site) };
    voices *heard = NULL;
    int rc;

    *out = (tn_terms){ 0 };
    scratch->n_rows = 0;
    memset(scratch->total, 0, sizeof(scratch->total));
    rc = count_article(&s, article, err);
    if (rc == 0) {
        heard = voices_for(scratch);
        rc = heard ? 0 : tn_no_memory(err);
    }
    if (rc == 0) {
        hear(&s, article, heard, NULL);
        keep_shown(scratch, heard);
        rc = compare(&out->distinctive, &s, &against_site, err);
    }
    free(heard);
    return rc == 0 ? compare_classes(out, &s, tn_stance_counts(article, false), err) : rc;
}

static scope scope_of(tn_site_terms *terms)
{
    return (scope){ terms->site, true, terms->heads, &terms->tally, terms->k };
}

int tn_site_terms_begin(tn_site_terms *terms, const tn_site_words *site, const tn_heads *heads,
                        int k, tenor_error *err)
{
    scope s;
    int rc;

    *terms = (tn_site_terms){ .site = site, .heads = heads, .k = k };
    s = scope_of(terms);
    rc = take_site_counts(&s, err);
    if (rc == 0) {
        rc = index_rows(&terms->tally, err);
    }
    if (rc == 0) {
        terms->heard = voices_for(&terms->tally);
        terms->waiting = tn_alloc(site->n_words, sizeof(*terms->waiting));
        rc = terms->heard && terms->waiting ? 0 : tn_no_memory(err);
    }
    for (size_t r = 0; rc == 0 && r < terms->tally.n_rows; r++) {
        terms->waiting[terms->tally.row[r].word] = UINT8_MAX;
    }
    return rc;
}

void tn_site_terms_add(tn_site_terms *terms, const tn_article_records *article)
{
    const scope s = scope_of(terms);

    terms->any_stance |= tn_stance_counts(article, true);
    hear(&s, article, terms->heard, terms->waiting);
}

int tn_site_terms_end(tn_terms *out, tn_site_terms *terms, tenor_error *err)
{
    const scope s = scope_of(terms);

    *out = (tn_terms){ 0 };
    keep_shown(&terms->tally, terms->heard);
    return compare_classes(out, &s, terms->any_stance, err);
}

void tn_site_terms_free(tn_site_terms *terms)
{
    tn_term_tally_free(&terms->tally);
    free(terms->heard);
    free(terms->waiting);
    *terms = (tn_site_terms){ 0 };
}

void tn_term_tally_free(tn_term_tally *tally)
{
    free(tally->row);
    free(tally->slot);
    *tally = (tn_term_tally){ 0 };
}
