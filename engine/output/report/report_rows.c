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
    const char *id = tn_get_text(row, "article_id");
    bool found = !options->filter || !*options->filter;
    int64_t at_s;

    if (options->article)
        return id && strcmp(id, options->article) == 0;
    if (options->section && !tn_is_in_section(row, options->section))
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

/* ------------------------------------------------------------- uncertainty */

bool tn_is_too_uncertain(double low, double high, double range)
{
    return high - low > TN_TOO_UNCERTAIN * range; /* NaN: nothing is known of it */
}

static tn_certainty certainty_of_shares(const json_t *row, const char *head)
{
    tn_certainty most = TN_ABSENT;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (tn_report_is_class(row, key, head)) {
            tn_certainty own = tn_certainty_of(row, key);

            most = own > most ? own : most;
        }
    }
    return most;
}

tn_certainty tn_certainty_of(const json_t *row, const char *figure)
{
    const json_t *value = json_object_get(row, figure);
    const char *mean = strstr(figure, "_mean");
    char key[TN_DOC_KEY_BYTES];
    double low, high;

    if (!strchr(figure, '_'))
        return certainty_of_shares(row, figure);
    if (!json_is_number(value)) /* a text is one of its own: a change */
        return json_is_string(value) ? TN_CERTAIN : TN_ABSENT;
    tn_doc_key(key, figure, "low");
    low = tn_get_real(row, key);
    tn_doc_key(key, figure, "high");
    high = tn_get_real(row, key);
    if (mean && !isfinite(low)) {
        snprintf(key, sizeof(key), "%.*s", (int)(mean - figure), figure);
        return certainty_of_shares(row, key) == TN_TOO_WIDE ? TN_TOO_WIDE : TN_CERTAIN;
    }
    return tn_is_too_uncertain(low, high, mean ? 2.0 : 1.0) ? TN_TOO_WIDE : TN_CERTAIN;
}

bool tn_is_mean_uncertain(const json_t *head)
{
    const json_t *score = json_object_get(head, "score");

    return tn_is_too_uncertain(tn_get_real(score, "mean_low"), tn_get_real(score, "mean_high"),
                               2.0);
}

bool tn_are_shares_uncertain(const json_t *head)
{
    const json_t *row;
    size_t index;

    json_array_foreach(json_object_get(head, "classes"), index, row)
    {
        if (tn_is_too_uncertain(tn_get_real(row, "share_low"), tn_get_real(row, "share_high"), 1.0))
            return true;
    }
    return false;
}

bool tn_is_document_uncertain(const json_t *document)
{
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const json_t *head = json_object_get(document, tenor_head_name(h));

        if (tn_is_mean_uncertain(head) || tn_are_shares_uncertain(head))
            return true;
    }
    return false;
}

bool tn_is_row_uncertain(const json_t *row)
{
    for (size_t c = 0; c < TN_N_ARTICLE_COLUMNS; c++)
        if (tn_article_columns[c].kind >= TN_CELL_SCORE &&
            tn_certainty_of(row, tn_article_columns[c].key) == TN_TOO_WIDE)
            return true;
    return false;
}

bool tn_leaves_out(tn_uncertain *noted, const char *name, const char *figure, const json_t *rows,
                   size_t n)
{
    size_t used = strlen(noted->names), count[TN_TOO_WIDE + 1] = { 0 };

    for (size_t r = 0; r < n; r++)
        count[tn_certainty_of(json_array_get(rows, r), figure)]++;
    if (count[TN_TOO_WIDE] == 0)
        return false;
    if (count[TN_CERTAIN] > 0)
        noted->has_marks = true;
    else
        snprintf(noted->names + used, sizeof(noted->names) - used, "%s%s", used > 0 ? ", " : "",
                 name);
    return count[TN_CERTAIN] == 0;
}

const char *tn_uncertain_text(char out[TN_UNCERTAIN_BYTES], const tn_uncertain *noted)
{
    bool has_names = noted->names[0] != '\0';

    out[0] = '\0';
    if (has_names || noted->has_marks)
        snprintf(out, TN_UNCERTAIN_BYTES, "%s%s%s: " TN_UNCERTAIN, noted->names,
                 has_names && noted->has_marks ? ", " : "",
                 noted->has_marks ? TN_UNCERTAIN_MARK : "");
    return out;
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
                          const tn_report_column *column, bool is_mail)
{
    const char *text = tn_get_text(row, column->key);

    if (is_mail && column->kind >= TN_CELL_SCORE &&
        tn_certainty_of(row, column->key) == TN_TOO_WIDE)
        return TN_UNCERTAIN_MARK;
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

void tn_leave_out(bool left_out[], tn_uncertain *noted, const tn_report_column *column,
                  size_t n_columns, const json_t *rows, size_t n)
{
    for (size_t c = 0; c < n_columns; c++) {
        char shown[TN_CELL_BYTES];

        left_out[c] = column[c].kind == TN_CELL_FLAGS ||
                      (column[c].kind >= TN_CELL_SCORE &&
                       tn_leaves_out(noted, column[c].title, column[c].key, rows, n));
        for (size_t r = 0; column[c].kind == TN_CELL_FLAGS && r < n; r++)
            left_out[c] &= !*tn_shown_cell(shown, json_array_get(rows, r), &column[c], true);
    }
}
