/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * map_run.c - tenor_map_run: comments to partial results, as files or as lines
 */
#include "batch/intake.h"
#include "batch/options.h"
#include "batch/store/pack.h"
#include "batch/cluster/map_files.h"
#include "batch/cluster/partial_line.h"
#include "ingest/rejections.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    const tenor_map_options *options;
    tn_intake intake;
    tn_article_source articles;
    tn_partial_identity identity;
    char *folder; /* where everything is written; removed again where lines go out */
    tn_map_files files;
    tn_shard_list list; /* one shard: this map */
    FILE *lines;
    tn_buf line;
} mapping;

/* ---------------------------------------------------------------- accounting */

static int describe(mapping *m, tenor_error *err)
{
    tn_shard shard = { .rejected = m->intake.n_rejected, .left_out = m->intake.n_left_out };

    shard.input = (tenor_input_info *)tenor_reader_inputs(m->intake.reader, &shard.n_inputs);
    for (size_t i = 0; i < shard.n_inputs; i++)
        shard.received += shard.input[i].records;
    if (m->options->shard) {
        snprintf(shard.name, sizeof(shard.name), "%s", m->options->shard);
    } else { /* named after the inputs, so that the same inputs have the same name */
        tn_hasher *hasher = tn_hasher_new();

        if (!hasher)
            return tn_no_memory(err);
        for (size_t i = 0; i < shard.n_inputs; i++) {
            tn_hasher_add(hasher, shard.input[i].digest, sizeof(shard.input[i].digest));
            tn_hasher_add(hasher, shard.input[i].name, strlen(shard.input[i].name) + 1);
        }
        tn_digest_hex(tn_hasher_digest(hasher), shard.name);
        tn_hasher_free(hasher);
    }
    m->list.partition = -1;
    m->list.n_partitions = m->options->parts > 0 ? m->options->parts : 1;
    return tn_shard_add(&m->list, &shard, err);
}

/*
 * Every record is there, and nobody has asked to stop: the end of the input may be of the same
 * interrupt.
 */
static int check_packed(const mapping *m, tenor_error *err)
{
    const tenor_batch_options *o = &m->options->batch;
    const tn_shard *shard = &m->list.shard[0];
    int64_t n = m->list.records;

    if (n + shard->rejected + shard->left_out != shard->received) {
        return tn_fail(
            err, TENOR_ERR_INTERNAL, "%lld records were received but %lld are accounted for",
            (long long)shard->received, (long long)(n + shard->rejected + shard->left_out));
    }
    return tn_report_progress(o->progress, o->progress_user, "packing", n, n, "comments", err);
}

/* -------------------------------------------------------------------- lines */

static int write_line(mapping *m, tenor_error *err)
{
    if (fwrite(m->line.data, 1, m->line.bytes, m->lines) != m->line.bytes)
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno));
    tn_buf_clear(&m->line);
    return 0;
}

static int put_line(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                    tenor_error *err)
{
    mapping *m = user;
    int rc = tn_partial_line_append(&m->line, m->list.shard[0].name, id, partial, err);

    if (rc < 0)
        return rc;
    m->list.records += (int64_t)n_records;
    m->list.shard[0].lines++;
    return write_line(m, err);
}

static int write_rejections(mapping *m, tenor_error *err)
{
    char *path = tn_path_join(m->folder, "rejected.ndjson");
    tn_buf text = { 0 };
    int rc = path ? tn_file_read(&text, path, SIZE_MAX / 2, err) : tn_no_memory(err);

    free(path);
    for (char *at = text.data, *end; rc == 0 && at && (end = strchr(at, '\n')); at = end + 1) {
        *end = '\0';
        rc = tn_note_line_append(&m->line, m->list.shard[0].name, at, err);
        if (rc == 0)
            rc = write_line(m, err);
    }
    tn_buf_free(&text);
    return rc;
}

