/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * train.c - a model folder out of labelled rows
 */
#include "train/train.h"

#include "model/engine.h"
#include "model/svm_file.h"
#include "train/prune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MIN_COVERAGE 0.5
#define SELF_CHECK_ROWS      200
#define SELF_CHECK_TOLERANCE 1e-5 /* folded rows are floats: 24 bits each */

void tenor_train_options_init(tenor_train_options *options)
{
    *options = (tenor_train_options){
        .solver = "auto", .folds = 5, .min_document_count = 3, .seed = 1, .degree = 3
    };
}

static bool absorb_aid(const tn_trainer *t, int domain, int side, int aid, const double *w,
                       double *out)
{
    const tn_matrix *m = &t->matrix;
    size_t start = tn_matrix_aid_start(m, &t->matrix_rule, domain, side, aid);
    size_t n = (size_t)tn_aid_n_features(&t->aid[aid]);
    double *learnt = tn_alloc(n, sizeof(*learnt));

    if (!learnt) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        learnt[k] = w[start + k] * m->scale[start + k];
    }
    tn_aid_absorb(&t->aid[aid], &t->vocabulary, domain, learnt, out + (size_t)side * m->n_entries);
    free(learnt);
    return true;
}

/* what the aids learnt for one pair becomes the words' own: w is as trained, out as stored */
static bool absorb_aids(const tn_trainer *t, const double *w, double *out)
{
    for (int domain = TN_SHARED; domain < (int)t->dataset.domains.n; domain++) {
        for (int side = 0; side < t->matrix.n_sides; side++) {
            for (int aid = 0; aid < t->n_aids; aid++) {
                if (!absorb_aid(t, domain, side, aid, w, out)) {
                    return false;
                }
            }
        }
    }
    return true;
}

/*
 * The stored weights: scale and aids moved into the words, rounded to what the file
 * carries. stored[pair * n_stored + index].
 */
static double *stored_weights(const tn_trainer *t)
{
    const tn_matrix *m = &t->matrix;
    double *stored = tn_alloc((size_t)t->n_pairs * m->n_stored, sizeof(*stored));

    for (int pair = 0; stored && pair < t->n_pairs; pair++) {
        const double *w = t->weight + (size_t)pair * m->n_features;
        double *out = stored + (size_t)pair * m->n_stored;

        for (size_t i = 0; i < m->n_stored; i++) {
            out[i] = w[i] * m->scale[i];
        }
        if (!absorb_aids(t, w, out)) {
            free(stored);
            return NULL;
        }
        for (size_t i = 0; i < m->n_stored; i++) {
            out[i] = tn_svm_round(out[i]);
        }
    }
    return stored;
}

/* ----------------------------------------------------------- description */

void tn_name_of_folder(char *out, size_t size, const char *path)
{
    size_t end = strlen(path), start;

    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    for (start = end; start > 0 && path[start - 1] != '/'; start--) {
    }
    snprintf(out, size, "%.*s", (int)(end - start), path + start);
}

static const double *dense_of(const tn_trainer *t, const double *stored, int pair, int domain)
{
    return stored + (size_t)pair * t->matrix.n_stored +
           tn_dense_start(tn_task_of(t->head), t->vocabulary.n_entries, domain);
}

static int describe_domains(const tn_trainer *t, const double *stored, tn_domains *out,
                            tenor_error *err)
{
    int n_dense = tn_task_of(t->head)->n_dense;
    int rc = 0;

    for (int d = 0; rc == 0 && d < (int)t->dataset.domains.n; d++) {
        tn_domain own = t->dataset.domains.item[d];

        rc = tn_domains_add(out, own.name, own.kind, own.base, err);
        if (rc < 0) {
            break;
        }
        own.name = out->item[d].name;
        for (int pair = 0; pair < t->n_pairs; pair++) {
            const double *w = dense_of(t, stored, pair, d);

            memcpy(own.dense_weight[pair], w, (size_t)n_dense * sizeof(double));
            own.constant[pair] = w[n_dense];
        }
        out->item[d] = own;
    }
    return rc;
}

/* what every model has, whatever serves it */
static int describe(const tn_trainer *t, size_t n_entries, size_t n_features,
                    tn_model_description *out, tenor_error *err)
{
    char name[256];

    tn_name_of_folder(name, sizeof(name), t->options->output_dir);
    *out = (tn_model_description){ .head = t->head,
                                   .features = t->matrix_rule.features,
                                   .n_entries = n_entries,
                                   .n_features = n_features,
                                   .calibrator = t->calibrator,
                                   .kernel = t->kernel,
                                   .min_coverage = DEFAULT_MIN_COVERAGE };
    out->name = t->options->name ? tn_strndup(t->options->name, strlen(t->options->name))
                                 : tn_strndup(name, strlen(name));
    if (!out->name) {
        return tn_no_memory(err);
    }
    for (; out->n_classes < t->dataset.n_classes; out->n_classes++) {
        const char *class_name = t->dataset.class_name[out->n_classes];

        out->class_name[out->n_classes] = tn_strndup(class_name, strlen(class_name));
        if (!out->class_name[out->n_classes]) {
            return tn_no_memory(err);
        }
    }
    memcpy(out->rho, t->rho, sizeof(out->rho));
    return 0;
}

