/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * term_tally.c - how many comments, and how many people, use each word
 *
 * An article is read twice: first each of its words is merely counted, then those that are
 * frequent enough for a row are counted by group, and their authors heard. Of the site all counts
 * are known before, so only the authors are left.
 */
#include "stats/term_tally.h"

#include <stdlib.h>
#include <string.h>

/* prefetched */
#define WORDS_AHEAD   16
#define RECORDS_AHEAD 4

#define ALL_VOICES ((1u << (TN_N_GROUPS * TN_VOICE_BITS)) - 1) /* enough in every group */

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
    if (!tally->row_of)
        tally->row_of = tn_alloc(site->n_words, sizeof(*tally->row_of));
    for (size_t i = 0; i < tally->n_met; i++) /* of the article before */
        tally->row_of[tally->met[i]] = 0;
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

static int compare_shown(const void *left, const void *right)
{
    const tn_shown_row *a = left, *b = right;

    if (a->first_bytes != b->first_bytes)
        return a->first_bytes < b->first_bytes ? -1 : 1;
    return strcmp(a->row->text, b->row->text);
}

static int list_shown(tn_term_tally *tally, tenor_error *err)
{
    int rc = tn_grow((void **)&tally->shown, &tally->shown_capacity, tally->n_rows,
                     sizeof(*tally->shown), err);

    if (rc < 0)
        return rc;
    for (size_t r = 0; r < tally->n_rows; r++) {
        const tn_term_row *row = &tally->row[r];

        if (tn_is_shown(row, TN_GROUP_ALL))
            tally->shown[tally->n_shown++] = (tn_shown_row){ first_bytes_of(row->text), row };
    }
    if (tally->n_shown > 0)
        qsort(tally->shown, tally->n_shown, sizeof(*tally->shown), compare_shown);
    return 0;
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

    if (n >= TN_TERM_VOICES)
        return;
    for (unsigned i = 0; author != 0 && i < n; i++)
        if (heard[group].author[i] == author)
            return;
    if (n < TN_TERM_VOICES - 1)
        heard[group].author[n] = author;
    *n_voices = (uint16_t)(*n_voices + (1u << (group * TN_VOICE_BITS)));
}

/* ------------------------------------------------------------- an article */

/* fills `used` */
static void list_words(tn_term_tally *tally, const tn_article_records *article)
{
    size_t n = 0;

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (i + RECORDS_AHEAD < article->n_records)
            __builtin_prefetch(record[RECORDS_AHEAD].words.bytes);
        n = tn_list_site_words(&tally->used, n, tally->site, &record->words);
        tally->used.end[i] = n;
    }
    tally->n_used = n;
}

/* fills `met`; row_of holds the number of comments that use a word until add_frequent */
static void count_words(tn_term_tally *tally)
{
    const uint32_t *used = tally->used.word;
    uint32_t *met = tally->met, *n_uses = tally->row_of;
    size_t n_used = tally->n_used, n_met = 0;

    for (size_t u = 0; u < n_used; u++) {
        if (u + WORDS_AHEAD < n_used)
            __builtin_prefetch(&n_uses[used[u + WORDS_AHEAD]], 1);
        met[n_met] = used[u]; /* which are met first is hard to guess: no branch */
        n_met += n_uses[used[u]]++ == 0;
    }
    tally->n_met = n_met;
}

