/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_doc.c - what depends on delivery: manifest, history row, rejections
 */
#include "output/json.h"

#include <archive.h>
#include <gsl/gsl_version.h>
#include <libxml/xmlversion.h>
#include <linear.h>
#include <math.h>
#include <libsvm/svm.h>
#include <utf8proc.h>
#include <xxhash.h>
#include <zstd.h>

#define INDENT  2
#define STR(x)  #x
#define TEXT(x) STR(x)

static json_t *json_libraries(void)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "gsl", GSL_VERSION, &ok);
    tn_put_text(root, "jansson", JANSSON_VERSION, &ok);
    tn_put_text(root, "libarchive", ARCHIVE_VERSION_ONLY_STRING, &ok);
    tn_put_text(root, "liblinear", TEXT(LIBLINEAR_VERSION), &ok);
    tn_put_text(root, "libsvm", TEXT(LIBSVM_VERSION), &ok);
    tn_put_text(root, "libxml2", LIBXML_DOTTED_VERSION, &ok);
    tn_put_text(root, "utf8proc",
                TEXT(UTF8PROC_VERSION_MAJOR) "." TEXT(UTF8PROC_VERSION_MINOR) "." TEXT(
                    UTF8PROC_VERSION_PATCH),
                &ok);
    tn_put_text(root, "xxhash",
                TEXT(XXH_VERSION_MAJOR) "." TEXT(XXH_VERSION_MINOR) "." TEXT(XXH_VERSION_RELEASE),
                &ok);
    tn_put_text(root, "zstd", ZSTD_VERSION_STRING, &ok);
    return tn_json_finish(root, ok);
}

static json_t *json_models(const tn_run_facts *facts)
{
    json_t *root = json_array();
    bool ok = root != NULL;

    for (size_t m = 0; m < facts->n_models; m++) {
        json_t *model = json_object();

        tn_put_text(model, "name", facts->model[m].name, &ok);
        tn_put_text(model, "head", facts->model[m].head, &ok);
        tn_put_text(model, "digest", facts->model[m].digest, &ok);
        tn_append(root, model, &ok);
    }
    return tn_json_finish(root, ok);
}

/* null where an input's records are not told apart from others */
static void put_account(json_t *input, const char *key, bool known, int64_t n, bool *ok)
{
    tn_put(input, key, known ? json_integer(n) : json_null(), ok);
}

static json_t *json_inputs(const tn_run_facts *facts)
{
    bool known = facts->account != NULL;
    json_t *root = json_array();
    bool ok = root != NULL;

    for (size_t i = 0; i < facts->n_inputs; i++) {
        const tenor_input_info *info = &facts->input[i];
        const tn_input_account account = known ? facts->account[i] : (tn_input_account){ 0 };
        json_t *input = json_object();

        tn_put_text(input, "name", info->name, &ok);
        tn_put_text(input, "format", info->format, &ok);
        tn_put_text(input, "digest", info->digest[0] ? info->digest : NULL, &ok);
        tn_put_integer(input, "bytes", info->bytes, &ok);
        tn_put_integer(input, "records", info->records, &ok);
        put_account(input, "scored", known, account.scored, &ok);
        put_account(input, "unscored", known, account.unscored, &ok);
        put_account(input, "duplicates", known, account.duplicates, &ok);
        tn_put_integer(input, "rejected", info->rejected, &ok);
        put_account(input, "suppressed", known, account.suppressed, &ok);
        tn_put_integer(input, "repaired", info->repaired, &ok);
        tn_append(root, input, &ok);
    }
    return tn_json_finish(root, ok);
}

static json_t *json_accounting(const tenor_summary *summary)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_integer(root, "received", summary->received, &ok);
    tn_put_integer(root, "stored", summary->stored, &ok);
    tn_put_integer(root, "scored", summary->scored, &ok);
    tn_put(root, "unscored", tn_json_unscored(summary->unscored), &ok);
    tn_put_integer(root, "duplicates", summary->duplicates, &ok);
    tn_put_integer(root, "rejected", summary->rejected, &ok);
    tn_put_integer(root, "suppressed", summary->suppressed, &ok);
    return tn_json_finish(root, ok);
}

static json_t *json_settings(const tn_run_facts *facts)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_target(root, facts->target, &ok);
    tn_put_aliases(root, facts->target, &ok);
    tn_put_text(root, "map", facts->map, &ok);
    tn_put_text(root, "articles", facts->articles, &ok);
    tn_put(root, "comments", json_boolean(facts->comments), &ok);
    tn_put_integer(root, "threads", facts->threads, &ok);
    tn_put_integer(root, "keep", facts->keep, &ok);
    return tn_json_finish(root, ok);
}

