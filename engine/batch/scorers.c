/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scorers.c - loaded models and one scorer for each thread of a run
 */
#include "batch/scorers.h"

#include "batch/identity.h"
#include "batch/options.h"

#include <stdlib.h>
#include <string.h>

int tn_scorers_open(tn_scorers *s, const char *models_dir, int threads, tenor_error *err)
{
    int rc;

    *s = (tn_scorers){ 0 };
    if (!models_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder of models was given");
    if ((rc = tn_threads_resolve(&s->n_threads, threads, err)) < 0)
        return rc;
    if ((rc = tenor_engine_load(&s->engine, models_dir, err)) < 0)
        goto done;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        s->heads.n_classes[head] = tenor_engine_n_classes(s->engine, head);
        s->heads.site_error[head] = tn_engine_site_error(s->engine, head);
        for (int c = 0; c < s->heads.n_classes[head]; c++)
            s->heads.class_name[head][c] = tenor_engine_class_name(s->engine, head, c);
    }
    s->scorer = tn_alloc((size_t)s->n_threads, sizeof(tenor_scorer *));
    if (!s->scorer)
        rc = tn_no_memory(err);
    for (int t = 0; rc == 0 && t < s->n_threads; t++)
        rc = tenor_scorer_new(&s->scorer[t], s->engine, err);
done:
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

int tn_score_item(tenor_scorer *scorer, tn_item *item, tenor_str parent_text,
                  const tn_label_mask *mask, tenor_error *err)
{
    if (!item->comment.deleted) {
        const tn_score_input input = { .text = item->comment.text,
                                       .target = item->target,
                                       .parent_text = parent_text,
                                       .target_source = item->target_source,
                                       .labels = mask };

        return tn_score_masked(scorer, &input, &item->result, err);
    }
    item->result = (tenor_result){ .unscored = TENOR_UNSCORED_DELETED };
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        item->result.head[head].label = -1;
        item->result.head[head].vote = -1;
    }
    return 0;
}

int tn_record_take_result(tn_record *record, const tn_scorers *s, int worker,
                          const tenor_result *result, tn_word_table *words, tn_arena *arena,
                          tn_buf *scratch, tenor_error *err)
{
    int rc;

    tn_record_label(record, result);
    record->reply = (tn_reply_side){ 0 };
    record->words = (tn_word_list){ 0 };
    if (result->unscored != TENOR_SCORED)
        return 0;
    tn_scorer_reply_side(s->scorer[worker], &record->reply);
    if (!words)
        return 0;
    tn_buf_clear(scratch);
    rc = tn_words_note(&words[worker], tn_scorer_tokens(s->scorer[worker]), scratch, err);
    if (rc < 0 || scratch->bytes == 0)
        return rc;
    record->words.n_bytes = (uint32_t)scratch->bytes;
    record->words.table = (uint32_t)worker;
    record->words.bytes = (const uint8_t *)tn_arena_copy(arena, scratch->data, scratch->bytes);
    return record->words.bytes ? 0 : tn_no_memory(err);
}