static int add_frequent(tn_term_tally *tally, tenor_error *err)
{
    for (size_t i = 0; i < tally->n_met; i++) {
        uint32_t word = tally->met[i];

        if (tally->row_of[word] < TN_TERM_VOICES) {
            tally->row_of[word] = 0;
        } else {
            int rc = add_row(tally, word, err);

            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/*
 * Replaces the words used[from..to) by their rows, which are written from n_taken on; words
 * without one are left out. Returns the end of what is written.
 */
static size_t take_rows(tn_term_tally *tally, size_t from, size_t to, size_t n_taken)
{
    const uint32_t *row_of = tally->row_of;
    uint32_t *used = tally->used.word;

    for (size_t u = from; u < to; u++) {
        uint32_t row = row_of[used[u]];

        used[n_taken] = row - 1; /* it is hard to guess which have one: no branch */
        n_taken += row != 0;
    }
    return n_taken;
}

/* a record's rows, used[from..to), in its groups */
static void count_record(tn_term_tally *tally, const tn_record *record, const int *group,
                         int n_groups, size_t from, size_t to)
{
    for (size_t u = from; u < to; u++) {
        size_t r = tally->used.word[u];
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
        size_t to = tally->used.end[i], taken_from = n_taken;

        for (int g = 0; g < n_groups; g++)
            tally->total[group[g]] += (int64_t)(to - from);
        n_taken = take_rows(tally, from, to, n_taken);
        count_record(tally, record, group, n_groups, taken_from, n_taken);
        from = to;
    }
}

int tn_tally_article(tn_term_tally *tally, const tn_site_words *site,
                     const tn_article_records *article, const tn_heads *heads, tenor_error *err)
{
    int rc = begin(tally, site, heads, err);

    if (rc < 0)
        return rc;
    rc = tn_listed_words_reserve(&tally->used, article, err);
    if (rc < 0)
        return rc;
    rc = tn_grow((void **)&tally->met, &tally->met_capacity, tally->used.word_capacity,
                 sizeof(*tally->met), err);
    if (rc < 0)
        return rc;
    list_words(tally, article);
    count_words(tally);
    rc = add_frequent(tally, err);
    if (rc < 0)
        return rc;
    rc = make_voices(tally, err);
    if (rc < 0)
        return rc;
    tally->any_stance = tn_stance_counts(article, false);
    count_by_group(tally, article);
    return list_shown(tally, err);
}

/* --------------------------------------------------------------- the site */

static int take_counts(tn_term_tally *tally, tenor_error *err)
{
    const tn_site_words *site = tally->site;

    memcpy(tally->total, site->total, sizeof(site->total));
    for (size_t w = 0; w < site->n_words; w++) {
        const uint32_t *count = &site->count[w * TN_N_GROUPS];
        int rc;

        if (count[TN_GROUP_ALL] < TN_TERM_VOICES)
            continue;
        rc = add_row(tally, (uint32_t)w, err);
        if (rc < 0)
            return rc;
        for (int g = 0; g < TN_N_GROUPS; g++)
            tally->row[tally->n_rows - 1].count[g] = count[g];
    }
    return 0;
}

/*
 * Most words of a site are frequent ones, of which enough people were heard soon, or rare ones
 * without a row: one bit tells them from those that are left.
 */
static inline bool lacks_voices(const tn_term_tally *tally, uint32_t word)
{
    return tally->lacking[word / 64] >> (word % 64) & 1;
}

static void set_lacking(tn_term_tally *tally, uint32_t word, bool lacks)
{
    const uint64_t bit = (uint64_t)1 << (word % 64);
    uint64_t *bits = &tally->lacking[word / 64];

    *bits = lacks ? *bits | bit : *bits & ~bit;
}

/* of groups that have too few comments for enough people: nobody needs to be heard there */
static uint16_t hopeless_voices(const tn_term_row *row)
{
    unsigned n_voices = 0;

    for (int g = 0; g < TN_N_GROUPS; g++)
        if (row->count[g] < TN_TERM_VOICES)
            n_voices |= (unsigned)TN_TERM_VOICES << (g * TN_VOICE_BITS);
    return (uint16_t)n_voices;
}

/*
 * Lists those of a record's words, behind n others, that lack voices; what hearing them needs is
 * prefetched. Returns the number of all that are listed.
 */
static size_t list_lacking(tn_term_tally *tally, const tn_record *record, size_t n)
{
    const size_t end = tn_list_site_words(&tally->used, n, tally->site, &record->words);
    uint32_t *used = tally->used.word;
    size_t kept = n;

    for (size_t u = n; u < end; u++) {
        uint32_t word = used[u];

        used[kept] = word; /* which lack some is hard to guess: no branch */
        kept += lacks_voices(tally, word);
    }
    for (size_t u = n; u < kept; u++) {
        size_t row = tally->row_of[used[u]] - 1;

        __builtin_prefetch(&tally->row[row].n_voices, 1);
        __builtin_prefetch(&tally->heard[row * TN_N_GROUPS], 1); /* one line of two, or of three */
        __builtin_prefetch(&tally->heard[row * TN_N_GROUPS + TN_N_GROUPS - 1], 1);
    }
    return kept;
}

static void hear_record(tn_term_tally *tally, const tn_record *record, bool with_stance,
                        size_t from, size_t to)
{
    int group[TN_MAX_GROUPS];
    int n_groups = from < to ? tn_record_groups(group, record, tally->heads, with_stance) : 0;

    for (size_t u = from; u < to; u++) {
        uint32_t word = tally->used.word[u];
        size_t r = tally->row_of[word] - 1;
        tn_term_row *row = &tally->row[r];

        for (int g = 0; g < n_groups; g++)
            add_voice(&tally->heard[r * TN_N_GROUPS], &row->n_voices, group[g], record->author_key);
        if (row->n_voices == ALL_VOICES)
            set_lacking(tally, word, false);
    }
}

int tn_tally_site_begin(tn_term_tally *tally, const tn_site_words *site, const tn_heads *heads,
                        tenor_error *err)
{
    int rc = begin(tally, site, heads, err);

    if (rc < 0)
        return rc;
    rc = take_counts(tally, err);
    if (rc < 0)
        return rc;
    rc = make_voices(tally, err);
    if (rc < 0)
        return rc;
    tally->lacking = tn_alloc(site->n_words / 64 + 1, sizeof(*tally->lacking));
    if (!tally->lacking)
        return tn_no_memory(err);
    for (size_t r = 0; r < tally->n_rows; r++) {
        tally->row[r].n_voices = hopeless_voices(&tally->row[r]);
        set_lacking(tally, tally->row[r].word, true);
    }
    return 0;
}

int tn_tally_site_add(tn_term_tally *tally, const tn_article_records *article, tenor_error *err)
{
    const bool with_stance = tn_stance_counts(article, true);
    const tn_record *record = article->record;
    const size_t n = article->n_records;
    size_t n_listed = 0, from = 0;
    size_t *end;
    int rc = tn_listed_words_reserve(&tally->used, article, err);

    if (rc < 0)
        return rc;
    end = tally->used.end;
    tally->any_stance |= with_stance;
    for (size_t i = 0; i < n + RECORDS_AHEAD; i++) {
        if (i + RECORDS_AHEAD < n)
            __builtin_prefetch(record[i + RECORDS_AHEAD].words.bytes);
        if (i < n) {
            n_listed = list_lacking(tally, &record[i], n_listed);
            end[i] = n_listed;
        }
        if (i >= RECORDS_AHEAD) {
            hear_record(tally, &record[i - RECORDS_AHEAD], with_stance, from,
                        end[i - RECORDS_AHEAD]);
            from = end[i - RECORDS_AHEAD];
        }
    }
    return 0;
}

int tn_tally_site_end(tn_term_tally *tally, tenor_error *err)
{
    for (size_t r = 0; r < tally->n_rows; r++) {
        tn_term_row *row = &tally->row[r];

        row->n_voices = (uint16_t)(row->n_voices & ~hopeless_voices(row));
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
    tn_listed_words_free(&tally->used);
    free(tally->lacking);
    *tally = (tn_term_tally){ 0 };
}
