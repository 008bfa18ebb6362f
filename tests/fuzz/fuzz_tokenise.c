/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_tokenise.c - any bytes through the tokeniser: tokens in order, every
 * visible byte in one, forms valid and normalised, the same on every call
 */
#include "../unit/token_invariants.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const char *broken = check_any_bytes(data, bytes);

    if (broken) {
        fprintf(stderr, "%s\n", broken);
        abort();
    }
    return 0;
}
