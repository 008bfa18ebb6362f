/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target_write.c - a target of the user's own: the base model with a part more
 */
#include "model/svm_file.h"
#include "train/own_target_state.h"

#include <stdlib.h>
#include <string.h>

/* base's entries, then the target's, in a part of its own */
static int merge_vocabularies(const tn_own_target *t, tn_vocabulary *out, tenor_error *err)
{
    int16_t own = (int16_t)t->base->description.domains.n;
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < t->base_vocabulary->n_entries; e++) {
        rc = tn_vocabulary_add(out, t->base_vocabulary->entry[e],
                               tn_vocabulary_name(t->base_vocabulary, e), err);
    }
    for (size_t e = 0; rc == 0 && e < t->vocabulary.n_entries; e++) {
        tn_vocabulary_entry entry = t->vocabulary.entry[e];

        entry.domain = own;
        rc = tn_vocabulary_add(out, entry, tn_vocabulary_name(&t->vocabulary, e), err);
    }
    return rc;
}

/* a pair's weights: base's words, own words, base's dense blocks, own dense block */
static void merge_weights(const tn_own_target *t, int pair, size_t n_merged, double *out)
{
    size_t n_base = t->base_vocabulary->n_entries, n_own = t->vocabulary.n_entries;
    size_t n_features = t->base->description.n_features;
    size_t own_dense = tn_dense_start(tn_task_of(TENOR_STANCE), n_own, 0);
    const double *base = t->base_weight + (size_t)pair * n_features;
    const double *own = t->weight + (size_t)pair * t->matrix.n_features;
    double *dense = out + n_base + n_own;

    memcpy(out, base, n_base * sizeof(*out));
    for (size_t i = 0; i < n_own; i++) {
        out[n_base + i] = tn_svm_round(own[i] * t->matrix.scale[i]);
    }
    memcpy(dense, base + n_base, (n_features - n_base) * sizeof(*out));
    dense += n_features - n_base;
    for (size_t i = 0; dense + i < out + n_merged; i++) {
        dense[i] = tn_svm_round(own[own_dense + i] * t->matrix.scale[own_dense + i]);
    }
}

static int describe(tn_own_target *t, const double *weight, size_t n_features, tenor_error *err)
{
    tn_model_description *d = &t->base->description;
    int n_dense = tn_task_of(TENOR_STANCE)->n_dense;
    char folder[256];
    tn_domain *own;
    int rc = tn_domains_add(&d->domains, t->target.form.data, TN_DOMAIN_TARGET, TN_SHARED, err);

    if (rc < 0) {
        return rc;
    }
    tn_name_of_folder(folder, sizeof(folder), t->options->output_dir);
    free(d->name);
    d->name = t->options->name ? tn_strndup(t->options->name, strlen(t->options->name))
                               : tn_strndup(folder, strlen(folder));
    if (!d->name) {
        return tn_no_memory(err);
    }
    d->n_entries += t->vocabulary.n_entries;
    d->n_features = n_features;
    own = &d->domains.item[d->domains.n - 1];
    own->n_rows = (int64_t)t->data.n_rows;
    own->calibrated = true;
    own->calibrator = t->calibrator;
    for (int pair = 0; pair < t->n_pairs; pair++) {
        const double *end = weight + (size_t)(pair + 1) * n_features;

        memcpy(own->dense_weight[pair], end - n_dense - 1, (size_t)n_dense * sizeof(double));
        own->constant[pair] = end[-1];
    }
    return 0;
}

static void gather_facts(const tn_own_target *t, const tenor_evaluation *e,
                         tn_training_facts *facts)
{
    *facts = (tn_training_facts){ .rows = (int64_t)t->data.n_rows,
                                  .skipped = t->data.n_skipped,
                                  .duplicates = t->data.n_duplicates,
                                  .conflicts = t->data.n_conflicts,
                                  .splits = t->options->splits,
                                  .solver = "dual coordinate descent with offsets",
                                  .C = t->C,
                                  .folds = t->options->folds,
                                  .seed = t->options->seed,
                                  .copy_scale = t->matrix_rule.copy_scale,
                                  .parent_scale = t->matrix_rule.parent_scale,
                                  .macro_f1 = e->macro_f1,
                                  .macro_recall = e->macro_recall,
                                  .calibration_error = e->ece,
                                  .target = t->options->target,
                                  .base_digest = t->base->digest };
    tn_digest_hex(t->data.digest, facts->data_digest);
    memcpy(facts->label_count, t->count, sizeof(facts->label_count));
    memcpy(facts->min_count, t->vocabulary_rule.min_count, sizeof(facts->min_count));
    memcpy(facts->family_scale, t->matrix_rule.family_scale, sizeof(facts->family_scale));
    memcpy(facts->small_scale, t->matrix_rule.small_scale, sizeof(facts->small_scale));
    memcpy(facts->confusion, e->confusion, sizeof(facts->confusion));
    for (size_t r = 0; r < t->data.n_rows; r++) {
        int truth = t->data.row[r].label;

        for (int c = 0; c < t->n_classes; c++) {
            facts->mean_posterior[truth][c] +=
                t->p[r * (size_t)t->n_classes + (size_t)c] / (double)t->count[truth];
        }
    }
}

int tn_own_target_write(tn_own_target *t, const tenor_evaluation *e, tenor_error *err)
{
    size_t n_features = t->base->description.n_features + t->matrix.n_stored -
                        (size_t)tn_task_of(TENOR_STANCE)->n_dense;
    double *weight = tn_alloc((size_t)t->n_pairs * n_features, sizeof(*weight));
    tn_vocabulary merged = { 0 };
    tn_training_facts facts;
    int rc = weight ? merge_vocabularies(t, &merged, err) : tn_no_memory(err);

    for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
        merge_weights(t, pair, n_features, weight + (size_t)pair * n_features);
    }
    if (rc == 0) {
        rc = describe(t, weight, n_features, err);
    }
    if (rc == 0) {
        gather_facts(t, e, &facts);
        rc = tn_model_write(t->options->output_dir, &t->base->description, &facts, &merged, weight,
                            TN_ZSTD_QUICK, err);
    }
    tn_vocabulary_free(&merged);
    free(weight);
    return rc;
}
