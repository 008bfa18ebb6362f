/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reduce_gather.c - what was seen so far of the inputs of a reduce
 */
#include "batch/cluster/reduce_gather.h"

int tn_gather_key(tn_hash_map *seen, uint64_t key, bool *is_new, tenor_error *err)
{
    tn_hash_slot *slot;
    int rc = tn_hash_map_reserve(seen, 1, err);

    if (rc < 0)
        return rc;
    slot = tn_hash_map_find(seen, key);
    *is_new = slot->value == 0;
    if (*is_new)
        tn_hash_map_put(seen, slot, key, 1);
    return 0;
}

int tn_gather_shards(tn_gathering *g, const tn_shard_list *list, const tn_shard **fresh,
                     tenor_error *err)
{
    tn_shard_list *all = &g->in->all;

    *fresh = NULL;
    for (size_t i = 0; i < list->n_shards; i++) {
        const tn_shard *shard = &list->shard[i], *known = tn_shard_find(all, shard->name);

        if (!known) {
            int rc = tn_shard_add(all, shard, err);

            if (rc < 0)
                return rc;
            *fresh = *fresh ? *fresh : shard;
            /* NOLINTNEXTLINE(*NullDereference): a list has as many as it says */
        } else if (known->received != shard->received || known->rejected != shard->rejected ||
                   known->left_out != shard->left_out || known->lines != shard->lines) {
            return tn_fail(err, TENOR_ERR_INPUT, "shard '%s' is there twice, with other records",
                           known->name);
        }
    }
    return 0;
}
