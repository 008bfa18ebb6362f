/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_name.c - an id for an article whose source gives it none
 */
#include "ingest/ingest.h"

#include <stdio.h>

#define MAX_SLUG_BYTES 60

void tn_article_name_by(char out[TN_ARTICLE_NAME_BYTES], const char *prefix, tenor_str title,
                        tenor_str hashed)
{
    size_t n = (size_t)snprintf(out, TN_ARTICLE_NAME_BYTES, "%.8s-", prefix);
    size_t last = n + MAX_SLUG_BYTES;
    uint64_t hash = tn_hash(hashed.data, hashed.bytes);

    for (size_t i = 0; title.data && i < title.bytes && n < last; i++) {
        char c = title.data[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = c;
        else if (out[n - 1] != '-')
            out[n++] = '-';
    }
    if (out[n - 1] == '-')
        n--;
    snprintf(out + n, TN_ARTICLE_NAME_BYTES - n, "-%08x", (unsigned)(hash >> 32));
}

void tn_article_name(char out[TN_ARTICLE_NAME_BYTES], const char *prefix, tenor_str title,
                     tenor_str otherwise)
{
    /* nothing else tells articles apart */
    tn_article_name_by(out, prefix, title, title.data ? title : otherwise);
}
