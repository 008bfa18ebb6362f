/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vocabulary.c - which features a model knows, and their indices
 */
#include "model/vocabulary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MANY_ROWS 10000.0

/* ------------------------------------------------------------ selection */

typedef struct {
    int32_t documents;
    int32_t last_document; /* that it was counted in, plus 1 */
} tally;

typedef struct {
    const tn_dataset *dataset;
    const tn_vocabulary_rule *rule;
    tn_tokens tokens;
    tn_features features;
    tn_buf name;
    tn_keymap seen; /* of key to tally */
    tally *tally;
    size_t n_tallies, capacity;
} selection;

typedef int (*feature_fn)(selection *s, tn_vocabulary *v, const tn_feature *feature, int domain,
                          int32_t document, tenor_error *err);

static int each_feature_of_text(selection *s, tn_vocabulary *v, tenor_str text, int own,
                                int32_t document, feature_fn fn, tenor_error *err)
{
    int taught[TN_MAX_ACTIVE];
    int n_taught = tn_domains_taught(&s->dataset->domains, own, taught);
    int rc = tn_tokenise(&s->tokens, text.data, text.bytes, err);

    if (rc == 0) {
        rc = tn_features_of(&s->features, &s->tokens, &s->rule->features, err);
    }
    for (size_t f = 0; rc == 0 && f < s->features.n_features; f++) {
        for (int i = 0; rc == 0 && i < n_taught; i++) {
            rc = fn(s, v, &s->features.feature[f], taught[i], document, err);
        }
    }
    return rc;
}

static int each_feature(selection *s, tn_vocabulary *v, feature_fn fn, tenor_error *err)
{
    const tn_task *task = tn_task_of(s->dataset->head);
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < s->dataset->n_rows; r++) {
        const tn_row *row = &s->dataset->row[r];

        rc = each_feature_of_text(s, v, row->text, row->domain, (int32_t)r + 1, fn, err);
        if (rc == 0 && task->n_sides == 2 &&
            !tn_domain_is_residual(&s->dataset->domains, row->domain)) {
            rc = each_feature_of_text(s, v, row->other, TN_SHARED, (int32_t)r + 1, fn, err);
        }
    }
    return rc;
}

static int count_feature(selection *s, tn_vocabulary *v, const tn_feature *feature, int domain,
                         int32_t document, tenor_error *err)
{
    bool is_new;
    int32_t *index = tn_keymap_put(&s->seen, tn_copy_key(feature->key, domain), &is_new);

    (void)v;
    if (!index) {
        return tn_no_memory(err);
    }
    if (is_new) {
        *index = (int32_t)s->n_tallies;
        if (tn_grow((void **)&s->tally, &s->capacity, s->n_tallies + 1, sizeof(tally), err) < 0) {
            return TENOR_ERR_MEMORY;
        }
        s->tally[s->n_tallies++] = (tally){ 0, 0 };
    }
    if (s->tally[*index].last_document != document) {
        s->tally[*index].last_document = document;
        s->tally[*index].documents++;
    }
    return 0;
}

/* a part with few rows is content with fewer documents */
static int needed_documents(const selection *s, int family, int domain)
{
    int64_t n_rows =
        domain < 0 ? s->dataset->n_shared_rows : s->dataset->domains.item[domain].n_rows;
    double share = (double)n_rows / MANY_ROWS;

    share = share > 1.0 ? 1.0 : share < 0.25 ? 0.25 : share;
    return (int)lround(share * s->rule->min_count[family]);
}

/* first occurrence decides the order: the same data give the same indices */
static int take_feature(selection *s, tn_vocabulary *v, const tn_feature *feature, int domain,
                        int32_t document, tenor_error *err)
{
    uint64_t key = tn_copy_key(feature->key, domain);
    int32_t documents = s->tally[tn_keymap_get(&s->seen, key)].documents;
    int needed = needed_documents(s, feature->family, domain);
    int rc;

    (void)document;
    if (documents < needed || tn_keymap_get(&v->index, key) >= 0) {
        return 0;
    }
    tn_buf_clear(&s->name);
    rc = tn_feature_name(&s->name, &s->tokens, feature, err);
    if (rc < 0) {
        return rc;
    }
    return tn_vocabulary_add(v,
                             (tn_vocabulary_entry){ .family = feature->family,
                                                    .detail = feature->detail,
                                                    .domain = (int16_t)domain,
                                                    .name_bytes = (uint32_t)s->name.bytes,
                                                    .document_count = documents },
                             s->name.data, err);
}

