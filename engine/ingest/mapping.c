/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mapping.c - a value of a record becomes a field, as a format's table says
 */
#include "ingest/mapping.h"

#include "ingest/markup_text.h"

#include <string.h>

/* "Tue, 04 Sep 2007 17:48:10 +0000": its date, without the weekday and the clock. */
static tenor_str day_of(tenor_str date)
{
    const char *comma = date.bytes ? memchr(date.data, ',', date.bytes) : NULL;
    size_t start = comma ? (size_t)(comma - date.data) + 2 : date.bytes;

    return start + 11 <= date.bytes ? (tenor_str){ date.data + start, 11 } : (tenor_str){ 0 };
}

/* "0.12.34": 12 */
static tenor_str last_but_one(tenor_str path)
{
    const char *end = path.bytes ? memrchr(path.data, '.', path.bytes) : NULL;
    const char *start = end ? memrchr(path.data, '.', (size_t)(end - path.data)) : NULL;

    start = start ? start + 1 : path.data;
    return end ? (tenor_str){ start, (size_t)(end - start) } : (tenor_str){ 0 };
}

/* The text of HTML. What cannot be read costs its record, not the run. */
static int take_html(tn_source_row *row, tn_value *out, tenor_str html, bool keep_lines,
                     tn_buf *text, tenor_error *err)
{
    tenor_error cause = { 0 };
    int rc = tn_markup_text(text, html, keep_lines, &cause);

    if (rc == TENOR_ERR_INPUT)
        return tn_bad_row(row, "%s", cause.message);
    if (rc < 0)
        return tn_fail(err, rc, "%s", cause.message);
    tn_set_text(out, (tenor_str){ text->data ? text->data : "", text->bytes });
    return TN_GOOD_ROW;
}

/* WordPress's, and Isso's, to which 1 means the same and 4 that it is deleted. */
static int take_status(tn_source_row *row, tn_value *deleted, const tn_value *value)
{
    tn_value copy = *value;
    tenor_str status = { 0 };

    tn_value_as_id(&status, &copy);
    if (tn_str_is(status, "trash") || tn_str_is(status, "post-trashed") || tn_str_is(status, "4"))
        *deleted = (tn_value){ .kind = TN_BOOLEAN, .integer = 1 };
    else if (status.bytes > 0 && !tn_str_is(status, "1") && !tn_str_is(status, "approve") &&
             !tn_str_is(status, "approved"))
        return tn_str_is(status, "spam")
                   ? tn_left_out_row(row, TENOR_LEFT_OUT_SPAM, "marked as spam")
                   : tn_left_out_row(row, TENOR_LEFT_OUT_HELD, "not published");
    return TN_GOOD_ROW;
}

/* Of Hacker News's items and Telegram's messages. */
static const char *const other_types[] = { "story", "job", "poll", "pollopt", "service" };

int tn_map_value(tn_source_row *row, const tn_mapping *mapping, const tn_value *value, tn_buf *text,
                 tenor_error *err)
{
    tn_value *out = &row->field[mapping->field];
    tenor_str string = value->kind == TN_STRING ? value->text : (tenor_str){ 0 }, id;
    const char *hash;

    if (mapping->field != TN_NO_FIELD && out->kind != TN_ABSENT &&
        !(out->kind == TN_STRING && out->text.bytes == 0) &&
        !(out->kind == TN_BOOLEAN && !out->integer))
        return TN_GOOD_ROW;
    switch (mapping->kind) {
    case TN_AS_IT_IS:
        *out = *value;
        break;
    case TN_AS_TEXT:
        tn_set_text(out, string);
        break;
    case TN_AS_INTEGER:
        if (value->kind == TN_INTEGER)
            *out = *value;
        break;
    case TN_AS_TRUTH:
        *out = (tn_value){ .kind = TN_BOOLEAN, .integer = tn_str_is(string, "true") };
        break;
    case TN_AS_TIME:
        tn_set_time(out, string);
        break;
    case TN_AS_MAIL_DATE:
        tn_set_time(out, day_of(string));
        break;
    case TN_AS_PARENT:
        *out = *value;
        if (tn_value_as_id(&id, out) && (tn_str_is(id, "0") || tn_str_is(id, "root")))
            out->kind = TN_ABSENT;
        break;
    case TN_AS_PATH:
        id = last_but_one(string);
        if (!tn_str_is(id, "0"))
            tn_set_text(out, id);
        break;
    case TN_AS_PIECES: /* lists are read by the JSON reader */
        tn_set_text(out, string);
        break;
    case TN_AS_OTHER_TYPE:
        for (size_t i = 0; i < sizeof(other_types) / sizeof(other_types[0]); i++)
            if (tn_str_is(string, other_types[i]))
                return tn_left_out_row(row, TENOR_LEFT_OUT_OTHER, "not a comment but a %s",
                                       other_types[i]);
        break;
    case TN_AS_PAGE:
        hash = string.bytes ? memchr(string.data, '#', string.bytes) : NULL;
        tn_set_text(out, hash ? (tenor_str){ string.data, (size_t)(hash - string.data) } : string);
        break;
    case TN_AS_HTML:
    case TN_AS_HTML_LINES:
        if (string.data)
            return take_html(row, out, string, mapping->kind == TN_AS_HTML_LINES, text, err);
        break;
    case TN_AS_SPAM:
        if (tn_str_is(string, "true") || (value->kind == TN_BOOLEAN && value->integer))
            return tn_left_out_row(row, TENOR_LEFT_OUT_SPAM, "marked as spam");
        break;
    case TN_AS_STATUS:
        return take_status(row, out, value);
    case TN_AS_WP_TYPE:
        if (string.bytes > 0 && !tn_str_is(string, "comment") && !tn_str_is(string, "review"))
            return tn_left_out_row(row,
                                   tn_str_is(string, "pingback") || tn_str_is(string, "trackback")
                                       ? TENOR_LEFT_OUT_PINGBACK
                                       : TENOR_LEFT_OUT_OTHER,
                                   "not a comment but a %.*s",
                                   string.bytes < 40 ? (int)string.bytes : 40, string.data);
        break;
    }
    return TN_GOOD_ROW;
}
