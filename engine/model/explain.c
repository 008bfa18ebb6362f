/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain.c - a label's decision values taken apart, by the unfolded weights
 *
 * Serving adds folded rows, in which the families of a word are one number. Here
 * every feature is looked up in the vocabulary and weighed as model.svm has it, so that
 * the sum is made a second time and by another way.
 */
#include "model/explain.h"

#include "model/dense.h"
#include "model/engine.h"
#include "model/topic.h"
#include "text/target.h"

#include <assert.h>
#include <stdlib.h>

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
    tn_tokens off_topic; /* a view of tokens */
    tn_features features;
    tn_buf target_name;
    tn_aliases aliases; /* of the target */
};

/* One text on its way into an explanation. */
typedef struct {
    const tn_model *model;
    const head_weights *own;
    const double *sign; /* of each pair: +1 speaks for the label, -1 against it, 0 not of it */
    const tn_tokens *tokens;
    size_t first_index;        /* of the side's features */
    double norm;               /* what a count is multiplied by */
    int active[TN_MAX_ACTIVE]; /* parts of the model */
    int n_active;
    bool of_parent;
    tn_explanation *out;
} side;

int tn_explainer_new(tn_explainer **out, const tenor_engine *engine, tenor_error *err)
{
    *out = tn_alloc(1, sizeof(**out));
    if (!*out) {
        return tn_no_memory(err);
    }
    (*out)->engine = engine;
    return 0;
}

void tn_explainer_free(tn_explainer *x)
{
    if (!x) {
        return;
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        free(x->head[head].weight);
    }
    tn_tokens_free(&x->tokens);
    tn_tokens_free(&x->other);
    free(x->off_topic.token);
    tn_features_free(&x->features);
    tn_buf_free(&x->target_name);
    tn_aliases_free(&x->aliases);
    free(x);
}

static int load_head(head_weights *own, tn_model *m, tenor_error *err)
{
    int rc = own->weight ? 0 : tn_model_vocabulary(m, &own->vocabulary, err);

    return rc == 0 && !own->weight ? tn_model_weights(m, &own->weight, own->rho, err) : rc;
}

static void signs_of(double *sign, int n_classes, int label)
{
    for (int pair = 0; pair < tn_n_pairs(n_classes); pair++) {
        int first = 0, second = 0;

        tn_pair_classes(n_classes, pair, &first, &second);
        sign[pair] = label == first ? 1.0 : label == second ? -1.0 : 0.0;
    }
}

static void add_to(tn_addend *sum, int pair, double sign, double value)
{
    sum->decision[pair] += value;
    sum->weight += sign * value;
}

/* ------------------------------------------------------------- the pieces */

static int begin_piece(const side *s, const tn_feature *feature, size_t n_tokens, tenor_error *err)
{
    const tn_token *first = &s->tokens->token[feature->token], *last = first + n_tokens - 1;
    tn_explanation *e = s->out;
    tn_piece piece = { .start = first->start,
                       .bytes = last->start + last->bytes - first->start,
                       .form_start = e->forms.bytes,
                       .first_share = e->n_shares,
                       .n_tokens = (uint8_t)n_tokens,
                       .family = feature->family,
                       .of_parent = s->of_parent };
    int rc = tn_feature_name(&e->forms, s->tokens, feature, err);

    if (n_tokens == 1) {
        piece.kind = first->kind;
        piece.marks = first->marks;
    }
    piece.form_bytes = e->forms.bytes - piece.form_start;
    if (rc == 0) {
        rc = tn_grow((void **)&e->piece, &e->capacity, e->n_pieces + 1, sizeof(piece), err);
    }
    if (rc == 0) {
        e->piece[e->n_pieces++] = piece;
    }
    return rc;
}

