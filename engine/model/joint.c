/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joint.c - a feature's rows of all heads side by side
 */
#include "model/joint.h"

#include "base/wide.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

#define NO_KEY (~(uint64_t)0)

/* of the number of sets: 1 MB at first: a text alone is quick; 8 and 16 MB at the most */
#define LEAST_BITS     13
#define MOST_FORM_BITS 16
#define MOST_RARE_BITS 17
#define GROWS_AT       4 /* one in so many rows */

static int first_head(unsigned heads)
{
    return __builtin_ctz(heads);
}

/* ------------------------------------------------------------ the look-up */

static void want_families(tn_lookup *l, int head)
{
    const tn_feature_config *config = &l->model[head]->description.features;
    const bool has[TN_N_FAMILIES] = { [TN_FAMILY_WORD] = true,
                                      [TN_FAMILY_CHAR] = true,
                                      [TN_FAMILY_BIGRAM] = config->ngram_max >= 2,
                                      [TN_FAMILY_TRIGRAM] = config->ngram_max >= 3,
                                      [TN_FAMILY_OPENER] = config->opener_max > 0,
                                      [TN_FAMILY_CONTRASTED] = config->contrast != 0 };

    for (int family = 0; family < TN_N_FAMILIES; family++) {
        l->wanted[family] |= has[family] ? 1u << head : 0;
    }
}

int tn_lookup_init(tn_lookup *out, tn_model *const *model, tenor_error *err)
{
    const tn_folded *table[TENOR_N_HEADS] = { NULL };
    const tn_feature_config *first = NULL;
    int n_columns = 0;

    *out = (tn_lookup){ 0 };
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const tn_feature_config *config = model[h] ? &model[h]->description.features : NULL;

        if (!config) {
            continue;
        }
        out->model[h] = model[h];
        table[h] = &model[h]->folded;
        out->first_column[h] = n_columns;
        out->n_columns[h] = (int)table[h]->header->n_columns;
        n_columns += out->n_columns[h];
        if (n_columns > TN_JOINT_COLUMNS) {
            return tn_fail(err, TENOR_ERR_INTERNAL, "the heads have too many columns");
        }
        first = first ? first : config;
        if (config->char_min == first->char_min && config->char_max == first->char_max) {
            out->together |= 1u << h;
        }
        want_families(out, h);
    }
    return tn_filter_build(&out->filter, table, TENOR_N_HEADS, err);
}

void tn_lookup_free(tn_lookup *lookup)
{
    tn_filter_free(&lookup->filter);
}

tn_joint_part tn_joint_part_of(const tn_lookup *lookup, unsigned heads, int domain)
{
    bool shared = domain < 0 && heads == lookup->together;
    uint64_t salt = shared ? 0 : tn_mix(heads, (uint64_t)(domain + 1));

    return (tn_joint_part){ .heads = heads, .domain = domain, .salt = salt };
}

/* -------------------------------------------------------- a thread's rows */

/* A place with key 0 is empty, but for the set that key 0 belongs to. */
static tn_joint_row *empty_sets(unsigned bits)
{
    tn_joint_row *row = tn_alloc_pages(sizeof(*row) * TN_JOINT_WAYS << bits);

    for (int way = 0; row && way < TN_JOINT_WAYS; way++) {
        row[way].key = NO_KEY;
    }
    return row;
}

static bool is_empty(const tn_joint_row *row)
{
    return row->key == 0 || row->key == NO_KEY;
}

/* Each set becomes two, told apart by one bit more of the keys, and rows keep their order. */
static void split_sets(tn_joint_row *to, unsigned to_shift, const tn_joint_row *from, size_t n_rows)
{
    for (size_t r = 0; r < n_rows; r++) {
        tn_joint_row *set = to + (from[r].key >> to_shift) * TN_JOINT_WAYS;

        if (!is_empty(&from[r])) {
            set[!is_empty(set)] = from[r];
        }
    }
}

/* how many rows are made before there are more sets */
static size_t rows_to_make(unsigned bits, unsigned most_bits)
{
    return bits == most_bits ? SIZE_MAX : ((size_t)TN_JOINT_WAYS << bits) / GROWS_AT;
}

/* Without memory for it the table stays as it is. */
static void grow(tn_joint_table *table, unsigned most_bits)
{
    unsigned bits = 64 - table->shift;
    tn_joint_row *larger = bits < most_bits ? empty_sets(bits + 1) : NULL;

    if (larger) {
        split_sets(larger, table->shift - 1, table->row, (size_t)TN_JOINT_WAYS << bits);
        free(table->row);
        table->row = larger;
        table->shift--;
    }
    table->n_left = rows_to_make(64 - table->shift, most_bits);
}

static int more_room(tn_joint_table *table, unsigned most_bits, tenor_error *err)
{
    if (table->row && table->n_left == 0) {
        grow(table, most_bits);
    }
    if (table->row) {
        return 0;
    }
    *table = (tn_joint_table){ .row = empty_sets(LEAST_BITS), .shift = 64 - LEAST_BITS };
    table->n_left = table->row ? rows_to_make(LEAST_BITS, most_bits) : 0;
    return table->row ? 0 : tn_no_memory(err);
}

