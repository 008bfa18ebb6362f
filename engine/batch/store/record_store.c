/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record_store.c - the records of all nights, kept between them
 */
#include "batch/store/record_store.h"

#include "batch/options.h"
#include "output/results.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA       "tenor/state/1"
#define CURRENT      "CURRENT"
#define KEY          "author.key"
#define KEY_BYTES    32
#define MAX_SEGMENTS 8 /* more of them become one */

/* ---------------------------------------------------------------- CURRENT */

static int add_segment(tn_record_store *s, const char *name, int64_t records, tenor_error *err)
{
    char *own;
    int rc =
        tn_grow((void **)&s->segment, &s->capacity, s->n_segments + 1, sizeof(*s->segment), err);

    if (rc < 0)
        return rc;
    own = tn_strndup(name, strlen(name));
    if (!own)
        return tn_no_memory(err);
    s->segment[s->n_segments++] = (tn_record_store_segment){ own, records };
    s->n_records += records;
    return 0;
}

static void forget_segments(tn_record_store *s)
{
    for (size_t i = 0; i < s->n_segments; i++)
        free(s->segment[i].name);
    s->n_segments = 0;
    s->n_records = 0;
}

static int read_current(tn_record_store *s, tenor_error *err)
{
    json_t *root, *row;
    size_t index;
    const char *schema;
    int rc = tn_results_load(&root, s->dir, CURRENT, JSON_OBJECT, err);

    if (rc < 0)
        return rc;
    schema = tn_get_text(root, "schema");
    if (!schema || strcmp(schema, SCHEMA) != 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s/" CURRENT "' is no list of segments", s->dir);
        goto done;
    }
    json_array_foreach(json_object_get(root, "segments"), index, row)
    {
        const char *name = tn_get_text(row, "name");

        if (!name || strchr(name, '/')) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "'%s/" CURRENT "' is damaged", s->dir);
            goto done;
        }
        if ((rc = add_segment(s, name, tn_get_integer(row, "records"), err)) < 0)
            goto done;
    }
done:
    json_decref(root);
    return rc;
}

static int write_current(const tn_record_store *s, tenor_error *err)
{
    char *path = tn_path_join(s->dir, CURRENT);
    tn_out_file file = { 0 };
    tn_buf text = { 0 };
    tn_json_writer doc;
    int rc = path ? tn_out_open(&file, path, err) : tn_no_memory(err);

    free(path);
    if (rc < 0)
        return rc;
    tn_json_begin(&doc, &text, TN_JSON_INDENTED, err);
    tn_json_open_object(&doc, NULL);
    tn_json_put_text(&doc, "schema", SCHEMA);
    tn_json_open_array(&doc, "segments");
    for (size_t i = 0; i < s->n_segments; i++) {
        tn_json_open_object(&doc, NULL);
        tn_json_put_text(&doc, "name", s->segment[i].name);
        tn_json_put_integer(&doc, "records", s->segment[i].records);
        tn_json_close(&doc);
    }
    tn_json_close(&doc);
    tn_json_close(&doc);
    if ((rc = tn_stream_json(file.stream, &doc)) == 0)
        rc = tn_out_commit(&file, err);
    tn_out_discard(&file);
    return rc == 0 ? tn_sync_dir(s->dir, err) : rc;
}

/* ---------------------------------------------------------------- opening */

static bool is_listed(const tn_record_store *s, const char *name)
{
    for (size_t i = 0; i < s->n_segments; i++)
        if (strcmp(s->segment[i].name, name) == 0)
            return true;
    return false;
}

/* of runs that died, or segments that became one */
static int remove_unlisted(const tn_record_store *s, tenor_error *err)
{
    DIR *stream = opendir(s->segments);
    struct dirent *entry;
    int rc = 0;

    if (!stream) {
        return tn_fail(err, TENOR_ERR_IO, "cannot open folder '%s': %s", s->segments,
                       strerror(errno));
    }
    while (rc == 0 && (entry = readdir(stream)) != NULL) {
        char *path;

        if (entry->d_name[0] == '.' || is_listed(s, entry->d_name))
            continue;
        path = tn_path_join(s->segments, entry->d_name);
        rc = path ? tn_remove_tree(path, err) : tn_no_memory(err);
        free(path);
    }
    closedir(stream);
    return rc;
}

int tn_record_store_open(tn_record_store *s, const char *dir, tenor_error *err)
{
    char *current = tn_path_join(dir, CURRENT);
    int rc;

    *s = (tn_record_store){ .dir = tn_strndup(dir, strlen(dir)),
                            .segments = tn_path_join(dir, "segments"),
                            .lock_fd = -1 };
    if (!s->dir || !s->segments || !current) {
        rc = tn_no_memory(err);
        goto done;
    }
    if ((rc = tn_mkdirs(s->segments, err)) < 0 || (rc = tn_lock_dir(&s->lock_fd, dir, err)) < 0)
        goto done;
    if (access(current, F_OK) == 0 && (rc = read_current(s, err)) < 0)
        goto done;
    rc = remove_unlisted(s, err);
done:
    free(current);
    if (rc < 0)
        tn_record_store_close(s);
    return rc;
}

