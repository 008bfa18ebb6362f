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

#define SELF_CHECK_ROWS      200
#define SELF_CHECK_TOLERANCE 1e-5 /* folded rows are floats: 24 bits each */

void tenor_train_options_init(tenor_train_options *options)
{
    *options = (tenor_train_options){
        .solver = "auto", .folds = 5, .min_document_count = 3, .max_rows_of_file = 12000, .seed = 1
    };
}

/* The stored weights of all parts, weight[pair * n_stored + index] as vocabulary.h has them. */
typedef struct {
    double *weight;
    size_t n_stored;
} stored_weights;

/* scaled, and what the auxiliary features learnt moved into the words */
static int store_shared(const tn_trainer *t, const stored_weights *stored, tenor_error *err)
{
    const tn_part *part = &t->part[0];
    const tn_matrix *m = &part->matrix;
    size_t block = tn_block_start(tn_task_of(t->head), t->vocabulary.n_entries, TN_SHARED);

    for (int pair = 0; pair < t->n_pairs; pair++) {
        const double *w = part->weight + (size_t)pair * m->n_features;
        double *out = stored->weight + (size_t)pair * stored->n_stored;

        for (size_t i = 0; i < m->n_entries; i++)
            out[i] = w[i] * m->scale[i];
        for (size_t i = m->n_entries; i < m->n_stored; i++)
            out[block + i - m->n_entries] = tn_svm_round(w[i] * m->scale[i]);
    }
    for (int aux = 0; aux < t->n_aux; aux++) {
        size_t start = tn_matrix_aux_start(m, t->aux, aux);
        size_t n = (size_t)tn_aux_n_features(&t->aux[aux]);
        double *learnt = tn_alloc((size_t)t->n_pairs * n, sizeof(*learnt));

        if (!learnt)
            return tn_no_memory(err);
        for (size_t pair = 0; pair < (size_t)t->n_pairs; pair++)
            for (size_t k = start; k < start + n; k++)
                learnt[pair * n + k - start] = part->weight[pair * m->n_features + k] * m->scale[k];
        tn_aux_absorb(&t->aux[aux], &t->vocabulary, learnt, stored->weight, stored->n_stored,
                      t->n_pairs);
        free(learnt);
    }
    for (int pair = 0; pair < t->n_pairs; pair++) {
        double *out = stored->weight + (size_t)pair * stored->n_stored;

        for (size_t i = 0; i < m->n_entries; i++)
            out[i] = tn_svm_round(out[i]);
    }
    return 0;
}

static int store_domain(const tn_trainer *t, int domain, const stored_weights *stored,
                        tenor_error *err)
{
    const tn_part *part = &t->part[domain + 1];
    const tn_matrix *m = &part->matrix;
    size_t block = tn_block_start(tn_task_of(t->head), t->vocabulary.n_entries, domain);
    size_t n_own = m->n_entries + TN_DOMAIN_BLOCK;
    double *own = tn_alloc((size_t)t->n_pairs * n_own, sizeof(*own));
    int rc;

    if (!own)
        return tn_no_memory(err);
    rc = tn_domain_stored(own, part, &t->vocabulary, t->part[0].rho, t->n_pairs, err);
    for (size_t pair = 0; rc == 0 && pair < (size_t)t->n_pairs; pair++) {
        const double *w = own + pair * n_own;
        double *out = stored->weight + pair * stored->n_stored;

        memcpy(out + m->first_entry, w, m->n_entries * sizeof(*w));
        memcpy(out + block, w + m->n_entries, TN_DOMAIN_BLOCK * sizeof(*w));
    }
    free(own);
    return rc;
}

static int store(stored_weights *out, const tn_trainer *t, tenor_error *err)
{
    int n_domains = (int)t->dataset.domains.n;
    int rc;

    out->n_stored = tn_block_start(tn_task_of(t->head), t->vocabulary.n_entries, n_domains);
    out->weight = tn_alloc((size_t)t->n_pairs * out->n_stored, sizeof(*out->weight));
    if (!out->weight)
        return tn_no_memory(err);
    rc = store_shared(t, out, err);
    for (int d = 0; rc == 0 && d < n_domains; d++)
        rc = store_domain(t, d, out, err);
    return rc;
}

/* ----------------------------------------------------------- description */

char *tn_name_of_model(const tenor_train_options *options)
{
    const char *path = options->output_dir;
    size_t end = strlen(path), start;

    if (options->name)
        return tn_strndup(options->name, strlen(options->name));
    while (end > 1 && path[end - 1] == '/')
        end--;
    for (start = end; start > 0 && path[start - 1] != '/'; start--) {
    }
    return tn_strndup(path + start, end - start);
}

