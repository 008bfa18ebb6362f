/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_doc.c - what depends on delivery: manifest, history row, rejections
 */
#include "output/sections.h"

#include <archive.h>
#include <gsl/gsl_version.h>
#include <jansson.h>
#include <libxml/xmlversion.h>
#include <linear.h>
#include <libsvm/svm.h>
#include <utf8proc.h>
#include <xxhash.h>
#include <zstd.h>

#define STR(x)  #x
#define TEXT(x) STR(x)

static void put_libraries(tn_json_writer *doc)
{
    tn_json_open_object(doc, "libraries");
    tn_json_put_text(doc, "gsl", GSL_VERSION);
    tn_json_put_text(doc, "jansson", JANSSON_VERSION);
    tn_json_put_text(doc, "libarchive", ARCHIVE_VERSION_ONLY_STRING);
    tn_json_put_text(doc, "liblinear", TEXT(LIBLINEAR_VERSION));
    tn_json_put_text(doc, "libsvm", TEXT(LIBSVM_VERSION));
    tn_json_put_text(doc, "libxml2", LIBXML_DOTTED_VERSION);
    tn_json_put_text(doc, "utf8proc",
                     TEXT(UTF8PROC_VERSION_MAJOR) "." TEXT(UTF8PROC_VERSION_MINOR) "." TEXT(
                         UTF8PROC_VERSION_PATCH));
    tn_json_put_text(
        doc, "xxhash",
        TEXT(XXH_VERSION_MAJOR) "." TEXT(XXH_VERSION_MINOR) "." TEXT(XXH_VERSION_RELEASE));
    tn_json_put_text(doc, "zstd", ZSTD_VERSION_STRING);
    tn_json_close(doc);
}

static void put_known(tn_json_writer *doc, const char *key, bool known, int64_t n)
{
    if (known)
        tn_json_put_integer(doc, key, n);
    else
        tn_json_put_null(doc, key);
}

static void put_left_out(tn_json_writer *doc, const int64_t left_out[TENOR_N_LEFT_OUT])
{
    tn_json_open_object(doc, "left_out");
    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        tn_json_put_integer(doc, tenor_left_out_name(reason), left_out[reason]);
    tn_json_close(doc);
}

/* counts are null where an input's records are not told apart from others */
static void put_inputs(tn_json_writer *doc, const tn_run_metadata *run)
{
    bool known = run->account != NULL;

    tn_json_open_array(doc, "inputs");
    for (size_t i = 0; i < run->n_inputs; i++) {
        const tenor_input_info *info = &run->input[i];
        const tn_input_account account = known ? run->account[i] : (tn_input_account){ 0 };

        tn_json_open_object(doc, NULL);
        tn_json_put_text(doc, "name", info->name);
        tn_json_put_text(doc, "format", info->format);
        tn_json_put_text(doc, "digest", info->digest[0] ? info->digest : NULL);
        tn_json_put_integer(doc, "bytes", info->bytes);
        tn_json_put_integer(doc, "records", info->records);
        put_known(doc, "scored", known, account.scored);
        put_known(doc, "unscored", known, account.unscored);
        put_known(doc, "duplicates", known, account.duplicates);
        tn_json_put_integer(doc, "rejected", info->rejected);
        put_left_out(doc, info->left_out);
        put_known(doc, "suppressed", known, account.suppressed);
        tn_json_put_integer(doc, "repaired", info->repaired);
        tn_json_put_integer(doc, "dropped_fields", info->dropped_fields);
        tn_json_close(doc);
    }
    tn_json_close(doc);
}

static void put_accounting(tn_json_writer *doc, const tenor_summary *summary)
{
    tn_json_open_object(doc, "accounting");
    tn_json_put_integer(doc, "received", summary->received);
    tn_json_put_integer(doc, "stored", summary->stored);
    tn_json_put_integer(doc, "scored", summary->scored);
    tn_doc_unscored(doc, summary->unscored);
    tn_json_put_integer(doc, "duplicates", summary->duplicates);
    tn_json_put_integer(doc, "rejected", summary->rejected);
    put_left_out(doc, summary->left_out);
    tn_json_put_integer(doc, "suppressed", summary->suppressed);
    tn_json_put_integer(doc, "repaired", summary->repaired);
    tn_json_put_integer(doc, "dropped_fields", summary->dropped_fields);
    tn_json_close(doc);
}

