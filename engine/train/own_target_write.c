/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target_write.c - a base model's folder with a target added to it
 */
#include "train/own_target.h"

#include "model/svm_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The new model: the base's entries without those of a domain that is replaced, then the target's.
 */
typedef struct {
    const tn_vocabulary *base_vocabulary;
    double *base_weight; /* [pair * the base's n_features + index] */
    double base_rho[TN_MAX_PAIRS];
    tn_vocabulary vocabulary;
    int32_t *base_entry; /* of each entry: that of the base, -1 of the target's own */
    double *weight;      /* [pair * n_features + index] */
    size_t n_features;
    int domain; /* the target's */
} merged;

static void merged_free(merged *m)
{
    free(m->base_weight);
    tn_vocabulary_free(&m->vocabulary);
    free(m->base_entry);
    free(m->weight);
}

static int add_entries(merged *m, const tn_own_target *o, tenor_error *err)
{
    const tn_vocabulary *base = m->base_vocabulary;
    int rc;

    for (size_t e = 0; e < base->n_entries; e++) {
        if (o->known >= 0 && base->entry[e].domain == o->known)
            continue;
        m->base_entry[m->vocabulary.n_entries] = (int32_t)e;
        rc = tn_vocabulary_add(&m->vocabulary, base->entry[e], tn_vocabulary_name(base, e), err);
        if (rc < 0)
            return rc;
    }
    for (int of_base = 0; of_base < 2; of_base++) { /* the target's, and what was known of it */
        const tn_vocabulary *v = of_base ? base : &o->part.vocabulary;

        if (of_base ? o->known < 0 : !o->stacked)
            continue;
        for (size_t e = 0; e < v->n_entries; e++) {
            tn_vocabulary_entry entry = v->entry[e];

            if (entry.family == TN_FAMILY_CHAR || (of_base && entry.domain != o->known) ||
                tn_vocabulary_find(&m->vocabulary, tn_vocabulary_key(v, e), m->domain) >= 0)
                continue;
            entry.domain = (int16_t)m->domain;
            m->base_entry[m->vocabulary.n_entries] = -1;
            rc = tn_vocabulary_add(&m->vocabulary, entry, tn_vocabulary_name(v, e), err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/* own[k]: the stack's weights of a pair by its own vocabulary, then its block (NULL: the level) */
static void fill_pair(merged *m, const tn_own_target *o, const double *own, int pair)
{
    const tn_task *task = tn_task_of(TENOR_STANCE);
    const tn_model_description *d = &o->base->description;
    const tn_vocabulary *base_v = m->base_vocabulary, *own_v = &o->part.vocabulary;
    const double *base_w = m->base_weight + (size_t)pair * d->n_features;
    const tn_domain *before = o->known >= 0 ? &d->domains.item[o->known] : NULL;
    size_t n = m->vocabulary.n_entries;
    double *w = m->weight + (size_t)pair * m->n_features;
    double *block = w + tn_block_start(task, n, m->domain);
    double passes_on[TN_MAX_PAIRS] = { 0 }, constant = d->rho[pair];

    memcpy(w + n, base_w + tn_block_start(task, base_v->n_entries, TN_SHARED),
           ((size_t)task->n_dense + d->domains.n * TN_DOMAIN_BLOCK) * sizeof(*w));
    passes_on[pair] = 1.0; /* the level's decision values are the model's */
    if (own) {
        memcpy(passes_on, own + own_v->n_entries, sizeof(passes_on));
        constant = own[own_v->n_entries + TN_MAX_PAIRS];
    }
    for (size_t e = 0; e < n; e++) {
        uint64_t key;
        int32_t at;

        if (m->base_entry[e] >= 0) {
            w[e] = base_w[m->base_entry[e]];
            continue;
        }
        key = tn_vocabulary_key(&m->vocabulary, e);
        at = own ? tn_vocabulary_find(own_v, key, 0) : -1;
        w[e] = at >= 0 ? own[at] : 0.0;
        at = before ? tn_vocabulary_find(base_v, key, o->known) : -1;
        for (int k = 0; at >= 0 && k < o->t.n_pairs; k++)
            w[e] += passes_on[k] * m->base_weight[(size_t)k * d->n_features + (size_t)at];
        w[e] = tn_svm_round(w[e]);
    }
    for (int k = 0; k < TN_MAX_PAIRS; k++) { /* through the domain that was known, if any */
        block[k] = before ? 0.0 : passes_on[k];
        for (int j = 0; before && j < o->t.n_pairs; j++)
            block[k] += passes_on[j] * before->shared_weight[j][k];
        if (before && k < o->t.n_pairs)
            constant += passes_on[k] * (before->constant[k] - d->rho[k]);
        block[k] = tn_svm_round(block[k]);
    }
    block[TN_MAX_PAIRS] = tn_svm_round(constant);
}

static int merge(merged *m, const tn_own_target *o, tenor_error *err)
{
    const tn_model_description *d = &o->base->description;
    size_t n_own = o->part.vocabulary.n_entries + TN_DOMAIN_BLOCK;
    double *own = NULL; /* the stack's stored weights, n_own of each pair */
    int rc;

    if ((rc = tn_model_vocabulary(o->base, &m->base_vocabulary, err)) < 0 ||
        (rc = tn_model_weights(o->base, &m->base_weight, m->base_rho, err)) < 0)
        return rc;
    m->domain = o->known >= 0 ? o->known : (int)d->domains.n;
    m->base_entry = tn_alloc(m->base_vocabulary->n_entries + n_own, sizeof(*m->base_entry));
    if (!m->base_entry)
        return tn_no_memory(err);
    if ((rc = add_entries(m, o, err)) < 0)
        return rc;
    m->n_features = tn_block_start(tn_task_of(TENOR_STANCE), m->vocabulary.n_entries,
                                   (int)d->domains.n + (o->known < 0));
    m->weight = tn_alloc((size_t)o->t.n_pairs * m->n_features, sizeof(*m->weight));
    if (!m->weight)
        return tn_no_memory(err);
    if (o->stacked) {
        own = tn_alloc((size_t)o->t.n_pairs * n_own, sizeof(*own));
        if (!own)
            return tn_no_memory(err);
        rc = tn_domain_stored(own, &o->part, &o->part.vocabulary, d->rho, o->t.n_pairs, err);
    }
    for (int pair = 0; rc == 0 && pair < o->t.n_pairs; pair++)
        fill_pair(m, o, own ? own + (size_t)pair * n_own : NULL, pair);
    free(own);
    return rc;
}

static int describe(tn_own_target *o, const merged *m, tenor_error *err)
{
    tn_model_description *d = &o->base->description;
    tn_domain *own;
    int rc;

    if (o->known < 0 && (rc = tn_domains_add(&d->domains, o->target.name[0].form.data, err)) < 0)
        return rc;
    free(d->name);
    d->name = tn_name_of_model(o->options);
    if (!d->name)
        return tn_no_memory(err);
    d->n_entries = m->vocabulary.n_entries;
    d->n_features = m->n_features;
    own = &d->domains.item[m->domain];
    own->n_rows = (int64_t)o->t.dataset.n_rows + (o->known >= 0 ? own->n_rows : 0);
    own->calibrator = o->calibrator;
    d->min_coverage = TN_DEFAULT_MIN_COVERAGE;
    for (int pair = 0; pair < o->t.n_pairs; pair++) {
        const double *block =
            m->weight + (size_t)pair * m->n_features +
            tn_block_start(tn_task_of(TENOR_STANCE), m->vocabulary.n_entries, m->domain);

        memcpy(own->shared_weight[pair], block, TN_MAX_PAIRS * sizeof(*block));
        own->constant[pair] = block[TN_MAX_PAIRS];
    }
    return 0;
}

static void gather_metadata(const tn_own_target *o, tn_training_metadata *metadata)
{
    int n = o->t.dataset.n_classes;
    tenor_evaluation e = { .n_classes = n };

    *metadata = (tn_training_metadata){ .rows = (int64_t)o->t.dataset.n_rows,
                                        .skipped = o->t.dataset.n_skipped,
                                        .duplicates = o->t.dataset.n_duplicates,
                                        .conflicts = o->t.dataset.n_conflicts,
                                        .splits = o->options->splits,
                                        .solver = o->stacked ? "libsvm" : "level",
                                        .C = o->part.C,
                                        .folds = o->t.n_folds,
                                        .seed = o->options->seed,
                                        .target = o->options->target,
                                        .base_digest = o->base->digest };
    tn_digest_hex(o->t.dataset.digest, metadata->data_digest);
    memcpy(metadata->label_count, o->t.dataset.label_count, sizeof(metadata->label_count));
    memcpy(metadata->min_count, o->part.rule.min_count, sizeof(metadata->min_count));
    memcpy(metadata->family_scale, o->part.rule.family_scale, sizeof(metadata->family_scale));
    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        const double *p = o->result_p + r * (size_t)n;
        int truth = o->t.dataset.row[r].label;

        e.confusion[truth][tn_most_probable(o->label_p + r * (size_t)n, n)]++;
        for (int c = 0; c < n; c++)
            metadata->mean_posterior[truth][c] += p[c] / (double)o->t.dataset.label_count[truth];
    }
    e.n_rows = metadata->rows;
    tn_evaluation_finish(&e);
    memcpy(metadata->confusion, e.confusion, sizeof(metadata->confusion));
    metadata->macro_f1 = isnan(e.macro_f1) ? 0.0 : e.macro_f1;
    metadata->macro_recall = isnan(e.macro_recall) ? 0.0 : e.macro_recall;
}

int tn_own_target_write(tn_own_target *o, tenor_error *err)
{
    merged m = { 0 };
    tn_training_metadata metadata;
    int rc;

    if ((rc = merge(&m, o, err)) < 0 || (rc = describe(o, &m, err)) < 0)
        goto done;
    gather_metadata(o, &metadata);
    rc = tn_model_write(o->options->output_dir, &o->base->description, &metadata, &m.vocabulary,
                        m.weight, TN_ZSTD_QUICK, err);
done:
    merged_free(&m);
    return rc;
}
