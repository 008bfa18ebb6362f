/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sum.c - a text's decision sums under all heads: the rows of its features, added up in order
 *
 * The order of the additions is the order of the text, forms and rare features apart, so a sum has
 * the same bits whatever else was scored before it. Steps that fetch what the next ones will touch
 * keep memory busy: all keys of a text are made, and rare ones that no head knows are dropped;
 * forms at hand are added while rare rows come; rows that are not at hand are sent for, and added.
 */
#include "base/wide.h"
#include "model/engine.h"
#include "model/sift.h"

#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define MAX_RARE 3 /* of a token: two n-grams, and the form behind a "but" */

/* lanes that compilers lay out for the processor they are told of */
typedef double lanes __attribute__((vector_size(4 * sizeof(double))));
typedef float float_lanes __attribute__((vector_size(4 * sizeof(float))));
typedef int32_t counts __attribute__((vector_size(4 * sizeof(int32_t)))); /* one lane a head */
#define N_LANES (TN_JOINT_COLUMNS / 4)

_Static_assert(TENOR_N_HEADS == 3, "word_lanes has three heads, counts have four lanes");

int tn_model_kind_rows(tn_model *m, tenor_error *err)
{
    size_t n_parts = m->description.domains.n + 1;

    m->kind_row = tn_alloc(n_parts * TN_N_KIND_FEATURES, sizeof(*m->kind_row));
    if (!m->kind_row) {
        return tn_no_memory(err);
    }
    for (size_t part = 0; part < n_parts; part++) {
        for (int kind = 0; kind < TN_N_KIND_FEATURES; kind++) {
            uint64_t key = tn_copy_key(tn_kind_key(kind), (int)part - 1);

            m->kind_row[part * TN_N_KIND_FEATURES + (size_t)kind] =
                part == 0 ? m->folded.header->kind_row[kind] : tn_folded_find(&m->folded, key);
        }
    }
    return 0;
}

/* One part at work on a text. */
typedef struct {
    tn_summer *summer;
    const tn_tokens *tokens;
    tn_joint_part part;
} part_sum;

/* ---------------------------------------------------- what is looked for */

TN_INLINE void ask_form(const part_sum *p, const tn_joint_table *rows, uint64_t *out,
                        const tn_token *t, int domain)
{
    uint64_t key = tn_row_key(tn_form_key(TN_FAMILY_WORD, t->kind, t->hash),
                              t->marks & (TN_NEGATED | TN_CAPS));

    key = tn_copy_key(key, domain);
    *out = key;
    tn_set_fetch(tn_set_of(rows, key ^ p->part.salt));
}

/* `domain` is the part's: a constant where it is the shared one, as it mostly is */
TN_INLINE void ask_forms(const part_sum *p, int domain)
{
    const tn_token *t = p->tokens->token;
    const size_t n = p->tokens->n_tokens;
    const tn_joint_table rows = p->summer->joint.form;
    uint64_t *form = p->summer->form, *hash = p->summer->hash;

    for (size_t i = 0; i < n; i++, t++) {
        hash[i] = tn_ngram_hash(t);
        ask_form(p, &rows, &form[i], t, domain);
    }
}

/*
 * What asking needs, in one place that nothing else points to: keys are written between all looks
 * at it, and compilers must take what is written for anything that can be reached.
 */
typedef struct {
    tn_filter filter;
    uint64_t *rare; /* where the next one goes */
} asking;

TN_INLINE void ask_rare(asking *a, uint64_t feature_key, int domain)
{
    uint64_t key = tn_copy_key(feature_key, domain);

    tn_filter_fetch_rare(&a->filter, key);
    *a->rare++ = key;
}

static void ask_openers(asking *a, const part_sum *p)
{
    uint64_t key[TN_MAX_OPENER];
    size_t first;
    int n = tn_opener_keys(key, &first, p->tokens, TN_MAX_OPENER);

    for (int i = 0; i < n; i++) {
        ask_rare(a, key[i], p->part.domain);
    }
}

