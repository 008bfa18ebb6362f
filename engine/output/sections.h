/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sections.h - parts of documents, members of the object that is open
 */
#ifndef TN_OUTPUT_SECTIONS_H
#define TN_OUTPUT_SECTIONS_H

#include "output/documents.h"
#include "text/json_writer.h"

/* "PREFIX_NAME", cut where it is too long, which no head's and class's names are */
#define TN_DOC_KEY_BYTES 64
void tn_doc_key(char key[TN_DOC_KEY_BYTES], const char *prefix, const char *name);
void tn_doc_named_real(tn_json_writer *doc, const char *prefix, const char *name, double value);

/* "sentiment_mean" and so on of a row, with its interval or without; null where not present. */
void tn_doc_mean(tn_json_writer *row, const tn_head_stats *stats, int head, bool interval);

/* "sentiment_negative", with "_low" and "_high", and so on of a row; null where not present. */
void tn_doc_shares(tn_json_writer *row, const tn_head_stats *stats, int head,
                   const tn_heads *heads);

/* Whether the shares of every head that is present are calibrated for the site. */
bool tn_doc_calibrated(const tn_article_stats *stats, const tn_heads *heads);

/* "sentiment_mean_shrunk" with its interval. */
void tn_doc_placed(tn_json_writer *row, const tn_head_stats *stats, int head);

/* null where there is none (NaN, or NULL) */
void tn_doc_difference(tn_json_writer *doc, const char *key, const tn_difference *difference);

/* A target's name as "target"; and its other names as "target_aliases", if it has any. */
void tn_doc_target(tn_json_writer *doc, const char *target);
void tn_doc_aliases(tn_json_writer *doc, const char *target);

/*
 * A head's label with its probabilities; `target`: of the stance, may be NULL. true: the object is
 * left open for more members; false: null, for there is no label.
 */
bool tn_doc_label(tn_json_writer *doc, const tn_heads *heads, int head, const tenor_label *label,
                  const tenor_str *target);
void tn_doc_unscored_reason(tn_json_writer *doc, int reason); /* as "unscored" */

void tn_doc_unscored(tn_json_writer *doc, const int64_t unscored[TENOR_N_UNSCORED]);
void tn_doc_counts(tn_json_writer *doc, const tn_counts *counts);

/*
 * null where the head is not present, and false; otherwise the object is left open for more
 * members, and true.
 */
bool tn_doc_head(tn_json_writer *doc, const tn_head_stats *head, int index, const tn_heads *heads,
                 const tn_score_histogram *histogram);

/* As "sentiment_by_stance", or null; `exact`: with the test for small counts, not chi-square's. */
void tn_doc_crosstab(tn_json_writer *doc, const tn_article_stats *stats, const tn_heads *heads,
                     bool exact);

void tn_doc_associations(tn_json_writer *doc, const tn_discussion *d);
/* with labels of replies or without */
void tn_doc_thread(tn_json_writer *doc, const tn_discussion *d, bool with_replies);
void tn_doc_timeline(tn_json_writer *doc, const tn_discussion *d, const tn_detail *detail);
void tn_doc_people(tn_json_writer *doc, const tn_article_stats *stats);
void tn_doc_examples(tn_json_writer *doc, const tn_examples *examples,
                     const tn_heads *heads); /* NULL: null */

/* Of an article, with the words that are distinctive for it, or of the site. NULL: null. */
void tn_doc_terms(tn_json_writer *doc, const tn_terms *terms, const tn_heads *heads,
                  bool distinctive);

#define TN_N_FLAGS 6
/* Names of an article's flags, static; returns their number. docs/statistics.md explains them. */
int tn_article_flags(const char *flag[TN_N_FLAGS], const tn_article_records *article,
                     const tn_article_stats *stats);

#endif
