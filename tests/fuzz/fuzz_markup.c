/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_markup.c - any bytes as a comment's markup: an end, and quotes that are
 * marked stay as they are when they are marked again
 */
#include "format_harness.h"

#include "ingest/markup_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    tn_buf text = { 0 }, twice = { 0 };
    bool keep_lines = bytes > 0 && data[0] & 1;
    size_t skip = bytes > 0;
    int rc = tn_markup_text(&text, (tenor_str){ (const char *)data + skip, bytes - skip },
                            keep_lines, NULL);

    check(rc == 0 || rc == TENOR_ERR_INPUT);
    check(tn_mark_quotes(&text, NULL) == 0);
    check(tn_buf_append(&twice, text.data, text.bytes, NULL) == 0);
    check(tn_mark_quotes(&twice, NULL) == 0);
    check(twice.bytes == text.bytes &&
          (text.bytes == 0 || memcmp(twice.data, text.data, text.bytes) == 0));
    tn_buf_free(&text);
    tn_buf_free(&twice);
    return 0;
}
