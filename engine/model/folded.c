/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folded.c - one weight row per word out of a trained linear SVM
 */
#include "model/folded.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SEEDS       64
#define SIGN            0x80000000u /* of a float */
#define LOWEST_EXPONENT 0x00800000u
#define GROUP_SLOTS     8

/*
 * Of the slots in use. Linear probing finds a row in 1.8 steps on average, and sees in 3.6 that
 * there is none (D. Knuth, TAOCP 3, 6.4); at 0.8 it were 3 and 13, several cache lines, and a score
 * took 1.06 times as long.
 */
#define FILL_SHARE 0.60

/* The highest bit tells: an exponent with all bits set, of what is no number, carries into it. */
static inline uint32_t not_finite(uint32_t bits)
{
    return (bits & ~SIGN) + LOWEST_EXPONENT;
}

/*
 * Slots in groups of as many as make whole vectors whatever the stride: a word of a group is a tag
 * in all of them or a weight in all of them, and the compiler looks at several at a time.
 */
static void look_at_groups(const tn_folded *table, uint64_t n_groups, uint32_t *odd,
                           uint32_t *n_taken)
{
    const size_t n_words = GROUP_SLOTS * (size_t)table->stride;
    const uint32_t *word = table->slots;

    for (uint64_t g = 0; g < n_groups; g++, word += n_words) {
        for (size_t w = 0; w < n_words; w++) {
            odd[w] |= not_finite(word[w]);
            n_taken[w] += word[w] != 0;
        }
    }
}

/* Look-ups end at an empty slot, and sums of numbers are numbers: one pass sees to both. */
static bool slots_are_sound(const tn_folded *table)
{
    uint32_t odd[GROUP_SLOTS * (1 + TN_MAX_PAIRS)] = { 0 };
    uint32_t n_taken[GROUP_SLOTS * (1 + TN_MAX_PAIRS)] = { 0 };
    uint64_t n_groups = table->n_slots / GROUP_SLOTS, n_rows = 0;
    const uint32_t *slot = table->slots + n_groups * GROUP_SLOTS * table->stride;
    uint32_t any_odd = 0;

    look_at_groups(table, n_groups, odd, n_taken);
    for (size_t w = 0; w < GROUP_SLOTS * (size_t)table->stride; w++) {
        bool is_tag = w % table->stride == 0;

        n_rows += is_tag ? n_taken[w] : 0;
        any_odd |= is_tag ? 0 : odd[w];
    }
    for (uint64_t s = n_groups * GROUP_SLOTS; s < table->n_slots; s++, slot += table->stride) {
        n_rows += slot[0] != 0;
        for (uint32_t c = 1; c < table->stride; c++)
            any_odd |= not_finite(slot[c]);
    }
    return !(any_odd & SIGN) && n_rows == table->header->n_rows;
}

int tn_folded_open(tn_folded *out, const void *data, size_t bytes, tenor_error *err)
{
    const tn_folded_header *header = data;
    uint64_t slot_bytes, total;

    if (bytes < sizeof(*header) || memcmp(header->magic, TN_FOLDED_MAGIC, 8) != 0)
        return tn_fail(err, TENOR_ERR_MODEL, "not a folded table");
    if (header->byte_order != TN_FOLDED_BYTE_ORDER)
        return tn_fail(err, TENOR_ERR_MODEL, "folded table of a machine of another byte order");
    if (header->n_pairs < 1 || header->n_pairs > TN_MAX_PAIRS ||
        header->n_rows >= header->n_slots) /* an empty slot must exist: look-ups end there */
        return tn_fail(err, TENOR_ERR_MODEL, "folded table with an impossible header");
    slot_bytes = (1 + (uint64_t)header->n_pairs) * sizeof(uint32_t);
    if (__builtin_mul_overflow(header->n_slots, slot_bytes, &total) ||
        total != bytes - sizeof(*header))
        return tn_fail(err, TENOR_ERR_MODEL, "folded table of the wrong size");
    *out = (tn_folded){ .header = header,
                        .slots = (const uint32_t *)(const void *)(header + 1),
                        .stride = 1 + header->n_pairs,
                        .n_slots = header->n_slots,
                        .seed = header->seed };
    return slots_are_sound(out) ? 0
                                : tn_fail(err, TENOR_ERR_MODEL,
                                          "folded table with a wrong count of rows or a weight "
                                          "that is not a number");
}

/* -------------------------------------------------------------- building */

typedef struct {
    uint64_t key;
    float weight[TN_MAX_PAIRS];
    bool met;
} built_row;

typedef struct {
    const tn_vocabulary *v;
    const double *weight;
    size_t n_features;
    int n_pairs;
    built_row *row;
    size_t n_rows;
} builder;

