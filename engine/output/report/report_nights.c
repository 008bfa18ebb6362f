/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_nights.c - nights and weeks, out of history.ndjson
 */
#include "output/report/report.h"

#include "base/file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HISTORY      "history.ndjson"
#define WEEK_S       (7 * 86400)
#define FIRST_MONDAY (4 * 86400) /* 1970-01-05 */
#define N_FIGURES    (TN_N_NIGHT_COLUMNS - 1)

const tn_report_column tn_night_columns[TN_N_NIGHT_COLUMNS] = {
    { "Date", "date", TN_CELL_TEXT },
    { "Comments", "comments", TN_CELL_COUNT },
    { "Sentiment", "sentiment_mean", TN_CELL_SCORE },
    { "Negative", "sentiment_negative", TN_CELL_SHARE },
    { "Positive", "sentiment_positive", TN_CELL_SHARE },
    { "Against", "stance_against", TN_CELL_SHARE },
    { "Favor", "stance_favor", TN_CELL_SHARE },
    { "Disagreeing", "reply_disagree", TN_CELL_SHARE },
};

static const tn_report_column *const figure = tn_night_columns + 1; /* all but the date */

static bool time_of(int64_t *at_s, const json_t *night)
{
    const char *text = tn_get_text(night, "started_at");

    return text && tn_parse_time(text, strlen(text), at_s);
}

static json_t *date_of(int64_t at_s)
{
    char text[32];

    tn_format_time(text, at_s);
    return json_stringn(text, strlen("2026-11-30"));
}

/* in the place of an earlier run of that day */
static int add_night(json_t *nights, json_t *night, int64_t at_s, tenor_error *err)
{
    size_t n = json_array_size(nights);
    const json_t *last = n > 0 ? json_object_get(json_array_get(nights, n - 1), "date") : NULL;
    json_t *date = date_of(at_s);
    bool again = last && json_equal(last, date);

    if (json_object_set_new(night, "date", date) != 0 ||
        (again ? json_array_set(nights, n - 1, night) : json_array_append(nights, night)) != 0)
        return tn_no_memory(err);
    return 0;
}

/* a last line without its end is of a run that was never published */
static int read_nights(json_t *nights, FILE *file, int64_t since_s, tenor_error *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t bytes;
    int64_t at_s;
    int rc = 0;

    while (rc == 0 && (bytes = getline(&line, &capacity, file)) > 0 && line[bytes - 1] == '\n') {
        json_t *night = json_loadb(line, (size_t)bytes, 0, NULL);

        if (!json_is_object(night) || !time_of(&at_s, night))
            rc = tn_fail(err, TENOR_ERR_INPUT, "a line of " HISTORY " is damaged");
        else if (at_s >= since_s)
            rc = add_night(nights, night, at_s, err);
        json_decref(night);
    }
    if (rc == 0 && ferror(file))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot read '" HISTORY "': %s", strerror(errno));
    free(line);
    return rc;
}

/* ------------------------------------------------------------------- weeks */

typedef struct {
    int64_t monday_s;
    double weight[N_FIGURES], sum[N_FIGURES]; /* over nights */
    double low[N_FIGURES], high[N_FIGURES];   /* sums, too: the nights' error is one and the same */
} week;

static double mean_of(const week *w, int f)
{
    return w->weight[f] > 0.0 ? w->sum[f] / w->weight[f] : NAN;
}

static double bound_of(const json_t *night, const char *key, const char *bound)
{
    char name[TN_DOC_KEY_BYTES];

    tn_doc_key(name, key, bound);
    return tn_get_real(night, name);
}

static void add_to_week(week *w, const json_t *night)
{
    double scored = tn_get_real(night, "scored");

    for (int f = 0; f < N_FIGURES; f++) {
        double x = tn_get_real(night, figure[f].key);
        double weight = figure[f].kind == TN_CELL_COUNT ? 1.0 : scored;

        if (isfinite(x) && weight > 0.0) {
            w->weight[f] += weight;
            w->sum[f] += weight * x;
            w->low[f] += weight * bound_of(night, figure[f].key, "low");
            w->high[f] += weight * bound_of(night, figure[f].key, "high");
        }
    }
}

static void put_week(json_t *weeks, const week *w, bool *ok)
{
    json_t *row = json_object();

    tn_put(row, "date", date_of(w->monday_s), ok);
    for (int f = 0; f < N_FIGURES; f++) {
        char name[TN_DOC_KEY_BYTES];

        if (figure[f].kind == TN_CELL_COUNT) {
            tn_put_integer(row, figure[f].key, llround(mean_of(w, f)), ok);
            continue;
        }
        tn_put_real(row, figure[f].key, mean_of(w, f), ok);
        tn_doc_key(name, figure[f].key, "low");
        tn_put_real(row, name, w->low[f] / w->weight[f], ok);
        tn_doc_key(name, figure[f].key, "high");
        tn_put_real(row, name, w->high[f] / w->weight[f], ok);
    }
    tn_append(weeks, row, ok);
}

/* shares in percentage points */
static void put_change(json_t *weeks, const week *before, const week *last, bool *ok)
{
    json_t *row = json_object();
    char text[TN_SHOWN_BYTES];

    tn_put_text(row, "date", "change", ok);
    for (int f = 0; f < N_FIGURES; f++) {
        double change = mean_of(last, f) - mean_of(before, f);

        if (figure[f].kind == TN_CELL_SCORE)
            tn_shown_score(text, change);
        else
            snprintf(text, sizeof(text), isfinite(change) ? "%+.0f" : "-",
                     figure[f].kind == TN_CELL_SHARE ? 100.0 * change : change);
        tn_put_text(row, figure[f].key, text, ok);
    }
    tn_append(weeks, row, ok);
}

static void put_weeks(json_t *weeks, const json_t *nights, bool *ok)
{
    week before = { 0 }, now = { 0 };
    const json_t *night;
    size_t index, n_weeks = 0;

    json_array_foreach(nights, index, night)
    {
        int64_t at_s = 0, monday_s;

        time_of(&at_s, night);
        monday_s = (at_s - FIRST_MONDAY) / WEEK_S * WEEK_S + FIRST_MONDAY;
        if (n_weeks == 0 || monday_s != now.monday_s) {
            if (n_weeks++ > 0)
                put_week(weeks, &now, ok);
            before = now;
            now = (week){ .monday_s = monday_s };
        }
        add_to_week(&now, night);
    }
    if (n_weeks > 0)
        put_week(weeks, &now, ok);
    if (n_weeks > 1)
        put_change(weeks, &before, &now, ok);
}

int tn_report_nights(json_t **nights, json_t **weeks, const tenor_report_options *options,
                     tenor_error *err)
{
    char *path = tn_path_join(options->results_dir, HISTORY);
    FILE *file = path ? fopen(path, "rbe") : NULL;
    int64_t since_s = INT64_MIN;
    bool ok = true;
    int rc = 0;

    *nights = *weeks = NULL;
    if (!path)
        return tn_no_memory(err);
    if (!file && errno != ENOENT)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    free(path);
    if (!file)
        return rc;
    *nights = json_array();
    *weeks = json_array();
    if (!*nights || !*weeks)
        rc = tn_no_memory(err);
    else if (options->since && !tn_parse_time(options->since, strlen(options->since), &since_s))
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "'%.60s' is not a date", options->since);
    else
        rc = read_nights(*nights, file, since_s, err);
    fclose(file);
    if (rc < 0)
        return rc;
    put_weeks(*weeks, *nights, &ok);
    return ok ? 0 : tn_no_memory(err);
}