static int draw_key(const char *dir, tenor_error *err)
{
    unsigned char key[KEY_BYTES];
    mode_t before;
    int rc;

    if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
        return tn_fail(err, TENOR_ERR_IO, "cannot draw a random author key: %s", strerror(errno));
    before = umask(0077); /* nobody else's business */
    rc = tn_file_write(dir, KEY, key, sizeof(key), err);
    umask(before);
    explicit_bzero(key, sizeof(key));
    return rc;
}

int tn_record_store_key_file(char **path, const tn_record_store *s, tenor_error *err)
{
    *path = tn_path_join(s->dir, KEY);
    if (!*path)
        return tn_no_memory(err);
    if (access(*path, F_OK) == 0)
        return 0;
    if (s->n_segments > 0)
        return tn_fail(err, TENOR_ERR_IO, "'%s' is missing: authors cannot be told apart", *path);
    return draw_key(s->dir, err);
}

/* ----------------------------------------------------------------- reading */

static int open_segment(tn_segment_reader *reader, const tn_record_store *s, size_t i,
                        const tn_partial_identity *identity, bool scored_otherwise,
                        tenor_error *err)
{
    const tn_segment_origin origin = { .scored_otherwise = scored_otherwise };
    char *path = tn_path_join(s->segments, s->segment[i].name);
    int rc = path ? tn_segment_open(reader, path, origin, identity, err) : tn_no_memory(err);

    free(path);
    return rc;
}

/* whether other models or another version of tenor have scored any of it; all else must be equal */
static int is_scored_otherwise(bool *otherwise, const tn_record_store *s,
                               const tn_partial_identity *identity, tenor_error *err)
{
    int rc = 0;

    *otherwise = false;
    for (size_t i = 0; rc == 0 && i < s->n_segments; i++) {
        tn_segment_reader reader = { 0 };

        rc = open_segment(&reader, s, i, identity, true, err);
        *otherwise = *otherwise || (rc == 0 && reader.is_scored_otherwise);
        tn_segment_close(&reader);
    }
    return rc;
}

int tn_record_store_check(const tn_record_store *s, const tn_partial_identity *identity,
                          tenor_error *err)
{
    bool otherwise;
    int rc = is_scored_otherwise(&otherwise, s, identity, err);

    if (rc < 0 || !otherwise)
        return rc;
    return tn_fail(err, TENOR_ERR_INPUT,
                   "'%s' was made with other models, or by another version of tenor; --rescore "
                   "scores what is stored again",
                   s->dir);
}

static int read_all(tn_record_store *s, tn_article_source *out, const tn_partial_identity *identity,
                    bool scored_otherwise, tn_word_table *words, tenor_error *err)
{
    tn_run_source *source = tn_alloc(s->n_segments, sizeof(*source));
    int rc = 0;

    *out = (tn_article_source){ .form = tn_segment_form,
                                .words = words,
                                .dir = s->segments,
                                .large_bytes = tn_large_bytes(0) };
    s->reader = tn_alloc(s->n_segments, sizeof(*s->reader));
    if (!source || !s->reader) {
        rc = tn_no_memory(err);
        goto done;
    }
    for (; s->n_readers < s->n_segments; s->n_readers++) {
        if ((rc = open_segment(&s->reader[s->n_readers], s, s->n_readers, identity,
                               scored_otherwise, err)) < 0)
            goto done;
        source[s->n_readers] = s->reader[s->n_readers].source;
    }
    out->merge = s->merge = tn_merge_new(source, s->n_segments, err);
    rc = s->merge ? 0 : TENOR_ERR_MEMORY;
done:
    free(source);
    return rc;
}

int tn_record_store_read(tn_record_store *s, tn_article_source *out,
                         const tn_partial_identity *identity, tn_word_table *words,
                         tenor_error *err)
{
    return read_all(s, out, identity, false, words, err);
}

static void stop_reading(tn_record_store *s)
{
    tn_merge_free(s->merge);
    s->merge = NULL;
    for (size_t i = 0; i < s->n_readers; i++)
        tn_segment_close(&s->reader[i]);
    free(s->reader);
    s->reader = NULL;
    s->n_readers = 0;
}

/* ----------------------------------------------------------------- writing */

typedef struct {
    tn_segment_writer writer;
    int64_t records;
} segment_job;

static int put(void *user, tenor_str id, size_t n_records, const tn_buf *partial, tenor_error *err)
{
    segment_job *job = user;

    job->records += (int64_t)n_records;
    return tn_run_put(job->writer.stream, id, partial, err);
}

/* names count up, so that they sort by age */
static void next_name(char out[32], const tn_record_store *s)
{
    unsigned long last = 0;

    for (size_t i = 0; i < s->n_segments; i++) {
        unsigned long n = strtoul(s->segment[i].name, NULL, 10);

        last = n > last ? n : last;
    }
    snprintf(out, 32, "%08lu", last + 1);
}

