/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label.c - from a text's sums to a label: decision values, posteriors, the most probable class
 */
#include "model/engine.h"

void tn_dense_of(double *out, int head, size_t n_tokens, const tn_naming *naming)
{
    if (head == TENOR_STANCE) {
        *out++ = naming->share_named;
        *out++ = naming->in_tag;
        *out++ = naming->negated;
        *out++ = naming->n_marks == 0;
    }
    *out = tn_log_length(n_tokens);
}

void tn_shared_decision(double *decision, const tn_model_description *m, const double *sum,
                        size_t n_tokens, const double *dense)
{
    double scale = 1.0 / tn_length_norm(n_tokens);

    for (int pair = 0; pair < tn_n_pairs(m->n_classes); pair++) {
        /* NOLINTNEXTLINE(*UndefinedBinaryOperatorResult): there are at most TN_MAX_PAIRS */
        decision[pair] = sum[pair] * scale - m->rho[pair];
        for (int k = 0; k < tn_task_of(m->head)->n_dense; k++)
            decision[pair] += m->dense_weight[pair][k] * dense[k];
    }
}

void tn_domain_decision(double *decision, const tn_model_description *m, int domain,
                        const double *shared, const double *sum, size_t n_tokens)
{
    const tn_domain *own = &m->domains.item[domain];
    double scale = 1.0 / tn_length_norm(n_tokens);
    int n_pairs = tn_n_pairs(m->n_classes);

    for (int pair = 0; pair < n_pairs; pair++) {
        decision[pair] = sum[pair] * scale + own->constant[pair] - m->rho[pair];
        for (int k = 0; k < n_pairs; k++)
            decision[pair] += own->shared_weight[pair][k] * shared[k];
    }
}

void tn_model_conclude(const tn_model_description *d, int domain, unsigned allowed,
                       tenor_label *label)
{
    const tn_calibrator *calibrator = tn_calibrator_of(d, domain);

    label->present = true;
    label->part = domain;
    label->n_classes = d->n_classes;
    tn_calibrator_apply(calibrator, label->decision, allowed, label->p);
    label->label = tn_calibrator_label(calibrator, label->p);
    label->vote = tn_vote(label->decision, d->n_classes);
    label->score = label->p[d->n_classes - 1] - label->p[0];
}

void tn_reply_side_of(tn_reply_side *out, const tn_tokens *tokens, const double *sum)
{
    tn_reply_words(out, tokens);
    for (int pair = 0; pair < TN_MAX_PAIRS; pair++)
        out->sum[pair] = (float)sum[pair];
}

void tn_reply_label(const tn_model *m, const tn_reply_side *reply, const tn_reply_side *parent,
                    unsigned allowed, tenor_label *out)
{
    double dense[TN_MAX_DENSE], sum[TN_MAX_PAIRS];

    *out = (tenor_label){ 0 };
    tn_reply_dense(dense, reply, parent);
    for (int pair = 0; pair < TN_MAX_PAIRS; pair++)
        sum[pair] = (double)reply->sum[pair];
    tn_shared_decision(out->decision, &m->description, sum, reply->n_tokens, dense);
    tn_model_conclude(&m->description, TN_SHARED, allowed, out);
}