static bool wants(const part_sum *p, tn_family family)
{
    return (p->summer->joint.lookup->wanted[family] & p->part.heads) != 0;
}

/* rare features of the tokens from `first` on */
TN_INLINE void ask_tokens(asking *out, const part_sum *p, size_t first, int domain)
{
    const bool contrasted = wants(p, TN_FAMILY_CONTRASTED), bigrams = wants(p, TN_FAMILY_BIGRAM),
               trigrams = wants(p, TN_FAMILY_TRIGRAM);
    const tn_token *token = p->tokens->token;
    const size_t n = p->tokens->n_tokens;
    const uint64_t *hash = p->summer->hash;
    asking a = *out;

    for (size_t i = first; i < n; i++) {
        if (contrasted && (token[i].marks & TN_CONTRASTED)) {
            ask_rare(&a, tn_form_key(TN_FAMILY_CONTRASTED, token[i].kind, token[i].hash), domain);
        }
        if (bigrams && i + 1 < n) {
            ask_rare(&a, tn_bigram_key(hash[i], hash[i + 1]), domain);
        }
        if (trigrams && i + 2 < n) {
            ask_rare(&a, tn_trigram_key(hash[i], hash[i + 1], hash[i + 2]), domain);
        }
    }
    *out = a;
}

/*
 * Of the keys from `first` on, keep those that some head may know; written in any case: there is
 * nothing to guess for the processor.
 */
static void sift(asking *a, uint64_t *first)
{
    const tn_filter filter = a->filter;
    uint64_t *kept = first;

    for (const uint64_t *rare = first; rare < a->rare; rare++) {
        uint64_t key = *rare;

        *kept = key;
        kept += tn_filter_passes(&filter, key);
    }
    a->rare = kept;
}

/* how many of the first tokens have n-grams of both kinds and nothing else that is rare */
static size_t n_alike(const part_sum *p)
{
    const tn_tokens *tokens = p->tokens;
    size_t n = 0;

    if (!wants(p, TN_FAMILY_BIGRAM) || !wants(p, TN_FAMILY_TRIGRAM)) {
        return 0;
    }
    while (n + 2 < tokens->n_tokens && !(tokens->token[n].marks & TN_CONTRASTED)) {
        n++;
    }
    return n;
}

static void ask_all(const part_sum *p)
{
    tn_summer *s = p->summer;
    asking a = { s->joint.lookup->filter, s->rare };
    const bool shared = p->part.domain < 0;
    uint64_t *unsifted;
    size_t n_wide = 0;

    if (shared) {
        ask_forms(p, TN_SHARED);
    } else {
        ask_forms(p, p->part.domain);
    }
    if (wants(p, TN_FAMILY_OPENER)) {
        ask_openers(&a, p);
        sift(&a, s->rare);
    }
    if (s->wide && shared && a.filter.always == 0) {
        n_wide = n_alike(p) & ~(size_t)3;
        a.rare += tn_sift_ngrams(a.rare, &a.filter, s->hash, n_wide);
    }
    unsifted = a.rare;
    if (shared) {
        ask_tokens(&a, p, n_wide, TN_SHARED);
    } else {
        ask_tokens(&a, p, n_wide, p->part.domain);
    }
    sift(&a, unsifted);
    s->n_rare = (size_t)(a.rare - s->rare);
    for (size_t i = 0; i < s->n_rare; i++) {
        tn_set_fetch(tn_set_of(&s->joint.rare, s->rare[i] ^ p->part.salt));
    }
}

/* whether a row is at hand */
TN_INLINE bool is_near(const part_sum *p, const tn_joint_table *rows, uint64_t key)
{
    key ^= p->part.salt;
    return tn_set_find(tn_set_of(rows, key), key) != NULL;
}

/* Of the first rows that a text lacks: what is beyond is made without being sent for. */
typedef struct {
    uint32_t at[TN_PREPARED_FORMS];
    size_t n;
} missing;

