/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c - is a model folder whole, and do its files say the same?
 */
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

static bool same_numbers(const double *a, const double *b, int n)
{
    bool same = true;

    for (int i = 0; i < n; i++)
        same &= a[i] == b[i];
    return same;
}

/* what is not linear in the words, of all parts: in model.svm and in model.json */
static bool same_blocks(const tn_model_description *d, const double *weight, int pair)
{
    const tn_task *task = tn_task_of(d->head);
    const double *shared = weight + tn_block_start(task, d->n_entries, TN_SHARED);
    bool same = same_numbers(shared, d->dense_weight[pair], task->n_dense);

    for (int i = 0; i < (int)d->domains.n; i++) {
        const tn_domain *domain = &d->domains.item[i];
        const double *own = weight + tn_block_start(task, d->n_entries, i);

        same &= same_numbers(own, domain->shared_weight[pair], TN_MAX_PAIRS) &&
                own[TN_MAX_PAIRS] == domain->constant[pair];
    }
    return same;
}

/* the weights as model.svm has them, and rho and the blocks as model.json repeats them */
static int check_svm(const tn_model *m, double **weight, tenor_error *err)
{
    const tn_model_description *d = &m->description;
    double rho[TN_MAX_PAIRS];
    int rc = tn_model_weights(m, weight, rho, err);

    if (rc < 0)
        return rc;
    for (int pair = 0; pair < tn_n_pairs(d->n_classes); pair++)
        if (rho[pair] != d->rho[pair] ||
            !same_blocks(d, *weight + (size_t)pair * d->n_features, pair))
            return tn_fail(err, TENOR_ERR_MODEL, "'%s': model.json and model.svm disagree", m->dir);
    return 0;
}

static int check_folding(tn_model *m, const double *weight, tenor_error *err)
{
    const tn_model_description *d = &m->description;
    const tn_vocabulary *v;
    tn_buf table = { 0 };
    int rc;

    if ((rc = tn_model_vocabulary(m, &v, err)) < 0 ||
        (rc = tn_folded_build(&table, v, weight, d->n_features, tn_n_pairs(d->n_classes), err)) < 0)
        goto done;
    if (table.bytes != m->map.bytes || memcmp(table.data, m->map.data, table.bytes) != 0)
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s': folded.bin is not model.svm, folded", m->dir);
done:
    tn_buf_free(&table);
    return rc;
}

static void describe(const tn_model *m, FILE *out)
{
    const tn_model_description *d = &m->description;

    fprintf(out, "model     %s\nhead      %s\nclasses  ", d->name, tenor_head_name(d->head));
    for (int c = 0; c < d->n_classes; c++)
        fprintf(out, " %s", d->class_name[c]);
    fprintf(out, "\nfeatures  %zu in the vocabulary, %zu in all\n", d->n_entries, d->n_features);
    fprintf(out, "folded    %llu rows of %u weights\n",
            (unsigned long long)m->folded.header->n_rows, m->folded.header->n_pairs);
    if (tn_task_of(d->head)->has_target) {
        fprintf(out, "targets   %zu known", d->domains.n);
        for (size_t i = 0; i < d->domains.n; i++)
            fprintf(out, "%s%s", i == 0 ? ": " : ", ", d->domains.item[i].name);
        fputc('\n', out);
    }
    if (d->site.n_labels > 0) {
        fprintf(out, "site      calibrated with %lld labels", (long long)d->site.n_labels);
        if (d->site.labels_alone)
            fputs("; its scores did not go with them", out);
        fprintf(out, "; slope %.3f; biases", d->site.slope);
        for (int c = 0; c < d->n_classes; c++)
            fprintf(out, " %.3f", d->site.bias[c]);
        fprintf(out, "; of model %s\n", d->site.base_digest);
    }
    fprintf(out, "digest    %s\n", m->digest);
}

int tn_model_inspect(const char *dir, FILE *out, tenor_error *err)
{
    double *weight = NULL;
    tn_model *m = NULL;
    int rc = tn_model_load(&m, dir, err);

    if (rc < 0)
        goto done;
    describe(m, out);
    if ((rc = check_svm(m, &weight, err)) < 0 || (rc = check_folding(m, weight, err)) < 0)
        goto done;
    fputs("valid     every file has its digest; folded.bin is model.svm, folded\n", out);
done:
    free(weight);
    tn_model_free(m);
    return rc;
}

int tn_models_inspect(const char *dir, FILE *out, tenor_error *err)
{
    tenor_engine *engine;
    bool first = true;
    int rc = tenor_engine_load(&engine, dir, err);

    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        if (!engine->head[head])
            continue;
        if (!first)
            fputc('\n', out);
        first = false;
        rc = tn_model_inspect(engine->head[head]->dir, out, err);
    }
    tenor_engine_free(engine);
    return rc;
}
