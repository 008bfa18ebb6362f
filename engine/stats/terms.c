/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.c - the words that set an article, or a class of comments, apart
 */
#include "stats/terms.h"

#include "base/sort.h"
#include "stats/distinctive.h"

#include <stdlib.h>
#include <string.h>

#define NO_ROW UINT32_MAX /* in row_of: met, but too seldom */

/* how far ahead what is needed is asked for */
#define WORDS_AHEAD   16
#define RECORDS_AHEAD 2

#define VOICE_BITS 2

_Static_assert(TN_TERM_VOICES == (1 << VOICE_BITS) - 1, "enough voices are all bits");
_Static_assert(TN_N_GROUPS *VOICE_BITS <= 16, "voices of all groups have place in 16 bits");

/* The people who were heard first with a word, in one group. */
typedef struct tn_voices {
    uint64_t author[TN_TERM_VOICES - 1];
} voices;

typedef struct tn_term_row {
    const char *text;
    uint32_t word; /* number in tn_site_words */
    int64_t count[TN_N_GROUPS];
    uint16_t n_voices; /* VOICE_BITS a group: different people who used it, to TN_TERM_VOICES */
} term_row;

typedef struct tn_shown_row {
    uint64_t first_bytes; /* of the text, most significant first */
    const char *text;
    const term_row *row;
} shown_row;

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
    tally->n_met = tally->n_used = tally->n_rows = tally->n_shown = 0;
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
        __builtin_prefetch(site->text[word]); /* for its place among those that are shown */
    }
    return rc;
}

/* what stands there is not looked at */
static int make_voices(tn_term_tally *tally, tenor_error *err)
{
    return tn_grow((void **)&tally->heard, &tally->heard_capacity, tally->n_rows * TN_N_GROUPS,
                   sizeof(*tally->heard), err);
}

/* ----------------------------------------------------------------- counts */

/* room for the words of all records: each takes a unit of its list at least */
static int make_room(tn_term_tally *tally, const tn_article_records *article, tenor_error *err)
{
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < article->n_records; i++) {
        n += article->record[i].words.n_bytes / TN_UNIT_BYTES;
    }
    rc = tn_grow((void **)&tally->met, &tally->met_capacity, n, sizeof(*tally->met), err);
    if (rc == 0) {
        rc = tn_grow((void **)&tally->used, &tally->used_capacity, n, sizeof(*tally->used), err);
    }
    return rc == 0 ? tn_grow((void **)&tally->end, &tally->end_capacity, article->n_records,
                             sizeof(*tally->end), err)
                   : rc;
}

static void take_words(const scope *s, const tn_article_records *article)
{
    uint32_t *used = s->tally->used;
    size_t n = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        uint32_t at = 0;

        if (i + RECORDS_AHEAD < article->n_records) {
            __builtin_prefetch(record[RECORDS_AHEAD].words.bytes);
        }
        while (tn_site_word_next(s->site, &record->words, &at, &used[n])) {
            n++;
        }
        s->tally->end[i] = n;
    }
    s->tally->n_used = n;
}

