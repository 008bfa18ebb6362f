/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.c - one comment through the folded tables of all heads
 */
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

#define SURE_COVERAGE      1.5   /* of min_coverage: from here on no pair of words need be known */
#define MIN_SHARE_OF_PAIRS 0.1   /* that must be known below it */
#define MANY_ENTRIES       50000 /* a smaller vocabulary has too few pairs to miss any */

#define N_TARGETS 64 /* of the articles that are discussed at a time */

/* A target as it was given, and what became of it; all zero is none. */
typedef struct {
    tn_buf text;
    tn_target target;
} known_target;

struct tenor_scorer {
    const tenor_engine *engine;
    tn_tokens tokens;
    tn_tokens masked; /* a view of tokens with the target's names masked, where it is named */
    tn_naming naming;
    tn_tokens parent_tokens;
    tenor_str parent_text;               /* of the last comment; absent for none */
    known_target target_seen[N_TARGETS]; /* each in its only place */
    const tn_target *target;             /* of the last comment; NULL: none */
    int target_source;
    tn_summer summer;
    tn_features scratch; /* of vectors */
    tn_vector vector;
    tn_reply_side reply_side;         /* of the last comment; zero without a reply head */
    int domain;                       /* of the last comment's target */
    double shared[TENOR_MAX_CLASSES]; /* the stance head's shared decision values */
    int vote[TENOR_N_HEADS];          /* of the last comment */
};

static const tenor_result nothing_said = { .head = { { .label = -1, .vote = -1 },
                                                     { .label = -1, .vote = -1 },
                                                     { .label = -1, .vote = -1 } } };

const char *tenor_unscored_name(int reason)
{
    static const char *const names[TENOR_N_UNSCORED] = { "scored", "empty", "deleted",
                                                         "low_coverage", "no_words" };

    return reason >= 0 && reason < TENOR_N_UNSCORED ? names[reason] : NULL;
}

const char *tenor_target_source_name(int source)
{
    static const char *const names[] = { NULL, "article", "option", "title" };

    return source >= 0 && source <= TENOR_TARGET_TITLE ? names[source] : NULL;
}

/* --------------------------------------------------------------- scorers */

int tenor_scorer_new(tenor_scorer **out, const tenor_engine *engine, tenor_error *err)
{
    tenor_scorer *scorer = tn_alloc(1, sizeof(*scorer));

    *out = scorer;
    if (!scorer)
        return tn_no_memory(err);
    scorer->engine = engine;
    scorer->domain = TN_SHARED;
    tn_summer_init(&scorer->summer, &engine->lookup);
    return 0;
}

void tenor_scorer_free(tenor_scorer *scorer)
{
    if (scorer) {
        tn_tokens_free(&scorer->tokens);
        tn_tokens_free(&scorer->parent_tokens);
        free(scorer->masked.token);
        for (size_t t = 0; t < N_TARGETS; t++) {
            tn_buf_free(&scorer->target_seen[t].text);
            tn_target_free(&scorer->target_seen[t].target);
        }
        tn_summer_free(&scorer->summer);
        tn_features_free(&scorer->scratch);
        tn_vector_free(&scorer->vector);
        free(scorer);
    }
}

/* a few articles are discussed at a time: their targets are tokenised once */
static int set_target(tenor_scorer *s, tenor_str target, tenor_error *err)
{
    known_target *seen;
    int rc;

    s->target = NULL;
    if (!target.data || target.bytes == 0)
        return 0;
    seen = &s->target_seen[tn_hash(target.data, target.bytes) % N_TARGETS];
    if (seen->text.bytes != target.bytes ||
        memcmp(seen->text.data, target.data, target.bytes) != 0) {
        tn_buf_clear(&seen->text); /* until it is whole */
        if ((rc = tn_target_read(&seen->target, target, err)) < 0 ||
            (rc = tn_buf_append(&seen->text, target.data, target.bytes, err)) < 0)
            return rc;
    }
    s->target = &seen->target;
    return 0;
}

/* -------------------------------------------------------------- coverage */

