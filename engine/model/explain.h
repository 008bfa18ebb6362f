/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.h - a label's decision values taken apart, by the unfolded weights
 */
#ifndef TN_EXPLAIN_H
#define TN_EXPLAIN_H

#include "model/model.h"
#include "text/explanation.h"

/* Reads a head's vocabulary and weights when that head is first explained. One thread at a time. */
typedef struct tn_explainer tn_explainer;

/* The engine must outlive the explainer. */
int tn_explainer_new(tn_explainer **out, const tenor_engine *engine, tenor_error *err);
void tn_explainer_free(tn_explainer *explainer);

/*
 * Take a label apart that was given to this text; label->present holds. `other` is what it was
 * given with: the target (stance; sentiment where it was set on purpose) or the parent's text
 * (reply). out->total is label->decision up to the folding's rounding. *out is cleared first.
 */
int tn_explain(tn_explainer *explainer, int head, const tenor_label *label, tenor_str text,
               tenor_str other, tn_explanation *out, tenor_error *err);

#endif