/* n_entries, n_stored and weight are those of what is left after pruning */
static int describe_parts(const tn_trainer *t, const tn_pruned *p, tn_model_description *out,
                          tenor_error *err)
{
    const tn_task *task = tn_task_of(t->head);
    size_t n_entries = p->vocabulary.n_entries;

    for (int pair = 0; pair < t->n_pairs; pair++) {
        memcpy(out->dense_weight[pair],
               p->weight + (size_t)pair * p->n_stored + tn_block_start(task, n_entries, TN_SHARED),
               (size_t)task->n_dense * sizeof(double));
        out->rho[pair] = t->part[0].rho[pair];
    }
    for (int d = 0; d < (int)t->dataset.domains.n; d++) {
        const tn_domain *own = &t->dataset.domains.item[d];
        tn_domain *domain;
        int rc = tn_domains_add(&out->domains, own->name, err);

        if (rc < 0)
            return rc;
        domain = &out->domains.item[d];
        domain->n_rows = own->n_rows;
        domain->calibrator = t->part[d + 1].calibrator;
        for (int pair = 0; pair < t->n_pairs; pair++) {
            const double *w =
                p->weight + (size_t)pair * p->n_stored + tn_block_start(task, n_entries, d);

            memcpy(domain->shared_weight[pair], w, TN_MAX_PAIRS * sizeof(*w));
            domain->constant[pair] = w[TN_MAX_PAIRS];
        }
    }
    return 0;
}

static int describe(const tn_trainer *t, const tn_pruned *p, tn_model_description *out,
                    tenor_error *err)
{
    *out = (tn_model_description){ .name = tn_name_of_model(t->options),
                                   .head = t->head,
                                   .n_entries = p->vocabulary.n_entries,
                                   .n_features = p->n_stored,
                                   .calibrator = t->part[0].calibrator,
                                   .min_coverage = TN_DEFAULT_MIN_COVERAGE };
    if (!out->name)
        return tn_no_memory(err);
    for (; out->n_classes < t->dataset.n_classes; out->n_classes++) {
        const char *class_name = t->dataset.class_name[out->n_classes];

        out->class_name[out->n_classes] = tn_strndup(class_name, strlen(class_name));
        if (!out->class_name[out->n_classes])
            return tn_no_memory(err);
    }
    return describe_parts(t, p, out, err);
}

/* the mean posterior of each class among the judged rows of each true one */
static void mean_posteriors(const tn_trainer *t, tn_training_metadata *metadata)
{
    int n_classes = t->dataset.n_classes;
    int64_t n[TENOR_MAX_CLASSES] = { 0 };

    for (size_t r = 0; r < t->dataset.n_rows; r++) {
        int truth = t->dataset.row[r].label;

        n[truth] += tn_trainer_judges(t, r);
        for (int c = 0; tn_trainer_judges(t, r) && c < n_classes; c++)
            metadata->mean_posterior[truth][c] += t->posterior[r * (size_t)n_classes + (size_t)c];
    }
    for (int truth = 0; truth < n_classes; truth++)
        for (int c = 0; c < n_classes; c++)
            metadata->mean_posterior[truth][c] /= n[truth] > 0 ? (double)n[truth] : 1.0;
}

static void gather_metadata(const tn_trainer *t, tn_training_metadata *metadata)
{
    const tn_part_rule *rule = &t->part[t->n_parts - 1].rule; /* a domain's has all families */
    tenor_evaluation e;

    tn_trainer_evaluate(t, &e);
    *metadata =
        (tn_training_metadata){ .rows = (int64_t)(t->dataset.n_rows - t->dataset.n_supporting),
                                .supporting = (int64_t)t->dataset.n_supporting,
                                .skipped = t->dataset.n_skipped,
                                .duplicates = t->dataset.n_duplicates,
                                .conflicts = t->dataset.n_conflicts,
                                .splits = t->options->splits,
                                .solver = t->solver == TN_SOLVER_LIBSVM ? "libsvm" : "liblinear",
                                .C = t->part[0].C,
                                .folds = t->n_folds,
                                .seed = t->options->seed,
                                .n_aux = t->n_aux,
                                .macro_f1 = e.macro_f1,
                                .macro_recall = e.macro_recall,
                                .calibration_error = e.ece };
    tn_digest_hex(t->dataset.digest, metadata->data_digest);
    for (int aux = 0; aux < t->n_aux; aux++) {
        tn_digest_hex(t->aux[aux].digest, metadata->aux[aux].digest);
        memcpy(metadata->aux[aux].name, t->aux[aux].name, sizeof(metadata->aux[aux].name));
        metadata->aux[aux].n_dims = t->aux[aux].n_dims;
        metadata->aux[aux].scale = t->aux[aux].scale;
    }
    memcpy(metadata->label_count, t->dataset.label_count, sizeof(metadata->label_count));
    memcpy(metadata->min_count, rule->min_count, sizeof(metadata->min_count));
    memcpy(metadata->family_scale, rule->family_scale, sizeof(metadata->family_scale));
    memcpy(metadata->confusion, e.confusion, sizeof(metadata->confusion));
    mean_posteriors(t, metadata);
}

