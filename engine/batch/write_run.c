/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write_run.c - all documents of a run into its folder
 */
#include "batch/write_run.h"

#include "base/file.h"
#include "batch/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *dir; /* of the run */
    char *articles_dir;
    const tn_settled *settled;
    const tn_heads *heads;
    const char *results_id;
    const tn_run_facts *facts;
} writing;

/* write one file by `write`; a failure leaves nothing behind */
static int write_file(const writing *w, const char *path,
                      int (*write)(const writing *w, FILE *out, tenor_error *err), tenor_error *err)
{
    tenor_error cause = { 0 };
    tn_out_file file;
    int rc = tn_out_open(&file, path, err);

    if (rc < 0) {
        return rc;
    }
    rc = write(w, file.stream, &cause);
    if (rc < 0) {
        tn_out_discard(&file);
        return tn_fail(err, rc, "'%s': %s", path, cause.message);
    }
    return tn_out_commit(&file, err);
}

static int write_named(const writing *w, const char *name,
                       int (*write)(const writing *w, FILE *out, tenor_error *err),
                       tenor_error *err)
{
    char *path = tn_path_join(w->dir, name);
    int rc = path ? write_file(w, path, write, err) : tn_no_memory(err);

    free(path);
    return rc;
}

/* -------------------------------------------------------------- results */

/* not synced one by one: publication syncs them all */
static int write_article_file(const writing *w, const char *path, size_t index, tenor_error *err)
{
    FILE *out = fopen(path, "wbe");
    tenor_error cause = { 0 };
    int rc;

    if (!out) {
        return tn_fail(err, TENOR_ERR_IO, "cannot create '%s': %s", path, strerror(errno));
    }
    rc = tn_write_article(out, w->settled->article[index], &w->settled->stats[index], w->heads,
                          w->results_id, &cause);
    if (fclose(out) != 0 && rc == 0) {
        rc = tn_fail(&cause, TENOR_ERR_IO, "cannot write: %s", strerror(errno));
    }
    return rc < 0 ? tn_fail(err, rc, "'%s': %s", path, cause.message) : 0;
}

static int make_parent(char *path, tenor_error *err)
{
    char *slash = strrchr(path, '/');
    int rc;

    *slash = '\0';
    rc = tn_mkdirs(path, err);
    *slash = '/';
    return rc;
}

static int write_one_article(void *user, int worker, size_t index, tenor_error *err)
{
    const writing *w = user;
    const tn_article_records *article = w->settled->article[index];
    char name[96];
    char *path;
    int rc = tn_article_file_name(name, article->id, article->id_bytes);

    (void)worker;
    if (rc < 0) {
        return tn_fail(err, rc, "cannot name the file of an article");
    }
    path = tn_path_join(w->articles_dir, name);
    if (!path) {
        return tn_no_memory(err);
    }
    rc = make_parent(path, err);
    if (rc == 0) {
        rc = write_article_file(w, path, index, err);
    }
    free(path);
    return rc;
}

static int write_articles(const writing *w, FILE *out, tenor_error *err)
{
    int rc = tn_write_articles_begin(out, err);

    for (size_t i = 0; rc == 0 && i < w->settled->n_articles; i++) {
        rc = tn_write_articles_row(out, i == 0, w->settled->article[i], &w->settled->stats[i],
                                   w->heads, w->results_id, err);
    }
    return rc == 0 ? tn_write_articles_end(out, err) : rc;
}

static int write_site(const writing *w, FILE *out, tenor_error *err)
{
    return tn_write_site(out, &w->settled->site, w->settled->article, w->settled->stats,
                         w->settled->n_articles, w->heads, w->results_id, err);
}

static int write_comments(const writing *w, FILE *out, tenor_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < w->settled->n_articles; i++) {
        const tn_article_records *article = w->settled->article[i];

        for (size_t r = 0; rc == 0 && r < article->n_records; r++) {
            rc = tn_write_comment_line(out, article, &article->record[r], w->heads, w->results_id,
                                       err);
        }
    }
    return rc;
}

int tn_write_results(const char *dir, const tn_settled *settled, const tn_heads *heads,
                     const char *results_id, bool comments, int n_threads, tenor_error *err)
{
    writing w = { .dir = dir, .settled = settled, .heads = heads, .results_id = results_id };
    int rc;

    w.articles_dir = tn_path_join(dir, "articles");
    rc = w.articles_dir ? tn_mkdirs(w.articles_dir, err) : tn_no_memory(err);
    if (rc == 0) {
        rc = tn_parallel_for(settled->n_articles, n_threads, write_one_article, &w, err);
    }
    if (rc == 0) {
        rc = write_named(&w, "articles.json", write_articles, err);
    }
    if (rc == 0) {
        rc = write_named(&w, "site.json", write_site, err);
    }
    if (rc == 0 && comments) {
        rc = write_named(&w, "comments.ndjson", write_comments, err);
    }
    free(w.articles_dir);
    return rc;
}

/* ---------------------------------------------------------------- facts */

static int write_manifest(const writing *w, FILE *out, tenor_error *err)
{
    return tn_write_manifest(out, w->facts, err);
}

static int write_metrics(const writing *w, FILE *out, tenor_error *err)
{
    return tn_write_metrics(out, w->facts, &w->settled->site, w->heads, err);
}

static int append_history_row(tn_buf *row, const writing *w, tenor_error *err)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    int rc = out ? tn_write_history_row(out, w->facts, &w->settled->site, err) : tn_no_memory(err);

    if (out && fclose(out) != 0 && rc == 0) {
        rc = tn_fail(err, TENOR_ERR_MEMORY, "cannot write the history's row: %s", strerror(errno));
    }
    if (rc == 0) {
        rc = tn_buf_append(row, text, bytes, err);
    }
    free(text);
    return rc;
}

int tn_write_facts(const char *dir, const tn_run_facts *facts, const tn_settled *settled,
                   const tn_heads *heads, tn_buf *row, tenor_error *err)
{
    writing w = { .dir = dir, .settled = settled, .heads = heads, .facts = facts };
    int rc = write_named(&w, "manifest.json", write_manifest, err);

    if (rc == 0) {
        rc = write_named(&w, "metrics.prom", write_metrics, err);
    }
    return rc == 0 ? append_history_row(row, &w, err) : rc;
}
