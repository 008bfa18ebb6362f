/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c - is a results directory whole and does it agree with itself?
 */
#include "output/report/cells.h"
#include "output/results.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *run;
    json_t *manifest, *site, *articles;
    const char *results_id;
    size_t n_rows[TN_N_ROLLUPS];
    FILE *out;
    tenor_error *err;
} inspection;

static int fault(const inspection *in, const char *file, const char *what)
{
    return tn_fail(in->err, TENOR_ERR_INPUT, "'%s/%s': %s", in->run, file, what);
}

static int expect_text(const inspection *in, const char *file, const json_t *object,
                       const char *key, const char *wanted)
{
    const char *found = tn_get_text(object, key);

    if (!found || !wanted || strcmp(found, wanted) != 0) {
        return tn_fail(in->err, TENOR_ERR_INPUT, "'%s/%s': %s is '%s', not '%s'", in->run, file,
                       key, found ? found : "null", wanted ? wanted : "a string");
    }
    return 0;
}

static int expect_equal(const inspection *in, const char *file, const char *what, int64_t found,
                        int64_t wanted)
{
    if (found != wanted) {
        return tn_fail(in->err, TENOR_ERR_INPUT, "'%s/%s': %s is %lld, not %lld", in->run, file,
                       what, (long long)found, (long long)wanted);
    }
    return 0;
}

static int64_t sum_of(const json_t *object)
{
    const char *key;
    json_t *value;
    int64_t sum = 0;

    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        sum += json_integer_value(value);
    }
    return sum;
}

/* every document can be read and names the same results */
static int load_documents(inspection *in)
{
    int rc = tn_results_load(&in->manifest, in->run, "manifest.json", JSON_OBJECT, in->err);

    if (rc < 0)
        return rc;
    rc = expect_text(in, "manifest.json", in->manifest, "schema", TN_SCHEMA_MANIFEST);
    if (rc < 0)
        return rc;
    in->results_id = tn_get_text(in->manifest, "results_id");
    if (!in->results_id)
        return fault(in, "manifest.json", "there is no results_id");
    rc = tn_results_load(&in->site, in->run, "site.json", JSON_OBJECT, in->err);
    if (rc < 0)
        return rc;
    rc = expect_text(in, "site.json", in->site, "schema", TN_SCHEMA_SITE);
    if (rc < 0)
        return rc;
    rc = expect_text(in, "site.json", in->site, "results_id", in->results_id);
    if (rc < 0)
        return rc;
    return tn_results_load(&in->articles, in->run, "articles.json", JSON_ARRAY, in->err);
}

