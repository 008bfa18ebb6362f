/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_explain.c - explanations add up to the labels they explain
 */
#include "model/engine.h"
#include "model/explain.h"
#include "model_helper.h"
#include "output/explain.h"
#include "tenor_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_TEXTS 8
#define TARGET  "the bike lane"

static const char *const texts[N_TEXTS] = {
    "I love this, it is wonderful!",
    "not good at all, a HORRIBLE idea... never again",
    "The meeting starts at 19:30 in the town hall.",
    "soooo happy :) @friend #bikelane http://example.com/a?b=c",
    "qwrtzp blorft kvenn",
    "\xF0\x9F\x98\x80\xF0\x9F\x98\x80 great job",
    "I do not think that we should NOT be AFRAID of the bike lane",
    "x\xFF \xE2\x80\xAEy",
};

/* ------------------------------------------------------------ the models */

static void train(const char *name)
{
    tenor_train_options options = small_training(name);

    options.solver = "liblinear";
    train_on(name, &options, NULL);
}

static int make_models(void **state)
{
    tenor_train_options known = small_training("stance");

    known.solver = "liblinear";
    if (make_folder(state) != 0)
        return -1;
    train("sentiment");
    train("stance");
    train("reply");
    train_with_domain("known", &known, "LOVE", false);
    return 0;
}

typedef struct {
    tenor_engine *engine;
    tenor_scorer *scorer;
    tn_explainer *explainer;
    tenor_result result;
    tn_explanation explanation;
} bench;

static void open_bench(bench *b, const char *name, int head)
{
    *b = (bench){ .engine = load(name) };
    b->engine->head[head]->description.min_coverage = 0.0; /* unknown words are explained too */
    assert_int_equal(tenor_scorer_new(&b->scorer, b->engine, NULL), 0);
    assert_int_equal(tn_explainer_new(&b->explainer, b->engine, NULL), 0);
}

static void close_bench(bench *b)
{
    tn_explanation_free(&b->explanation);
    tn_explainer_free(b->explainer);
    tenor_scorer_free(b->scorer);
    tenor_engine_free(b->engine);
}

static const tn_explanation *explain(bench *b, int head, const char *text, const char *parent)
{
    tenor_str other = tn_str(head == TENOR_REPLY ? parent : TARGET);
    tenor_error err = { 0 };

    assert_int_equal(
        tenor_score(b->scorer, tn_str(text), tn_str(TARGET), tn_str(parent), &b->result, NULL), 0);
    assert_true(b->result.head[head].present);
    if (tn_explain(b->explainer, head, &b->result.head[head], tn_str(text), other, &b->explanation,
                   &err) != 0)
        fail_msg("%s", err.message);
    return &b->explanation;
}

/* ---------------------------------------------------------------- sums */

/* +1 where the pair's first class is the label, -1 where its second is */
static double sign_of(const tenor_label *label, int pair)
{
    static const int first[] = { 0, 0, 1 }, second[] = { 1, 2, 2 };

    return label->label == first[pair] ? 1.0 : label->label == second[pair] ? -1.0 : 0.0;
}

static void assert_near(double found, double expected, double magnitude)
{
    assert_true(fabs(found - expected) <= 1e-6 * (1.0 + magnitude));
}

/* everything that is shown, added up once more: decision[pair], and the weight toward the label */
static void assert_adds_up(const tn_explanation *e, const tenor_label *label)
{
    double toward = 0.0, weight = e->bias.weight, size = 0.0;

    for (int pair = 0; pair < 3; pair++) {
        double sum = e->bias.decision[pair], magnitude = fabs(sum);

        for (size_t p = 0; p < e->n_pieces; p++) {
            for (size_t i = 0; i < e->piece[p].n_shares; i++) {
                sum += e->piece[p].share[i].sum.decision[pair];
                magnitude += fabs(e->piece[p].share[i].sum.decision[pair]);
            }
        }
        for (int k = 0; k < e->n_dense; k++) {
            sum += e->dense[k].sum.decision[pair];
            magnitude += fabs(e->dense[k].sum.decision[pair]);
        }
        assert_near(sum, label->decision[pair], magnitude);
        assert_near(e->total.decision[pair], label->decision[pair], magnitude);
        toward += sign_of(label, pair) * label->decision[pair];
        size += magnitude;
    }
    for (size_t p = 0; p < e->n_pieces; p++)
        weight += e->piece[p].weight;
    for (int k = 0; k < e->n_dense; k++)
        weight += e->dense[k].sum.weight;
    assert_near(weight, toward, size);
    assert_near(e->total.weight, toward, size);
}