int tn_write_manifest(FILE *out, const tn_run_metadata *run, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_json_writer doc;

    tn_json_begin(&doc, &text, TN_JSON_INDENTED, err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", TN_SCHEMA_MANIFEST);
    tn_json_put_text(&doc, "results_id", run->results_id);
    tn_json_put_text(&doc, "run_id", run->run_id);
    tn_json_put_text(&doc, "tenor_version", tenor_version());
    put_libraries(&doc);
    tn_json_put_time(&doc, "started_at", run->started_at_s);
    tn_json_put_time(&doc, "finished_at", run->finished_at_s);
    tn_json_open_array(&doc, "models");
    for (size_t m = 0; m < run->n_models; m++) {
        tn_json_open_object(&doc, NULL);
        tn_json_put_text(&doc, "name", run->model[m].name);
        tn_json_put_text(&doc, "head", run->model[m].head);
        tn_json_put_text(&doc, "digest", run->model[m].digest);
        tn_json_close(&doc);
    }
    tn_json_close(&doc);
    put_inputs(&doc, run);
    put_accounting(&doc, run->summary);
    tn_json_put_integer(&doc, "articles", run->summary->articles);
    tn_json_open_object(&doc, "settings");
    tn_doc_target(&doc, run->target);
    tn_doc_aliases(&doc, run->target);
    tn_json_put_text(&doc, "map", run->map);
    tn_json_put_text(&doc, "articles", run->articles);
    tn_json_put_bool(&doc, "comments", run->comments);
    tn_json_put_integer(&doc, "threads", run->threads);
    tn_json_put_integer(&doc, "keep", run->keep);
    tn_json_close(&doc);
    tn_json_open_object(&doc, "resources");
    tn_json_put_integer(&doc, "memory_bytes", run->memory_bytes);
    tn_json_put_integer(&doc, "spilled_bytes", run->spilled_bytes);
    tn_json_close(&doc);
    tn_json_open_object(&doc, "timings");
    tn_json_put_real(&doc, "read_and_score_s", run->read_and_score_s);
    tn_json_put_real(&doc, "statistics_s", run->statistics_s);
    tn_json_put_real(&doc, "write_s", run->write_s);
    tn_json_close(&doc);
    tn_json_close(&doc);
    return tn_stream_json(out, &doc);
}

int tn_write_history_row(FILE *out, const tn_run_metadata *run, const tn_site_stats *site,
                         const tn_heads *heads, tenor_error *err)
{
    const tenor_summary *summary = run->summary;
    int64_t unscored = 0, left_out = 0;
    tn_buf text = { 0 };
    tn_json_writer row;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        unscored += summary->unscored[reason];
    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        left_out += summary->left_out[reason];
    tn_json_begin(&row, &text, TN_JSON_SPACED, err);
    tn_json_open_object(&row, NULL);
    tn_json_put_text(&row, "run_id", run->run_id);
    tn_json_put_text(&row, "results_id", run->results_id);
    tn_json_put_text(&row, "tenor_version", tenor_version());
    tn_json_put_time(&row, "started_at", run->started_at_s);
    tn_json_put_time(&row, "finished_at", run->finished_at_s);
    tn_json_put_integer(&row, "articles", site->articles);
    tn_json_put_integer(&row, "comments", site->all.comments.count);
    tn_json_put_integer(&row, "received", summary->received);
    tn_json_put_integer(&row, "scored", summary->scored);
    tn_json_put_integer(&row, "unscored", unscored);
    tn_json_put_integer(&row, "duplicates", summary->duplicates);
    tn_json_put_integer(&row, "rejected", summary->rejected);
    tn_json_put_integer(&row, "left_out", left_out);
    tn_json_put_integer(&row, "suppressed", summary->suppressed);
    tn_json_put_integer(&row, "authors", site->all.comments.authors);
    tn_json_put_integer(&row, "threads", site->all.comments.threads);
    tn_json_put_integer(&row, "replies", site->all.comments.replies);
    tn_json_put_bool(&row, "calibrated", tn_doc_calibrated(&site->all, heads));
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tn_doc_mean(&row, &site->all.head[head], head, true);
        tn_doc_shares(&row, &site->all.head[head], head, heads);
    }
    tn_json_close(&row);
    return tn_stream_json(out, &row);
}

int tn_write_rejection(FILE *out, const tenor_rejection *rejection, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_json_writer row;

    tn_json_begin(&row, &text, TN_JSON_SPACED, err);
    tn_json_open_object(&row, NULL);
    tn_json_put_text(&row, "input", rejection->input);
    put_known(&row, "line", rejection->line_no > 0, rejection->line_no);
    tn_json_put_text(&row, "reason", rejection->reason);
    tn_json_put_text(&row, "left_out", tenor_left_out_name(rejection->left_out));
    tn_json_close(&row);
    return tn_stream_json(out, &row);
}