static json_t *json_timings(const tn_run_facts *facts)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_real(root, "read_and_score_s", facts->read_and_score_s, &ok);
    tn_put_real(root, "statistics_s", facts->statistics_s, &ok);
    tn_put_real(root, "write_s", facts->write_s, &ok);
    return tn_json_finish(root, ok);
}

static json_t *json_resources(const tn_run_facts *facts)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_integer(root, "memory_bytes", facts->memory_bytes, &ok);
    tn_put_integer(root, "spilled_bytes", facts->spilled_bytes, &ok);
    return tn_json_finish(root, ok);
}

int tn_write_manifest(FILE *out, const tn_run_facts *facts, tenor_error *err)
{
    json_t *root = json_object();
    bool ok = root != NULL;

    tn_put_text(root, "schema", TN_SCHEMA_MANIFEST, &ok);
    tn_put_text(root, "results_id", facts->results_id, &ok);
    tn_put_text(root, "run_id", facts->run_id, &ok);
    tn_put_text(root, "tenor_version", tenor_version(), &ok);
    tn_put(root, "libraries", json_libraries(), &ok);
    tn_put_time(root, "started_at", facts->started_at_s, &ok);
    tn_put_time(root, "finished_at", facts->finished_at_s, &ok);
    tn_put(root, "models", json_models(facts), &ok);
    tn_put(root, "inputs", json_inputs(facts), &ok);
    tn_put(root, "accounting", json_accounting(facts->summary), &ok);
    tn_put_integer(root, "articles", facts->summary->articles, &ok);
    tn_put(root, "settings", json_settings(facts), &ok);
    tn_put(root, "resources", json_resources(facts), &ok);
    tn_put(root, "timings", json_timings(facts), &ok);
    return tn_json_write(out, root, INDENT, ok, err);
}

static void put_history_figures(json_t *row, const tn_article_stats *all, bool *ok)
{
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tn_head_stats *stats = &all->head[head];
        const char *name = tenor_head_name(head);

        tn_put_named_real(row, name, "mean", stats->present ? stats->score.mean : NAN, ok);
        tn_put_named_real(row, name, "mean_low", stats->present ? stats->score.mean_low : NAN, ok);
        tn_put_named_real(row, name, "mean_high", stats->present ? stats->score.mean_high : NAN,
                          ok);
    }
}

int tn_write_history_row(FILE *out, const tn_run_facts *facts, const tn_site_stats *site,
                         tenor_error *err)
{
    const tenor_summary *summary = facts->summary;
    json_t *row = json_object();
    int64_t unscored = 0;
    bool ok = row != NULL;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        unscored += summary->unscored[reason];
    tn_put_text(row, "run_id", facts->run_id, &ok);
    tn_put_text(row, "results_id", facts->results_id, &ok);
    tn_put_text(row, "tenor_version", tenor_version(), &ok);
    tn_put_time(row, "started_at", facts->started_at_s, &ok);
    tn_put_time(row, "finished_at", facts->finished_at_s, &ok);
    tn_put_integer(row, "articles", site->articles, &ok);
    tn_put_integer(row, "comments", site->all.comments.count, &ok);
    tn_put_integer(row, "received", summary->received, &ok);
    tn_put_integer(row, "scored", summary->scored, &ok);
    tn_put_integer(row, "unscored", unscored, &ok);
    tn_put_integer(row, "duplicates", summary->duplicates, &ok);
    tn_put_integer(row, "rejected", summary->rejected, &ok);
    tn_put_integer(row, "suppressed", summary->suppressed, &ok);
    tn_put_integer(row, "authors", site->all.comments.authors, &ok);
    tn_put_integer(row, "threads", site->all.comments.threads, &ok);
    tn_put_integer(row, "replies", site->all.comments.replies, &ok);
    put_history_figures(row, &site->all, &ok);
    return tn_json_write(out, row, 0, ok, err);
}

int tn_write_rejection(FILE *out, const tenor_rejection *rejection, tenor_error *err)
{
    json_t *row = json_object();
    bool ok = row != NULL;

    tn_put_text(row, "input", rejection->input, &ok);
    tn_put(row, "line", rejection->line_no > 0 ? json_integer(rejection->line_no) : json_null(),
           &ok);
    tn_put_text(row, "reason", rejection->reason, &ok);
    return tn_json_write(out, row, 0, ok, err);
}