int tn_vocabulary_select(tn_vocabulary *out, const tn_dataset *dataset,
                         const tn_vocabulary_rule *rule, tenor_error *err)
{
    selection s = { .dataset = dataset, .rule = rule };
    int rc;

    *out = (tn_vocabulary){ 0 };
    rc = each_feature(&s, NULL, count_feature, err);
    if (rc == 0) {
        rc = each_feature(&s, out, take_feature, err);
    }
    if (rc == 0 && out->n_entries == 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "no feature stands in enough rows to be learnt");
    }
    tn_tokens_free(&s.tokens);
    tn_features_free(&s.features);
    tn_buf_free(&s.name);
    tn_keymap_free(&s.seen);
    free(s.tally);
    if (rc < 0) {
        tn_vocabulary_free(out);
    }
    return rc;
}

int tn_vocabulary_add(tn_vocabulary *v, tn_vocabulary_entry entry, const char *name,
                      tenor_error *err)
{
    uint64_t key =
        tn_copy_key(tn_feature_key((tn_family)entry.family, entry.detail, name, entry.name_bytes),
                    entry.domain);
    bool is_new;
    int32_t *index;
    int rc = tn_grow((void **)&v->entry, &v->capacity, v->n_entries + 1, sizeof(entry), err);

    if (rc < 0) {
        return rc;
    }
    index = tn_keymap_put(&v->index, key, &is_new);
    if (!index) {
        return tn_no_memory(err);
    }
    if (!is_new) {
        return tn_fail(err, TENOR_ERR_INPUT, "feature '%.*s' stands in the vocabulary twice",
                       (int)entry.name_bytes, name);
    }
    entry.name_start = (uint32_t)v->names.bytes;
    rc = tn_buf_append(&v->names, name, entry.name_bytes, err);
    if (rc == 0) {
        *index = (int32_t)v->n_entries;
        v->entry[v->n_entries++] = entry;
    }
    return rc;
}

void tn_vocabulary_free(tn_vocabulary *v)
{
    free(v->entry);
    tn_buf_free(&v->names);
    tn_keymap_free(&v->index);
    *v = (tn_vocabulary){ 0 };
}

/* ------------------------------------------------------------ the file */

int tn_vocabulary_write(tn_buf *out, const tn_vocabulary *v, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < v->n_entries; e++) {
        const tn_vocabulary_entry *entry = &v->entry[e];
        const char *kind =
            tn_is_form_family(entry->family) ? tn_kind_feature_name(entry->detail) : "-";
        char domain[16] = "-";

        if (entry->domain >= 0) {
            snprintf(domain, sizeof(domain), "%d", entry->domain);
        }
        rc = tn_buf_printf(out, err, "%s\t%s\t%s\t%d\t%.*s\n", tn_family_name(entry->family), kind,
                           domain, entry->document_count, (int)entry->name_bytes,
                           tn_vocabulary_name(v, e));
    }
    return rc;
}

static int kind_of_name(tenor_str name)
{
    for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
        if (tn_str_is(name, tn_kind_feature_name(kind))) {
            return kind;
        }
    }
    return -1;
}

/* a plain decimal number of at most 9 digits; -1 otherwise */
static int number_of(tenor_str s)
{
    int value = 0;

    if (s.bytes == 0 || s.bytes > 9) {
        return -1;
    }
    for (size_t i = 0; i < s.bytes; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            return -1;
        }
        value = value * 10 + (s.data[i] - '0');
    }
    return value;
}

