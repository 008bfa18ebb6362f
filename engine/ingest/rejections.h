/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rejections.h - what did not become a comment, counted
 */
#ifndef TN_REJECTIONS_H
#define TN_REJECTIONS_H

#include "ingest/ingest.h"
#include "tenor_run.h"

#define TN_TALLIED_REASONS 16

/* Reasons and how often each came, as far as fits. All zero is empty. */
typedef struct {
    struct {
        char reason[TN_REASON_BYTES];
        int64_t count; /* 0: free */
    } of[TN_TALLIED_REASONS];
} tn_reason_tally;

/*
 * Count a reason. A new one for which there is no place takes that of the rarest, with its count:
 * one that more than a sixteenth were rejected for is never lost ("Space-Saving": A. Metwally,
 * D. Agrawal, A. El Abbadi, ICDT 2005).
 */
void tn_tally_reason(tn_reason_tally *tally, const char *reason);

/* The reason that came most often; "" if none did. It lives as long as the tally. */
const char *tn_commonest_reason(const tn_reason_tally *tally);

/* That of the reader's rejections so far. */
const char *tn_reader_commonest(const tenor_reader *reader);

/* Set what a summary has of inputs: received, rejected, left out, repaired, dropped fields. */
void tn_sum_inputs(tenor_summary *summary, const tenor_input_info *input, size_t n_inputs);

/* The same of a reader, with its commonest rejection. */
void tn_sum_reader(tenor_summary *summary, const tenor_reader *reader);

/*
 * TENOR_ERR_INPUT, saying what became of the inputs' records, since none is a comment; `end`
 * follows. Of the summary is read what tn_sum_reader sets.
 */
int tn_fail_no_comments(const tenor_summary *summary, size_t n_inputs, const char *end,
                        tenor_error *err);

/* When all is read: TENOR_ERR_INPUT if no record is a comment, and some could not be read. */
int tn_reader_check(const tenor_reader *reader, tenor_error *err);

/* Records that were left out, for any reason. */
int64_t tn_n_left_out(const int64_t left_out[TENOR_N_LEFT_OUT]);

#endif
