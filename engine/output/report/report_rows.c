/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_rows.c - which articles a report shows, in what order, and what it shows of each
 */
#include "output/report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ------------------------------------------------------------------ choice */

/* in any case of ASCII letters */
static bool contains(const char *text, const char *wanted)
{
    size_t n = strlen(wanted);

    for (; text && *text; text++)
        if (strncasecmp(text, wanted, n) == 0)
            return true;
    return false;
}

static bool passes(const json_t *row, const tenor_report_options *options, int64_t since_s)
{
    static const char *const searched[] = { "title", "article_id", "section", "target" };
    const char *published_at = tn_get_text(row, "published_at");
    const char *id = tn_get_text(row, "article_id"), *section = tn_get_text(row, "section");
    bool found = !options->filter || !*options->filter;
    int64_t at_s;

    if (options->article)
        return id && strcmp(id, options->article) == 0;
    if (options->section && strcmp(section ? section : TN_NO_SECTION, options->section) != 0)
        return false;
    for (size_t i = 0; !found && i < sizeof(searched) / sizeof(searched[0]); i++)
        found = contains(tn_get_text(row, searched[i]), options->filter);
    return found && (!options->since ||
                     (published_at && tn_parse_time(published_at, strlen(published_at), &at_s) &&
                      at_s >= since_s));
}

/* ------------------------------------------------------------------- order */

typedef struct {
    const json_t *row;
    const json_t *key;
    const char *id;
} ordered;

/* numbers: large first, or small; text: as in a dictionary; null: last; ties: by id */
static int compare_rows(const void *left, const void *right, void *ascending)
{
    const ordered *a = left, *b = right;
    int order = json_is_null(a->key) - json_is_null(b->key);

    if (order == 0 && json_is_number(a->key) && json_is_number(b->key)) {
        double x = json_number_value(a->key), y = json_number_value(b->key);

        order = (x < y) - (x > y);
        order = *(const bool *)ascending ? -order : order;
    } else if (order == 0 && json_is_string(a->key) && json_is_string(b->key)) {
        order = strcmp(json_string_value(a->key), json_string_value(b->key));
    }
    return order ? order : strcmp(a->id, b->id);
}

int tn_report_select(json_t **out, const json_t *rows, const tenor_report_options *options,
                     tenor_error *err)
{
    const char *by = options->sort ? options->sort : "comments";
    bool ascending = options->ascending;
    size_t n = json_array_size(rows), n_kept = 0, index;
    ordered *list = tn_alloc(n, sizeof(*list));
    int64_t since_s = 0;
    const json_t *row;
    int rc = 0;

    *out = json_array();
    if (!list || !*out) {
        free(list);
        return tn_no_memory(err);
    }
    if (options->since && !tn_parse_time(options->since, strlen(options->since), &since_s)) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "'%.60s' is not a date", options->since);
        goto done;
    }
    json_array_foreach(rows, index, row)
    {
        const json_t *key = json_object_get(row, by);
        const char *id = tn_get_text(row, "article_id");

        if (!key) {
            rc = tn_fail(err, TENOR_ERR_ARGUMENT, "articles have no column '%s'", by);
            goto done;
        }
        if (passes(row, options, since_s))
            list[n_kept++] = (ordered){ row, key, id ? id : "" };
    }
    if (n_kept > 1)
        qsort_r(list, n_kept, sizeof(*list), compare_rows, &ascending);
    for (size_t i = 0; i < n_kept; i++) {
        if (json_array_append(*out, (json_t *)list[i].row) != 0) {
            rc = tn_no_memory(err);
            goto done;
        }
    }
done:
    free(list);
    return rc;
}

/* ------------------------------------------------------------------- cells */

#define COLUMNS_OF(what)                                                                           \
    {                                                                                              \
        { what, "title", TN_CELL_TITLE }, { "Comments", "comments", TN_CELL_COUNT },               \
            { "Sentiment", "sentiment_mean", TN_CELL_SCORE },                                      \
            { "Negative", "sentiment_negative", TN_CELL_SHARE },                                   \
            { "Positive", "sentiment_positive", TN_CELL_SHARE },                                   \
            { "Stance", "stance_mean", TN_CELL_SCORE },                                            \
            { "Disagreeing", "reply_disagree", TN_CELL_SHARE },                                    \
        {                                                                                          \
            "Flags", "flags", TN_CELL_FLAGS                                                        \
        }                                                                                          \
    }

const tn_report_column tn_article_columns[TN_N_ARTICLE_COLUMNS] = COLUMNS_OF("Article");
const tn_report_column tn_section_columns[TN_N_ARTICLE_COLUMNS] = COLUMNS_OF("Section");

const tn_report_flag tn_report_flags[TN_N_REPORT_FLAGS] = {
    { "small", "S", "few scored comments" },
    { "stance_target_is_title", "T", "stance toward the title" },
    { "low_coverage", "C", "mostly unknown words" },
    { "one_voice", "V", "one author decides" },
    { "out_of_domain", "D", "unlike the training data" },
    { "unlike_the_rest", "U", "unlike the rest of the site" },
};

static const char *shown_flags(char shown[TN_CELL_BYTES], const char *flags)
{
    size_t used = 0;

    shown[0] = '\0';
    for (size_t f = 0; flags && f < TN_N_REPORT_FLAGS; f++) {
        if (strstr(flags, tn_report_flags[f].name)) {
            used += (size_t)snprintf(shown + used, TN_CELL_BYTES - used, "%s%s",
                                     used > 0 ? ", " : "", tn_report_flags[f].meaning);
        }
    }
    return shown;
}

const char *tn_shown_cell(char shown[TN_CELL_BYTES], const json_t *row,
                          const tn_report_column *column)
{
    const char *text = tn_get_text(row, column->key);

    switch (column->kind) {
    case TN_CELL_TEXT:
        break;
    case TN_CELL_TITLE:
        text = text && *text ? text : tn_get_text(row, "article_id");
        break;
    case TN_CELL_FLAGS:
        return shown_flags(shown, text);
    case TN_CELL_COUNT:
        if (!text)
            snprintf(shown, TN_CELL_BYTES, "%lld", (long long)tn_get_integer(row, column->key));
        return text ? text : shown;
    case TN_CELL_SCORE:
        return text ? text : tn_shown_score(shown, tn_get_real(row, column->key));
    case TN_CELL_SHARE:
        return text ? text : tn_shown_percent(shown, tn_get_real(row, column->key));
    }
    return text ? text : "";
}