static void adds_up(const char *name, int head)
{
    bench b;

    open_bench(&b, name, head);
    for (size_t i = 0; i < N_TEXTS; i++) {
        const tn_explanation *e = explain(&b, head, texts[i], texts[(i + 3) % N_TEXTS]);

        assert_true(e->n_pieces > 0);
        assert_adds_up(e, &b.result.head[head]);
    }
    close_bench(&b);
}

static void sentiment_adds_up_to_its_decision_values(void **state)
{
    (void)state;
    adds_up("sentiment", TENOR_SENTIMENT);
}

static void stance_adds_up_to_its_decision_values(void **state)
{
    (void)state;
    adds_up("stance", TENOR_STANCE);
    adds_up("known", TENOR_STANCE);
}

/* what the shared part adds is passed on by the domain: both have their shares in the sum */
static void a_domain_adds_up_with_the_shared_part_behind_it(void **state)
{
    (void)state;
    bench b;
    const tn_explanation *e;
    size_t n_own = 0, n_shared = 0;

    open_bench(&b, "known", TENOR_STANCE);
    e = explain(&b, TENOR_STANCE, "We LOVE it at last, plan bb.", NULL);
    assert_int_equal(b.result.head[TENOR_STANCE].part, 0);
    for (size_t p = 0; p < e->n_pieces; p++) {
        for (size_t i = 0; i < e->piece[p].n_shares; i++) {
            bool moves = e->piece[p].share[i].sum.decision[1] != 0.0;

            n_own += moves && e->piece[p].share[i].of_domain;
            n_shared += moves && !e->piece[p].share[i].of_domain;
        }
    }
    assert_true(n_own > 0 && n_shared > 0);
    assert_adds_up(e, &b.result.head[TENOR_STANCE]);
    close_bench(&b);
}

static void reply_adds_up_to_its_decision_values(void **state)
{
    (void)state;
    adds_up("reply", TENOR_REPLY);
}

/* ---------------------------------------------------------------- pieces */

static const tn_piece *piece_of(const tn_explanation *e, const char *form)
{
    for (size_t p = 0; p < e->n_pieces; p++) {
        const tn_piece *piece = &e->piece[p];

        if (piece->form_bytes == strlen(form) &&
            memcmp(tn_piece_form(e, piece), form, piece->form_bytes) == 0)
            return piece;
    }
    fail_msg("no piece '%s'", form);
    return NULL;
}

static const tn_family_share *share_of(const tn_piece *piece, int family, bool of_domain)
{
    for (size_t i = 0; i < piece->n_shares; i++) {
        const tn_family_share *share = &piece->share[i];

        if (share->family == family && share->of_domain == of_domain)
            return share;
    }
    return NULL;
}

/* tokens as the shared part reads them: what names the target is one mark */
static size_t count_seen(const char *text, bool *named)
{
    tn_tokens all = { 0 }, masked = { 0 };
    tn_target target = { 0 };
    tn_naming naming;
    size_t n;

    assert_int_equal(tn_tokenise(&all, text, strlen(text), NULL), 0);
    assert_int_equal(tn_target_read(&target, tn_str(TARGET), NULL), 0);
    assert_int_equal(tn_target_mask(&masked, &naming, &all, &target, NULL), 0);
    *named = naming.n_marks > 0;
    n = *named ? masked.n_tokens : all.n_tokens;
    free(masked.token);
    tn_target_free(&target);
    tn_tokens_free(&all);
    return n;
}

static void pieces_stand_in_order_and_every_token_has_one(void **state)
{
    (void)state;
    bench b;
    size_t n_named = 0;

    open_bench(&b, "sentiment", TENOR_SENTIMENT);
    for (size_t i = 0; i < N_TEXTS; i++) {
        const tn_explanation *e = explain(&b, TENOR_SENTIMENT, texts[i], NULL);
        size_t n_words = 0, n_marks = 0;
        uint32_t start = 0, end = 0;
        bool named;

        for (size_t p = 0; p < e->n_pieces; p++) {
            const tn_piece *piece = &e->piece[p];

            assert_true(piece->start >= start && piece->bytes > 0);
            start = piece->start;
            assert_true(start + piece->bytes <= strlen(texts[i]));
            if (piece->family == TN_FAMILY_WORD) {
                assert_true(start >= end); /* words do not overlap */
                end = start + piece->bytes;
                n_words++;
                n_marks += piece->kind == TN_TARGET;
            } else { /* a pair begins where a word does, the opener where the first one does */
                assert_true(piece->known && piece->n_shares > 0);
                assert_true(piece->family == TN_FAMILY_BIGRAM || n_words <= 1);
            }
        }
        assert_int_equal(n_words, count_seen(texts[i], &named));
        assert_int_equal(n_marks, named);
        n_named += named;
    }
    assert_int_equal(n_named, 2);
    close_bench(&b);
}

