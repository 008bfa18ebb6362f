/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dataset.c - labelled rows, as training and evaluation see them
 */
#include "train/dataset.h"
#include "base/hash_map.h"
#include "ingest/ingest.h"
#include "text/clean.h"
#include "text/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_OCTAVES   24   /* of lengths in bytes; longer ones count with the last */
#define LEAST_SHARE 0.01 /* of a class's rows, added so that single rows do not weigh much */

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
    tn_hash_map seen; /* the row's label + 1, by its text and other */
    const tenor_reader *reader;
    const char *input; /* name of the last row's file, in the arena */
    const tn_dataset_options *options;
    tn_buf named;    /* scratch: a target with its aliases */
    bool supporting; /* the rows that come now */
} collector;

/* rows that were seen before are counted and kept out: they would sit on both sides of a fold */
static int note_duplicate(collector *c, const tn_sample *row, bool *is_duplicate, tenor_error *err)
{
    uint64_t key =
        tn_mix(row->text_key, tn_hash(row->other.data ? row->other.data : "", row->other.bytes));
    tn_hash_slot *slot;
    int rc = tn_hash_map_reserve(&c->seen, 1, err);

    if (rc < 0)
        return rc;
    slot = tn_hash_map_find(&c->seen, key);
    *is_duplicate = slot->value == (uint64_t)row->label + 1;
    if (!slot->value)
        tn_hash_map_put(&c->seen, slot, key, (uint64_t)row->label + 1);
    else if (*is_duplicate)
        c->out->n_duplicates++;
    else if (c->out->n_conflicts++ == 0) {
        c->out->conflict_input = row->input;
        c->out->conflict_line = row->line_no;
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
    const char *input = tenor_reader_position(c->reader, &row.line_no);
    bool is_duplicate;
    char label_byte = (char)label;
    int rc;

    if (!c->input || strcmp(c->input, input) != 0) {
        c->input = tn_arena_copy(&out->arena, input, strlen(input));
        out->n_files++;
    }
    row.input = c->input;
    row.file = out->n_files - 1;
    if (!c->input || !copy_str(&out->arena, &row.text, comment->text) ||
        !copy_str(&out->arena, &row.other, other) || !copy_str(&out->arena, &row.id, comment->id))
        return tn_no_memory(err);
    row.text_key = tn_hash(row.text.data, row.text.bytes);
    if ((rc = note_duplicate(c, &row, &is_duplicate, err)) < 0 || is_duplicate)
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

/* a stance row's target with its aliases, or a reply's parent; absent for none */
static int read_other(tenor_str *out, collector *c, const tenor_comment *comment, tenor_str target,
                      tenor_error *err)
{
    const tn_task *task = tn_task_of(c->out->head);
    int rc;

    *out = (tenor_str){ 0 };
    if (task->has_parent)
        *out = comment->parent_text;
    if (!task->has_target)
        return 0;
    *out = target.data ? target : tn_str(c->options->target);
    if (!target.data || !comment->article.target_aliases.data)
        return 0;
    tn_buf_clear(&c->named);
    rc = tn_target_compose(&c->named, target, comment->article.target_aliases, '\n', err);
    *out = (tenor_str){ c->named.data, c->named.bytes };
    return rc;
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
        tenor_str label, target, split, other;
        tenor_str drawn = tn_reader_field(reader, TN_FIELD_DRAWN);
        bool uncertain = tn_str_is(drawn, "uncertain") || tn_str_is(drawn, "chosen");
        int class_index;

        tenor_reader_labels(reader, &label, &target, &split);
        if (!split_wanted(splits, split))
            continue;
        if ((rc = class_of_row(&class_index, c, label, err)) < 0 ||
            (rc = read_other(&other, c, &comment, target, err)) < 0)
            break;
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

/* whether a file of that name has a row */
static bool has_rows(const tn_dataset *d, tenor_str name)
{
    for (size_t r = 0; r < d->n_rows; r++)
        if ((r == 0 || d->row[r].file != d->row[r - 1].file) && is_named(d->row[r].input, name))
            return true;
    return false;
}

static int expect_rows(const tn_dataset *d, tenor_str name, const char *option, tenor_error *err)
{
    if (has_rows(d, name))
        return 0;
    return tn_fail(err, TENOR_ERR_ARGUMENT, "%s names '%.*s', which is no file of these rows",
                   option, (int)name.bytes, name.data);
}

/* what an item "FILE=FACTOR" says, of a file that has rows */
static int read_weight(tenor_str *name, double *factor, tenor_str item, const tn_dataset *d,
                       tenor_error *err)
{
    const char *equals = memchr(item.data, '=', item.bytes);
    char *end;

    if (!equals || equals == item.data) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "weight '%.*s' is not FILE=FACTOR", (int)item.bytes,
                       item.data);
    }
    *name = (tenor_str){ item.data, (size_t)(equals - item.data) };
    *factor = strtod(equals + 1, &end);
    if (end != item.data + item.bytes || !(*factor > 0.0 && *factor <= 1e6)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "weight '%.*s' is out of range", (int)item.bytes,
                       item.data);
    }
    return expect_rows(d, *name, "--weight", err);
}

