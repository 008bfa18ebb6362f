/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_run.c - tenor_explain_run: comments labelled as tenor_score_run labels them, and why
 */
#include "batch/options.h"
#include "batch/parents.h"
#include "batch/scorers.h"
#include "ingest/rejections.h"
#include "model/explain.h"
#include "model/target.h"
#include "output/explain.h"
#include "text/target.h"

#include <errno.h>
#include <string.h>

#define DEFAULT_WIDTH 80

typedef struct {
    const tenor_explain_options *options;
    FILE *out;
    tn_scorers scorers;
    tn_explainer *explainer;
    tenor_reader *reader; /* NULL: a text of the options */
    tn_parents parents;
    tn_explained explained;
    tn_buf named; /* a row's target with its aliases */
    tn_item item; /* the comment */
    int64_t n_explained;
} explaining;

/* ------------------------------------------------------------ one comment */

static int explain_one(explaining *s, tenor_str own_target, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    const tenor_comment *comment = &s->item.comment;
    const tenor_label *label = s->item.result.head;
    tn_explained *x = &s->explained;
    int rc;

    s->item.target_source =
        tn_choose_target(&s->item.target, own_target, o->target, comment->article.title);
    x->id = comment->id;
    x->article_id = comment->article_id;
    x->text = comment->text;
    x->target = s->item.target;
    x->parent_text = comment->parent_text;
    rc = tn_score_item(s->scorers.scorer[0], &s->item, comment->parent_text, NULL, err);
    if (rc < 0)
        return rc;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        bool topic = head == TENOR_SENTIMENT && tn_is_topic(s->item.result.target_source);
        tenor_str other = topic || head == TENOR_STANCE ? x->target
                          : head == TENOR_REPLY         ? x->parent_text
                                                        : (tenor_str){ 0 };
        tn_explanation *explanation = &x->explanation[head];

        if (!x->asked[head] || !label[head].present)
            continue;
        rc = tn_explain(s->explainer, head, &label[head], x->text, other, explanation, err);
        if (rc < 0 || (rc = tn_explanation_list(explanation, (size_t)o->top, false, err)) < 0)
            return rc;
    }
    rc = o->json ? tn_write_explained_line(s->out, x, err)
                 : tn_write_explained_page(s->out, x, o->width, o->color, err);
    s->n_explained += rc == 0;
    return rc;
}

/* -------------------------------------------------------------- the input */

static int explain_row(explaining *s, tenor_error *err)
{
    bool labelled = s->options->reader.labelled;
    tenor_comment *comment = &s->item.comment;
    tenor_str target = comment->article.target;
    int rc;

    if (labelled) {
        tenor_str label, of_row, split;

        tenor_reader_labels(s->reader, &label, &of_row, &split);
        target = of_row.data ? of_row : target;
    }
    if (target.data && comment->article.target_aliases.data) {
        tn_buf_clear(&s->named);
        rc = tn_target_compose(&s->named, target, comment->article.target_aliases, '\n', err);
        if (rc < 0)
            return rc;
        target = (tenor_str){ s->named.data, s->named.bytes };
    }
    rc = tn_parents_resolve(&s->parents, comment, tn_parents_prefetch(&s->parents, comment),
                            !labelled, err);
    return rc == 0 ? explain_one(s, target, err) : rc;
}

static int explain_paths(explaining *s, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    int rc = tenor_reader_open(&s->reader, o->paths, o->n_paths, &o->reader, err);

    while (rc == 0 && (rc = tenor_reader_next(s->reader, &s->item.comment, err)) > 0) {
        rc = tn_report_progress(o->progress, o->progress_user, "explaining", s->n_explained, 0,
                                "comments", err);
        if (rc == 0)
            rc = explain_row(s, err);
    }
    return rc == 0 ? tn_reader_check(s->reader, err) : rc;
}

/* repaired as a reader repairs it, so that offsets are those of what is written */
static int repair(tn_buf *out, tenor_str *text, tenor_error *err)
{
    int64_t n_invalid;
    int rc = tn_buf_puts(out, "", err);

    if (rc < 0 || !text->data)
        return rc;
    n_invalid = tn_utf8_sanitise(out, text->data, text->bytes, err);
    *text = (tenor_str){ out->data, out->bytes };
    return n_invalid < 0 ? (int)n_invalid : 0;
}

static int explain_text(explaining *s, tenor_error *err)
{
    tenor_comment *comment = &s->item.comment;
    tn_buf text = { 0 }, parent = { 0 };
    int rc;

    *comment = (tenor_comment){ .text = s->options->text, .parent_text = s->options->parent_text };
    if ((rc = repair(&text, &comment->text, err)) == 0 &&
        (rc = repair(&parent, &comment->parent_text, err)) == 0)
        rc = explain_one(s, (tenor_str){ 0 }, err);
    tn_buf_free(&text);
    tn_buf_free(&parent);
    return rc;
}

/* ------------------------------------------------------------- the whole */

static int prepare(explaining *s, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    int head, rc;

    if (!o->text.data && (!o->paths || o->n_paths == 0))
        return tn_fail(err, TENOR_ERR_ARGUMENT, "neither a text nor an input was given");
    if (o->top < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "%d is no number of pieces to list", o->top);
    if ((rc = tn_scorers_open(&s->scorers, o->models_dir, 1, err)) < 0)
        return rc;
    if (o->head) {
        if ((rc = tn_scorers_head(&head, &s->scorers, o->head, err)) < 0)
            return rc;
        s->explained.asked[head] = true;
    } else {
        for (head = 0; head < TENOR_N_HEADS; head++)
            s->explained.asked[head] = true;
    }
    s->explained.heads = &s->scorers.heads;
    s->explained.result = &s->item.result;
    return tn_explainer_new(&s->explainer, s->scorers.engine, err);
}

void tenor_explain_options_init(tenor_explain_options *options)
{
    *options = (tenor_explain_options){ .width = DEFAULT_WIDTH };
    tenor_reader_options_init(&options->reader);
}

int tenor_explain_run(const tenor_explain_options *options, FILE *out, tenor_summary *summary,
                      tenor_error *err)
{
    tenor_explain_options own = *options;
    tn_buf named = { 0 };
    explaining s = { .options = &own, .out = out };
    int rc;

    if ((rc = tn_option_target(&own.target, &named, own.target_aliases, err)) < 0 ||
        (rc = prepare(&s, err)) < 0 ||
        (rc = own.text.data ? explain_text(&s, err) : explain_paths(&s, err)) < 0)
        goto done;
    if (!own.json && s.n_explained > 0 &&
        (rc = tn_write_explained_legend(out, own.width, own.color, err)) < 0)
        goto done;
    if (fflush(out) != 0)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the output: %s", strerror(errno));
done:
    if (summary)
        *summary = (tenor_summary){ 0 };
    if (summary && s.reader)
        tn_sum_reader(summary, s.reader);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        tn_explanation_free(&s.explained.explanation[head]);
    tenor_reader_free(s.reader);
    tn_explainer_free(s.explainer);
    tn_parents_free(&s.parents);
    tn_scorers_close(&s.scorers);
    tn_buf_free(&s.named);
    tn_buf_free(&named);
    return rc;
}
