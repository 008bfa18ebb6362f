/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollup_doc.c - sections.json, targets.json, periods.json: the site by section, target and time
 */
#include "output/sections.h"

const char *const tn_rollup_name[TN_N_ROLLUPS] = { "sections", "targets", "periods" };
const char *const tn_rollup_file[TN_N_ROLLUPS] = { "sections.json", "targets.json",
                                                   "periods.json" };

static void put_figures(tn_json_writer *doc, const tn_group *group, const tn_heads *heads)
{
    tn_json_put_integer(doc, "articles", group->sums.articles);
    tn_json_put_integer(doc, "comments", group->sums.comments);
    tn_json_put_integer(doc, "scored", group->sums.scored);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        char key[TN_DOC_KEY_BYTES];
        tn_head_stats stats;

        tn_group_head(&stats, &group->sums.head[head], head, heads);
        tn_doc_key(key, tenor_head_name(head), "count");
        tn_json_put_integer(doc, key, stats.n);
        tn_doc_mean(doc, &stats, head, true);
        tn_doc_shares(doc, &stats, head, heads);
        tn_doc_key(key, tenor_head_name(head), "difference");
        tn_doc_difference(doc, key, &group->difference[head]);
    }
}

static void put_named(tn_json_writer *doc, const char *key, const tn_groups *groups,
                      const tn_heads *heads)
{
    for (size_t i = 0; i < groups->n; i++) {
        tn_json_open_object(doc, NULL);
        tn_json_put_string(doc, key, groups->group[i].name);
        put_figures(doc, &groups->group[i], heads);
        tn_json_close(doc);
    }
}

static void put_periods(tn_json_writer *doc, const tn_groups *periods, const tn_heads *heads)
{
    static const char *const unit_name[TN_N_UNITS] = { "day", "week", "month" };

    for (int unit = 0; unit < TN_N_UNITS; unit++) {
        for (size_t i = 0; i < periods[unit].n; i++) {
            tn_json_open_object(doc, NULL);
            tn_json_put_text(doc, "period", unit_name[unit]);
            tn_json_put_time(doc, "starts_at", periods[unit].group[i].start_s);
            put_figures(doc, &periods[unit].group[i], heads);
            tn_json_close(doc);
        }
    }
}

int tn_write_rollup(FILE *out, tn_rollup_kind kind, const tn_rollups *rollups,
                    const tn_heads *heads, const char *results_id, tenor_error *err)
{
    const tn_groups *named = kind == TN_SECTIONS ? &rollups->sections : &rollups->targets;
    tn_buf text = { 0 };
    tn_json_writer doc;

    tn_json_begin(&doc, &text, TN_JSON_INDENTED, err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", TN_SCHEMA_ROLLUP);
    tn_json_put_text(&doc, "results_id", results_id);
    tn_json_put_real(&doc, "confidence", TN_CONFIDENCE);
    if (kind == TN_PERIODS)
        tn_json_put_integer(&doc, "comments_without_time", rollups->n_without_time);
    else
        tn_json_put_integer(&doc, "left_out", (int64_t)named->n_left_out);
    tn_json_open_array(&doc, tn_rollup_name[kind]);
    if (kind == TN_PERIODS)
        put_periods(&doc, rollups->periods, heads);
    else
        put_named(&doc, kind == TN_SECTIONS ? "section" : "target", named, heads);
    tn_json_close(&doc);
    tn_json_close(&doc);
    return tn_stream_json(out, &doc);
}
