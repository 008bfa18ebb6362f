/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_json_documents.c - any bytes through the formats of JSON documents; the
 * first byte chooses
 */
#include "format_harness.h"

#include "ingest/formats/json_formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const tn_format *const formats[] = { &tn_format_json,       &tn_format_youtube,
                                         &tn_format_reddit,     &tn_format_reddit_json,
                                         &tn_format_hackernews, &tn_format_wp_json,
                                         &tn_format_ndjson };
    const tn_format *format;

    if (bytes == 0)
        return 0;
    format = formats[data[0] % 7];
    if (data[0] >= 128) { /* a format of a table, where it looks like one */
        const tenor_str head = { (const char *)data + 1, bytes - 1 };
        const tn_format *known = tn_json_known_format(head, data[0] % 2);

        format = known ? known : format;
    }
    return fuzz_format(format, data + 1, bytes - 1);
}
