/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * score.c - one comment through the folded tables of all heads
 */
#include "model/dense.h"
#include "model/engine.h"
#include "model/recent_sides.h"
#include "model/topic.h"
#include "text/target.h"

#include <stdlib.h>
#include <string.h>

#define FEW_WORDS          3
#define SURE_COVERAGE      1.5   /* of min_coverage: from here on no pair of words need be known */
#define MIN_SHARE_OF_PAIRS 0.1   /* that must be known below it */
#define MANY_ENTRIES       50000 /* a smaller vocabulary has too few pairs to miss any */

#define N_TARGETS 64 /* of the articles that are discussed at a time */

/* A target as it was given, and what became of it; all zero is none. */
typedef struct {
    tn_buf text;
    tn_name name;
    tn_aliases aliases;
} known_target;

struct tenor_scorer {
    const tenor_engine *engine;
    tn_tokens tokens;
    tenor_str parent_text;               /* of the last comment; absent for none */
    tn_tokens parent_tokens;             /* none until they are asked for */
    tn_tokens off_topic;                 /* a view of tokens: those that count for sentiment */
    bool names_topic;                    /* the last comment does: off_topic holds */
    known_target target_seen[N_TARGETS]; /* each in its only place */
    known_target no_target;
    const known_target *target; /* of the last comment */
    bool has_target;            /* the last comment has */
    tn_summer summer;
    tn_joint_sums shared, parent_shared; /* of the last comment's texts */
    tn_joint_sums off_topic_shared;
    tn_features scratch; /* of vectors */
    tn_vector vector;
    tn_kernel_vector kernel_vector;
    tn_reply_side reply_side;  /* of the last comment; zero without a reply head */
    tn_recent_sides sides;     /* once a comment came with its parent's text */
    int domain[TENOR_N_HEADS]; /* of the last comment, under each head's model */
    int vote[TENOR_N_HEADS];   /* of the last comment */
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
    if (!scorer) {
        return tn_no_memory(err);
    }
    scorer->engine = engine;
    scorer->target = &scorer->no_target;
    tn_summer_init(&scorer->summer, &engine->lookup);
    return 0;
}

static void free_target(known_target *target)
{
    tn_buf_free(&target->text);
    tn_name_free(&target->name);
    tn_aliases_free(&target->aliases);
}

void tenor_scorer_free(tenor_scorer *scorer)
{
    if (scorer) {
        tn_tokens_free(&scorer->tokens);
        tn_tokens_free(&scorer->parent_tokens);
        free(scorer->off_topic.token);
        for (size_t t = 0; t < N_TARGETS; t++) {
            free_target(&scorer->target_seen[t]);
        }
        tn_summer_free(&scorer->summer);
        tn_features_free(&scorer->scratch);
        tn_recent_sides_free(&scorer->sides);
        tn_vector_free(&scorer->vector);
        tn_kernel_vector_free(&scorer->kernel_vector);
        free(scorer);
    }
}

static int read_target(known_target *out, tenor_str target, tenor_error *err)
{
    int rc;

    tn_buf_clear(&out->text); /* until it is whole */
    rc = tn_name_read(&out->name, tn_target_name(target), err);
    if (rc == 0) {
        rc = tn_aliases_read(&out->aliases, target, err);
    }
    return rc == 0 ? tn_buf_append(&out->text, target.data, target.bytes, err) : rc;
}

/* a few articles are discussed at a time: their targets are tokenised once */
static int set_target(tenor_scorer *s, tenor_str target, tenor_error *err)
{
    known_target *seen;

    s->has_target = target.data != NULL && target.bytes > 0;
    s->target = &s->no_target;
    if (!s->has_target) {
        return 0;
    }
    seen = &s->target_seen[tn_hash(target.data, target.bytes) % N_TARGETS];
    s->target = seen;
    return seen->text.bytes == target.bytes &&
                   memcmp(seen->text.data, target.data, target.bytes) == 0
               ? 0
               : read_target(seen, target, err);
}

