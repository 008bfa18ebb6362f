/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * term_tally.c - how many comments, and how many people, use each word
 *
 * An article goes by twice: first each of its words is merely counted, then those that are
 * frequent enough for a row are counted by group, and their authors heard. Of the site all counts
 * are known before, so only the authors are left.
 */
#include "stats/term_tally.h"

#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

/* between asking for memory and using it */
#define WORDS_AHEAD   16
#define RECORDS_AHEAD 2

_Static_assert(TN_TERM_VOICES == (1 << TN_VOICE_BITS) - 1, "enough voices are all bits");
_Static_assert(TN_N_GROUPS *TN_VOICE_BITS <= 16, "voices of all groups have place in 16 bits");

/* The first people to use a word, in one group; who makes them enough is only counted. */
typedef struct tn_voices {
    uint64_t author[TN_TERM_VOICES - 1];
} voices;

/* ------------------------------------------------------------------- rows */

static int begin(tn_term_tally *tally, const tn_site_words *site, const tn_heads *heads,
                 tenor_error *err)
{
    if (!tally->row_of) {
        tally->row_of = tn_alloc(site->n_words, sizeof(*tally->row_of));
    }
    for (size_t i = 0; i < tally->n_met; i++) { /* of the article before */
        tally->row_of[tally->met[i]] = 0;
    }
    tally->n_met = tally->n_used = tally->n_rows = tally->n_shown = 0;
    memset(tally->total, 0, sizeof(tally->total));
    tally->site = site;
    tally->heads = heads;
    tally->any_stance = false;
    return tally->row_of ? 0 : tn_no_memory(err);
}

static int add_row(tn_term_tally *tally, uint32_t word, tenor_error *err)
{
    const char *text = tally->site->text[word];
    int rc = tn_grow((void **)&tally->row, &tally->row_capacity, tally->n_rows + 1,
                     sizeof(*tally->row), err);

    if (rc == 0) {
        tally->row[tally->n_rows++] = (tn_term_row){ .text = text, .word = word };
        tally->row_of[word] = (uint32_t)tally->n_rows;
        __builtin_prefetch(text); /* for list_shown */
    }
    return rc;
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

static inline bool stands_before(const tn_shown_row *a, const tn_shown_row *b)
{
    return a->first_bytes != b->first_bytes ? a->first_bytes < b->first_bytes
                                            : strcmp(a->row->text, b->row->text) < 0;
}

TN_DEFINE_SORT(sort_shown, tn_shown_row, stands_before)

static int list_shown(tn_term_tally *tally, tenor_error *err)
{
    int rc = tn_grow((void **)&tally->shown, &tally->shown_capacity, tally->n_rows,
                     sizeof(*tally->shown), err);

    for (size_t r = 0; rc == 0 && r < tally->n_rows; r++) {
        const tn_term_row *row = &tally->row[r];

        if (tn_is_shown(row, TN_GROUP_ALL)) {
            tally->shown[tally->n_shown++] = (tn_shown_row){ first_bytes_of(row->text), row };
        }
    }
    if (rc == 0) {
        sort_shown(tally->shown, tally->n_shown);
    }
    return rc;
}

/* ----------------------------------------------------------------- voices */

/* for all rows; need not be empty, as each word's number of voices says how many are set */
static int make_voices(tn_term_tally *tally, tenor_error *err)
{
    return tn_grow((void **)&tally->heard, &tally->heard_capacity, tally->n_rows * TN_N_GROUPS,
                   sizeof(*tally->heard), err);
}

/* `heard`: the word's, by group */
static void add_voice(voices *heard, uint16_t *n_voices, int group, uint64_t author)
{
    unsigned n = tn_voices_of(*n_voices, group);

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
    *n_voices = (uint16_t)(*n_voices + (1u << (group * TN_VOICE_BITS)));
}

/* ------------------------------------------------------------- an article */

/* for the words of all records: each takes at least one unit of its list */
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

/* fills `used` and `end` */
static void list_words(tn_term_tally *tally, const tn_article_records *article)
{
    uint32_t *used = tally->used;
    size_t n = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        uint32_t at = 0;

        if (i + RECORDS_AHEAD < article->n_records) {
            __builtin_prefetch(record[RECORDS_AHEAD].words.bytes);
        }
        while (tn_site_word_next(tally->site, &record->words, &at, &used[n])) {
            n++;
        }
        tally->end[i] = n;
    }
    tally->n_used = n;
}

