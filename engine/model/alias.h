/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alias.h - the other names of a target, as tokens
 */
#ifndef TN_ALIAS_H
#define TN_ALIAS_H

#include "text/token.h"

typedef struct {
    tn_tokens tokens;
    tn_buf name; /* normalised, as a model knows its targets */
} tn_alias;

/* All zero is none. */
typedef struct {
    tn_alias *item;
    size_t n, capacity;
    size_t n_used; /* that hold memory */
} tn_aliases;

/* The aliases in a target's string (text/target.h); they replace those that were there. */
int tn_aliases_read(tn_aliases *out, tenor_str target, tenor_error *err);
void tn_aliases_free(tn_aliases *aliases);

#endif
