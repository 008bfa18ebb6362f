/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_run.c - tenor_explain_run: comments labelled as tenor_score_run labels them, and why
 */
#include "batch/options.h"
#include "batch/parents.h"
#include "batch/scorers.h"
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
    tenor_result result;
    int64_t n_explained;
} explaining;

/* ------------------------------------------------------------ one comment */

static int explain_heads(explaining *s, tenor_error *err)
{
    tn_explained *x = &s->explained;
    int rc = 0;

    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        bool topic = head == TENOR_SENTIMENT && tn_is_topic(s->result.target_source);
        tenor_str other = topic || head == TENOR_STANCE ? x->target
                          : head == TENOR_REPLY         ? x->parent_text
                                                        : (tenor_str){ 0 };

        if (x->asked[head] && s->result.head[head].present) {
            rc = tn_explain(s->explainer, head, &s->result.head[head], x->text, other,
                            &x->explanation[head], err);
            if (rc == 0)
                rc = tn_explanation_list(&x->explanation[head], (size_t)s->options->top, err);
        }
    }
    return rc;
}

static int explain_one(explaining *s, const tenor_comment *comment, tenor_str own_target,
                       tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    tn_explained *x = &s->explained;
    int source = tn_choose_target(&x->target, own_target, o->target, comment->article.title);
    int rc;

    x->id = comment->id;
    x->article_id = comment->article_id;
    x->text = comment->text;
    x->parent_text = comment->parent_text;
    rc = tn_score_comment(s->scorers.scorer[0], comment, x->target, source, x->parent_text, NULL,
                          &s->result, err);
    if (rc == 0)
        rc = explain_heads(s, err);
    if (rc == 0) {
        rc = o->json ? tn_write_explained_line(s->out, x, err)
                     : tn_write_explained_page(s->out, x, o->width, o->color, err);
    }
    s->n_explained += rc == 0;
    return rc;
}

/* -------------------------------------------------------------- the input */

static int explain_read(explaining *s, tenor_comment *comment, tenor_error *err)
{
    bool labelled = s->options->reader.labelled;
    tenor_str label, target = comment->article.target, split;
    int rc = 0;

    if (labelled) {
        tenor_str of_row;

        tenor_reader_labels(s->reader, &label, &of_row, &split);
        target = of_row.data ? of_row : target;
    }
    if (target.data && comment->article.target_aliases.data) {
        tn_buf_clear(&s->named);
        rc = tn_target_compose(&s->named, target, comment->article.target_aliases, '\n', err);
        target = (tenor_str){ s->named.data, s->named.bytes };
    }
    if (rc == 0) {
        rc = tn_parents_meet(&s->parents, comment, tn_parents_ask(&s->parents, comment), !labelled,
                             err);
    }
    return rc == 0 ? explain_one(s, comment, target, err) : rc;
}

static int explain_paths(explaining *s, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    tenor_comment comment;
    int rc = tenor_reader_open(&s->reader, o->paths, o->n_paths, &o->reader, err);

    while (rc == 0 && (rc = tenor_reader_next(s->reader, &comment, err)) > 0) {
        rc = tn_report_progress(o->progress, o->progress_user, "explaining", s->n_explained, 0,
                                "comments", err);
        if (rc == 0)
            rc = explain_read(s, &comment, err);
    }
    return rc;
}

/* repaired as a reader repairs it, so that offsets are those of what is written */
static int repair(tn_buf *out, tenor_str *text, tenor_error *err)
{
    int64_t n_invalid = tn_buf_puts(out, "", err);

    if (text->data && n_invalid == 0) {
        n_invalid = tn_utf8_sanitise(out, text->data, text->bytes, err);
        *text = (tenor_str){ out->data, out->bytes };
    }
    return n_invalid < 0 ? (int)n_invalid : 0;
}

static int explain_text(explaining *s, tenor_error *err)
{
    tenor_comment comment = { .text = s->options->text, .parent_text = s->options->parent_text };
    tn_buf text = { 0 }, parent = { 0 };
    int rc = repair(&text, &comment.text, err);

    if (rc == 0)
        rc = repair(&parent, &comment.parent_text, err);
    if (rc == 0)
        rc = explain_one(s, &comment, (tenor_str){ 0 }, err);
    tn_buf_free(&text);
    tn_buf_free(&parent);
    return rc;
}

/* ------------------------------------------------------------- the whole */

static int ask(explaining *s, tenor_error *err)
{
    int head, rc;

    if (!s->options->head) {
        for (head = 0; head < TENOR_N_HEADS; head++)
            s->explained.asked[head] = true;
        return 0;
    }
    rc = tn_scorers_head(&head, &s->scorers, s->options->head, err);
    if (rc == 0)
        s->explained.asked[head] = true;
    return rc;
}

static int prepare(explaining *s, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    int rc;

    if (!o->text.data && (!o->paths || o->n_paths == 0))
        return tn_fail(err, TENOR_ERR_ARGUMENT, "neither a text nor an input was given");
    if (o->top < 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "%d is no number of pieces to list", o->top);
    rc = tn_scorers_open(&s->scorers, o->models_dir, 1, err);
    if (rc == 0)
        rc = ask(s, err);
    if (rc == 0)
        rc = tn_explainer_new(&s->explainer, s->scorers.engine, err);
    s->explained.heads = &s->scorers.heads;
    s->explained.result = &s->result;
    return rc;
}

static int finish(const explaining *s, tenor_error *err)
{
    const tenor_explain_options *o = s->options;
    int rc = 0;

    if (!o->json && s->n_explained > 0)
        rc = tn_write_explained_legend(s->out, o->width, o->color, err);
    if (rc == 0 && fflush(s->out) != 0)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the output: %s", strerror(errno));
    return rc;
}

void tenor_explain_options_init(tenor_explain_options *options)
{
    *options = (tenor_explain_options){ .width = DEFAULT_WIDTH };
    tenor_reader_options_init(&options->reader);
}

int tenor_explain_run(const tenor_explain_options *options, FILE *out, tenor_error *err)
{
    tenor_explain_options own = *options;
    tn_buf named = { 0 };
    explaining s = { .options = &own, .out = out };
    int rc = tn_option_target(&own.target, &named, own.target_aliases, err);

    if (rc == 0)
        rc = prepare(&s, err);
    if (rc == 0)
        rc = options->text.data ? explain_text(&s, err) : explain_paths(&s, err);
    if (rc == 0)
        rc = finish(&s, err);
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