static int describe_weights(const tn_trainer *t, const double *stored, tn_model_description *out,
                            tenor_error *err)
{
    for (int pair = 0; pair < t->n_pairs; pair++) {
        memcpy(out->dense_weight[pair], dense_of(t, stored, pair, TN_SHARED),
               (size_t)tn_task_of(t->head)->n_dense * sizeof(double));
    }
    return describe_domains(t, stored, &out->domains, err);
}

/* the mean posterior of each class among the judged rows of each true one */
static void mean_posteriors(const tn_trainer *t, tn_training_facts *facts)
{
    int n_classes = t->dataset.n_classes;
    int64_t n[TENOR_MAX_CLASSES] = { 0 };

    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        const tn_row *row = &t->dataset.row[r];

        n[row->label] += !row->supporting;
        for (int c = 0; !row->supporting && c < n_classes; c++) {
            facts->mean_posterior[row->label][c] += t->posterior[r * (size_t)n_classes + (size_t)c];
        }
    }
    for (int truth = 0; truth < n_classes; truth++) {
        for (int c = 0; c < n_classes; c++) {
            facts->mean_posterior[truth][c] /= n[truth] > 0 ? (double)n[truth] : 1.0;
        }
    }
}

static void gather_facts(const tn_trainer *t, tn_training_facts *facts)
{
    tenor_evaluation e;

    tn_trainer_evaluate(t, &e);
    *facts = (tn_training_facts){ .rows = (int64_t)(t->dataset.n_rows - t->dataset.n_supporting),
                                  .supporting = (int64_t)t->dataset.n_supporting,
                                  .skipped = t->dataset.n_skipped,
                                  .duplicates = t->dataset.n_duplicates,
                                  .conflicts = t->dataset.n_conflicts,
                                  .splits = t->options->splits,
                                  .solver = t->solver == TN_SOLVER_LIBSVM ? "libsvm" : "liblinear",
                                  .C = t->C,
                                  .folds = t->options->folds,
                                  .seed = t->options->seed,
                                  .copy_scale = t->matrix_rule.copy_scale,
                                  .parent_scale = t->matrix_rule.parent_scale,
                                  .n_aids = t->n_aids,
                                  .macro_f1 = e.macro_f1,
                                  .macro_recall = e.macro_recall,
                                  .calibration_error = e.ece };
    tn_digest_hex(t->dataset.digest, facts->data_digest);
    for (int aid = 0; aid < t->n_aids; aid++) {
        tn_digest_hex(t->aid[aid].digest, facts->aid[aid].digest);
        facts->aid[aid].n_dims = t->aid[aid].n_dims;
        facts->aid[aid].scale = t->aid[aid].scale;
    }
    memcpy(facts->label_count, t->dataset.label_count, sizeof(facts->label_count));
    memcpy(facts->min_count, t->vocabulary_rule.min_count, sizeof(facts->min_count));
    memcpy(facts->family_scale, t->matrix_rule.family_scale, sizeof(facts->family_scale));
    memcpy(facts->small_scale, t->matrix_rule.small_scale, sizeof(facts->small_scale));
    memcpy(facts->confusion, e.confusion, sizeof(facts->confusion));
    mean_posteriors(t, facts);
}

static int write_folder(const tn_trainer *t, const double *stored, const tn_pruned *pruned,
                        tenor_error *err)
{
    tn_model_description description;
    tn_training_facts facts;
    int rc = describe(t, pruned->vocabulary.n_entries, pruned->n_stored, &description, err);

    if (rc == 0) {
        rc = describe_weights(t, stored, &description, err);
    }
    gather_facts(t, &facts);
    facts.pruned = (int64_t)(t->vocabulary.n_entries - pruned->vocabulary.n_entries);
    if (rc == 0) {
        rc = tn_model_write(t->options->output_dir, &description, &facts, &pruned->vocabulary,
                            pruned->weight, TN_ZSTD_SMALL, err);
    }
    tn_model_description_free(&description);
    return rc;
}

