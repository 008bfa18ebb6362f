/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write_run.c - all documents of a run into its folder
 */
#include "batch/write_run.h"

#include "base/file.h"
#include "batch/options.h"
#include "batch/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_BYTES ((size_t)1 << 16)

typedef struct {
    const tn_write_job *job;
    char *articles_dir; /* for messages */
    int articles_fd;
    tn_extras_maker *maker; /* one a thread */
    tn_aggregates_reader reader;
    tn_out_file rows, lines; /* articles.json, comments.ndjson */
    tn_rankings *rankings;
    tn_site_terms terms;
} writing;

/* ------------------------------------------------------------ one article */

/* "ab" of "ab/name.json" is made by the first article that needs it; the others find it */
static int open_in_folder(const writing *w, char *name, tenor_error *err)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int fd = openat(w->articles_fd, name, flags, 0666);

    if (fd < 0 && errno == ENOENT) {
        char *slash = strchr(name, '/');

        *slash = '\0';
        if (mkdirat(w->articles_fd, name, 0777) == 0 || errno == EEXIST) {
            *slash = '/';
            fd = openat(w->articles_fd, name, flags, 0666);
        }
        *slash = '/';
    }
    if (fd < 0) {
        return tn_fail(err, TENOR_ERR_IO, "cannot create '%s/%s': %s", w->articles_dir, name,
                       strerror(errno));
    }
    return fd;
}

static int cannot_write(const writing *w, const char *name, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_IO, "'%s/%s': cannot write: %s", w->articles_dir, name,
                   strerror(errno));
}

/* not synced one by one: publication syncs them all */
static int write_file(const writing *w, char *name, const tn_buf *text, tenor_error *err)
{
    int fd = open_in_folder(w, name, err);
    size_t written = 0;

    if (fd < 0)
        return fd;
    while (written < text->bytes) {
        ssize_t n = write(fd, text->data + written, text->bytes - written);

        if (n < 0 && errno != EINTR) {
            cannot_write(w, name, err);
            close(fd);
            return TENOR_ERR_IO;
        }
        written += n > 0 ? (size_t)n : 0;
    }
    return close(fd) == 0 ? 0 : cannot_write(w, name, err);
}

static int write_document(writing *w, int worker, tn_buf *text, const tn_article_records *article,
                          const tn_article_stats *stats, tenor_error *err)
{
    tn_extras_maker *maker = &w->maker[worker];
    char name[TN_ARTICLE_FILE_BYTES];
    int rc;

    tn_buf_clear(text);
    if ((rc = tn_extras_make(maker, w->job->extras, article, w->job->heads, err)) < 0 ||
        (rc = tn_write_article(text, article, stats, &maker->extras, w->job->heads,
                               w->job->aggregates->results_id, err)) < 0)
        return rc;
    tn_article_file_name(name, article->id, article->id_bytes);
    return write_file(w, name, text, err);
}

/* ------------------------------------------------------------------ stages */

static int fill(void *user, void *pointer, tenor_error *err)
{
    writing *w = user;
    const tn_write_job *job = w->job;
    int rc =
        tn_report_progress(job->progress, job->progress_user, "writing", (int64_t)w->reader.n_given,
                           (int64_t)job->aggregates->n_articles, "articles", err);

    return rc < 0 ? rc : tn_aggregates_fill(&w->reader, pointer, err);
}

/* the lines so far, to the block's file */
static int move_lines(tn_block *block, tenor_error *err)
{
    size_t bytes = block->more.bytes;
    bool written = bytes == 0 || fwrite(block->more.data, 1, bytes, block->more_file) == bytes;

    tn_buf_clear(&block->more);
    return written ? 0 : tn_fail(err, TENOR_ERR_IO, "cannot write comments: %s", strerror(errno));
}

static int write_article_lines(const writing *w, int worker, tn_block *block,
                               const tn_article_records *article, tenor_error *err)
{
    const tn_write_job *job = w->job;
    tn_extras_maker *maker = &w->maker[worker];
    const tn_comment_extras *extras = job->extras->excerpts ? &maker->comment : NULL;
    uint64_t *author = tn_resize(NULL, article->n_records, sizeof(*author));
    int rc = author ? tn_number_authors(author, article, err) : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < article->n_records; r++) {
        const tn_record *record = &article->record[r];

        if (extras)
            rc = tn_extras_of_comment(maker, job->extras, article, record, job->heads, err);
        if (rc == 0)
            rc = tn_write_comment_line(&block->more, article, record, author[r], extras, job->heads,
                                       job->aggregates->results_id, err);
        if (rc == 0 && block->more_file && block->more.bytes >= COPY_BYTES)
            rc = move_lines(block, err);
    }
    free(author);
    return rc;
}