void tn_joint_init(tn_joint *out, const tn_lookup *lookup)
{
    *out = (tn_joint){ .lookup = lookup, .wide = tn_has_wide() };
}

int tn_joint_more_room(tn_joint *joint, tenor_error *err)
{
    int rc = more_room(&joint->form, MOST_FORM_BITS, err);

    return rc == 0 ? more_room(&joint->rare, MOST_RARE_BITS, err) : rc;
}

void tn_joint_rest(tn_joint *joint)
{
    free(joint->form.row);
    free(joint->rare.row);
    joint->form = joint->rare = (tn_joint_table){ 0 };
}

void tn_joint_free(tn_joint *joint)
{
    tn_joint_rest(joint);
    *joint = (tn_joint){ 0 };
}

static inline unsigned may_have(const tn_lookup *l, uint64_t key, unsigned heads)
{
    return tn_filter_heads(&l->filter, tn_filter_tag(&l->filter, key)) & heads;
}

unsigned tn_joint_fetch(const tn_joint *joint, uint64_t key, unsigned heads)
{
    const tn_lookup *l = joint->lookup;
    unsigned found = may_have(l, key, heads);

    for (unsigned left = found; left; left &= left - 1) {
        tn_folded_fetch(&l->model[first_head(left)]->folded, key);
    }
    return found;
}

void tn_joint_fill(const tn_joint *joint, const tn_joint_part *part, tn_joint_row *place,
                   uint64_t key)
{
    const tn_lookup *l = joint->lookup;

    *place = (tn_joint_row){ .key = key ^ part->salt };
    for (unsigned left = may_have(l, key, part->heads); left; left &= left - 1) {
        int h = first_head(left);
        const float *row = tn_folded_find(&l->model[h]->folded, key);

        if (row) {
            memcpy(place->column + l->first_column[h], row, (size_t)l->n_columns[h] * sizeof(*row));
            place->known |= 1u << h;
        }
    }
}

/* --------------------------------------------------------- preparation */

static uint64_t unmarked_key_of(const tn_token *token, const tn_joint_part *part)
{
    return tn_copy_key(tn_form_key(TN_FAMILY_WORD, token->kind, token->hash), part->domain);
}

/* the keys of a token's character n-grams; their number */
static size_t find_grams(const tn_lookup *l, const tn_joint_part *part, const tn_tokens *tokens,
                         size_t token, uint64_t *key)
{
    size_t n_keys =
        tn_char_keys(key, tokens, token, &l->model[first_head(part->heads)]->description.features);

    for (size_t g = 0; g < n_keys; g++) {
        key[g] = tn_copy_key(key[g], part->domain);
        tn_filter_fetch(&l->filter, tn_filter_tag(&l->filter, key[g]));
    }
    return n_keys;
}

/* keep those that some head may know; their number */
static size_t sift_grams(const tn_lookup *l, const tn_joint_part *part, uint64_t *key,
                         size_t n_keys)
{
    size_t n_kept = 0;

    for (size_t g = 0; g < n_keys; g++) {
        uint64_t this = key[g];

        key[n_kept] = this;
        n_kept += may_have(l, this, part->heads) != 0;
    }
    return n_kept;
}

void tn_joint_prepare(tn_joint *joint, const tn_joint_part *part, const tn_tokens *tokens,
                      size_t token, uint64_t key)
{
    uint64_t unmarked_key = unmarked_key_of(&tokens->token[token], part);
    unsigned known = tn_joint_fetch(joint, key, part->heads);
    tn_prepared *form = &joint->prepared[joint->n_prepared];

    if (unmarked_key != key) {
        known |= tn_joint_fetch(joint, unmarked_key, part->heads);
    }
    if (known == part->heads || joint->n_prepared == TN_PREPARED_FORMS ||
        joint->n_grams + TN_MAX_CHAR_KEYS > TN_PREPARED_GRAMS) {
        return;
    }
    *form = (tn_prepared){ .token = (uint32_t)token, .first_gram = (uint32_t)joint->n_grams };
    form->n_grams =
        (uint32_t)find_grams(joint->lookup, part, tokens, token, joint->gram + joint->n_grams);
    joint->n_grams += form->n_grams;
    joint->n_prepared++;
}

void tn_joint_sift_grams(tn_joint *joint, const tn_joint_part *part)
{
    for (size_t i = 0; i < joint->n_prepared; i++) {
        tn_prepared *form = &joint->prepared[i];
        uint64_t *key = joint->gram + form->first_gram;

        form->n_grams = (uint32_t)sift_grams(joint->lookup, part, key, form->n_grams);
        for (size_t g = 0; g < form->n_grams; g++) {
            tn_set_fetch(tn_set_of(&joint->rare, key[g] ^ part->salt));
        }
    }
}

