/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.c - the texts of comments seen so far, for replies that come later
 */
#include "batch/parents.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

struct tn_parent {
    size_t article_id_bytes, id_bytes, text_bytes;
    char strings[]; /* the ids and the text, which is terminated */
};

static bool same(tenor_str a, tenor_str b)
{
    return a.bytes == b.bytes && memcmp(a.data, b.data, a.bytes) == 0;
}

static bool is_of(const tn_parent *parent, tenor_str article_id, tenor_str id)
{
    return parent->article_id_bytes == article_id.bytes && parent->id_bytes == id.bytes &&
           memcmp(parent->strings, article_id.data, article_id.bytes) == 0 &&
           memcmp(parent->strings + article_id.bytes, id.data, id.bytes) == 0;
}

/* the slot of the comment, or the free one where it belongs */
static tn_parent_slot *find_slot(const tn_parents *p, uint32_t key, tenor_str article_id,
                                 tenor_str id)
{
    size_t at = key & (p->n_slots - 1);

    while (p->slot[at].number &&
           !(p->slot[at].key == key && is_of(p->parent[p->slot[at].number - 1], article_id, id)))
        at = (at + 1) & (p->n_slots - 1);
    return &p->slot[at];
}

static int make_slots(tn_parents *p, tenor_error *err)
{
    size_t n = p->n_slots ? p->n_slots * 2 : FIRST_SLOTS;
    tn_parent_slot *larger;

    if (p->n_slots && p->n_parents < p->n_slots / 2)
        return 0;
    larger =
        tn_alloc_pages(n * sizeof(*larger)); /* accesses are random: large pages spare TLB misses */
    if (!larger)
        return tn_no_memory(err);
    for (size_t i = 0; i < p->n_slots; i++) {
        size_t at = p->slot[i].key & (n - 1);

        while (p->slot[i].number && larger[at].number) /* no two are the same */
            at = (at + 1) & (n - 1);
        if (p->slot[i].number)
            larger[at] = p->slot[i];
    }
    free(p->slot);
    p->slot = larger;
    p->n_slots = n;
    return 0;
}

static void put_bytes(char **at, tenor_str s)
{
    memcpy(*at, s.data, s.bytes);
    *at += s.bytes;
}

static uint32_t key_of(uint64_t article, tenor_str id)
{
    return (uint32_t)tn_mix(article, tn_hash(id.data, id.bytes));
}

tn_parent_keys tn_parents_prefetch(const tn_parents *p, const tenor_comment *c)
{
    uint64_t article = tn_hash(c->article_id.data, c->article_id.bytes);
    tn_parent_keys keys = { .own = key_of(article, c->id) };

    if (c->parent_id.data && c->parent_id.bytes > 0 && !same(c->parent_id, c->id)) {
        keys.parent = key_of(article, c->parent_id);
        keys.is_reply = true;
    }
    if (p->n_slots > 0) { /* in vain where the table grows before they are read */
        __builtin_prefetch(&p->slot[keys.own & (p->n_slots - 1)]);
        if (keys.is_reply)
            __builtin_prefetch(&p->slot[keys.parent & (p->n_slots - 1)]);
    }
    return keys;
}

static int add(tn_parents *p, const tenor_comment *c, uint32_t own_key, tenor_error *err)
{
    size_t bytes = c->article_id.bytes + c->id.bytes + c->text.bytes + 1;
    tn_parent_slot *slot;
    tn_parent *parent;
    char *at;
    int rc;

    if (p->n_parents >= UINT32_MAX / 2) /* there are twice as many slots */
        return tn_no_memory(err);
    rc = tn_grow((void **)&p->parent, &p->capacity, p->n_parents + 1, sizeof(*p->parent), err);
    if (rc < 0 || (rc = make_slots(p, err)) < 0)
        return rc;
    parent = tn_arena_alloc(&p->arena, sizeof(*parent) + bytes);
    if (!parent)
        return tn_no_memory(err);
    *parent = (tn_parent){ c->article_id.bytes, c->id.bytes, c->text.bytes };
    at = parent->strings;
    put_bytes(&at, c->article_id);
    put_bytes(&at, c->id);
    tn_put_str(&at, c->text);
    slot = find_slot(p, own_key, c->article_id, c->id);
    if (slot->number == 0)
        *slot = (tn_parent_slot){ own_key, (uint32_t)++p->n_parents };
    p->parent[slot->number - 1] = parent; /* the last of several copies counts */
    return 0;
}

static tenor_str find(const tn_parents *p, const tenor_comment *comment, tn_parent_keys keys)
{
    const tn_parent *parent;
    uint32_t number = 0;

    if (p->n_slots > 0 && keys.is_reply)
        number = find_slot(p, keys.parent, comment->article_id, comment->parent_id)->number;
    if (number == 0)
        return (tenor_str){ 0 };
    parent = p->parent[number - 1];
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
    free(p->slot);
    free(p->parent);
    tn_arena_free(&p->arena);
    *p = (tn_parents){ 0 };
}