/* those from `first` on that are not at hand; the filter's places are sent for */
static void find_missing(missing *out, const part_sum *p, const tn_joint_table *rows,
                         const uint64_t *key, size_t first, size_t n)
{
    out->n = 0;
    for (size_t i = first; i < n && out->n < TN_PREPARED_FORMS; i++) {
        if (!is_near(p, rows, key[i])) {
            tn_joint_fetch_places(&p->summer->joint, key[i]);
            out->at[out->n++] = (uint32_t)i;
        }
    }
}

/*
 * What is not at hand has to be found in the heads' tables: all of it is on its way at a time.
 * Forms and rare rows before the first ones are at hand.
 */
static void send_for(const part_sum *p, size_t first_form, size_t first_rare)
{
    tn_summer *s = p->summer;
    tn_joint *joint = &s->joint;
    missing forms, rare;

    find_missing(&forms, p, &joint->form, s->form, first_form, p->tokens->n_tokens);
    find_missing(&rare, p, &joint->rare, s->rare, first_rare, s->n_rare);
    tn_joint_begin(joint);
    for (size_t m = 0; m < forms.n; m++) {
        tn_joint_prepare(joint, &p->part, p->tokens, forms.at[m], s->form[forms.at[m]]);
    }
    for (size_t m = 0; m < rare.n; m++) {
        tn_joint_fetch(joint, s->rare[rare.at[m]], p->part.heads);
    }
    tn_joint_sift_grams(joint, &p->part);
    tn_joint_fetch_grams(joint, &p->part);
}

/* ------------------------------------------------------------- adding up */

/* of a form's row: 1 in the lane of each head that knows the word, and in the last for any; what is
 * no word has zeros */
static const counts word_lanes[TN_JOINT_WORD << 1] = {
    [TN_JOINT_WORD] = { 0, 0, 0, 1 },
    { 1, 0, 0, 1 },
    { 0, 1, 0, 1 },
    { 1, 1, 0, 1 },
    { 0, 0, 1, 1 },
    { 1, 0, 1, 1 },
    { 0, 1, 1, 1 },
    { 1, 1, 1, 1 },
};

/* what rows add up to */
typedef struct {
    lanes column[N_LANES];
    counts n_known;
} running;

static void add_row(running *sums, const tn_joint_row *row)
{
    for (int i = 0; i < N_LANES; i++) {
        float_lanes column;

        memcpy(&column, row->column + 4 * i, sizeof(column));
        sums->column[i] += __builtin_convertvector(column, lanes);
    }
    sums->n_known += word_lanes[row->known];
}

/*
 * Rows of the keys from `first` on are added, up to one that is not at hand. Where that was. No
 * calls are made: sums stay in registers.
 */
static size_t add_near(running *sums, const part_sum *p, const tn_joint_table *rows,
                       const uint64_t *key, size_t first, size_t n)
{
    for (size_t i = first; i < n; i++) {
        uint64_t salted = key[i] ^ p->part.salt;
        const tn_joint_row *row = tn_set_find(tn_set_of(rows, salted), salted);

        if (!row) {
            return i;
        }
        add_row(sums, row);
    }
    return n;
}

#ifdef __x86_64__

/* compilers make more steps of __builtin_convertvector */
TN_WIDE TN_INLINE lanes four_of(const float *column)
{
    return (lanes)_mm256_cvtps_pd(_mm_loadu_ps(column));
}

/* the same additions, four at a time: each column's order, and so its bits, are the same */
TN_WIDE static size_t add_near_wide(running *sums, const part_sum *p, const tn_joint_table *rows,
                                    const uint64_t *key, size_t first, size_t n)
{
    const tn_joint_table table = *rows;
    const uint64_t salt = p->part.salt;
    lanes sum0 = sums->column[0], sum1 = sums->column[1], sum2 = sums->column[2];
    counts n_known = sums->n_known;
    size_t i = first;

    for (; i < n; i++) {
        uint64_t salted = key[i] ^ salt;
        const tn_joint_row *row = tn_set_find(tn_set_of(&table, salted), salted);

        if (!row) {
            break;
        }
        sum0 += four_of(row->column);
        sum1 += four_of(row->column + 4);
        sum2 += four_of(row->column + 8);
        n_known += word_lanes[row->known];
    }
    *sums = (running){ { sum0, sum1, sum2 }, n_known };
    return i;
}