/* share of the tokens' neighbours that the vocabulary has as a bigram; 0..1 */
static double share_of_known_pairs(const tenor_engine *engine, const tn_model *m,
                                   const tn_tokens *tokens)
{
    const tn_filter *filter = &engine->lookup.filter;
    int32_t n_known = 0;

    for (size_t i = 0; i + 1 < tokens->n_tokens; i++) {
        uint64_t key =
            tn_bigram_key(tn_ngram_hash(&tokens->token[i]), tn_ngram_hash(&tokens->token[i + 1]));

        n_known += tn_model_has_kernel(m)
                       ? tn_vocabulary_find(m->vocabulary, key, TN_SHARED) >= 0
                       : tn_filter_passes(filter, key) && tn_folded_find(&m->folded, key);
    }
    return tokens->n_tokens > 1 ? n_known / (double)(tokens->n_tokens - 1) : 0.0;
}

/*
 * Whether enough of the words are known. Languages share words ("no", "minister") but hardly
 * ever two in a row, so a share that is only just enough needs known pairs besides, where there are
 * words enough to have some. The constants are measured: docs/models.md, "Coverage".
 */
static bool is_covered(const tenor_engine *engine, const tn_model *m, const tn_tokens *tokens,
                       int n_words, double coverage)
{
    double least = m->description.min_coverage;

    if (coverage < least || coverage >= SURE_COVERAGE * least || n_words <= FEW_WORDS ||
        m->description.features.ngram_max < 2 || m->description.n_entries < MANY_ENTRIES) {
        return coverage >= least;
    }
    return share_of_known_pairs(engine, m, tokens) >= MIN_SHARE_OF_PAIRS;
}

/* why a comment must stay without a label; sums are those of the first head */
static int unscored_reason(const tenor_engine *engine, const tn_model *m, const tn_tokens *tokens,
                           const tn_text_sums *sums, double *coverage)
{
    *coverage = sums->n_words ? (double)sums->n_known / sums->n_words : 0.0;
    if (tokens->n_tokens == 0) {
        return TENOR_UNSCORED_EMPTY;
    }
    if (sums->n_words == 0) {
        return TENOR_UNSCORED_NO_WORDS;
    }
    return is_covered(engine, m, tokens, sums->n_words, *coverage) ? TENOR_SCORED
                                                                   : TENOR_UNSCORED_LOW_COVERAGE;
}

static const tn_model *first_model(const tenor_engine *engine)
{
    int head = 0;

    while (!engine->head[head]) {
        head++;
    }
    return engine->head[head];
}

/* as tn_sum_head; with a kernel there is no sum, but there are words that are known */
static int sum_head(tenor_scorer *s, const tn_tokens *tokens, const tn_joint_sums *shared, int head,
                    int domain, tn_text_sums *out, tenor_error *err)
{
    const tn_model *m = s->engine->head[head];

    if (!tn_model_has_kernel(m)) {
        return tn_sum_head(&s->summer, tokens, shared, head, domain, out, err);
    }
    *out = (tn_text_sums){ 0 };
    tn_kernel_count_words(m->vocabulary, tokens, &out->n_words, &out->n_known);
    return 0;
}

static int tokenise_parent(tenor_scorer *s, tenor_error *err)
{
    return s->parent_tokens.n_tokens > 0 || s->parent_text.bytes == 0
               ? 0
               : tn_tokenise(&s->parent_tokens, s->parent_text.data, s->parent_text.bytes, err);
}

/* the parent as it would be scored alone: if that gives no label, there is nothing to reply to */
static int score_parent(tenor_scorer *s, tn_reply_side *side, bool *scored, tenor_error *err)
{
    const tn_model *first = first_model(s->engine), *m = s->engine->head[TENOR_REPLY];
    tn_text_sums sums;
    double coverage;
    int rc = tokenise_parent(s, err);

    if (rc == 0 && s->engine->lookup.together) {
        rc = tn_sum_shared(&s->summer, &s->parent_tokens, &s->parent_shared, err);
    }
    if (rc == 0) {
        rc = sum_head(s, &s->parent_tokens, &s->parent_shared, first->description.head, TN_SHARED,
                      &sums, err);
    }
    *scored =
        rc == 0 && unscored_reason(s->engine, first, &s->parent_tokens, &sums, &coverage) == 0;
    if (*scored && m != first) {
        rc = sum_head(s, &s->parent_tokens, &s->parent_shared, TENOR_REPLY, TN_SHARED, &sums, err);
    }
    tn_reply_side_of(side, &s->parent_tokens, &sums);
    return rc;
}

