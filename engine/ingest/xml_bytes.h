/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml_bytes.h - an export's bytes as libxml2 can take them
 */
#ifndef TN_XML_BYTES_H
#define TN_XML_BYTES_H

#include "ingest/ingest.h"

#define TN_XML_TAIL_BYTES 80

/* All zero but `lines` and `is_utf8` is the start. */
typedef struct {
    tn_lines *lines;
    bool is_utf8; /* and what is not can be repaired; else bytes pass as they are */
    tn_buf raw;   /* begins with a character that was cut */
    tn_buf clean;
    size_t clean_at;
    int64_t n_repaired;           /* invalid parts that became U+FFFD */
    char tail[TN_XML_TAIL_BYTES]; /* the last bytes handed out */
    size_t tail_bytes;
} tn_xml_bytes;

/* The next few kilobytes, until the next call; *bytes is 0 at the end. 0 or < 0. */
int tn_xml_bytes_next(tn_xml_bytes *source, const char **data, size_t *bytes, tenor_error *err);

/* Whether the last bytes hold this text. */
bool tn_xml_bytes_end_with(const tn_xml_bytes *source, const char *text);
void tn_xml_bytes_free(tn_xml_bytes *source);

#endif
