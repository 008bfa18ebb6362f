/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_json_flat.c - any lines, one after another: what is read of them in one pass is what
 * simdjson reads
 */
#include "../unit/json_flat_helper.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check(const char *fault)
{
    if (fault) {
        fprintf(stderr, "%s\n", fault);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    char *text = tn_alloc(bytes + TN_LINE_PADDING, 1), *at = text, *end = text + bytes;
    flat_readers *r = flat_readers_new();
    bool taken;

    check(text && r ? NULL : "no memory");
    memcpy(text, data, bytes);
    while (at < end) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        char *stop = newline ? newline : end;

        check(flat_fault(r, at, (size_t)(stop - at), &taken));
        at = stop + 1;
    }
    flat_readers_free(r);
    free(text);
    return 0;
}
