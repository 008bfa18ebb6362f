/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sum.c - a text's decision sums under all heads: the rows of its features, added up in order
 *
 * The order of the additions is the order of the text, so a sum has the same bits whatever else
 * was scored before it. Three steps keep memory busy: all keys of a text are made; those that stand
 * in no table are dropped; the rows are added up. Each fetches what the next will touch.
 */
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

#define MAX_REQUESTS 4 /* of a token: its form, the form behind a "but", and two n-grams */

/* lanes that compilers lay out for the processor they are told of */
typedef double lanes __attribute__((vector_size(4 * sizeof(double))));
typedef float float_lanes __attribute__((vector_size(4 * sizeof(float))));
#define N_LANES (TN_JOINT_COLUMNS / 4)

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
    const tn_joint_kinds *kinds;
    int domain;
    unsigned heads; /* bits of those whose sums are wanted */
} part_sum;

#define INLINE static inline __attribute__((always_inline))

INLINE void add(lanes *sum, const float *column)
{
    for (int i = 0; i < N_LANES; i++) {
        float_lanes row;

        memcpy(&row, column + 4 * i, sizeof(row));
        sum[i] += __builtin_convertvector(row, lanes);
    }
}

/* ---------------------------------------------------- what is looked for */

static inline void ask(const part_sum *p, uint64_t feature_key, size_t token, tn_family family)
{
    const tn_joint *joint = &p->summer->joint;
    const tn_filter *filter = &joint->lookup->filter;
    uint64_t key = p->domain < 0 ? feature_key : tn_copy_key(feature_key, p->domain);
    tn_request *r = &p->summer->request[p->summer->n_requests++];

    *r = (tn_request){ key, tn_filter_tag(filter, key), (uint32_t)token, (uint8_t)family };
    if (family != TN_FAMILY_WORD) {
        tn_filter_fetch(filter, r->tag);
    }
    __builtin_prefetch(tn_joint_place(joint, key));
}

static void ask_openers(const part_sum *p)
{
    uint64_t key[TN_MAX_OPENER];
    size_t first;
    int n = tn_opener_keys(key, &first, p->tokens, TN_MAX_OPENER);

    for (int i = 0; i < n; i++) {
        ask(p, key[i], (size_t)i, TN_FAMILY_OPENER);
    }
}

static void ask_tokens(const part_sum *p)
{
    const unsigned *wanted = p->summer->joint.lookup->wanted;
    size_t n = p->tokens->n_tokens;

    for (size_t i = 0; i < n; i++) {
        const tn_token *t = &p->tokens->token[i];
        uint64_t form_key = tn_form_key(TN_FAMILY_WORD, t->kind, t->hash);

        ask(p, tn_row_key(form_key, t->marks & (TN_NEGATED | TN_CAPS)), i, TN_FAMILY_WORD);
        if ((t->marks & TN_CONTRASTED) && (wanted[TN_FAMILY_CONTRASTED] & p->heads)) {
            ask(p, tn_form_key(TN_FAMILY_CONTRASTED, t->kind, t->hash), i, TN_FAMILY_CONTRASTED);
        }
        if (i + 1 < n && (wanted[TN_FAMILY_BIGRAM] & p->heads)) {
            ask(p, tn_bigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1])), i, TN_FAMILY_BIGRAM);
        }
        if (i + 2 < n && (wanted[TN_FAMILY_TRIGRAM] & p->heads)) {
            ask(p, tn_trigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1]), tn_ngram_hash(&t[2])),
                i, TN_FAMILY_TRIGRAM);
        }
    }
}

/* keep those that some table may have; forms stay, for an unknown one has a sum too */
static void sift(const part_sum *p)
{
    const tn_joint *joint = &p->summer->joint;
    const tn_lookup *l = joint->lookup;
    tn_request *request = p->summer->request;
    size_t n_kept = 0;

    for (size_t i = 0; i < p->summer->n_requests; i++) {
        tn_request r = request[i];
        bool at_hand = tn_joint_place(joint, r.key)->key == r.key;
        unsigned heads = 0;

        if (!at_hand) {
            heads = tn_filter_heads(&l->filter, r.tag) & l->wanted[r.family];
            tn_lookup_fetch(l, r.key, heads);
        }
        request[n_kept] = r;
        n_kept += at_hand || heads || r.family == TN_FAMILY_WORD;
    }
    p->summer->n_requests = n_kept;
}

/* ------------------------------------------------------------- adding up */

INLINE const tn_joint_row *feature_row(const part_sum *p, const tn_request *r)
{
    tn_joint_row *row = tn_joint_place(&p->summer->joint, r->key);

    if (row->key != r->key) {
        tn_joint_fill(&p->summer->joint, row, r->key, (tn_family)r->family);
    }
    return row;
}

INLINE const tn_joint_row *form_row(const part_sum *p, const tn_request *r, const tn_token *t)
{
    tn_joint_row *row = tn_joint_place(&p->summer->joint, r->key);

    if (row->key != r->key) {
        uint64_t form_key = tn_form_key(TN_FAMILY_WORD, t->kind, t->hash);

        tn_joint_fill_form(&p->summer->joint, row, r->key, tn_copy_key(form_key, p->domain));
    }
    return row;
}

