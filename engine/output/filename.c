/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filename.c - a file name for an article: readable, safe anywhere, from the id alone
 *
 * Letters are lower-cased because some file systems do not tell case apart,
 * and the digest ends every name, so that no id can spell a device ("con")
 * or another id's name.
 */
#include "output/documents.h"

#include <string.h>

#define SLUG_BYTES 40

static size_t slug_of(char out[SLUG_BYTES], const char *id, size_t id_bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < id_bytes && n < SLUG_BYTES; i++) {
        char c = id[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[n++] = c;
        else if (n > 0 && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    return n;
}

static char *put(char *at, const char *text, size_t bytes)
{
    memcpy(at, text, bytes);
    return at + bytes;
}

void tn_article_file_name(char out[TN_ARTICLE_FILE_BYTES], const char *id, size_t id_bytes)
{
    char slug[SLUG_BYTES], hex[33], *at = out;
    size_t slug_bytes = slug_of(slug, id, id_bytes);

    tn_digest_hex(tn_digest_of(id, id_bytes), hex);
    at = put(at, hex, 2);
    *at++ = '/';
    at = slug_bytes > 0 ? put(at, slug, slug_bytes) : put(at, "article", 7);
    *at++ = '-';
    at = put(at, hex, 16);
    put(at, ".json", sizeof(".json"));
}

void tn_article_path(char out[TN_ARTICLE_PATH_BYTES], const char *id, size_t id_bytes)
{
    static const char folder[] = "articles/";

    tn_article_file_name(put(out, folder, sizeof(folder) - 1), id, id_bytes);
}
