/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find_domains.c - which targets of a stance set have rows enough for a domain of their own
 */
#include "model/target.h"
#include "train/dataset.h"

#include "base/hash_map.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char *name;
    size_t n_rows;
    int domain; /* TN_SHARED if it is not known */
} named_target;

typedef struct {
    tn_dataset *out;
    named_target *target;
    size_t n, capacity;
    int32_t *of_row;    /* the target of each row */
    tn_hash_map number; /* of a target, from 1, by its name's hash */
} finder;

static int count_target(finder *f, size_t row, const tn_target *target, tenor_error *err)
{
    tenor_str name = target->n_names
                         ? (tenor_str){ target->name[0].form.data, target->name[0].form.bytes }
                         : (tenor_str){ "", 0 };
    uint64_t key;
    tn_hash_slot *slot;
    int rc;

    if ((rc = tn_hash_map_reserve(&f->number, 1, err)) < 0)
        return rc;
    key = tn_hash(name.data, name.bytes);
    slot = tn_hash_map_find(&f->number, key);
    if (!slot->value) {
        char *copy;

        if ((rc = tn_grow((void **)&f->target, &f->capacity, f->n + 1, sizeof(*f->target), err)) <
            0)
            return rc;
        copy = tn_strndup(name.data, name.bytes);
        if (!copy)
            return tn_no_memory(err);
        f->target[f->n++] = (named_target){ .name = copy, .domain = TN_SHARED };
        tn_hash_map_put(&f->number, slot, key, f->n);
    }
    f->of_row[row] = (int32_t)slot->value - 1;
    f->target[slot->value - 1].n_rows += !f->out->row[row].shared;
    return 0;
}

static int by_rows_then_name(const void *a, const void *b)
{
    const named_target *x = *(named_target *const *)a, *y = *(named_target *const *)b;

    if (x->n_rows != y->n_rows)
        return x->n_rows > y->n_rows ? -1 : 1;
    return strcmp(x->name, y->name);
}

static int add_domains(finder *f, size_t min_rows, tenor_error *err)
{
    named_target **known = tn_alloc(f->n, sizeof(*known));
    size_t n_known = 0;
    int rc = known ? 0 : tn_no_memory(err);

    for (size_t t = 0; rc == 0 && t < f->n; t++)
        if (f->target[t].n_rows >= min_rows && f->target[t].name[0] != '\0')
            known[n_known++] = &f->target[t];
    if (n_known > 0)
        qsort(known, n_known, sizeof(*known), by_rows_then_name);
    for (size_t k = 0; rc == 0 && k < n_known; k++) {
        known[k]->domain = (int)f->out->domains.n;
        rc = tn_domains_add(&f->out->domains, known[k]->name, err);
    }
    free(known);
    return rc;
}

/* as serving has it: the target's own domain, else that of the first alias that has one */
static int assign_rows(finder *f, tn_target *target, tenor_error *err)
{
    tn_domains *domains = &f->out->domains;
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < f->out->n_rows; r++) {
        tn_sample *row = &f->out->row[r];

        row->domain = row->shared ? TN_SHARED : f->target[f->of_row[r]].domain;
        if (row->domain < 0 && domains->n > 0 && !row->shared) {
            rc = tn_target_read(target, row->other, err);
            for (size_t i = 1; rc == 0 && i < target->n_names && row->domain < 0; i++) {
                const tn_buf *form = &target->name[i].form;

                row->domain = tn_domains_find(domains, (tenor_str){ form->data, form->bytes });
            }
        }
        if (row->domain >= 0)
            domains->item[row->domain].n_rows++;
    }
    return rc;
}

int tn_dataset_find_domains(tn_dataset *dataset, size_t min_rows, tenor_error *err)
{
    finder f = { .out = dataset, .of_row = tn_alloc(dataset->n_rows, sizeof(int32_t)) };
    tn_target target = { 0 };
    int rc = f.of_row ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < dataset->n_rows; r++) {
        rc = tn_target_read(&target, dataset->row[r].other, err);
        rc = rc == 0 ? count_target(&f, r, &target, err) : rc;
    }
    if (rc == 0)
        rc = add_domains(&f, min_rows, err);
    if (rc == 0)
        rc = assign_rows(&f, &target, err);
    for (size_t t = 0; t < f.n; t++)
        free(f.target[t].name);
    free(f.target);
    free(f.of_row);
    tn_hash_map_free(&f.number);
    tn_target_free(&target);
    return rc;
}
