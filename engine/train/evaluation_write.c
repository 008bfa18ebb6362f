/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluation_write.c - an evaluation as tables for a terminal
 */
#include "train/evaluation_write.h"

#include "text/clean.h"

#include <math.h>
#include <string.h>

/* a share or "-", `columns` wide */
static void print_cell(FILE *out, int columns, double x)
{
    if (isfinite(x))
        fprintf(out, "%*.4f", columns, x);
    else
        fprintf(out, "%*s", columns, "-");
}

static void print_interval(FILE *out, const tenor_interval *interval)
{
    if (interval && isfinite(interval->low))
        fprintf(out, "  (%.4f to %.4f)", interval->low, interval->high);
    fputc('\n', out);
}

static void print_figure(FILE *out, const char *name, double x, const tenor_interval *interval)
{
    fprintf(out, "%-18s ", name);
    print_cell(out, 1, x);
    print_interval(out, interval);
}

static void print_classes(FILE *out, const tenor_evaluation *e)
{
    fprintf(out, "%-12s %9s %9s %9s   predicted:", "truth", "precision", "recall", "F1");
    for (int c = 0; c < e->n_classes; c++)
        fprintf(out, " %9s", e->class_name[c]);
    fputc('\n', out);
    for (int c = 0; c < e->n_classes; c++) {
        fprintf(out, "%-12s ", e->class_name[c]);
        print_cell(out, 9, e->precision[c]);
        print_cell(out, 10, e->recall[c]);
        print_cell(out, 10, e->f1[c]);
        fputs("             ", out);
        for (int k = 0; k < e->n_classes; k++)
            fprintf(out, " %9lld", (long long)e->confusion[c][k]);
        fputc('\n', out);
    }
}

static void print_figures(FILE *out, const tenor_evaluation *e)
{
    fputs("\nwith 90 % bootstrap intervals\n", out);
    print_figure(out, "macro F1", e->macro_f1, &e->macro_f1_interval);
    print_figure(out, "macro recall", e->macro_recall, &e->macro_recall_interval);
    fprintf(out, "F1 of %s and %s: ", e->class_name[0], e->class_name[e->n_classes - 1]);
    print_cell(out, 1, e->f1_outer);
    print_interval(out, &e->f1_outer_interval);
    print_figure(out, "accuracy", e->accuracy, &e->accuracy_interval);
    print_figure(out, "kappa", e->kappa, NULL);
    print_figure(out, "calibration error", e->ece, NULL);
}

static void print_against(FILE *out, const tenor_comparison *a)
{
    fprintf(out,
            "\nagainst the other model\n"
            "only this right    %lld\n"
            "only other right   %lld\n",
            (long long)a->n_only_this, (long long)a->n_only_other);
    fprintf(out, "McNemar p-value    %.4g (%s)\n", a->p_value, a->exact ? "exact" : "chi-square");
    print_figure(out, "other macro F1", a->other_macro_f1, NULL);
    print_figure(out, "difference", a->macro_f1_difference, &a->macro_f1_difference_interval);
}

static void print_reliability(FILE *out, const tenor_evaluation *e)
{
    fprintf(out, "\n%-16s %9s %10s %9s\n", "probability", "rows", "confidence", "accuracy");
    for (int bin = 0; bin < TENOR_RELIABILITY_BINS; bin++) {
        const tenor_reliability_bin *b = &e->reliability[bin];

        fprintf(out, "%.4f to %.4f %9lld ", b->from, b->to, (long long)b->n_rows);
        print_cell(out, 10, b->confidence);
        print_cell(out, 10, b->accuracy);
        fputc('\n', out);
    }
}

static void print_learning_curve(FILE *out, const tenor_evaluation *e)
{
    fprintf(out, "\n%-16s %9s %10s\n", "training rows", "rows", "macro F1");
    for (int i = 0; i < e->n_learning_points; i++) {
        const tenor_learning_point *point = &e->learning_curve[i];

        fprintf(out, "%14.0f %% %9lld ", 100.0 * point->share, (long long)point->n_rows);
        print_cell(out, 10, point->macro_f1);
        fputc('\n', out);
    }
}

/* ---------------------------------------------------------------- mistakes */

static int print_clean(FILE *out, tn_buf *scratch, tenor_str text, tenor_error *err)
{
    int rc;

    tn_buf_clear(scratch);
    rc = tn_cell_clean(scratch, text.data, text.bytes, err);
    if (rc < 0)
        return rc;
    if (scratch->bytes > 0)
        (void)fwrite(scratch->data, 1, scratch->bytes, out); /* ferror is asked at the end */
    return 0;
}

/* what it is, where it is, what it says: two lines */
static int print_mistake(FILE *out, tn_buf *scratch, const tenor_evaluation *e,
                         const tenor_mistake *m, tenor_error *err)
{
    int rc;

    fprintf(out, "\n%s -> %s  %.4f -> %.4f  ", e->class_name[m->truth],
            e->class_name[m->prediction], m->p_truth, m->p_prediction);
    if ((rc = print_clean(out, scratch, tn_str(m->input), err)) < 0)
        return rc;
    fprintf(out, ":%lld id ", (long long)m->line_no);
    if ((rc = print_clean(out, scratch, m->id, err)) < 0)
        return rc;
    fputs("\n    ", out);
    if ((rc = print_clean(out, scratch, m->text, err)) < 0)
        return rc;
    fputs(m->text_is_cut ? " ...\n" : "\n", out);
    return 0;
}

static int print_mistakes(FILE *out, const tenor_evaluation *e, tenor_error *err)
{
    tn_buf scratch = { 0 };
    int64_t n_wrong = 0;
    int rc = 0;

    fprintf(out, "\n%-26s %9s\n", "errors: truth -> label", "rows");
    for (int i = 0; i < e->n_mistake_pairs; i++) {
        const tenor_mistake_pair *pair = &e->mistake_pair[i];

        fprintf(out, "%-12s -> %-10s %9lld\n", e->class_name[pair->truth],
                e->class_name[pair->prediction], (long long)pair->n_rows);
        n_wrong += pair->n_rows;
    }
    fprintf(out, "\nthe worst %zu of %lld errors\n", e->n_mistakes, (long long)n_wrong);
    for (size_t i = 0; rc == 0 && i < e->n_mistakes; i++)
        rc = print_mistake(out, &scratch, e, &e->mistake[i], err);
    tn_buf_free(&scratch);
    return rc;
}

int tenor_evaluation_write(FILE *out, const tenor_evaluation *e, unsigned style, tenor_error *err)
{
    int rc;

    if (style & TENOR_EVALUATION_JSON)
        return tn_evaluation_write_json(out, e, err);
    fprintf(out, "%s: %lld rows, %lld of them not scored, %lld skipped\n", tenor_head_name(e->head),
            (long long)e->n_rows, (long long)e->abstained, (long long)e->skipped);
    if (e->uncertain > 0) {
        fprintf(out, "%lld rows that were not drawn at random are left out of all figures\n",
                (long long)e->uncertain);
    }
    fputc('\n', out);
    print_classes(out, e);
    print_figures(out, e);
    if (e->against.present)
        print_against(out, &e->against);
    if (style & TENOR_EVALUATION_RELIABILITY)
        print_reliability(out, e);
    if (e->n_learning_points > 0)
        print_learning_curve(out, e);
    if (e->lists_mistakes && (rc = print_mistakes(out, e, err)) < 0)
        return rc;
    return ferror(out) ? tn_fail(err, TENOR_ERR_IO, "cannot write the evaluation") : 0;
}