#else

#define add_near_wide add_near

#endif

TN_INLINE size_t add_at_hand(running *sums, const part_sum *p, const tn_joint_table *rows,
                             const uint64_t *key, size_t first, size_t n)
{
    return p->summer->wide ? add_near_wide(sums, p, rows, key, first, n)
                           : add_near(sums, p, rows, key, first, n);
}

/* of elongated words, in each head's columns */
static void add_elongated(const part_sum *p, running *sums)
{
    const tn_lookup *l = p->summer->joint.lookup;
    tn_joint_row all = { 0 };

    for (int h = 0; h < TENOR_N_HEADS; h++) {
        const float *row =
            p->part.heads >> h & 1u
                ? l->model[h]
                      ->kind_row[(p->part.domain + 1) * TN_N_KIND_FEATURES + TN_N_TOKEN_KINDS + 2]
                : NULL;

        if (row) {
            memcpy(all.column + l->first_column[h], row, (size_t)l->n_columns[h] * sizeof(*row));
        }
    }
    add_row(sums, &all);
}

static bool is_elongated(const part_sum *p, size_t token)
{
    return (p->tokens->token[token].marks & TN_ELONGATED) != 0;
}

/* the end of the forms from `first` on of which none but the last is elongated */
static size_t end_of_plain(const part_sum *p, size_t first)
{
    const size_t n = p->tokens->n_tokens;

    while (first < n && !is_elongated(p, first)) {
        first++;
    }
    return first < n ? first + 1 : n;
}

/* Forms from `first` on; without `all` only up to one that is not at hand. Where it ended. */
static size_t add_forms(running *sums, const part_sum *p, size_t first, bool all)
{
    tn_joint *joint = &p->summer->joint;
    const uint64_t *form = p->summer->form;
    size_t end;

    for (size_t i = first; i < p->tokens->n_tokens; i = end) {
        end = end_of_plain(p, i);
        i = add_at_hand(sums, p, &joint->form, form, i, end);
        while (i < end) {
            tn_joint_row *row;

            if (!all) {
                return i;
            }
            row = tn_set_new(&joint->form, tn_set_of(&joint->form, form[i] ^ p->part.salt));
            tn_joint_fill_form(joint, &p->part, row, form[i], p->tokens, i);
            add_row(sums, row);
            i = add_at_hand(sums, p, &joint->form, form, i + 1, end);
        }
        if (is_elongated(p, end - 1)) {
            add_elongated(p, sums);
        }
    }
    return p->tokens->n_tokens;
}

static void add_rare(running *sums, const part_sum *p, size_t first)
{
    tn_joint *joint = &p->summer->joint;
    const uint64_t *rare = p->summer->rare;
    const size_t n = p->summer->n_rare;

    for (size_t i = first; i < n;) {
        add_row(sums, tn_joint_rare(joint, &p->part, rare[i]));
        i = add_at_hand(sums, p, &joint->rare, rare, i + 1, n);
    }
}

static void add_up(const part_sum *p, tn_joint_sums *sums)
{
    const tn_summer *s = p->summer;
    const size_t n_tokens = p->tokens->n_tokens;
    running forms = { 0 }, rare = { 0 };
    size_t first_form = add_forms(&forms, p, 0, false);
    size_t first_rare = add_at_hand(&rare, p, &s->joint.rare, s->rare, 0, s->n_rare);

    if (first_form < n_tokens || first_rare < s->n_rare) {
        send_for(p, first_form, first_rare);
        (void)add_forms(&forms, p, first_form, true);
        add_rare(&rare, p, first_rare);
    }
    for (int c = 0; c < TN_JOINT_COLUMNS; c++) {
        sums->column[c] += forms.column[c / 4][c % 4] + rare.column[c / 4][c % 4];
    }
    memcpy(sums->n_known, &forms.n_known, sizeof(sums->n_known));
    sums->n_words = forms.n_known[TENOR_N_HEADS];
}