/*
 * Why a comment must stay without a label, by its sums under the first head. Languages share words
 * ("no", "minister") but hardly ever two in a row, so a share that is only just enough needs known
 * pairs besides. The constants are measured: docs/models.md, "Coverage".
 */
static int unscored_reason(const tenor_engine *engine, const tn_tokens *tokens, const tn_sums *sums,
                           double *coverage)
{
    const tn_model_description *d;
    bool needs_pairs;
    int head = 0;

    while (!engine->head[head])
        head++;
    d = &engine->head[head]->description;
    *coverage = sums->n_words ? (double)sums->n_known[head] / sums->n_words : 0.0;
    needs_pairs = *coverage < SURE_COVERAGE * d->min_coverage && sums->n_words > 1 &&
                  d->n_entries >= MANY_ENTRIES;
    if (tokens->n_tokens == 0)
        return TENOR_UNSCORED_EMPTY;
    if (sums->n_words == 0)
        return TENOR_UNSCORED_NO_WORDS;
    return *coverage >= d->min_coverage &&
                   (!needs_pairs || (double)sums->n_known_pairs[head] >=
                                        MIN_SHARE_OF_PAIRS * (double)(tokens->n_tokens - 1))
               ? TENOR_SCORED
               : TENOR_UNSCORED_LOW_COVERAGE;
}

/* ---------------------------------------------------------------- heads */

static const tn_tokens *masked_tokens(const tenor_scorer *s)
{
    return s->naming.n_marks > 0 ? &s->masked : &s->tokens;
}

/* the tokens that count for a head's shared part */
static const tn_tokens *tokens_of(const tenor_scorer *s, int head)
{
    bool masks = head == TENOR_STANCE || (head == TENOR_SENTIMENT && tn_is_topic(s->target_source));

    return masks ? masked_tokens(s) : &s->tokens;
}

static void score_sentiment(const tenor_scorer *s, const tn_sums *sums, unsigned allowed,
                            tenor_label *label)
{
    const tn_model_description *d = &s->engine->head[TENOR_SENTIMENT]->description;
    size_t n_tokens = tokens_of(s, TENOR_SENTIMENT)->n_tokens;
    double dense[TN_MAX_DENSE];

    *label = (tenor_label){ 0 };
    tn_dense_of(dense, TENOR_SENTIMENT, n_tokens, NULL);
    tn_shared_decision(label->decision, d, sums->sum[TENOR_SENTIMENT], n_tokens, dense);
    tn_model_conclude(d, TN_SHARED, allowed, label);
}

/* toward a title that the comment does not speak of there is no stance */
static unsigned allowed_stance(const tenor_scorer *s, unsigned allowed)
{
    const tn_model_description *d = &s->engine->head[TENOR_STANCE]->description;

    return s->target_source == TENOR_TARGET_TITLE && s->naming.n_marks == 0 && d->n_classes == 3 &&
                   (allowed == 0 || allowed & 2u)
               ? 2u
               : allowed;
}

static int score_stance(tenor_scorer *s, const tn_sums *masked_sums, unsigned allowed,
                        tenor_label *label, tenor_error *err)
{
    const tn_model *m = s->engine->head[TENOR_STANCE];
    size_t n_tokens = masked_tokens(s)->n_tokens;
    double dense[TN_MAX_DENSE];

    *label = (tenor_label){ 0 };
    s->domain = tn_model_domain(m, s->target);
    tn_dense_of(dense, TENOR_STANCE, n_tokens, &s->naming);
    tn_shared_decision(s->shared, &m->description, masked_sums->sum[TENOR_STANCE], n_tokens, dense);
    memcpy(label->decision, s->shared, sizeof(s->shared));
    if (s->domain >= 0) {
        tn_sums own;
        int rc = tn_sum_text(&own, &s->summer, &s->tokens, s->domain, err);

        if (rc < 0)
            return rc;
        tn_domain_decision(label->decision, &m->description, s->domain, s->shared,
                           own.sum[TENOR_STANCE], s->tokens.n_tokens);
    }
    tn_model_conclude(&m->description, s->domain, allowed_stance(s, allowed), label);
    return 0;
}

