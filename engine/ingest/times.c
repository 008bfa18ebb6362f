/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * times.c - times as people and tables write them: "1. März 2021 um 10:00", "01/03/2021 10:00 am"
 *
 * The parts may be in any order, but every word must be known: "yesterday at 10" is no time.
 */
#include "ingest/ingest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_TIME_S      (-INT64_C(62167219200)) /* 0000-01-01 */
#define MAX_TIME_S      INT64_C(253402300799)   /* 9999-12-31T23:59:59 */
#define MAX_LOOSE_BYTES 80

/* English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian. Of a name
 * the first three letters or more may be written. */
static const char *const months[12] = {
    "january januar jänner janvier enero gennaio janeiro januari stycznia января",
    "february februar février fevrier febrero febbraio fevereiro februari lutego февраля",
    "march märz maerz mrz mars marzo março marco maart marca марта",
    "april avril abril aprile kwietnia апреля",
    "may mai mayo maggio maio mei maj maja мая",
    "june juni juin junio giugno junho czerwca июня",
    "july juli juillet julio luglio julho lipca июля",
    "august août aout agosto augustus augusti sierpnia августа",
    "september septembre septiembre settembre setembro września wrzesnia сентября",
    "october oktober octobre octubre ottobre outubro października pazdziernika октября",
    "november novembre noviembre novembro listopada ноября",
    "december dezember décembre decembre diciembre dicembre dezembro grudnia декабря",
};
static const char weekdays[] =
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag "
    "freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes "
    "martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì "
    "sabato "
    "domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag måndag tisdag onsdag torsdag fredag lördag söndag";
static const char small_words[] =
    "at on the of um uhr am den der le la las los el à a às em de del do om kl klo o ore alle il "
    "op st nd rd th er e º ª h gmt utc z says said posted";

/* ------------------------------------------------------------------ words */

/* Whether the word is one of a list with blanks between; or begins one, with three letters. */
static bool is_in(tenor_str word, const char *list, bool begins)
{
    while (*list) {
        size_t n = strcspn(list, " ");

        if ((n == word.bytes || (begins && word.bytes >= 3 && word.bytes < n)) &&
            memcmp(list, word.data, word.bytes) == 0)
            return true;
        list += n + (list[n] == ' ');
    }
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Small letters, of the Latin and Cyrillic ones in use here; no-break spaces as blanks. */
static size_t lower(char *out, tenor_str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.bytes; i++) {
        unsigned char c = (unsigned char)text.data[i];
        unsigned char next = i + 1 < text.bytes ? (unsigned char)text.data[i + 1] : 0;

        if (c >= 'A' && c <= 'Z') {
            out[n++] = (char)(c - 'A' + 'a');
        } else if (c == 0xC2 && next == 0xA0) {
            out[n++] = ' ';
            i++;
        } else if (c == 0xE2 && i + 2 < text.bytes && next == 0x80 &&
                   (unsigned char)text.data[i + 2] == 0xAF) {
            out[n++] = ' ';
            i += 2;
        } else if (c == 0xC3 && next >= 0x80 && next <= 0x9E) {
            out[n++] = (char)c;
            out[n++] = (char)(next + 0x20);
            i++;
        } else if (c == 0xD0 && next >= 0x90 && next <= 0x9F) {
            out[n++] = (char)c;
            out[n++] = (char)(next + 0x20);
            i++;
        } else if (c == 0xD0 && next >= 0xA0 && next <= 0xAF) {
            out[n++] = '\xD1';
            out[n++] = (char)(next - 0x20);
            i++;
        } else {
            out[n++] = (char)c;
        }
    }
    return n;
}

/* ------------------------------------------------------------------ parts */

typedef struct {
    const char *at, *end;
    int year, month, day, hour, minute, second; /* -1: not yet */
    int offset_min;
    bool afternoon, morning, short_month;
} parts;

static int take_number(parts *p, int *n_digits)
{
    int value = 0;

    for (*n_digits = 0; p->at < p->end && is_digit(*p->at); p->at++)
        value = ++*n_digits <= 6 ? value * 10 + (*p->at - '0') : value;
    return value;
}

