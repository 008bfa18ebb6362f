/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.c - dates in and out, without the time zone and locale of the machine; time that passes
 */
#include "base/base.h"
#include "base/swar8.h"

#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct {
    const char *at, *end;
} cursor;

/* midnight UTC of a day of the proleptic Gregorian calendar; false if it has no such day */
static bool seconds_of_date(int64_t *seconds, int year, int month, int day)
{
    struct tm date = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
    time_t midnight = timegm(&date);

    if (date.tm_mon != month - 1 || date.tm_mday != day) /* 30 February is a day in March */
        return false;
    *seconds = midnight;
    return true;
}

/* exactly n digits */
static bool take_number(cursor *c, int n, int *value)
{
    *value = 0;
    if (c->end - c->at < n)
        return false;
    for (int i = 0; i < n; i++, c->at++) {
        if (*c->at < '0' || *c->at > '9')
            return false;
        *value = *value * 10 + (*c->at - '0');
    }
    return true;
}

static bool take_char(cursor *c, const char *any)
{
    if (c->at < c->end && *c->at && strchr(any, *c->at)) {
        c->at++;
        return true;
    }
    return false;
}

static bool take_offset(cursor *c, int *offset_s)
{
    int sign, hours, minutes;

    *offset_s = 0;
    if (take_char(c, "Zz"))
        return true;
    if (c->at == c->end) /* no zone: UTC */
        return true;
    sign = *c->at == '-' ? -1 : 1;
    if (!take_char(c, "+-") || !take_number(c, 2, &hours))
        return false;
    (void)take_char(c, ":");
    if (!take_number(c, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

typedef struct {
    int year, month, day, hour, minute, second, offset_s;
} moment;

static bool take_clock(cursor *c, moment *out)
{
    int digit;

    if (!take_number(c, 2, &out->hour) || !take_char(c, ":") || !take_number(c, 2, &out->minute))
        return false;
    if (!take_char(c, ":"))
        return true;
    if (!take_number(c, 2, &out->second))
        return false;
    if (take_char(c, ".,")) {
        if (!take_number(c, 1, &digit))
            return false;
        while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
            c->at++;
    }
    return true;
}

static bool take_moment(cursor *c, moment *out)
{
    if (!take_number(c, 4, &out->year) || !take_char(c, "-") || !take_number(c, 2, &out->month) ||
        !take_char(c, "-") || !take_number(c, 2, &out->day))
        return false;
    if (c->at == c->end)
        return true;
    if (!take_char(c, "Tt ") || !take_clock(c, out))
        return false;
    if (c->end - c->at > 1 && *c->at == ' ') /* "2020-01-01 10:00:00 +0000" */
        c->at++;
    return take_offset(c, &out->offset_s) && c->at == c->end;
}

/* Eight characters as in `shape`, with any digits for its zeros: *digits has their values. */
static inline bool take_shape(const char *text, const char *shape, tn_swar8 *digits)
{
    tn_swar8 want = tn_swar8_load(shape), x = tn_swar8_load(text) ^ want;
    tn_swar8 is_digit = tn_swar8_zeros(want ^ TN_SWAR8('0')) >> 7;

    *digits = x;
    return (((x + TN_SWAR8(0x7F) - 9 * is_digit) | x) & TN_SWAR8(0x80)) == 0;
}

static inline int two_digits(tn_swar8 digits, int first)
{
    return (int)(((digits * 10 + (digits >> 8)) >> (8 * first)) & 0xFF);
}

/* nearly every time is written so; what is not is not wrong yet */
static bool take_usual_moment(const char *text, size_t bytes, moment *out)
{
    static const char usual[] = "0000-00-00T00:00:00Z";
    tn_swar8 digits;

    if (bytes != sizeof(usual) - 1 || !take_shape(text, usual, &digits))
        return false;
    out->year = 100 * two_digits(digits, 0) + two_digits(digits, 2);
    out->month = two_digits(digits, 5);
    if (!take_shape(text + 8, usual + 8, &digits))
        return false;
    out->day = two_digits(digits, 0);
    out->hour = two_digits(digits, 3);
    out->minute = two_digits(digits, 6);
    if (!take_shape(text + 12, usual + 12, &digits))
        return false;
    out->second = two_digits(digits, 5);
    return true;
}

bool tn_parse_time(const char *text, size_t bytes, int64_t *seconds)
{
    cursor c = { text, text + bytes };
    moment m = { 0 };

    if ((!take_usual_moment(text, bytes, &m) && !take_moment(&c, &m)) || m.hour > 23 ||
        m.minute > 59 || m.second > 60 || /* a leap second is legal */
        !seconds_of_date(seconds, m.year, m.month, m.day))
        return false;
    *seconds += m.hour * 3600 + m.minute * 60 + m.second - m.offset_s;
    return true;
}

/* ------------------------------------------------------ dates in words */

static int month_of_name(const char *word, size_t bytes)
{
    static const char *const names[] = { "january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december" };

    for (int m = 0; m < 12; m++) {
        size_t whole = strlen(names[m]);

        if ((bytes == 3 || bytes == whole) && strncasecmp(word, names[m], bytes) == 0)
            return m + 1;
    }
    return 0;
}

static bool is_weekday(const char *word, size_t bytes)
{
    static const char *const names[] = { "monday", "tuesday",  "wednesday", "thursday",
                                         "friday", "saturday", "sunday" };

    for (int d = 0; d < 7; d++)
        if ((bytes == 3 || bytes == strlen(names[d])) && strncasecmp(word, names[d], bytes) == 0)
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What was found so far; nothing: year -1, month and day 0. */
typedef struct {
    int year, month, day;
    bool weekday;
} date_words;

static bool take_word(cursor *c, date_words *date)
{
    const char *word = c->at;
    size_t bytes;
    int month;

    while (c->at < c->end && is_letter(*c->at))
        c->at++;
    bytes = (size_t)(c->at - word);
    month = month_of_name(word, bytes);
    if (month && !date->month) {
        date->month = month;
        return true;
    }
    if (date->weekday || !is_weekday(word, bytes))
        return false;
    date->weekday = true;
    return true;
}

/* "5th" is 5 */
static void skip_ordinal(cursor *c)
{
    static const char *const endings[] = { "st", "nd", "rd", "th" };

    for (size_t i = 0; c->end - c->at >= 2 && i < sizeof(endings) / sizeof(*endings); i++) {
        if (strncasecmp(c->at, endings[i], 2) == 0) {
            c->at += 2;
            return;
        }
    }
}

/* four digits are a year, one or two a day */
static bool take_figure(cursor *c, date_words *date)
{
    int value = 0, n_digits = 0;

    for (; c->at < c->end && is_digit(*c->at); c->at++)
        value = n_digits++ < 4 ? value * 10 + (*c->at - '0') : value;
    if (n_digits == 4 && date->year < 0) {
        date->year = value;
        return true;
    }
    if (n_digits > 2 || date->day || value == 0)
        return false;
    date->day = value;
    skip_ordinal(c);
    return true;
}

/* the parts may stand in any order, but nothing else may stand beside them */
bool tn_parse_date_words(const char *text, size_t bytes, int64_t *seconds)
{
    cursor c = { text, text + bytes };
    date_words date = { .year = -1 };

    while (c.at < c.end) {
        bool known = is_letter(*c.at)  ? take_word(&c, &date)
                     : is_digit(*c.at) ? take_figure(&c, &date)
                                       : take_char(&c, " ,.\t\r");

        if (!known)
            return false;
    }
    return date.year >= 0 && seconds_of_date(seconds, date.year, date.month, date.day);
}

/* a few digits and what follows them; printf costs ten times as much, and a bucket has a time */
static char *put_number(char *out, int value, int n_digits, char next)
{
    for (int i = n_digits; i > 0; i--, value /= 10)
        out[i - 1] = (char)('0' + value % 10);
    out[n_digits] = next;
    return out + n_digits + 1;
}

void tn_format_time(char out[32], int64_t seconds)
{
    struct tm t = { .tm_mday = 1 };
    int year;

    (void)gmtime_r(&(time_t){ seconds }, &t);
    year = t.tm_year + 1900;
    if (year < 0 || year > 9999) /* a bucket may begin before the year 0 */
        out += snprintf(out, 16, "%04d-", year);
    else
        out = put_number(out, year, 4, '-');
    out = put_number(out, t.tm_mon + 1, 2, '-');
    out = put_number(out, t.tm_mday, 2, 'T');
    out = put_number(out, t.tm_hour, 2, ':');
    out = put_number(out, t.tm_min, 2, ':');
    out = put_number(out, t.tm_sec, 2, 'Z');
    *out = '\0';
}

double tn_now_s(void)
{
    struct timespec t = { 0 };

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