/* a parent that would have no label of its own is nothing to reply to */
static int score_reply(tenor_scorer *s, unsigned allowed, tenor_label *label, tenor_error *err)
{
    tn_reply_side parent;
    tn_sums sums;
    double coverage;
    int rc;

    if ((rc = tn_tokenise(&s->parent_tokens, s->parent_text.data, s->parent_text.bytes, err)) < 0 ||
        (rc = tn_sum_text(&sums, &s->summer, &s->parent_tokens, TN_SHARED, err)) < 0)
        return rc;
    if (unscored_reason(s->engine, &s->parent_tokens, &sums, &coverage) == TENOR_SCORED) {
        tn_reply_side_of(&parent, &s->parent_tokens, sums.sum[TENOR_REPLY]);
        tn_reply_label(s->engine->head[TENOR_REPLY], &s->reply_side, &parent, allowed, label);
    }
    return 0;
}

static int score_heads(tenor_scorer *s, const tn_sums *sums, const tn_label_mask *labels,
                       tenor_result *result, tenor_error *err)
{
    static const tn_label_mask all = { { 0 } };
    const unsigned char *allowed = labels ? labels->allowed : all.allowed;
    tn_model *const *head = s->engine->head;
    tn_sums masked = *sums;
    int rc;

    if (s->naming.n_marks > 0 &&
        (rc = tn_sum_text(&masked, &s->summer, &s->masked, TN_SHARED, err)) < 0)
        return rc;
    if (head[TENOR_SENTIMENT]) {
        score_sentiment(s, tn_is_topic(s->target_source) ? &masked : sums, allowed[TENOR_SENTIMENT],
                        &result->head[TENOR_SENTIMENT]);
    }
    if (head[TENOR_STANCE] && s->target &&
        (rc = score_stance(s, &masked, allowed[TENOR_STANCE], &result->head[TENOR_STANCE], err)) <
            0)
        return rc;
    if (!head[TENOR_REPLY])
        return 0;
    tn_reply_side_of(&s->reply_side, &s->tokens, sums->sum[TENOR_REPLY]);
    return s->parent_text.data
               ? score_reply(s, allowed[TENOR_REPLY], &result->head[TENOR_REPLY], err)
               : 0;
}

int tn_score_masked(tenor_scorer *s, const tn_score_input *input, tenor_result *result,
                    tenor_error *err)
{
    tenor_str text = input->text;
    tn_sums sums;
    int rc;

    *result = nothing_said;
    s->reply_side = (tn_reply_side){ 0 };
    s->naming = (tn_naming){ 0 };
    s->parent_text = input->parent_text;
    s->parent_tokens.n_tokens = 0;
    s->domain = TN_SHARED;
    if ((rc = tn_tokenise(&s->tokens, text.data ? text.data : "", text.bytes, err)) < 0 ||
        (rc = set_target(s, input->target, err)) < 0)
        return rc;
    s->target_source = s->target ? input->target_source : TENOR_TARGET_NONE;
    if (s->target && (rc = tn_target_mask(&s->masked, &s->naming, &s->tokens, s->target, err)) < 0)
        return rc;
    if ((rc = tn_sum_text(&sums, &s->summer, &s->tokens, TN_SHARED, err)) < 0)
        return rc;
    result->n_tokens = (int32_t)s->tokens.n_tokens;
    result->n_invalid = s->tokens.n_invalid;
    result->target_source = s->target_source;
    result->unscored = unscored_reason(s->engine, &s->tokens, &sums, &result->coverage);
    if (!result->unscored)
        rc = score_heads(s, &sums, input->labels, result, err);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        s->vote[head] = result->head[head].vote;
    return rc;
}

int tenor_score(tenor_scorer *scorer, tenor_str text, tenor_str target, tenor_str parent_text,
                tenor_result *result, tenor_error *err)
{
    const tn_score_input input = { .text = text,
                                   .target = target,
                                   .parent_text = parent_text,
                                   .target_source = TENOR_TARGET_ARTICLE };

    return tn_score_masked(scorer, &input, result, err);
}

void tn_scorer_reply_side(const tenor_scorer *scorer, tn_reply_side *out)
{
    *out = scorer->reply_side;
}

