/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error.c - one failure, one line; the first failure is the cause
 */
#include "base/base.h"

#undef tn_fail
#undef tn_no_memory

static int fail(tenor_error *err, int code, int64_t line_no, const char *fmt, va_list ap)
{
    if (err && err->code == TENOR_OK) {
        vsnprintf(err->message, sizeof(err->message), fmt, ap);
        for (char *c = err->message; *c; c++)
            if ((unsigned char)*c < 0x20 ||
                *c == 0x7F) /* names may hold anything; a message is one line */
                *c = '?';
        err->line_no = line_no;
        err->code = code;
    }
    return code;
}

int tn_fail(tenor_error *err, int code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fail(err, code, 0, fmt, ap);
    va_end(ap);
    return code;
}

int tn_fail_line(tenor_error *err, int code, int64_t line_no, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fail(err, code, line_no, fmt, ap);
    va_end(ap);
    return code;
}

int tn_no_memory(tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_MEMORY, "out of memory");
}

const char *tenor_version(void)
{
    return TENOR_VERSION;
}
