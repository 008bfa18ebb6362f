/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * accept.c - the one judge of what a row must hold to be a comment
 *
 * In a labelled data set only `text` is required, and a field of another kind
 * than ours is taken as absent: such files have fields of their own. Labels
 * may be numbers.
 */
#include "ingest/ingest.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_EXACT_INTEGER 9007199254740992.0 /* 2^53 */

/* copied whole, which takes less than to clear so much and to set a few members */
static const tenor_article no_article = { .published_at_s = TENOR_NO_TIME,
                                          .captured_at_s = TENOR_NO_TIME };
static const tenor_comment no_comment = { .created_at_s = TENOR_NO_TIME,
                                          .updated_at_s = TENOR_NO_TIME,
                                          .likes = INT64_MIN };

void tn_source_row_clear(tn_source_row *row)
{
    for (int f = 0; f < TN_N_FIELDS; f++) {
        row->field[f].kind = TN_ABSENT;
        row->field[f].text = (tenor_str){ 0 };
    }
    for (int f = 0; f < TN_N_ARTICLE_FIELDS; f++)
        row->article[f].kind = TN_ABSENT;
    row->textual = false;
    row->article_is_odd = false;
    row->has_nested = false;
    row->repaired = false;
    row->left_out = TENOR_NOT_LEFT_OUT;
    row->n_dropped = 0;
    row->reason[0] = '\0';
}

int tn_bad_row(tn_source_row *row, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(row->reason, sizeof(row->reason), fmt, ap);
    va_end(ap);
    return TN_BAD_ROW;
}

int tn_left_out_row(tn_source_row *row, int why, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(row->reason, sizeof(row->reason), fmt, ap);
    va_end(ap);
    row->left_out = why;
    return TN_BAD_ROW;
}

void tn_set_text(tn_value *value, tenor_str text)
{
    *value = (tn_value){ .kind = text.data ? TN_STRING : TN_ABSENT, .text = text };
}

void tn_set_integer(tn_value *value, int64_t integer)
{
    *value = (tn_value){ .kind = TN_INTEGER, .integer = integer };
}

/* "7.0", as tables with gaps write 7 */
static tenor_str without_zero(tenor_str id)
{
    size_t n = id.bytes;

    if (n < 3 || n > 20 || id.data[n - 1] != '0' || id.data[n - 2] != '.')
        return id;
    for (size_t i = 0; i + 2 < n; i++)
        if (id.data[i] < '0' || id.data[i] > '9')
            return id;
    return (tenor_str){ id.data, n - 2 };
}

bool tn_value_as_id(tenor_str *out, tn_value *value)
{
    int n;

    if (value->kind == TN_STRING) {
        *out = without_zero(value->text);
        return value->text.bytes > 0;
    }
    if (value->kind == TN_FRACTION && fabs(value->fraction) <= MAX_EXACT_INTEGER &&
        value->fraction == floor(value->fraction))
        tn_set_integer(value, (int64_t)value->fraction);
    if (value->kind == TN_INTEGER)
        n = tn_format_integer(value->digits, value->integer); /* two or three a comment */
    else if (value->kind == TN_UNSIGNED)
        n = snprintf(value->digits, sizeof(value->digits), "%" PRIu64, (uint64_t)value->integer);
    else
        return false;
    *out = (tenor_str){ value->digits, (size_t)n };
    return true;
}

void tn_name_row(tn_source_row *row)
{
    static const int parts[] = { TN_FIELD_AUTHOR, TN_FIELD_CREATED_AT, TN_FIELD_TEXT };
    uint64_t hash[4] = { 0 };

    for (int i = 0; i < 3; i++) {
        tn_value *value = &row->field[parts[i]];
        tenor_str text = { 0 };

        if (tn_value_as_id(&text, value))
            hash[i] = tn_hash(text.data, text.bytes);
        else if (value->kind == TN_FRACTION)
            hash[i] = tn_hash(&value->fraction, sizeof(value->fraction));
    }
    if (hash[0] == 0 && hash[1] == 0)
        hash[3] = (uint64_t)row->line_no;
    tn_set_integer(&row->field[TN_FIELD_ID], (int64_t)(tn_hash(hash, sizeof(hash)) >> 4));
}

