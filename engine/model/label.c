/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * label.c - from a text's sums to a label: dense features, posteriors, the most probable class
 */
#include "model/dense.h"
#include "model/engine.h"

/* for all pairs that can be: those a model does not have are zero, and so no loop is left */
static void add_dense(const tn_model_description *d, int domain, const double *dense,
                      double *decision)
{
    const tn_domain *own = domain >= 0 ? &d->domains.item[domain] : NULL;
    const double(*weight)[TN_MAX_DENSE] = own ? own->dense_weight : d->dense_weight;
    int n_dense = tn_task_of(d->head)->n_dense;
    double sum[TN_MAX_PAIRS]; /* nothing that is read may be written meanwhile */

    for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
        sum[pair] = decision[pair] + (own ? own->constant[pair] : 0.0);
    }
    for (int k = 0; k < n_dense; k++) {
        for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
            sum[pair] += weight[pair][k] * dense[k];
        }
    }
    for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
        decision[pair] = sum[pair];
    }
}

void tn_model_conclude(const tn_model_description *d, int domain, unsigned allowed,
                       tenor_label *label)
{
    int calibrated = tn_domains_calibrated(&d->domains, domain);

    label->present = true;
    label->part = calibrated;
    label->n_classes = d->n_classes;
    tn_calibrator_apply(calibrated < 0 ? &d->calibrator : &d->domains.item[calibrated].calibrator,
                        label->decision, allowed, label->p);
    label->label = tn_most_probable(label->p, d->n_classes);
    label->vote = tn_vote(label->decision, d->n_classes);
    label->score = label->p[d->n_classes - 1] - label->p[0];
}

void tn_model_decide(const tn_model *m, int domain, const double *dense, unsigned allowed,
                     tenor_label *label)
{
    const tn_model_description *d = &m->description;
    int active[TN_MAX_ACTIVE];
    int n_active = tn_domains_active(&d->domains, domain, active);

    for (int pair = 0; pair < TN_MAX_PAIRS; pair++) {
        label->decision[pair] -= d->rho[pair];
    }
    for (int i = 0; i < n_active; i++) {
        add_dense(d, active[i], dense, label->decision);
    }
    tn_model_conclude(d, domain, allowed, label);
}

void tn_model_label(const tn_model *m, const tn_tokens *tokens, int domain,
                    const tn_text_sums *text, const tn_name *target, const tn_aliases *aliases,
                    unsigned allowed, tenor_label *out)
{
    double scale = tn_lengths_scale(&m->lengths, tokens->n_tokens);
    double dense[TN_MAX_DENSE];

    *out = (tenor_label){ 0 };
    tn_dense_of_comment(m->description.head, tokens, target, aliases, &m->lengths, dense);
    for (int pair = 0; pair < tn_n_pairs(m->description.n_classes); pair++) {
        out->decision[pair] = text->sum[pair] * scale;
    }
    tn_model_decide(m, domain, dense, allowed, out);
}

/* -------------------------------------------------------------- replies */

void tn_reply_side_of(tn_reply_side *out, const tn_tokens *tokens, const tn_text_sums *sums)
{
    tn_reply_words(out, tokens);
    for (int c = 0; c < TN_MAX_COLUMNS; c++) {
        out->sum[c] = (float)sums->sum[c];
    }
}

void tn_reply_label(const tn_model *m, const tn_reply_side *reply, const tn_reply_side *parent,
                    unsigned allowed, tenor_label *out)
{
    int n_pairs = tn_n_pairs(m->description.n_classes);
    double scale = tn_lengths_scale(&m->lengths, reply->n_tokens);
    double parent_scale = tn_lengths_scale(&m->lengths, parent->n_tokens);
    double dense[TN_MAX_DENSE];

    *out = (tenor_label){ 0 };
    tn_dense_of_reply(reply, parent, &m->lengths, dense);
    for (int pair = 0; pair < n_pairs; pair++) {
        out->decision[pair] =
            (double)reply->sum[pair] * scale + (double)parent->sum[n_pairs + pair] * parent_scale;
    }
    tn_model_decide(m, reply->has_mention ? m->mentions : TN_SHARED, dense, allowed, out);
}