static int make_room(tn_summer *s, size_t n_tokens, tenor_error *err)
{
    int rc = tn_joint_make_room(&s->joint, err);

    if (rc == 0) {
        rc = tn_grow((void **)&s->form, &s->form_capacity, n_tokens, sizeof(*s->form), err);
    }
    if (rc == 0) {
        rc = tn_grow((void **)&s->hash, &s->hash_capacity, n_tokens, sizeof(*s->hash), err);
    }
    return rc == 0 ? tn_grow((void **)&s->rare, &s->rare_capacity,
                             n_tokens * MAX_RARE + TN_MAX_OPENER + 1, sizeof(*s->rare), err)
                   : rc;
}

/* adds to the sums of the heads; the other columns are of no use afterwards */
static int sum_part(tn_summer *s, const tn_tokens *tokens, unsigned heads, int domain,
                    tn_joint_sums *sums, tenor_error *err)
{
    const part_sum p = { s, tokens, tn_joint_part_of(s->joint.lookup, heads, domain) };
    int rc = make_room(s, tokens->n_tokens, err);

    if (rc < 0) {
        return rc;
    }
    ask_all(&p);
    add_up(&p, sums);
    return 0;
}

/* ------------------------------------------------------------------ public */

void tn_summer_init(tn_summer *out, const tn_lookup *lookup)
{
    *out = (tn_summer){ .wide = tn_has_wide() };
    tn_joint_init(&out->joint, lookup);
}

void tn_summer_free(tn_summer *summer)
{
    tn_joint_free(&summer->joint);
    free(summer->form);
    free(summer->hash);
    free(summer->rare);
}

int tn_sum_shared(tn_summer *s, const tn_tokens *tokens, tn_joint_sums *out, tenor_error *err)
{
    const tn_lookup *l = s->joint.lookup;

    *out = (tn_joint_sums){ 0 };
    return sum_part(s, tokens, l->together, TN_SHARED, out, err);
}

/* a small domain has seen few words: those of the shared part are English too */
static int32_t count_known(tn_summer *s, const tn_tokens *tokens, int head, int domain)
{
    const tn_folded *table = &s->joint.lookup->model[head]->folded;
    int32_t n_known = 0;

    for (size_t i = 0; i < tokens->n_tokens; i++) {
        const tn_token *t = &tokens->token[i];
        uint64_t key = tn_form_key(TN_FAMILY_WORD, t->kind, t->hash);
        int marks = t->marks & (TN_NEGATED | TN_CAPS);

        n_known += tn_counts_as_word(t->kind) &&
                   (tn_folded_find(table, tn_copy_key(tn_row_key(key, marks), domain)) ||
                    tn_folded_find(table, tn_copy_key(key, domain)) || tn_folded_find(table, key));
    }
    return n_known;
}

int tn_sum_head(tn_summer *s, const tn_tokens *tokens, const tn_joint_sums *shared, int head,
                int domain, tn_text_sums *out, tenor_error *err)
{
    const tn_lookup *l = s->joint.lookup;
    const tn_model *m = l->model[head];
    int active[TN_MAX_ACTIVE];
    int n_active = tn_domains_active(&m->description.domains, domain, active);
    tn_joint_sums sums = { .n_words = shared->n_words };
    int rc = 0;

    for (int i = 0; rc == 0 && i < n_active; i++) {
        if (active[i] < 0 && (l->together >> head & 1u)) {
            sums = *shared;
        } else {
            rc = sum_part(s, tokens, 1u << head, active[i], &sums, err);
        }
        if (rc == 0 && i == 0) { /* a base knows all words of what stands on it */
            out->n_known =
                active[i] < 0 ? sums.n_known[head] : count_known(s, tokens, head, active[i]);
        }
    }
    out->n_words = sums.n_words;
    for (int c = 0; c < TN_MAX_COLUMNS; c++) {
        out->sum[c] = c < l->n_columns[head] ? sums.column[l->first_column[head] + c] : 0.0;
    }
    return rc;
}
