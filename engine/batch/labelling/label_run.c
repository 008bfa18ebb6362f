/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label_run.c - tenor_label_run: one comment at a time, one key a label
 *
 * The file is written after every key, so that whoever is interrupted goes on where they stopped:
 * what was asked is told by the file alone.
 */
#include "base/file.h"
#include "batch/labelling/sheet.h"
#include "model/model.h"
#include "output/report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MIN_COLUMNS 24
#define MAX_COLUMNS 100 /* longer lines are hard to read */

/* A key for each class, in the tasks' order. */
static const char *const class_keys[TENOR_N_HEADS] = { "nop", "anf", "dug" };

typedef struct {
    const tenor_label_options *options;
    int head;
    tn_sheet sheet;
    char again[32]; /* column of the labels given a second time */
    size_t *row;    /* those that the head can label */
    size_t n_rows;
    tenor_error *err;
} labeller;

static const char *column_of(const labeller *l, bool again)
{
    return again ? l->again : tenor_head_name(l->head);
}

static int class_of(const labeller *l, size_t row, bool again)
{
    return tn_class_of_label(l->head, tn_str(tn_sheet_text(&l->sheet, row, column_of(l, again))));
}

/* -------------------------------------------------------------- the page */

/* line by line: paragraphs and quotations stay apart */
static void put_text(tn_page *page, const char *name, const char *text)
{
    while (*text && page->rc == 0) {
        size_t bytes = strcspn(text, "\n");
        char *line = tn_strndup(text, bytes);

        if (!line) {
            page->rc = tn_no_memory(page->err);
        } else if (tn_trim((tenor_str){ line, bytes }).bytes > 0) {
            tn_page_field(page, name, line);
            name = "";
        }
        free(line);
        text += bytes + (text[bytes] == '\n');
    }
}

static void put_key(tn_page *page, const char *key, const char *meaning)
{
    tn_page_style(page, TN_BOLD);
    tn_page_printf(page, "%s", key);
    tn_page_style(page, NULL);
    tn_page_printf(page, " %s  ", meaning);
}

static void put_page(labeller *l, tn_page *page, size_t row, size_t at, size_t n, bool again)
{
    const tenor_label_options *o = l->options;
    int columns = o->columns(o->user), label = again ? -1 : class_of(l, row, false);
    const tn_task *task = tn_task_of(l->head);

    *page = (tn_page){ .text = page->text, .color = o->color, .err = l->err };
    tn_buf_clear(&page->text);
    page->width = columns < MIN_COLUMNS   ? MIN_COLUMNS
                  : columns > MAX_COLUMNS ? MAX_COLUMNS
                                          : columns;
    tn_page_printf(page, "%s%s: %zu of %zu\n", task->name, again ? ", a second time" : "", at + 1,
                   n);
    tn_page_rule(page);
    put_text(page, "article", tn_sheet_text(&l->sheet, row, "article_title"));
    if (task->has_target)
        put_text(page, "target", tn_sheet_text(&l->sheet, row, "target"));
    put_text(page, "parent", tn_sheet_text(&l->sheet, row, "parent_text"));
    put_text(page, "text", tn_sheet_text(&l->sheet, row, "text"));
    tn_page_rule(page);
    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        put_key(page, (char[]){ class_keys[l->head][c], '\0' }, task->class_name[c]);
    tn_page_end_line(page);
    put_key(page, "space", "skip");
    put_key(page, "b", "back");
    put_key(page, "q", "quit");
    tn_page_end_line(page);
    if (label >= 0)
        tn_page_printf(page, "labelled %s\n", task->class_name[label]);
}

/* ------------------------------------------------------------- the questions */

/* the permissions stay as they were */
static int save(const labeller *l)
{
    tn_out_file file;
    struct stat status;
    int rc = tn_out_open(&file, l->options->path, l->err);

    if (rc < 0)
        return rc;
    if (stat(l->options->path, &status) == 0)
        (void)fchmod(fileno(file.stream), status.st_mode & 0777);
    rc = tn_sheet_write(&l->sheet, file.stream, l->err);
    if (rc == 0)
        rc = tn_out_commit(&file, l->err);
    tn_out_discard(&file);
    return rc;
}

/* the first row from `at` on that has no label; n if there is none */
static size_t next_open(const labeller *l, const size_t *row, size_t n, size_t at, bool again)
{
    while (at < n && class_of(l, row[at], again) >= 0)
        at++;
    return at;
}

/* where the last session stopped: behind the last label; then what was skipped */
static size_t first_open(const labeller *l, const size_t *row, size_t n, bool again)
{
    size_t at = n;

    while (at > 0 && class_of(l, row[at - 1], again) < 0)
        at--;
    return at < n ? at : next_open(l, row, n, 0, again);
}