/* the row of an entry, with the weights of `base` added (-1: of none) */
static void add_row(builder *b, uint64_t key, size_t entry, int32_t base, bool met)
{
    built_row *row = &b->row[b->n_rows++];

    *row = (built_row){ .key = tn_copy_key(key, b->v->entry[entry].domain), .met = met };
    for (int pair = 0; pair < b->n_pairs; pair++) {
        const double *w = b->weight + (size_t)pair * b->n_features;

        row->weight[pair] = (float)(w[entry] + (base >= 0 ? w[base] : 0.0));
    }
}

/* a negated form's row serves alone: it has the word's weights too */
static void collect_rows(builder *b)
{
    for (size_t e = 0; e < b->v->n_entries; e++) {
        const tn_vocabulary_entry *entry = &b->v->entry[e];
        int32_t word = -1;

        if (entry->family == TN_FAMILY_NEGATED) {
            word =
                tn_vocabulary_find(b->v,
                                   tn_feature_key(TN_FAMILY_WORD, entry->detail,
                                                  tn_vocabulary_name(b->v, e), entry->name_bytes),
                                   entry->domain);
        }
        add_row(b, tn_vocabulary_key(b->v, e), e, word,
                tn_vocabulary_is_known(b->v, word < 0 ? e : (size_t)word));
    }
}

/* false if two keys cannot be told apart under this seed */
static bool place_rows(const builder *b, const tn_folded *table, uint32_t *slots)
{
    bool met;

    for (size_t r = 0; r < b->n_rows; r++) {
        uint64_t mixed = tn_folded_mix(b->row[r].key, table->seed);
        uint64_t slot = tn_folded_slot(table, mixed);

        if (tn_folded_find(table, b->row[r].key, &met))
            return false;
        while (slots[slot * table->stride] != 0)
            slot = slot + 1 == table->n_slots ? 0 : slot + 1;
        slots[slot * table->stride] =
            tn_folded_tag(b->row[r].key, mixed) | (b->row[r].met ? TN_TAG_MET : 0);
        memcpy(&slots[slot * table->stride + 1], b->row[r].weight,
               (table->stride - 1) * sizeof(float));
    }
    for (size_t r = 0; r < b->n_rows; r++) { /* a later key's row may be found for an earlier one */
        const float *found = tn_folded_find(table, b->row[r].key, &met);

        if (!found || memcmp(found, b->row[r].weight, (table->stride - 1) * sizeof(float)) != 0)
            return false;
    }
    return true;
}

static int write_table(const builder *b, tn_buf *out, tenor_error *err)
{
    tn_folded_header header = { .byte_order = TN_FOLDED_BYTE_ORDER,
                                .n_pairs = (uint32_t)b->n_pairs,
                                .n_slots = (uint64_t)((double)b->n_rows / FILL_SHARE) + 16,
                                .n_rows = b->n_rows };
    tn_folded table = { .stride = 1 + header.n_pairs, .n_slots = header.n_slots };
    size_t words = (size_t)header.n_slots * table.stride;
    uint32_t *slots = tn_alloc(words, sizeof(uint32_t));
    bool placed = false;
    int rc;

    if (!slots)
        return tn_no_memory(err);
    table.slots = slots;
    for (uint64_t seed = 0; seed < MAX_SEEDS && !placed; seed++) {
        memset(slots, 0, words * sizeof(uint32_t));
        table.seed = header.seed = TN_FOLDED_FIRST_SEED + seed;
        placed = place_rows(b, &table, slots);
    }
    memcpy(header.magic, TN_FOLDED_MAGIC, sizeof(header.magic));
    if (!placed) {
        rc = tn_fail(err, TENOR_ERR_INTERNAL, "no seed tells all features apart");
        goto done;
    }
    tn_buf_clear(out);
    if ((rc = tn_buf_append(out, &header, sizeof(header), err)) < 0)
        goto done;
    rc = tn_buf_append(out, slots, words * sizeof(uint32_t), err);
done:
    free(slots);
    return rc;
}

int tn_folded_build(tn_buf *out, const tn_vocabulary *v, const double *weight, size_t n_features,
                    int n_pairs, tenor_error *err)
{
    builder b = { .v = v,
                  .weight = weight,
                  .n_features = n_features,
                  .n_pairs = n_pairs,
                  .row = tn_alloc(v->n_entries, sizeof(built_row)) };
    int rc;

    if (!b.row)
        return tn_no_memory(err);
    collect_rows(&b);
    rc = write_table(&b, out, err);
    free(b.row);
    return rc;
}