/* fills `met`; row_of holds the number of comments that use a word until add_frequent */
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

static int add_frequent(tn_term_tally *tally, tenor_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < tally->n_met; i++) {
        uint32_t word = tally->met[i];

        if (tally->row_of[word] >= TN_TERM_VOICES) {
            rc = add_row(tally, word, err);
        } else {
            tally->row_of[word] = 0;
        }
    }
    return rc;
}

/*
 * Replaces the words used[from..to) by their rows, which are written from n_taken on; words
 * without one are left out. Returns the end of what is written.
 */
static size_t take_rows(tn_term_tally *tally, size_t from, size_t to, size_t n_taken)
{
    for (size_t u = from; u < to; u++) {
        uint32_t row = tally->row_of[tally->used[u]];

        tally->used[n_taken] = row - 1; /* it is hard to guess which have one: no branch */
        n_taken += row != 0;
    }
    return n_taken;
}

/* a record's rows, used[from..to), in its groups */
static void count_record(tn_term_tally *tally, const tn_record *record, const int *group,
                         int n_groups, size_t from, size_t to)
{
    for (size_t u = from; u < to; u++) {
        size_t r = tally->used[u];
        tn_term_row *row = &tally->row[r];

        for (int g = 0; g < n_groups; g++) {
            add_voice(&tally->heard[r * TN_N_GROUPS], &row->n_voices, group[g], record->author_key);
            row->count[group[g]]++;
        }
    }
}

static void count_by_group(tn_term_tally *tally, const tn_article_records *article)
{
    size_t from = 0, n_taken = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int group[TN_MAX_GROUPS];
        int n_groups = tn_record_groups(group, record, tally->heads, tally->any_stance);
        size_t to = tally->end[i], taken_from = n_taken;

        for (int g = 0; g < n_groups; g++) {
            tally->total[group[g]] += (int64_t)(to - from);
        }
        n_taken = take_rows(tally, from, to, n_taken);
        count_record(tally, record, group, n_groups, taken_from, n_taken);
        from = to;
    }
}

int tn_tally_article(tn_term_tally *tally, const tn_site_words *site,
                     const tn_article_records *article, const tn_heads *heads, tenor_error *err)
{
    int rc = begin(tally, site, heads, err);

    if (rc == 0) {
        rc = make_room(tally, article, err);
    }
    if (rc == 0) {
        list_words(tally, article);
        count_words(tally);
        rc = add_frequent(tally, err);
    }
    if (rc == 0) {
        rc = make_voices(tally, err);
    }
    if (rc == 0) {
        tally->any_stance = tn_stance_counts(article, false);
        count_by_group(tally, article);
        rc = list_shown(tally, err);
    }
    return rc;
}

/* --------------------------------------------------------------- the site */

static int take_counts(tn_term_tally *tally, tenor_error *err)
{
    const tn_site_words *site = tally->site;
    int rc = 0;

    memcpy(tally->total, site->total, sizeof(site->total));
    for (size_t w = 0; rc == 0 && w < site->n_words; w++) {
        const uint32_t *count = &site->count[w * TN_N_GROUPS];

        if (count[TN_GROUP_ALL] < TN_TERM_VOICES) {
            continue;
        }
        rc = add_row(tally, (uint32_t)w, err);
        for (int g = 0; rc == 0 && g < TN_N_GROUPS; g++) {
            tally->row[tally->n_rows - 1].count[g] = count[g];
        }
    }
    return rc;
}

