/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clean.c - text of unknown origin made one harmless line
 */
#include "text/clean.h"

#include "text/token.h"

#include <utf8proc.h>

#define MAX_STACKED_MARKS 3
#define ZERO_WIDTH_JOINER 0x200Du

typedef enum { KEEP, BLANK, MARK, HIDE } fate;

static fate fate_of(uint32_t code_point)
{
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return BLANK;
    case UTF8PROC_CATEGORY_CC:
        return code_point >= '\t' && code_point <= '\r' ? BLANK : HIDE;
    case UTF8PROC_CATEGORY_CF: /* bidi controls, tags; emoji need the joiner */
        return code_point == ZERO_WIDTH_JOINER ? MARK : HIDE;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
        return HIDE;
    default:
        return utf8proc_charwidth((utf8proc_int32_t)code_point) <= 0 ? MARK : KEEP;
    }
}

typedef struct {
    bool blank; /* the last character was a space */
    int marks;  /* on the last letter */
} state;

static int clean_one(tn_buf *out, state *s, uint32_t code_point, tenor_error *err)
{
    char text[4];
    fate what = fate_of(code_point);

    if (what == BLANK) {
        int rc = s->blank ? 0 : tn_buf_append(out, " ", 1, err);

        *s = (state){ true, 0 };
        return rc;
    }
    if (what == MARK && (out->bytes == 0 || ++s->marks > MAX_STACKED_MARKS))
        return 0;
    s->marks = what == MARK ? s->marks : 0;
    s->blank = false;
    if (what == HIDE)
        return tn_buf_append(out, "?", 1, err);
    return tn_buf_append(out, text, tn_utf8_encode(code_point, text), err);
}

int tn_cell_clean(tn_buf *out, const char *text, size_t bytes, tenor_error *err)
{
    state s = { true, 0 }; /* no space in front */
    int rc = 0;

    while (rc == 0 && bytes > 0) {
        size_t used;
        bool valid;
        uint32_t code_point = tn_utf8_decode(text, bytes, &used, &valid);

        rc = clean_one(out, &s, valid ? code_point : TN_REPLACEMENT, err);
        text += used;
        bytes -= used;
    }
    return rc;
}
