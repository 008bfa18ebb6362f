/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c - building documents with jansson: null for what is undefined, one failure for all
 */
#include "output/json.h"

#include "text/token.h"
#include "text/target.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define KEY_BYTES 128

json_t *tn_json_text(const char *text, size_t bytes)
{
    json_t *value = json_stringn(text, bytes);
    tn_buf repaired = { 0 };

    if (!value && tn_utf8_sanitise(&repaired, text, bytes, NULL) >= 0) {
        value = json_stringn(repaired.data ? repaired.data : "", repaired.bytes);
    }
    tn_buf_free(&repaired);
    return value;
}

void tn_put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new_nocheck(object, key, value) != 0) {
        *ok = false;
    }
}

void tn_put_bytes(json_t *object, const char *key, const char *text, size_t bytes, bool *ok)
{
    tn_put(object, key, text ? tn_json_text(text, bytes) : json_null(), ok);
}

void tn_put_text(json_t *object, const char *key, const char *text, bool *ok)
{
    tn_put_bytes(object, key, text, text ? strlen(text) : 0, ok);
}

void tn_put_target(json_t *object, const char *target, bool *ok)
{
    tenor_str name = tn_target_name(tn_str(target));

    tn_put_bytes(object, "target", name.data, name.bytes, ok);
}

void tn_put_integer(json_t *object, const char *key, int64_t value, bool *ok)
{
    tn_put(object, key, json_integer(value), ok);
}

void tn_put_real(json_t *object, const char *key, double value, bool *ok)
{
    tn_put(object, key, isfinite(value) ? json_real(tn_round6(value)) : json_null(), ok);
}

void tn_put_named_real(json_t *object, const char *prefix, const char *name, double value, bool *ok)
{
    char key[KEY_BYTES];

    snprintf(key, sizeof(key), "%s_%s", prefix, name);
    tn_put_real(object, key, value, ok);
}

void tn_put_time(json_t *object, const char *key, int64_t seconds, bool *ok)
{
    char text[32];

    if (seconds == TENOR_NO_TIME) {
        tn_put(object, key, json_null(), ok);
    } else {
        tn_format_time(text, seconds);
        tn_put_text(object, key, text, ok);
    }
}

void tn_append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0) {
        *ok = false;
    }
}

void tn_put_aliases(json_t *object, const char *target, bool *ok)
{
    tenor_str whole = tn_str(target), name = tn_target_name(whole);
    json_t *list = name.bytes < whole.bytes ? json_array() : NULL;

    if (name.bytes == whole.bytes) {
        return;
    }
    while (list && (name = tn_target_next(whole, name)).data) {
        tn_append(list, json_stringn(name.data, name.bytes), ok);
    }
    tn_put(object, "target_aliases", list, ok);
}

int tn_stream_check(FILE *out, tenor_error *err)
{
    if (ferror(out)) {
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno ? errno : EIO));
    }
    return 0;
}

/* Pieces of a document on their way to the stream: jansson gives a few bytes at a time. */
typedef struct {
    tn_buf text;
    tenor_error *err;
    int rc;
} pieces;

/* jansson passes over a key that could not be written: the failure stays in `rc` */
static int add_piece(const char *piece, size_t bytes, void *user)
{
    pieces *p = user;

    if (p->rc == 0) {
        p->rc = tn_buf_append(&p->text, piece, bytes, p->err);
    }
    return p->rc == 0 ? 0 : -1;
}

int tn_json_write(FILE *out, json_t *root, size_t indent, bool ok, tenor_error *err)
{
    size_t flags = JSON_REAL_PRECISION(6) | JSON_ENCODE_ANY;
    pieces p = { .err = err };

    flags |= indent ? JSON_INDENT(indent) : 0;
    if (!root || !ok || json_dump_callback(root, add_piece, &p, flags) != 0) {
        p.rc = p.rc < 0 ? p.rc : tn_no_memory(err);
    }
    add_piece("\n", 1, &p);
    if (p.rc == 0) {
        errno = 0;
        fwrite(p.text.data, 1, p.text.bytes, out);
        p.rc = tn_stream_check(out, err);
    }
    tn_buf_free(&p.text);
    json_decref(root);
    return p.rc;
}

/* ------------------------------------------------------- common parts */

