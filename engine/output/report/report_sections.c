/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_sections.c - a site's sections as rows of the tables, and the figures of one of them
 */
#include "output/report/report.h"

#include <math.h>
#include <string.h>

static const json_t *difference_of(const json_t *row, const char *head)
{
    char key[TN_DOC_KEY_BYTES];

    tn_doc_key(key, head, "difference");
    return json_object_get(row, key);
}

int tn_report_sections(json_t **out, const char *run, tenor_error *err)
{
    json_t *row;
    size_t index;
    bool ok = true;
    int rc = tn_results_load_rollup(out, run, TN_SECTIONS, err);

    json_array_foreach(*out, index, row)
    {
        const char *name = tn_get_text(row, "section");
        bool unlike = false;

        for (int h = 0; h < TENOR_N_HEADS; h++)
            unlike |=
                tn_get_real(difference_of(row, tenor_head_name(h)), "q_value") <= TN_UNUSUAL_Q;
        tn_put_text(row, "title", name ? name : TN_NO_SECTION, &ok);
        tn_put_text(row, "flags", unlike ? "unlike_the_rest" : "", &ok);
    }
    return ok ? rc : tn_no_memory(err);
}

const json_t *tn_report_find_section(const json_t *sections, const char *name)
{
    const json_t *row;
    size_t index;

    json_array_foreach(sections, index, row)
    {
        if (strcmp(tn_get_text(row, "title"), name) == 0)
            return row;
    }
    return NULL;
}

/* "mean +0.12 (…), 28% negative (20 to 36), …; +0.05 from the rest of the site (…, q 0.2)" */
static void head_line(char text[TN_SITE_LINE_BYTES], const json_t *row, const char *head,
                      bool is_mail)
{
    const json_t *difference = difference_of(row, head);
    char name[TN_DOC_KEY_BYTES], shown[3][TN_SHOWN_BYTES], q[TN_SHOWN_BYTES];
    const char *key;
    bool has_shares = !is_mail || tn_certainty_of(row, head) != TN_TOO_WIDE, has_mean;
    double mean[3];
    json_t *value;
    int used;

    for (int i = 0; i < 3; i++) {
        tn_doc_key(name, head, i == 0 ? "mean" : i == 1 ? "mean_low" : "mean_high");
        mean[i] = tn_get_real(row, name);
    }
    has_mean = !is_mail || !tn_is_too_uncertain(mean[1], mean[2], 2.0);
    used = tn_put_mean(text, mean[0], mean[1], mean[2], has_mean, has_shares);
    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (has_shares && tn_report_is_class(row, key, head)) {
            double low, high;

            tn_doc_key(name, key, "low");
            low = tn_get_real(row, name);
            tn_doc_key(name, key, "high");
            high = tn_get_real(row, name);
            used = tn_add_share(text, used, key + strlen(head) + 1, json_number_value(value), low,
                                high);
        }
    }
    if (used < TN_SITE_LINE_BYTES && json_is_object(difference)) {
        snprintf(text + used, (size_t)(TN_SITE_LINE_BYTES - used),
                 "; %s from the rest of the site (%s to %s, q %s)",
                 tn_shown_score(shown[0], tn_get_real(difference, "estimate")),
                 tn_shown_score(shown[1], tn_get_real(difference, "low")),
                 tn_shown_score(shown[2], tn_get_real(difference, "high")),
                 tn_shown_number(q, tn_get_real(difference, "q_value")));
    }
}

int tn_report_section_lines(tn_site_line line[TN_MAX_SITE_LINES], const json_t *row, bool is_mail)
{
    int64_t comments = tn_get_integer(row, "comments"), scored = tn_get_integer(row, "scored");
    int n = 0;

    line[n].name = "articles";
    snprintf(line[n++].text, TN_SITE_LINE_BYTES, "%lld",
             (long long)tn_get_integer(row, "articles"));
    line[n].name = "comments";
    snprintf(line[n++].text, TN_SITE_LINE_BYTES, "%lld, %lld scored, %lld not", (long long)comments,
             (long long)scored, (long long)(comments - scored));
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        char key[TN_DOC_KEY_BYTES];

        tn_doc_key(key, tenor_head_name(h), "count");
        if (tn_get_integer(row, key) > 0) {
            line[n].name = tenor_head_name(h);
            head_line(line[n++].text, row, tenor_head_name(h), is_mail);
        }
    }
    return n;
}
