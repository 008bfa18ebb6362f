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
    if (rc < 0)
        return rc;
    if (task->has_parent)
        return tn_tokenise(&r->parent, row->other.data, row->other.bytes, err);
    if (!task->has_target || rule->domain >= 0)
        return 0;
    if ((rc = tn_target_read(&r->target, row->other, err)) < 0 ||
        (rc = tn_target_mask(&r->masked, &r->naming, &r->tokens, &r->target, err)) < 0)
        return rc;
    r->seen = r->naming.n_marks > 0 ? &r->masked : &r->tokens;
    return 0;
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
    uint64_t count = tn_hash_map_get(&s->documents, tn_feature_slot_key(feature->key));
    tn_vocabulary_entry entry = { .family = feature->family,
                                  .detail = feature->detail,
                                  .domain = (int16_t)s->rule->domain,
                                  .document_count = (int32_t)(count >> 32) };
    int rc;

    if (entry.document_count < needed_documents(s->rule, feature->family) ||
        tn_vocabulary_find(v, feature->key, s->rule->domain) >= 0)
        return 0;
    tn_buf_clear(&s->name);
    rc = tn_feature_name(&s->name, s->reader.seen, feature, err);
    if (rc < 0)
        return rc;
    entry.name_bytes = (uint32_t)s->name.bytes;
    return tn_vocabulary_add(v, entry, s->name.data, err);
}

/* v NULL: count the features; else take those that enough rows have */
static int each_feature(selection *s, tn_vocabulary *v, tenor_error *err)
{
    const tn_part_rule *rule = s->rule;
    int rc;

    for (size_t i = 0; i < rule->n_rows; i++) {
        if ((rc = tn_row_read(&s->reader, rule, &rule->dataset->row[rule->row[i]], err)) < 0 ||
            (rc = tn_features_of(&s->features, s->reader.seen,
                                 rule->family_scale[TN_FAMILY_CHAR] > 0.0, err)) < 0)
            return rc;
        for (size_t f = 0; f < s->features.n_features; f++) {
            const tn_feature *feature = &s->features.feature[f];

            if (rule->family_scale[feature->family] <= 0.0)
                continue;
            rc = v ? take_feature(s, v, feature, err)
                   : count_feature(s, feature, (uint32_t)i + 1, err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

int tn_vocabulary_select(tn_vocabulary *out, const tn_part_rule *rule, tenor_error *err)
{
    selection s = { .rule = rule };
    size_t n_before = out->n_entries;
    int rc;

    if ((rc = each_feature(&s, NULL, err)) < 0 || (rc = each_feature(&s, out, err)) < 0)
        goto done;
    if (out->n_entries == n_before)
        rc = tn_fail(err, TENOR_ERR_INPUT, "no feature stands in enough rows to be learnt");
done:
    tn_row_reader_free(&s.reader);
    tn_features_free(&s.features);
    tn_buf_free(&s.name);
    tn_hash_map_free(&s.documents);
    return rc;
}