void tn_joint_fetch_grams(tn_joint *joint, const tn_joint_part *part)
{
    for (size_t i = 0; i < joint->n_prepared; i++) {
        const tn_prepared *form = &joint->prepared[i];

        for (size_t g = form->first_gram; g < form->first_gram + form->n_grams; g++) {
            uint64_t key = joint->gram[g];

            if (!tn_set_find(tn_set_of(&joint->rare, key ^ part->salt), key ^ part->salt)) {
                tn_joint_fetch(joint, key, part->heads);
            }
        }
    }
}

/* --------------------------------------------------------- forms, whole */

/* A form's row while it is made. */
typedef struct {
    const tn_lookup *lookup;
    const tn_joint_part *part;
    const tn_token *token;
    double sum[TN_JOINT_COLUMNS];
    unsigned known;
} form_sum;

static inline void add_row(form_sum *f, int head, const float *row)
{
    double *sum = f->sum + f->lookup->first_column[head];
    int n = row ? f->lookup->n_columns[head] : 0;

    for (int c = 0; c < n; c++) {
        sum[c] += (double)row[c];
    }
}

static void add_kind(form_sum *f, int head, int kind)
{
    const float *const *rows = f->lookup->model[head]->kind_row;

    add_row(f, head, rows[(f->part->domain + 1) * TN_N_KIND_FEATURES + kind]);
}

static const float *find_row(const tn_lookup *l, int head, uint64_t key)
{
    return may_have(l, key, 1u << head) ? tn_folded_find(&l->model[head]->folded, key) : NULL;
}

/* the form under its marks, else the form and each mark alone */
static void add_known(form_sum *f, int head, uint64_t key, uint64_t unmarked_key)
{
    const float *row = find_row(f->lookup, head, key);
    bool marked = row == NULL && key != unmarked_key;

    if (marked) {
        row = find_row(f->lookup, head, unmarked_key);
    }
    if (row) {
        f->known |= 1u << head;
        add_row(f, head, row);
    } else {
        add_kind(f, head, f->token->kind);
    }
    for (int mark = 0; marked && mark < 2; mark++) {
        if (f->token->marks & (1 << mark)) {
            add_kind(f, head, TN_N_TOKEN_KINDS + mark);
        }
    }
}

/* what no head knows has zeros there, which change no sum */
static inline void add_all(form_sum *f, const float *column)
{
    for (int c = 0; c < TN_JOINT_COLUMNS; c++) {
        f->sum[c] += (double)column[c];
    }
}

static void add_grams(form_sum *f, tn_joint *joint, const uint64_t *key, size_t n_keys,
                      unsigned heads)
{
    for (size_t g = 0; g < n_keys; g++) {
        const tn_joint_row *row = tn_joint_rare(joint, f->part, key[g]);

        if ((row->known & ~heads) == 0) {
            add_all(f, row->column);
            continue;
        }
        for (unsigned left = row->known & heads; left; left &= left - 1) {
            int h = first_head(left);

            add_row(f, h, row->column + f->lookup->first_column[h]);
        }
    }
}

/* what was prepared for a token, or NULL; tokens are asked for in their order */
static const tn_prepared *prepared_for(tn_joint *joint, size_t token)
{
    while (joint->next < joint->n_prepared && joint->prepared[joint->next].token < token) {
        joint->next++;
    }
    return joint->next < joint->n_prepared && joint->prepared[joint->next].token == token &&
                   joint->prepared[joint->next].n_grams > 0
               ? &joint->prepared[joint->next]
               : NULL;
}

/* the character n-grams under the heads that do not know the form */
static void add_chars(form_sum *f, tn_joint *joint, const tn_tokens *tokens, size_t token,
                      unsigned heads)
{
    const tn_prepared *ready = prepared_for(joint, token);
    uint64_t key[TN_MAX_CHAR_KEYS];

    if (ready) {
        add_grams(f, joint, joint->gram + ready->first_gram, ready->n_grams, heads);
    } else {
        size_t n_keys = find_grams(f->lookup, f->part, tokens, token, key);

        add_grams(f, joint, key, sift_grams(f->lookup, f->part, key, n_keys), heads);
    }
}

void tn_joint_fill_form(tn_joint *joint, const tn_joint_part *part, tn_joint_row *place,
                        uint64_t key, const tn_tokens *tokens, size_t token)
{
    const tn_token *t = &tokens->token[token];
    uint64_t unmarked_key = unmarked_key_of(t, part);
    form_sum f = { .lookup = joint->lookup, .part = part, .token = t };
    unsigned unknown;

    for (unsigned left = part->heads; left; left &= left - 1) {
        add_known(&f, first_head(left), key, unmarked_key);
    }
    unknown = part->heads & ~f.known;
    if (unknown) {
        add_chars(&f, joint, tokens, token, unknown);
    }
    *place = (tn_joint_row){ .key = key ^ part->salt,
                             .known = f.known | (tn_counts_as_word(t->kind) ? TN_JOINT_WORD : 0) };
    for (int c = 0; c < TN_JOINT_COLUMNS; c++) {
        place->column[c] = (float)f.sum[c];
    }
}
