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
#include "model/running.h"
#include "model/sift.h"

#include <stdlib.h>
#include <string.h>

#define MAX_RARE 3 /* of a token: two n-grams, and the form behind a "but" */

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

/* of the tokens from `first` on */
static void ask_forms(const part_sum *p, size_t first)
{
    const tn_token *token = p->tokens->token;
    const tn_joint_table rows = p->summer->joint.form;
    uint64_t *form = p->summer->form, *hash = p->summer->hash;
    unsigned marks = p->summer->marks;

    for (size_t i = first; i < p->tokens->n_tokens; i++) {
        hash[i] = tn_ngram_hash(&token[i]);
        ask_form(p, &rows, &form[i], &token[i], p->part.domain);
        marks |= token[i].marks;
    }
    p->summer->marks = marks;
}

static bool wants(const part_sum *p, tn_family family)
{
    return (p->summer->joint.lookup->wanted[family] & p->part.heads) != 0;
}

static uint64_t *ask_openers(uint64_t *out, const part_sum *p)
{
    size_t first;

    return wants(p, TN_FAMILY_OPENER) ? out + tn_opener_keys(out, &first, p->tokens, TN_MAX_OPENER)
                                      : out;
}

/* keys of the rare features of the tokens from `first` on */
static uint64_t *ask_tokens(uint64_t *out, const part_sum *p, size_t first)
{
    const bool contrasted = wants(p, TN_FAMILY_CONTRASTED), bigrams = wants(p, TN_FAMILY_BIGRAM),
               trigrams = wants(p, TN_FAMILY_TRIGRAM);
    const tn_token *token = p->tokens->token;
    const size_t n = p->tokens->n_tokens;
    const uint64_t *hash = p->summer->hash;

    for (size_t i = first; i < n; i++) {
        if (contrasted && (token[i].marks & TN_CONTRASTED)) {
            *out++ = tn_form_key(TN_FAMILY_CONTRASTED, token[i].kind, token[i].hash);
        }
        if (bigrams && i + 1 < n) {
            *out++ = tn_bigram_key(hash[i], hash[i + 1]);
        }
        if (trigrams && i + 2 < n) {
            *out++ = tn_trigram_key(hash[i], hash[i + 1], hash[i + 2]);
        }
    }
    return out;
}

/* Keep those that some head may know, in the part at work. */
static size_t sift(const part_sum *p, uint64_t *key, size_t n)
{
    const tn_filter filter = p->summer->joint.lookup->filter;
    const tn_joint_table *rows = &p->summer->joint.rare;
    size_t n_kept = 0;

    for (size_t i = 0; i < n; i++) {
        key[i] = tn_copy_key(key[i], p->part.domain);
        tn_filter_fetch_rare(&filter, key[i]);
    }
    for (size_t i = 0; i < n; i++) { /* written in any case: there is nothing to guess */
        uint64_t this = key[i];

        key[n_kept] = this;
        n_kept += tn_filter_passes(&filter, this);
    }
    for (size_t i = 0; i < n_kept; i++) {
        tn_set_fetch(tn_set_of(rows, key[i] ^ p->part.salt));
    }
    return n_kept;
}

static void ask_plain(const part_sum *p)
{
    tn_summer *s = p->summer;

    s->marks = 0;
    ask_forms(p, 0);
    s->n_rare = sift(p, s->rare, (size_t)(ask_tokens(ask_openers(s->rare, p), p, 0) - s->rare));
}

/* the same, four at a time */
static void ask_wide(const part_sum *p)
{
    const tn_tokens *tokens = p->tokens;
    tn_summer *s = p->summer;
    uint64_t *end = ask_openers(s->rare, p);
    size_t n_done = 0;

    ask_forms(p, tn_sift_forms(s->form, s->hash, &s->marks, tokens, &s->joint.form));
    if (wants(p, TN_FAMILY_BIGRAM) && wants(p, TN_FAMILY_TRIGRAM)) {
        n_done = tn_sift_ngrams(&end, tokens->token, s->hash, tokens->n_tokens,
                                wants(p, TN_FAMILY_CONTRASTED) && (s->marks & TN_CONTRASTED));
    }
    end = ask_tokens(end, p, n_done);
    s->n_rare =
        tn_sift_rare(s->rare, (size_t)(end - s->rare), &s->joint.lookup->filter, &s->joint.rare);
}