/* the last piece's share of a family, made if it has none yet */
static int share_of(const side *s, int family, bool of_domain, tn_family_share **out,
                    tenor_error *err)
{
    tn_explanation *e = s->out;
    tn_piece *piece = &e->piece[e->n_pieces - 1];
    int rc;

    for (size_t i = piece->first_share; i < e->n_shares; i++) {
        if (e->share[i].family == family && e->share[i].of_domain == of_domain) {
            *out = &e->share[i];
            return 0;
        }
    }
    rc = tn_grow((void **)&e->share, &e->share_capacity, e->n_shares + 1, sizeof(**out), err);
    if (rc == 0) {
        *out = &e->share[e->n_shares++];
        **out = (tn_family_share){ .family = (uint8_t)family, .of_domain = of_domain };
        piece->n_shares++;
    }
    return rc;
}

/* add an entry's weights to the last piece; entry -1 is no feature */
static int add_entry(const side *s, int family, bool of_domain, int32_t entry, tenor_error *err)
{
    const tn_model_description *d = &s->model->description;
    tn_family_share *share;
    int rc = entry >= 0 ? share_of(s, family, of_domain, &share, err) : 0;

    for (int pair = 0; rc == 0 && entry >= 0 && pair < tn_n_pairs(d->n_classes); pair++) {
        double value =
            s->norm * s->own->weight[(size_t)pair * d->n_features + s->first_index + (size_t)entry];

        add_to(&share->sum, pair, s->sign[pair], value);
        add_to(&s->out->total, pair, s->sign[pair], value);
        s->out->piece[s->out->n_pieces - 1].weight += s->sign[pair] * value;
    }
    return rc;
}

static int add_feature(const side *s, const tn_feature *feature, tenor_error *err)
{
    const tn_vocabulary *v = s->own->vocabulary;
    size_t n_tokens = tn_feature_n_tokens(feature);
    int32_t entry[TN_MAX_ACTIVE];
    bool known = false;
    int rc = 0;

    for (int i = 0; i < s->n_active; i++) {
        entry[i] = tn_vocabulary_find(v, feature->key, s->active[i]);
        known |= entry[i] >= 0;
    }

    /* every token is a piece, but of the tokens in a row only those the model knows */
    if (feature->family == TN_FAMILY_WORD || (n_tokens > 1 && known)) {
        rc = begin_piece(s, feature, n_tokens, err);
    }
    for (int i = 0; rc == 0 && i < s->n_active; i++) {
        rc = add_entry(s, feature->family, s->active[i] >= 0, entry[i], err);
    }
    return rc;
}

/* as coverage counts it: in the vocabulary with or without a mark */
static bool is_known(const tn_vocabulary *v, const tn_token *token, int domain)
{
    static const tn_family forms[] = { TN_FAMILY_WORD, TN_FAMILY_NEGATED, TN_FAMILY_CAPS };
    bool known = false;

    for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
        known |=
            tn_vocabulary_find(v, tn_form_key(forms[f], token->kind, token->hash), domain) >= 0;
    }
    return known;
}

static int add_side(const side *s, tn_features *features, tenor_error *err)
{
    int rc = tn_features_of(features, s->tokens, &s->model->description.features, err);

    for (size_t f = 0; rc == 0 && f < features->n_features; f++) {
        const tn_feature *feature = &features->feature[f];

        rc = add_feature(s, feature, err);
        if (rc == 0 && feature->family == TN_FAMILY_WORD) {
            s->out->piece[s->out->n_pieces - 1].known =
                is_known(s->own->vocabulary, &s->tokens->token[feature->token], s->active[0]);
        }
    }
    return rc;
}

/* ------------------------------------------- what is not linear in the words */

static void add_bias(const side *s, int pair, double value)
{
    add_to(&s->out->bias, pair, s->sign[pair], value);
    add_to(&s->out->total, pair, s->sign[pair], value);
}

/* of one part, for one pair; a domain's constant counts as bias */
static void add_dense(const side *s, int pair, int domain, const double *value)
{
    const tn_model_description *d = &s->model->description;
    const tn_task *task = tn_task_of(d->head);
    const double *weight =
        s->own->weight + (size_t)pair * d->n_features + tn_dense_start(task, d->n_entries, domain);
    tn_explanation *e = s->out;

    for (int k = 0; k < task->n_dense; k++) {
        add_to(&e->dense[k].sum, pair, s->sign[pair], weight[k] * value[k]);
        add_to(&e->total, pair, s->sign[pair], weight[k] * value[k]);
    }
    if (domain >= 0) {
        add_bias(s, pair, weight[task->n_dense]);
    }
}

