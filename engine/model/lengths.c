/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lengths.c - what a text's length is to a model, for the lengths that most texts have
 */
#include "model/lengths.h"

void tn_lengths_fill(tn_lengths *out)
{
    for (size_t n = 0; n < TN_N_LENGTHS; n++) {
        out->log[n] = tn_log_length(n);
        out->scale[n] = 1.0 / tn_length_norm(n);
    }
}
