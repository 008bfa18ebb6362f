/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parents.c - the texts of comments seen so far, for replies that come later
 */
#include "batch/parents.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

struct tn_parent {
    uint64_t key;
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

static tn_parent **find_slot(tn_parent **slot, size_t n_slots, uint64_t key, tenor_str article_id,
                             tenor_str id)
{
    size_t at = (size_t)key & (n_slots - 1);

    while (slot[at] && !(slot[at]->key == key && same(slot[at]->id, id) &&
                         same(slot[at]->article_id, article_id))) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slot[at];
}

static int make_slots(tn_parents *p, tenor_error *err)
{
    size_t n = p->n_slots ? p->n_slots * 2 : FIRST_SLOTS;
    tn_parent **larger;

    if (p->n_slots && p->n_parents < p->n_slots / 2) {
        return 0;
    }
    larger = tn_alloc(n, sizeof(*larger));
    if (!larger) {
        return tn_no_memory(err);
    }
    for (size_t i = 0; i < p->n_slots; i++) {
        if (p->slot[i]) {
            *find_slot(larger, n, p->slot[i]->key, p->slot[i]->article_id, p->slot[i]->id) =
                p->slot[i];
        }
    }
    free(p->slot);
    p->slot = larger;
    p->n_slots = n;
    return 0;
}

static bool copy(tn_arena *arena, tenor_str *out, tenor_str text)
{
    out->data = tn_arena_copy(arena, text.data, text.bytes);
    out->bytes = text.bytes;
    return out->data != NULL;
}

int tn_parents_add(tn_parents *p, const tenor_comment *comment, tenor_error *err)
{
    uint64_t key = key_of(comment->article_id, comment->id);
    tn_parent **slot, *parent;
    int rc = make_slots(p, err);

    if (rc < 0) {
        return rc;
    }
    slot = find_slot(p->slot, p->n_slots, key, comment->article_id, comment->id);
    parent = *slot ? *slot : tn_arena_alloc(&p->arena, sizeof(*parent));
    if (!parent || !copy(&p->arena, &parent->text, comment->text)) {
        return tn_no_memory(err);
    }
    if (!*slot) {
        parent->key = key;
        if (!copy(&p->arena, &parent->article_id, comment->article_id) ||
            !copy(&p->arena, &parent->id, comment->id)) {
            return tn_no_memory(err);
        }
        *slot = parent;
        p->n_parents++;
    }
    return 0;
}

tenor_str tn_parents_find(const tn_parents *p, const tenor_comment *comment)
{
    const tn_parent *parent;

    if (p->n_slots == 0 || !comment->parent_id.data || comment->parent_id.bytes == 0 ||
        same(comment->parent_id, comment->id)) {
        return (tenor_str){ 0 };
    }
    parent = *find_slot(p->slot, p->n_slots, key_of(comment->article_id, comment->parent_id),
                        comment->article_id, comment->parent_id);
    return parent ? parent->text : (tenor_str){ 0 };
}

void tn_parents_free(tn_parents *p)
{
    free(p->slot);
    tn_arena_free(&p->arena);
    *p = (tn_parents){ 0 };
}
