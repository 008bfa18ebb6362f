/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.c - the texts of comments seen so far, for replies that come later
 */
#include "batch/parents.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t article_id_bytes, id_bytes, text_bytes;
    char strings[]; /* the ids and the text, which is terminated */
} parent_text;

static bool same(tenor_str a, tenor_str b)
{
    return a.bytes == b.bytes && memcmp(a.data, b.data, a.bytes) == 0;
}

static parent_text *parent_in(const tn_hash_slot *slot)
{
    return (parent_text *)(uintptr_t)slot->value;
}

/* the slot of the comment, or the empty one where it may be put */
static tn_hash_slot *find_slot(const tn_parents *p, uint64_t key, tenor_str article_id,
                               tenor_str id)
{
    tn_hash_slot *slot = tn_hash_map_find(&p->by_id, key);

    while (slot->value) {
        const parent_text *parent = parent_in(slot);

        if (parent->article_id_bytes == article_id.bytes && parent->id_bytes == id.bytes &&
            memcmp(parent->strings, article_id.data, article_id.bytes) == 0 &&
            memcmp(parent->strings + article_id.bytes, id.data, id.bytes) == 0)
            break;
        slot = tn_hash_map_next(&p->by_id, slot);
    }
    return slot;
}

static void put_bytes(char **at, tenor_str s)
{
    memcpy(*at, s.data, s.bytes);
    *at += s.bytes;
}

static uint64_t key_of(uint64_t article, tenor_str id)
{
    return tn_mix(article, tn_hash(id.data, id.bytes));
}

tn_parent_keys tn_parents_prefetch(const tn_parents *p, const tenor_comment *c)
{
    uint64_t article = tn_hash(c->article_id.data, c->article_id.bytes);
    tn_parent_keys keys = { .own = key_of(article, c->id) };

    tn_hash_map_prefetch(&p->by_id, keys.own); /* in vain where the table grows before */
    if (c->parent_id.data && c->parent_id.bytes > 0 && !same(c->parent_id, c->id)) {
        keys.parent = key_of(article, c->parent_id);
        keys.is_reply = true;
        tn_hash_map_prefetch(&p->by_id, keys.parent);
    }
    return keys;
}

static int add(tn_parents *p, const tenor_comment *c, uint64_t own_key, tenor_error *err)
{
    size_t bytes = c->article_id.bytes + c->id.bytes + c->text.bytes + 1;
    tn_hash_slot *slot;
    parent_text *parent;
    char *at;
    int rc = tn_hash_map_reserve(&p->by_id, 1, err);

    if (rc < 0)
        return rc;
    parent = tn_arena_alloc(&p->arena, sizeof(*parent) + bytes);
    if (!parent)
        return tn_no_memory(err);
    *parent = (parent_text){ c->article_id.bytes, c->id.bytes, c->text.bytes };
    at = parent->strings;
    put_bytes(&at, c->article_id);
    put_bytes(&at, c->id);
    tn_put_str(&at, c->text);
    slot = find_slot(p, own_key, c->article_id, c->id);
    if (slot->value)
        slot->value = (uintptr_t)parent; /* the last of several copies counts */
    else
        tn_hash_map_put(&p->by_id, slot, own_key, (uintptr_t)parent);
    return 0;
}

static tenor_str find(const tn_parents *p, const tenor_comment *comment, tn_parent_keys keys)
{
    const parent_text *parent;

    if (p->by_id.n_slots == 0 || !keys.is_reply)
        return (tenor_str){ 0 };
    parent = parent_in(find_slot(p, keys.parent, comment->article_id, comment->parent_id));
    if (!parent)
        return (tenor_str){ 0 };
    return (tenor_str){ parent->strings + parent->article_id_bytes + parent->id_bytes,
                        parent->text_bytes };
}

int tn_parents_resolve(tn_parents *p, tenor_comment *comment, tn_parent_keys keys, bool remember,
                       tenor_error *err)
{
    if (!comment->parent_text.data)
        comment->parent_text = find(p, comment, keys);
    return remember && !comment->deleted ? add(p, comment, keys.own, err) : 0;
}

void tn_parents_free(tn_parents *p)
{
    tn_hash_map_free(&p->by_id);
    tn_arena_free(&p->arena);
    *p = (tn_parents){ 0 };
}