static void ask_all(const part_sum *p)
{
    const tn_summer *s = p->summer;

    if (s->joint.wide && p->part.salt == 0 && s->joint.lookup->filter.always == 0) {
        ask_wide(p);
    } else {
        ask_plain(p);
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

/* of elongated words, in each head's columns */
static void add_elongated(const part_sum *p, tn_running *sums)
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
    tn_add_row(sums, &all);
}

static bool is_elongated(const part_sum *p, size_t token)
{
    return (p->tokens->token[token].marks & TN_ELONGATED) != 0;
}

/* the end of the forms from `first` on of which none but the last is elongated */
static size_t end_of_plain(const part_sum *p, size_t first)
{
    const size_t n = p->tokens->n_tokens;

    if (!(p->summer->marks & TN_ELONGATED)) {
        return n;
    }
    while (first < n && !is_elongated(p, first)) {
        first++;
    }
    return first < n ? first + 1 : n;
}

/* Forms from `first` on; without `all` only up to one that is not at hand. Where it ended. */
static size_t add_forms(tn_running *sums, const part_sum *p, size_t first, bool all)
{
    tn_joint *joint = &p->summer->joint;
    const uint64_t *form = p->summer->form;
    size_t end;

    for (size_t i = first; i < p->tokens->n_tokens; i = end) {
        end = end_of_plain(p, i);
        i = tn_add_near(sums, joint, &joint->form, p->part.salt, form, i, end);
        while (i < end) {
            tn_joint_row *row;

            if (!all) {
                return i;
            }
            row = tn_set_new(&joint->form, tn_set_of(&joint->form, form[i] ^ p->part.salt));
            tn_joint_fill_form(joint, &p->part, row, form[i], p->tokens, i);
            tn_add_row(sums, row);
            i = tn_add_near(sums, joint, &joint->form, p->part.salt, form, i + 1, end);
        }
        if (is_elongated(p, end - 1)) {
            add_elongated(p, sums);
        }
    }
    return p->tokens->n_tokens;
}

static void add_rare(tn_running *sums, const part_sum *p, size_t first)
{
    tn_joint *joint = &p->summer->joint;
    const uint64_t *rare = p->summer->rare;
    const size_t n = p->summer->n_rare;

    for (size_t i = first; i < n;) {
        tn_add_row(sums, tn_joint_rare(joint, &p->part, rare[i]));
        i = tn_add_near(sums, joint, &joint->rare, p->part.salt, rare, i + 1, n);
    }
}

static void add_up(const part_sum *p, tn_joint_sums *sums)
{
    const tn_summer *s = p->summer;
    const size_t n_tokens = p->tokens->n_tokens;
    tn_running forms, rare;
    size_t first_form, first_rare;

    tn_add_nothing(&forms);
    tn_add_nothing(&rare);
    first_form = add_forms(&forms, p, 0, false);
    first_rare = tn_add_near(&rare, &s->joint, &s->joint.rare, p->part.salt, s->rare, 0, s->n_rare);

    if (first_form < n_tokens || first_rare < s->n_rare) {
        send_for(p, first_form, first_rare);
        (void)add_forms(&forms, p, first_form, true);
        add_rare(&rare, p, first_rare);
    }
    for (int i = 0; i < TN_N_LANES; i++) {
        tn_lanes sum;

        memcpy(&sum, sums->column + 4 * i, sizeof(sum));
        sum += forms.column[i] + rare.column[i];
        memcpy(sums->column + 4 * i, &sum, sizeof(sum));
    }
    memcpy(sums->n_known, &forms.n_known, sizeof(sums->n_known));
    sums->n_words = forms.n_known[TENOR_N_HEADS];
}

static int make_room(tn_summer *s, size_t n_tokens, tenor_error *err)
{
    const size_t n_keys = n_tokens * (2 + MAX_RARE) + TN_MAX_OPENER + TN_SIFT_MORE;
    int rc = tn_joint_make_room(&s->joint, err);

    if (rc == 0 && n_keys > s->key_capacity) {
        rc = tn_grow((void **)&s->key, &s->key_capacity, n_keys, sizeof(*s->key), err);
    }
    s->form = s->key;
    s->hash = s->form + n_tokens;
    s->rare = s->hash + n_tokens;
    return rc;
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
    *out = (tn_summer){ 0 };
    tn_joint_init(&out->joint, lookup);
}

void tn_summer_free(tn_summer *summer)
{
    tn_joint_free(&summer->joint);
    free(summer->key);
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

/* a head's own of what all add up to */
static void take_head(tn_text_sums *out, const tn_lookup *l, int head, const tn_joint_sums *sums)
{
    const double *column = sums->column + l->first_column[head];

    out->n_words = sums->n_words;
    for (int c = 0; c < TN_MAX_COLUMNS; c++) {
        out->sum[c] = c < l->n_columns[head] ? column[c] : 0.0;
    }
}

/* the parts that a text of a domain is judged by, one after another */
static int sum_parts(tn_summer *s, const tn_tokens *tokens, const tn_joint_sums *shared, int head,
                     int domain, tn_text_sums *out, tenor_error *err)
{
    const tn_lookup *l = s->joint.lookup;
    int active[TN_MAX_ACTIVE];
    int n_active = tn_domains_active(&l->model[head]->description.domains, domain, active);
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
    take_head(out, l, head, &sums);
    return rc;
}

int tn_sum_head(tn_summer *s, const tn_tokens *tokens, const tn_joint_sums *shared, int head,
                int domain, tn_text_sums *out, tenor_error *err)
{
    const tn_lookup *l = s->joint.lookup;

    if (domain >= 0 || !(l->together >> head & 1u)) {
        return sum_parts(s, tokens, shared, head, domain, out, err);
    }
    out->n_known = shared->n_known[head];
    take_head(out, l, head, shared);
    return 0;
}
