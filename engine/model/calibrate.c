/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibrate.c - from pairwise decision values to posterior probabilities
 */
#include "model/calibrate.h"

#include "model/minimise.h"

#include <math.h>

#define PENALTY    1e-3 /* on squared slopes: keeps separable data finite */
#define N_BINS     15
#define MAX_GROUPS 64
#define MIN_PRIOR  1e-3

typedef struct {
    const double *decision;
    const int8_t *label;
    size_t n_rows;
    int n_classes, n_pairs;
    bool has_offsets;
    const double *row_weight;         /* NULL: 1 */
    double weight[TENOR_MAX_CLASSES]; /* of a class's row of weight 1; all rows together weigh 1 */
} fit;

/* parameters: for each class its slopes, then its offset */
static size_t n_parameters(const fit *f)
{
    return (size_t)(f->n_classes * (f->n_pairs + 1));
}

static inline void softmax(double *z, int n)
{
    double top = z[0], sum = 0.0;

    for (int c = 1; c < n; c++)
        top = z[c] > top ? z[c] : top;
    for (int c = 0; c < n; c++) {
        z[c] = exp(z[c] - top);
        sum += z[c];
    }
    for (int c = 0; c < n; c++)
        z[c] /= sum;
}

static double weight_of(const fit *f, size_t row)
{
    return f->row_weight ? f->row_weight[row] : 1.0;
}

static void loss_and_gradient(const gsl_vector *x, void *context, double *loss,
                              gsl_vector *gradient)
{
    const fit *f = context;
    size_t width = (size_t)f->n_pairs + 1;
    double g[TENOR_MAX_CLASSES * (TN_MAX_PAIRS + 1)] = { 0 };

    *loss = 0.0;
    for (size_t r = 0; r < f->n_rows; r++) {
        const double *d = f->decision + r * (size_t)f->n_pairs;
        int label = f->label[r];
        double weight = f->weight[label] * weight_of(f, r);
        double p[TENOR_MAX_CLASSES] = { 0 };

        for (int c = 0; c < f->n_classes; c++) {
            p[c] = gsl_vector_get(x, (size_t)c * width + width - 1);
            for (int k = 0; k < f->n_pairs; k++)
                p[c] += gsl_vector_get(x, (size_t)c * width + (size_t)k) * d[k];
        }
        softmax(p, f->n_classes);
        *loss -= weight * log(p[label] > 1e-300 ? p[label] : 1e-300);
        for (int c = 0; c < f->n_classes; c++) {
            double error = weight * (p[c] - (c == label));

            for (int k = 0; k < f->n_pairs; k++)
                g[(size_t)c * width + (size_t)k] += error * d[k];
            g[(size_t)c * width + width - 1] += f->has_offsets ? error : 0.0;
        }
    }
    for (size_t i = 0; i < n_parameters(f); i++) {
        double xi = gsl_vector_get(x, i);

        *loss += 0.5 * PENALTY * xi * xi;
        if (gradient)
            gsl_vector_set(gradient, i, g[i] + PENALTY * xi);
    }
}

static int set_weights(fit *f, tenor_error *err)
{
    double count[TENOR_MAX_CLASSES] = { 0 };
    int n_present = 0;

    for (size_t r = 0; r < f->n_rows; r++)
        count[f->label[r]] += weight_of(f, r);
    for (int c = 0; c < f->n_classes; c++)
        n_present += count[c] > 0.0;
    for (int c = 0; c < f->n_classes; c++)
        f->weight[c] = count[c] > 0.0 ? 1.0 / (n_present * count[c]) : 0.0;
    return n_present > 0 ? 0 : tn_fail(err, TENOR_ERR_INPUT, "there is no row to calibrate on");
}

int tn_calibrator_fit(tn_calibrator *out, const double *decision, const int8_t *label,
                      const double *weight, size_t n_rows, int n_classes, bool has_offsets,
                      tenor_error *err)
{
    fit f = {
        decision, label, n_rows, n_classes, tn_n_pairs(n_classes), has_offsets, weight, { 0 }
    };
    size_t width = (size_t)f.n_pairs + 1;
    gsl_vector *x = gsl_vector_calloc(n_parameters(&f));
    int rc = x ? set_weights(&f, err) : tn_no_memory(err);

    *out = (tn_calibrator){ .n_classes = n_classes };
    if (rc < 0 || (rc = tn_minimise(x, loss_and_gradient, &f, "calibration", err)) < 0)
        goto done;
    for (int c = 0; c < n_classes; c++) {
        for (int k = 0; k < f.n_pairs; k++)
            out->slope[c][k] = gsl_vector_get(x, (size_t)c * width + (size_t)k);
        out->offset[c] = gsl_vector_get(x, (size_t)c * width + width - 1);
        out->prior[c] = 1.0 / n_classes;
        out->label_weight[c] = 1.0;
    }
done:
    gsl_vector_free(x);
    return rc;
}

static inline void apply(const tn_calibrator *calibrator, int n, const double *decision,
                         unsigned allowed, double *p)
{
    double posterior[TENOR_MAX_CLASSES] = { 0 }, sum = 0.0;

    for (int c = 0; c < n; c++) {
        posterior[c] = calibrator->offset[c];
        for (int k = 0; k < tn_n_pairs(n); k++)
            posterior[c] += calibrator->slope[c][k] * decision[k];
    }
    softmax(posterior, n);
    for (int c = 0; c < n; c++) { /* the fit holds under a uniform prior */
        posterior[c] *= calibrator->prior[c];
        p[c] = allowed == 0 || (allowed >> c & 1) ? posterior[c] : 0.0;
        sum += p[c];
    }
    for (int c = 0; c < n && sum > 0.0; c++)
        p[c] /= sum;
}

