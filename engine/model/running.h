/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * running.h - what rows add up to, all heads' columns side by side
 *
 * Each column's additions are made in the order of the rows, four columns at a time: its bits are
 * the same as one column at a time.
 */
#ifndef TN_RUNNING_H
#define TN_RUNNING_H

#include "model/joint.h"

/* lanes that compilers lay out for the processor they are told of */
typedef double tn_lanes __attribute__((vector_size(4 * sizeof(double))));
typedef int32_t tn_counts __attribute__((vector_size(4 * sizeof(int32_t)))); /* one lane a head */
#define TN_N_LANES (TN_JOINT_COLUMNS / 4)

typedef struct {
    tn_lanes column[TN_N_LANES];
    tn_counts n_known; /* words that each head knows; last, words that any may know */
} tn_running;

static inline void tn_add_nothing(tn_running *out)
{
    const tn_lanes zero = { 0 };

    for (int i = 0; i < TN_N_LANES; i++) {
        out->column[i] = zero;
    }
    out->n_known = (tn_counts){ 0 };
}

void tn_add_row(tn_running *sums, const tn_joint_row *row);

/*
 * Rows of the keys from `first` on are added, up to one that is not at hand. Where that was, or n.
 * Keys are unsalted.
 */
size_t tn_add_near(tn_running *sums, const tn_joint *joint, const tn_joint_table *rows,
                   uint64_t salt, const uint64_t *key, size_t first, size_t n);

#endif
