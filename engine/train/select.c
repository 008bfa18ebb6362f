/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * select.c - which features of the training rows a part of a model is to know
 */
#include "train/select.h"

#include <math.h>
#include <stdlib.h>

/* A part with fewer rows asks for fewer documents, in proportion, down to a quarter. */
#define MANY_ROWS   10000.0
#define LEAST_SHARE 0.25

int tn_row_read(tn_row_reader *r, const tn_part_rule *rule, const tn_sample *row, tenor_error *err)
{
    const tn_task *task = tn_task_of(rule->dataset->head);
    int rc = tn_tokenise(&r->tokens, row->text.data, row->text.bytes, err);

    r->seen = &r->tokens;
    r->naming = (tn_naming){ 0 };
    if (rc == 0 && task->has_parent)
        rc = tn_tokenise(&r->parent, row->other.data, row->other.bytes, err);
    if (rc == 0 && task->has_target && rule->domain < 0) {
        rc = tn_target_read(&r->target, row->other, err);
        rc = rc == 0 ? tn_target_mask(&r->masked, &r->naming, &r->tokens, &r->target, err) : rc;
        r->seen = r->naming.n_marks > 0 ? &r->masked : &r->tokens;
    }
    return rc;
}

void tn_row_reader_free(tn_row_reader *r)
{
    tn_tokens_free(&r->tokens);
    tn_tokens_free(&r->parent);
    free(r->masked.token);
    tn_target_free(&r->target);
    *r = (tn_row_reader){ 0 };
}

typedef struct {
    const tn_part_rule *rule;
    tn_row_reader reader;
    tn_features features;
    tn_buf name;
    tn_hash_map documents; /* of a feature: their number << 32 | the last one, from 1 */
} selection;

/* counts a document once: the last one that a feature was counted in is kept beside the count */
static int count_feature(selection *s, const tn_feature *feature, uint32_t document,
                         tenor_error *err)
{
    uint64_t key = tn_feature_slot_key(feature->key);
    tn_hash_slot *slot;
    int rc = tn_hash_map_reserve(&s->documents, 1, err);

    if (rc < 0)
        return rc;
    slot = tn_hash_map_find(&s->documents, key);
    if (!slot->value)
        tn_hash_map_put(&s->documents, slot, key, UINT64_C(1) << 32 | document);
    else if ((uint32_t)slot->value != document)
        slot->value = ((slot->value >> 32) + 1) << 32 | document;
    return 0;
}

static int needed_documents(const tn_part_rule *rule, int family)
{
    double share = fmin(fmax((double)rule->n_rows / MANY_ROWS, LEAST_SHARE), 1.0);

    return (int)lround(share * rule->min_count[family]);
}

static int take_feature(selection *s, tn_vocabulary *v, const tn_feature *feature, tenor_error *err)
{
    int32_t documents =
        (int32_t)(tn_hash_map_get(&s->documents, tn_feature_slot_key(feature->key)) >> 32);
    int rc;

    if (documents < needed_documents(s->rule, feature->family) ||
        tn_vocabulary_find(v, feature->key, s->rule->domain) >= 0)
        return 0;
    tn_buf_clear(&s->name);
    rc = tn_feature_name(&s->name, s->reader.seen, feature, err);
    return rc == 0 ? tn_vocabulary_add(v,
                                       (tn_vocabulary_entry){ .family = feature->family,
                                                              .detail = feature->detail,
                                                              .domain = (int16_t)s->rule->domain,
                                                              .name_bytes = (uint32_t)s->name.bytes,
                                                              .document_count = documents },
                                       s->name.data, err)
                   : rc;
}

/* v NULL: count the features; else take those that stand in enough rows */
static int each_feature(selection *s, tn_vocabulary *v, tenor_error *err)
{
    const tn_part_rule *rule = s->rule;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < rule->n_rows; i++) {
        rc = tn_row_read(&s->reader, rule, &rule->dataset->row[rule->row[i]], err);
        if (rc == 0) {
            rc = tn_features_of(&s->features, s->reader.seen,
                                rule->family_scale[TN_FAMILY_CHAR] > 0.0, err);
        }
        for (size_t f = 0; rc == 0 && f < s->features.n_features; f++) {
            const tn_feature *feature = &s->features.feature[f];

            if (rule->family_scale[feature->family] > 0.0) {
                rc = v ? take_feature(s, v, feature, err)
                       : count_feature(s, feature, (uint32_t)i + 1, err);
            }
        }
    }
    return rc;
}

int tn_vocabulary_select(tn_vocabulary *out, const tn_part_rule *rule, tenor_error *err)
{
    selection s = { .rule = rule };
    size_t n_before = out->n_entries;
    int rc = each_feature(&s, NULL, err);

    if (rc == 0)
        rc = each_feature(&s, out, err);
    if (rc == 0 && out->n_entries == n_before)
        rc = tn_fail(err, TENOR_ERR_INPUT, "no feature stands in enough rows to be learnt");
    tn_row_reader_free(&s.reader);
    tn_features_free(&s.features);
    tn_buf_free(&s.name);
    tn_hash_map_free(&s.documents);
    return rc;
}
