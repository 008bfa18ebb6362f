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
 * Of the slots in use. Linear probing finds a row in 3 steps on average, and sees in 13 that there
 * is none (D. Knuth, TAOCP 3, 6.4); at 0.88 it were 4.7 and 35, several cache lines.
 */
#define FILL_SHARE 0.80

static bool kind_rows_are_finite(const tn_folded_header *header)
{
    bool finite = true;

    for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
        for (int c = 0; c < TN_MAX_COLUMNS; c++) {
            finite &= isfinite(header->kind_row[kind][c]) != 0;
        }
    }
    return finite;
}

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
    uint32_t odd[GROUP_SLOTS * (1 + TN_MAX_COLUMNS)] = { 0 };
    uint32_t n_taken[GROUP_SLOTS * (1 + TN_MAX_COLUMNS)] = { 0 };
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
        for (uint32_t c = 1; c < table->stride; c++) {
            any_odd |= not_finite(slot[c]);
        }
    }
    return !(any_odd & SIGN) && kind_rows_are_finite(table->header) &&
           n_rows == table->header->n_rows;
}

int tn_folded_open(tn_folded *out, const void *data, size_t bytes, tenor_error *err)
{
    const tn_folded_header *header = data;
    uint64_t slot_bytes, total;

    if (bytes < sizeof(*header) || memcmp(header->magic, TN_FOLDED_MAGIC, 8) != 0) {
        return tn_fail(err, TENOR_ERR_MODEL, "not a folded table");
    }
    if (header->byte_order != TN_FOLDED_BYTE_ORDER) {
        return tn_fail(err, TENOR_ERR_MODEL, "folded table of a machine of another byte order");
    }
    if (header->n_columns < 1 || header->n_columns > TN_MAX_COLUMNS ||
        header->n_rows >= header->n_slots) { /* an empty slot must exist: look-ups end there */
        return tn_fail(err, TENOR_ERR_MODEL, "folded table with an impossible header");
    }
    slot_bytes = (1 + (uint64_t)header->n_columns) * sizeof(uint32_t);
    if (__builtin_mul_overflow(header->n_slots, slot_bytes, &total) ||
        total != bytes - sizeof(*header)) {
        return tn_fail(err, TENOR_ERR_MODEL, "folded table of the wrong size");
    }
    *out = (tn_folded){ .header = header,
                        .slots = (const uint32_t *)(const void *)(header + 1),
                        .stride = 1 + header->n_columns,
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
    float column[TN_MAX_COLUMNS];
} built_row;

typedef struct {
    const tn_vocabulary *v;
    const tn_feature_config *config;
    const double *weight;
    size_t n_features;
    int n_pairs, n_sides;
    double kind_row[TN_N_KIND_FEATURES][TN_MAX_COLUMNS];
    built_row *row;
    size_t n_rows, capacity;
    tn_tokens one; /* a single token, for its character n-grams */
} builder;

/* sum += the weights of an entry; entry -1 is no feature */
static void add_entry(const builder *b, double *sum, int32_t entry)
{
    if (entry < 0) {
        return;
    }
    for (int side = 0; side < b->n_sides; side++) {
        for (int pair = 0; pair < b->n_pairs; pair++) {
            sum[side * b->n_pairs + pair] +=
                b->weight[(size_t)pair * b->n_features + (size_t)side * b->v->n_entries +
                          (size_t)entry];
        }
    }
}

static void add_sum(const builder *b, double *sum, const double *other)
{
    for (int c = 0; c < b->n_pairs * b->n_sides; c++) {
        sum[c] += other[c];
    }
}

static int add_row(builder *b, uint64_t key, const double *sum, tenor_error *err)
{
    int rc = tn_grow((void **)&b->row, &b->capacity, b->n_rows + 1, sizeof(*b->row), err);

    if (rc == 0) {
        built_row *row = &b->row[b->n_rows++];

        *row = (built_row){ .key = key };
        for (int c = 0; c < b->n_pairs * b->n_sides; c++) {
            row->column[c] = (float)sum[c];
        }
    }
    return rc;
}

static int add_chars(builder *b, double *sum, const tn_vocabulary_entry *entry, const char *name,
                     tenor_error *err)
{
    tn_token token = { .form_bytes = entry->name_bytes, .kind = entry->detail };
    uint64_t key[TN_MAX_CHAR_KEYS];
    size_t n_keys;
    int rc;

    tn_buf_clear(&b->one.forms);
    rc = tn_buf_append(&b->one.forms, name, entry->name_bytes, err);
    b->one.token = &token;
    b->one.n_tokens = 1;
    n_keys = rc == 0 ? tn_char_keys(key, &b->one, 0, b->config) : 0;
    b->one.token = NULL; /* lives on this stack */
    for (size_t k = 0; k < n_keys; k++) {
        add_entry(b, sum, tn_vocabulary_find(b->v, key[k], entry->domain));
    }
    return rc;
}

static void add_kind(const builder *b, double *sum, int kind, int domain)
{
    add_entry(b, sum, tn_vocabulary_find(b->v, tn_kind_key(kind), domain));
}

/*
 * All rows of a form in one part: without marks, and with those marks under which the
 * form has a weight of its own. A marked token whose row is not here is
 * the unmarked row and the mark's kind row.
 */
static int add_form_rows(builder *b, size_t index, tenor_error *err)
{
    const tn_vocabulary_entry *entry = &b->v->entry[index];
    const char *name = tn_vocabulary_name(b->v, index);
    int domain = entry->domain;
    uint64_t hash = tn_hash(name, entry->name_bytes);
    uint64_t plain_key = tn_form_key(TN_FAMILY_WORD, entry->detail, hash);
    int32_t word = tn_vocabulary_find(b->v, plain_key, domain);
    int32_t negated =
        tn_vocabulary_find(b->v, tn_form_key(TN_FAMILY_NEGATED, entry->detail, hash), domain);
    int32_t caps =
        tn_vocabulary_find(b->v, tn_form_key(TN_FAMILY_CAPS, entry->detail, hash), domain);
    int32_t first = word >= 0 ? word : negated >= 0 ? negated : caps;
    double plain[TN_MAX_COLUMNS] = { 0 };
    int rc;

    if (first != (int32_t)index) { /* its rows are another entry's work */
        return 0;
    }
    add_entry(b, plain, word);
    add_kind(b, plain, entry->detail, domain);
    rc = add_chars(b, plain, entry, name, err);
    for (int marks = 0; rc == 0 && marks <= (TN_NEGATED | TN_CAPS); marks++) {
        double sum[TN_MAX_COLUMNS] = { 0 };
        bool own_weight = (marks & TN_NEGATED && negated >= 0) || (marks & TN_CAPS && caps >= 0);

        if (marks != 0 && !own_weight) {
            continue;
        }
        add_sum(b, sum, plain);
        if (marks & TN_NEGATED) {
            add_entry(b, sum, negated);
        }
        if (marks & TN_CAPS) {
            add_entry(b, sum, caps);
        }
        for (int mark = 0; mark < 2; mark++) {
            if (marks & (1 << mark)) {
                add_kind(b, sum, TN_N_TOKEN_KINDS + mark, domain);
            }
        }
        rc = add_row(b, tn_copy_key(tn_row_key(plain_key, marks), domain), sum, err);
    }
    return rc;
}

static int collect_rows(builder *b, tenor_error *err)
{
    int rc = 0;

    for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
        add_kind(b, b->kind_row[kind], kind, TN_SHARED);
    }
    for (size_t e = 0; rc == 0 && e < b->v->n_entries; e++) {
        const tn_vocabulary_entry *entry = &b->v->entry[e];
        double sum[TN_MAX_COLUMNS] = { 0 };

        if (tn_is_form_family(entry->family) && entry->family != TN_FAMILY_CONTRASTED) {
            rc = add_form_rows(b, e, err);
        } else if (entry->family != TN_FAMILY_KIND || entry->domain >= 0) {
            uint64_t key = tn_feature_key((tn_family)entry->family, entry->detail,
                                          tn_vocabulary_name(b->v, e), entry->name_bytes);

            add_entry(b, sum, (int32_t)e);
            rc = add_row(b, tn_copy_key(key, entry->domain), sum, err);
        }
    }
    return rc;
}

