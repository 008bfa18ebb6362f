/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity.h - a comment's record: who it is and what it said, without its text
 */
#ifndef TN_IDENTITY_H
#define TN_IDENTITY_H

#include "batch/store/author_key.h"
#include "stats/record.h"

/*
 * Fill a record from a comment. Its strings are the comment's. Labels are left empty. `scratch`
 * is the thread's own.
 */
int tn_record_identify(tn_record *record, const tenor_comment *comment, const tn_author_key *key,
                       tn_buf *scratch, tenor_error *err);

/* Take labels, posteriors and coverage over. */
void tn_record_label(tn_record *record, const tenor_result *result);

/* Take only one head over. */
void tn_record_label_head(tn_record *record, int head, const tenor_label *label);

/* Append a string, or a number, so that no two different sequences give the same bytes. */
int tn_append_field(tn_buf *out, tenor_str field, tenor_error *err);
int tn_append_number(tn_buf *out, int64_t number, tenor_error *err);

#endif
