/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * emoticon.c - faces made of punctuation
 */
#include "text/scan.h"

#include <string.h>

/* whole ones, longest first where one begins another */
static const char *const fixed[] = { "<\\3", "</3", "<3",  "^_^", "^-^", "^^",   "-_-", "-.-",
                                     "o_o",  "O_O", "o_O", "O_o", "o.O", "O.o",  ">_<", ">.<",
                                     "T_T",  ";_;", "XD",  "xD",  "xd",  "\\o/", "D:",  "d:" };

static bool is_eyes(char c)
{
    return c == ':' || c == ';' || c == '=' || c == '8' || c == 'x' || c == 'X';
}

static bool is_nose(char c)
{
    return c == '-' || c == 'o' || c == '^' || c == '*' || c == '\'';
}

static bool is_mouth(char c)
{
    return c != '\0' && strchr(")](['dDpPoO/\\|*@3$Ss}{><cC", c) != NULL;
}

/* mouths that are also letters or digits need a nose or real eyes, and nothing behind them */
static bool is_wordlike(char c)
{
    return (tn_ascii_class[(unsigned char)c] & TN_C_NAME) != 0;
}

static bool ends_here(const char *text, size_t bytes, size_t end)
{
    return end >= bytes || (!is_wordlike(text[end]) && (unsigned char)text[end] < 0x80) ||
           (unsigned char)text[end] >= 0xE2; /* emoji and typographic marks may follow */
}

static size_t scan_fixed(const char *text, size_t bytes, size_t at)
{
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        size_t n = strlen(fixed[i]);

        if (bytes - at >= n && memcmp(text + at, fixed[i], n) == 0 &&
            (!is_wordlike(fixed[i][n - 1]) || ends_here(text, bytes, at + n))) {
            return n;
        }
    }
    return 0;
}

/* ":-)" and the like; "8)" and "x)" only with a nose, or every list would smile */
static size_t scan_western(const char *text, size_t bytes, size_t at)
{
    size_t i = at;
    bool has_nose;
    char eyes, mouth;

    if (i < bytes && text[i] == '>') {
        i++;
    }
    if (i >= bytes || !is_eyes(text[i])) {
        return 0;
    }
    eyes = text[i++];
    if (i < bytes && text[i] == '\'') { /* a tear */
        i++;
    }
    has_nose = i + 1 < bytes && is_nose(text[i]) && is_mouth(text[i + 1]);
    i += has_nose;
    if (i >= bytes || !is_mouth(text[i]) || (is_wordlike(eyes) && !has_nose)) {
        return 0;
    }
    mouth = text[i++];
    if (mouth == '/' && i < bytes && text[i] == '/') { /* "http://" */
        return 0;
    }
    while (i < bytes && text[i] == mouth && !is_wordlike(mouth)) { /* ":))))" */
        i++;
    }
    return is_wordlike(mouth) && !ends_here(text, bytes, i) ? 0 : i - at;
}

/* "(-:" */
static size_t scan_mirrored(const char *text, size_t bytes, size_t at)
{
    size_t i = at + 1;

    if (text[at] != '(' && text[at] != ')' && text[at] != '[' && text[at] != ']') {
        return 0;
    }
    i += i < bytes && (text[i] == '-' || text[i] == '\'');
    return i < bytes && (text[i] == ':' || text[i] == ';' || text[i] == '=') &&
                   (i + 1 >= bytes || (tn_ascii_class[(unsigned char)text[i + 1]] & TN_C_SPACE))
               ? i + 1 - at
               : 0;
}

size_t tn_scan_emoticon(const char *text, size_t bytes, size_t at)
{
    size_t n = scan_fixed(text, bytes, at);

    if (n == 0) {
        n = scan_western(text, bytes, at);
    }
    return n ? n : scan_mirrored(text, bytes, at);
}

/* ":-)))" and ":)" are one form: nose dropped, mouth once, eyes in lower case */
int tn_form_emoticon(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    char form[16];
    size_t n = 0;

    for (size_t i = 0; i < bytes && n < sizeof(form); i++) {
        bool inside = i > 0 && i + 1 < bytes;
        bool is_fixed = memchr(text, '_', bytes) || memchr(text, '^', bytes) || text[0] == '-';

        if (inside && !is_fixed && is_nose(text[i]) && text[i] != '\'' && bytes > 2) {
            continue;
        }
        if (n > 1 && form[n - 1] == text[i] && !is_fixed) {
            continue;
        }
        form[n++] = text[i] == 'X' ? 'x' : text[i] == 'P' ? 'p' : text[i];
    }
    return tn_buf_append(out, form, n, err);
}