/* into the block's buffer; through it into a file where an article is large */
static int write_lines(const writing *w, int worker, tn_block *block, tenor_error *err)
{
    int rc;

    if (tn_block_has_large(block) &&
        (rc = tn_temporary_open(&block->more_file, block->dir, err)) < 0)
        return rc;
    for (size_t i = 0; i < block->n; i++)
        if ((rc = write_article_lines(w, worker, block, &block->article[i]->records, err)) < 0)
            return rc;
    if (!block->more_file)
        return 0;
    if ((rc = move_lines(block, err)) < 0)
        return rc;
    if (fflush(block->more_file) != 0 || fseeko(block->more_file, 0, SEEK_SET) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot write comments: %s", strerror(errno));
    return 0;
}

static int work(void *user, int worker, void *pointer, tenor_error *err)
{
    writing *w = user;
    const tn_write_job *job = w->job;
    tn_block *block = pointer;
    int rc = tn_block_decode(block, worker, &w->reader.source, err);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < block->n; i++) {
        const tn_article_records *article = &block->article[i]->records;
        const tn_article_stats *stats = &block->stats[i];

        if (i + 1 < block->n)
            tn_records_prefetch(&block->article[i + 1]->records);
        if ((rc = write_document(w, worker, &block->scratch, article, stats, err)) < 0 ||
            (rc = tn_write_articles_row(&block->out, block->first + i == 0, article, stats,
                                        job->heads, job->aggregates->results_id, err)) < 0)
            return rc;
    }
    return w->lines.stream ? write_lines(w, worker, block, err) : 0;
}

static int append(tn_out_file *file, const tn_buf *text, tenor_error *err)
{
    if (text->bytes > 0 && fwrite(text->data, 1, text->bytes, file->stream) != text->bytes)
        return tn_fail(err, TENOR_ERR_IO, "'%s': cannot write: %s", file->path, strerror(errno));
    return 0;
}

static int append_file(tn_out_file *file, FILE *from, tn_buf *scratch, tenor_error *err)
{
    int rc = tn_buf_reserve(scratch, COPY_BYTES, err);

    while (rc == 0 && !feof(from)) {
        scratch->bytes = fread(scratch->data, 1, COPY_BYTES, from);
        rc = ferror(from) ? tn_fail(err, TENOR_ERR_IO, "cannot read comments: %s", strerror(errno))
                          : append(file, scratch, err);
    }
    tn_buf_clear(scratch);
    return rc;
}

static int drain(void *user, void *pointer, tenor_error *err)
{
    writing *w = user;
    tn_block *block = pointer;
    int rc = append(&w->rows, &block->out, err);

    if (rc == 0 && w->lines.stream) {
        rc = block->more_file ? append_file(&w->lines, block->more_file, &block->scratch, err)
                              : append(&w->lines, &block->more, err);
    }
    for (size_t i = 0; rc == 0 && i < block->n; i++) {
        const tn_article_records *article = &block->article[i]->records;

        rc = tn_rankings_add(w->rankings, article, &block->stats[i], err);
        if (rc == 0 && w->job->extras->words)
            rc = tn_site_terms_add(&w->terms, article, err);
    }
    return rc;
}

/* --------------------------------------------------------------- the whole */

static int open_named(tn_out_file *file, const char *dir, const char *name, tenor_error *err)
{
    char *path = tn_path_join(dir, name);
    int rc = path ? tn_out_open(file, path, err) : tn_no_memory(err);

    free(path);
    return rc;
}

/* write one file by `write`; a failure leaves nothing behind */
static int write_named(const char *dir, const char *name,
                       int (*write)(const void *user, FILE *out, tenor_error *err),
                       const void *user, tenor_error *err)
{
    tenor_error cause = { 0 };
    tn_out_file file;
    int rc = open_named(&file, dir, name, err);

    if (rc < 0)
        return rc;
    rc = write(user, file.stream, &cause);
    if (rc < 0) {
        rc = tn_fail(err, rc, "'%s': %s", file.path, cause.message);
        tn_out_discard(&file);
        return rc;
    }
    return tn_out_commit(&file, err);
}

static int begin(writing *w, tenor_error *err)
{
    const tn_write_job *job = w->job;
    const tn_site_words *words = job->extras->words;
    int rc;

    w->maker = tn_alloc((size_t)job->n_threads, sizeof(*w->maker));
    w->rankings = tn_rankings_new();
    w->articles_dir = tn_path_join(job->dir, "articles");
    if (!w->maker || !w->rankings || !w->articles_dir)
        return tn_no_memory(err);
    if ((rc = tn_mkdirs(w->articles_dir, err)) < 0)
        return rc;
    w->articles_fd = open(w->articles_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->articles_fd < 0) {
        return tn_fail(err, TENOR_ERR_IO, "cannot open folder '%s': %s", w->articles_dir,
                       strerror(errno));
    }
    if (words &&
        (rc = tn_site_terms_begin(&w->terms, words, job->heads, job->extras->n_terms, err)) < 0)
        return rc;
    if ((rc = tn_aggregates_open(&w->reader, job->aggregates, err)) < 0 ||
        (rc = open_named(&w->rows, job->dir, "articles.json", err)) < 0 ||
        (rc = tn_write_articles_begin(w->rows.stream, err)) < 0)
        return rc;
    return job->comments ? open_named(&w->lines, job->dir, "comments.ndjson", err) : 0;
}

