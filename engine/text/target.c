/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.c - a target and its other names in one string
 */
#include "text/target.h"

int tn_target_compose(tn_buf *out, tenor_str target, tenor_str aliases, char separator,
                      tenor_error *err)
{
    static const char mark = TENOR_ALIAS_MARK;
    int rc = tn_buf_append(out, target.data, target.bytes, err);

    for (size_t at = 0; rc == 0 && at < aliases.bytes;) {
        const char *end = memchr(aliases.data + at, separator, aliases.bytes - at);
        size_t bytes = end ? (size_t)(end - aliases.data) - at : aliases.bytes - at;
        tenor_str alias = tn_trim((tenor_str){ aliases.data + at, bytes });

        if (alias.bytes > 0) {
            rc = tn_buf_append(out, &mark, 1, err);
            if (rc < 0)
                return rc;
            rc = tn_buf_append(out, alias.data, alias.bytes, err);
        }
        at += bytes + 1;
    }
    return rc;
}
