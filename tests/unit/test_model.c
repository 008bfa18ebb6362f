/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_model.c - a model is trained on the bundled samples, and must serve what was trained
 */
#include "model/self_digest.h"
#include "model/svm_file.h"
#include "train/aux_features.h"
#include "libsvm_helper.h"
#include "tenor_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const texts[] = {
    "I love this, it is wonderful!",
    "not good at all, a HORRIBLE idea... never again",
    "The meeting starts at 19:30 in the town hall.",
    "soooo happy :) @friend #win http://example.com/a?b=c",
    "qwrtzp blorft kvenn", /* nothing of this was ever seen */
    "\xF0\x9F\x98\x80\xF0\x9F\x98\x80 great job",
    "I do not think that we should NOT be AFRAID of it",
    "x",
};

static void train(const char *name, const char *task, const char *solver)
{
    tenor_train_options options = small_training(task);

    options.name = task; /* the folder must not be part of the bytes that are compared */
    options.solver = solver;
    train_on(name, &options, NULL);
}

/* with a lexicon of our own, and vectors that tell its words apart */
static void train_with_aux_features(const char *name)
{
    char *lexicon = path_of("lexicon.tsv"), *vectors = path_of("vectors.txt");
    const char *good[] = { "best", "great", "happy", "love", "good", "thank", "lovely", "nice" };
    const char *bad[] = {
        "worst", "terrible", "hate", "awful", "rude", "sad", "horrible", "waste"
    };
    FILE *out = fopen(lexicon, "w");
    tenor_train_options options = small_training("sentiment");

    assert_non_null(out);
    fputs("blorft\t-3.5\tx\nkvenn\t3.5\ntwo words\t1\n", out);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        fprintf(out, "%s\t3\n%s\t-3\n", good[i], bad[i]);
    assert_int_equal(fclose(out), 0);
    options.min_document_count = 3;
    out = fopen(vectors, "w");
    assert_non_null(out);
    fputs("19 2\nbadvec 1 0\ngoodvec -1 0\nthe 0 1\n", out);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        fprintf(out, "%s -1 0.1\n%s 1 0.1\n", good[i], bad[i]);
    assert_int_equal(fclose(out), 0);
    options.lexicons = lexicon;
    options.vectors = vectors;
    train_on(name, &options, NULL);
    free(lexicon);
    free(vectors);
}

static int make_models(void **state)
{
    tenor_train_options known = small_training("stance");

    known.solver = "liblinear";
    if (make_folder(state) != 0)
        return -1;
    train("sentiment", "sentiment", "libsvm");
    train("stance", "stance", "liblinear");
    train("reply", "reply", "liblinear");
    train_with_aux_features("aided");
    train_with_domain("known", &known, "love", false);
    return 0;
}

static void compare_with_libsvm(const char *name, int head)
{
    tenor_engine *engine = load(name);

    assert_decides_as_libsvm(engine, head, texts, sizeof(texts) / sizeof(texts[0]), 1e-6);
    tenor_engine_free(engine);
}

static void folded_sentiment_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("sentiment", TENOR_SENTIMENT);
}

static void folded_stance_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("stance", TENOR_STANCE);
}

/* the texts are of "the bike lane" */
static void folded_domain_decides_as_libsvm_does(void **state)
{
    (void)state;
    tenor_engine *engine = load("known");

    assert_int_equal(engine->head[TENOR_STANCE]->description.domains.n, 1);
    tenor_engine_free(engine);
    compare_with_libsvm("known", TENOR_STANCE);
}

static void folded_reply_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("reply", TENOR_REPLY);
}

static void folded_aux_features_decide_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("aided", TENOR_SENTIMENT);
}

/* no word is in the labelled rows; the model itself holds neither lexicon nor vectors */
static void aux_features_speak_for_words_never_seen_in_training(void **state)
{
    (void)state;
    tenor_engine *engine = load("aided");
    tenor_scorer *scorer;
    tenor_str none = { 0 };
    tenor_result bad, good;

    engine->head[TENOR_SENTIMENT]->description.min_coverage = 0.0;
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str("blorft"), none, none, &bad, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str("kvenn"), none, none, &good, NULL), 0);
    assert_true(bad.coverage == 0.0); /* training text had neither */
    assert_true(good.head[TENOR_SENTIMENT].score > bad.head[TENOR_SENTIMENT].score);
    assert_int_equal(tenor_score(scorer, tn_str("badvec"), none, none, &bad, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str("goodvec"), none, none, &good, NULL), 0);
    assert_true(good.head[TENOR_SENTIMENT].score > bad.head[TENOR_SENTIMENT].score);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static int read_vectors(const char *text, tn_aux *aux, tenor_error *err)
{
    char *path = path_of("some.txt");
    FILE *out = fopen(path, "w");
    int rc;

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    rc = tn_aux_read_vectors(aux, path, err);
    free(path);
    return rc;
}