/* ---------------------------------------------------- text to numbers */

/* "12", also "12.0", which is how tables with gaps write integers, "1,234" and "1.2K". */
static bool text_to_integer(int64_t *out, tenor_str text)
{
    static const char units[] = "KkMm";
    char plain[32];
    size_t n = 0;
    double value, unit = 1;
    const char *mark;

    text = tn_trim(text);
    if (text.bytes == 0 || text.bytes >= sizeof(plain))
        return false;
    mark = strchr(units, text.data[text.bytes - 1]);
    if (mark && *mark) {
        unit = mark - units < 2 ? 1e3 : 1e6;
        text.bytes--;
    }
    for (size_t i = 0; i < text.bytes; i++)
        if (text.data[i] != ',' || i + 4 > text.bytes) /* before three digits it parts thousands */
            plain[n++] = text.data[i];
    if (!tn_text_to_number(&value, (tenor_str){ plain, n }))
        return false;
    value *= unit;
    if (unit > 1)
        value = nearbyint(value);
    if (fabs(value) > MAX_EXACT_INTEGER || value != floor(value))
        return false;
    *out = (int64_t)value;
    return true;
}

static bool text_to_truth(bool *out, tenor_str text)
{
    static const char *const words[] = { "false", "0", "no",  "n", "f", "0.0",
                                         "true",  "1", "yes", "y", "t", "1.0" };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i]) == text.bytes && strncasecmp(words[i], text.data, text.bytes) == 0) {
            *out = i >= 6;
            return true;
        }
    }
    return false;
}

