/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.c - one part of a model: its rows, its training with and without each fold
 *
 * Sentiment is learnt as each class against the rest (R. Rifkin, A. Klautau, "In defense of
 * one-vs-all classification", JMLR 5 (2004) 101-141), and a pair's weights are the difference of
 * its classes': .007 of macro-recall over domains left out. Stance gains .001 by it and loses .005
 * of F1 on known targets, replies lose .010: they learn pairs (docs/models.md).
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

/* The rows of a binary problem that may teach a fold. */
typedef struct {
    int32_t *row;
    double *y, *weight;
    size_t n_rows;
    int n_of[2];
} problem_rows;

static bool against_rest(const tn_trainer *t)
{
    return t->head == TENOR_SENTIMENT && t->dataset.n_classes > 2;
}

/* A label's side in a problem: 0, 1, or -1 where the problem is of other classes. */
static int side_of(const part_jobs *j, int problem, int label)
{
    int first, second;

    if (against_rest(j->trainer))
        return label != problem;
    tn_pair_classes(j->trainer->dataset.n_classes, problem, &first, &second);
    return label == first ? 0 : label == second ? 1 : -1;
}

/* fold n_folds: all rows; release also after a failure */
static int gather_rows(problem_rows *out, const part_jobs *j, int problem, int fold,
                       tenor_error *err)
{
    const tn_trainer *t = j->trainer;
    const tn_part_rule *rule = &j->part->rule;
    double total[TENOR_MAX_CLASSES] = { 0.0 };
    int n_classes = 0;

    *out = (problem_rows){ .row = tn_alloc(rule->n_rows, sizeof(*out->row)),
                           .y = tn_alloc(rule->n_rows, sizeof(*out->y)),
                           .weight = tn_alloc(rule->n_rows, sizeof(*out->weight)) };
    if (!out->row || !out->y || !out->weight)
        return tn_no_memory(err);
    for (size_t i = 0; i < rule->n_rows; i++) {
        const tn_sample *at = &t->dataset.row[rule->row[i]];
        int side = side_of(j, problem, at->label);

        if (side >= 0 && at->fold != fold &&
            (fold >= TN_MAX_FILES || !(at->excluded_folds >> fold & 1)) &&
            tn_trainer_keeps(t, (size_t)rule->row[i])) {
            out->row[out->n_rows] = (int32_t)i;
            out->y[out->n_rows] = side ? -1.0 : 1.0;
            out->weight[out->n_rows++] = at->weight;
            total[at->label] += at->weight;
            out->n_of[side]++;
        }
    }
    for (int c = 0; c < t->dataset.n_classes; c++)
        n_classes += total[c] > 0.0;
    for (size_t i = 0; i < out->n_rows; i++) /* all classes alike, a row 1 on average */
        out->weight[i] *=
            (double)out->n_rows / (n_classes * total[t->dataset.row[rule->row[out->row[i]]].label]);
    return 0;
}

static void problem_rows_free(problem_rows *rows)
{
    free(rows->row);
    free(rows->y);
    free(rows->weight);
}

/* a domain may lack a class: its pairs are decided, and nothing is learnt */
static int solve(const part_jobs *j, int problem, int fold, double *w, double *rho,
                 tenor_error *err)
{
    const tn_trainer *t = j->trainer;
    problem_rows rows;
    int rc = gather_rows(&rows, j, problem, fold, err);

    if (rc < 0)
        goto done;
    if (rows.n_of[0] > 0 && rows.n_of[1] > 0) {
        const tn_binary_problem binary = { .matrix = &j->part->matrix,
                                           .row = rows.row,
                                           .y = rows.y,
                                           .weight = rows.weight,
                                           .n_rows = rows.n_rows,
                                           .C = j->part->C,
                                           .solver = t->solver,
                                           .seed = t->options->seed };

        rc = tn_solve_binary(w, rho, &binary, err);
    } else if (j->part->rule.domain >= 0) {
        *rho = (double)(rows.n_of[1] > 0) - (double)(rows.n_of[0] > 0);
    } else {
        int missing = 0;

        while (side_of(j, problem, missing) != (rows.n_of[0] > 0))
            missing++;
        rc = tn_fail(err, TENOR_ERR_INPUT, "a fold has no row of class '%s'; use fewer folds",
                     t->dataset.class_name[missing]);
    }
done:
    problem_rows_free(&rows);
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
    int problem = job % t->n_pairs, fold = job / t->n_pairs;
    size_t n_features = part->matrix.n_features;
    double *w, rho = 0.0;
    int rc;

    if (!has_fold(j, fold))
        return 0;
    w = tn_alloc(n_features, sizeof(*w));
    if (!w)
        return tn_no_memory(err);
    rc = solve(j, problem, fold, w, &rho, err);
    if (rc < 0)
        goto done;
    if (fold == t->n_folds) {
        memcpy(part->weight + (size_t)problem * n_features, w, n_features * sizeof(*w));
        part->rho[problem] = rho;
    }
    for (size_t i = 0; i < part->rule.n_rows; i++) {
        if (t->dataset.row[part->row[i]].fold == fold) {
            part->decision[i * (size_t)t->n_pairs + (size_t)problem] =
                tn_matrix_decision(&part->matrix, i, w, rho);
        }
    }
done:
    free(w);
    return rc;
}

/* the values of three classes, `stride` apart, become those of their pairs */
static void pairs_of_classes(double *value, size_t stride)
{
    double of[TENOR_MAX_CLASSES] = { value[0], value[stride], value[2 * stride] };

    for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
        int first, second;

        tn_pair_classes(TENOR_MAX_CLASSES, pair, &first, &second);
        value[(size_t)pair * stride] = of[first] - of[second];
    }
}

int tn_part_train(tn_trainer *t, tn_part *part, tenor_error *err)
{
    part_jobs j = { t, part }; /* there are as many classes as pairs of them, or one pair */
    int rc = tn_parallel_run(t->n_pairs * (t->n_folds + 1), t->options->threads, train_job, &j,
                             t->options->progress, t->options->progress_user, err);

    if (rc < 0 || !against_rest(t))
        return rc;
    for (size_t i = 0; i < part->matrix.n_features; i++)
        pairs_of_classes(part->weight + i, part->matrix.n_features);
    for (size_t i = 0; i < part->rule.n_rows; i++)
        pairs_of_classes(part->decision + i * TN_MAX_PAIRS, 1);
    pairs_of_classes(part->rho, 1);
    return 0;
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