void tn_scorer_rest(tenor_scorer *scorer)
{
    tn_summer_rest(&scorer->summer);
}

const tn_tokens *tn_scorer_tokens(const tenor_scorer *scorer)
{
    return &scorer->tokens;
}

const double *tn_scorer_shared_decision(const tenor_scorer *scorer)
{
    return scorer->shared;
}

bool tn_scorer_join(const tenor_scorer *scorer, const tn_reply_side *reply,
                    const tn_reply_side *parent, tenor_label *out)
{
    const tn_model *m = scorer->engine->head[TENOR_REPLY];

    *out = nothing_said.head[TENOR_REPLY];
    if (m)
        tn_reply_label(m, reply, parent, 0, out);
    return m != NULL;
}

int tn_label_mask_parse(tn_label_mask *mask, const tenor_engine *engine, const char *labels,
                        tenor_error *err)
{
    *mask = (tn_label_mask){ 0 };
    for (int head = 0; labels && head < TENOR_N_HEADS; head++) {
        unsigned allowed = 0;
        bool all_known = tenor_engine_n_classes(engine, head) > 0;
        const char *rest = labels;
        tenor_str item;

        while (all_known && tn_list_next(&rest, &item)) {
            all_known = false;
            for (int c = 0; c < tenor_engine_n_classes(engine, head); c++) {
                if (tn_str_is(item, tenor_engine_class_name(engine, head, c))) {
                    allowed |= 1u << c;
                    all_known = true;
                }
            }
        }
        if (all_known && allowed) {
            mask->allowed[head] = (uint8_t)allowed;
            return 0;
        }
    }
    return labels ? tn_fail(err, TENOR_ERR_ARGUMENT, "no model has all of the labels '%s'", labels)
                  : 0;
}

/* ------------------------------------------------------ unfolded vectors */

static int append_words(tenor_scorer *s, const tn_vocabulary *v, const tn_tokens *tokens, int part,
                        tn_buf *line, tenor_error *err)
{
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_vector_of(&s->vector, v, tokens, part, false, &s->scratch, err);

    for (size_t i = 0; rc == 0 && i < s->vector.n; i++) {
        rc = tn_buf_printf(line, err, " %zu:%.17g", (size_t)s->vector.entry[i] + 1,
                           (double)s->vector.count[i] * norm);
    }
    return rc;
}

int tn_scorer_vector_line(tenor_scorer *s, int head, tn_buf *line, tenor_error *err)
{
    tn_model *m = head >= 0 && head < TENOR_N_HEADS ? s->engine->head[head] : NULL;
    const tn_tokens *tokens;
    const tn_vocabulary *v;
    double block[TN_MAX_DENSE + TN_DOMAIN_BLOCK];
    int n_block, part, rc;
    size_t start;

    if (!m)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no model of that head");
    part = head == TENOR_STANCE ? s->domain : TN_SHARED;
    tokens = part < 0 ? tokens_of(s, head) : &s->tokens;
    n_block = part < 0 ? tn_task_of(head)->n_dense : TN_DOMAIN_BLOCK;
    if (head == TENOR_REPLY) {
        tn_reply_side parent;

        tn_reply_words(&parent, &s->parent_tokens);
        tn_reply_dense(block, &s->reply_side, &parent);
    } else if (part < 0) {
        tn_dense_of(block, head, tokens->n_tokens, &s->naming);
    } else { /* what is not linear in a domain's words */
        memcpy(block, s->shared, TN_MAX_PAIRS * sizeof(*block));
        block[TN_MAX_PAIRS] = 1.0;
    }
    if ((rc = tn_model_vocabulary(m, &v, err)) < 0 ||
        (rc = tn_buf_printf(line, err, "%d", s->vote[head])) < 0 ||
        (rc = append_words(s, v, tokens, part, line, err)) < 0)
        return rc;
    start = tn_block_start(tn_task_of(head), v->n_entries, part);
    for (int k = 0; k < n_block; k++)
        if (block[k] != 0.0 &&
            (rc = tn_buf_printf(line, err, " %zu:%.17g", start + (size_t)k + 1, block[k])) < 0)
            return rc;
    return tn_buf_puts(line, "\n", err);
}
