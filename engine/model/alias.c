/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alias.c - the other names of a target, as tokens
 */
#include "model/alias.h"

#include "model/task.h"
#include "text/target.h"

#include <stdlib.h>

static int add(tn_aliases *out, tenor_str name, tenor_error *err)
{
    tn_alias *alias;
    int rc = tn_grow((void **)&out->item, &out->capacity, out->n + 1, sizeof(*out->item), err);

    if (rc < 0) {
        return rc;
    }
    alias = &out->item[out->n];
    if (out->n == out->n_used) {
        *alias = (tn_alias){ 0 };
        out->n_used++;
    }
    rc = tn_tokenise(&alias->tokens, name.data, name.bytes, err);
    if (rc == 0) {
        rc = tn_target_normalise(&alias->name, &alias->tokens, err);
    }
    out->n += rc == 0;
    return rc;
}

int tn_aliases_read(tn_aliases *out, tenor_str target, tenor_error *err)
{
    tenor_str name = tn_target_name(target);
    int rc = 0;

    out->n = 0;
    while (rc == 0 && (name = tn_target_next(target, name)).data) {
        rc = name.bytes > 0 ? add(out, name, err) : 0;
    }
    return rc;
}

void tn_aliases_free(tn_aliases *aliases)
{
    for (size_t i = 0; i < aliases->n_used; i++) {
        tn_tokens_free(&aliases->item[i].tokens);
        tn_buf_free(&aliases->item[i].name);
    }
    free(aliases->item);
    *aliases = (tn_aliases){ 0 };
}
