/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accounting.h - where every record that was received went, input by input
 */
#ifndef TN_ACCOUNTING_H
#define TN_ACCOUNTING_H

#include "batch/aggregate.h"
#include "output/documents.h"

/* What a run received. */
typedef struct {
    const tenor_input_info *input;
    size_t n_inputs;
    int64_t received, rejected;
    int64_t stored;        /* records of the nights before */
    int64_t dropped;       /* copies that did not count on the way here */
    const char *commonest; /* rejection; "" for none */
} tn_received;

/*
 * Fill the summary's counts, and what is left to fill of `account`: for each input what became of
 * its records; aggregating has counted those that are left. Of equal copies the one of the first
 * input counts. NULL: the inputs cannot be told apart. TENOR_ERR_INTERNAL if received and stored is
 * not scored + unscored + duplicates + rejected + left out + suppressed, of an input or of the
 * whole, or if the two do not agree.
 */
int tn_account(tenor_summary *summary, tn_input_account *account, const tn_received *received,
               const tn_aggregates *aggregates, tenor_error *err);

#endif
