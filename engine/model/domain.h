/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain.h - the parts of a model: features shared by all texts, and features of one domain
 *
 * A text has one domain of its own at most: a known target (stance), or, for replies, being
 * addressed to an account by a mention. Its features are counted in the shared part, in that
 * domain's part, or in both (Daumé 2007, "Frustratingly easy domain adaptation"). Smaller targets
 * that were labelled together, in one data set, have a part in common, a set, in place of the
 * shared one: measured on the stance sets, what serves unseen targets is of no use to known ones.
 */
#ifndef TN_DOMAIN_H
#define TN_DOMAIN_H

#include "model/calibrate.h"

#define TN_SHARED     (-1) /* no domain of its own: the shared part */
#define TN_ALONE      (-2) /* as a base: none */
#define TN_MAX_ACTIVE 2

/*
 * A target with fewer rows is small: it stands alone and trusts characters more. Measured:
 * SemEval-2016's five, 400 to 700 rows each, are better alone than on a set, MT-CSD's, about
 * 1,000 each, on a set.
 */
#define TN_SMALL_DOMAIN_ROWS 700

typedef enum { TN_DOMAIN_SET, TN_DOMAIN_TARGET, TN_DOMAIN_MENTIONS } tn_domain_kind;
#define TN_N_DOMAIN_KINDS 3

typedef struct {
    char *name; /* of a target: normalised */
    tn_domain_kind kind;
    int base;       /* the part it adds to: TN_SHARED, an earlier set, or TN_ALONE */
    int64_t n_rows; /* it was trained on */
    double dense_weight[TN_MAX_PAIRS][TN_MAX_DENSE];
    double constant[TN_MAX_PAIRS];
    bool calibrated; /* has a calibrator; otherwise its base's serves */
    tn_calibrator calibrator;
} tn_domain;

typedef struct {
    tn_domain *item;
    size_t n;
    size_t capacity;
} tn_domains;

/* "set", "target", "mentions"; -1 if there is none of that name. */
const char *tn_domain_kind_name(int kind);
int tn_domain_kind_of_name(const char *name);

/* Append one; the name is copied. */
int tn_domains_add(tn_domains *domains, const char *name, tn_domain_kind kind, int base,
                   tenor_error *err);
void tn_domains_free(tn_domains *domains);

/* The parts in which a text of this domain has its features, ascending; returns their number. */
static inline int tn_domains_active(const tn_domains *domains, int own, int active[TN_MAX_ACTIVE])
{
    int n = 0;

    if (own >= 0 && domains->item[own].base != TN_ALONE) {
        active[n++] = domains->item[own].base;
    }
    active[n++] = own;
    return n;
}

/* A domain that is trained on what the part below leaves, and has no say in that (residual.h). */
static inline bool tn_domain_is_residual(const tn_domains *domains, int domain)
{
    return domain >= 0 && domains->item[domain].kind == TN_DOMAIN_MENTIONS;
}

/* The parts that learn from a text of this domain; returns their number. */
static inline int tn_domains_taught(const tn_domains *domains, int own, int taught[TN_MAX_ACTIVE])
{
    if (tn_domain_is_residual(domains, own)) {
        taught[0] = own;
        return 1;
    }
    return tn_domains_active(domains, own, taught);
}

/* A part that adds to no other. */
static inline bool tn_domains_is_base(const tn_domains *domains, int domain)
{
    return domain < 0 || domains->item[domain].base == TN_ALONE;
}

/* The domain whose calibrator serves; TN_SHARED for the model's own. */
static inline int tn_domains_calibrated(const tn_domains *domains, int own)
{
    while (own >= 0 && !domains->item[own].calibrated) {
        own = domains->item[own].base == TN_ALONE ? TN_SHARED : domains->item[own].base;
    }
    return own;
}

/*
 * Where a part's dense features stand among a model's features, 0-based: after the words of all
 * sides, the shared part's first; a domain has one more than the task, its constant.
 */
static inline size_t tn_dense_start(const tn_task *task, size_t n_entries, int domain)
{
    size_t n_dense = (size_t)task->n_dense;

    return n_entries * (size_t)task->n_sides +
           (domain < 0 ? 0 : n_dense + (size_t)domain * (n_dense + 1));
}

#endif