static void vectors_are_read_with_and_without_a_header(void **state)
{
    (void)state;
    tn_aux aux;
    tn_tokens tokens = { 0 };
    tenor_error err = { 0 };

    assert_int_equal(tn_tokenise(&tokens, "the", 3, NULL), 0);
    assert_int_equal(read_vectors("2 3\nthe 3 0 4\nof 0 5 0\n", &aux, NULL), 0);
    assert_int_equal(aux.n_dims, 3);
    assert_int_equal(aux.words.n_entries, 2);
    assert_true(fabs((double)tn_aux_find(&aux, &tokens.token[0])[2] - 0.8) < 1e-6);
    tn_aux_free(&aux);
    assert_int_equal(read_vectors("the 3 0 4\nof 0 5\n", &aux, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "some.txt:2:"));
    err = (tenor_error){ 0 };
    assert_int_equal(read_vectors("", &aux, &err), TENOR_ERR_INPUT);
    tn_tokens_free(&tokens);
}

static void label_is_the_most_probable_class(void **state)
{
    (void)state;
    tenor_engine *engine = load("sentiment");
    tenor_scorer *scorer;

    engine->head[TENOR_SENTIMENT]->description.min_coverage = 0.0;
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        tenor_str none = { 0 };
        tenor_result result;
        const tenor_label *label = &result.head[TENOR_SENTIMENT];
        double sum = 0.0;

        assert_int_equal(tenor_score(scorer, tn_str(texts[i]), none, none, &result, NULL), 0);
        for (int c = 0; c < label->n_classes; c++) {
            assert_true(label->p[label->label] >= label->p[c]);
            sum += label->p[c];
        }
        assert_true(fabs(sum - 1.0) < 1e-12);
        assert_true(fabs(label->score - (label->p[2] - label->p[0])) < 1e-12);
        assert_false(result.head[TENOR_STANCE].present);
    }
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static void same_data_give_the_same_bytes(void **state)
{
    (void)state;
    train("again", "sentiment", "libsvm");
    assert_same_model("sentiment", "again");
}

static void inspect_accepts_what_was_written(void **state)
{
    (void)state;
    const char *names[] = { "sentiment", "stance", "reply", "aided", "known" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char *dir = path_of(names[i]);
        FILE *out = fopen("/dev/null", "w");
        tenor_error err = { 0 };

        assert_non_null(out);
        if (tn_model_inspect(dir, out, &err) != 0)
            fail_msg("%s", err.message);
        fclose(out);
        free(dir);
    }
}

/* every part, at several places: a model with a changed byte is refused, and says why */
static void changed_bytes_are_refused(void **state)
{
    (void)state;
    const char *names[] = { "model.json", "folded.bin", "model.svm.zst", "vocabulary.tsv.zst" };
    char *dir = path_of("sentiment");
    FILE *sink = fopen("/dev/null", "w");

    assert_non_null(sink);
    for (size_t i = 0; i < 4; i++) {
        char *path = tn_path_join(dir, names[i]);
        tn_buf whole = { 0 };

        assert_int_equal(tn_file_read(&whole, path, (size_t)1 << 30, NULL), 0);
        for (size_t at = 1; at < whole.bytes; at += whole.bytes / 7 + 1) {
            tenor_error err = { 0 };
            FILE *out = fopen(path, "r+b");
            int rc;

            assert_non_null(out);
            assert_int_equal(fseek(out, (long)at, SEEK_SET), 0);
            fputc(whole.data[at] ^ 0x20, out);
            assert_int_equal(fclose(out), 0);
            rc = tn_model_inspect(dir, sink, &err);
            assert_true(rc < 0);
            assert_true(err.message[0] != '\0');
            out = fopen(path, "r+b");
            assert_non_null(out);
            assert_int_equal(fwrite(whole.data, 1, whole.bytes, out), whole.bytes);
            assert_int_equal(fclose(out), 0);
        }
        tn_buf_free(&whole);
        free(path);
    }
    fclose(sink);
    free(dir);
}