static int write_lines(mapping *m, tn_pack_job *pack, tenor_error *err)
{
    char *json = NULL;
    int64_t n_copies;
    int rc;

    pack->user = m;
    pack->put = put_line;
    if ((rc = tn_pack(pack, &n_copies, err)) < 0 || (rc = check_packed(m, err)) < 0 ||
        (rc = write_rejections(m, err)) < 0)
        return rc;
    tn_partial_identity_text(m->list.identity, &m->identity);
    if ((rc = tn_shard_write(&json, &m->list, err)) < 0)
        return rc;
    rc = tn_note_line_append(&m->line, m->list.shard[0].name, json, err);
    free(json);
    if (rc < 0 || (rc = write_line(m, err)) < 0)
        return rc;
    if (fflush(m->lines) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno));
    return 0;
}

/* -------------------------------------------------------------------- files */

static int write_files(mapping *m, tn_pack_job *pack, tenor_error *err)
{
    int64_t n_copies;
    int rc = tn_map_files_create(&m->files, m->folder, m->list.n_partitions, -1, &m->identity, err);

    if (rc < 0)
        return rc;
    pack->user = &m->files;
    pack->put = tn_map_files_put;
    if ((rc = tn_pack(pack, &n_copies, err)) < 0)
        return rc;
    m->list.records = m->files.records;
    if ((rc = check_packed(m, err)) < 0 || (rc = tn_map_files_commit(&m->files, &m->list, err)) < 0)
        return rc;
    return tn_map_folder_publish(m->folder, m->options->batch.output_dir, m->list.shard[0].name,
                                 err);
}

/* --------------------------------------------------------------- the whole */

static int check_options(const tenor_map_options *o, tenor_error *err)
{
    if (!o->batch.paths || o->batch.n_paths == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no input was given");
    if (o->batch.output_dir && !*o->batch.output_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no output folder was given");
    if (!o->batch.author_key_file) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "an author key file is needed, so that all shards hash authors alike");
    }
    if (o->parts < 0 || o->parts > TN_MAX_PARTITIONS) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "parts must be 1 to %d, not %d", TN_MAX_PARTITIONS,
                       o->parts);
    }
    if (o->shard && (!*o->shard || strlen(o->shard) > TN_SHARD_BYTES || *o->shard == '.' ||
                     strchr(o->shard, '/'))) {
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "a shard's name has 1 to %d bytes, no '/', and no '.' in front",
                       TN_SHARD_BYTES);
    }
    if (o->parts > 0 && !o->batch.output_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "parts need a folder to be written to");
    return 0;
}

static int run(mapping *m, tenor_error *err)
{
    const tenor_batch_options *o = &m->options->batch;
    tn_pack_job pack = { .articles = &m->articles };
    int rc;

    if ((rc = check_options(m->options, err)) < 0 ||
        (rc = tn_intake_open(&m->intake, o, true, err)) < 0 ||
        (rc = tn_map_folder_begin(&m->folder, o->output_dir, err)) < 0 ||
        (rc = tn_intake_run(&m->intake, m->folder, &m->articles, err)) < 0 ||
        (rc = describe(m, err)) < 0)
        return rc;
    tn_partial_identify(&m->identity, m->intake.scorers.engine, &m->intake.key, o->target);
    pack.texts = &m->intake.collection.texts;
    pack.words = m->intake.words;
    pack.n_threads = m->intake.scorers.n_threads;
    return o->output_dir ? write_files(m, &pack, err) : write_lines(m, &pack, err);
}

void tenor_map_options_init(tenor_map_options *options)
{
    *options = (tenor_map_options){ 0 };
    tenor_batch_options_init(&options->batch);
}

int tenor_map_run(const tenor_map_options *options, FILE *out, tenor_summary *summary,
                  tenor_error *err)
{
    tenor_map_options own = *options;
    tn_buf named = { 0 };
    mapping m = { .options = &own, .lines = out };
    int rc = tn_option_target(&own.batch.target, &named, own.batch.target_aliases, err);

    if (rc == 0)
        rc = run(&m, err);
    if (summary) {
        *summary = (tenor_summary){ 0 };
        if (m.intake.reader)
            tn_sum_reader(summary, m.intake.reader);
    }
    tn_map_files_discard(&m.files);
    tn_intake_close(&m.intake);
    tn_map_folder_end(m.folder);
    tn_shard_list_free(&m.list);
    tn_buf_free(&m.line);
    tn_buf_free(&named);
    return rc;
}
