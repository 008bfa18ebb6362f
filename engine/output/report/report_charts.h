/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_charts.h - the charts of the HTML report as Vega-Lite specifications
 */
#ifndef TN_OUTPUT_REPORT_CHARTS_H
#define TN_OUTPUT_REPORT_CHARTS_H

#include "output/results.h"

/*
 * One specification a chart, by name: "sentiment_shares", "time". Each names its data by the
 * path of them in an article's document or in site.json ("sentiment.classes"), so
 * that one serves every article. Marks have styles ("interval", "mood") where colors are the
 * page's.
 */
int tn_report_charts(json_t **out, tenor_error *err);

/*
 * Rows that no document has: of every day on which articles of `rows` were published the comments
 * and the mean sentiment; of every class the share `before` and in `site`, with both
 * intervals. New references, NULL when memory is short.
 */
json_t *tn_report_days(const json_t *rows);
json_t *tn_report_drift(const json_t *before, const json_t *site);

#endif
