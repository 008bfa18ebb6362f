/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accounting.c - where every record that was received went, input by input
 *
 * The inputs are counted from what the reader received and from the records that are left; the
 * whole from the reader's rejections, the copies that were dropped and the site's statistics.
 * Two counts of the same thing, made in different rooms, must agree.
 */
#include "batch/accounting.h"

/* what an input gave and what is not left of it was a copy */
static int count_duplicates(tn_input_account *account, const tenor_input_info *input,
                            size_t n_inputs, tenor_error *err)
{
    for (size_t i = 0; i < n_inputs; i++) {
        tn_input_account *of = &account[i];

        of->duplicates =
            input[i].records - input[i].rejected - of->scored - of->unscored - of->suppressed;
        if (of->duplicates < 0) {
            return tn_fail(err, TENOR_ERR_INTERNAL,
                           "'%.200s': %lld more records are accounted for than were received",
                           input[i].name, (long long)-of->duplicates);
        }
    }
    return 0;
}

static int check_sum(const char *what, int64_t of_inputs, int64_t of_whole, tenor_error *err)
{
    return of_inputs == of_whole
               ? 0
               : tn_fail(err, TENOR_ERR_INTERNAL,
                         "the inputs have %lld %s records together, but the run has %lld",
                         (long long)of_inputs, what, (long long)of_whole);
}

static int compare_with_inputs(const tenor_summary *s, const tn_input_account *account,
                               const tenor_input_info *input, size_t n_inputs, tenor_error *err)
{
    tn_input_account sum = { 0 };
    int64_t rejected = 0, unscored = 0;
    int rc;

    for (size_t i = 0; i < n_inputs; i++) {
        rejected += input[i].rejected;
        sum.scored += account[i].scored;
        sum.unscored += account[i].unscored;
        sum.duplicates += account[i].duplicates;
        sum.suppressed += account[i].suppressed;
    }
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        unscored += s->unscored[reason];
    rc = check_sum("rejected", rejected, s->rejected, err);
    if (rc == 0)
        rc = check_sum("scored", sum.scored, s->scored, err);
    if (rc == 0)
        rc = check_sum("unscored", sum.unscored, unscored, err);
    if (rc == 0)
        rc = check_sum("duplicate", sum.duplicates, s->duplicates, err);
    return rc == 0 ? check_sum("suppressed", sum.suppressed, s->suppressed, err) : rc;
}

static void count_whole(tenor_summary *s, const tn_received *received,
                        const tn_aggregates *aggregates)
{
    const tn_counts *counts = &aggregates->site.stats.all.comments;

    s->received = received->received;
    s->stored = received->stored;
    s->rejected = received->rejected;
    s->scored = counts->scored;
    s->duplicates = aggregates->duplicates + received->dropped;
    s->suppressed = aggregates->suppressed_comments;
    s->articles = aggregates->site.stats.articles;
    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        s->unscored[reason] = counts->unscored[reason];
}

static int check_whole(const tenor_summary *s, tenor_error *err)
{
    int64_t sum = s->scored + s->duplicates + s->rejected + s->suppressed;

    for (int reason = 1; reason < TENOR_N_UNSCORED; reason++)
        sum += s->unscored[reason];
    return sum == s->received + s->stored
               ? 0
               : tn_fail(err, TENOR_ERR_INTERNAL,
                         "%lld records were received but %lld are accounted for",
                         (long long)(s->received + s->stored), (long long)sum);
}

int tn_account(tenor_summary *summary, tn_input_account *account, const tn_received *received,
               const tn_aggregates *aggregates, tenor_error *err)
{
    int rc;

    count_whole(summary, received, aggregates);
    rc = check_whole(summary, err);
    if (rc < 0 || !account)
        return rc;
    rc = count_duplicates(account, received->input, received->n_inputs, err);
    return rc == 0 ? compare_with_inputs(summary, account, received->input, received->n_inputs, err)
                   : rc;
}