static bool is_in_list(const char *list, const char *input)
{
    bool found = false;
    tenor_str name;

    while (!found && tn_list_next(&list, &name))
        found = is_named(input, name);
    return found;
}

/* of its bytes: 0 for one, 1 for two and three */
static int octave(const tn_sample *row)
{
    return row->text.bytes < 2 ? 0 : (int)fmin(ilogb((double)row->text.bytes), N_OCTAVES - 1);
}

/*
 * Stance: at each length the rows of a file that are against and those in favor weigh alike. In one
 * set long comments take the one side, in the next the other: of a target that nobody has seen,
 * length says where a comment is from and not which side it takes (docs/models.md).
 */
static int balance_sides(tn_dataset *d, int64_t (*count)[TENOR_MAX_CLASSES], tenor_error *err)
{
    double(*share)[N_OCTAVES][TENOR_MAX_CLASSES] = tn_alloc((size_t)d->n_files, sizeof(*share));
    const int against = 0, favor = 2;

    if (!share)
        return tn_no_memory(err);
    for (size_t r = 0; r < d->n_rows; r++) {
        const tn_sample *row = &d->row[r];

        share[row->file][octave(row)][row->label] += 1.0 / (double)count[row->file][row->label];
    }
    for (size_t r = 0; r < d->n_rows; r++) {
        tn_sample *row = &d->row[r];
        const int64_t *n = count[row->file];
        const double *of = share[row->file][octave(row)];

        if ((row->label == against || row->label == favor) && n[against] > 0 && n[favor] > 0) {
            row->weight *=
                ((of[against] + of[favor]) / 2.0 + LEAST_SHARE) / (of[row->label] + LEAST_SHARE);
        }
    }
    free(share);
    return 0;
}

