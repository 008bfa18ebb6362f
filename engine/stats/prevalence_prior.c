/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prevalence_prior.c - corrected shares drawn toward what a site's articles have in common
 */
#include "stats/prevalence.h"
#include "stats/stats.h"

#include <math.h>

#define FEWEST_GROUPS 3
#define STRENGTH_MIN  1.0
#define STRENGTH_MAX  100.0 /* nor more than one comment for each group: few groups know little */

static bool counts(const tn_prevalence *group)
{
    return group->n >= TN_GROUP_MIN && isfinite(group->share[0]);
}

static void add_means(tn_prevalence_prior *out, const tn_prevalence *const *group, size_t n_groups)
{
    for (int c = 0; c < out->n_classes; c++)
        out->mean[c] = 0.0;
    for (size_t g = 0; g < n_groups; g++) {
        out->n_groups += counts(group[g]);
        for (int c = 0; counts(group[g]) && c < out->n_classes; c++) {
            out->mean[c] += group[g]->share[c];
            out->error_variance[c] += group[g]->error_variance[c];
        }
    }
    for (int c = 0; c < out->n_classes; c++) {
        out->mean[c] /= (double)out->n_groups; /* NaN without any */
        out->error_variance[c] /= (double)out->n_groups;
    }
}

void tn_prevalence_prior_of(tn_prevalence_prior *out, const tn_prevalence *const *group,
                            size_t n_groups, int n_classes)
{
    double between = 0.0, spread = 0.0, most;

    *out = (tn_prevalence_prior){ .n_classes = n_classes, .strength = NAN };
    add_means(out, group, n_groups);
    if (out->n_groups < FEWEST_GROUPS)
        return;
    for (size_t g = 0; g < n_groups; g++) {
        for (int c = 0; counts(group[g]) && c < n_classes; c++) {
            double d = group[g]->share[c] - out->mean[c];

            between += d * d - group[g]->share[c] * (1.0 - group[g]->share[c]) / group[g]->trials;
        }
    }
    for (int c = 0; c < n_classes; c++)
        spread += out->mean[c] * (1.0 - out->mean[c]);
    between /= (double)(out->n_groups - 1);
    most = fmin((double)out->n_groups, STRENGTH_MAX);
    out->strength = between > 0.0 ? fmin(fmax(spread / between - 1.0, STRENGTH_MIN), most) : most;
}

void tn_prevalence_shrink(tn_shrunk_prevalence *out, const tn_prevalence *prevalence,
                          const tn_prevalence_prior *prior, double z)
{
    double trials = prevalence->n > 0 ? prevalence->trials : 0.0;
    double own = trials / (trials + prior->strength), site = 1.0 - own;

    for (int c = 0; c < prior->n_classes; c++) {
        double mean = prior->mean[c], variance;

        out->share[c] = site * mean;
        variance = site * site *
                   (mean * (1.0 - mean) / (prior->strength + 1.0) + prior->error_variance[c]);
        if (prevalence->n > 0) {
            out->share[c] += own * prevalence->share[c];
            variance += own * own * prevalence->variance[c];
        }
        tn_wilson(&out->low[c], &out->high[c], out->share[c], tn_trials_of(out->share[c], variance),
                  z);
    }
}

void tn_prevalence_pool(tn_prevalence *out, const tn_prevalence *const *group, size_t n_groups,
                        const tn_prevalence_prior *prior, double z)
{
    int64_t n = 0;

    tn_prevalence_unknown(out, prior->n_classes);
    for (size_t g = 0; g < n_groups; g++)
        n += group[g]->n;
    if (n == 0)
        return;
    out->n = n;
    for (int c = 0; c < prior->n_classes; c++)
        out->share[c] = out->variance[c] = out->error_variance[c] = 0.0;
    for (size_t g = 0; g < n_groups; g++) {
        double weight = (double)group[g]->n / (double)n;
        tn_shrunk_prevalence shrunk;

        tn_prevalence_shrink(&shrunk, group[g], prior, z);
        for (int c = 0; group[g]->n > 0 && c < prior->n_classes; c++) {
            double share = isfinite(prior->strength) ? shrunk.share[c] : group[g]->share[c];

            out->share[c] += weight * share;
            out->variance[c] +=
                weight * weight * (group[g]->variance[c] - group[g]->error_variance[c]);
            out->error_variance[c] += weight * group[g]->error_variance[c];
        }
    }
    for (int c = 0; c < prior->n_classes; c++)
        out->variance[c] += out->error_variance[c];
    tn_prevalence_intervals(out, z);
}
