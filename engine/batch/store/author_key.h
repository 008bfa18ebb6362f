/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * author_key.h - authors are counted by a keyed hash, never by name
 */
#ifndef TN_AUTHOR_KEY_H
#define TN_AUTHOR_KEY_H

#include "base/base.h"

#define TN_AUTHOR_KEY_MIN_BYTES 16
#define TN_AUTHOR_KEY_MAX_BYTES 4096

typedef struct {
    unsigned char secret[192]; /* derived from the key; what XXH3 takes */
} tn_author_key;

/* From a file's bytes, or random where path is NULL. */
int tn_author_key_load(tn_author_key *key, const char *path, tenor_error *err);

/* 0 for no author, never 0 for one. */
uint64_t tn_author_hash(const tn_author_key *key, tenor_str author);

#endif
