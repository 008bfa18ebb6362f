/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.c - one part of a model: its rows, its training with and without each fold
 */
#include "train/parallel.h"
#include "train/train.h"

#include "model/svm_file.h"

#include <stdlib.h>
#include <string.h>

#define DOMAIN_COST 0.3

/*
 * What pays on domains, targets and articles left out (docs/models.md): openers weigh some two
 * times what pairs do where a reply begins, and character n-grams help a target that is known.
 */
static const double shared_scale[TENOR_N_HEADS][TN_N_FAMILIES] = {
    [TENOR_SENTIMENT] = { [TN_FAMILY_WORD] = 1.0,
                          [TN_FAMILY_NEGATED] = 0.7,
                          [TN_FAMILY_BIGRAM] = 0.8,
                          [TN_FAMILY_OPENER] = 0.8 },
    [TENOR_STANCE] = { [TN_FAMILY_WORD] = 1.0,
                       [TN_FAMILY_NEGATED] = 0.7,
                       [TN_FAMILY_BIGRAM] = 0.8,
                       [TN_FAMILY_OPENER] = 0.8 },
    [TENOR_REPLY] = { [TN_FAMILY_WORD] = 1.0,
                      [TN_FAMILY_NEGATED] = 0.7,
                      [TN_FAMILY_BIGRAM] = 0.8,
                      [TN_FAMILY_OPENER] = 2.0 },
};
static const double domain_scale[TN_N_FAMILIES] = { [TN_FAMILY_WORD] = 1.0,
                                                    [TN_FAMILY_NEGATED] = 0.7,
                                                    [TN_FAMILY_BIGRAM] = 0.8,
                                                    [TN_FAMILY_OPENER] = 0.8,
                                                    [TN_FAMILY_CHAR] = 0.35 };

int tn_part_init(tn_part *part, const tn_dataset *dataset, int domain, int min_count,
                 tenor_error *err)
{
    int n = min_count > 0 ? min_count : 1;

    *part = (tn_part){ .row = tn_alloc(dataset->n_rows, sizeof(int32_t)), .C = DOMAIN_COST };
    if (!part->row)
        return tn_no_memory(err);
    part->rule = (tn_part_rule){ .dataset = dataset, .row = part->row, .domain = domain };
    for (size_t r = 0; r < dataset->n_rows; r++)
        if (dataset->row[r].domain == domain)
            part->row[part->rule.n_rows++] = (int32_t)r;
    memcpy(part->rule.family_scale, domain < 0 ? shared_scale[dataset->head] : domain_scale,
           sizeof(part->rule.family_scale));
    for (int family = 0; family < TN_N_FAMILIES; family++) {
        part->rule.min_count[family] = family == TN_FAMILY_WORD   ? (n > 1 ? n - 1 : 1)
                                       : family == TN_FAMILY_CHAR ? 2 * n
                                                                  : n;
    }
    return 0;
}

int tn_part_allocate(tn_part *part, int n_pairs, tenor_error *err)
{
    size_t n = (size_t)n_pairs;

    part->weight = tn_shared_alloc(n * part->matrix.n_features, sizeof(double));
    part->rho = tn_shared_alloc(n, sizeof(double));
    part->decision = tn_shared_alloc(part->rule.n_rows * n, sizeof(double));
    return part->weight && part->rho && part->decision ? 0 : tn_no_memory(err);
}

void tn_part_free(tn_part *part, int n_pairs)
{
    size_t n = (size_t)n_pairs;

    tn_shared_free(part->weight, n * part->matrix.n_features, sizeof(double));
    tn_shared_free(part->rho, n, sizeof(double));
    tn_shared_free(part->decision, part->rule.n_rows * n, sizeof(double));
    tn_matrix_free(&part->matrix);
    tn_vocabulary_free(&part->vocabulary);
    free(part->shared);
    free(part->row);
    *part = (tn_part){ 0 };
}

/* ------------------------------------------------------------------ jobs */

typedef struct {
    tn_trainer *trainer;
    tn_part *part;
} part_jobs;

/* the rows of a pair's two classes that may teach a fold (n_folds: all rows); release it */
static int make_problem(const part_jobs *j, int pair, int fold, tn_binary_problem *out, int n_of[2],
                        tenor_error *err)
{
    const tn_trainer *t = j->trainer;
    const tn_part_rule *rule = &j->part->rule;
    int32_t *row = tn_alloc(rule->n_rows, sizeof(*row));
    double *y = tn_alloc(rule->n_rows, sizeof(*y)), *weight = tn_alloc(rule->n_rows, sizeof(*y));
    double total[2] = { 0.0, 0.0 };
    int class_of[2] = { 0, 0 };

    if (!row || !y || !weight) {
        free(row);
        free(y);
        free(weight);
        return tn_no_memory(err);
    }
    tn_pair_classes(t->dataset.n_classes, pair, &class_of[0], &class_of[1]);
    *out = (tn_binary_problem){ .matrix = &j->part->matrix,
                                .row = row,
                                .y = y,
                                .weight = weight,
                                .C = j->part->C,
                                .solver = t->solver,
                                .seed = t->options->seed };
    for (size_t i = 0; i < rule->n_rows; i++) {
        const tn_sample *at = &t->dataset.row[rule->row[i]];
        int second = at->label == class_of[1];

        if ((at->label == class_of[0] || second) && at->fold != fold &&
            (fold >= TN_MAX_FILES || !(at->kin >> fold & 1)) &&
            tn_trainer_keeps(t, (size_t)rule->row[i])) {
            row[out->n_rows] = (int32_t)i;
            y[out->n_rows] = second ? -1.0 : 1.0;
            weight[out->n_rows++] = at->weight;
            total[second] += at->weight;
            n_of[second]++;
        }
    }
    for (size_t i = 0; i < out->n_rows; i++) /* both classes alike, a row 1 on average */
        weight[i] *= 0.5 * (double)out->n_rows / total[y[i] < 0.0];
    return 0;
}