static bool parse_line(const char *line, size_t bytes, size_t n_domains, tn_vocabulary_entry *entry,
                       tenor_str *name)
{
    tenor_str field[5];
    const char *at = line, *end = line + bytes;
    int family, kind, domain;

    for (int f = 0; f < 5; f++) {
        const char *tab = f < 4 ? memchr(at, '\t', (size_t)(end - at)) : end;

        if (!tab) {
            return false;
        }
        field[f] = (tenor_str){ at, (size_t)(tab - at) };
        at = tab + 1;
    }
    family = tn_family_of_name(field[0].data, field[0].bytes);
    kind = kind_of_name(field[1]);
    domain = number_of(field[2]);
    *name = field[4];
    if (family < 0 || name->bytes == 0 || name->bytes > UINT16_MAX * 16u ||
        number_of(field[3]) < 0) {
        return false;
    }
    if (tn_is_form_family(family) ? kind < 0 || kind >= TN_N_TOKEN_KINDS
                                  : !tn_str_is(field[1], "-")) {
        return false;
    }
    if (domain < 0 ? !tn_str_is(field[2], "-") : (size_t)domain >= n_domains) {
        return false;
    }
    if (family == TN_FAMILY_KIND) {
        kind = kind_of_name(*name);
        if (kind < 0) {
            return false;
        }
    }
    *entry = (tn_vocabulary_entry){ .family = (uint8_t)family,
                                    .detail = (uint8_t)(kind < 0 ? 0 : kind),
                                    .domain = (int16_t)domain,
                                    .name_bytes = (uint32_t)name->bytes,
                                    .document_count = number_of(field[3]) };
    return true;
}

int tn_vocabulary_parse(tn_vocabulary *out, const char *text, size_t bytes, size_t n_domains,
                        tenor_error *err)
{
    const char *at = text, *end = text + bytes;
    int64_t line_no = 0;
    int rc = 0;

    *out = (tn_vocabulary){ 0 };
    while (rc == 0 && at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        tn_vocabulary_entry entry;
        tenor_str name;

        line_no++;
        if (!newline || !parse_line(at, (size_t)(newline - at), n_domains, &entry, &name)) {
            rc = tn_fail_line(err, TENOR_ERR_MODEL, line_no, "vocabulary line %lld is not valid",
                              (long long)line_no);
        } else {
            rc = tn_vocabulary_add(out, entry, name.data, err);
            at = newline + 1;
        }
    }
    if (rc < 0) {
        tn_vocabulary_free(out);
    }
    return rc;
}

/* ---------------------------------------------------- vectors of a text */

static int by_value(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return x < y ? -1 : x > y;
}

static int push(tn_vector *out, int32_t entry, tenor_error *err)
{
    int rc = tn_grow((void **)&out->entry, &out->capacity, out->n + 1, sizeof(int32_t), err);

    if (rc == 0) {
        out->entry[out->n++] = entry;
    }
    return rc;
}

int tn_vector_of(tn_vector *out, const tn_vocabulary *v, const tn_feature_config *config,
                 const tn_tokens *tokens, const int *active, int n_active, tn_features *features,
                 tenor_error *err)
{
    size_t n = 0;
    int rc = tn_features_of(features, tokens, config, err);

    out->n = 0;
    for (size_t f = 0; rc == 0 && f < features->n_features; f++) {
        for (int i = 0; rc == 0 && i < n_active; i++) {
            int32_t entry = tn_vocabulary_find(v, features->feature[f].key, active[i]);

            rc = entry >= 0 ? push(out, entry, err) : 0;
        }
    }
    if (rc == 0) {
        rc = tn_grow((void **)&out->count, &out->count_capacity, out->n, sizeof(float), err);
    }
    if (rc < 0 || out->n == 0) {
        return rc;
    }
    qsort(out->entry, out->n, sizeof(int32_t), by_value);
    for (size_t i = 0; i < out->n; i++) {
        if (n > 0 && out->entry[n - 1] == out->entry[i]) {
            out->count[n - 1] += 1.0f;
        } else {
            out->entry[n] = out->entry[i];
            out->count[n++] = 1.0f;
        }
    }
    out->n = n;
    return 0;
}

void tn_vector_free(tn_vector *vector)
{
    free(vector->entry);
    free(vector->count);
    *vector = (tn_vector){ 0 };
}