static int write_folder(const tn_trainer *t, const tn_pruned *pruned, tenor_error *err)
{
    tn_model_description description = { 0 };
    tn_training_metadata metadata;
    int rc = describe(t, pruned, &description, err);

    if (rc < 0)
        goto done;
    gather_metadata(t, &metadata);
    metadata.pruned = (int64_t)(t->vocabulary.n_entries - pruned->vocabulary.n_entries);
    rc = tn_model_write(t->options->output_dir, &description, &metadata, &pruned->vocabulary,
                        pruned->weight, TN_ZSTD_SMALL, err);
done:
    tn_model_description_free(&description);
    return rc;
}

/* ------------------------------------------------------------ self-check */

/* by the unfolded weights; `shared`: what the folder gave as the shared part's decision values */
static double expected_decision(const tn_trainer *t, const stored_weights *s, const tn_part *part,
                                size_t i, int pair, const double *shared, double *magnitude)
{
    const tn_matrix *m = &part->matrix;
    const double *w = s->weight + (size_t)pair * s->n_stored;
    const double *block =
        w + tn_block_start(tn_task_of(t->head), t->vocabulary.n_entries, part->rule.domain);
    double sum = -t->part[0].rho[pair];

    *magnitude = 1.0 + fabs(sum);
    for (const struct feature_node *x = tn_matrix_row(m, i); x->index > 0; x++) {
        size_t at = (size_t)x->index - 1;

        if (at < m->n_stored && (at < m->n_entries || part->rule.domain < 0)) {
            double weight = at < m->n_entries ? w[m->first_entry + at] : block[at - m->n_entries];
            double term = weight * x->value / m->scale[at];

            sum += term;
            *magnitude += fabs(term);
        }
    }
    for (int k = 0; part->rule.domain >= 0 && k <= TN_MAX_PAIRS; k++)
        sum += block[k] * (k < TN_MAX_PAIRS ? shared[k] : 1.0);
    return sum;
}

/* the folder's decision values of a row, against those of the unfolded weights */
static int check_row(const tn_trainer *t, const stored_weights *stored, tenor_scorer *scorer,
                     const tn_part *part, size_t i, tenor_error *err)
{
    const tn_sample *row = &t->dataset.row[part->row[i]];
    tenor_str none = { 0 };
    tenor_result result;
    const tenor_label *label = &result.head[t->head];
    int rc = tenor_score(scorer, row->text, t->head == TENOR_STANCE ? row->other : none,
                         t->head == TENOR_REPLY ? row->other : none, &result, err);

    if (rc < 0 || !label->present ||
        label->part != part->rule.domain) /* equal names in another order: another target's */
        return rc;
    for (int pair = 0; pair < t->n_pairs; pair++) {
        double magnitude;
        double expected = expected_decision(t, stored, part, i, pair,
                                            tn_scorer_shared_decision(scorer), &magnitude);

        if (!(fabs(label->decision[pair] - expected) <= SELF_CHECK_TOLERANCE * magnitude)) {
            return tn_fail(err, TENOR_ERR_INTERNAL,
                           "%s:%lld: the folder gives %g where the model gives %g", row->input,
                           (long long)row->line_no, label->decision[pair], expected);
        }
    }
    return 0;
}

/* the written model must serve what was trained: folded against unfolded, on training rows */
static int self_check(const tn_trainer *t, const stored_weights *stored, tenor_error *err)
{
    tenor_engine *engine = NULL;
    tenor_scorer *scorer = NULL;
    int rc = tenor_engine_load(&engine, t->options->output_dir, err);

    if (rc < 0)
        goto done;
    engine->head[t->head]->description.min_coverage = 0.0;
    rc = tenor_scorer_new(&scorer, engine, err);
    for (int p = 0; rc == 0 && p < t->n_parts; p++) {
        size_t n_rows = t->part[p].rule.n_rows;

        for (size_t i = 0; rc == 0 && i < n_rows; i += n_rows / SELF_CHECK_ROWS + 1)
            rc = check_row(t, stored, scorer, &t->part[p], i, err);
    }
done:
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
    return rc;
}

int tenor_train_run(const tenor_train_options *options, tenor_error *err)
{
    tn_trainer t;
    stored_weights stored = { 0 };
    tn_pruned pruned = { 0 };
    int rc;

    if (!options->output_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder to write the model to");
    if ((rc = tn_trainer_prepare(&t, options, err)) < 0 || (rc = store(&stored, &t, err)) < 0 ||
        (rc = tn_prune(&pruned, &t.vocabulary, stored.weight, stored.n_stored, t.n_pairs,
                       (size_t)options->max_features, err)) < 0 ||
        (rc = write_folder(&t, &pruned, err)) < 0)
        goto done;
    rc = self_check(&t, &stored, err);
done:
    free(stored.weight);
    tn_pruned_free(&pruned);
    tn_trainer_free(&t);
    return rc;
}