/* the same, from what is kept of the parent if it was scored a moment ago */
static int find_parent(tenor_scorer *s, tn_reply_side *side, bool *scored, tenor_error *err)
{
    const tn_recent_side *seen = tn_recent_sides_find(&s->sides, s->parent_text);

    if (!seen || tn_model_has_kernel(s->engine->head[TENOR_REPLY])) {
        return score_parent(s, side, scored, err);
    }
    *side = seen->side;
    *scored = seen->scored;
    return 0;
}

/* a parent is scored in the shared part: what a comment brings is kept where it was too */
static void keep_side(tenor_scorer *s, tenor_str text, bool scored)
{
    int first = first_model(s->engine)->description.head;

    if (s->engine->head[TENOR_REPLY] && s->domain[first] == TN_SHARED &&
        (!scored || s->domain[TENOR_REPLY] == TN_SHARED)) {
        tn_recent_sides_keep(&s->sides, text, scored ? &s->reply_side : NULL);
    }
}

/* the tokens that count for a head */
static const tn_tokens *tokens_of(const tenor_scorer *s, int head)
{
    return head == TENOR_SENTIMENT && s->names_topic ? &s->off_topic : &s->tokens;
}

/* `other` is the target or the parent, NULL for none */
static int score_kernel(tenor_scorer *s, int head, const tn_tokens *other, unsigned allowed,
                        tenor_label *label, tenor_error *err)
{
    const tn_model *m = s->engine->head[head];
    const tn_model_description *d = &m->description;
    int rc = tn_kernel_vector_of(&s->kernel_vector, &d->kernel, head, m->vocabulary, &d->features,
                                 tokens_of(s, head), other, &s->target->aliases, err);

    if (rc == 0) {
        *label = (tenor_label){ 0 };
        (void)svm_predict_values(&m->machine.svm, s->kernel_vector.node, label->decision);
        tn_model_conclude(d, TN_SHARED, allowed, label);
    }
    return rc;
}

static int score_reply(tenor_scorer *s, const tn_text_sums *sums, unsigned allowed,
                       tenor_label *label, tenor_error *err)
{
    tn_reply_side parent;
    bool scored = false;
    int rc = 0;

    tn_reply_side_of(&s->reply_side, &s->tokens, sums);
    if (s->parent_text.data) {
        rc = find_parent(s, &parent, &scored, err);
    }
    if (rc == 0 && scored && tn_model_has_kernel(s->engine->head[TENOR_REPLY])) {
        return score_kernel(s, TENOR_REPLY, &s->parent_tokens, allowed, label, err);
    }
    if (rc == 0 && scored) {
        tn_reply_label(s->engine->head[TENOR_REPLY], &s->reply_side, &parent, allowed, label);
    }
    return rc;
}

/* `sums` of all words stay as they are: whether a comment can be judged is not up to its topic */
static int score_sentiment(tenor_scorer *s, int domain, const tn_text_sums *sums, unsigned allowed,
                           tenor_label *label, tenor_error *err)
{
    const tn_model *m = s->engine->head[TENOR_SENTIMENT];
    const tn_tokens *tokens = tokens_of(s, TENOR_SENTIMENT);
    tn_text_sums off_topic = *sums;
    int rc = 0;

    if (s->names_topic) {
        rc = tn_sum_shared(&s->summer, tokens, &s->off_topic_shared, err);
    }
    if (rc == 0 && s->names_topic) {
        rc = tn_sum_head(&s->summer, tokens, &s->off_topic_shared, TENOR_SENTIMENT, domain,
                         &off_topic, err);
    }
    if (rc == 0) {
        tn_model_label(m, tokens, domain, &off_topic, NULL, NULL, allowed, label);
    }
    return rc;
}

static int score_head(tenor_scorer *s, int head, unsigned allowed, tenor_result *result,
                      tn_text_sums *sums, tenor_error *err)
{
    const tn_model *m = s->engine->head[head];
    bool with_target = head == TENOR_STANCE && s->has_target;
    int domain = tn_model_domain(m, &s->tokens, with_target ? &s->target->name.form : NULL,
                                 &s->target->aliases);
    int rc = sum_head(s, &s->tokens, &s->shared, head, domain, sums, err);

    s->domain[head] = domain;

    if (rc == 0 && head == TENOR_REPLY) {
        return score_reply(s, sums, allowed, &result->head[head], err);
    }
    if (rc == 0 && tn_model_has_kernel(m)) {
        bool says = head == TENOR_SENTIMENT || with_target;

        return says ? score_kernel(s, head, with_target ? &s->target->name.tokens : NULL, allowed,
                                   &result->head[head], err)
                    : 0;
    }
    if (rc == 0 && head == TENOR_SENTIMENT) {
        return score_sentiment(s, domain, sums, allowed, &result->head[head], err);
    }
    if (rc == 0 && with_target) {
        tn_model_label(m, &s->tokens, domain, sums, &s->target->name, &s->target->aliases, allowed,
                       &result->head[head]);
    }
    return rc;
}

