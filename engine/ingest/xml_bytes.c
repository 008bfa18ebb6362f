/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_bytes.c - an export's bytes as libxml2 can take them
 */
#include "ingest/xml_bytes.h"

#include "text/token.h"

#include <string.h>

#define PIECE_BYTES 4096

/* Bytes at the end of text that begin a character and do not end it. */
static size_t cut_bytes(const uint8_t *text, size_t bytes)
{
    for (size_t n = 1; n <= 3 && n <= bytes; n++) {
        uint8_t c = text[bytes - n];

        if (c >= 0xC0) {
            size_t needed = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

            return needed > n ? n : 0;
        }
        if (c < 0x80)
            return 0;
    }
    return 0;
}

/* Invalid UTF-8 becomes U+FFFD; a character that is cut waits for its end, unless this is the last.
 */
static int append_repaired(tn_xml_bytes *source, const char *data, size_t bytes, bool last,
                           tenor_error *err)
{
    tn_buf *raw = &source->raw;
    int64_t n_invalid;
    size_t cut;
    int rc = tn_buf_append(raw, data, bytes, err);

    if (rc < 0)
        return rc;
    cut = last ? 0 : cut_bytes((const uint8_t *)raw->data, raw->bytes);
    n_invalid = tn_utf8_sanitise(&source->clean, raw->data, raw->bytes - cut, err);
    if (n_invalid < 0)
        return (int)n_invalid;
    source->n_repaired += n_invalid;
    memmove(raw->data, raw->data + raw->bytes - cut, cut);
    raw->bytes = cut;
    return 0;
}

/* At least a byte, unless it is the end: a piece may be half a character. */
static int refill(tn_xml_bytes *source, tenor_error *err)
{
    tn_buf *clean = &source->clean;
    const char *data;
    int64_t n = 1;

    tn_buf_clear(clean);
    source->clean_at = 0;
    while (n > 0 && clean->bytes == 0) {
        int rc;

        n = tn_lines_take(source->lines, &data, err);
        if (n < 0)
            return (int)n;
        rc = source->is_utf8 ? append_repaired(source, data, (size_t)n, n == 0, err)
                             : tn_buf_append(clean, data, (size_t)n, err);
        if (rc < 0)
            return rc;
    }
    /* control characters may not be in XML at all, and are in exports */
    for (size_t i = 0; source->is_utf8 && i < clean->bytes; i++) {
        uint8_t c = (uint8_t)clean->data[i];

        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            clean->data[i] = ' ';
    }
    return 0;
}

static void keep_tail(tn_xml_bytes *source, const char *data, size_t bytes)
{
    size_t taken = bytes < sizeof(source->tail) ? bytes : sizeof(source->tail);
    size_t kept = sizeof(source->tail) - taken;

    kept = kept < source->tail_bytes ? kept : source->tail_bytes;
    memmove(source->tail, source->tail + source->tail_bytes - kept, kept);
    memcpy(source->tail + kept, data + bytes - taken, taken);
    source->tail_bytes = kept + taken;
}

int tn_xml_bytes_next(tn_xml_bytes *source, const char **data, size_t *bytes, tenor_error *err)
{
    if (source->clean_at == source->clean.bytes) {
        int rc = refill(source, err);

        if (rc < 0)
            return rc;
    }
    *bytes = source->clean.bytes - source->clean_at;
    *bytes = *bytes < PIECE_BYTES ? *bytes : PIECE_BYTES;
    *data = *bytes > 0 ? source->clean.data + source->clean_at : "";
    source->clean_at += *bytes;
    keep_tail(source, *data, *bytes);
    return 0;
}

bool tn_xml_bytes_end_with(const tn_xml_bytes *source, const char *text)
{
    return memmem(source->tail, source->tail_bytes, text, strlen(text)) != NULL;
}

void tn_xml_bytes_free(tn_xml_bytes *source)
{
    tn_buf_free(&source->raw);
    tn_buf_free(&source->clean);
}