/* a domain may lack a class: its pairs are decided, and nothing is learnt */
static int solve(const part_jobs *j, int pair, int fold, double *w, double *rho, tenor_error *err)
{
    const tn_dataset *d = &j->trainer->dataset;
    tn_binary_problem problem;
    int n_of[2] = { 0, 0 };
    int rc = make_problem(j, pair, fold, &problem, n_of, err);

    if (rc < 0)
        return rc;
    if (n_of[0] > 0 && n_of[1] > 0) {
        rc = tn_solve_binary(w, rho, &problem, err);
    } else if (j->part->rule.domain >= 0) {
        *rho = (double)(n_of[1] > 0) - (double)(n_of[0] > 0);
    } else {
        int classes[2] = { 0, 0 };

        tn_pair_classes(d->n_classes, pair, &classes[0], &classes[1]);
        rc = tn_fail(err, TENOR_ERR_INPUT, "a fold has no row of class '%s'; use fewer folds",
                     d->class_name[classes[n_of[0] > 0]]);
    }
    free((void *)(uintptr_t)problem.row);
    free((void *)(uintptr_t)problem.y);
    free((void *)(uintptr_t)problem.weight);
    return rc;
}

static bool has_fold(const part_jobs *j, int fold)
{
    for (size_t i = 0; i < j->part->rule.n_rows; i++)
        if (j->trainer->dataset.row[j->part->row[i]].fold == fold)
            return true;
    return fold == j->trainer->n_folds;
}

static int train_job(void *context, int job, tenor_error *err)
{
    const part_jobs *j = context;
    const tn_trainer *t = j->trainer;
    tn_part *part = j->part;
    int pair = job % t->n_pairs, fold = job / t->n_pairs;
    size_t n_features = part->matrix.n_features;
    double *w, rho = 0.0;
    int rc;

    if (!has_fold(j, fold))
        return 0;
    w = tn_alloc(n_features, sizeof(*w));
    rc = w ? solve(j, pair, fold, w, &rho, err) : tn_no_memory(err);
    if (rc == 0 && fold == t->n_folds) {
        memcpy(part->weight + (size_t)pair * n_features, w, n_features * sizeof(*w));
        part->rho[pair] = rho;
    }
    for (size_t i = 0; rc == 0 && i < part->rule.n_rows; i++) {
        if (t->dataset.row[part->row[i]].fold == fold) {
            part->decision[i * (size_t)t->n_pairs + (size_t)pair] =
                tn_matrix_decision(&part->matrix, i, w, rho);
        }
    }
    free(w);
    return rc;
}

int tn_part_train(tn_trainer *t, tn_part *part, tenor_error *err)
{
    part_jobs j = { t, part };

    return tn_parallel_run(t->n_pairs * (t->n_folds + 1), t->options->threads, train_job, &j,
                           "training", t->options->progress, t->options->progress_user, err);
}

/* ---------------------------------------------------------------- storing */

/* the weights of a word's character n-grams become the word's */
static int absorb_chars(double *out, const tn_part *part, const tn_vocabulary *v, const double *w,
                        tn_features *features, tenor_error *err)
{
    const tn_matrix *m = &part->matrix;
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < m->n_entries; e++) {
        const tn_vocabulary_entry *entry = &v->entry[m->first_entry + e];
        tn_token token = { .form_bytes = entry->name_bytes, .kind = entry->detail };
        tn_tokens one = { .token = &token, .n_tokens = 1 };

        if (entry->family != TN_FAMILY_WORD)
            continue;
        one.forms.data = v->names.data + entry->name_start;
        one.forms.bytes = entry->name_bytes;
        rc = tn_features_of(features, &one, true, err);
        for (size_t f = 0; rc == 0 && f < features->n_features; f++) {
            if (features->feature[f].family == TN_FAMILY_CHAR) {
                int32_t gram = tn_vocabulary_find(v, features->feature[f].key, part->rule.domain);
                size_t at = (size_t)gram - m->first_entry;

                out[e] += gram >= 0 ? w[at] * m->scale[at] : 0.0;
            }
        }
    }
    return rc;
}

int tn_domain_stored(double *out, const tn_part *part, const tn_vocabulary *v, int pair, double rho,
                     tenor_error *err)
{
    const tn_matrix *m = &part->matrix;
    const double *w = part->weight + (size_t)pair * m->n_features;
    tn_features features = { 0 };
    int rc;

    for (size_t i = 0; i < m->n_stored; i++)
        out[i] = w[i] * m->scale[i];
    out[m->n_entries + TN_MAX_PAIRS] = rho - part->rho[pair]; /* the constant */
    rc = absorb_chars(out, part, v, w, &features, err);
    for (size_t i = 0; i < m->n_entries + TN_DOMAIN_BLOCK; i++)
        out[i] = tn_svm_round(out[i]);
    tn_features_free(&features);
    return rc;
}