static int set_weights(tn_dataset *d, const tn_dataset_options *o, tenor_error *err)
{
    int64_t(*count)[TENOR_MAX_CLASSES];
    const char *weights = o->weights, *shared = o->shared;
    double total = 0.0;
    tenor_str item;
    int rc = 0;

    while (tn_list_next(&weights, &item)) { /* of two factors on a file the last one counts */
        tenor_str name = { 0 };
        double factor = 1.0;

        if ((rc = read_weight(&name, &factor, item, d, err)) < 0)
            return rc;
        for (size_t r = 0; r < d->n_rows; r++)
            if (is_named(d->row[r].input, name))
                d->row[r].weight = factor;
    }
    while (tn_list_next(&shared, &item))
        if ((rc = expect_rows(d, item, "--shared", err)) < 0)
            return rc;
    count = tn_alloc((size_t)d->n_files, sizeof(*count));
    if (!count)
        return tn_no_memory(err);
    for (size_t r = 0; r < d->n_rows; r++)
        count[d->row[r].file][d->row[r].label]++;
    for (size_t r = 0; r < d->n_rows; r++) {
        tn_sample *row = &d->row[r];
        int64_t n = 0;
        int n_classes = 0;

        for (int c = 0; c < d->n_classes; c++) {
            n += count[row->file][c];
            n_classes += count[row->file][c] > 0;
        }
        row->shared = row->supporting || is_in_list(o->shared, row->input);
        n = o->max_rows > 0 && n > o->max_rows ? o->max_rows : n;
        row->weight = row->weight * (double)n / n_classes / (double)count[row->file][row->label];
    }
    if (d->head == TENOR_STANCE && d->n_classes == TENOR_MAX_CLASSES)
        rc = balance_sides(d, count, err);
    for (size_t r = 0; r < d->n_rows; r++)
        total += d->row[r].weight;
    for (size_t r = 0; r < d->n_rows; r++)
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
    if (rc < 0)
        return rc;
    c->reader = reader;
    c->input = NULL;
    rc = collect(c, reader, splits, err);
    tenor_reader_free(reader);
    return rc;
}

/* "A,B", one after another */
static int read_supporting(collector *c, const char *list, tenor_error *err)
{
    tenor_str item;

    c->supporting = true;
    while (tn_list_next(&list, &item)) {
        char *path = tn_strndup(item.data, item.bytes);
        const char *one = path;
        int rc = path ? read_paths(c, &one, 1, NULL, err) : tn_no_memory(err);

        free(path);
        if (rc < 0)
            return rc;
    }
    return 0;
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
                   d->n_uncertain > 0 ? " but those not drawn at random" : "", *line ? "; " : "",
                   line);
}

int tn_dataset_read(tn_dataset *out, int head, const tn_dataset_options *o, tenor_error *err)
{
    collector c = { .out = out, .hasher = tn_hasher_new(), .options = o };
    int rc;

    *out = (tn_dataset){ .head = head };
    rc = c.hasher ? read_paths(&c, o->paths, o->n_paths, o->splits, err) : tn_no_memory(err);
    if (rc < 0 || (rc = read_supporting(&c, o->supporting, err)) < 0)
        goto done;
    if (out->n_rows == out->n_supporting) {
        rc = fail_without_rows(out, o, err);
        goto done;
    }
    out->digest = tn_hasher_digest(c.hasher);
    close_ranks(out);
    rc = set_weights(out, o, err);
done:
    tn_hasher_free(c.hasher);
    tn_hash_map_free(&c.seen);
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
static uint64_t fold_key(const tn_dataset *dataset, size_t row)
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
        deals[r] = (deal){ tn_mix(seed, fold_key(d, r)), r };
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
static int exclude_folds(tn_dataset *d, tenor_error *err)
{
    tn_hash_map folds = { 0 }; /* bits, by the text */
    int rc = tn_hash_map_reserve(&folds, d->n_rows, err);

    if (rc < 0)
        return rc;
    for (size_t r = 0; r < d->n_rows; r++) {
        const tn_sample *row = &d->row[r];
        tn_hash_slot *slot = tn_hash_map_find(&folds, row->text_key);

        if (row->fold == TN_NO_FOLD || row->fold >= TN_MAX_FILES)
            continue;
        if (slot->value)
            slot->value |= UINT64_C(1) << row->fold;
        else
            tn_hash_map_put(&folds, slot, row->text_key, UINT64_C(1) << row->fold);
    }
    for (size_t r = 0; r < d->n_rows; r++)
        d->row[r].excluded_folds = (uint32_t)tn_hash_map_get(&folds, d->row[r].text_key);
    tn_hash_map_free(&folds);
    return 0;
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
    return rc == 0 ? exclude_folds(d, err) : rc;
}

void tn_dataset_free(tn_dataset *dataset)
{
    tn_domains_free(&dataset->domains);
    free(dataset->row);
    tn_arena_free(&dataset->arena);
    *dataset = (tn_dataset){ 0 };
}