static bool follows(const parts *p, const char *text)
{
    size_t n = strlen(text);

    return (size_t)(p->end - p->at) >= n && memcmp(p->at, text, n) == 0;
}

/* "10:00", "10:00:30", "10h00", "10:00:30.123" */
static bool take_clock(parts *p, int hour)
{
    int n;

    if (p->hour >= 0)
        return false;
    p->at++;
    p->hour = hour;
    p->minute = take_number(p, &n);
    if (n > 2)
        return false;
    p->second = 0;
    if (n == 2 && p->at + 1 < p->end && *p->at == ':' && is_digit(p->at[1])) {
        p->at++;
        p->second = take_number(p, &n);
        if (p->at + 1 < p->end && *p->at == '.' && is_digit(p->at[1])) {
            p->at++;
            take_number(p, &n);
        }
    }
    return true;
}

/* "2021/03/01", "01/03/2021", "3/25/2021"; day before month where both may be. */
static bool take_figures(parts *p, int first, int n_first)
{
    char mark = *p->at;
    int second, third, n_second, n_third;

    p->at++;
    second = take_number(p, &n_second);
    if (p->day >= 0 || p->month >= 0 || p->year >= 0 || n_second > 2 || p->at == p->end ||
        *p->at != mark)
        return false;
    p->at++;
    third = take_number(p, &n_third);
    if (n_first == 4 && n_third >= 1 && n_third <= 2) {
        p->year = first;
        p->month = second;
        p->day = third;
        return true;
    }
    if (n_first > 2 || n_third != 4)
        return false;
    p->year = third;
    p->day = second > 12 ? second : first;
    p->month = second > 12 ? first : second;
    return true;
}

static bool take_figure(parts *p)
{
    static const struct {
        const char *mark;
        int part; /* 0 a year, 1 a month, 2 a day, 3 an hour, 4 a minute */
    } marks[] = { { "年", 0 }, { "년", 0 }, { "月", 1 }, { "월", 1 }, { "日", 2 }, { "일", 2 },
                  { "時", 3 }, { "时", 3 }, { "시", 3 }, { "分", 4 }, { "분", 4 } };
    int n, value = take_number(p, &n);
    bool more = p->at + 1 < p->end;

    if (more && (*p->at == ':' || *p->at == 'h') && is_digit(p->at[1]) && n <= 2)
        return take_clock(p, value);
    if (more && (*p->at == '/' || *p->at == '.' || *p->at == '-') && is_digit(p->at[1]))
        return take_figures(p, value, n);
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
        if (follows(p, marks[i].mark)) {
            int *const part[] = { &p->year, &p->month, &p->day, &p->hour, &p->minute };

            p->at += strlen(marks[i].mark);
            *part[marks[i].part] = value;
            return true;
        }
    if (n == 4 && p->year < 0) {
        p->year = value;
        return true;
    }
    if (n <= 2 && p->day < 0 && value > 0) {
        p->day = value;
        return true;
    }
    if (n <= 2 && p->hour < 0 && p->day >= 0 &&
        (follows(p, "am") || follows(p, "pm") || follows(p, " am") || follows(p, " pm"))) {
        p->hour = value;
        p->minute = 0;
        return true;
    }
    return false;
}

static bool take_word(parts *p)
{
    tenor_str word = { p->at, 0 };

    if (follows(p, "a.m") || follows(p, "p.m")) {
        p->morning = *p->at == 'a';
        p->afternoon = *p->at == 'p';
        p->at += 3;
        return true;
    }
    while (p->at < p->end && (is_letter(*p->at) || *p->at == '-'))
        p->at++;
    word.bytes = (size_t)(p->at - word.data);
    if (p->hour >= 0 && (tn_str_is(word, "am") || tn_str_is(word, "pm"))) {
        p->morning = word.data[0] == 'a';
        p->afternoon = word.data[0] == 'p';
        return true;
    }
    for (int m = 0; m < 12; m++)
        if (is_in(word, months[m], true) && (p->month < 0 || p->short_month)) {
            p->short_month = word.bytes == 3; /* "mar. 2 mars": it was a Tuesday */
            p->month = m + 1;
            return true;
        }
    return is_in(word, weekdays, true) || is_in(word, small_words, false);
}

