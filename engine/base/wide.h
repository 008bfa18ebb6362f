/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wide.h - code for processors that can do more than the first of their kind
 *
 * What is TN_WIDE or TN_FUSED may be called only where tn_has_wide() or tn_has_fused() says so. The
 * TN_INLINE functions that it calls are compiled for such processors with it, and for all others
 * where anything else calls them: one source of both, and the same bits.
 */
#ifndef TN_WIDE_H
#define TN_WIDE_H

#include <stdbool.h>

#define TN_INLINE static inline __attribute__((always_inline))

#ifdef __x86_64__
#define TN_WIDE  __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define TN_FUSED __attribute__((target("fma")))

/* four numbers or thirty-two bytes at a time, and each step of what is done with bits in one */
static inline bool tn_has_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

/* a product and a sum with one rounding */
static inline bool tn_has_fused(void)
{
    return __builtin_cpu_supports("fma");
}
#else
#define TN_WIDE
#define TN_FUSED

static inline bool tn_has_wide(void)
{
    return false;
}

static inline bool tn_has_fused(void)
{
    return false;
}
#endif

#endif
