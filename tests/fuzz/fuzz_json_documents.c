/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_json_documents.c - any bytes through the formats of JSON documents; the
 * first byte chooses
 */
#include "format_harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const tn_format *const formats[] = { &tn_format_json,       &tn_format_youtube,
                                         &tn_format_reddit,     &tn_format_reddit_json,
                                         &tn_format_hackernews, &tn_format_wp_json };

    return bytes == 0 ? 0 : fuzz_format(formats[data[0] % 6], data + 1, bytes - 1);
}
