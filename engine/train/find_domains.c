/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find_domains.c - which rows of a data set have a part of the model of their own
 */
#include "model/keymap.h"
#include "model/target_names.h"
#include "text/target.h"
#include "train/dataset.h"

#include <stdlib.h>
#include <string.h>

#define SHARED_ROWS                                                                                \
    1000                  /* with so many rows of other targets, known ones leave the shared part  \
                           */
#define SHARED_CLASS 50   /* and with so many of each class */
#define ENOUGH_ROWS  3000 /* a target with so many gains nothing from others of its data set */
#define MENTIONS     "mentions"

/* A target and the file in which most of its rows stand. */
typedef struct {
    char *name;
    size_t n_rows;
    const char *input;
    size_t n_of_input; /* rows in that file */
    int domain;        /* TN_SHARED if it is not known */
} target;

typedef struct {
    tn_dataset *out;
    target *target;
    size_t n, capacity;
    int32_t *of_row;  /* the target of each row */
    tn_keymap map;    /* of a target's name */
    tn_keymap places; /* of target and file: how many rows */
    tn_tokens tokens;
    tn_buf name;
} finder;

static int target_of(finder *f, const tn_row *row, int32_t *out, tenor_error *err)
{
    bool is_new;
    int32_t *index;
    tenor_str own = tn_target_name(row->other);
    int rc = tn_tokenise(&f->tokens, own.data, own.bytes, err);

    if (rc == 0) {
        rc = tn_target_normalise(&f->name, &f->tokens, err);
    }
    if (rc < 0) {
        return rc;
    }
    index =
        tn_keymap_put(&f->map, tn_hash(f->name.data ? f->name.data : "", f->name.bytes), &is_new);
    if (!index) {
        return tn_no_memory(err);
    }
    if (is_new) {
        char *name = tn_strndup(f->name.data ? f->name.data : "", f->name.bytes);

        if (!name ||
            tn_grow((void **)&f->target, &f->capacity, f->n + 1, sizeof(*f->target), err) < 0) {
            free(name);
            return tn_no_memory(err);
        }
        *index = (int32_t)f->n;
        f->target[f->n++] = (target){ .name = name, .domain = TN_SHARED };
    }
    *out = *index;
    return 0;
}

static int count_targets(finder *f, tenor_error *err)
{
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < f->out->n_rows; r++) {
        const tn_row *row = &f->out->row[r];
        target *t;
        int32_t *place;
        bool is_new;

        rc = target_of(f, row, &f->of_row[r], err);
        if (rc < 0) {
            return rc;
        }
        t = &f->target[f->of_row[r]];
        place = tn_keymap_put(
            &f->places, tn_mix(tn_hash(row->input, strlen(row->input)), (uint64_t)f->of_row[r]),
            &is_new);
        if (!place) {
            return tn_no_memory(err);
        }
        *place = is_new ? 1 : *place + 1;
        t->n_rows++;
        if ((size_t)*place > t->n_of_input) {
            t->n_of_input = (size_t)*place;
            t->input = row->input;
        }
    }
    return rc;
}

static bool is_known(const target *t, size_t min_rows)
{
    return t->n_rows >= min_rows && t->name[0] != '\0';
}

/* enough rows of other targets, of all classes, that the shared part can do without the known ones
 */
static bool shared_stands_alone(const finder *f, size_t min_rows)
{
    size_t n = 0, of_class[TENOR_MAX_CLASSES] = { 0 };
    bool enough = true;

    for (size_t r = 0; r < f->out->n_rows; r++) {
        if (!is_known(&f->target[f->of_row[r]], min_rows)) {
            n++;
            of_class[f->out->row[r].label]++;
        }
    }
    for (int c = 0; c < f->out->n_classes; c++) {
        enough &= of_class[c] >= SHARED_CLASS;
    }
    return enough && n >= SHARED_ROWS;
}

/* the file's name without folder and suffix */
static int add_set(tn_domains *domains, const char *input, tenor_error *err)
{
    const char *slash = strrchr(input, '/');
    char name[256];

    snprintf(name, sizeof(name), "%s", slash ? slash + 1 : input);
    name[strcspn(name, ".")] = '\0';
    return tn_domains_add(domains, name, TN_DOMAIN_SET, TN_ALONE, err);
}