/* 1 = the end was reached, 0 = quit, < 0 */
static int ask(labeller *l, const size_t *row, size_t n, bool again)
{
    const tenor_label_options *o = l->options;
    tn_page page = { 0 };
    size_t at = first_open(l, row, n, again);
    int rc = 1;

    while (rc > 0 && at < n) {
        const char *class_key;
        int key;

        put_page(l, &page, row[at], at, n, again);
        rc = page.rc < 0 ? page.rc : 1;
        if (rc < 0)
            break;
        key = o->ask(o->user, page.text.data);
        class_key = key > 0 && key < 128 ? strchr(class_keys[l->head], key) : NULL;
        if (key < 0) {
            rc = tn_fail(l->err, TENOR_ERR_CANCELLED, "stopped on request");
        } else if (key == 0 || key == 'q') {
            rc = 0;
        } else if (key == 'b') {
            at -= at > 0;
        } else if (key == ' ' || key == 's') {
            at = next_open(l, row, n, at + 1, again);
        } else if (class_key) {
            const char *name = tn_task_of(l->head)->class_name[class_key - class_keys[l->head]];

            rc = tn_sheet_set(&l->sheet, row[at], column_of(l, again), name, l->err);
            if (rc == 0)
                rc = save(l);
            rc = rc < 0 ? rc : 1;
            at = next_open(l, row, n, at + 1, again);
        }
    }
    tn_buf_free(&page.text);
    return rc;
}

/* -------------------------------------------------------------- the repeats */

typedef struct {
    uint64_t order;
    size_t row;
} dealt;

static int by_order(const void *a, const void *b)
{
    const dealt *x = a, *y = b;

    return (x->order > y->order) - (x->order < y->order);
}

/* some of the labelled rows, the same in every session; *row is the caller's to free */
static int deal_repeats(const labeller *l, size_t **row, size_t *n, tenor_error *err)
{
    dealt *deal = tn_alloc(l->n_rows, sizeof(*deal));
    size_t n_labelled = 0;

    *row = tn_alloc(l->n_rows, sizeof(**row));
    if (!deal || !*row) {
        free(deal);
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < l->n_rows; i++)
        if (class_of(l, l->row[i], false) >= 0)
            deal[n_labelled++] = (dealt){ tn_mix(l->row[i], 0), l->row[i] };
    qsort(deal, n_labelled, sizeof(*deal), by_order);
    *n = (n_labelled * (size_t)l->options->repeats_percent + 99) / 100;
    for (size_t i = 0; i < *n; i++)
        (*row)[i] = deal[i].row;
    free(deal);
    return 0;
}

/* agreement of first and second labels, and Cohen's kappa (1960) */
static void summarise(const labeller *l, tenor_label_summary *out)
{
    int64_t count[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES] = { 0 };
    double by_chance = 0.0, n;

    *out = (tenor_label_summary){ .rows = (int64_t)l->n_rows, .kappa = NAN };
    for (size_t i = 0; i < l->n_rows; i++) {
        int first = class_of(l, l->row[i], false), second = class_of(l, l->row[i], true);

        out->labelled += first >= 0;
        if (first >= 0 && second >= 0) {
            out->repeated++;
            out->agreed += first == second;
            count[first][second]++;
        }
    }
    n = (double)out->repeated;
    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        double first = 0.0, second = 0.0;

        for (int k = 0; k < TENOR_MAX_CLASSES; k++) {
            first += (double)count[c][k];
            second += (double)count[k][c];
        }
        by_chance += n > 0.0 ? first / n * (second / n) : 0.0;
    }
    if (out->repeated > 0 && by_chance < 1.0)
        out->kappa = ((double)out->agreed / n - by_chance) / (1.0 - by_chance);
}

/* ---------------------------------------------------------------- the whole */

static int find_rows(labeller *l, tenor_error *err)
{
    const tn_task *task = tn_task_of(l->head);
    size_t n = json_array_size(l->sheet.rows);

    l->row = tn_alloc(n, sizeof(*l->row));
    if (!l->row)
        return tn_no_memory(err);
    for (size_t r = 0; r < n; r++)
        if (*tn_sheet_text(&l->sheet, r, "text") &&
            (!task->has_target || *tn_sheet_text(&l->sheet, r, "target")) &&
            (!task->has_parent || *tn_sheet_text(&l->sheet, r, "parent_text")))
            l->row[l->n_rows++] = r;
    if (l->n_rows > 0)
        return 0;
    return tn_fail(err, TENOR_ERR_INPUT, "%s: no row has a text%s", l->options->path,
                   task->has_target   ? " and a target"
                   : task->has_parent ? " and its parent's"
                                      : "");
}

void tenor_label_options_init(tenor_label_options *options)
{
    *options = (tenor_label_options){ .head = "sentiment", .repeats_percent = 10 };
}

int tenor_label_run(const tenor_label_options *options, tenor_label_summary *summary,
                    tenor_error *err)
{
    labeller l = { .options = options, .head = tn_head_of_name(options->head), .err = err };
    size_t *again = NULL, n_again = 0;
    int rc;

    *summary = (tenor_label_summary){ .kappa = NAN };
    if (l.head < 0 || options->repeats_percent < 0 || options->repeats_percent > 100)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no such head, or not 0 to 100 percent");
    snprintf(l.again, sizeof(l.again), "%s_again", options->head);
    if ((rc = tn_sheet_read(&l.sheet, options->path, err)) < 0 || (rc = find_rows(&l, err)) < 0)
        goto done;
    rc = ask(&l, l.row, l.n_rows, false);
    if (rc > 0 && (rc = deal_repeats(&l, &again, &n_again, err)) == 0)
        rc = ask(&l, again, n_again, true);
    summarise(&l, summary);
done:
    tn_sheet_free(&l.sheet);
    free(l.row);
    free(again);
    return rc < 0 ? rc : 0;
}