/* a new file of what `pack` gives; it counts when CURRENT names it */
static int write_segment(const tn_record_store *s, const char *name, const tn_pack_job *pack,
                         const tn_partial_identity *identity, int64_t *n_records, tenor_error *err)
{
    char *path = tn_path_join(s->segments, name);
    segment_job job = { 0 };
    tn_pack_job own = *pack;
    int64_t n_copies;
    int rc = path ? tn_segment_create(&job.writer, path, identity, err) : tn_no_memory(err);

    free(path);
    if (rc < 0)
        return rc;
    own.user = &job;
    own.put = put;
    if ((rc = tn_pack(&own, &n_copies, err)) == 0 && (rc = tn_run_end(job.writer.stream, err)) == 0)
        rc = tn_segment_commit(&job.writer, err);
    tn_segment_discard(&job.writer);
    *n_records = job.records;
    return rc == 0 ? tn_sync_dir(s->segments, err) : rc;
}

/* all segments become one, as `pack` has it; nothing has changed until CURRENT names it */
static int rewrite(tn_record_store *s, tn_pack_job pack, const tn_partial_identity *identity,
                   bool scored_otherwise, tn_word_table *words, tenor_error *err)
{
    tn_article_source articles = { 0 };
    int64_t n_records;
    char name[32];
    int rc;

    pack.articles = &articles;
    pack.words = words;
    pack.deduplicates = true;
    next_name(name, s);
    if ((rc = read_all(s, &articles, identity, scored_otherwise, words, err)) < 0 ||
        (rc = write_segment(s, name, &pack, identity, &n_records, err)) < 0)
        goto done;
    forget_segments(s);
    if ((rc = add_segment(s, name, n_records, err)) < 0 || (rc = write_current(s, err)) < 0)
        goto done;
    rc = remove_unlisted(s, err);
done:
    stop_reading(s);
    return rc;
}

int tn_record_store_compact(tn_record_store *s, const tn_partial_identity *identity, int n_threads,
                            tenor_error *err)
{
    tn_pack_job pack = { .n_threads = n_threads };
    tn_word_table *words;
    int rc;

    if (s->n_segments < MAX_SEGMENTS)
        return 0;
    words = tn_alloc((size_t)n_threads, sizeof(*words));
    if (!words)
        return tn_no_memory(err);
    rc = rewrite(s, pack, identity, false, words, err);
    tn_word_tables_free(words, n_threads);
    return rc;
}

typedef struct {
    const tn_scorers *scorers;
    const char *target;
    tn_word_table *words;
} rescoring;

/*
 * What stance is toward is known of the article as far as it is stored. If that changes, the record
 * tells by its key, and aggregation scores it once more, as it does for all records.
 */
static int rescore_article(void *user, int worker, tn_article *article, tn_block *block,
                           tenor_error *err)
{
    const rescoring *r = user;
    tn_article_records *records = &article->records;
    tenor_str target;
    int source = tn_choose_target(&target, tn_str(records->info.target), r->target,
                                  tn_str(records->info.title));

    for (size_t i = 0; i < records->n_records; i++) {
        tn_record *record = &records->record[i];
        const tn_score_input input = { .text = { record->text, record->text_bytes },
                                       .target = target,
                                       .target_source = source };
        tenor_result result;
        int rc;

        record->target_key = tn_target_key(target, source);
        if (!record->text) /* it was deleted, or is empty */
            continue;
        if ((rc = tn_score_masked(r->scorers->scorer[worker], &input, &result, err)) < 0 ||
            (rc = tn_record_take_result(record, r->scorers, worker, &result, r->words,
                                        &block->arena, &block->scratch, err)) < 0)
            return rc;
    }
    return 0;
}

int tn_record_store_rescore(tn_record_store *s, const tn_partial_identity *identity,
                            const tn_scorers *scorers, const tenor_batch_options *options,
                            tenor_error *err)
{
    rescoring r = { .scorers = scorers, .target = options->target };
    tn_pack_job pack = { .n_threads = scorers->n_threads,
                         .change = rescore_article,
                         .changer = &r,
                         .stage = "scoring the store again",
                         .progress = options->progress,
                         .progress_user = options->progress_user };
    bool otherwise;
    int rc = is_scored_otherwise(&otherwise, s, identity, err);

    if (rc < 0 || !otherwise)
        return rc;
    r.words = tn_alloc((size_t)scorers->n_threads, sizeof(*r.words));
    if (!r.words)
        return tn_no_memory(err);
    rc = rewrite(s, pack, identity, true, r.words, err);
    tn_word_tables_free(r.words, scorers->n_threads);
    return rc;
}

int tn_record_store_add(tn_record_store *s, const tn_pack_job *pack,
                        const tn_partial_identity *identity, tenor_error *err)
{
    int64_t n_records;
    char name[32];
    int rc;

    next_name(name, s);
    if ((rc = write_segment(s, name, pack, identity, &n_records, err)) < 0 ||
        (rc = add_segment(s, name, n_records, err)) < 0)
        return rc;
    return write_current(s, err);
}

void tn_record_store_close(tn_record_store *s)
{
    stop_reading(s);
    forget_segments(s);
    free(s->segment);
    free(s->dir);
    free(s->segments);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    *s = (tn_record_store){ .lock_fd = -1 };
}
