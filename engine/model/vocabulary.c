/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vocabulary.c - which features a model knows, and their indices
 */
#include "model/vocabulary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int tn_vocabulary_add(tn_vocabulary *v, tn_vocabulary_entry entry, const char *name,
                      tenor_error *err)
{
    uint64_t key = tn_feature_slot_key(
        tn_copy_key(tn_feature_key((tn_family)entry.family, entry.detail, name, entry.name_bytes),
                    entry.domain));
    tn_hash_slot *slot;
    int rc;

    if ((rc = tn_grow((void **)&v->entry, &v->capacity, v->n_entries + 1, sizeof(entry), err)) <
            0 ||
        (rc = tn_hash_map_reserve(&v->index, 1, err)) < 0)
        return rc;
    slot = tn_hash_map_find(&v->index, key);
    if (slot->value) {
        return tn_fail(err, TENOR_ERR_INPUT, "feature '%.*s' stands in the vocabulary twice",
                       (int)entry.name_bytes, name);
    }
    entry.name_start = (uint32_t)v->names.bytes;
    rc = tn_buf_append(&v->names, name, entry.name_bytes, err);
    if (rc < 0)
        return rc;
    if (entry.document_count > v->most_documents)
        v->most_documents = entry.document_count;
    v->entry[v->n_entries++] = entry;
    tn_hash_map_put(&v->index, slot, key, v->n_entries);
    return 0;
}

void tn_vocabulary_free(tn_vocabulary *v)
{
    free(v->entry);
    tn_buf_free(&v->names);
    tn_hash_map_free(&v->index);
    *v = (tn_vocabulary){ 0 };
}

double tn_feature_scale(double family_scale, int64_t n_rows, int64_t n_documents)
{
    double log_rows = log((double)(n_rows > 0 ? n_rows : 1));
    double log_documents = log((double)(n_documents > 0 ? n_documents : 1));

    return family_scale * (1.0 + log_rows - log_documents) / (1.0 + log_rows);
}

/* ------------------------------------------------------------ the file */

int tn_vocabulary_write(tn_buf *out, const tn_vocabulary *v, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < v->n_entries; e++) {
        const tn_vocabulary_entry *entry = &v->entry[e];
        const char *kind = tn_is_form_family(entry->family) ? tn_kind_name(entry->detail) : "-";
        char domain[16] = "-";

        if (entry->domain >= 0)
            snprintf(domain, sizeof(domain), "%d", entry->domain);
        rc = tn_buf_printf(out, err, "%s\t%s\t%s\t%d\t%.*s\n", tn_family_name(entry->family), kind,
                           domain, entry->document_count, (int)entry->name_bytes,
                           tn_vocabulary_name(v, e));
    }
    return rc;
}

/* a plain decimal number of at most 9 digits; -1 otherwise */
static int number_of(tenor_str s)
{
    int value = 0;

    if (s.bytes == 0 || s.bytes > 9)
        return -1;
    for (size_t i = 0; i < s.bytes; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return -1;
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

        if (!tab)
            return false;
        field[f] = (tenor_str){ at, (size_t)(tab - at) };
        at = tab + 1;
    }
    family = tn_family_of_name(field[0].data, field[0].bytes);
    kind = tn_kind_of_name(field[1]);
    domain = number_of(field[2]);
    *name = field[4];
    if (family < 0 || name->bytes == 0 || name->bytes > UINT16_MAX * 16u || number_of(field[3]) < 0)
        return false;
    if (tn_is_form_family(family) ? kind < 0 : !tn_str_is(field[1], "-"))
        return false;
    if (domain < 0 ? !tn_str_is(field[2], "-") : (size_t)domain >= n_domains)
        return false;
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
    if (rc < 0)
        tn_vocabulary_free(out);
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

    if (rc == 0)
        out->entry[out->n++] = entry;
    return rc;
}

int tn_vector_of(tn_vector *out, const tn_vocabulary *v, const tn_tokens *tokens, int domain,
                 bool with_chars, tn_features *features, tenor_error *err)
{
    size_t n = 0;
    bool word_is_known = false;
    int rc = tn_features_of(features, tokens, with_chars, err);

    out->n = 0;
    for (size_t f = 0; rc == 0 && f < features->n_features; f++) {
        const tn_feature *feature = &features->feature[f];
        int32_t entry = tn_vocabulary_find(v, feature->key, domain);

        if (feature->family == TN_FAMILY_WORD)
            word_is_known = entry >= 0;
        if (entry >= 0 && (feature->family != TN_FAMILY_CHAR || word_is_known))
            rc = push(out, entry, err);
    }
    if (rc == 0)
        rc = tn_grow((void **)&out->count, &out->count_capacity, out->n, sizeof(float), err);
    if (rc < 0 || out->n == 0)
        return rc;
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
