/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibration_write.c - what labels of a site say of the models, as tables for a terminal
 */
#include "base/base.h"
#include "tenor_run.h"

#include <math.h>

#define MORE_LABELS 100

static void write_figure(FILE *out, const char *name, double x, tenor_interval interval)
{
    if (isfinite(x))
        fprintf(out, "%s %.3f (%.3f to %.3f)", name, x, interval.low, interval.high);
    else
        fprintf(out, "%s -", name); /* kappa, of one class */
}

static void write_share(FILE *out, const tenor_site_share *s)
{
    if (isfinite(s->share))
        fprintf(out, "   %.3f (%.3f to %.3f)", s->share, s->interval.low, s->interval.high);
    else
        fprintf(out, "   %22s", "-");
}

/* half of an interval's width now, and with more labels */
static void write_width(FILE *out, const tenor_head_calibration *h)
{
    const tenor_site_share *share = h->n_population > 0 ? h->by_both : h->by_labels;
    double n = (double)h->n_labels, widest = 0.0;

    for (int c = 0; c < h->n_classes; c++)
        widest = fmax(widest, 0.5 * (share[c].interval.high - share[c].interval.low));
    fprintf(out, "  %d more labels would make the widest of these intervals +-%.3f, now +-%.3f\n",
            MORE_LABELS, widest * sqrt(n / (n + MORE_LABELS)), widest);
}

static void write_head(FILE *out, const tenor_head_calibration *h)
{
    write_figure(out, "  accuracy", h->accuracy, h->accuracy_interval);
    write_figure(out, ", kappa", h->kappa, h->kappa_interval);
    write_figure(out, ", macro-recall", h->macro_recall, h->macro_recall_interval);
    fputc('\n', out);
    fprintf(out, "  log loss %.3f before, %.3f calibrated, %.3f by the class shares alone\n",
            h->log_loss, h->log_loss_calibrated, h->log_loss_shares);
    fprintf(out, "  %-10s   %-22s   %-6s   both\n", "share of", "labels", "models");
    for (int c = 0; c < h->n_classes; c++) {
        fprintf(out, "  %-10s", h->class_name[c]);
        write_share(out, &h->by_labels[c]);
        fprintf(out, "   %.3f ", h->by_models[c]);
        write_share(out, &h->by_both[c]);
        fputc('\n', out);
    }
    if (h->n_population > 0)
        fprintf(out, "  both: with %lld comments without labels, lambda %.2f\n",
                (long long)h->n_population, h->lambda);
    write_width(out, h);
    fprintf(out, "  slope %.3f, biases", h->slope);
    for (int c = 0; c < h->n_classes; c++)
        fprintf(out, " %.3f", h->bias[c]);
    fputc('\n', out);
    if (h->labels_alone)
        fputs("  The scores do not go with the labels: the labels alone say more. The slope is "
              "held near 0,\n  and the probabilities near the labels' shares.\n",
              out);
}

int tenor_calibration_write(FILE *out, const tenor_calibration *calibration, tenor_error *err)
{
    fputs("with 90 % intervals; log loss in 5-fold cross-validation\n", out);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tenor_head_calibration *h = &calibration->head[head];

        if (!h->present)
            continue;
        fprintf(out, "\n%s: %lld labels", tenor_head_name(head), (long long)h->n_labels);
        if (h->n_unscored > 0)
            fprintf(out, ", and %lld of comments that are not scored", (long long)h->n_unscored);
        if (h->calibrated) {
            fputc('\n', out);
            write_head(out, h);
        } else {
            fprintf(out, "; fewer than %d: the calibration stays as it was\n",
                    TENOR_CALIBRATION_MIN_LABELS);
        }
    }
    return ferror(out) ? tn_fail(err, TENOR_ERR_IO, "cannot write the calibration") : 0;
}
