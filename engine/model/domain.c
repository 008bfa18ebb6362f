/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain.c - the domains of a stance model
 */
#include "model/domain.h"

#include <stdlib.h>
#include <string.h>

int tn_domains_add(tn_domains *domains, const char *name, tenor_error *err)
{
    char *copy = tn_strndup(name, strlen(name));
    int rc = copy ? tn_grow((void **)&domains->item, &domains->capacity, domains->n + 1,
                            sizeof(*domains->item), err)
                  : tn_no_memory(err);

    if (rc < 0) {
        free(copy);
        return rc;
    }
    domains->item[domains->n++] = (tn_domain){ .name = copy };
    return 0;
}

void tn_domains_free(tn_domains *domains)
{
    for (size_t d = 0; d < domains->n; d++)
        free(domains->item[d].name);
    free(domains->item);
    *domains = (tn_domains){ 0 };
}

int tn_domains_find(const tn_domains *domains, tenor_str name)
{
    for (size_t d = 0; d < domains->n; d++)
        if (tn_str_is(name, domains->item[d].name))
            return (int)d;
    return TN_SHARED;
}