/* in row_of, for the time being */
static void count_words(tn_term_tally *tally)
{
    const uint32_t *used = tally->used;
    uint32_t *met = tally->met, *n_uses = tally->row_of;
    size_t n_used = tally->n_used, n_met = 0;

    for (size_t u = 0; u < n_used; u++) {
        if (u + WORDS_AHEAD < n_used) {
            __builtin_prefetch(&n_uses[used[u + WORDS_AHEAD]], 1);
        }
        met[n_met] = used[u]; /* which are met first is hard to guess: no branch */
        n_met += n_uses[used[u]]++ == 0;
    }
    tally->n_met = n_met;
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
    int rc = make_room(s->tally, article, err);

    if (rc == 0) {
        take_words(s, article);
        count_words(s->tally);
        rc = add_frequent(s, err);
    }
    return rc;
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

static unsigned voices_of(unsigned n_voices, int group)
{
    return n_voices >> (group * VOICE_BITS) & ((1u << VOICE_BITS) - 1);
}

/* `heard`: of the word's groups */
static void add_voice(voices *heard, uint16_t *n_voices, int group, uint64_t author)
{
    unsigned n = voices_of(*n_voices, group);

    if (n >= TN_TERM_VOICES) {
        return;
    }
    for (unsigned i = 0; author != 0 && i < n; i++) {
        if (heard[group].author[i] == author) {
            return;
        }
    }
    if (n < TN_TERM_VOICES - 1) {
        heard[group].author[n] = author;
    }
    *n_voices = (uint16_t)(*n_voices + (1u << (group * VOICE_BITS)));
}

/* of an article's record: its words' rows, from..to in `used`, are counted by group besides */
static void hear_record(const scope *s, const tn_record *record, const int *group, int n_groups,
                        size_t from, size_t to)
{
    tn_term_tally *tally = s->tally;

    for (size_t u = from; u < to; u++) {
        size_t r = tally->used[u];
        term_row *row = &tally->row[r];

        for (int g = 0; g < n_groups; g++) {
            add_voice(&tally->heard[r * TN_N_GROUPS], &row->n_voices, group[g], record->author_key);
            row->count[group[g]]++;
        }
    }
}

/* a record's words become rows, as far as they have one; returns their end in `used` */
static size_t take_rows(tn_term_tally *tally, size_t from, size_t to, size_t n_taken)
{
    for (size_t u = from; u < to; u++) {
        uint32_t row = tally->row_of[tally->used[u]];

        tally->used[n_taken] = row - 1; /* it is hard to guess which have one: no branch */
        n_taken += row != NO_ROW;
    }
    return n_taken;
}

static void hear_article(const scope *s, const tn_article_records *article)
{
    bool with_stance = tn_stance_counts(article, false);
    tn_term_tally *tally = s->tally;
    size_t from = 0, n_taken = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        int group[TN_MAX_GROUPS];
        int n_groups = tn_record_groups(group, &article->record[i], s->heads, with_stance);
        size_t to = tally->end[i], taken_from = n_taken;

        for (int g = 0; g < n_groups; g++) {
            tally->total[group[g]] += (int64_t)(to - from);
        }
        n_taken = take_rows(tally, from, to, n_taken);
        hear_record(s, &article->record[i], group, n_groups, taken_from, n_taken);
        from = to;
    }
}

/* the groups a record is heard in */
typedef struct {
    int group[TN_MAX_GROUPS];
    int n;
    unsigned all; /* the highest number of voices in each */
} audience;

static audience audience_of(const scope *s, const tn_record *record, bool with_stance)
{
    audience a = { .n = tn_record_groups(a.group, record, s->heads, with_stance) };

    for (int g = 0; g < a.n; g++) {
        a.all |= (unsigned)TN_TERM_VOICES << (a.group[g] * VOICE_BITS);
    }
    return a;
}

/* of the site: most words are frequent ones, of which enough has been heard soon */
static void hear_for_site(const scope *s, const tn_record *record, bool with_stance,
                          uint16_t *n_voices)
{
    const audience a = audience_of(s, record, with_stance);
    uint32_t at = 0, word;

    while (tn_site_word_next(s->site, &record->words, &at, &word)) {
        for (int g = 0; (~n_voices[word] & a.all) != 0 && g < a.n; g++) {
            size_t row = s->tally->row_of[word] - 1;

            add_voice(&s->tally->heard[row * TN_N_GROUPS], &n_voices[word], a.group[g],
                      record->author_key);
        }
    }
}

/* who was heard with the words of a record that will have its turn soon */
static void fetch_voices(const scope *s, const tn_record *record, bool with_stance,
                         const uint16_t *n_voices)
{
    const audience a = audience_of(s, record, with_stance);
    uint32_t at = 0, word;

    while (tn_site_word_next(s->site, &record->words, &at, &word)) {
        for (int g = 0; (~n_voices[word] & a.all) != 0 && g < a.n; g++) {
            size_t row = s->tally->row_of[word] - 1;

            __builtin_prefetch(&s->tally->heard[row * TN_N_GROUPS + (size_t)a.group[g]], 1);
        }
    }
}

