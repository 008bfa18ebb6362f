/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * excerpt.c - the beginning of a comment, fit to be published
 */
#include "text/excerpt.h"

#include "text/scan.h"

#include <string.h>

#define ELLIPSIS     "\xE2\x80\xA6"
#define PHONE_DIGITS 7 /* fewer are a year, a price, a house number */
#define MAX_GAP      3 /* characters between two digits of a phone number: ") -" */

/* one line of visible characters */
static int append_visible(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < bytes;) {
        size_t used;
        bool valid;
        uint32_t c = tn_utf8_decode(text + at, bytes - at, &used, &valid);
        tn_unicode_class class_of = valid ? tn_class_of(c) : TN_U_OTHER;
        char encoded[4];

        at += used;
        if (class_of == TN_U_SPACE) {
            rc = out->bytes == 0 || out->data[out->bytes - 1] == ' '
                     ? 0
                     : tn_buf_append(out, " ", 1, err);
        } else if (class_of != TN_U_IGNORED) {
            rc = tn_buf_append(out, encoded, tn_utf8_encode(valid ? c : TN_REPLACEMENT, encoded),
                               err);
        }
    }
    return rc;
}

/* bytes of a phone number at `at`, else 0 */
static size_t scan_phone(const char *text, size_t bytes, size_t at)
{
    size_t end = at, gap = 0;
    int n_digits = 0;

    for (size_t i = at; i < bytes && gap <= MAX_GAP;) {
        size_t used;

        if (tn_class_at(text, bytes, i, &used) == TN_U_DIGIT) {
            n_digits++;
            gap = 0;
            end = i + used;
        } else if (strchr("+()-./ ", text[i]) && text[i] != '\0') {
            gap++;
        } else {
            size_t dash = bytes - i > 2 ? 3 : 0; /* U+2010 to U+2015 */

            if (!dash || memcmp(text + i, "\xE2\x80", 2) != 0 ||
                (unsigned char)text[i + 2] < 0x90 || (unsigned char)text[i + 2] > 0x95)
                break;
            gap++;
        }
        i += used;
    }
    return n_digits >= PHONE_DIGITS ? end - at : 0;
}

static int append_masked(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    int rc = 0;

    for (size_t at = 0; rc == 0 && at < bytes;) {
        bool in_word = at > 0 && (tn_has_class(text[at - 1], TN_C_NAME) ||
                                  (unsigned char)text[at - 1] >= 0x80);
        size_t n = in_word ? 0 : tn_scan_email(text, bytes, at), used;
        const char *mask = "[email]";

        if (n == 0 && (text[at] == '+' || text[at] == '(' ||
                       tn_class_at(text, bytes, at, &used) == TN_U_DIGIT)) {
            n = scan_phone(text, bytes, at);
            mask = "[phone]";
        }
        rc = n > 0 ? tn_buf_puts(out, mask, err) : tn_buf_append(out, text + at, 1, err);
        at += n > 0 ? n : 1;
    }
    return rc;
}

/* cut to so many characters; a blank in the second half is where a word ends */
static int cut(tn_buf *out, tenor_error *err)
{
    size_t n = 0, end = 0, word_end = 0;

    for (size_t at = 0; at < out->bytes; at++) {
        if (((unsigned char)out->data[at] & 0xC0) == 0x80)
            continue;
        if (out->data[at] == ' ' && n >= TN_EXCERPT_CHARACTERS / 2 && n < TN_EXCERPT_CHARACTERS)
            word_end = at;
        if (n == TN_EXCERPT_CHARACTERS - 1)
            end = at; /* the ellipsis comes here */
        n++;
    }
    if (n <= TN_EXCERPT_CHARACTERS)
        return 0;
    out->bytes = word_end > 0 ? word_end : end;
    return tn_buf_puts(out, ELLIPSIS, err);
}

int tn_excerpt(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    tn_buf visible = { 0 };
    int rc = append_visible(&visible, text, bytes, err);

    tn_buf_clear(out);
    if (rc < 0)
        goto done;
    if (visible.bytes > 0 && visible.data[visible.bytes - 1] == ' ')
        visible.bytes--;
    rc = append_masked(out, visible.data, visible.bytes, err);
    if (rc < 0)
        goto done;
    rc = cut(out, err);

done:
    tn_buf_free(&visible);
    return rc;
}
