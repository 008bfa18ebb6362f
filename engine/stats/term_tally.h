/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * term_tally.h - how many comments, and how many people, use each word
 *
 * Of an article or of the whole site: the counts that terms.h compares. Only a word that
 * TN_TERM_VOICES comments use has a row of its own: most words are too rare to be shown.
 */
#ifndef TN_TERM_TALLY_H
#define TN_TERM_TALLY_H

#include "stats/site_words.h"

#define TN_TERM_VOICES 3 /* distinct authors; a comment without author is a voice of its own */
#define TN_VOICE_BITS  2 /* hold a number of voices up to TN_TERM_VOICES, in one group */

typedef struct {
    const char *text;
    uint32_t word;              /* number in tn_site_words */
    int64_t count[TN_N_GROUPS]; /* comments that use it */
    uint16_t n_voices;          /* in each group, up to TN_TERM_VOICES: see tn_voices_of */
} tn_term_row;

typedef struct {
    uint64_t first_bytes; /* of the row's text, most significant first: for sorting */
    const tn_term_row *row;
} tn_shown_row;

/* One thread's, for one article of a site after another, or for the site. All zero is empty. */
typedef struct {
    const tn_site_words *site;
    const tn_heads *heads;
    bool any_stance;            /* there is an article whose stance counts */
    int64_t total[TN_N_GROUPS]; /* sums of the counts of all words, also of those without a row */
    tn_term_row *row;
    size_t n_rows, row_capacity;
    tn_shown_row *shown; /* the rows of words that enough people used, by their bytes */
    size_t n_shown, shown_capacity;

    /* what counting needs */
    uint32_t *row_of;        /* for each of the site's words: 0, or 1 + the index of its row */
    struct tn_voices *heard; /* TN_N_GROUPS for each row */
    size_t heard_capacity;
    /* of an article */
    uint32_t *met; /* its words, each once: only for them is row_of not 0 */
    size_t n_met, met_capacity;
    tn_listed_words used; /* the words of its records, then the rows of those that have one */
    size_t n_used;
    /* of a site, besides `used`, which has an article's words that lack voices */
    uint64_t *lacking; /* a bit for each of its words: it has a row, and may need more voices */
} tn_term_tally;

/* Count an article without copies. Fails with TENOR_ERR_MEMORY. */
int tn_tally_article(tn_term_tally *tally, const tn_site_words *site,
                     const tn_article_records *article, const tn_heads *heads, tenor_error *err);

/*
 * The whole site: its counts are known, its articles are read for the voices. Begin with an
 * empty tally, add every article, end. Fails with TENOR_ERR_MEMORY.
 */
int tn_tally_site_begin(tn_term_tally *tally, const tn_site_words *site, const tn_heads *heads,
                        tenor_error *err);
int tn_tally_site_add(tn_term_tally *tally, const tn_article_records *article, tenor_error *err);
int tn_tally_site_end(tn_term_tally *tally, tenor_error *err);

/* After a failure, too. */
void tn_term_tally_free(tn_term_tally *tally);

static inline unsigned tn_voices_of(unsigned n_voices, int group)
{
    return n_voices >> (group * TN_VOICE_BITS) & ((1u << TN_VOICE_BITS) - 1);
}

/* Whether enough people used the row's word in comments of the group. */
static inline bool tn_is_shown(const tn_term_row *row, int group)
{
    return tn_voices_of(row->n_voices, group) >= TN_TERM_VOICES;
}

#endif
