/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * corrected.c - an article's corrected shares, from its records
 */
#include "stats/internal.h"

#include "model/model.h"

#include <stdlib.h>

/* a record's likelihoods: its posteriors over the decision prior that they were computed under */
static void likelihood_of(double *out, const tn_record *record, int head, const tn_heads *heads)
{
    const double *prior =
        heads->engine ? tn_engine_decision_prior(heads->engine, head, record->part[head]) : NULL;

    for (int c = 0; c < heads->n_classes[head]; c++) {
        double p = (double)record->p[head][c];

        out[c] = prior ? p / prior[c] : p;
    }
}

int tn_corrected_of(tn_prevalence *out, const tn_article_records *article, int head,
                    const tn_heads *heads, double z, tenor_error *err)
{
    size_t n = 0, n_classes = (size_t)heads->n_classes[head];
    double *likelihood = tn_alloc(article->n_records * n_classes, sizeof(*likelihood));
    int rc;

    if (!likelihood) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < article->n_records; i++) {
        if (tn_record_class(&article->record[i], head, (int)n_classes) >= 0) {
            likelihood_of(likelihood + n++ * n_classes, &article->record[i], head, heads);
        }
    }
    rc = tn_prevalence_of(out, likelihood, n, (int)n_classes, z, err);
    free(likelihood);
    return rc;
}