static void weight_is_that_of_the_model_by_the_length(void **state)
{
    (void)state;
    bench b;
    const tn_explanation *e;
    const tn_family_share *share;
    const tn_vocabulary *v;
    uint64_t key = tn_feature_key(TN_FAMILY_BIGRAM, 0, "thank you", 9);
    tn_buf svm = { 0 };
    char *at, index[32];

    open_bench(&b, "sentiment", TENOR_SENTIMENT);
    tn_model *m = b.engine->head[TENOR_SENTIMENT];

    e = explain(&b, TENOR_SENTIMENT, "Thank YOU, friends", NULL); /* 4 tokens */
    share = share_of(piece_of(e, "thank you"), TN_FAMILY_BIGRAM, false);
    assert_non_null(share);
    assert_int_equal(tn_model_vocabulary(m, &v, NULL), 0);
    assert_int_equal(tn_model_file_read(&svm, m->dir, &m->file[TN_FILE_SVM], NULL), 0);
    snprintf(index, sizeof(index), " %d:", (int)tn_vocabulary_find(v, key, -1) + 1);
    at = strstr(svm.data, "\n0 1 "); /* the pair of negative and positive */
    assert_non_null(at);
    at = strstr(at, index);
    assert_non_null(at);
    assert_true(fabs(share->sum.decision[1] - strtod(at + strlen(index), NULL) / 2.0) < 1e-12);
    tn_buf_free(&svm);
    close_bench(&b);
}

static void folded_weights_are_split_into_families(void **state)
{
    (void)state;
    bench b;
    const tn_explanation *e;
    const tn_piece *piece;

    open_bench(&b, "known", TENOR_STANCE);
    e = explain(&b, TENOR_STANCE, "We did not LOVE it at last", NULL);
    piece = piece_of(e, "love");
    assert_true(piece->known);
    assert_true(piece->marks & TN_NEGATED);
    assert_non_null(share_of(piece, TN_FAMILY_WORD, true));
    assert_null(share_of(piece, TN_FAMILY_CHAR, true)); /* its letters' weight is the word's */
    assert_non_null(share_of(piece_of(e, "love it"), TN_FAMILY_BIGRAM, true));
    assert_false(piece_of(e, "did")->known);
    close_bench(&b);
}

/* ------------------------------------------------------- what is listed */

static void largest_weights_are_listed_and_the_rest_is_counted(void **state)
{
    (void)state;
    bench b;
    double smallest = INFINITY, rest = 0.0;
    size_t n_listed = 0;

    open_bench(&b, "sentiment", TENOR_SENTIMENT);
    explain(&b, TENOR_SENTIMENT, texts[1], NULL);
    tn_explanation *e = &b.explanation;

    assert_int_equal(tn_explanation_list(e, 3, false, NULL), 0);
    for (size_t p = 0; p < e->n_pieces; p++) {
        if (e->piece[p].listed) {
            smallest = fmin(smallest, fabs(e->piece[p].weight));
            n_listed++;
        }
    }
    for (size_t p = 0; p < e->n_pieces; p++) {
        if (!e->piece[p].listed) {
            assert_true(fabs(e->piece[p].weight) <= smallest);
            rest += e->piece[p].weight;
        }
    }
    assert_int_equal(n_listed, 3);
    assert_int_equal(e->n_unlisted, e->n_pieces - 3);
    assert_near(e->unlisted_weight, rest, fabs(rest));
    assert_int_equal(tn_explanation_list(e, 0, false, NULL), 0);
    assert_int_equal(e->n_unlisted, 0);
    assert_true(e->unlisted_weight == 0.0);
    close_bench(&b);
}

static void what_says_nothing_is_listed_on_request(void **state)
{
    (void)state;
    tn_piece piece[] = { { .weight = 3.0, .says_nothing = true },
                         { .weight = 1.0 },
                         { .weight = -2.0 },
                         { .weight = 4.0, .says_nothing = true } };
    tn_explanation e = { .piece = piece, .n_pieces = 4 };

    for (size_t n = 0; n <= 4; n++) {
        assert_int_equal(tn_explanation_list(&e, n, true, NULL), 0);
        assert_false(piece[0].listed || piece[3].listed);
        assert_true(piece[2].listed);
        assert_int_equal(piece[1].listed, n != 1);
    }
    assert_int_equal(tn_explanation_list(&e, 1, false, NULL), 0);
    assert_true(piece[3].listed && !piece[2].listed);
}

static void no_piece_can_be_listed_of_nothing(void **state)
{
    (void)state;
    tn_explanation e = { 0 };

    assert_int_equal(tn_explanation_list(&e, 3, false, NULL), 0);
    assert_int_equal(e.n_unlisted, 0);
    tn_explanation_free(&e);
}

/* --------------------------------------------------------------- the run */

