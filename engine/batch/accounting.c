/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accounting.c - where every record that was received went, input by input
 *
 * The inputs are counted from what the reader received and from the records that are left; the
 * whole from what was rejected and left out, the copies that were dropped and the site's
 * statistics. Two counts of the same thing, made in different rooms, must agree.
 */
#include "batch/accounting.h"

#include "ingest/rejections.h"

static int64_t unscored_of(const tenor_summary *s)
{
    int64_t n = 0;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        n += s->unscored[reason];
    return n;
}

static int count_whole(tenor_summary *s, const tn_received *received,
                       const tn_aggregates *aggregates, tenor_error *err)
{
    const tn_counts *counts = &aggregates->site.stats.all.comments;
    int64_t sum;

    tn_sum_inputs(s, received->input, received->n_inputs);
    snprintf(s->commonest_rejection, sizeof(s->commonest_rejection), "%s", received->commonest);
    s->received = received->received;
    s->stored = received->stored;
    s->rejected = received->rejected;
    s->scored = counts->scored;
    s->duplicates = aggregates->duplicates + received->dropped;
    s->suppressed = aggregates->suppressed_comments;
    s->articles = aggregates->site.stats.articles;
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        s->unscored[reason] = counts->unscored[reason];
    sum = s->scored + unscored_of(s) + s->duplicates + s->rejected + tn_n_left_out(s->left_out) +
          s->suppressed;
    if (sum != s->received + s->stored) {
        return tn_fail(err, TENOR_ERR_INTERNAL,
                       "%lld records were received but %lld are accounted for",
                       (long long)(s->received + s->stored), (long long)sum);
    }
    return 0;
}

/* what an input gave and what is not left of it was a copy; together they must be the whole */
static int count_inputs(tn_input_account *account, const tn_received *received,
                        const tenor_summary *s, tenor_error *err)
{
    tn_input_account sum = { 0 };
    int64_t rejected = 0;

    for (size_t i = 0; i < received->n_inputs; i++) {
        const tenor_input_info *input = &received->input[i];
        tn_input_account *of = &account[i];

        of->duplicates = input->records - input->rejected - tn_n_left_out(input->left_out) -
                         of->scored - of->unscored - of->suppressed;
        if (of->duplicates < 0) {
            return tn_fail(err, TENOR_ERR_INTERNAL,
                           "'%.200s': %lld more records are accounted for than were received",
                           input->name, (long long)-of->duplicates);
        }
        rejected += input->rejected;
        sum.scored += of->scored;
        sum.unscored += of->unscored;
        sum.duplicates += of->duplicates;
        sum.suppressed += of->suppressed;
    }

    const struct {
        const char *what;
        int64_t of_inputs, of_whole;
    } count[] = { { "rejected", rejected, s->rejected },
                  { "scored", sum.scored, s->scored },
                  { "unscored", sum.unscored, unscored_of(s) },
                  { "duplicate", sum.duplicates, s->duplicates },
                  { "suppressed", sum.suppressed, s->suppressed } };

    for (size_t i = 0; i < sizeof(count) / sizeof(*count); i++) {
        if (count[i].of_inputs != count[i].of_whole) {
            return tn_fail(err, TENOR_ERR_INTERNAL,
                           "the inputs have %lld %s records together, but the run has %lld",
                           (long long)count[i].of_inputs, count[i].what,
                           (long long)count[i].of_whole);
        }
    }
    return 0;
}

int tn_account(tenor_summary *summary, tn_input_account *account, const tn_received *received,
               const tn_aggregates *aggregates, tenor_error *err)
{
    int rc = count_whole(summary, received, aggregates, err);

    return rc == 0 && account ? count_inputs(account, received, summary, err) : rc;
}