int tn_score_masked(tenor_scorer *s, tenor_str text, tenor_str target, int target_source,
                    tenor_str parent_text, const tn_label_mask *mask, tenor_result *result,
                    tenor_error *err)
{
    bool first = true;
    int rc;

    *result = nothing_said;
    s->reply_side = (tn_reply_side){ 0 };
    s->parent_text = parent_text;
    s->parent_tokens.n_tokens = 0;
    rc = tn_tokenise(&s->tokens, text.data ? text.data : "", text.bytes, err);
    if (rc == 0) {
        rc = set_target(s, target, err);
    }
    s->names_topic = false;
    if (rc == 0 && s->has_target && tn_is_topic(target_source)) {
        rc = tn_without_topic(&s->off_topic, &s->names_topic, &s->tokens, &s->target->name.words,
                              &s->target->aliases, err);
    }
    if (rc == 0 && s->engine->lookup.together) {
        rc = tn_sum_shared(&s->summer, &s->tokens, &s->shared, err);
    }
    if (rc == 0 && parent_text.data && s->engine->head[TENOR_REPLY]) {
        rc = tn_recent_sides_begin(&s->sides, err);
    }
    result->n_tokens = (int32_t)s->tokens.n_tokens;
    result->n_invalid = s->tokens.n_invalid;
    result->target_source = s->has_target ? target_source : TENOR_TARGET_NONE;
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS && !result->unscored; head++) {
        tn_text_sums sums;

        if (!s->engine->head[head]) {
            continue;
        }
        rc = score_head(s, head, mask ? mask->allowed[head] : 0, result, &sums, err);
        if (rc == 0 && first) {
            first = false;
            result->unscored = unscored_reason(s->engine, s->engine->head[head], &s->tokens, &sums,
                                               &result->coverage);
        }
    }
    if (rc == 0) {
        keep_side(s, text, result->unscored == TENOR_SCORED);
    }
    if (result->unscored) {
        s->reply_side = (tn_reply_side){ 0 };
        memcpy(result->head, nothing_said.head, sizeof(result->head));
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        s->vote[head] = result->head[head].vote;
    }
    return rc;
}

int tenor_score(tenor_scorer *scorer, tenor_str text, tenor_str target, tenor_str parent_text,
                tenor_result *result, tenor_error *err)
{
    return tn_score_masked(scorer, text, target, TENOR_TARGET_ARTICLE, parent_text, NULL, result,
                           err);
}

void tn_scorer_reply_side(const tenor_scorer *scorer, tn_reply_side *out)
{
    *out = scorer->reply_side;
}

void tn_scorer_rest(tenor_scorer *scorer)
{
    tn_joint_rest(&scorer->summer.joint);
}

const tn_tokens *tn_scorer_tokens(const tenor_scorer *scorer)
{
    return &scorer->tokens;
}

int tn_scorer_domain(const tenor_scorer *scorer, int head)
{
    return scorer->domain[head];
}

bool tn_scorer_join(const tenor_scorer *scorer, const tn_reply_side *reply,
                    const tn_reply_side *parent, tenor_label *out)
{
    const tn_model *m = scorer->engine->head[TENOR_REPLY];

    *out = nothing_said.head[TENOR_REPLY];
    if (!m || tn_model_has_kernel(m)) {
        return false;
    }
    tn_reply_label(m, reply, parent, 0, out);
    return true;
}