static int run(tenor_explain_options *options, char **text, tenor_error *err)
{
    char *models = path_of("sentiment");
    size_t bytes;
    FILE *out = open_memstream(text, &bytes);
    int rc;

    assert_non_null(models);
    assert_non_null(out);
    options->models_dir = models;
    rc = tenor_explain_run(options, out, NULL, err);
    assert_int_equal(fclose(out), 0);
    free(models);
    return rc;
}

static void hostile_text_stays_in_its_line(void **state)
{
    (void)state;
    static const char hostile[] = "good \033[31mred\a \xE2\x80\xAEgnp.exe\xC2\x9B"
                                  "2J \0nul\r\n\tthank you \xFF";
    tenor_explain_options options;
    tenor_error err = { 0 };
    char *text;

    tenor_explain_options_init(&options);
    options.text = (tenor_str){ hostile, sizeof(hostile) - 1 };
    for (options.width = 40; options.width <= 120; options.width += 40) {
        assert_int_equal(run(&options, &text, &err), 0);
        assert_non_null(strstr(text, "sentiment "));
        for (const char *c = text; *c; c++)
            assert_true((unsigned char)*c >= 0x20 || *c == '\n');
        assert_null(strstr(text, "\xE2\x80\xAE"));
        assert_null(strstr(text, "\xC2\x9B"));
        free(text);
    }
}

static void colors_are_only_for_those_who_ask(void **state)
{
    (void)state;
    tenor_explain_options options;
    tenor_error err = { 0 };
    char *text;

    tenor_explain_options_init(&options);
    options.text = tn_str(texts[0]);
    assert_int_equal(run(&options, &text, &err), 0);
    assert_null(strchr(text, '\033'));
    free(text);
    options.color = true;
    assert_int_equal(run(&options, &text, &err), 0);
    assert_non_null(strchr(text, '\033'));
    free(text);
}

static void wrong_options_are_refused(void **state)
{
    (void)state;
    tenor_explain_options options;
    tenor_error err = { 0 };
    char *text;

    tenor_explain_options_init(&options);
    assert_int_equal(run(&options, &text, &err), TENOR_ERR_ARGUMENT); /* nothing to explain */
    free(text);
    err = (tenor_error){ 0 };
    options.text = tn_str(texts[0]);
    options.head = "mood";
    assert_int_equal(run(&options, &text, &err), TENOR_ERR_ARGUMENT);
    free(text);
    err = (tenor_error){ 0 };
    options.head = "stance"; /* there is only a sentiment model */
    assert_int_equal(run(&options, &text, &err), TENOR_ERR_MODEL);
    free(text);
    err = (tenor_error){ 0 };
    options.head = NULL;
    options.top = -1;
    assert_int_equal(run(&options, &text, &err), TENOR_ERR_ARGUMENT);
    free(text);
}

static void damaged_weights_are_refused(void **state)
{
    (void)state;
    char *path = path_of("sentiment/model.svm.zst"), *text;
    tenor_explain_options options;
    tenor_error err = { 0 };
    tn_buf bytes = { 0 };
    FILE *out;

    assert_non_null(path);
    assert_int_equal(tn_file_read(&bytes, path, (size_t)1 << 24, NULL), 0);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.data, 1, bytes.bytes / 2, out), bytes.bytes / 2);
    assert_int_equal(fclose(out), 0);
    tenor_explain_options_init(&options);
    options.text = tn_str(texts[0]);
    assert_int_equal(run(&options, &text, &err), TENOR_ERR_MODEL);
    assert_string_not_equal(err.message, "");
    free(text);
    out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.data, 1, bytes.bytes, out), bytes.bytes);
    assert_int_equal(fclose(out), 0);
    tn_buf_free(&bytes);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentiment_adds_up_to_its_decision_values),
        cmocka_unit_test(stance_adds_up_to_its_decision_values),
        cmocka_unit_test(a_domain_adds_up_with_the_shared_part_behind_it),
        cmocka_unit_test(reply_adds_up_to_its_decision_values),
        cmocka_unit_test(pieces_stand_in_order_and_every_token_has_one),
        cmocka_unit_test(weight_is_that_of_the_model_by_the_length),
        cmocka_unit_test(folded_weights_are_split_into_families),
        cmocka_unit_test(largest_weights_are_listed_and_the_rest_is_counted),
        cmocka_unit_test(what_says_nothing_is_listed_on_request),
        cmocka_unit_test(no_piece_can_be_listed_of_nothing),
        cmocka_unit_test(hostile_text_stays_in_its_line),
        cmocka_unit_test(colors_are_only_for_those_who_ask),
        cmocka_unit_test(wrong_options_are_refused),
        cmocka_unit_test(damaged_weights_are_refused),
    };

    return cmocka_run_group_tests(tests, make_models, remove_folder);
}
