/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c - the parts that pages of the terminal report are made of
 */
#include "output/report/report.h"

#include <math.h>
#include <string.h>

#define NAME_COLUMNS 12

void tn_page_printf(tn_page *page, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    int bytes;

    if (page->rc < 0)
        return;
    va_start(ap, fmt);
    bytes = vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    if (bytes < 0 || bytes >= (int)sizeof(text))
        page->rc = tn_fail(page->err, TENOR_ERR_INTERNAL, "a line of the report is too long");
    else
        page->rc = tn_buf_append(&page->text, text, (size_t)bytes, page->err);
}

void tn_page_put(tn_page *page, const char *text, size_t bytes)
{
    if (page->rc == 0)
        page->rc = tn_buf_append(&page->text, text, bytes, page->err);
}

void tn_page_style(tn_page *page, const char *style)
{
    if (page->color)
        tn_page_printf(page, "\033[%sm", style ? style : "0");
}

void tn_page_cell(tn_page *page, const char *text, int columns, bool to_right)
{
    tn_buf clean = { 0 };

    if (page->rc == 0)
        page->rc = tn_cell_clean(&clean, text ? text : "-", strlen(text ? text : "-"), page->err);
    if (page->rc == 0) {
        page->rc = tn_cell_pad(&page->text, clean.data ? clean.data : "", clean.bytes, columns,
                               to_right, page->err);
    }
    tn_buf_free(&clean);
}

void tn_page_end_line(tn_page *page)
{
    while (page->text.bytes > 0 && page->text.data[page->text.bytes - 1] == ' ')
        page->text.bytes--;
    tn_page_put(page, "\n", 1);
}

void tn_page_rule(tn_page *page)
{
    for (int i = 0; i < page->width; i++)
        tn_page_printf(page, "-");
    tn_page_printf(page, "\n");
}

/* bytes of the next line: to the last blank that fits, or as much as fits */
static size_t line_bytes(const char *text, size_t bytes, int columns)
{
    size_t fits = tn_cell_fit(text, bytes, columns), at = fits;

    if (fits == bytes || text[fits] == ' ')
        return fits;
    while (at > 0 && text[at - 1] != ' ')
        at--;
    return at > fits / 2 ? at - 1 : fits;
}

/* clean text, wrapped; the first line is already indented */
static void wrapped(tn_page *page, const char *text, size_t bytes, int indent)
{
    bool first = true;

    while (page->rc == 0 && bytes > 0) {
        size_t n = line_bytes(text, bytes, page->width - indent);

        n = n > 0 ? n : bytes; /* nothing fits: cannot be, at 40 columns */
        tn_page_printf(page, "%*s", first ? 0 : indent, "");
        page->rc = page->rc == 0 ? tn_buf_append(&page->text, text, n, page->err) : page->rc;
        tn_page_printf(page, "\n");
        n += n < bytes && text[n] == ' ';
        text += n;
        bytes -= n;
        first = false;
    }
}

static void wrapped_unknown(tn_page *page, const char *text, int indent)
{
    tn_buf clean = { 0 };

    if (page->rc == 0)
        page->rc = tn_cell_clean(&clean, text, strlen(text), page->err);
    if (page->rc == 0 && clean.bytes == 0)
        tn_page_printf(page, "\n");
    wrapped(page, clean.data, clean.bytes, indent);
    tn_buf_free(&clean);
}

void tn_page_heading(tn_page *page, const char *text)
{
    tn_page_style(page, TN_BOLD);
    wrapped_unknown(page, text, 0);
    tn_page_style(page, NULL);
}

void tn_page_field(tn_page *page, const char *name, const char *text)
{
    if (text && *text) {
        tn_page_printf(page, "%-*s", NAME_COLUMNS, name);
        wrapped_unknown(page, text, NAME_COLUMNS);
    }
}

/* ------------------------------------------------------------ numbers */