static void add_rest(const side *s, const tn_tokens *other, const tn_aliases *aliases)
{
    const tn_task *task = tn_task_of(s->model->description.head);
    double value[TN_MAX_DENSE];
    tn_explanation *e = s->out;

    tn_dense_of(s->model->description.head, s->tokens, other, aliases, value);
    e->n_dense = task->n_dense;
    for (int k = 0; k < task->n_dense; k++) {
        e->dense[k] = (tn_explained_dense){ .name = task->dense_name[k], .value = value[k] };
    }
    for (int pair = 0; pair < e->n_pairs; pair++) {
        for (int i = 0; i < s->n_active; i++) {
            add_dense(s, pair, s->active[i], value);
        }
        add_bias(s, pair, -s->own->rho[pair]);
    }
}

/* ------------------------------------------------------------- the whole */

static int read_texts(tn_explainer *x, int head, tenor_str text, tenor_str other, side *s,
                      tenor_error *err)
{
    const tn_buf *target = NULL;
    tn_name_words topic;
    bool names_topic = false;
    int rc = tn_tokenise(&x->tokens, text.data ? text.data : "", text.bytes, err);

    if (rc == 0 && other.data && head != TENOR_REPLY) { /* a target, maybe with aliases */
        rc = tn_aliases_read(&x->aliases, other, err);
        other = tn_target_name(other);
    }
    if (rc == 0 && other.data) {
        rc = tn_tokenise(&x->other, other.data, other.bytes, err);
    }
    if (rc == 0 && other.data && head == TENOR_STANCE) {
        rc = tn_target_normalise(&x->target_name, &x->other, err);
        target = &x->target_name;
    }
    if (rc == 0 && other.data && head == TENOR_SENTIMENT) {
        tn_name_words_of(&topic, &x->other);
        rc = tn_without_topic(&x->off_topic, &names_topic, &x->tokens, &topic, &x->aliases, err);
    }
    s->tokens = names_topic ? &x->off_topic : &x->tokens;
    if (rc == 0) {
        s->n_active = tn_domains_active(&s->model->description.domains,
                                        tn_model_domain(s->model, &x->tokens, target, &x->aliases),
                                        s->active);
    }
    return rc;
}

static int add_parent(tn_explainer *x, const side *reply, tenor_error *err)
{
    side parent = *reply;

    parent.tokens = &x->other;
    parent.of_parent = true;
    parent.active[0] = TN_SHARED;
    parent.n_active = 1;
    parent.first_index = parent.own->vocabulary->n_entries;
    parent.norm = 1.0 / tn_length_norm(x->other.n_tokens);
    return add_side(&parent, &x->features, err);
}

int tn_explain(tn_explainer *x, int head, const tenor_label *label, tenor_str text, tenor_str other,
               tn_explanation *out, tenor_error *err)
{
    tn_model *m = x->engine->head[head];
    double sign[TN_MAX_PAIRS] = { 0 };
    side s = { .model = m, .own = &x->head[head], .sign = sign, .out = out };
    int rc;

    tn_explanation_clear(out);
    rc = load_head(&x->head[head], m, err);
    if (rc == 0) {
        rc = read_texts(x, head, text, other, &s, err);
    }
    if (rc < 0 || !s.tokens) {
        return rc;
    }
    out->n_pairs = tn_n_pairs(m->description.n_classes);
    signs_of(sign, m->description.n_classes, label->label);
    s.norm = 1.0 / tn_length_norm(s.tokens->n_tokens);
    rc = add_side(&s, &x->features, err);
    if (rc == 0 && head == TENOR_REPLY && other.data) {
        rc = add_parent(x, &s, err);
    }
    if (rc == 0) {
        add_rest(&s, other.data ? &x->other : NULL, &x->aliases);
    }
    return rc;
}
