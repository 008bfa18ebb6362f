/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.h - a target and its other names in one string
 *
 * Aliases are part of what a target is: they come with it, are superseded with it, and two targets
 * with other aliases are two targets. So they travel in its string, each behind TENOR_ALIAS_MARK.
 */
#ifndef TN_TARGET_H
#define TN_TARGET_H

#include "base/base.h"

#include <string.h>

/* Without its aliases: what is shown. */
static inline tenor_str tn_target_name(tenor_str target)
{
    const char *mark = target.bytes ? memchr(target.data, TENOR_ALIAS_MARK, target.bytes) : NULL;

    return mark ? (tenor_str){ target.data, (size_t)(mark - target.data) } : target;
}

/* The first of its aliases, or the one behind `name`; absent if there is none. */
static inline tenor_str tn_target_next(tenor_str target, tenor_str name)
{
    const char *end = target.data ? target.data + target.bytes : NULL;
    const char *start = name.data ? name.data + name.bytes + 1 : NULL; /* behind its mark */
    const char *mark;

    if (!start || start > end)
        return (tenor_str){ 0 };
    mark = memchr(start, TENOR_ALIAS_MARK, (size_t)(end - start));
    return (tenor_str){ start, (size_t)((mark ? mark : end) - start) };
}

/*
 * A target with aliases, which stand in `aliases` with `separator` between them; blanks around them
 * go, and so do empty ones. Appended to *out.
 */
int tn_target_compose(tn_buf *out, tenor_str target, tenor_str aliases, char separator,
                      tenor_error *err);

#endif