void tn_calibrator_apply(const tn_calibrator *calibrator, const double *decision, unsigned allowed,
                         double *p)
{
    if (calibrator->n_classes == TENOR_MAX_CLASSES) /* as most have: no loop is left */
        apply(calibrator, TENOR_MAX_CLASSES, decision, allowed, p);
    else
        apply(calibrator, calibrator->n_classes, decision, allowed, p);
}

/* to sum 1, no class below MIN_PRIOR */
static void scale_prior(tn_calibrator *calibrator)
{
    double total = 0.0, sum = 0.0;

    for (int c = 0; c < calibrator->n_classes; c++)
        total += calibrator->prior[c];
    for (int c = 0; c < calibrator->n_classes; c++) {
        double share = total > 0.0 ? calibrator->prior[c] / total : 0.0;

        calibrator->prior[c] = share > MIN_PRIOR ? share : MIN_PRIOR;
        sum += calibrator->prior[c];
    }
    for (int c = 0; c < calibrator->n_classes; c++)
        calibrator->prior[c] /= sum;
}

void tn_calibrator_set_prior(tn_calibrator *calibrator, const int64_t *count, double exponent)
{
    for (int c = 0; c < calibrator->n_classes; c++)
        calibrator->prior[c] = exponent > 0.0 ? pow((double)count[c], exponent) : 1.0;
    scale_prior(calibrator);
}

void tn_calibrator_adapt(tn_calibrator *calibrator, double slope, const double *bias,
                         const double *factor)
{
    for (int c = 0; c < calibrator->n_classes; c++) {
        calibrator->offset[c] =
            slope * (calibrator->offset[c] + log(calibrator->prior[c])) + bias[c];
        for (int k = 0; k < tn_n_pairs(calibrator->n_classes); k++)
            calibrator->slope[c][k] *= slope;
        calibrator->prior[c] *= factor[c];
    }
    scale_prior(calibrator);
    for (int c = 0; c < calibrator->n_classes; c++) {
        calibrator->offset[c] -= log(calibrator->prior[c]);
        calibrator->label_weight[c] = 1.0;
    }
}

int tn_calibrator_label(const tn_calibrator *calibrator, const double *p)
{
    double weighted[TENOR_MAX_CLASSES];

    for (int c = 0; c < calibrator->n_classes; c++)
        weighted[c] = p[c] * calibrator->label_weight[c];
    return tn_most_probable(weighted, calibrator->n_classes);
}

int tn_most_probable(const double *p, int n_classes)
{
    int best = 0;

    for (int c = 1; c < n_classes; c++)
        if (p[c] > p[best])
            best = c;
    return best;
}

/* One decision prior and the rows that were decided under it. */
typedef struct {
    const double *prior;
    int64_t count[TENOR_MAX_CLASSES];
    int64_t n;
    double present; /* prior of the classes that have rows */
} prior_group;

static prior_group *find_group(prior_group *group, int n, const double *prior)
{
    for (int g = 0; g < n; g++)
        if (group[g].prior == prior)
            return &group[g];
    return NULL;
}

/* returns their number; rows of more groups than there is room for have none */
static int gather_groups(prior_group *group, const int8_t *label, const double *const *prior,
                         size_t n_rows, int n_classes)
{
    int n = 0;

    for (size_t r = 0; r < n_rows; r++) {
        prior_group *own = find_group(group, n, prior[r]);

        if (!own && n < MAX_GROUPS) {
            own = &group[n++];
            *own = (prior_group){ .prior = prior[r] };
        }
        if (own) {
            own->count[label[r]]++;
            own->n++;
        }
    }
    for (int g = 0; g < n; g++)
        for (int c = 0; c < n_classes; c++)
            group[g].present += group[g].count[c] > 0 ? group[g].prior[c] : 0.0;
    return n;
}

double tn_calibration_error(const double *p, const int8_t *label, const double *const *prior,
                            size_t n_rows, int n_classes)
{
    double confidence[N_BINS] = { 0 }, correct[N_BINS] = { 0 }, total = 0.0, error = 0.0;
    prior_group group[MAX_GROUPS];
    int n_groups = gather_groups(group, label, prior, n_rows, n_classes);

    for (size_t r = 0; r < n_rows; r++) {
        const double *row = p + r * (size_t)n_classes;
        const prior_group *own = find_group(group, n_groups, prior[r]);
        int best = tn_most_probable(row, n_classes);
        int bin = (int)(row[best] * N_BINS);
        double weight = own ? (double)own->n * own->prior[label[r]] / own->present /
                                  (double)own->count[label[r]]
                            : 1.0;

        bin = bin >= N_BINS ? N_BINS - 1 : bin;
        confidence[bin] += weight * row[best];
        correct[bin] += weight * (best == label[r]);
        total += weight;
    }
    for (int bin = 0; bin < N_BINS; bin++)
        error += fabs(confidence[bin] - correct[bin]);
    return total > 0.0 ? error / total : NAN;
}
