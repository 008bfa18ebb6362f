/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quote.c - lines that quote somebody else
 */
#include "text/scan.h"

#include <string.h>

/*
 * As mail and Markdown mark it: '>', once or several times, then a blank or
 * the end of the line. ">:(" is no quotation. A text of one line alone is none either: nobody
 * comments with a quotation and nothing else, but exports lose line ends, and with them
 * where the commenter's own words begin.
 */
size_t tn_quoted_bytes(const char *text, size_t bytes, size_t at)
{
    const char *newline;
    size_t i = at;

    if (at > 0 && text[at - 1] != '\n')
        return 0;
    while (i < bytes && text[i] == '>')
        i++;
    if (i == at || (i < bytes && !strchr(" \t\r\n", text[i])) || (i < bytes && !text[i]))
        return 0;
    newline = i < bytes ? memchr(text + i, '\n', bytes - i) : NULL;
    if (!newline)
        return at > 0 ? bytes - at : 0;
    return (size_t)(newline - text) - at;
}
