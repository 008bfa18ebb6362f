/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * evaluation_write.h - the two forms of an evaluation
 */
#ifndef TN_EVALUATION_WRITE_H
#define TN_EVALUATION_WRITE_H

#include "base/base.h"
#include "tenor_run.h"

int tn_evaluation_write_json(FILE *out, const tenor_evaluation *e, tenor_error *err);

#endif