static int by_rows_then_name(const void *a, const void *b)
{
    const target *x = *(target *const *)a, *y = *(target *const *)b;

    if (x->n_rows != y->n_rows) {
        return x->n_rows > y->n_rows ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

static bool needs_set(const target *t)
{
    return t->n_rows >= TN_SMALL_DOMAIN_ROWS && t->n_rows < ENOUGH_ROWS;
}

/* the set of an earlier target of the same file, or a new one if a later target needs it too */
static int set_of(finder *f, target *const *known, size_t n_known, size_t at, int *set,
                  tenor_error *err)
{
    bool shared_file = false;

    *set = TN_ALONE;
    if (!needs_set(known[at])) {
        return 0;
    }
    for (size_t k = 0; k < n_known; k++) {
        if (k == at || !needs_set(known[k]) || strcmp(known[k]->input, known[at]->input) != 0) {
            continue;
        }
        if (k < at) {
            *set = known[k]->domain;
            return 0;
        }
        shared_file = true;
    }
    if (shared_file) {
        *set = (int)f->out->domains.n;
        return add_set(&f->out->domains, known[at]->input, err);
    }
    return 0;
}

/* sets come before the targets that stand on them */
static int add_domains(finder *f, target **known, size_t n_known, bool apart, tenor_error *err)
{
    tn_domains *domains = &f->out->domains;
    int rc = 0;

    for (size_t k = 0; rc == 0 && apart && k < n_known; k++) {
        rc = set_of(f, known, n_known, k, &known[k]->domain, err);
    }
    for (size_t k = 0; rc == 0 && k < n_known; k++) {
        int base = apart ? known[k]->domain : TN_SHARED;

        known[k]->domain = (int)domains->n;
        rc = tn_domains_add(domains, known[k]->name, TN_DOMAIN_TARGET, base, err);
    }
    return rc;
}

static int add_known_targets(finder *f, size_t min_rows, tenor_error *err)
{
    target **known = tn_alloc(f->n, sizeof(target *));
    size_t n_known = 0;
    int rc = known ? 0 : tn_no_memory(err);

    for (size_t t = 0; rc == 0 && t < f->n; t++) {
        if (is_known(&f->target[t], min_rows)) {
            known[n_known++] = &f->target[t];
        }
    }
    if (rc == 0 && n_known > 0) {
        qsort(known, n_known, sizeof(*known), by_rows_then_name);
        rc = add_domains(f, known, n_known, shared_stands_alone(f, min_rows), err);
    }
    for (size_t r = 0; rc == 0 && r < f->out->n_rows; r++) {
        f->out->row[r].domain = f->target[f->of_row[r]].domain;
    }
    free(known);
    return rc;
}

static int find_targets(tn_dataset *out, size_t min_rows, tenor_error *err)
{
    finder f = { .out = out, .of_row = tn_alloc(out->n_rows, sizeof(int32_t)) };
    int rc = f.of_row ? count_targets(&f, err) : tn_no_memory(err);

    if (rc == 0) {
        rc = add_known_targets(&f, min_rows, err);
    }
    for (size_t t = 0; t < f.n; t++) {
        free(f.target[t].name);
    }
    free(f.target);
    free(f.of_row);
    tn_keymap_free(&f.map);
    tn_keymap_free(&f.places);
    tn_tokens_free(&f.tokens);
    tn_buf_free(&f.name);
    return rc;
}

/* replies with a mention, where there are enough of them and of others */
static int find_mentions(tn_dataset *out, size_t min_rows, tenor_error *err)
{
    tn_tokens tokens = { 0 };
    size_t n = 0;
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < out->n_rows; r++) {
        tn_row *row = &out->row[r];

        rc = tn_tokenise(&tokens, row->text.data, row->text.bytes, err);
        row->domain = rc == 0 && tn_has_mention(&tokens) ? 0 : TN_SHARED;
        n += row->domain == 0;
    }
    tn_tokens_free(&tokens);
    if (rc == 0 && n >= min_rows && out->n_rows - n >= min_rows) {
        return tn_domains_add(&out->domains, MENTIONS, TN_DOMAIN_MENTIONS, TN_SHARED, err);
    }
    for (size_t r = 0; r < out->n_rows; r++) {
        out->row[r].domain = TN_SHARED;
    }
    return rc;
}

static int domain_of_alias(const tn_domains *domains, const tn_aliases *aliases)
{
    for (size_t a = 0; a < aliases->n; a++) {
        const tn_buf *name = &aliases->item[a].form;

        for (size_t d = 0; d < domains->n; d++) {
            if (domains->item[d].kind == TN_DOMAIN_TARGET &&
                tn_str_is((tenor_str){ name->data, name->bytes }, domains->item[d].name)) {
                return (int)d;
            }
        }
    }
    return TN_SHARED;
}

/* as serving has it: where the target is not known, the first alias that is */
static int follow_aliases(tn_dataset *out, tenor_error *err)
{
    tn_aliases aliases = { 0 };
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < out->n_rows; r++) {
        tn_row *row = &out->row[r];

        rc = tn_aliases_read(&aliases, row->other, err);
        if (rc == 0 && aliases.n > 0 &&
            (row->domain < 0 || out->domains.item[row->domain].kind != TN_DOMAIN_TARGET)) {
            int domain = domain_of_alias(&out->domains, &aliases);

            row->domain = domain >= 0 ? domain : row->domain;
        }
    }
    tn_aliases_free(&aliases);
    return rc;
}

static void count_rows(tn_dataset *out)
{
    for (size_t r = 0; r < out->n_rows; r++) {
        int taught[TN_MAX_ACTIVE];
        int n = tn_domains_taught(&out->domains, out->row[r].domain, taught);

        for (int i = 0; i < n; i++) {
            if (taught[i] >= 0) {
                out->domains.item[taught[i]].n_rows++;
            } else {
                out->n_shared_rows++;
            }
        }
    }
}

int tn_dataset_find_domains(tn_dataset *dataset, size_t min_rows, tenor_error *err)
{
    const tn_task *task = tn_task_of(dataset->head);
    int rc = 0;

    if (task->has_target) {
        rc = find_targets(dataset, min_rows, err);
        rc = rc == 0 ? follow_aliases(dataset, err) : rc;
    } else if (task->n_sides == 2) {
        rc = find_mentions(dataset, min_rows, err);
    }
    for (size_t d = 0; rc == 0 && d < dataset->domains.n; d++) {
        tn_domain *domain = &dataset->domains.item[d];

        domain->calibrated = domain->base == TN_ALONE || domain->kind == TN_DOMAIN_MENTIONS;
    }
    if (rc == 0) {
        count_rows(dataset);
    }
    return rc;
}
