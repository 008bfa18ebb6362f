/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics.c - metrics.prom: the last run as gauges, for Prometheus' textfile collector
 *
 * Everything is a gauge, because they go up and down from run to run; names end in
 * a base unit where they have one and never in _total. Undefined values are left out.
 */
#include "output/sections.h"

#include <math.h>

static void head(FILE *out, const char *name, const char *help)
{
    fprintf(out, "# HELP tenor_batch_%s %s\n# TYPE tenor_batch_%s gauge\n", name, help, name);
}

static void plain(FILE *out, const char *name, const char *help, int64_t value)
{
    head(out, name, help);
    fprintf(out, "tenor_batch_%s %lld\n", name, (long long)value);
}

static void label_value(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n') {
            fputs("\\n", out);
        } else {
            if (*text == '"' || *text == '\\')
                fputc('\\', out);
            fputc(*text, out);
        }
    }
}

/* one value each of the reasons 1 to n - 1 */
static void by_reason(FILE *out, const char *name, const char *help, const int64_t *count_of, int n,
                      const char *(*name_of)(int reason))
{
    head(out, name, help);
    for (int reason = 1; reason < n; reason++) {
        fprintf(out, "tenor_batch_%s{reason=\"%s\"} %lld\n", name, name_of(reason),
                (long long)count_of[reason]);
    }
}

static void accounting(FILE *out, const tenor_summary *summary)
{
    plain(out, "comments_received", "Records read in the last run.", summary->received);
    plain(out, "comments_scored", "Distinct comments that were labelled in the last run.",
          summary->scored);
    by_reason(out, "comments_unscored",
              "Distinct comments without a label in the last run, by reason.", summary->unscored,
              TENOR_N_UNSCORED, tenor_unscored_name);
    plain(out, "comments_duplicate", "Copies of comments in the last run's input.",
          summary->duplicates);
    plain(out, "comments_suppressed", "Comments of articles with too few of them in the last run.",
          summary->suppressed);
    plain(out, "comments_rejected", "Records that could not be read in the last run.",
          summary->rejected);
    by_reason(out, "comments_left_out",
              "Records of the last run that are no comments of readers, by reason.",
              summary->left_out, TENOR_N_LEFT_OUT, tenor_left_out_name);
    plain(out, "comments_repaired", "Records of the last run whose text was put right.",
          summary->repaired);
    plain(out, "dropped_fields", "Optional fields of the last run that could not be read.",
          summary->dropped_fields);
}

static void durations(FILE *out, const tn_run_metadata *run)
{
    char text[32];
    const struct {
        const char *stage;
        double seconds;
    } stage[] = { { "read_and_score", run->read_and_score_s },
                  { "statistics", run->statistics_s },
                  { "write", run->write_s } };

    head(out, "duration_seconds", "Wall time of the last run, by stage.");
    for (size_t s = 0; s < sizeof(stage) / sizeof(stage[0]); s++) {
        if (isfinite(stage[s].seconds)) {
            tn_format6(text, stage[s].seconds);
            fprintf(out, "tenor_batch_duration_seconds{stage=\"%s\"} %s\n", stage[s].stage, text);
        }
    }
    if (run->started_at_s != TENOR_NO_TIME)
        plain(out, "start_timestamp_seconds", "When the last run began.", run->started_at_s);
    if (run->finished_at_s != TENOR_NO_TIME) {
        plain(out, "completion_timestamp_seconds", "When the last run was finished.",
              run->finished_at_s);
    }
}

static void shares(FILE *out, const tn_site_stats *site, const tn_heads *heads)
{
    char text[32];

    static const char *const name[] = { "label_share", "label_share_low", "label_share_high" };
    static const char *const what[] = { "Share of", "Lower bound of the share of",
                                        "Upper bound of the share of" };
    bool calibrated = tn_doc_calibrated(&site->all, heads);

    for (int bound = 0; bound < 3; bound++) {
        char help[128];

        snprintf(help, sizeof(help), "%s the site's labelled comments, by head and label%s.",
                 what[bound], calibrated ? "" : "; not calibrated for this site");
        head(out, name[bound], help);
        for (int h = 0; h < TENOR_N_HEADS; h++) {
            const tn_head_stats *stats = &site->all.head[h];

            for (int c = 0; stats->present && c < stats->n_classes; c++) {
                const tn_share *share = &stats->label[c];
                double value = bound == 0 ? share->share : bound == 1 ? share->low : share->high;

                if (!isfinite(value))
                    continue;
                tn_format6(text, value);
                fprintf(out, "tenor_batch_%s{head=\"%s\",label=\"", name[bound],
                        tenor_head_name(h));
                label_value(out, heads->class_name[h][c]);
                fprintf(out, "\"} %s\n", text);
            }
        }
    }
    head(out, "score_mean", "Mean score of the site's labelled comments, by head.");
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_head_stats *stats = &site->all.head[h];

        if (stats->present && isfinite(stats->score.mean)) {
            tn_format6(text, stats->score.mean);
            fprintf(out, "tenor_batch_score_mean{head=\"%s\"} %s\n", tenor_head_name(h), text);
        }
    }
}

int tn_write_metrics(FILE *out, const tn_run_metadata *run, const tn_site_stats *site,
                     const tn_heads *heads, tenor_error *err)
{
    int64_t bytes = 0;

    head(out, "info", "Version of tenor that made the last run.");
    fprintf(out, "tenor_batch_info{version=\"%s\"} 1\n", tenor_version());
    accounting(out, run->summary);
    for (size_t i = 0; i < run->n_inputs; i++)
        bytes += run->input[i].bytes;
    plain(out, "input_bytes", "Stored size of the last run's input.", bytes);
    plain(out, "articles", "Articles of the last run.", site->articles);
    plain(out, "authors", "Distinct known authors of the last run.", site->all.comments.authors);
    durations(out, run);
    shares(out, site, heads);
    return tn_stream_check(out, err);
}
