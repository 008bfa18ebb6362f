/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare_moment.h - did readers change after a moment?
 */
#ifndef TN_OUTPUT_COMPARE_MOMENT_H
#define TN_OUTPUT_COMPARE_MOMENT_H

#include "tenor_run.h"

/* tenor_compare() with options->at. */
int tn_compare_moment(const tenor_compare_options *options, FILE *out, bool *changed,
                      tenor_error *err);

#endif
