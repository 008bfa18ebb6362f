/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * corrected.c - an article's corrected shares, from its records
 */
#include "stats/internal.h"

#include "model/model.h"

#include <stdlib.h>

/* a head's decision prior, and the part of the model whose it is */
typedef struct {
    const tenor_engine *engine;
    int head, part;
    const double *prior; /* NULL: uniform */
    bool known;
} part_prior;

static const double *prior_of(part_prior *last, int part)
{
    if (!last->known || part != last->part) {
        last->known = true;
        last->part = part;
        last->prior =
            last->engine ? tn_engine_decision_prior(last->engine, last->head, part) : NULL;
    }
    return last->prior;
}

int tn_corrected_of(tn_prevalence *out, const tn_article_records *article, int head,
                    const tn_heads *heads, double z, tenor_error *err)
{
    size_t n = 0, n_classes = (size_t)heads->n_classes[head];
    double *memory = tn_resize(NULL, article->n_records, n_classes * sizeof(*memory));
    double *likelihood[TENOR_MAX_CLASSES]; /* posteriors over the prior of their decision */
    part_prior last = { .engine = heads->engine, .head = head };
    int rc;

    if (!memory)
        return tn_no_memory(err);
    for (size_t c = 0; c < n_classes; c++)
        likelihood[c] = memory + c * article->n_records;
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];

        if (tn_record_class(record, head, (int)n_classes) >= 0) {
            const double *prior = prior_of(&last, record->part[head]);

            for (size_t c = 0; c < n_classes; c++) {
                double p = (double)record->p[head][c];

                likelihood[c][n] = prior ? p / prior[c] : p;
            }
            n++;
        }
    }
    rc = tn_prevalence_of(out, (const double *const *)likelihood, n, (int)n_classes,
                          tn_engine_site_prior(heads->engine, head), z, err);
    free(memory);
    return rc;
}