static json_t *finished(json_t *root, bool ok)
{
    if (!ok) {
        json_decref(root);
        root = NULL;
    }
    return root;
}

json_t *tn_json_unscored(const int64_t unscored[TENOR_N_UNSCORED])
{
    json_t *root = json_object();
    bool ok = root != NULL;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++) {
        tn_put_integer(root, tenor_unscored_name(reason), unscored[reason], &ok);
    }
    return finished(root, ok);
}

json_t *tn_json_counts(const tn_counts *counts)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_integer(root, "count", counts->count, &ok);
    tn_put_integer(root, "scored", counts->scored, &ok);
    tn_put(root, "unscored", tn_json_unscored(counts->unscored), &ok);
    tn_put_integer(root, "authors", counts->authors, &ok);
    tn_put_integer(root, "threads", counts->threads, &ok);
    tn_put_integer(root, "replies", counts->replies, &ok);
    tn_put_integer(root, "orphans", counts->orphans, &ok);
    tn_put_integer(root, "cycles", counts->cycles, &ok);
    tn_put(root, "max_depth",
           counts->max_depth >= 0 ? json_integer(counts->max_depth) : json_null(), &ok);
    tn_put_time(root, "first_at", counts->first_at_s, &ok);
    tn_put_time(root, "last_at", counts->last_at_s, &ok);
    return finished(root, ok);
}

static json_t *json_moments(const tn_moments *score)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "mean", score->mean, &ok);
    tn_put_real(root, "mean_low", score->mean_low, &ok);
    tn_put_real(root, "mean_high", score->mean_high, &ok);
    tn_put_real(root, "sd", score->sd, &ok);
    tn_put_real(root, "median", score->median, &ok);
    tn_put_real(root, "q1", score->q1, &ok);
    tn_put_real(root, "q3", score->q3, &ok);
    tn_put_real(root, "skewness", score->skewness, &ok);
    tn_put_real(root, "kurtosis", score->kurtosis, &ok);
    return finished(root, ok);
}

static json_t *json_class(const tn_head_stats *head, int c, const char *name, bool shrunk)
{
    const tn_share *share = &head->label[c];
    const tn_prevalence *corrected = &head->corrected;
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "label", name, &ok);
    tn_put_integer(root, "count", share->count, &ok);
    tn_put_real(root, "share", share->share, &ok);
    tn_put_real(root, "share_low", share->low, &ok);
    tn_put_real(root, "share_high", share->high, &ok);
    tn_put_real(root, "corrected_share", corrected->share[c], &ok);
    tn_put_real(root, "corrected_low", corrected->low[c], &ok);
    tn_put_real(root, "corrected_high", corrected->high[c], &ok);
    tn_put_real(root, "expected_low", corrected->expected_low[c], &ok);
    tn_put_real(root, "expected_high", corrected->expected_high[c], &ok);
    if (shrunk) {
        tn_put_real(root, "shrunk_share", head->shrunk.share[c], &ok);
        tn_put_real(root, "shrunk_low", head->shrunk.low[c], &ok);
        tn_put_real(root, "shrunk_high", head->shrunk.high[c], &ok);
    }
    return finished(root, ok);
}

static json_t *json_shape(const tn_head_shape *shape, const tn_score_histogram *histogram)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "polarization", shape->polarization, &ok);
    tn_put_real(root, "bimodality", shape->bimodality, &ok);
    tn_put_real(root, "balance", shape->balance, &ok);
    tn_put_real(root, "controversy", shape->controversy, &ok);
    tn_put(root, "histogram", tn_json_histogram(histogram), &ok);
    return finished(root, ok);
}

json_t *tn_json_head(const tn_head_stats *head, int index, const tn_heads *heads,
                     const tn_score_histogram *histogram, bool shrunk)
{
    json_t *root, *classes;
    bool ok;

    if (!head->present) {
        return json_null();
    }
    root = json_object();
    classes = json_array();
    ok = root && classes;
    for (int c = 0; c < head->n_classes; c++) {
        tn_append(classes, json_class(head, c, heads->class_name[index][c], shrunk), &ok);
    }
    tn_put_integer(root, "count", head->n, &ok);
    tn_put(root, "classes", classes, &ok);
    tn_put(root, "score", json_moments(&head->score), &ok);
    tn_put(root, "distribution", json_shape(&head->shape, histogram), &ok);
    return finished(root, ok);
}

