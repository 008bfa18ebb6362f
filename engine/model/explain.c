/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - a label's decision values taken apart, by the unfolded weights
 *
 * Serving adds folded rows, in which the families of a word are one number. Here
 * every feature is looked up in the vocabulary and weighed as model.svm has it, so that
 * the sum is made a second time and by another way.
 */
#include "model/explain.h"

#include "model/engine.h"
#include "text/words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(TN_MAX_DENSE <= TN_MAX_EXPLAINED_DENSE, "an explanation has room for all");
static_assert(TN_MAX_PAIRS <= TENOR_MAX_CLASSES, "an addend has room for all pairs");

typedef struct {
    double *weight; /* [pair * n_features + index]; NULL until the head is explained */
    double rho[TN_MAX_PAIRS];
    const tn_vocabulary *vocabulary;
} head_weights;

struct tn_explainer {
    const tenor_engine *engine;
    head_weights head[TENOR_N_HEADS];
    tn_tokens tokens, other;
    tn_tokens masked; /* a view of tokens */
    tn_features features;
    tn_target target;
};

/* A text under one part of a head. */
typedef struct {
    const tn_model *model;
    const head_weights *own;
    const double *sign; /* of each pair: +1 speaks for the label, -1 against it, 0 not of it */
    const tn_tokens *tokens;
    int part; /* TN_SHARED or a domain */
    /* what a part's decision value adds to each of the label's: 1 to its own, or as a domain has
     * learnt to weigh the shared part's */
    double passes_on[TN_MAX_PAIRS][TN_MAX_PAIRS];
    tn_explanation *out;
} side;

int tn_explainer_new(tn_explainer **out, const tenor_engine *engine, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out)
        return tn_no_memory(err);
    (*out)->engine = engine;
    return 0;
}

void tn_explainer_free(tn_explainer *x)
{
    if (!x)
        return;
    for (int head = 0; head < TENOR_N_HEADS; head++)
        free(x->head[head].weight);
    tn_tokens_free(&x->tokens);
    tn_tokens_free(&x->other);
    free(x->masked.token);
    tn_features_free(&x->features);
    tn_target_free(&x->target);
    free(x);
}

static int load_head(head_weights *own, tn_model *m, tenor_error *err)
{
    int rc;

    if (own->weight)
        return 0;
    rc = tn_model_vocabulary(m, &own->vocabulary, err);
    return rc == 0 ? tn_model_weights(m, &own->weight, own->rho, err) : rc;
}

/* value[pair]: a part's decision values, or what is added to them */
static void add_to(const side *s, tn_addend *sum, const double *value)
{
    for (int pair = 0; pair < s->out->n_pairs; pair++) {
        for (int k = 0; k < s->out->n_pairs; k++) {
            double passed_on = s->passes_on[pair][k] * value[k];

            sum->decision[pair] += passed_on;
            sum->weight += s->sign[pair] * passed_on;
        }
    }
}

/* ------------------------------------------------------------- the pieces */

static int add_piece(const side *s, const tn_feature *feature, tn_piece **out, tenor_error *err)
{
    size_t n_tokens = tn_feature_n_tokens(feature);
    const tn_token *first = &s->tokens->token[feature->token], *last = first + n_tokens - 1;
    int family = feature->family == TN_FAMILY_NEGATED ? TN_FAMILY_WORD : feature->family;
    tn_explanation *e = s->out;
    int rc = tn_grow((void **)&e->piece, &e->capacity, e->n_pieces + 1, sizeof(**out), err);

    if (rc < 0)
        return rc;
    *out = &e->piece[e->n_pieces];
    **out = (tn_piece){ .start = first->start,
                        .bytes = last->start + last->bytes - first->start,
                        .form_start = e->forms.bytes,
                        .n_tokens = (uint8_t)n_tokens,
                        .family = (uint8_t)family,
                        .kind = n_tokens == 1 ? first->kind : 0,
                        .marks = n_tokens == 1 ? first->marks : 0 };
    if ((rc = tn_feature_name(&e->forms, s->tokens, feature, err)) < 0)
        return rc;
    (*out)->form_bytes = e->forms.bytes - (*out)->form_start;
    (*out)->says_nothing = true;
    for (const tn_token *t = first; t <= last; t++)
        (*out)->says_nothing &= tn_says_nothing(t, tn_form(s->tokens, t));
    e->n_pieces++;
    return 0;
}

/* every token is a piece, but of the pairs only those that the model knows */
static int add_feature(const side *s, const tn_feature *feature, tenor_error *err)
{
    const tn_model_description *d = &s->model->description;
    double norm = 1.0 / tn_length_norm(s->tokens->n_tokens);
    int32_t entry = tn_vocabulary_find(s->own->vocabulary, feature->key, s->part);
    double value[TN_MAX_PAIRS] = { 0 };
    tn_family_share *share;
    tn_piece *piece;
    int rc;

    if (entry < 0 && feature->family != TN_FAMILY_WORD)
        return 0;
    rc = add_piece(s, feature, &piece, err);
    if (rc < 0 || entry < 0)
        return rc;
    piece->known = tn_vocabulary_is_known(s->own->vocabulary, (size_t)entry);
    share = &piece->share[piece->n_shares++];
    *share = (tn_family_share){ .family = feature->family, .of_domain = s->part >= 0 };
    for (int pair = 0; pair < s->out->n_pairs; pair++)
        value[pair] = norm * s->own->weight[(size_t)pair * d->n_features + (size_t)entry];
    add_to(s, &share->sum, value);
    piece->weight = share->sum.weight;
    add_to(s, &s->out->total, value);
    return 0;
}