/* but those of the digest's own name, without which nothing else is changed */
static void every_byte_of_a_description_counts(void **state)
{
    (void)state;
    char *dir = path_of("known"), *path = tn_path_join(dir, "model.json");
    tn_buf text = { 0 };
    size_t n_accepted = 0;

    assert_int_equal(tn_file_read(&text, path, (size_t)1 << 20, NULL), 0);
    for (size_t at = 0; at < text.bytes; at++) {
        tn_model_description model;
        tn_model_file file[TN_N_MODEL_FILES];
        tenor_error err = { 0 };

        text.data[at] ^= 1;
        if (tn_model_json_read(&model, file, text.data, text.bytes, dir, &err) == 0) {
            n_accepted++;
            tn_model_description_free(&model);
        } else {
            assert_int_equal(err.code, TENOR_ERR_MODEL);
            assert_true(err.message[0] != '\0');
        }
        text.data[at] ^= 1;
    }
    assert_in_range(n_accepted, 0, strlen(TN_SELF_DIGEST));
    tn_buf_free(&text);
    free(path);
    free(dir);
}

/* ------------------------------------------------------------ descriptions */

static void read_description(tn_buf *text, const char *name)
{
    char *dir = path_of(name), *path = tn_path_join(dir, "model.json");

    assert_int_equal(tn_file_read(text, path, (size_t)1 << 20, NULL), 0);
    free(path);
    free(dir);
}

static int parse(tn_model_description *model, const char *text, size_t bytes, tenor_error *err)
{
    tn_model_file file[TN_N_MODEL_FILES];

    return tn_model_json_read(model, file, text, bytes, "m", err);
}

static void a_domain_is_read_as_it_was_written(void **state)
{
    (void)state;
    tn_training_metadata metadata = { .solver = "liblinear" };
    tn_model_file file[TN_N_MODEL_FILES];
    tn_model_description one, again;
    tn_buf text = { 0 }, written = { 0 };
    const tn_domain *a, *b;

    read_description(&text, "known");
    assert_int_equal(tn_model_json_read(&one, file, text.data, text.bytes, "m", NULL), 0);
    assert_int_equal(tn_model_json_write(&written, &one, &metadata, file, NULL), 0);
    assert_int_equal(parse(&again, written.data, written.bytes, NULL), 0);
    assert_int_equal(one.domains.n, 1);
    assert_int_equal(again.domains.n, 1);
    a = &one.domains.item[0];
    b = &again.domains.item[0];
    assert_string_equal(a->name, "the bike lane");
    assert_int_equal(a->n_rows, 300);
    assert_string_equal(b->name, a->name);
    assert_int_equal(b->n_rows, a->n_rows);
    assert_memory_equal(b->shared_weight, a->shared_weight, sizeof(a->shared_weight));
    assert_memory_equal(b->constant, a->constant, sizeof(a->constant));
    assert_memory_equal(b->calibrator.slope, a->calibrator.slope, sizeof(a->calibrator.slope));
    assert_memory_equal(b->calibrator.offset, a->calibrator.offset, sizeof(a->calibrator.offset));
    assert_memory_equal(b->calibrator.prior, a->calibrator.prior, sizeof(a->calibrator.prior));
    assert_memory_equal(again.rho, one.rho, sizeof(one.rho));
    assert_memory_equal(again.dense_weight, one.dense_weight, sizeof(one.dense_weight));
    assert_int_equal(again.n_features, one.n_features);
    tn_model_description_free(&one);
    tn_model_description_free(&again);
    tn_buf_free(&written);
    tn_buf_free(&text);
}

/* a copy of `text` without its digest, in which the first `old` behind "domains" is `new` */
static void with_domain_changed(tn_buf *out, const tn_buf *text, const char *old, const char *new)
{
    const char *end = strstr(text->data, "\"" TN_SELF_DIGEST "\"");
    const char *domains = strstr(text->data, "\"domains\""), *at = strstr(domains, old);

    assert_true(end && domains && at && at < end);
    tn_buf_clear(out);
    assert_int_equal(tn_buf_append(out, text->data, (size_t)(at - text->data), NULL), 0);
    assert_int_equal(tn_buf_puts(out, new, NULL), 0);
    at += strlen(old);
    assert_int_equal(tn_buf_append(out, at, (size_t)(end - at), NULL), 0);
    assert_int_equal(tn_buf_puts(out, "\"x\": 0}", NULL), 0);
}

