/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * terms.h - the words that set an article, or a class of comments, apart
 *
 * A word counts once a comment. It is shown only where at least TN_TERM_VOICES people used it, so
 * that it tells of nobody. Words are those of text/words.h.
 */
#ifndef TN_TERMS_H
#define TN_TERMS_H

#include "stats/term_tally.h"

#define TN_MAX_TERMS      100
#define TN_TERM_MIN_Z     1.645 /* two-sided level of 90 %, that of every interval */
#define TN_TERM_PRIOR     0.2   /* the prior's pseudo-counts for each count */
#define TN_TERM_MAX_PRIOR 500.0 /* and at most in all, article against site */

typedef struct {
    const char *term; /* folded; of a word table */
    int64_t count;    /* comments of the article (of the class) that use it */
    double log_odds;  /* > 0 */
    double z;         /* >= TN_TERM_MIN_Z */
} tn_term;

typedef struct {
    int n;
    tn_term term[TN_MAX_TERMS]; /* the largest z first; equal z by the term's bytes */
} tn_term_list;

/* Lists of a class are there where the head is present. */
typedef struct {
    tn_term_list distinctive;                /* of an article; empty for a site */
    bool present[TN_TERM_HEADS];             /* sentiment, stance */
    tn_term_list of_class[TN_TERM_HEADS][2]; /* the head's first and its last class */
} tn_terms;

/*
 * Log-odds ratios with an informative Dirichlet prior (distinctive.h) over the comments of a
 * deduplicated article that use a word:
 *   - the article against the whole site, this article among it; prior: the site's counts times
 *     TN_TERM_PRIOR, or scaled down to TN_TERM_MAX_PRIOR in all;
 *   - each outer class of a head against the head's other classes within the article; prior: the
 *     article's counts of the head times TN_TERM_PRIOR.
 * At most k (0..TN_MAX_TERMS) terms with the largest z, from TN_TERM_MIN_Z up. No comment, no word,
 * an article that is the whole site: empty lists. `scratch` serves all articles of a thread. Fails
 * with TENOR_ERR_MEMORY.
 */
int tn_article_terms_of(tn_terms *out, tn_term_tally *scratch, const tn_site_words *site,
                        const tn_article_records *article, const tn_heads *heads, int k,
                        tenor_error *err);

/*
 * The classes over all articles: begin with the site's counts, add every article, end. Stance
 * toward a mere title is left out. All zero is empty; free on failure too.
 */
typedef struct {
    tn_term_tally tally;
    int k;
} tn_site_terms;

int tn_site_terms_begin(tn_site_terms *terms, const tn_site_words *site, const tn_heads *heads,
                        int k, tenor_error *err);
int tn_site_terms_add(tn_site_terms *terms, const tn_article_records *article, tenor_error *err);
int tn_site_terms_end(tn_terms *out, tn_site_terms *terms, tenor_error *err);
void tn_site_terms_free(tn_site_terms *terms);

#endif