/* whether enough people used a word */
static bool is_shown(const term_row *row, int group)
{
    return voices_of(row->n_voices, group) >= TN_TERM_VOICES;
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

static inline bool stands_before(const shown_row *a, const shown_row *b)
{
    return a->first_bytes != b->first_bytes ? a->first_bytes < b->first_bytes
                                            : strcmp(a->text, b->text) < 0;
}

TN_DEFINE_SORT(sort_shown, shown_row, stands_before)

/* of the frequent words those that enough people used, in the order of their bytes */
static int list_shown(tn_term_tally *tally, tenor_error *err)
{
    int rc = tn_grow((void **)&tally->shown, &tally->shown_capacity, tally->n_rows,
                     sizeof(*tally->shown), err);

    for (size_t r = 0; rc == 0 && r < tally->n_rows; r++) {
        const term_row *row = &tally->row[r];

        if (is_shown(row, TN_GROUP_ALL)) {
            tally->shown[tally->n_shown++] =
                (shown_row){ first_bytes_of(row->text), row->text, row };
        }
    }
    if (rc == 0) {
        sort_shown(tally->shown, tally->n_shown);
    }
    return rc;
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
    const term_row **row; /* of n */
    size_t *best;         /* indices of n */
    size_t n;             /* words compared; the last element is all other words */
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
    for (size_t i = 0; i < tally->n_shown; i++) {
        const term_row *row = tally->shown[i].row;

        if (is_shown(row, c->group)) {
            int64_t b = c->site ? c->site->count[(size_t)row->word * TN_N_GROUPS + TN_GROUP_ALL]
                                : others(c, row->count);

            add_word(to, c, row->count[c->group], b);
            to->row[to->n++] = row;
        }
    }
    add_rest(to, c, tally);
}

static int compare(tn_term_list *out, const scope *s, const comparison *c, compared *words,
                   tenor_error *err)
{
    size_t n_best = 0;
    int rc;

    words->n = 0;
    line_up(words, c, s->tally);
    rc = tn_log_odds_of(words->odds, words->a, words->b, words->prior, words->n + 1, err);
    if (rc == 0) {
        n_best = tn_log_odds_top(words->best, (size_t)s->k, TN_TERM_MIN_Z, words->odds, words->n);
    }
    for (size_t i = 0; i < n_best; i++) {
        const term_row *row = words->row[words->best[i]];
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
    size_t n = s->tally->n_shown + 1;
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
    rc = list_shown(scratch, err);
    return rc == 0 ? fill_lists(out, &s, &against_site, tn_stance_counts(article, false), err) : rc;
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
        terms->n_voices = tn_alloc(site->n_words, sizeof(*terms->n_voices));
        rc = terms->n_voices ? 0 : tn_no_memory(err);
    }
    for (size_t w = 0; rc == 0 && w < site->n_words; w++) {
        terms->n_voices[w] = terms->tally.row_of[w] ? 0 : UINT16_MAX;
    }
    return rc;
}

void tn_site_terms_add(tn_site_terms *terms, const tn_article_records *article)
{
    const scope s = scope_of(terms);
    bool with_stance = tn_stance_counts(article, true);

    terms->any_stance |= with_stance;
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (i + 2 * RECORDS_AHEAD < article->n_records) {
            __builtin_prefetch(record[2 * RECORDS_AHEAD].words.bytes);
        }
        if (i + RECORDS_AHEAD < article->n_records) {
            fetch_voices(&s, &record[RECORDS_AHEAD], with_stance, terms->n_voices);
        }
        hear_for_site(&s, record, with_stance, terms->n_voices);
    }
}

int tn_site_terms_end(tn_terms *out, tn_site_terms *terms, tenor_error *err)
{
    const scope s = scope_of(terms);
    int rc;

    for (size_t r = 0; r < terms->tally.n_rows; r++) {
        terms->tally.row[r].n_voices = terms->n_voices[terms->tally.row[r].word];
    }
    rc = list_shown(&terms->tally, err);

    begin_lists(out);
    return rc == 0 ? fill_lists(out, &s, NULL, terms->any_stance, err) : rc;
}

void tn_site_terms_free(tn_site_terms *terms)
{
    tn_term_tally_free(&terms->tally);
    free(terms->n_voices);
    *terms = (tn_site_terms){ 0 };
}

void tn_term_tally_free(tn_term_tally *tally)
{
    free(tally->row);
    free(tally->heard);
    free(tally->row_of);
    free(tally->met);
    free(tally->used);
    free(tally->end);
    free(tally->shown);
    *tally = (tn_term_tally){ 0 };
}