static void domains_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    static const char *const change[][2] = {
        { "\"domains\": [", "\"domains\": [ 1, " },
        { "\"domains\": [", "\"domains\": [ {}, " },
        { "\"domains\": [", "\"domains\": 1, \"others\": [" },
        { "\"domains\": [", "\"others\": [" }, /* then n_features is that of another model */
        { "\"name\"", "\"nome\"" },
        { "\"the bike lane\"", "17" },
        { "\"rows\": 300", "\"rows\": -1" },
        { "\"rows\": 300", "\"rows\": 300.5" },
        { "\"rows\": 300", "\"rows\": \"300\"" },
        { "\"shared_weights\": [", "\"shared_weights\": [ [0, 0, 0], " },
        { "\"shared_weights\"", "\"shared\"" },
        { "\"constant\": [", "\"constant\": [ 0, " },
        { "\"constant\": [", "\"constant\": [ null, " },
        { "\"slopes\": [", "\"slopes\": [ [0, 0, 0], " },
        { "\"offsets\": [", "\"offsets\": [ 0, " },
        { "\"decision_prior\": [", "\"decision_prior\": [1, 0, 0], \"was\": [" },
        { "\"decision_prior\": [", "\"decision_prior\": [1, 1, 1], \"was\": [" },
    };
    tn_buf text = { 0 }, changed = { 0 };
    tn_model_description model;

    read_description(&text, "known");
    with_domain_changed(&changed, &text, "\"rows\": 300", "\"rows\": 301");
    assert_int_equal(parse(&model, changed.data, changed.bytes, NULL), 0);
    assert_int_equal(model.domains.item[0].n_rows, 301);
    tn_model_description_free(&model);
    for (size_t i = 0; i < sizeof(change) / sizeof(change[0]); i++) {
        tenor_error err = { 0 };

        with_domain_changed(&changed, &text, change[i][0], change[i][1]);
        if (parse(&model, changed.data, changed.bytes, &err) != TENOR_ERR_MODEL)
            fail_msg("accepted: %s", change[i][1]);
        assert_non_null(strstr(err.message, "model.json"));
    }
    tn_buf_free(&changed);
    tn_buf_free(&text);
}

static void a_model_of_before_is_to_be_trained_again(void **state)
{
    (void)state;
    static const char text[] = "{\"schema\": \"tenor/model/1\", \"name\": \"a\"}";
    tn_model_description model;
    tenor_error err = { 0 };

    assert_int_equal(parse(&model, text, strlen(text), &err), TENOR_ERR_MODEL);
    assert_non_null(strstr(err.message, "train it again"));
}

static void useless_data_are_refused(void **state)
{
    (void)state;
    char *data = path_of("one-class.ndjson"), *dir = path_of("useless");
    const char *paths[1];
    FILE *out = fopen(data, "w");
    tenor_train_options options;
    tenor_error err = { 0 };

    assert_non_null(out);
    for (int i = 0; i < 30; i++)
        fprintf(out, "{\"id\":%d,\"text\":\"number %d is fine\",\"label\":\"positive\"}\n", i, i);
    assert_int_equal(fclose(out), 0);
    paths[0] = data;
    tenor_train_options_init(&options);
    options.paths = paths;
    options.n_paths = 1;
    options.task = "sentiment";
    options.output_dir = dir;
    assert_int_equal(tenor_train_run(&options, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "positive"));
    assert_int_equal(access(dir, F_OK), -1);
    free(data);
    free(dir);
}