/* the groups a record is heard in */
typedef struct {
    int group[TN_MAX_GROUPS];
    int n;
    unsigned enough; /* bits of n_voices: TN_TERM_VOICES in each */
} audience;

static audience audience_of(const tn_record *record, const tn_heads *heads, bool with_stance)
{
    audience a = { .n = tn_record_groups(a.group, record, heads, with_stance) };

    for (int g = 0; g < a.n; g++) {
        a.enough |= (unsigned)TN_TERM_VOICES << (a.group[g] * TN_VOICE_BITS);
    }
    return a;
}

/* most words of a site are frequent ones, of which enough people were heard soon */
static inline bool needs_voices(unsigned n_voices, const audience *a)
{
    return (~n_voices & a->enough) != 0;
}

static void hear_record(tn_term_tally *tally, const tn_record *record, bool with_stance)
{
    const audience a = audience_of(record, tally->heads, with_stance);
    uint16_t *n_voices = tally->n_voices;
    uint32_t at = 0, word;

    while (tn_site_word_next(tally->site, &record->words, &at, &word)) {
        for (int g = 0; needs_voices(n_voices[word], &a) && g < a.n; g++) {
            size_t row = tally->row_of[word] - 1;

            add_voice(&tally->heard[row * TN_N_GROUPS], &n_voices[word], a.group[g],
                      record->author_key);
        }
    }
}

/* what hear_record needs for a record that will have its turn soon */
static void fetch_voices(const tn_term_tally *tally, const tn_record *record, bool with_stance)
{
    const audience a = audience_of(record, tally->heads, with_stance);
    uint32_t at = 0, word;

    while (tn_site_word_next(tally->site, &record->words, &at, &word)) {
        for (int g = 0; needs_voices(tally->n_voices[word], &a) && g < a.n; g++) {
            size_t row = tally->row_of[word] - 1;

            __builtin_prefetch(&tally->heard[row * TN_N_GROUPS + (size_t)a.group[g]], 1);
        }
    }
}

int tn_tally_site_begin(tn_term_tally *tally, const tn_site_words *site, const tn_heads *heads,
                        tenor_error *err)
{
    int rc = begin(tally, site, heads, err);

    if (rc == 0) {
        rc = take_counts(tally, err);
    }
    if (rc == 0) {
        rc = make_voices(tally, err);
    }
    if (rc == 0) {
        tally->n_voices = tn_alloc(site->n_words, sizeof(*tally->n_voices));
        rc = tally->n_voices ? 0 : tn_no_memory(err);
    }
    for (size_t w = 0; rc == 0 && w < site->n_words; w++) {
        tally->n_voices[w] = tally->row_of[w] ? 0 : UINT16_MAX;
    }
    return rc;
}

void tn_tally_site_add(tn_term_tally *tally, const tn_article_records *article)
{
    bool with_stance = tn_stance_counts(article, true);

    tally->any_stance |= with_stance;
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (i + 2 * RECORDS_AHEAD < article->n_records) {
            __builtin_prefetch(record[2 * RECORDS_AHEAD].words.bytes);
        }
        if (i + RECORDS_AHEAD < article->n_records) {
            fetch_voices(tally, &record[RECORDS_AHEAD], with_stance);
        }
        hear_record(tally, record, with_stance);
    }
}

int tn_tally_site_end(tn_term_tally *tally, tenor_error *err)
{
    for (size_t r = 0; r < tally->n_rows; r++) {
        tally->row[r].n_voices = tally->n_voices[tally->row[r].word];
    }
    return list_shown(tally, err);
}

void tn_term_tally_free(tn_term_tally *tally)
{
    free(tally->row);
    free(tally->shown);
    free(tally->row_of);
    free(tally->heard);
    free(tally->met);
    free(tally->used);
    free(tally->end);
    free(tally->n_voices);
    *tally = (tn_term_tally){ 0 };
}