int tn_label_mask_parse(tn_label_mask *mask, const tenor_engine *engine, const char *labels,
                        tenor_error *err)
{
    *mask = (tn_label_mask){ 0 };
    for (int head = 0; labels && head < TENOR_N_HEADS; head++) {
        unsigned allowed = 0;
        bool all_known = tenor_engine_n_classes(engine, head) > 0;

        for (const char *at = labels; all_known && *at;) {
            size_t bytes = strcspn(at, ",");
            bool known = false;

            for (int c = 0; c < tenor_engine_n_classes(engine, head); c++) {
                if (tn_str_is((tenor_str){ at, bytes }, tenor_engine_class_name(engine, head, c))) {
                    allowed |= 1u << c;
                    known = true;
                }
            }
            all_known = known;
            at += bytes + (at[bytes] == ',');
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

static int append_side(tenor_scorer *s, const tn_model *m, const tn_vocabulary *v,
                       const tn_tokens *tokens, const int *active, int n_active, size_t offset,
                       tn_buf *line, tenor_error *err)
{
    double norm = 1.0 / tn_length_norm(tokens->n_tokens);
    int rc = tn_vector_of(&s->vector, v, &m->description.features, tokens, active, n_active,
                          &s->scratch, err);

    for (size_t i = 0; rc == 0 && i < s->vector.n; i++) {
        rc = tn_buf_printf(line, err, " %zu:%.17g", offset + (size_t)s->vector.entry[i] + 1,
                           (double)s->vector.count[i] * norm);
    }
    return rc;
}

static int append_dense(const tn_task *task, size_t n_entries, int domain, const double *dense,
                        tn_buf *line, tenor_error *err)
{
    size_t start = tn_dense_start(task, n_entries, domain);
    int rc = 0;

    for (int d = 0; rc == 0 && d < task->n_dense; d++) {
        if (dense[d] != 0.0) {
            rc = tn_buf_printf(line, err, " %zu:%.17g", start + (size_t)d + 1, dense[d]);
        }
    }
    return rc == 0 && domain >= 0
               ? tn_buf_printf(line, err, " %zu:1", start + (size_t)task->n_dense + 1)
               : rc;
}

static int append_kernel_vector(tenor_scorer *s, int head, const tn_tokens *other, tn_buf *line,
                                tenor_error *err)
{
    const tn_model *m = s->engine->head[head];
    int rc = tn_kernel_vector_of(&s->kernel_vector, &m->description.kernel, head, m->vocabulary,
                                 &m->description.features, tokens_of(s, head), other,
                                 &s->target->aliases, err);

    for (size_t i = 0; rc == 0 && i + 1 < s->kernel_vector.n; i++) {
        const struct svm_node *x = &s->kernel_vector.node[i];

        rc = tn_buf_printf(line, err, " %d:%.17g", x->index, x->value);
    }
    return rc == 0 ? tn_buf_puts(line, "\n", err) : rc;
}

int tn_scorer_vector_line(tenor_scorer *s, int head, tn_buf *line, tenor_error *err)
{
    static const int shared = TN_SHARED;
    tn_model *m = head >= 0 && head < TENOR_N_HEADS ? s->engine->head[head] : NULL;
    const tn_task *task = m ? tn_task_of(head) : NULL;
    const tn_tokens *other = head == TENOR_STANCE && s->has_target        ? &s->target->name.tokens
                             : head == TENOR_REPLY && s->parent_text.data ? &s->parent_tokens
                                                                          : NULL;
    const tn_vocabulary *v;
    double dense[TN_MAX_DENSE];
    int active[TN_MAX_ACTIVE], n_active, rc;

    if (!m) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no model of that head");
    }
    rc = tn_model_vocabulary(m, &v, err);
    if (rc == 0 && head == TENOR_REPLY) {
        rc = tokenise_parent(s, err);
    }
    if (rc == 0) {
        rc = tn_buf_printf(line, err, "%d", s->vote[head]);
    }
    if (rc == 0 && tn_model_has_kernel(m)) {
        return append_kernel_vector(s, head, other, line, err);
    }
    if (rc < 0) {
        return rc;
    }
    n_active = tn_domains_active(
        &m->description.domains,
        tn_model_domain(m, &s->tokens, task->has_target && other ? &s->target->name.form : NULL,
                        &s->target->aliases),
        active);
    rc = append_side(s, m, v, tokens_of(s, head), active, n_active, 0, line, err);
    if (rc == 0 && task->n_sides == 2 && other) {
        rc = append_side(s, m, v, other, &shared, 1, v->n_entries, line, err);
    }
    tn_dense_of(head, tokens_of(s, head), other, &s->target->aliases, dense);
    for (int i = 0; rc == 0 && i < n_active; i++) {
        rc = append_dense(task, v->n_entries, active[i], dense, line, err);
    }
    return rc == 0 ? tn_buf_puts(line, "\n", err) : rc;
}