static void unscored_comments_say_why(void **state)
{
    (void)state;
    tenor_engine *engine = load("sentiment");
    tenor_scorer *scorer;
    tenor_str none = { 0 };
    tenor_result result;

    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str(""), none, none, &result, NULL), 0);
    assert_int_equal(result.unscored, TENOR_UNSCORED_EMPTY);
    assert_int_equal(tenor_score(scorer, tn_str("12 34 !!"), none, none, &result, NULL), 0);
    assert_int_equal(result.unscored, TENOR_UNSCORED_NO_WORDS);
    assert_int_equal(tenor_score(scorer, tn_str("zxqv wrbl kkpt vvmn"), none, none, &result, NULL),
                     0);
    assert_int_equal(result.unscored, TENOR_UNSCORED_LOW_COVERAGE);
    assert_false(result.head[TENOR_SENTIMENT].present);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static void unknown_hashtags_are_of_no_language(void **state)
{
    (void)state;
    tenor_engine *engine = load("sentiment");
    tenor_scorer *scorer;
    tenor_str none = { 0 };
    tenor_result bare, tagged;
    char text[1024];

    snprintf(text, sizeof(text), "%s #zxqv #wrbl #kkpt #vvmn #qqrt #xxlp #bbvn #ttrw", texts[0]);
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str(texts[0]), none, none, &bare, NULL), 0);
    assert_int_equal(tenor_score(scorer, tn_str(text), none, none, &tagged, NULL), 0);
    assert_true(bare.coverage > 0.0 && tagged.coverage == bare.coverage);
    assert_int_equal(tenor_score(scorer, tn_str("#zxqv #wrbl"), none, none, &tagged, NULL), 0);
    assert_int_equal(tagged.unscored, TENOR_UNSCORED_NO_WORDS);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

/* one class against the rest: with three decision values there are two degrees of freedom */
static void shared_pairs_are_differences_of_classes(void **state)
{
    (void)state;
    tenor_engine *engine = load("sentiment");
    tenor_scorer *scorer;
    tenor_str none = { 0 };
    tenor_result result;

    engine->head[TENOR_SENTIMENT]->description.min_coverage = 0.0;
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const double *d = result.head[TENOR_SENTIMENT].decision;

        assert_int_equal(tenor_score(scorer, tn_str(texts[i]), none, none, &result, NULL), 0);
        assert_true(fabs(d[0] + d[2] - d[1]) < 1e-3 * (1.0 + fabs(d[1])));
    }
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static void restricted_labels_never_give_another(void **state)
{
    (void)state;
    tenor_engine *engine = load("sentiment");
    tenor_scorer *scorer;
    tn_label_mask mask;
    tenor_error err = { 0 };

    engine->head[TENOR_SENTIMENT]->description.min_coverage = 0.0;
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    assert_int_equal(tn_label_mask_parse(&mask, engine, "negative,positive", NULL), 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const tn_score_input input = { .text = tn_str(texts[i]), .labels = &mask };
        tenor_result result;

        assert_int_equal(tn_score_masked(scorer, &input, &result, NULL), 0);
        assert_int_not_equal(result.head[TENOR_SENTIMENT].label, 1);
        assert_true(result.head[TENOR_SENTIMENT].p[1] == 0.0);
    }
    assert_int_equal(tn_label_mask_parse(&mask, engine, "negative,purple", &err),
                     TENOR_ERR_ARGUMENT);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
}

static void svm_files_that_libsvm_would_trust_are_refused(void **state)
{
    (void)state;
    const char *good = "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 0.5\n"
                       "label 0 1\nnr_sv 1 0\nSV\n1 1:0.5 3:-2 \n";
    const char *bad[] = {
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 9\nrho 0.5\n"
        "label 0 1\nnr_sv 1 0\nSV\n1 1:0.5 3:-2 \n",
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 0.5\n"
        "label 0 1\nnr_sv 1 0\nSV\n1 3:0.5 1:-2 \n",
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 0.5\n"
        "label 0 1\nnr_sv 1 0\nSV\n1 1:0.5 4:-2 \n",
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho nan\n"
        "label 0 1\nnr_sv 1 0\nSV\n1 1:0.5 3:-2 \n",
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1\nrho 0.5\n"
        "label 0 1\nnr_sv 1 0\nSV\n1 1:0.5 3:-2 \n1 1:1 \n",
        "svm_type c_svc\nkernel_type linear\n",
        "",
    };
    double weight[3], rho[1];

    assert_int_equal(tn_svm_parse(good, strlen(good), 3, 2, weight, rho, NULL), 0);
    assert_true(weight[0] == 0.5 && weight[1] == 0.0 && weight[2] == -2.0 && rho[0] == 0.5);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        tenor_error err = { 0 };

        assert_int_equal(tn_svm_parse(bad[i], strlen(bad[i]), 3, 2, weight, rho, &err),
                         TENOR_ERR_MODEL);
        assert_true(err.line_no > 0);
    }
}

