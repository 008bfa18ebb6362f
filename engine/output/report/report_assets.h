/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_assets.h - style, scripts and charts of the HTML report, out of engine/output/report/web
 *
 * Terminated; the digests are SHA-256 in base64, as a content security policy names them.
 * tn_charts_js is the library of the charts, empty where it was built without one.
 */
#ifndef TN_REPORT_ASSETS_H
#define TN_REPORT_ASSETS_H

extern const char tn_report_css[], tn_report_css_sha256[];
extern const char tn_report_js[], tn_report_js_sha256[];
extern const char tn_charts_json[], tn_charts_json_sha256[];
extern const char tn_charts_js[], tn_charts_js_sha256[];

#endif