static int write_kernel_folder(tn_trainer *t, tenor_error *err)
{
    tn_model_description description = { 0 };
    tn_training_facts facts;
    tn_buf svm = { 0 };
    int rc = tn_trainer_write_kernel(t, &svm, err);

    if (rc == 0) {
        rc = describe(t, t->vocabulary.n_entries, t->matrix.n_stored, &description, err);
    }
    gather_facts(t, &facts);
    if (rc == 0) {
        rc = tn_model_write_kernel(t->options->output_dir, &description, &facts, &t->vocabulary,
                                   &svm, TN_ZSTD_QUICK, err);
    }
    tn_model_description_free(&description);
    tn_buf_free(&svm);
    return rc;
}

/* ------------------------------------------------------------ self-check */

static double unfolded_decision(const tn_trainer *t, const double *stored, size_t row, int pair,
                                double *magnitude)
{
    const double *w = stored + (size_t)pair * t->matrix.n_stored;
    double sum = -t->rho[pair];

    *magnitude = 1.0 + fabs(t->rho[pair]);
    for (const struct feature_node *x = tn_matrix_row(&t->matrix, row); x->index > 0; x++) {
        if ((size_t)x->index <= t->matrix.n_stored) {
            double term = w[x->index - 1] * x->value / t->matrix.scale[x->index - 1];

            sum += term;
            *magnitude += fabs(term);
        }
    }
    return sum;
}

/* `stored`: NULL with a kernel, which is held against libsvm's own decision values */
static double expected_decision(const tn_trainer *t, const double *stored, size_t row, int pair,
                                double *magnitude)
{
    if (stored) {
        return unfolded_decision(t, stored, row, pair, magnitude);
    }
    *magnitude = 1.0;
    return t->kernel_solution->decision[row * (size_t)t->n_pairs + (size_t)pair];
}

/* the written model must serve what was trained: folded against unfolded, on training rows */
static int self_check(const tn_trainer *t, const double *stored, tenor_error *err)
{
    size_t step = t->dataset.n_rows / SELF_CHECK_ROWS + 1;
    tenor_engine *engine = NULL;
    tenor_scorer *scorer = NULL;
    int rc = tenor_engine_load(&engine, t->options->output_dir, err);

    if (rc == 0) {
        engine->head[t->head]->description.min_coverage = 0.0;
        rc = tenor_scorer_new(&scorer, engine, err);
    }
    for (size_t r = 0; rc == 0 && r < t->dataset.n_rows; r += step) {
        const tn_row *row = &t->dataset.row[r];
        tenor_str none = { 0 };
        tenor_result result;

        rc = tenor_score(scorer, row->text, t->head == TENOR_STANCE ? row->other : none,
                         t->head == TENOR_REPLY ? row->other : none, &result, err);
        for (int pair = 0; rc == 0 && result.head[t->head].present && pair < t->n_pairs; pair++) {
            double magnitude;
            double expected = expected_decision(t, stored, r, pair, &magnitude);

            if (!(fabs(result.head[t->head].decision[pair] - expected) <=
                  SELF_CHECK_TOLERANCE * magnitude)) {
                rc = tn_fail(err, TENOR_ERR_INTERNAL,
                             "row %zu: the folder gives %g where the model gives %g", r,
                             result.head[t->head].decision[pair], expected);
            }
        }
    }
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
    return rc;
}

static int train_kernel(tn_trainer *t, tenor_error *err)
{
    int rc = tn_trainer_solve_kernel(t, err);

    if (rc == 0) {
        rc = write_kernel_folder(t, err);
    }
    return rc == 0 ? self_check(t, NULL, err) : rc;
}

static int train_linear(tn_trainer *t, tenor_error *err)
{
    tn_pruned pruned = { 0 };
    double *stored = NULL;
    int rc = tn_trainer_solve(t, err);

    if (rc == 0) {
        stored = stored_weights(t);
        rc = stored ? tn_prune(&pruned, &t->vocabulary, stored, t->matrix.n_stored, t->n_pairs,
                               t->matrix.n_sides, (size_t)t->options->max_features, err)
                    : tn_no_memory(err);
    }
    if (rc == 0) {
        rc = write_folder(t, stored, &pruned, err);
    }
    if (rc == 0) {
        rc = self_check(t, stored, err);
    }
    free(stored);
    tn_pruned_free(&pruned);
    return rc;
}

int tenor_train_run(const tenor_train_options *options, tenor_error *err)
{
    tn_trainer t;
    int rc;

    if (!options->output_dir) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder to write the model to");
    }
    rc = tn_trainer_prepare(&t, options, err);
    if (rc == 0) {
        rc = t.kernel.type == LINEAR ? train_linear(&t, err) : train_kernel(&t, err);
    }
    tn_trainer_free(&t);
    return rc;
}
