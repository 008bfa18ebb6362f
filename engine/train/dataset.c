/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dataset.c - labelled rows, as training and evaluation see them
 */
#include "train/dataset.h"
#include "model/keymap.h"
#include "text/target.h"

#include <stdlib.h>
#include <string.h>

static bool split_wanted(const char *splits, tenor_str split)
{
    if (!splits) {
        return true;
    }
    for (const char *at = splits; *at;) {
        size_t bytes = strcspn(at, ",");

        if (split.data && split.bytes == bytes && memcmp(at, split.data, bytes) == 0) {
            return true;
        }
        at += bytes + (at[bytes] == ',');
    }
    return false;
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
    const char *input;  /* name of the last row's file, in the arena */
    const char *target; /* of rows without one; NULL: none */
    tn_buf named;       /* scratch: a target with its aliases */
    bool supporting;    /* the rows that come now */
} collector;

static bool note_place(collector *c, tn_row *row, tenor_str id)
{
    const char *input = tenor_reader_position(c->reader, &row->line_no);

    if (!c->input || strcmp(c->input, input) != 0) {
        c->input = tn_arena_copy(&c->out->arena, input, strlen(input));
    }
    row->input = c->input;
    return c->input && copy_str(&c->out->arena, &row->id, id);
}

/* rows that were seen before are counted and kept out: they would sit on both sides of a fold */
static int note_duplicate(collector *c, const tn_row *row, bool *is_duplicate, tenor_error *err)
{
    uint64_t key =
        tn_mix(row->text_key, tn_hash(row->other.data ? row->other.data : "", row->other.bytes));
    bool is_new;
    int32_t *label = tn_keymap_put(&c->seen, key, &is_new);

    if (!label) {
        return tn_no_memory(err);
    }
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
                   tenor_error *err)
{
    tn_dataset *out = c->out;
    tn_row row = { .label = (int8_t)label, .domain = TN_SHARED, .supporting = c->supporting };
    bool is_duplicate = false;
    char label_byte = (char)label;
    int rc = 0;

    if (!copy_str(&out->arena, &row.text, comment->text) ||
        !copy_str(&out->arena, &row.other, other) || !note_place(c, &row, comment->id)) {
        return tn_no_memory(err);
    }
    row.text_key = tn_hash(row.text.data, row.text.bytes);
    rc = note_duplicate(c, &row, &is_duplicate, err);
    if (rc < 0 || is_duplicate) {
        return rc;
    }
    rc = tn_grow((void **)&out->row, &out->capacity, out->n_rows + 1, sizeof(row), err);
    if (rc < 0) {
        return rc;
    }
    out->row[out->n_rows++] = row;
    out->n_supporting += row.supporting;
    out->label_count[label]++;
    tn_hasher_add(c->hasher, row.text.data, row.text.bytes + 1); /* with its NUL */
    tn_hasher_add(c->hasher, row.other.data, row.other.bytes);
    tn_hasher_add(c->hasher, &label_byte, 1);
    return 0;
}

static int collect(collector *c, tenor_reader *reader, const char *splits, tenor_error *err)
{
    const tn_task *task = tn_task_of(c->out->head);
    tenor_comment comment;
    int rc;

    while ((rc = tenor_reader_next(reader, &comment, err)) > 0) {
        tenor_str label, target, split, other = { 0 };
        int class_index;

        tenor_reader_labels(reader, &label, &target, &split);
        if (!split_wanted(splits, split)) {
            continue;
        }
        class_index = label.data ? tn_class_of_label(c->out->head, label) : -1;
        if (task->has_target) {
            other = target.data || !c->target ? target : tn_str(c->target);
        } else if (task->n_sides == 2) {
            other = comment.parent_text;
        }
        if (task->has_target && target.data && comment.article.target_aliases.data) {
            tn_buf_clear(&c->named);
            rc = tn_target_compose(&c->named, target, comment.article.target_aliases, '\n', err);
            other = (tenor_str){ c->named.data, c->named.bytes };
            if (rc < 0) {
                break;
            }
        }
        if (class_index < 0 || ((task->has_target || task->n_sides == 2) && !other.data)) {
            c->out->n_skipped++;
            continue;
        }
        rc = add_row(c, &comment, class_index, other, err);
        if (rc < 0) {
            break;
        }
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
    for (size_t r = 0; r < out->n_rows; r++) {
        out->row[r].label = rank[out->row[r].label];
    }
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
    if (rc == 0) {
        rc = collect(c, reader, splits, err);
    }
    tenor_reader_free(reader);
    return rc;
}

int tn_dataset_read(tn_dataset *out, int head, const char *const *paths, size_t n_paths,
                    const char *splits, const char *supporting, const char *target,
                    tenor_error *err)
{
    collector c = { .out = out, .hasher = tn_hasher_new(), .target = target };
    int rc;

    *out = (tn_dataset){ .head = head };
    rc = c.hasher ? read_paths(&c, paths, n_paths, splits, err) : tn_no_memory(err);
    if (rc == 0 && supporting) {
        c.supporting = true;
        rc = read_paths(&c, &supporting, 1, NULL, err);
    }
    if (rc == 0) {
        out->digest = tn_hasher_digest(c.hasher);
        if (out->n_rows == 0) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "no row has a label of the %s task%s",
                         tenor_head_name(head), splits ? " in these splits" : "");
        }
    }
    if (rc == 0) {
        close_ranks(out);
    }
    tn_hasher_free(c.hasher);
    tn_keymap_free(&c.seen);
    tn_buf_free(&c.named);
    if (rc < 0) {
        tn_dataset_free(out);
    }
    return rc;
}

typedef struct {
    uint64_t order;
    size_t row;
} deal;

static int by_order(const void *a, const void *b)
{
    const deal *x = a, *y = b;

    if (x->order != y->order) {
        return x->order < y->order ? -1 : 1;
    }
    return x->row < y->row ? -1 : x->row > y->row;
}

/* rows with the same key share a fold */
static uint64_t kin_key(const tn_dataset *dataset, size_t row)
{
    const tn_row *at = &dataset->row[row];

    return dataset->head == TENOR_REPLY && at->other.bytes > 0
               ? tn_hash(at->other.data, at->other.bytes)
               : at->text_key;
}

int tn_dataset_assign_folds(tn_dataset *dataset, int n_folds, uint32_t seed, tenor_error *err)
{
    deal *deals = tn_alloc(dataset->n_rows, sizeof(*deals));
    int32_t next[TENOR_MAX_CLASSES] = { 0 };

    if (!deals) {
        return tn_no_memory(err);
    }
    for (size_t r = 0; r < dataset->n_rows; r++) {
        deals[r] = (deal){ tn_mix(seed, kin_key(dataset, r)), r };
    }
    qsort(deals, dataset->n_rows, sizeof(*deals), by_order);
    for (size_t i = 0; i < dataset->n_rows; i++) {
        tn_row *row = &dataset->row[deals[i].row];

        if (i > 0 && deals[i].order == deals[i - 1].order) {
            row->fold = dataset->row[deals[i - 1].row].fold;
        } else {
            row->fold = next[row->label]++ % n_folds;
        }
    }
    free(deals);
    return 0;
}

void tn_dataset_free(tn_dataset *dataset)
{
    tn_domains_free(&dataset->domains);
    free(dataset->row);
    tn_arena_free(&dataset->arena);
    *dataset = (tn_dataset){ 0 };
}
