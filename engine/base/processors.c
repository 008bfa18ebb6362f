/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * processors.c - how much can run at once
 */
#include "base/base.h"

#include <sched.h>

int tn_n_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
        return CPU_COUNT(&set);
    return 1;
}
