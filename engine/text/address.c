/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address.c - web and mail addresses, HTML entities
 */
#include "text/scan.h"

#include <string.h>
#include <strings.h>

/* an address ends before the sentence's own punctuation */
static size_t trim_address(const char *text, size_t at, size_t end)
{
    bool has_parenthesis = memchr(text + at, '(', end - at) != NULL;

    while (end > at && strchr(".,;:!?'\")]}>*", text[end - 1])) {
        if (text[end - 1] == ')' && has_parenthesis)
            break; /* "…/Tenor_(disambiguation)" */
        end--;
    }
    return end;
}

static size_t address_end(const char *text, size_t bytes, size_t at)
{
    while (at < bytes && (tn_has_class(text[at], TN_C_URL) || (unsigned char)text[at] >= 0xC3)) {
        size_t used;
        bool valid;

        (void)tn_utf8_decode(text + at, bytes - at, &used, &valid);
        if (!valid || used > 2) /* quotation marks, ellipses and emoji end an address */
            break;
        at += used;
    }
    return at;
}

static bool begins_host(char c)
{
    return tn_has_class(c, TN_C_NAME) || (unsigned char)c >= 0xC3;
}

/* is there the prefix, in any case, and the begin of a host behind it? */
static bool begins(const char *text, size_t bytes, size_t at, const char *prefix)
{
    size_t n = strlen(prefix);

    return (text[at] | 0x20) == prefix[0] && bytes - at > n &&
           strncasecmp(text + at, prefix, n) == 0 && begins_host(text[at + n]);
}

/* "t.co/abc": letters, a dot, letters, a slash */
static size_t scan_bare_domain(const char *text, size_t bytes, size_t at)
{
    size_t i = at, last_dot = 0;

    while (i < bytes &&
           (tn_has_class(text[i], TN_C_LETTER | TN_C_DIGIT) || text[i] == '.' || text[i] == '-') &&
           i - at < 64) {
        if (text[i] == '.')
            last_dot = i;
        i++;
    }
    if (last_dot <= at || i - last_dot < 3 || i >= bytes || text[i] != '/')
        return 0;
    for (size_t k = last_dot + 1; k < i; k++)
        if (!tn_has_class(text[k], TN_C_LETTER))
            return 0;
    return trim_address(text, at, address_end(text, bytes, i)) - at;
}

size_t tn_scan_url(const char *text, size_t bytes, size_t at)
{
    static const char *const prefixes[] = { "http://", "https://", "www." };

    for (size_t p = 0; p < 3; p++)
        if (begins(text, bytes, at, prefixes[p]))
            return trim_address(text, at, address_end(text, bytes, at)) - at;
    return scan_bare_domain(text, bytes, at);
}

size_t tn_scan_email(const char *text, size_t bytes, size_t at)
{
    size_t i = at, host;

    while (i < bytes && i - at < 64 &&
           (tn_has_class(text[i], TN_C_NAME) || text[i] == '.' || text[i] == '-' || text[i] == '+'))
        i++;
    if (i == at || i >= bytes || text[i] != '@')
        return 0;
    host = ++i;
    while (i < bytes && (tn_has_class(text[i], TN_C_NAME) || text[i] == '.' || text[i] == '-'))
        i++;
    i = trim_address(text, host, i);
    return i > host && memchr(text + host, '.', i - host) ? i - at : 0;
}

size_t tn_scan_entity(const char *text, size_t bytes, size_t at, char *character)
{
    static const struct {
        const char *name;
        char character;
    } entities[] = {
        { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' }
    };

    for (size_t e = 0; e < sizeof(entities) / sizeof(entities[0]); e++) {
        size_t n = strlen(entities[e].name);

        if (bytes - at >= n && memcmp(text + at, entities[e].name, n) == 0) {
            *character = entities[e].character;
            return n;
        }
    }
    return 0;
}
