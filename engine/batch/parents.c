/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.c - the texts of comments seen so far, for replies that come later
 */
#include "batch/parents.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

struct tn_parent {
    tenor_str article_id, id, text; /* in the arena */
};

static uint64_t key_of(tenor_str article_id, tenor_str id)
{
    return tn_mix(tn_hash(article_id.data, article_id.bytes), tn_hash(id.data, id.bytes));
}

static bool same(tenor_str a, tenor_str b)
{
    return a.bytes == b.bytes && memcmp(a.data, b.data, a.bytes) == 0;
}

static tn_parent_slot *find_slot(const tn_parents *p, uint64_t key, tenor_str article_id,
                                 tenor_str id)
{
    size_t at = (size_t)key & (p->n_slots - 1);

    while (p->slot[at].parent && !(p->slot[at].key == key && same(p->slot[at].parent->id, id) &&
                                   same(p->slot[at].parent->article_id, article_id))) {
        at = (at + 1) & (p->n_slots - 1);
    }
    return &p->slot[at];
}

static int make_slots(tn_parents *p, tenor_error *err)
{
    size_t n = p->n_slots ? p->n_slots * 2 : FIRST_SLOTS;
    tn_parent_slot *larger;

    if (p->n_slots && p->n_parents < p->n_slots / 2) {
        return 0;
    }
    larger = tn_alloc_pages(n * sizeof(*larger)); /* looked up all over: fewer pages to find */
    if (!larger) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < p->n_slots; i++) {
        size_t at = (size_t)p->slot[i].key & (n - 1);

        while (p->slot[i].parent && larger[at].parent) { /* no two are the same */
            at = (at + 1) & (n - 1);
        }
        if (p->slot[i].parent) {
            larger[at] = p->slot[i];
        }
    }
    free(p->slot);
    p->slot = larger;
    p->n_slots = n;
    return 0;
}

/* with its strings in one piece of memory */
static tn_parent *new_parent(tn_arena *arena, const tenor_comment *comment)
{
    size_t bytes = comment->article_id.bytes + comment->id.bytes + comment->text.bytes + 3;
    tn_parent *parent = tn_arena_alloc(arena, sizeof(*parent) + bytes);
    char *at;

    if (parent) {
        at = (char *)(parent + 1);
        parent->article_id = tn_put_str(&at, comment->article_id);
        parent->id = tn_put_str(&at, comment->id);
        parent->text = tn_put_str(&at, comment->text);
    }
    return parent;
}

int tn_parents_add(tn_parents *p, const tenor_comment *comment, tenor_error *err)
{
    uint64_t key = key_of(comment->article_id, comment->id);
    tn_parent_slot *slot;
    tn_parent *parent;
    int rc = make_slots(p, err);

    if (rc < 0) {
        return rc;
    }
    slot = find_slot(p, key, comment->article_id, comment->id);
    parent = new_parent(&p->arena, comment); /* the last of several copies counts */
    if (!parent) {
        return tn_no_memory(err);
    }
    p->n_parents += slot->parent == NULL;
    *slot = (tn_parent_slot){ key, parent };
    return 0;
}

tenor_str tn_parents_find(const tn_parents *p, const tenor_comment *comment)
{
    const tn_parent *parent;

    if (p->n_slots == 0 || !comment->parent_id.data || comment->parent_id.bytes == 0 ||
        same(comment->parent_id, comment->id)) {
        return (tenor_str){ 0 };
    }
    parent = find_slot(p, key_of(comment->article_id, comment->parent_id), comment->article_id,
                       comment->parent_id)
                 ->parent;
    return parent ? parent->text : (tenor_str){ 0 };
}

void tn_parents_free(tn_parents *p)
{
    free(p->slot);
    tn_arena_free(&p->arena);
    *p = (tn_parents){ 0 };
}
