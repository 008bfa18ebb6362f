/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * select.c - which features of the training rows a model is to know
 */
#include "train/select.h"

#include <math.h>
#include <stdlib.h>

#define MANY_ROWS 10000.0

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