static int write_articles(writing *w, tenor_error *err)
{
    const tn_pipeline stages = { w, fill, work, drain };
    tn_block_set set = { 0 };
    int rc = tn_block_set_init(&set, w->job->n_threads, err);

    if (rc == 0)
        rc = tn_pipeline_run(&stages, set.pointer, set.n_blocks, w->job->n_threads, err);
    tn_block_set_free(&set);
    if (rc < 0 || (rc = tn_write_articles_end(w->rows.stream, err)) < 0 ||
        (rc = tn_out_commit(&w->rows, err)) < 0)
        return rc;
    return w->lines.stream ? tn_out_commit(&w->lines, err) : 0;
}

typedef struct {
    const writing *w;
    const tn_terms *terms; /* NULL: none */
} site_document;

static int write_site(const void *user, FILE *out, tenor_error *err)
{
    const site_document *d = user;
    const tn_write_job *job = d->w->job;

    return tn_write_site(out, &job->aggregates->site.stats, d->w->rankings, d->terms, job->heads,
                         job->aggregates->results_id, err);
}

typedef struct {
    const tn_write_job *job;
    tn_rollup_kind kind;
} rollup_document;

static int write_rollup(const void *user, FILE *out, tenor_error *err)
{
    const rollup_document *d = user;

    return tn_write_rollup(out, d->kind, &d->job->aggregates->site.rollups, d->job->heads,
                           d->job->aggregates->results_id, err);
}

int tn_write_results(const tn_write_job *job, tenor_error *err)
{
    writing w = { .job = job, .articles_fd = -1 };
    tn_terms terms;
    const site_document document = { &w, job->extras->words ? &terms : NULL };
    int rc;

    if ((rc = begin(&w, err)) < 0 || (rc = write_articles(&w, err)) < 0)
        goto done;
    if (job->extras->words && (rc = tn_site_terms_end(&terms, &w.terms, err)) < 0)
        goto done;
    rc = write_named(job->dir, "site.json", write_site, &document, err);
    for (int kind = 0; rc == 0 && kind < TN_N_ROLLUPS; kind++) {
        const rollup_document rollup = { job, (tn_rollup_kind)kind };

        rc = write_named(job->dir, tn_rollup_file[kind], write_rollup, &rollup, err);
    }
done:
    tn_out_discard(&w.rows);
    tn_out_discard(&w.lines);
    tn_aggregates_close(&w.reader);
    tn_site_terms_free(&w.terms);
    tn_rankings_free(w.rankings);
    for (int t = 0; w.maker && t < job->n_threads; t++)
        tn_extras_maker_free(&w.maker[t]);
    free(w.maker);
    if (w.articles_fd >= 0)
        close(w.articles_fd);
    free(w.articles_dir);
    return rc;
}

/* ---------------------------------------------------------------- metadata */

typedef struct {
    const tn_run_metadata *metadata;
    const tn_aggregates *aggregates;
    const tn_heads *heads;
} metadata_document;

static int write_manifest(const void *user, FILE *out, tenor_error *err)
{
    return tn_write_manifest(out, ((const metadata_document *)user)->metadata, err);
}

static int write_metrics(const void *user, FILE *out, tenor_error *err)
{
    const metadata_document *d = user;

    return tn_write_metrics(out, d->metadata, &d->aggregates->site.stats, d->heads, err);
}

int tn_write_metadata(const char *dir, const tn_run_metadata *metadata,
                      const tn_aggregates *aggregates, const tn_heads *heads, tn_buf *row,
                      tenor_error *err)
{
    const metadata_document document = { metadata, aggregates, heads };
    FILE *out;
    int rc, close_rc;

    if ((rc = write_named(dir, "manifest.json", write_manifest, &document, err)) < 0 ||
        (rc = write_named(dir, "metrics.prom", write_metrics, &document, err)) < 0)
        return rc;
    out = tn_buf_open(row);
    rc = out ? tn_write_history_row(out, metadata, &aggregates->site.stats, heads, err) : 0;
    close_rc = tn_buf_close(out, rc == 0 ? err : NULL);
    return rc < 0 ? rc : close_rc;
}
