/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scorers.c - loaded models and one scorer for each thread of a run
 */
#include "batch/scorers.h"

#include "batch/options.h"
#include "batch/aggregate.h"

#include <stdlib.h>
#include <string.h>

/* names and numbers of an engine's classes */
static void find_heads(tn_heads *heads, const tenor_engine *engine)
{
    *heads = (tn_heads){ .engine = engine };
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        heads->n_classes[head] = tenor_engine_n_classes(engine, head);
        for (int c = 0; c < heads->n_classes[head]; c++)
            heads->class_name[head][c] = tenor_engine_class_name(engine, head, c);
    }
}

int tn_scorers_open(tn_scorers *s, const char *models_dir, int threads, tenor_error *err)
{
    int rc;

    *s = (tn_scorers){ 0 };
    if (!models_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder of models was given");
    rc = tn_threads_resolve(&s->n_threads, threads, err);
    if (rc == 0)
        rc = tenor_engine_load(&s->engine, models_dir, err);
    if (rc == 0) {
        find_heads(&s->heads, s->engine);
        s->scorer = tn_alloc((size_t)s->n_threads, sizeof(tenor_scorer *));
        rc = s->scorer ? 0 : tn_no_memory(err);
    }
    for (int t = 0; rc == 0 && t < s->n_threads; t++)
        rc = tenor_scorer_new(&s->scorer[t], s->engine, err);
    if (rc < 0)
        tn_scorers_close(s);
    return rc;
}

int tn_scorers_head(int *head, const tn_scorers *s, const char *name, tenor_error *err)
{
    for (*head = 0; *head < TENOR_N_HEADS; (*head)++) {
        if (strcmp(name, tenor_head_name(*head)) == 0) {
            return s->heads.n_classes[*head] > 0
                       ? 0
                       : tn_fail(err, TENOR_ERR_MODEL, "there is no model for %s", name);
        }
    }
    return tn_fail(err, TENOR_ERR_ARGUMENT, "'%s' is not a head: sentiment, stance or reply", name);
}

void tn_scorers_close(tn_scorers *s)
{
    for (int t = 0; s->scorer && t < s->n_threads; t++)
        tenor_scorer_free(s->scorer[t]);
    free(s->scorer);
    tenor_engine_free(s->engine);
    *s = (tn_scorers){ 0 };
}

int tn_score_comment(tenor_scorer *scorer, const tenor_comment *comment, tenor_str target,
                     int target_source, tenor_str parent_text, const tn_label_mask *mask,
                     tenor_result *result, tenor_error *err)
{
    if (!comment->deleted) {
        return tn_score_masked(scorer, comment->text, target, target_source, parent_text, mask,
                               result, err);
    }
    *result = (tenor_result){ .unscored = TENOR_UNSCORED_DELETED };
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        result->head[head].label = -1;
        result->head[head].vote = -1;
    }
    return 0;
}
