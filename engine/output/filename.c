/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filename.c - a file name for an article: readable, safe anywhere, from the id alone
 *
 * Letters are lower-cased because some file systems do not tell case apart,
 * and the digest ends every name, so that no id can spell a device ("con")
 * or another id's name.
 */
#include "output/json.h"

#include <string.h>

#define SLUG_BYTES 40

static void slug_of(char out[SLUG_BYTES + 1], const char *id, size_t id_bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < id_bytes && n < SLUG_BYTES; i++) {
        char c = id[i];

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        } else if (n > 0 && out[n - 1] != '-') {
            out[n++] = '-';
        }
    }
    while (n > 0 && out[n - 1] == '-') {
        n--;
    }
    out[n] = '\0';
}

int tn_article_file_name(char out[96], const char *id, size_t id_bytes)
{
    char slug[SLUG_BYTES + 1], hex[33];

    slug_of(slug, id, id_bytes);
    tn_digest_hex(tn_digest_of(id, id_bytes), hex);
    return snprintf(out, 96, "%.2s/%s-%.16s.json", hex, slug[0] ? slug : "article", hex);
}

void tn_article_path(char out[TN_ARTICLE_PATH_BYTES], const char *id, size_t id_bytes)
{
    char name[96];

    tn_article_file_name(name, id, id_bytes);
    snprintf(out, TN_ARTICLE_PATH_BYTES, "articles/%s", name);
}