/* false if two keys cannot be told apart under this seed */
static bool place_rows(const builder *b, const tn_folded *table, uint32_t *slots)
{
    for (size_t r = 0; r < b->n_rows; r++) {
        uint64_t mixed = tn_folded_mix(b->row[r].key, table->seed);
        uint64_t slot = tn_folded_slot(table, mixed);

        if (tn_folded_find(table, b->row[r].key)) {
            return false;
        }
        while (slots[slot * table->stride] != 0) {
            slot = slot + 1 == table->n_slots ? 0 : slot + 1;
        }
        slots[slot * table->stride] = tn_folded_tag(b->row[r].key, mixed);
        memcpy(&slots[slot * table->stride + 1], b->row[r].column,
               (table->stride - 1) * sizeof(float));
    }
    for (size_t r = 0; r < b->n_rows;
         r++) { /* a later key may stand before an earlier one's slot */
        const float *found = tn_folded_find(table, b->row[r].key);

        if (!found || memcmp(found, b->row[r].column, (table->stride - 1) * sizeof(float)) != 0) {
            return false;
        }
    }
    return true;
}

static int write_table(const builder *b, tn_buf *out, tenor_error *err)
{
    tn_folded_header header = { .byte_order = TN_FOLDED_BYTE_ORDER,
                                .n_columns = (uint32_t)(b->n_pairs * b->n_sides),
                                .n_slots = (uint64_t)((double)b->n_rows / FILL_SHARE) + 16,
                                .n_rows = b->n_rows };
    tn_folded table = { .stride = 1 + header.n_columns, .n_slots = header.n_slots };
    size_t words = (size_t)header.n_slots * table.stride;
    uint32_t *slots = tn_alloc(words, sizeof(uint32_t));
    bool placed = false;
    int rc = 0;

    if (!slots) {
        return tn_no_memory(err);
    }
    table.slots = slots;
    for (uint64_t seed = 0; seed < MAX_SEEDS && !placed; seed++) {
        memset(slots, 0, words * sizeof(uint32_t));
        table.seed = header.seed = tn_mix(seed, 0x666F6C64u);
        placed = place_rows(b, &table, slots);
    }
    memcpy(header.magic, TN_FOLDED_MAGIC, sizeof(header.magic));
    for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
        for (int c = 0; c < TN_MAX_COLUMNS; c++) {
            header.kind_row[kind][c] = (float)b->kind_row[kind][c];
        }
    }
    if (!placed) {
        rc = tn_fail(err, TENOR_ERR_INTERNAL, "no seed tells all features apart");
    }
    tn_buf_clear(out);
    if (rc == 0) {
        rc = tn_buf_append(out, &header, sizeof(header), err);
    }
    if (rc == 0) {
        rc = tn_buf_append(out, slots, words * sizeof(uint32_t), err);
    }
    free(slots);
    return rc;
}

int tn_folded_build(tn_buf *out, const tn_vocabulary *v, const tn_feature_config *config,
                    const double *weight, size_t n_features, int n_pairs, int n_sides,
                    tenor_error *err)
{
    builder b = { .v = v,
                  .config = config,
                  .weight = weight,
                  .n_features = n_features,
                  .n_pairs = n_pairs,
                  .n_sides = n_sides };
    int rc = collect_rows(&b, err);

    if (rc == 0) {
        rc = write_table(&b, out, err);
    }
    free(b.row);
    tn_tokens_free(&b.one);
    return rc;
}
