/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_html.c - any bytes as an article's page
 */
#include "format_harness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    return fuzz_format(&tn_format_html, data, bytes);
}
