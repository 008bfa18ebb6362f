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

int tn_part_build_domain(tn_part *part, int n_pairs, tenor_error *err)
{
    int rc;

    if ((rc = tn_vocabulary_select(&part->vocabulary, &part->rule, err)) < 0 ||
        (rc = tn_matrix_build(&part->matrix, &part->rule, &part->vocabulary, NULL, 0, part->shared,
                              err)) < 0)
        return rc;
    return tn_part_allocate(part, n_pairs, err);
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

/* The rows of a pair's two classes that may teach a fold. */
typedef struct {
    int32_t *row;
    double *y, *weight;
    size_t n_rows;
    int n_of[2];
} pair_rows;

/* fold n_folds: all rows; release also after a failure */
static int gather_rows(pair_rows *out, const part_jobs *j, int pair, int fold, tenor_error *err)
{
    const tn_trainer *t = j->trainer;
    const tn_part_rule *rule = &j->part->rule;
    double total[2] = { 0.0, 0.0 };
    int class_of[2] = { 0, 0 };

    *out = (pair_rows){ .row = tn_alloc(rule->n_rows, sizeof(*out->row)),
                        .y = tn_alloc(rule->n_rows, sizeof(*out->y)),
                        .weight = tn_alloc(rule->n_rows, sizeof(*out->weight)) };
    if (!out->row || !out->y || !out->weight)
        return tn_no_memory(err);
    tn_pair_classes(t->dataset.n_classes, pair, &class_of[0], &class_of[1]);
    for (size_t i = 0; i < rule->n_rows; i++) {
        const tn_sample *at = &t->dataset.row[rule->row[i]];
        int second = at->label == class_of[1];

        if ((at->label == class_of[0] || second) && at->fold != fold &&
            (fold >= TN_MAX_FILES || !(at->kin >> fold & 1)) &&
            tn_trainer_keeps(t, (size_t)rule->row[i])) {
            out->row[out->n_rows] = (int32_t)i;
            out->y[out->n_rows] = second ? -1.0 : 1.0;
            out->weight[out->n_rows++] = at->weight;
            total[second] += at->weight;
            out->n_of[second]++;
        }
    }
    for (size_t i = 0; i < out->n_rows; i++) /* both classes alike, a row 1 on average */
        out->weight[i] *= 0.5 * (double)out->n_rows / total[out->y[i] < 0.0];
    return 0;
}

static void pair_rows_free(pair_rows *rows)
{
    free(rows->row);
    free(rows->y);
    free(rows->weight);
}

/* a domain may lack a class: its pairs are decided, and nothing is learnt */
static int solve(const part_jobs *j, int pair, int fold, double *w, double *rho, tenor_error *err)
{
    const tn_trainer *t = j->trainer;
    pair_rows rows;
    int rc = gather_rows(&rows, j, pair, fold, err);

    if (rc < 0)
        goto done;
    if (rows.n_of[0] > 0 && rows.n_of[1] > 0) {
        const tn_binary_problem problem = { .matrix = &j->part->matrix,
                                            .row = rows.row,
                                            .y = rows.y,
                                            .weight = rows.weight,
                                            .n_rows = rows.n_rows,
                                            .C = j->part->C,
                                            .solver = t->solver,
                                            .seed = t->options->seed };

        rc = tn_solve_binary(w, rho, &problem, err);
    } else if (j->part->rule.domain >= 0) {
        *rho = (double)(rows.n_of[1] > 0) - (double)(rows.n_of[0] > 0);
    } else {
        int classes[2] = { 0, 0 };

        tn_pair_classes(t->dataset.n_classes, pair, &classes[0], &classes[1]);
        rc = tn_fail(err, TENOR_ERR_INPUT, "a fold has no row of class '%s'; use fewer folds",
                     t->dataset.class_name[classes[rows.n_of[0] > 0]]);
    }
done:
    pair_rows_free(&rows);
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
    if (!w)
        return tn_no_memory(err);
    rc = solve(j, pair, fold, w, &rho, err);
    if (rc < 0)
        goto done;
    if (fold == t->n_folds) {
        memcpy(part->weight + (size_t)pair * n_features, w, n_features * sizeof(*w));
        part->rho[pair] = rho;
    }
    for (size_t i = 0; i < part->rule.n_rows; i++) {
        if (t->dataset.row[part->row[i]].fold == fold) {
            part->decision[i * (size_t)t->n_pairs + (size_t)pair] =
                tn_matrix_decision(&part->matrix, i, w, rho);
        }
    }
done:
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

/* the weights of a word's character n-grams become the word's: out has n_out values a pair */
static int absorb_chars(double *out, size_t n_out, const tn_part *part, const tn_vocabulary *v,
                        int n_pairs, tenor_error *err)
{
    const tn_matrix *m = &part->matrix;
    tn_features features = { 0 };
    int rc = 0;

    for (size_t e = 0; e < m->n_entries; e++) {
        const tn_vocabulary_entry *entry = &v->entry[m->first_entry + e];
        tn_token token = { .form_bytes = entry->name_bytes, .kind = entry->detail };
        tn_tokens one = { .token = &token, .n_tokens = 1 };

        if (entry->family != TN_FAMILY_WORD)
            continue;
        one.forms.data = v->names.data + entry->name_start;
        one.forms.bytes = entry->name_bytes;
        if ((rc = tn_features_of(&features, &one, true, err)) < 0)
            break;
        for (size_t f = 0; f < features.n_features; f++) {
            int32_t gram = features.feature[f].family == TN_FAMILY_CHAR
                               ? tn_vocabulary_find(v, features.feature[f].key, part->rule.domain)
                               : -1;
            size_t at = (size_t)gram - m->first_entry;

            for (size_t pair = 0; gram >= 0 && pair < (size_t)n_pairs; pair++)
                out[pair * n_out + e] += part->weight[pair * m->n_features + at] * m->scale[at];
        }
    }
    tn_features_free(&features);
    return rc;
}

int tn_domain_stored(double *out, const tn_part *part, const tn_vocabulary *v, const double *rho,
                     int n_pairs, tenor_error *err)
{
    const tn_matrix *m = &part->matrix;
    size_t n_out = m->n_entries + TN_DOMAIN_BLOCK;
    int rc;

    for (size_t pair = 0; pair < (size_t)n_pairs; pair++) {
        double *own = out + pair * n_out;

        for (size_t i = 0; i < m->n_stored; i++)
            own[i] = part->weight[pair * m->n_features + i] * m->scale[i];
        own[m->n_entries + TN_MAX_PAIRS] = rho[pair] - part->rho[pair]; /* the constant */
    }
    rc = absorb_chars(out, n_out, part, v, n_pairs, err);
    for (size_t i = 0; i < (size_t)n_pairs * n_out; i++)
        out[i] = tn_svm_round(out[i]);
    return rc;
}
