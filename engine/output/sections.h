/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sections.h - parts of documents, each a member `key` of what is open
 */
#ifndef TN_OUTPUT_SECTIONS_H
#define TN_OUTPUT_SECTIONS_H

#include "output/doc.h"
#include "output/json.h"

void tn_doc_counts(tn_doc *doc, const char *key, const tn_counts *counts);

/*
 * null where the head is not present, and false; otherwise the object is left open for more
 * members, and true. `shrunk`: of an article, whose shares are drawn toward the site's too.
 */
bool tn_doc_head(tn_doc *doc, const char *key, const tn_head_stats *head, int index,
                 const tn_heads *heads, const tn_score_histogram *histogram, bool shrunk);

/* or null; `exact`: with the test for small counts */
void tn_doc_crosstab(tn_doc *doc, const char *key, const tn_article_stats *stats,
                     const tn_heads *heads, bool exact);

void tn_doc_histogram(tn_doc *doc, const char *key, const tn_score_histogram *histogram);
void tn_doc_associations(tn_doc *doc, const char *key, const tn_discussion *d);
/* with labels of replies or without */
void tn_doc_thread(tn_doc *doc, const char *key, const tn_discussion *d, bool with_replies);
void tn_doc_timeline(tn_doc *doc, const char *key, const tn_discussion *d, const tn_detail *detail);
void tn_doc_people(tn_doc *doc, const char *key, const tn_discussion *d);
void tn_doc_examples(tn_doc *doc, const char *key, const tn_examples *examples,
                     const tn_heads *heads); /* NULL: null */

/* Of an article, with the words that are distinctive for it, or of the site. NULL: null. */
void tn_doc_terms(tn_doc *doc, const char *key, const tn_terms *terms, const tn_heads *heads,
                  bool distinctive);

#endif