/* What is written in place of a comment that its site took away. */
static bool is_tombstone(tenor_str text)
{
    static const char *const whole[] = { "[deleted]", "[removed]", "[flagged]", "[dead]" };
    static const char *const beginnings[] = { "[ removed by reddit", "[removed by reddit",
                                              "[deleted by user", "[ deleted by user",
                                              "[removed by moderator" };

    if (text.bytes < 6 || text.data[0] != '[' || text.data[text.bytes - 1] != ']')
        return false;
    for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
        if (tn_str_is(text, whole[i]))
            return true;
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (text.bytes > strlen(beginnings[i]) &&
            strncasecmp(text.data, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

/* --------------------------------------------------------------- fields */

typedef struct {
    tn_source_row *row;
    bool labelled;
    const char *prefix; /* "article." within the object */
    bool strict;        /* an optional field that is odd is not dropped but refused */
} judge;

static bool refuse(const judge *j, int field, const char *must)
{
    bool needed = field == TN_FIELD_ARTICLE_ID || field == TN_FIELD_ID || field == TN_FIELD_TEXT ||
                  field == TN_FIELD_TARGET_ALIASES;

    if (j->labelled)
        return true;
    if (!needed && !j->strict) {
        j->row->n_dropped++;
        return true;
    }
    tn_bad_row(j->row, "field `%s%s` must %s", j->prefix, tn_field_name(field), must);
    return false;
}

static bool take_id(const judge *j, tenor_str *out, int field)
{
    tn_value *value = &j->row->field[field];

    if (value->kind == TN_ABSENT || tn_value_as_id(out, value))
        return true;
    *out = (tenor_str){ 0 };
    if (value->kind != TN_STRING)
        return refuse(j, field, "be a string or an integer");
    if (field == TN_FIELD_ARTICLE_ID || field == TN_FIELD_ID)
        return refuse(j, field, "not be empty");
    return true; /* an empty parent or author is none */
}

static bool take_string(const judge *j, tenor_str *out, int field, const tn_value *value)
{
    if (value->kind == TN_STRING) {
        if (value->text.bytes > 0)
            *out = value->text;
        return true;
    }
    return value->kind == TN_ABSENT || refuse(j, field, "be a string");
}

/* a list; in a table, names with semicolons between them */
static bool take_names(const judge *j, tenor_str *out, int field, const tn_value *value)
{
    char *room = j->row->names[0];

    if (value->kind == TN_NAMES) {
        *out = value->text.bytes > 0 ? value->text : *out;
        return true;
    }
    if (j->row->textual && value->kind == TN_STRING && value->text.bytes <= TN_NAMES_BYTES) {
        for (size_t i = 0; i < value->text.bytes; i++) {
            char c = value->text.data[i];

            room[i] = c == ';' ? '\n' : (c == '\n' || c == TENOR_ALIAS_MARK) ? ' ' : c;
        }
        *out = value->text.bytes > 0 ? (tenor_str){ room, value->text.bytes } : *out;
        return true;
    }
    return value->kind == TN_ABSENT ||
           refuse(j, field, "be an array of strings, 1000 bytes in all");
}

static bool take_time(const judge *j, int64_t *out, int field, const tn_value *value)
{
    static const char must[] = "be an RFC 3339 time or Unix seconds";
    int64_t seconds = 0;
    bool good = false;

    if (value->kind == TN_ABSENT || (value->kind == TN_STRING && value->text.bytes == 0))
        return true;
    if (value->kind == TN_STRING)
        good = tn_text_to_time(&seconds, value->text);
    else if (value->kind == TN_INTEGER)
        good = tn_number_to_time(&seconds, (double)value->integer);
    else if (value->kind == TN_FRACTION)
        good = tn_number_to_time(&seconds, value->fraction);
    if (!good)
        return refuse(j, field, must);
    *out = seconds;
    return true;
}

static bool take_likes(const judge *j, int64_t *out)
{
    const tn_value *value = &j->row->field[TN_FIELD_LIKES];

    if (value->kind == TN_INTEGER) {
        *out = value->integer;
        return true;
    }
    if (value->kind == TN_FRACTION && fabs(value->fraction) <= MAX_EXACT_INTEGER &&
        value->fraction == floor(value->fraction)) {
        *out = (int64_t)value->fraction;
        return true;
    }
    if (value->kind == TN_ABSENT ||
        (value->kind == TN_STRING && (value->text.bytes == 0 || text_to_integer(out, value->text))))
        return true;
    return refuse(j, TN_FIELD_LIKES, value->kind == TN_UNSIGNED ? "fit 64 bits" : "be an integer");
}

static bool take_deleted(const judge *j, bool *out)
{
    const tn_value *value = &j->row->field[TN_FIELD_DELETED];

    if (value->kind == TN_BOOLEAN || (value->kind == TN_INTEGER && value->integer >> 1 == 0)) {
        *out = value->integer != 0;
        return true;
    }
    if (value->kind == TN_ABSENT ||
        (value->kind == TN_STRING && (value->text.bytes == 0 || text_to_truth(out, value->text))))
        return true;
    return refuse(j, TN_FIELD_DELETED, "be true or false");
}

/* A deleted comment often comes without its text. */
static bool take_text(const judge *j, tenor_comment *comment)
{
    const tn_value *value = &j->row->field[TN_FIELD_TEXT];

    if (value->kind == TN_STRING) {
        comment->text = (tenor_str){ value->text.bytes ? value->text.data : "", value->text.bytes };
        if (!j->labelled && !comment->deleted && is_tombstone(comment->text)) {
            comment->deleted = true;
            comment->text = (tenor_str){ "", 0 };
        }
        return true;
    }
    if (value->kind == TN_ABSENT && comment->deleted) {
        comment->text = (tenor_str){ "", 0 };
        return true;
    }
    tn_bad_row(j->row, value->kind == TN_ABSENT ? "field `text` is missing"
                                                : "field `text` must be a string");
    return false;
}

static bool take_identity(const judge *j, tenor_comment *comment)
{
    tn_source_row *row = j->row;

    if (!take_id(j, &comment->article_id, TN_FIELD_ARTICLE_ID) ||
        !take_id(j, &comment->id, TN_FIELD_ID))
        return false;
    if (!comment->article_id.data) {
        if (!j->labelled) {
            tn_bad_row(row, "field `article_id` is missing");
            return false;
        }
        comment->article_id = tn_str("labelled");
    }
    if (!comment->id.data) {
        if (j->labelled)
            tn_set_integer(&row->field[TN_FIELD_ID], row->line_no);
        else
            tn_name_row(row);
        tn_value_as_id(&comment->id, &row->field[TN_FIELD_ID]);
    }
    return true;
}

/* --------------------------------------------------------------- article */

static bool take_article_member(const judge *j, tenor_article *article, int field,
                                const tn_value *value)
{
    switch (field) {
    case TN_FIELD_TARGET:
        return take_string(j, &article->target, field, value);
    case TN_FIELD_TITLE:
        return take_string(j, &article->title, field, value);
    case TN_FIELD_URL:
        return take_string(j, &article->url, field, value);
    case TN_FIELD_SECTION:
        return take_string(j, &article->section, field, value);
    case TN_FIELD_TARGET_ALIASES:
        return take_names(j, &article->target_aliases, field, value);
    case TN_FIELD_PUBLISHED_AT:
        return take_time(j, &article->published_at_s, field, value);
    default:
        return take_time(j, &article->captured_at_s, field, value);
    }
}

static bool accept_article(tenor_article *article, bool *any, tn_source_row *row, bool labelled,
                           bool strict)
{
    const judge of_object = { row, labelled, "article.", strict },
                of_row = { row, labelled, "", strict };

    *article = no_article;
    if (row->article_is_odd && strict && !labelled) {
        tn_bad_row(row, "field `article` must be an object");
        return false;
    }
    row->n_dropped += row->article_is_odd && !labelled;
    for (int f = TN_FIRST_ARTICLE_FIELD; f < TN_N_FIELDS; f++) {
        const tn_value *value = &row->article[f - TN_FIRST_ARTICLE_FIELD], *flat = &row->field[f];

        if (value->kind != TN_ABSENT && !take_article_member(&of_object, article, f, value))
            return false;
        /* a labelled row's own target is read by tenor_reader_labels */
        if (flat->kind != TN_ABSENT && !(labelled && f == TN_FIELD_TARGET) &&
            !take_article_member(&of_row, article, f, flat))
            return false;
    }
    *any = article->title.data || article->url.data || article->section.data ||
           article->target.data || article->target_aliases.data ||
           article->published_at_s != TENOR_NO_TIME || article->captured_at_s != TENOR_NO_TIME;
    return true;
}

/* 1 and 1.0 are labels as well as "1" */
static void spell_out(tn_value *value)
{
    int n = value->kind == TN_INTEGER
                ? tn_format_integer(value->digits, value->integer)
                : snprintf(value->digits, sizeof(value->digits), "%g", value->fraction);

    if (value->kind == TN_INTEGER || value->kind == TN_FRACTION) {
        value->kind = TN_STRING;
        value->text = (tenor_str){ value->digits, (size_t)n };
    }
}

bool tn_accept_article(tenor_article *article, bool *any, tn_source_row *row, bool labelled)
{
    return accept_article(article, any, row, labelled, true);
}

bool tn_accept(tenor_comment *comment, tn_source_row *row, bool labelled)
{
    const judge j = { row, labelled, "", false };

    for (int f = TN_FIELD_LABEL; labelled && f <= TN_FIELD_REPLY; f++)
        spell_out(&row->field[f]);
    *comment = no_comment;
    if (!take_identity(&j, comment) || !take_deleted(&j, &comment->deleted) ||
        !take_text(&j, comment) || !take_id(&j, &comment->parent_id, TN_FIELD_PARENT_ID) ||
        !take_id(&j, &comment->author, TN_FIELD_AUTHOR) ||
        !take_string(&j, &comment->parent_text, TN_FIELD_PARENT_TEXT,
                     &row->field[TN_FIELD_PARENT_TEXT]) ||
        !take_time(&j, &comment->created_at_s, TN_FIELD_CREATED_AT,
                   &row->field[TN_FIELD_CREATED_AT]) ||
        !take_time(&j, &comment->updated_at_s, TN_FIELD_UPDATED_AT,
                   &row->field[TN_FIELD_UPDATED_AT]) ||
        !take_likes(&j, &comment->likes))
        return false;
    if (!labelled && is_tombstone(comment->author))
        comment->author = (tenor_str){ 0 };
    return accept_article(&comment->article, &comment->has_article, row, labelled, false);
}
