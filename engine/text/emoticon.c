/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * emoticon.c - faces and hearts made of punctuation
 *
 * What is as often something else ("8)" in a list, "=>", ":a") is no
 * emoticon: a wrong face says more about a comment than a missed one.
 */
#include "text/scan.h"

#include <string.h>

#define MAX_BYTES 64 /* a longer run of mouths is several faces */

static char at_or_end(const char *text, size_t bytes, size_t at)
{
    return at < bytes ? text[at] : '\0'; /* a real NUL is no part of a face either */
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static void add(tn_emoticon_form *form, char c)
{
    if (form->bytes < sizeof(form->text))
        form->text[form->bytes++] = lower(c);
}

static bool follows_name(const char *text, size_t at)
{
    return at > 0 && (tn_has_class(text[at - 1], TN_C_NAME) || (unsigned char)text[at - 1] >= 0x80);
}

static bool follows_space(const char *text, size_t at)
{
    return at == 0 || tn_has_class(text[at - 1], TN_C_SPACE);
}

/* no word goes on behind the face; emoji and typographic marks may */
static bool ends_here(const char *text, size_t bytes, size_t end)
{
    return end >= bytes ||
           (!tn_has_class(text[end], TN_C_NAME) && (unsigned char)text[end] < 0x80) ||
           (unsigned char)text[end] >= 0xE2;
}

/* as many of the same as there are */
static size_t run_end(const char *text, size_t bytes, size_t at)
{
    size_t i = at + 1;

    while (i < bytes && i - at < MAX_BYTES && text[i] == text[at])
        i++;
    return i;
}

/* "<3", "<333", "</3" */
static size_t scan_heart(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    bool broken = at_or_end(text, bytes, at + 1) == '/' || at_or_end(text, bytes, at + 1) == '\\';
    size_t three = at + 1 + broken, end;

    if (text[at] != '<' || at_or_end(text, bytes, three) != '3' || follows_name(text, at))
        return 0;
    end = run_end(text, bytes, three);
    if (!ends_here(text, bytes, end))
        return 0;
    add(form, '<');
    if (broken)
        add(form, '/');
    add(form, '3');
    return end - at;
}

/* "^_^", "-__-", "o.O", "T_T", ">_<": two eyes beside a mouth; "^^" */
static size_t scan_upright(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    static const char eyes[][3] = { "^^", "--", "oo", "OO", "oO", "Oo", "TT", ";;", "><" };
    char mouth = at_or_end(text, bytes, at + 1);
    size_t right;

    if (follows_name(text, at))
        return 0;
    if (text[at] == '^' && mouth == '^' && at_or_end(text, bytes, at + 2) != '^') {
        add(form, '^');
        add(form, '^');
        return 2;
    }
    if (mouth != '_' && mouth != '.' && !(mouth == '-' && text[at] == '^'))
        return 0;
    right = mouth == '_' ? run_end(text, bytes, at + 1) : at + 2;
    for (size_t e = 0; e < sizeof(eyes) / sizeof(eyes[0]); e++) {
        if (text[at] == eyes[e][0] && at_or_end(text, bytes, right) == eyes[e][1] &&
            ends_here(text, bytes, right + 1)) {
            add(form, text[at]);
            add(form, mouth);
            add(form, text[right]);
            return right + 1 - at;
        }
    }
    return 0;
}

/* "XD", "xDDD"; "D:" at the end of a line (elsewhere it is a label); "\o/" */
static size_t scan_laugh(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    char next = at_or_end(text, bytes, at + 1);
    size_t end = at + 2;

    if (follows_name(text, at))
        return 0;
    if (lower(text[at]) == 'x' && lower(next) == 'd')
        end = run_end(text, bytes, at + 1);
    else if (text[at] == '\\' && next == 'o' && at_or_end(text, bytes, at + 2) == '/')
        end = at + 3;
    else if (text[at] != 'D' || next != ':' || at == 0 || (end < bytes && text[end] != '\n'))
        return 0;
    if (!ends_here(text, bytes, end))
        return 0;
    for (size_t i = at; i < end && (i < at + 2 || text[at] == '\\'); i++)
        add(form, text[i]);
    return end - at;
}

static const char *mouths_of(char eyes, bool after_name, bool has_nose)
{
    switch (eyes) {
    case ':':
    case ';':
        return after_name ? ")(DPp" : ")](['dDpPoO/\\|*@3$sSxX}{><cC";
    case '=':
        return after_name ? "" : ")](['DPp/\\|";
    case '8':
    case 'x':
    case 'X':
        return has_nose ? ")(D" : "";
    default:
        return "";
    }
}

/* ":-)", ";P", ">:(", ":'(", "=D", "8-)" */
static size_t scan_western(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    bool brow = text[at] == '>', tear, nose, after_name = follows_name(text, at);
    char eyes = at_or_end(text, bytes, at + brow), mouth;
    size_t i = at + brow + 1;

    if (eyes != ':' && eyes != ';' && eyes != '=' && !follows_space(text, at))
        return 0;
    tear = at_or_end(text, bytes, i) == '\'' && at_or_end(text, bytes, i + 1) != '\0';
    i += tear;
    mouth = at_or_end(text, bytes, i + 1);
    nose = i < bytes && strchr("-^*o", text[i]) && text[i] && mouth &&
           strchr(text[i] == '-' ? ")]([dDpPoO/\\|*@3$sSxX}{><cC" : ")(D", mouth);
    i += nose;
    mouth = at_or_end(text, bytes, i);
    if (!mouth || !strchr(mouths_of(eyes, after_name, nose), mouth) || mouth == '\'')
        return 0;
    if (mouth == '/' && at_or_end(text, bytes, i + 1) == '/') /* "http://" */
        return 0;
    i = run_end(text, bytes, i);
    if (mouth != ')' && mouth != ']' && !ends_here(text, bytes, i)) /* "see:(a)", ":Paul" */
        return 0;
    if (brow)
        add(form, '>');
    add(form, eyes);
    if (tear)
        add(form, '\'');
    add(form, mouth);
    return i - at;
}

/* "(-:" and "):", only between white space: elsewhere it is a parenthesis */
static size_t scan_mirrored(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    static const char mouths[] = "()[]", mirrored[] = ")(][";
    const char *mouth = memchr(mouths, text[at], 4);
    size_t i = at + 1;
    char eyes;

    if (!mouth || !follows_space(text, at))
        return 0;
    i += at_or_end(text, bytes, i) == '-';
    eyes = at_or_end(text, bytes, i);
    if ((eyes != ':' && eyes != ';' && eyes != '=') ||
        (i + 1 < bytes && !tn_has_class(text[i + 1], TN_C_SPACE)))
        return 0;
    add(form, eyes);
    add(form, mirrored[mouth - mouths]);
    return i + 1 - at;
}

size_t tn_scan_emoticon(tn_emoticon_form *form, const char *text, size_t bytes, size_t at)
{
    size_t n;

    form->bytes = 0;
    n = scan_heart(form, text, bytes, at);
    if (n == 0)
        n = scan_upright(form, text, bytes, at);
    if (n == 0)
        n = scan_laugh(form, text, bytes, at);
    if (n == 0)
        n = scan_western(form, text, bytes, at);
    return n ? n : scan_mirrored(form, text, bytes, at);
}