const char *tn_shown_score(char out[TN_SHOWN_BYTES], double score)
{
    snprintf(out, TN_SHOWN_BYTES, isfinite(score) ? "%+.2f" : "-", score);
    if (strcmp(out, "-0.00") == 0)
        out[0] = '+';
    return out;
}

const char *tn_shown_number(char out[TN_SHOWN_BYTES], double number)
{
    snprintf(out, TN_SHOWN_BYTES, isfinite(number) ? "%.3g" : "-", number);
    return out;
}

const char *tn_shown_percent(char out[TN_SHOWN_BYTES], double share)
{
    if (isfinite(share))
        snprintf(out, TN_SHOWN_BYTES, "%.0f%%", share * 100.0);
    else
        snprintf(out, TN_SHOWN_BYTES, "-");
    return out;
}

void tn_shown_period(char out[64], const json_t *comments)
{
    const char *first = tn_get_text(comments, "first_at");
    const char *last = tn_get_text(comments, "last_at");

    out[0] = '\0';
    if (first && last) /* the dates of two ISO times */
        snprintf(out, 64, "%.10s to %.10s", first, last);
}

void tn_page_score(tn_page *page, const json_t *score)
{
    char text[320], a[5][TN_SHOWN_BYTES], b[4][TN_SHOWN_BYTES];

    snprintf(text, sizeof(text),
             "mean %s (%s to %s), median %s, quartiles %s and %s, sd %s, skewness %s, kurtosis %s",
             tn_shown_score(a[0], tn_get_real(score, "mean")),
             tn_shown_score(a[1], tn_get_real(score, "mean_low")),
             tn_shown_score(a[2], tn_get_real(score, "mean_high")),
             tn_shown_score(a[3], tn_get_real(score, "median")),
             tn_shown_score(a[4], tn_get_real(score, "q1")),
             tn_shown_score(b[0], tn_get_real(score, "q3")),
             tn_shown_number(b[1], tn_get_real(score, "sd")),
             tn_shown_score(b[2], tn_get_real(score, "skewness")),
             tn_shown_score(b[3], tn_get_real(score, "kurtosis")));
    tn_page_field(page, "score", text);
}

void tn_page_difference(tn_page *page, const char *name, const char *found,
                        const json_t *difference, int64_t n_comments)
{
    char text[200], shown[4][TN_SHOWN_BYTES];
    double q = tn_get_real(difference, "q_value");

    if (!isfinite(q))
        return;
    if (q <= TN_UNUSUAL_Q)
        snprintf(text, sizeof(text), "%s %s (%s to %s), q %s", found,
                 tn_shown_score(shown[0], tn_get_real(difference, "estimate")),
                 tn_shown_score(shown[1], tn_get_real(difference, "low")),
                 tn_shown_score(shown[2], tn_get_real(difference, "high")),
                 tn_shown_number(shown[3], q));
    else
        snprintf(text, sizeof(text),
                 "no difference that %lld comments could show (smallest: \xC2\xB1%s)",
                 (long long)n_comments,
                 tn_shown_number(shown[0], tn_get_real(difference, "smallest_detectable")));
    tn_page_field(page, name, text);
}

bool tn_report_is_alike(const json_t *site, const char *head)
{
    const json_t *between = json_object_get(json_object_get(site, head), "between_articles");

    return json_is_false(json_object_get(between, "differ"));
}

bool tn_report_is_calibrated(const json_t *document)
{
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const json_t *head = json_object_get(document, tenor_head_name(h));

        if (json_is_object(head) && !json_is_true(json_object_get(head, "calibrated")))
            return false;
    }
    return true;
}

void tn_page_limits(tn_page *page, bool is_calibrated, bool is_uncertain)
{
    if (is_calibrated && !is_uncertain)
        return;
    tn_page_style(page, TN_FAINT);
    if (!is_calibrated)
        tn_page_field(page, "", "shares: not calibrated for this site (tenor calibrate)");
    if (is_uncertain)
        tn_page_field(page, "", TN_SAY_TOO_LITTLE);
    tn_page_style(page, NULL);
}
