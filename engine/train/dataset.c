/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dataset.c - labelled rows, as training and evaluation see them
 */
#include "train/dataset.h"
#include "ingest/ingest.h"
#include "model/keymap.h"
#include "text/clean.h"
#include "text/target.h"

#include <stdlib.h>
#include <string.h>

static bool split_wanted(const char *splits, tenor_str split)
{
    bool wanted = !splits;
    tenor_str item;

    while (!wanted && tn_list_next(&splits, &item))
        wanted = split.data && tn_str_compare(split, item) == 0;
    return wanted;
}

static bool copy_str(tn_arena *arena, tenor_str *out, tenor_str in)
{
    *out = (tenor_str){ 0 };
    if (in.data) {
        out->data = tn_arena_copy(arena, in.data, in.bytes);
        out->bytes = in.bytes;
        return out->data != NULL;
    }
    return true;
}

typedef struct {
    tn_dataset *out;
    tn_hasher *hasher;
    tn_keymap seen; /* of text and other: the row's label */
    const tenor_reader *reader;
    const char *input; /* name of the last row's file, in the arena */
    const tn_dataset_options *options;
    tn_buf named;    /* scratch: a target with its aliases */
    bool supporting; /* the rows that come now */
} collector;

static bool note_place(collector *c, tn_sample *row, tenor_str id)
{
    const char *input = tenor_reader_position(c->reader, &row->line_no);

    if (!c->input || strcmp(c->input, input) != 0) {
        c->input = tn_arena_copy(&c->out->arena, input, strlen(input));
        c->out->n_files++;
    }
    row->input = c->input;
    row->file = c->out->n_files - 1;
    return c->input && copy_str(&c->out->arena, &row->id, id);
}

/* rows that were seen before are counted and kept out: they would sit on both sides of a fold */
static int note_duplicate(collector *c, const tn_sample *row, bool *is_duplicate, tenor_error *err)
{
    uint64_t key =
        tn_mix(row->text_key, tn_hash(row->other.data ? row->other.data : "", row->other.bytes));
    bool is_new;
    int32_t *label = tn_keymap_put(&c->seen, key, &is_new);

    if (!label)
        return tn_no_memory(err);
    *is_duplicate = !is_new && *label == row->label;
    if (is_new) {
        *label = row->label;
    } else if (*is_duplicate) {
        c->out->n_duplicates++;
    } else {
        if (c->out->n_conflicts++ == 0) {
            c->out->conflict_input = row->input;
            c->out->conflict_line = row->line_no;
        }
    }
    return 0;
}

static int add_row(collector *c, const tenor_comment *comment, int label, tenor_str other,
                   bool supporting, tenor_error *err)
{
    tn_dataset *out = c->out;
    tn_sample row = {
        .label = (int8_t)label, .domain = TN_SHARED, .supporting = supporting, .weight = 1.0
    };
    bool is_duplicate = false;
    char label_byte = (char)label;
    int rc = 0;

    if (!copy_str(&out->arena, &row.text, comment->text) ||
        !copy_str(&out->arena, &row.other, other) || !note_place(c, &row, comment->id))
        return tn_no_memory(err);
    row.text_key = tn_hash(row.text.data, row.text.bytes);
    rc = note_duplicate(c, &row, &is_duplicate, err);
    if (rc < 0 || is_duplicate)
        return rc;
    rc = tn_grow((void **)&out->row, &out->capacity, out->n_rows + 1, sizeof(row), err);
    if (rc < 0)
        return rc;
    out->row[out->n_rows++] = row;
    out->n_supporting += row.supporting;
    out->label_count[label]++;
    tn_hasher_add(c->hasher, row.text.data, row.text.bytes + 1); /* with its NUL */
    tn_hasher_add(c->hasher, row.other.data, row.other.bytes);
    tn_hasher_add(c->hasher, &label_byte, 1);
    return 0;
}

/*
 * The row's class: of `label` or, where that is none of the head's, of the head's own field. -1 if
 * it has none; the first label that no head's class is spelt like is kept for a message.
 */