/* "+0000", "-05:00" behind the clock */
static bool take_offset(parts *p)
{
    int sign = *p->at++ == '-' ? -1 : 1, n, value;

    if (p->hour < 0)
        return false;
    value = take_number(p, &n);
    if (n == 2 && p->at < p->end && *p->at == ':') {
        p->at++;
        value = value * 100 + take_number(p, &n);
        n = n == 2 ? 4 : 0;
    }
    p->offset_min = sign * (value / 100 * 60 + value % 100);
    return n == 4 && value < 2400;
}

static bool loose_time(int64_t *out, tenor_str text)
{
    char small[MAX_LOOSE_BYTES], plain[80];
    parts p = { .year = -1, .month = -1, .day = -1, .hour = -1, .minute = -1 };

    if (text.bytes < 6 || text.bytes > MAX_LOOSE_BYTES)
        return false;
    p.at = small;
    p.end = small + lower(small, text);
    while (p.at < p.end) {
        bool known = true;

        if (is_digit(*p.at))
            known = take_figure(&p);
        else if (is_letter(*p.at))
            known = take_word(&p);
        else if (p.hour >= 0 && (*p.at == '+' || *p.at == '-') && p.at + 1 < p.end &&
                 is_digit(p.at[1]))
            known = take_offset(&p);
        else if (strchr(" \t\r\n,.:()|@/-", *p.at) && *p.at)
            p.at++;
        else
            known = false;
        if (!known)
            return false;
    }
    if (p.year < 0 || p.month < 0 || p.day < 0 || p.hour > 23)
        return false;
    if ((p.afternoon || p.morning) && p.hour >= 0 && p.hour <= 12)
        p.hour = p.hour % 12 + (p.afternoon ? 12 : 0);
    snprintf(plain, sizeof(plain), "%04d-%02d-%02dT%02d:%02d:%02dZ", p.year, p.month, p.day,
             p.hour < 0 ? 0 : p.hour, p.minute < 0 ? 0 : p.minute, p.second);
    if (!tn_parse_time(plain, strlen(plain), out))
        return false;
    *out -= (int64_t)p.offset_min * 60;
    return *out >= MIN_TIME_S && *out <= MAX_TIME_S;
}

/* ----------------------------------------------------------------- figures */

bool tn_number_to_time(int64_t *out, double value)
{
    /* JavaScript's unit, and databases': milliseconds, microseconds, nanoseconds; as seconds the
     * first is in the year 5138 */
    static const double least[] = { 1e11, 1e14, 1e17 };

    for (int i = 2; i >= 0; i--)
        if (value >= least[i]) {
            value /= i == 2 ? 1e9 : i == 1 ? 1e6 : 1e3;
            break;
        }
    value = floor(value);
    if (!(value >= (double)MIN_TIME_S && value <= (double)MAX_TIME_S))
        return false;
    *out = (int64_t)value;
    return true;
}

bool tn_text_to_number(double *out, tenor_str text)
{
    char copy[64], *end;

    if (text.bytes == 0 || text.bytes >= sizeof(copy) || memchr(text.data, '\0', text.bytes))
        return false;
    memcpy(copy, text.data, text.bytes);
    copy[text.bytes] = '\0';
    if (strspn(copy, "+-.0123456789eE") != text.bytes)
        return false;
    *out = strtod(copy, &end);
    return !*end && isfinite(*out);
}

bool tn_text_to_time(int64_t *out, tenor_str text)
{
    char utc[40];
    double number;

    if (tn_parse_time(text.data, text.bytes, out) ||
        tn_parse_date_words(text.data, text.bytes, out))
        return true;
    if (tn_text_to_number(&number, text))
        return tn_number_to_time(out, number);
    if (text.bytes > 0 && text.bytes < sizeof(utc) - 1) { /* without an offset */
        memcpy(utc, text.data, text.bytes);
        utc[text.bytes] = 'Z';
        if (tn_parse_time(utc, text.bytes + 1, out))
            return true;
    }
    return loose_time(out, text);
}

void tn_set_time(tn_value *value, tenor_str text)
{
    int64_t seconds;
    bool good = text.bytes > 0 && tn_text_to_time(&seconds, text);

    *value = (tn_value){ 0 };
    if (good)
        tn_set_integer(value, seconds);
}