/* of each input, too, every record is accounted for */
static int check_inputs(const inspection *in)
{
    const json_t *input;
    size_t index;

    json_array_foreach(json_object_get(in->manifest, "inputs"), index, input)
    {
        int64_t known = tn_get_integer(input, "scored") + tn_get_integer(input, "unscored") +
                        tn_get_integer(input, "duplicates") + tn_get_integer(input, "rejected") +
                        sum_of(json_object_get(input, "left_out")) +
                        tn_get_integer(input, "suppressed");
        int rc;

        if (!json_is_integer(json_object_get(input, "scored")))
            continue; /* its records are not told apart from others' */
        rc = expect_equal(in, "manifest.json", "an input's records",
                          tn_get_integer(input, "records"), known);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int check_accounting(const inspection *in)
{
    const json_t *accounting = json_object_get(in->manifest, "accounting");
    const json_t *comments = json_object_get(in->site, "comments");
    int64_t scored = tn_get_integer(accounting, "scored");
    int64_t distinct = scored + sum_of(json_object_get(accounting, "unscored"));
    int rc =
        expect_equal(in, "manifest.json", "received and stored",
                     tn_get_integer(accounting, "received") + tn_get_integer(accounting, "stored"),
                     distinct + tn_get_integer(accounting, "duplicates") +
                         tn_get_integer(accounting, "rejected") +
                         sum_of(json_object_get(accounting, "left_out")) +
                         tn_get_integer(accounting, "suppressed"));

    if (rc < 0)
        return rc;
    rc = check_inputs(in);
    if (rc < 0)
        return rc;
    rc = expect_equal(in, "site.json", "comments.count", tn_get_integer(comments, "count"),
                      distinct);
    if (rc < 0)
        return rc;
    rc = expect_equal(in, "site.json", "comments.scored", tn_get_integer(comments, "scored"),
                      scored);
    if (rc < 0)
        return rc;
    return expect_equal(in, "site.json", "articles", tn_get_integer(in->site, "articles"),
                        (int64_t)json_array_size(in->articles));
}

static int check_article_file(const inspection *in, const json_t *row, const char *file)
{
    const json_t *article, *comments;
    json_t *document;
    int rc = tn_results_load(&document, in->run, file, JSON_OBJECT, in->err);

    if (rc < 0)
        return rc;
    article = json_object_get(document, "article");
    comments = json_object_get(document, "comments");
    rc = expect_text(in, file, document, "schema", TN_SCHEMA_ARTICLE);
    if (rc < 0)
        goto done;
    rc = expect_text(in, file, document, "results_id", in->results_id);
    if (rc < 0)
        goto done;
    if (!json_equal(json_object_get(article, "id"), json_object_get(row, "article_id"))) {
        rc = fault(in, file, "article.id is not that of its row in articles.json");
        goto done;
    }
    rc = expect_equal(in, file, "comments.count", tn_get_integer(comments, "count"),
                      tn_get_integer(row, "comments"));
    if (rc < 0)
        goto done;
    rc = expect_equal(in, file, "comments.scored", tn_get_integer(comments, "scored"),
                      tn_get_integer(row, "scored"));
    if (rc < 0)
        goto done;
    rc = expect_equal(in, file, "scored and unscored comments",
                      tn_get_integer(comments, "scored") +
                          sum_of(json_object_get(comments, "unscored")),
                      tn_get_integer(comments, "count"));
done:
    json_decref(document);
    return rc;
}

static int check_row(const inspection *in, const json_t *row, const json_t *previous)
{
    const json_t *id = json_object_get(row, "article_id");
    char path[TN_ARTICLE_PATH_BYTES];
    int rc;

    if (!json_is_string(id))
        return fault(in, "articles.json", "a row has no article_id");
    if (previous && json_equal(json_object_get(previous, "article_id"), id))
        return fault(in, "articles.json", "an article has two rows");
    rc = expect_text(in, "articles.json", row, "results_id", in->results_id);
    if (rc < 0)
        return rc;
    /* the name follows from the id, so a row cannot lead out of the run */
    tn_article_path(path, json_string_value(id), json_string_length(id));
    rc = expect_text(in, "articles.json", row, "file", path);
    return rc < 0 ? rc : check_article_file(in, row, path);
}

static int check_articles(const inspection *in)
{
    const json_t *row, *previous = NULL;
    int64_t comments = 0, scored = 0;
    size_t index;
    int rc = 0;

    json_array_foreach(in->articles, index, row)
    {
        rc = check_row(in, row, previous);
        if (rc < 0)
            return rc;
        comments += tn_get_integer(row, "comments");
        scored += tn_get_integer(row, "scored");
        previous = row;
    }
    row = json_object_get(in->site, "comments");
    rc = expect_equal(in, "articles.json", "the sum of comments", comments,
                      tn_get_integer(row, "count"));
    if (rc < 0)
        return rc;
    return expect_equal(in, "articles.json", "the sum of scored", scored,
                        tn_get_integer(row, "scored"));
}

/* what is summed by section, target and time is of the site's comments, once */
static int check_rollup(inspection *in, tn_rollup_kind kind)
{
    const json_t *site = json_object_get(in->site, "comments"), *rows, *row;
    int64_t comments = 0, all = tn_get_integer(site, "count");
    const char *file = tn_rollup_file[kind];
    json_t *document;
    size_t index;
    int rc = tn_results_load(&document, in->run, file, JSON_OBJECT, in->err);

    if (rc < 0)
        return rc;
    if ((rc = expect_text(in, file, document, "schema", TN_SCHEMA_ROLLUP)) < 0 ||
        (rc = expect_text(in, file, document, "results_id", in->results_id)) < 0)
        goto done;
    rows = json_object_get(document, tn_rollup_name[kind]);
    if (!json_is_array(rows)) {
        rc = fault(in, file, "has no rows");
        goto done;
    }
    json_array_foreach(rows, index, row)
    {
        const char *period = tn_get_text(row, "period");

        if (!period || strcmp(period, "day") == 0)
            comments += tn_get_integer(row, "comments");
    }
    if (kind == TN_SECTIONS && tn_get_integer(document, "left_out") == 0)
        rc = expect_equal(in, file, "the sum of comments", comments, all);
    else if (comments + tn_get_integer(document, "comments_without_time") > all)
        rc = fault(in, file, "has more comments than the site");
    in->n_rows[kind] = json_array_size(rows);
done:
    json_decref(document);
    return rc;
}

static int check_line(const inspection *in, const char *name, const char *line, size_t bytes,
                      int64_t line_no, bool has_results_id)
{
    json_t *row = json_loadb(line, bytes, JSON_ALLOW_NUL, NULL);
    int rc = 0;

    if (!json_is_object(row)) {
        rc = tn_fail_line(in->err, TENOR_ERR_INPUT, line_no,
                          "'%s/%s': line %lld is not a JSON object", in->run, name,
                          (long long)line_no);
    } else if (has_results_id) {
        rc = expect_text(in, name, row, "results_id", in->results_id);
    }
    json_decref(row);
    return rc;
}

/* a missing file is fine: it is written on request */
static int check_lines(const inspection *in, const char *name, int64_t wanted, bool has_results_id)
{
    char *path = tn_path_join(in->run, name), *line = NULL;
    FILE *file = path ? fopen(path, "rbe") : NULL;
    size_t capacity = 0;
    ssize_t bytes;
    int64_t n = 0;
    int rc = 0;

    if (!path)
        return tn_no_memory(in->err);
    if (!file) {
        rc = errno == ENOENT ? 0 : fault(in, name, strerror(errno));
        free(path);
        return rc;
    }
    while ((bytes = getline(&line, &capacity, file)) > 0) {
        rc = check_line(in, name, line, (size_t)bytes, ++n, has_results_id);
        if (rc < 0)
            goto done;
    }
    rc = ferror(file) ? fault(in, name, "cannot be read")
                      : expect_equal(in, name, "the number of lines", n, wanted);
    if (rc == 0)
        fprintf(in->out, "%-18s%lld lines\n", name, (long long)n);
done:
    free(line);
    fclose(file);
    free(path);
    return rc;
}

/* a model's name is whatever its folder was called */
static void describe_model(const inspection *in, const char *name, const char *head)
{
    tn_buf text = { 0 };

    if (tn_cell_clean(&text, name ? name : "?", strlen(name ? name : "?"), NULL) == 0 &&
        tn_buf_puts(&text, " (", NULL) == 0 &&
        tn_cell_clean(&text, head ? head : "?", strlen(head ? head : "?"), NULL) == 0)
        fprintf(in->out, "%-18s%s)\n", "model", text.data);
    tn_buf_free(&text);
}

static void describe(const inspection *in)
{
    const json_t *accounting = json_object_get(in->manifest, "accounting"), *model;
    size_t index;

    fprintf(in->out, "%-18s%s\n", "results", in->results_id);
    fprintf(in->out, "%-18s%lld, in %zu sections, with %zu targets, over %zu periods\n", "articles",
            (long long)tn_get_integer(in->site, "articles"), in->n_rows[TN_SECTIONS],
            in->n_rows[TN_TARGETS], in->n_rows[TN_PERIODS]);
    fprintf(in->out,
            "%-18s%lld received + %lld stored = %lld scored + %lld unscored + %lld duplicates + "
            "%lld rejected + %lld left out + %lld suppressed\n",
            "comments", (long long)tn_get_integer(accounting, "received"),
            (long long)tn_get_integer(accounting, "stored"),
            (long long)tn_get_integer(accounting, "scored"),
            (long long)sum_of(json_object_get(accounting, "unscored")),
            (long long)tn_get_integer(accounting, "duplicates"),
            (long long)tn_get_integer(accounting, "rejected"),
            (long long)sum_of(json_object_get(accounting, "left_out")),
            (long long)tn_get_integer(accounting, "suppressed"));
    json_array_foreach(json_object_get(in->manifest, "models"), index, model)
    {
        describe_model(in, tn_get_text(model, "name"), tn_get_text(model, "head"));
    }
}

static int inspect_run(inspection *in)
{
    const json_t *accounting;
    int rc = load_documents(in);

    if (rc < 0)
        return rc;
    rc = check_accounting(in);
    if (rc < 0)
        return rc;
    rc = check_articles(in);
    for (int kind = 0; rc == 0 && kind < TN_N_ROLLUPS; kind++)
        rc = check_rollup(in, (tn_rollup_kind)kind);
    if (rc < 0)
        return rc;
    describe(in);
    accounting = json_object_get(in->manifest, "accounting");
    rc = check_lines(in, "comments.ndjson",
                     tn_get_integer(json_object_get(in->site, "comments"), "count"), true);
    if (rc < 0)
        return rc;
    rc = check_lines(in, "rejected.ndjson",
                     tn_get_integer(accounting, "rejected") +
                         sum_of(json_object_get(accounting, "left_out")),
                     false);
    if (rc < 0)
        return rc;
    fprintf(in->out, "valid\n");
    return tn_stream_check(in->out, in->err);
}

int tn_results_inspect(const char *dir, FILE *out, tenor_error *err)
{
    inspection in = { .out = out, .err = err };
    int rc = tn_results_find(&in.run, dir, err);

    if (rc == 0)
        rc = inspect_run(&in);
    json_decref(in.manifest);
    json_decref(in.site);
    json_decref(in.articles);
    free(in.run);
    return rc;
}