static int add_words(const side *s, tn_features *features, tenor_error *err)
{
    int rc = tn_features_of(features, s->tokens, false, err);

    for (size_t f = 0; rc == 0 && f < features->n_features; f++)
        rc = add_feature(s, &features->feature[f], err);
    return rc;
}

/* ------------------------------------------- what is not linear in the words */

static void add_bias(const side *s, const double *value)
{
    add_to(s, &s->out->bias, value);
    add_to(s, &s->out->total, value);
}

static void add_dense(const side *s, const double *value)
{
    const tn_model_description *d = &s->model->description;
    const tn_task *task = tn_task_of(d->head);
    double weight[TN_MAX_PAIRS] = { 0 };

    s->out->n_dense = task->n_dense;
    for (int k = 0; k < task->n_dense; k++) {
        tn_explained_dense *dense = &s->out->dense[k];

        *dense = (tn_explained_dense){ .name = task->dense_name[k], .value = value[k] };
        for (int pair = 0; pair < s->out->n_pairs; pair++)
            weight[pair] = d->dense_weight[pair][k] * value[k];
        add_to(s, &dense->sum, weight);
        add_to(s, &s->out->total, weight);
    }
    for (int pair = 0; pair < s->out->n_pairs; pair++)
        weight[pair] = -d->rho[pair];
    add_bias(s, weight);
}

/* ------------------------------------------------------------- the whole */

/* of the same place in the order in which they were made: forms follow each other */
static int by_place(const void *a, const void *b)
{
    const tn_piece *x = a, *y = b;

    return x->start != y->start   ? (x->start > y->start) - (x->start < y->start)
           : x->bytes != y->bytes ? (x->bytes > y->bytes) - (x->bytes < y->bytes)
           : x->family != y->family
               ? x->family - y->family
               : (x->form_start > y->form_start) - (x->form_start < y->form_start);
}

/* a piece for each feature becomes one for each place: what a word adds negated, or in the domain,
 * are shares of it */
static void merge_pieces(tn_explanation *e)
{
    size_t n = 0;

    if (e->n_pieces > 0)
        qsort(e->piece, e->n_pieces, sizeof(*e->piece), by_place);
    for (size_t p = 0; p < e->n_pieces; p++) {
        const tn_piece *piece = &e->piece[p];
        tn_piece *last = &e->piece[n > 0 ? n - 1 : 0];

        if (n == 0 || piece->start != last->start || piece->bytes != last->bytes ||
            piece->family != last->family) {
            e->piece[n++] = *piece;
            continue;
        }
        for (size_t i = 0; i < piece->n_shares; i++) {
            assert(last->n_shares < TN_MAX_SHARES);
            last->share[last->n_shares++] = piece->share[i];
        }
        last->weight += piece->weight;
        last->known |= piece->known;
    }
    e->n_pieces = n;
}

/* the domain's own words and constant; the shared part passes on what the domain weighs it with */
static int add_domain(side *shared, int domain, const tn_tokens *tokens, tn_features *features,
                      tenor_error *err)
{
    const tn_model_description *d = &shared->model->description;
    const tn_domain *own = &d->domains.item[domain];
    side s = *shared;
    double bias[TN_MAX_PAIRS] = { 0 };
    int rc;

    s.part = domain;
    s.tokens = tokens;
    if ((rc = add_words(&s, features, err)) < 0)
        return rc;
    for (int pair = 0; pair < s.out->n_pairs; pair++)
        bias[pair] = own->constant[pair] - d->rho[pair];
    add_bias(&s, bias);
    memcpy(shared->passes_on, own->shared_weight, sizeof(shared->passes_on));
    return 0;
}

int tn_explain(tn_explainer *x, int head, const tenor_label *label, tenor_str text, tenor_str other,
               tn_explanation *out, tenor_error *err)
{
    tn_model *m = x->engine->head[head];
    double sign[TN_MAX_PAIRS] = { 0 }, dense[TN_MAX_DENSE] = { 0 };
    tn_naming naming = { 0 };
    side s = { .model = m, .own = &x->head[head], .sign = sign, .part = TN_SHARED, .out = out };
    int rc;

    tn_explanation_clear(out);
    out->n_pairs = tn_n_pairs(m->description.n_classes);
    for (int pair = 0; pair < out->n_pairs; pair++) {
        int first = 0, second = 0;

        tn_pair_classes(m->description.n_classes, pair, &first, &second);
        sign[pair] = label->label == first ? 1.0 : label->label == second ? -1.0 : 0.0;
        s.passes_on[pair][pair] = 1.0;
    }
    if ((rc = load_head(&x->head[head], m, err)) < 0 ||
        (rc = tn_tokenise(&x->tokens, text.data ? text.data : "", text.bytes, err)) < 0)
        return rc;
    s.tokens = &x->tokens;
    if (head == TENOR_REPLY) {
        tn_reply_side reply, parent;

        if ((rc = tn_tokenise(&x->other, other.data ? other.data : "", other.bytes, err)) < 0)
            return rc;
        tn_reply_words(&reply, &x->tokens);
        tn_reply_words(&parent, &x->other);
        tn_reply_dense(dense, &reply, &parent);
    } else {
        if ((rc = tn_target_read(&x->target, other, err)) < 0 ||
            (rc = tn_target_mask(&x->masked, &naming, &x->tokens, &x->target, err)) < 0)
            return rc;
        s.tokens = naming.n_marks > 0 ? &x->masked : &x->tokens;
        tn_dense_of(dense, head, s.tokens->n_tokens, &naming);
    }
    if (head == TENOR_STANCE && label->part >= 0 &&
        (rc = add_domain(&s, label->part, &x->tokens, &x->features, err)) < 0)
        return rc;
    if ((rc = add_words(&s, &x->features, err)) < 0)
        return rc;
    add_dense(&s, dense);
    merge_pieces(out);
    return 0;
}
