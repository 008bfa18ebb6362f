/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documents.h - the published documents, as docs/schema/ describes them
 *
 * Every function writes one document (or one line) to `out` and fails with TENOR_ERR_IO when the
 * stream does, with TENOR_ERR_MEMORY when there is no room; what a buffer holds stays in front.
 * Numbers have at most 6 significant digits; NaN and unknown times become null; unknown strings
 * become null.
 */
#ifndef TN_DOCUMENTS_H
#define TN_DOCUMENTS_H

#include "stats/examples.h"
#include "stats/group.h"
#include "stats/terms.h"
#include "tenor_run.h"
#include "text/json_writer.h"

/* "ab/slug-0123456789abcdef.json" below articles/: safe on every file system, unique, from the id
 * alone. */
#define TN_ARTICLE_FILE_BYTES 96
void tn_article_file_name(char out[TN_ARTICLE_FILE_BYTES], const char *id, size_t id_bytes);

/* The same in a run's folder: "articles/ab/…". */
#define TN_ARTICLE_PATH_BYTES 112
void tn_article_path(char out[TN_ARTICLE_PATH_BYTES], const char *id, size_t id_bytes);

#define TN_NO_SECTION "(none)" /* the name of what is without one, where people ask for it */

#define TN_SCHEMA_ARTICLE  "tenor/article/1"
#define TN_SCHEMA_SITE     "tenor/site/1"
#define TN_SCHEMA_ROLLUP   "tenor/rollup/1"
#define TN_SCHEMA_MANIFEST "tenor/manifest/1"

/* TENOR_ERR_IO where the stream has failed. */
int tn_stream_check(FILE *out, tenor_error *err);
int tn_stream_write(FILE *out, const tn_buf *text, tenor_error *err);
int tn_stream_json(FILE *out, tn_json_writer *w); /* ends it, and frees its buffer */

/* The words and comments that an article's document shows; NULL: none, which gives null. */
typedef struct {
    const tn_terms *terms;
    const tn_examples *examples;
} tn_article_extras;

/* `extras` may be NULL: there are none */
int tn_write_article(tn_buf *out, const tn_article_records *article, const tn_article_stats *stats,
                     const tn_article_extras *extras, const tn_heads *heads, const char *results_id,
                     tenor_error *err);

/* articles.json is one array: begin, a row for each article in order of id, end. */
int tn_write_articles_begin(FILE *out, tenor_error *err);
int tn_write_articles_row(tn_buf *out, bool first, const tn_article_records *article,
                          const tn_article_stats *stats, const tn_heads *heads,
                          const char *results_id, tenor_error *err);
int tn_write_articles_end(FILE *out, tenor_error *err);

/*
 * Rankings of site.json: the articles with the most comments, the most negative and the most
 * positive shrunk mean sentiment, the most against and in favor in shrunk mean stance, and those
 * whose mean is unlike the others' (10 each; means only of articles with at least 5 scored
 * comments; stance toward a title left out). Articles are added in order of their ids: ties go to
 * the first. Free with tn_rankings_free; NULL for want of memory.
 */
#define TN_UNUSUAL_Q          0.1 /* false-discovery rate of unusual articles and of differences */
#define TN_RANKING_LENGTH     10
#define TN_RANKING_MIN_SCORED 5
typedef struct tn_rankings tn_rankings;

tn_rankings *tn_rankings_new(void);
int tn_rankings_add(tn_rankings *rankings, const tn_article_records *article,
                    const tn_article_stats *stats, tenor_error *err);
void tn_rankings_free(tn_rankings *rankings);

/* `terms` may be NULL: there are none */
int tn_write_site(FILE *out, const tn_site_stats *site, const tn_rankings *rankings,
                  const tn_terms *terms, const tn_heads *heads, const char *results_id,
                  tenor_error *err);

/* How a comment begins, and the words of that beginning which spoke most for each label. */
#define TN_MAX_DECIDING 4
typedef struct {
    tenor_str excerpt; /* absent: the comment is deleted, or its text was not kept */
    tenor_str word[TN_EXAMPLE_HEADS][TN_MAX_DECIDING];
    int n_words[TN_EXAMPLE_HEADS];
} tn_comment_extras;

/*
 * sections.json, targets.json and periods.json: an object each, whose array of that name has flat
 * rows, with columns as those of articles.json.
 */
typedef enum { TN_SECTIONS, TN_TARGETS, TN_PERIODS } tn_rollup_kind;
#define TN_N_ROLLUPS 3
extern const char *const tn_rollup_name[TN_N_ROLLUPS]; /* of the array */
extern const char *const tn_rollup_file[TN_N_ROLLUPS]; /* of the document */

int tn_write_rollup(FILE *out, tn_rollup_kind kind, const tn_rollups *rollups,
                    const tn_heads *heads, const char *results_id, tenor_error *err);

/*
 * One line of comments.ndjson: the JSON of `tenor score` plus parent, time, likes and the author's
 * number in the article (tn_number_authors), never a name. `extras` may be NULL: no text.
 */
int tn_write_comment_line(tn_buf *out, const tn_article_records *article, const tn_record *record,
                          uint64_t author, const tn_comment_extras *extras, const tn_heads *heads,
                          const char *results_id, tenor_error *err);

/* One line of rejected.ndjson. */
int tn_write_rejection(FILE *out, const tenor_rejection *rejection, tenor_error *err);

/* One line of `tenor score`. `stance_target` may be absent. decisions: see tenor_score_options. */
int tn_write_score(tn_buf *out, const tenor_comment *comment, tenor_str stance_target,
                   const tenor_result *result, const tn_heads *heads, bool decisions,
                   tenor_error *err);

typedef struct {
    const char *name;   /* model's name */
    const char *head;   /* "sentiment" … */
    const char *digest; /* hexadecimal, of model.json */
} tn_model_identity;

/* What became of an input's records besides those that were rejected or left out. */
typedef struct {
    int64_t scored, unscored, duplicates, suppressed;
} tn_input_account;

/* What depends on delivery, and what was used. */
typedef struct {
    const char *run_id;
    const char *results_id;
    int64_t started_at_s, finished_at_s;
    double read_and_score_s, statistics_s, write_s; /* wall seconds of each stage */
    const tenor_summary *summary;
    const tenor_input_info *input;
    const tn_input_account *account; /* of each input; NULL: they cannot be told apart */
    size_t n_inputs;
    const tn_model_identity *model;
    size_t n_models;
    const char *target;   /* --target, NULL if none */
    const char *map;      /* --map, NULL if none */
    const char *articles; /* --articles, NULL if none */
    bool comments;        /* --comments */
    int threads;
    int keep;
    int64_t memory_bytes;  /* --memory, or what stood for it */
    int64_t spilled_bytes; /* temporary files of records */
} tn_run_metadata;

int tn_write_manifest(FILE *out, const tn_run_metadata *run, tenor_error *err);
int tn_write_metrics(FILE *out, const tn_run_metadata *run, const tn_site_stats *site,
                     const tn_heads *heads, tenor_error *err); /* Prometheus text format */
int tn_write_history_row(FILE *out, const tn_run_metadata *run, const tn_site_stats *site,
                         const tn_heads *heads, tenor_error *err); /* one NDJSON line */

/*
 * Check a results directory (DIR/current, or a run itself): its documents parse, are of one
 * results_id, agree with each other, and every record is accounted for. Describes them on
 * `out`; the first fault is the error.
 */
int tn_results_inspect(const char *dir, FILE *out, tenor_error *err);

#endif
