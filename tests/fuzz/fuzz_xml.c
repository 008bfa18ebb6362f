/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_xml.c - any bytes through the formats of XML exports; the first byte chooses
 */
#include "format_harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const tn_format *const formats[] = { &tn_format_wxr, &tn_format_disqus, &tn_format_feed };

    return bytes == 0 ? 0 : fuzz_format(formats[data[0] % 3], data + 1, bytes - 1);
}
