/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_bytes.c - an export's bytes as libxml2 can take them
 */
#include "ingest/xml_bytes.h"

#include "ingest/ndjson.h"
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

static int append_repaired(tn_xml_bytes *source, const char *data, size_t bytes, bool last,
                           tenor_error *err)
{
    tn_buf joined = { 0 };
    size_t cut;
    int64_t n_invalid = 0;
    int rc = tn_buf_append(&joined, source->carry, source->carry_bytes, err);

    rc = rc < 0 ? rc : tn_buf_append(&joined, data, bytes, err);
    if (rc == 0) {
        cut = last ? 0 : cut_bytes((const uint8_t *)joined.data, joined.bytes);
        joined.bytes -= cut;
        memcpy(source->carry, joined.data + joined.bytes, cut);
        source->carry_bytes = cut;
        if (tn_utf8_is_valid(joined.data, joined.bytes)) {
            rc = tn_buf_append(&source->clean, joined.data, joined.bytes, err);
        } else {
            n_invalid = tn_utf8_sanitise(&source->clean, joined.data, joined.bytes, err);
            rc = n_invalid < 0 ? (int)n_invalid : 0;
        }
    }
    source->n_repaired += n_invalid > 0 ? n_invalid : 0;
    tn_buf_free(&joined);
    return rc;
}

/* Control characters may not stand in XML at all, and do in exports. */
static void blank_controls(tn_buf *clean)
{
    for (size_t i = 0; i < clean->bytes; i++) {
        uint8_t c = (uint8_t)clean->data[i];

        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
            clean->data[i] = ' ';
    }
}

/* At least a byte, unless it is the end: a piece may be half a character. */
static int refill(tn_xml_bytes *source, tenor_error *err)
{
    const char *data;
    int64_t n = 1;
    int rc = 0;

    tn_buf_clear(&source->clean);
    source->clean_at = 0;
    while (rc == 0 && n > 0 && source->clean.bytes == 0) {
        n = tn_lines_take(source->lines, &data, err);
        if (n < 0)
            return (int)n;
        if (!source->is_utf8)
            rc = tn_buf_append(&source->clean, data, (size_t)n, err);
        else if (n > 0 || source->carry_bytes > 0)
            rc = append_repaired(source, data, (size_t)n, n == 0, err);
    }
    if (rc == 0 && source->is_utf8)
        blank_controls(&source->clean);
    return rc;
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
    int rc = source->clean_at == source->clean.bytes ? refill(source, err) : 0;

    if (rc == 0) {
        *bytes = source->clean.bytes - source->clean_at;
        *bytes = *bytes < PIECE_BYTES ? *bytes : PIECE_BYTES;
        *data = *bytes > 0 ? source->clean.data + source->clean_at : "";
        source->clean_at += *bytes;
        keep_tail(source, *data, *bytes);
    }
    return rc;
}

bool tn_xml_bytes_end_with(const tn_xml_bytes *source, const char *text)
{
    return memmem(source->tail, source->tail_bytes, text, strlen(text)) != NULL;
}

void tn_xml_bytes_free(tn_xml_bytes *source)
{
    tn_buf_free(&source->clean);
}