static void calibration_recovers_known_posteriors(void **state)
{
    (void)state;
    enum { N = 6000 };
    double *decision = calloc(N, sizeof(double)), *p = calloc(2 * N, sizeof(double));
    int8_t *label = calloc(N, 1);
    const double uniform[2] = { 0.5, 0.5 };
    const double **prior = calloc(N, sizeof(*prior));
    double softened[2];
    tn_calibrator calibrator;

    assert_true(decision && p && label && prior);
    for (int i = 0; i < N; i++) { /* class 0 has P(0|d) = 1 / (1 + exp(-2 d)), drawn evenly */
        double d = -2.0 + 4.0 * (i + 0.5) / N;
        double u = (double)(tn_mix(7, (uint64_t)i) >> 11) * 0x1p-53;

        decision[i] = d;
        label[i] = u > 1.0 / (1.0 + exp(-2.0 * d));
        prior[i] = uniform;
    }
    assert_int_equal(tn_calibrator_fit(&calibrator, decision, label, NULL, N, 2, true, NULL), 0);
    for (int i = 0; i < N; i++) {
        tn_calibrator_apply(&calibrator, &decision[i], 0, &p[2 * i]);
        assert_true(fabs(p[2 * i] - 1.0 / (1.0 + exp(-2.0 * decision[i]))) < 0.06);
    }
    assert_true(tn_calibration_error(p, label, prior, N, 2) < 0.03);
    tn_calibrator_adapt(&calibrator, 0.5, (double[]){ 0.0, 0.0 }, (double[]){ 1.0, 1.0 });
    tn_calibrator_apply(&calibrator, decision, 0, softened);
    assert_true(fabs(log(softened[0] / softened[1]) - log(p[0] / p[1]) / 2.0) < 1e-12);
    for (int i = 0; i < N; i++)
        decision[i] += 1.0;
    assert_int_equal(tn_calibrator_fit(&calibrator, decision, label, NULL, N, 2, false, NULL), 0);
    tn_calibrator_apply(&calibrator, &(double){ 0.0 }, 0, p);
    assert_true(p[0] == 0.5 && calibrator.slope[0][0] > 0.0);
    assert_int_equal(tn_calibrator_label(&calibrator, (double[]){ 0.6, 0.4 }), 0);
    calibrator.label_weight[1] = 2.0;
    assert_int_equal(tn_calibrator_label(&calibrator, (double[]){ 0.6, 0.4 }), 1);
    free(prior);
    free(decision);
    free(p);
    free(label);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folded_sentiment_decides_as_libsvm_does),
        cmocka_unit_test(folded_stance_decides_as_libsvm_does),
        cmocka_unit_test(folded_domain_decides_as_libsvm_does),
        cmocka_unit_test(folded_reply_decides_as_libsvm_does),
        cmocka_unit_test(folded_aux_features_decide_as_libsvm_does),
        cmocka_unit_test(aux_features_speak_for_words_never_seen_in_training),
        cmocka_unit_test(vectors_are_read_with_and_without_a_header),
        cmocka_unit_test(label_is_the_most_probable_class),
        cmocka_unit_test(same_data_give_the_same_bytes),
        cmocka_unit_test(inspect_accepts_what_was_written),
        cmocka_unit_test(changed_bytes_are_refused),
        cmocka_unit_test(every_byte_of_a_description_counts),
        cmocka_unit_test(a_domain_is_read_as_it_was_written),
        cmocka_unit_test(domains_that_do_not_fit_are_refused),
        cmocka_unit_test(a_model_of_before_is_to_be_trained_again),
        cmocka_unit_test(useless_data_are_refused),
        cmocka_unit_test(unscored_comments_say_why),
        cmocka_unit_test(unknown_hashtags_are_of_no_language),
        cmocka_unit_test(shared_pairs_are_differences_of_classes),
        cmocka_unit_test(restricted_labels_never_give_another),
        cmocka_unit_test(svm_files_that_libsvm_would_trust_are_refused),
        cmocka_unit_test(calibration_recovers_known_posteriors),
    };

    return cmocka_run_group_tests(tests, make_models, remove_folder);
}
