/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash_wide.h - digests with AVX2: of what is long, the same bits in half the steps
 */
#ifndef TN_HASH_WIDE_H
#define TN_HASH_WIDE_H

#include "base/base.h"

/* Whether this processor has it; the others may only be called then. */
bool tn_hash_is_wide(void);
tn_digest tn_digest_wide(const void *data, size_t bytes);
void tn_hasher_add_wide(tn_hasher *hasher, const void *data, size_t bytes);

#endif
