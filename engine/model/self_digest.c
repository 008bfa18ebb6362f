/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * self_digest.c - a JSON document that holds the digest of its own bytes
 */
#include "model/self_digest.h"

#include <string.h>

#define LEAD     "\"" TN_SELF_DIGEST "\": \""
#define N_DIGITS (sizeof(TN_SELF_DIGEST_EMPTY) - 1)

/* where the digits are; SIZE_MAX: nowhere */
static size_t find_digits(const char *text, size_t bytes)
{
    const char *lead = bytes ? memmem(text, bytes, LEAD, strlen(LEAD)) : NULL;
    size_t at = lead ? (size_t)(lead - text) + strlen(LEAD) : SIZE_MAX;

    return lead && bytes - at >= N_DIGITS ? at : SIZE_MAX;
}

int tn_self_digest_fill(tn_buf *text, tenor_error *err)
{
    char hex[N_DIGITS + 1];
    size_t at = find_digits(text->data, text->bytes);

    if (at == SIZE_MAX || memcmp(text->data + at, TN_SELF_DIGEST_EMPTY, N_DIGITS) != 0)
        return tn_fail(err, TENOR_ERR_INTERNAL, "there is no place for the digest");
    tn_digest_hex(tn_digest_of(text->data, text->bytes), hex);
    memcpy(text->data + at, hex, N_DIGITS);
    return 0;
}

int tn_self_digest_matches(bool *matches, const char *text, size_t bytes, tenor_error *err)
{
    char hex[N_DIGITS + 1];
    size_t at = find_digits(text, bytes);
    tn_buf copy = { 0 };
    int rc;

    *matches = true;
    if (at == SIZE_MAX)
        return 0;
    rc = tn_buf_append(&copy, text, bytes, err);
    if (rc < 0)
        return rc;
    memcpy(copy.data + at, TN_SELF_DIGEST_EMPTY, N_DIGITS);
    tn_digest_hex(tn_digest_of(copy.data, copy.bytes), hex);
    *matches = memcmp(hex, text + at, N_DIGITS) == 0;
    tn_buf_free(&copy);
    return 0;
}