static int class_of_row(int *class_index, collector *c, tenor_str label, tenor_error *err)
{
    tn_dataset *out = c->out;
    tenor_str own = tn_reader_field(c->reader, TN_FIELD_SENTIMENT + out->head);
    tn_buf shown = { 0 };
    const char *input;
    int rc;

    *class_index = tn_class_of_label(out->head, label);
    if (*class_index < 0 && own.data) {
        label = own;
        *class_index = tn_class_of_label(out->head, own);
    }
    if (*class_index >= 0 || !label.data || out->n_unknown++ > 0)
        return 0;
    input = tenor_reader_position(c->reader, &out->unknown_line);
    rc = tn_cell_clean(&shown, label.data, label.bytes, err);
    if (rc == 0)
        snprintf(out->unknown, sizeof(out->unknown), "%s", shown.data ? shown.data : "");
    tn_buf_free(&shown);
    out->unknown_input = tn_arena_copy(&out->arena, input, strlen(input));
    return out->unknown_input ? rc : tn_no_memory(err);
}

static int collect(collector *c, tenor_reader *reader, const char *splits, tenor_error *err)
{
    const tn_task *task = tn_task_of(c->out->head);
    tenor_comment comment;
    int rc;

    while ((rc = tenor_reader_next(reader, &comment, err)) > 0) {
        tenor_str label, target, split, other = { 0 };
        bool uncertain = tn_str_is(tn_reader_field(reader, TN_FIELD_DRAWN), "uncertain");
        int class_index;

        tenor_reader_labels(reader, &label, &target, &split);
        if (!split_wanted(splits, split))
            continue;
        rc = class_of_row(&class_index, c, label, err);
        if (rc < 0)
            break;
        if (task->has_target)
            other = target.data || !c->options->target ? target : tn_str(c->options->target);
        else if (task->has_parent)
            other = comment.parent_text;
        if (task->has_target && target.data && comment.article.target_aliases.data) {
            tn_buf_clear(&c->named);
            rc = tn_target_compose(&c->named, target, comment.article.target_aliases, '\n', err);
            other = (tenor_str){ c->named.data, c->named.bytes };
            if (rc < 0)
                break;
        }
        if (class_index < 0 || ((task->has_target || task->has_parent) && !other.data)) {
            c->out->n_skipped++;
            continue;
        }
        c->out->n_uncertain += uncertain;
        if (uncertain && c->options->without_uncertain)
            continue;
        rc = add_row(c, &comment, class_index, other, c->supporting || uncertain, err);
        if (rc < 0)
            break;
    }
    return rc;
}

/* classes without rows are no classes of this data set */
static void close_ranks(tn_dataset *out)
{
    int8_t rank[TENOR_MAX_CLASSES];

    for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
        int64_t count = out->label_count[c];

        rank[c] = (int8_t)out->n_classes;
        out->label_count[c] = 0;
        if (count > 0) {
            out->class_name[out->n_classes] = tn_task_of(out->head)->class_name[c];
            out->label_count[out->n_classes++] = count;
        }
    }
    for (size_t r = 0; r < out->n_rows; r++)
        out->row[r].label = rank[out->row[r].label];
}

/* -------------------------------------------------------------- weights */

/* whether a file's name, with or without folders before it, is `name` */
static bool is_named(const char *input, tenor_str name)
{
    size_t n = strlen(input);

    return name.bytes > 0 && name.bytes <= n &&
           memcmp(input + n - name.bytes, name.data, name.bytes) == 0 &&
           (name.bytes == n || input[n - name.bytes - 1] == '/');
}

/* 1 if no factor is given for the file */
static int factor_of(double *out, const char *weights, const char *input, tenor_error *err)
{
    tenor_str item;

    *out = 1.0;
    while (tn_list_next(&weights, &item)) {
        const char *equals = memchr(item.data, '=', item.bytes);
        char *end = NULL;

        if (!equals || equals == item.data) {
            return tn_fail(err, TENOR_ERR_ARGUMENT, "weight '%.*s' is not FILE=FACTOR",
                           (int)item.bytes, item.data);
        }
        if (is_named(input, (tenor_str){ item.data, (size_t)(equals - item.data) })) {
            *out = strtod(equals + 1, &end);
            if (end != item.data + item.bytes || !(*out > 0.0 && *out <= 1e6)) {
                return tn_fail(err, TENOR_ERR_ARGUMENT, "weight '%.*s' is out of range",
                               (int)item.bytes, item.data);
            }
        }
    }
    return 0;
}

