/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * domain.c - the parts of a model
 */
#include "model/domain.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[TN_N_DOMAIN_KINDS] = { "set", "target", "mentions" };

const char *tn_domain_kind_name(int kind)
{
    return kind >= 0 && kind < TN_N_DOMAIN_KINDS ? kind_names[kind] : NULL;
}

int tn_domain_kind_of_name(const char *name)
{
    for (int kind = 0; kind < TN_N_DOMAIN_KINDS; kind++) {
        if (strcmp(name, kind_names[kind]) == 0) {
            return kind;
        }
    }
    return -1;
}

int tn_domains_add(tn_domains *domains, const char *name, tn_domain_kind kind, int base,
                   tenor_error *err)
{
    char *copy = tn_strndup(name, strlen(name));
    int rc = copy ? tn_grow((void **)&domains->item, &domains->capacity, domains->n + 1,
                            sizeof(*domains->item), err)
                  : tn_no_memory(err);

    if (rc < 0) {
        free(copy);
        return rc;
    }
    domains->item[domains->n++] = (tn_domain){ .name = copy, .kind = kind, .base = base };
    return 0;
}

void tn_domains_free(tn_domains *domains)
{
    for (size_t d = 0; d < domains->n; d++) {
        free(domains->item[d].name);
    }
    free(domains->item);
    *domains = (tn_domains){ 0 };
}
