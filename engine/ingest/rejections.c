/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rejections.c - what did not become a comment, counted
 */
#include "ingest/rejections.h"

#include <string.h>

const char *tenor_left_out_name(int reason)
{
    static const char *const name[TENOR_N_LEFT_OUT] = { NULL, "spam", "held", "pingback", "other" };

    return reason > 0 && reason < TENOR_N_LEFT_OUT ? name[reason] : NULL;
}

int64_t tn_n_left_out(const int64_t left_out[TENOR_N_LEFT_OUT])
{
    int64_t n = 0;

    for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
        n += left_out[reason];
    return n;
}

void tn_tally_reason(tn_reason_tally *tally, const char *reason)
{
    size_t rarest = 0;

    for (size_t i = 0; i < TN_TALLIED_REASONS; i++) {
        if (tally->of[i].count > 0 && strcmp(tally->of[i].reason, reason) == 0) {
            tally->of[i].count++;
            return;
        }
        if (tally->of[i].count < tally->of[rarest].count)
            rarest = i;
    }
    snprintf(tally->of[rarest].reason, TN_REASON_BYTES, "%s", reason);
    tally->of[rarest].count++;
}

const char *tn_commonest_reason(const tn_reason_tally *tally)
{
    size_t most = 0;

    for (size_t i = 1; i < TN_TALLIED_REASONS; i++)
        if (tally->of[i].count > tally->of[most].count)
            most = i;
    return tally->of[most].reason;
}

void tn_sum_inputs(tenor_summary *summary, const tenor_input_info *input, size_t n_inputs)
{
    summary->received = summary->rejected = summary->repaired = summary->dropped_fields = 0;
    memset(summary->left_out, 0, sizeof(summary->left_out));
    for (size_t i = 0; i < n_inputs; i++) {
        summary->received += input[i].records;
        summary->rejected += input[i].rejected;
        summary->repaired += input[i].repaired;
        summary->dropped_fields += input[i].dropped_fields;
        for (int reason = 1; reason < TENOR_N_LEFT_OUT; reason++)
            summary->left_out[reason] += input[i].left_out[reason];
    }
}

void tn_sum_reader(tenor_summary *summary, const tenor_reader *reader)
{
    size_t n_inputs;
    const tenor_input_info *input = tenor_reader_inputs(reader, &n_inputs);

    tn_sum_inputs(summary, input, n_inputs);
    snprintf(summary->commonest_rejection, sizeof(summary->commonest_rejection), "%s",
             tn_reader_commonest(reader));
}

int tn_fail_no_comments(const tenor_summary *s, size_t n_inputs, const char *end, tenor_error *err)
{
    char why[400] = "";

    if (s->rejected > 0)
        snprintf(why, sizeof(why), ": %lld of %lld records rejected, mostly: %.180s%s",
                 (long long)s->rejected, (long long)s->received, s->commonest_rejection,
                 strstr(s->commonest_rejection, "is missing")
                     ? " (--map FIELD=THEIRS names it, --article-id files of one article)"
                     : "");
    else if (s->received > 0)
        snprintf(why, sizeof(why), ": all %lld records left out", (long long)s->received);
    else if (n_inputs == 0)
        snprintf(why, sizeof(why), ": no file was found");
    return tn_fail(err, TENOR_ERR_INPUT, "no comments in %zu input%s%s%s", n_inputs,
                   n_inputs == 1 ? "" : "s", why, end);
}

int tn_reader_check(const tenor_reader *reader, tenor_error *err)
{
    tenor_summary summary = { 0 };
    size_t n_inputs;

    tn_sum_reader(&summary, reader);
    tenor_reader_inputs(reader, &n_inputs);
    if (summary.rejected == 0 ||
        summary.rejected + tn_n_left_out(summary.left_out) < summary.received)
        return 0;
    return tn_fail_no_comments(&summary, n_inputs, "", err);
}