INLINE int add_unknown(const part_sum *p, const tn_request *r, unsigned heads, lanes *sum,
                       tenor_error *err)
{
    const tn_token *t = &p->tokens->token[r->token];
    const float(*gram)[TN_JOINT_COLUMNS];
    size_t n_grams;
    int rc;

    add(sum, p->kinds->column[t->kind][heads]);
    if (!tn_has_chars(t->kind)) {
        return 0;
    }
    rc = tn_joint_grams(&p->summer->joint, p->tokens, r->token, r->key, heads, p->domain, &gram,
                        &n_grams, err);
    for (size_t g = 0; rc == 0 && g < n_grams; g++) {
        add(sum, gram[g]);
    }
    return rc;
}

/* a form with all that it brings: its marks, and its n-grams where it is unknown */
INLINE int add_form(const part_sum *p, const tn_request *r, lanes *sum, int32_t *n_known,
                    tenor_error *err)
{
    const tn_token *t = &p->tokens->token[r->token];
    const tn_joint_row *row = form_row(p, r, t);
    unsigned unknown = p->heads & ~row->known, unmarked = p->heads & ~row->own;
    int rc = 0;

    add(sum, row->column);
    for (int mark = 0; unmarked && mark < 2; mark++) { /* the marks alone */
        if (t->marks & (1 << mark)) {
            add(sum, p->kinds->column[TN_N_TOKEN_KINDS + mark][unmarked]);
        }
    }
    for (int h = 0; h < TENOR_N_HEADS; h++) {
        n_known[h] += tn_counts_as_word(t->kind) && (row->known >> h & 1u);
    }
    if (unknown) {
        rc = add_unknown(p, r, unknown, sum, err);
    }
    if (t->marks & TN_ELONGATED) {
        add(sum, p->kinds->column[TN_N_TOKEN_KINDS + 2][p->heads]);
    }
    return rc;
}

INLINE int add_requests(const part_sum *p, tn_joint_sums *sums, tenor_error *err)
{
    lanes sum[N_LANES];
    int32_t n_known[TENOR_N_HEADS] = { 0 };
    int rc = 0;

    memcpy(sum, sums->column, sizeof(sum));
    for (size_t i = 0; rc == 0 && i < p->summer->n_requests; i++) {
        const tn_request *r = &p->summer->request[i];

        if (r->family == TN_FAMILY_WORD) {
            rc = add_form(p, r, sum, n_known, err);
        } else {
            add(sum, feature_row(p, r)->column);
        }
    }
    memcpy(sums->column, sum, sizeof(sum));
    memcpy(sums->n_known, n_known, sizeof(n_known));
    return rc;
}

static int add_plain(const part_sum *p, tn_joint_sums *sums, tenor_error *err)
{
    return add_requests(p, sums, err);
}

/* the same additions, four at a time: each column's order, and so its bits, are the same */
#ifdef __x86_64__
__attribute__((target("avx2"))) static int add_wide(const part_sum *p, tn_joint_sums *sums,
                                                    tenor_error *err)
{
    return add_requests(p, sums, err);
}

static bool has_wide(void)
{
    return __builtin_cpu_supports("avx2");
}
#else
#define add_wide add_plain

static bool has_wide(void)
{
    return false;
}
#endif

/* adds to the sums of the heads; the other columns are of no use afterwards */
static int sum_part(tn_summer *s, const tn_tokens *tokens, unsigned heads, int domain,
                    const tn_joint_kinds *kinds, tn_joint_sums *sums, tenor_error *err)
{
    const part_sum p = { s, tokens, kinds, domain, heads };
    int rc = tn_grow((void **)&s->request, &s->request_capacity,
                     tokens->n_tokens * MAX_REQUESTS + TN_MAX_OPENER, sizeof(*s->request), err);

    if (rc < 0) {
        return rc;
    }
    s->n_requests = 0;
    if (s->joint.lookup->wanted[TN_FAMILY_OPENER] & heads) {
        ask_openers(&p);
    }
    ask_tokens(&p);
    sift(&p);
    return s->wide ? add_wide(&p, sums, err) : add_plain(&p, sums, err);
}

/* ------------------------------------------------------------------ public */

int tn_summer_init(tn_summer *out, const tn_lookup *lookup, tenor_error *err)
{
    *out = (tn_summer){ .wide = has_wide() };
    return tn_joint_init(&out->joint, lookup, err);
}

void tn_summer_free(tn_summer *summer)
{
    tn_joint_free(&summer->joint);
    free(summer->request);
}

int tn_sum_shared(tn_summer *s, const tn_tokens *tokens, tn_joint_sums *out, tenor_error *err)
{
    const tn_lookup *l = s->joint.lookup;

    *out = (tn_joint_sums){ 0 };
    for (size_t i = 0; i < tokens->n_tokens; i++) {
        out->n_words += tn_counts_as_word(tokens->token[i].kind);
    }
    return sum_part(s, tokens, l->together, TN_SHARED, &l->kinds, out, err);
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
            tn_joint_kinds *kinds = &s->kinds;

            memset(kinds, 0, sizeof(*kinds));
            tn_joint_kinds_of(kinds, l, head, active[i]);
            rc = sum_part(s, tokens, 1u << head, active[i], kinds, &sums, err);
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