static bool is_in_list(const char *list, const char *input)
{
    bool found = false;
    tenor_str name;

    while (!found && tn_list_next(&list, &name))
        found = is_named(input, name);
    return found;
}

static int set_weights(tn_dataset *d, const tn_dataset_options *o, tenor_error *err)
{
    int64_t(*count)[TENOR_MAX_CLASSES] = tn_alloc((size_t)d->n_files, sizeof(*count));
    double total = 0.0, factor = 1.0;
    bool shared = false;
    int rc = count ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < d->n_rows; r++)
        count[d->row[r].file][d->row[r].label]++;
    for (size_t r = 0; rc == 0 && r < d->n_rows; r++) {
        tn_sample *row = &d->row[r];
        int64_t n = 0;
        int n_classes = 0;

        for (int c = 0; c < d->n_classes; c++) {
            n += count[row->file][c];
            n_classes += count[row->file][c] > 0;
        }
        if (r == 0 || row->file != row[-1].file) {
            rc = factor_of(&factor, o->weights, row->input, err);
            shared = is_in_list(o->shared, row->input);
        }
        row->shared = shared || row->supporting;
        n = o->max_rows > 0 && n > o->max_rows ? o->max_rows : n;
        row->weight = factor * (double)n / n_classes / (double)count[row->file][row->label];
        total += row->weight;
    }
    for (size_t r = 0; rc == 0 && r < d->n_rows; r++)
        d->row[r].weight *= (double)d->n_rows / total;
    free(count);
    return rc;
}

/* -------------------------------------------------------------- public */

static int read_paths(collector *c, const char *const *paths, size_t n_paths, const char *splits,
                      tenor_error *err)
{
    tenor_reader_options options;
    tenor_reader *reader = NULL;
    int rc;

    tenor_reader_options_init(&options);
    options.labelled = true;
    rc = tenor_reader_open(&reader, paths, n_paths, &options, err);
    c->reader = reader;
    c->input = NULL;
    if (rc == 0)
        rc = collect(c, reader, splits, err);
    tenor_reader_free(reader);
    return rc;
}

/* "A,B", one after another */
static int read_supporting(collector *c, const char *list, tenor_error *err)
{
    tenor_str item;
    int rc = 0;

    c->supporting = true;
    while (rc == 0 && tn_list_next(&list, &item)) {
        char *path = tn_strndup(item.data, item.bytes);
        const char *one = path;

        rc = path ? read_paths(c, &one, 1, NULL, err) : tn_no_memory(err);
        free(path);
    }
    return rc;
}

void tn_dataset_describe_unknown(char line[TN_DATASET_LINE_BYTES], const tn_dataset *d)
{
    const char *const *name = tn_task_of(d->head)->class_name;

    snprintf(line, TN_DATASET_LINE_BYTES, "%.400s:%lld: label '%s' is none of %s, %s, %s",
             d->unknown_input, (long long)d->unknown_line, d->unknown, name[0], name[1], name[2]);
}

static int fail_without_rows(const tn_dataset *d, const tn_dataset_options *o, tenor_error *err)
{
    char line[TN_DATASET_LINE_BYTES] = "";

    if (d->n_unknown > 0)
        tn_dataset_describe_unknown(line, d);
    return tn_fail(err, TENOR_ERR_INPUT, "no row has a label of the %s task%s%s%s%s",
                   tenor_head_name(d->head), o->splits ? " in these splits" : "",
                   d->n_uncertain > 0 ? " but those drawn as uncertain" : "", *line ? "; " : "",
                   line);
}