static json_t *json_cells(const tn_crosstab *table, const tn_heads *heads)
{
    json_t *cells = json_array();
    bool ok = cells != NULL;

    for (int r = 0; r < table->n_rows; r++) {
        for (int c = 0; c < table->n_columns; c++) {
            json_t *cell = json_object();

            tn_put_text(cell, "sentiment", heads->class_name[TENOR_SENTIMENT][r], &ok);
            tn_put_text(cell, "stance", heads->class_name[TENOR_STANCE][c], &ok);
            tn_put_integer(cell, "count", table->cell[r][c], &ok);
            tn_append(cells, cell, &ok);
        }
    }
    return finished(cells, ok);
}

static const char *table_method_name(int method)
{
    return method == TN_TABLE_EXACT         ? "exact"
           : method == TN_TABLE_PERMUTATION ? "permutation"
                                            : NULL;
}

json_t *tn_json_crosstab(const tn_article_stats *stats, const tn_heads *heads, bool exact)
{
    const tn_table_test *test = &stats->discussion.table;
    const tn_crosstab *table = &stats->sentiment_by_stance;
    json_t *root;
    bool ok;

    if (!stats->head[TENOR_SENTIMENT].present || !stats->head[TENOR_STANCE].present) {
        return json_null();
    }
    root = json_object();
    ok = root != NULL;
    tn_put_integer(root, "count", table->n, &ok);
    tn_put(root, "cells", json_cells(table, heads), &ok);
    tn_put_real(root, "chi_square", table->chi_square, &ok);
    tn_put_integer(root, "degrees_of_freedom", table->degrees_of_freedom, &ok);
    tn_put_real(root, "p_value", table->p_value, &ok);
    tn_put_real(root, "cramers_v", table->cramers_v, &ok);
    tn_put_real(root, "min_expected", table->min_expected, &ok);
    if (exact) {
        tn_put_real(root, "exact_p_value", test->p_value, &ok);
        tn_put_text(root, "exact_method", table_method_name(test->method), &ok);
        tn_put_real(root, "exact_p_std_error", test->p_std_error, &ok);
    }
    return finished(root, ok);
}

/* --------------------------------------------------- columns and flags */

int tn_column_classes(const char *name[TENOR_MAX_CLASSES], const tn_heads *heads, int head)
{
    static const char *const usual[TENOR_N_HEADS][TENOR_MAX_CLASSES] = {
        { "negative", "neutral", "positive" },
        { "against", "none", "favor" },
        { "disagree", "neutral", "agree" }
    };
    int n = heads->n_classes[head];

    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        name[c] = n > 0 ? heads->class_name[head][c] : usual[head][c];
    }
    return n > 0 ? n : TENOR_MAX_CLASSES;
}

#define SMALL_SCORED        10
#define ONE_VOICE_INFLUENCE 0.1 /* of one author on the mean sentiment */
#define ONE_VOICE_SHARE     0.5 /* of the comments of known authors */
#define ONE_VOICE_COMMENTS  10
#define DOMAIN_COVERAGE     0.75

int tn_article_flags(const char *flag[TN_N_FLAGS], const tn_article_records *article,
                     const tn_article_stats *stats)
{
    const tn_counts *counts = &stats->comments;
    int n = 0;

    if (counts->scored < SMALL_SCORED) {
        flag[n++] = "small";
    }
    if (stats->head[TENOR_STANCE].present && article->target_source == TENOR_TARGET_TITLE) {
        flag[n++] = "stance_target_is_title";
    }
    if (counts->unscored[TENOR_UNSCORED_LOW_COVERAGE] * 2 > counts->count) {
        flag[n++] = "low_coverage";
    }
    if (counts->count >= ONE_VOICE_COMMENTS &&
        (fabs(stats->discussion.voices.influence) > ONE_VOICE_INFLUENCE ||
         (counts->authors > 1 && stats->discussion.concentration.top_author > ONE_VOICE_SHARE))) {
        flag[n++] = "one_voice";
    }
    if (stats->discussion.mean_coverage < DOMAIN_COVERAGE) {
        flag[n++] = "out_of_domain";
    }
    return n;
}