int tn_dataset_read(tn_dataset *out, int head, const tn_dataset_options *o, tenor_error *err)
{
    collector c = { .out = out, .hasher = tn_hasher_new(), .options = o };
    int rc;

    *out = (tn_dataset){ .head = head };
    rc = c.hasher ? read_paths(&c, o->paths, o->n_paths, o->splits, err) : tn_no_memory(err);
    if (rc == 0)
        rc = read_supporting(&c, o->supporting, err);
    if (rc == 0) {
        out->digest = tn_hasher_digest(c.hasher);
        if (out->n_rows == out->n_supporting)
            rc = fail_without_rows(out, o, err);
    }
    if (rc == 0) {
        close_ranks(out);
        rc = set_weights(out, o, err);
    }
    tn_hasher_free(c.hasher);
    tn_keymap_free(&c.seen);
    tn_buf_free(&c.named);
    if (rc < 0)
        tn_dataset_free(out);
    return rc;
}

/* ---------------------------------------------------------------- folds */

typedef struct {
    uint64_t order;
    size_t row;
} deal;

static int by_order(const void *a, const void *b)
{
    const deal *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* rows with the same key share a fold */
static uint64_t kin_key(const tn_dataset *dataset, size_t row)
{
    const tn_sample *at = &dataset->row[row];

    return dataset->head == TENOR_REPLY && at->other.bytes > 0
               ? tn_hash(at->other.data, at->other.bytes)
               : at->text_key;
}

static int deal_rows(tn_dataset *d, int n_folds, bool by_file, uint32_t seed, tenor_error *err)
{
    deal *deals = tn_alloc(d->n_rows, sizeof(*deals));
    int32_t next[TENOR_MAX_CLASSES] = { 0 };

    if (!deals)
        return tn_no_memory(err);
    for (size_t r = 0; r < d->n_rows; r++)
        deals[r] = (deal){ tn_mix(seed, kin_key(d, r)), r };
    qsort(deals, d->n_rows, sizeof(*deals), by_order);
    for (size_t i = 0; i < d->n_rows; i++) {
        tn_sample *row = &d->row[deals[i].row];

        if (i > 0 && deals[i].order == deals[i - 1].order &&
            d->row[deals[i - 1].row].fold != TN_NO_FOLD)
            row->fold = d->row[deals[i - 1].row].fold % n_folds;
        else
            row->fold = next[row->label]++ % n_folds;
        if (by_file && row->domain < 0)
            row->fold = row->file;
        row->fold = row->supporting ? TN_NO_FOLD : row->fold;
    }
    free(deals);
    return 0;
}

/* a row may not teach a fold that has its text, in another file or under another target */
static int find_kin(tn_dataset *d, tenor_error *err)
{
    tn_keymap folds = { 0 };
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < d->n_rows; r++) {
        bool is_new;
        int32_t *bits = tn_keymap_put(&folds, d->row[r].text_key, &is_new);

        if (!bits) {
            rc = tn_no_memory(err);
            break;
        }
        *bits = is_new ? 0 : *bits;
        *bits |= d->row[r].fold == TN_NO_FOLD || d->row[r].fold >= TN_MAX_FILES
                     ? 0
                     : (int32_t)(1u << d->row[r].fold);
    }
    for (size_t r = 0; rc == 0 && r < d->n_rows; r++)
        d->row[r].kin = (uint32_t)tn_keymap_get(&folds, d->row[r].text_key);
    tn_keymap_free(&folds);
    return rc;
}

int tn_dataset_assign_folds(tn_dataset *d, int *n_folds, bool by_file, uint32_t seed,
                            tenor_error *err)
{
    int n_judged_files = 0;
    int rc;

    for (size_t r = 0; r < d->n_rows; r++) /* judged files come first */
        n_judged_files = d->row[r].supporting ? n_judged_files : d->row[r].file + 1;
    if (by_file && n_judged_files > TN_MAX_FILES) {
        return tn_fail(err, TENOR_ERR_INPUT, "%d files; at most %d can be left out", n_judged_files,
                       TN_MAX_FILES);
    }
    by_file &= n_judged_files > 1; /* the rows of a single one are dealt */
    rc = deal_rows(d, *n_folds, by_file, seed, err);
    if (by_file)
        *n_folds = n_judged_files > *n_folds ? n_judged_files : *n_folds;
    return rc == 0 ? find_kin(d, err) : rc;
}

void tn_dataset_free(tn_dataset *dataset)
{
    tn_domains_free(&dataset->domains);
    free(dataset->row);
    tn_arena_free(&dataset->arena);
    *dataset = (tn_dataset){ 0 };
}
