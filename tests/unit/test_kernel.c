/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_kernel.c - heads with a kernel serve what libsvm learnt, and what libsvm reads
 */
#include "libsvm_helper.h"

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
    "I do not think that we should NOT be AFRAID of it",
};
#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

static int train(const char *name, int head, const char *kernel, const char *const *more,
                 tenor_error *err)
{
    tenor_train_options options = small_training(tenor_head_name(head));

    options.name = "same"; /* the folder must not be part of the bytes that are compared */
    options.kernel = kernel;
    options.coef0 = strcmp(kernel, "rbf") == 0 ? 0.0 : 0.5;
    options.C = 3;
    options.lexicon = more ? more[0] : NULL;
    options.solver = more ? more[1] : NULL;
    return try_training(name, &options, NULL, err);
}

static void train_well(const char *name, int head, const char *kernel)
{
    tenor_error err = { 0 };

    if (train(name, head, kernel, NULL, &err) != 0) {
        fail_msg("training failed: %s", err.message);
    }
}

static void compare_with_libsvm(const char *kernel, int head)
{
    tenor_engine *engine;
    const tn_model *model;

    train_well("compared", head, kernel);
    engine = load("compared");
    model = engine->head[head];
    assert_true(model->description.kernel.n_vectors > 3); /* real vectors, not one a pair */
    assert_decides_as_libsvm(engine, head, texts, N_TEXTS, 0.0);
    tenor_engine_free(engine);
}

static void sentiment_with_a_kernel_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("rbf", TENOR_SENTIMENT);
    compare_with_libsvm("poly", TENOR_SENTIMENT);
    compare_with_libsvm("sigmoid", TENOR_SENTIMENT);
}

static void stance_with_a_kernel_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("rbf", TENOR_STANCE);
}

static void reply_with_a_kernel_decides_as_libsvm_does(void **state)
{
    (void)state;
    compare_with_libsvm("rbf", TENOR_REPLY);
}

static void same_data_give_the_same_bytes(void **state)
{
    (void)state;
    train_well("one", TENOR_SENTIMENT, "rbf");
    train_well("two", TENOR_SENTIMENT, "rbf");
    assert_same_model("one", "two");
}

static void nothing_is_left_of_a_linear_model(void **state)
{
    char *dir = path_of("changing"), *folded = tn_path_join(dir, "folded.bin");

    (void)state;
    train_well("changing", TENOR_SENTIMENT, "linear");
    assert_int_equal(access(folded, F_OK), 0);
    train_well("changing", TENOR_SENTIMENT, "rbf");
    assert_int_not_equal(access(folded, F_OK), 0);
    free(folded);
    free(dir);
}

static void changed_bytes_are_refused(void **state)
{
    char *dir = path_of("one"), *path = tn_path_join(dir, "model.svm.zst");

    (void)state;
    train_well("one", TENOR_SENTIMENT, "rbf");
    for (long at = 40; at < 400; at += 120) {
        FILE *file = fopen(path, "r+b");
        tenor_engine *engine = NULL;
        tenor_error err = { 0 };
        int byte;

        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        byte = fgetc(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_int_not_equal(fputc(byte ^ 1, file), EOF);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(tenor_engine_load(&engine, dir, &err), TENOR_ERR_MODEL);
        assert_null(engine);
        assert_non_null(strstr(err.message, "model.svm.zst"));
        file = fopen(path, "r+b");
        assert_non_null(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_int_not_equal(fputc(byte, file), EOF);
        assert_int_equal(fclose(file), 0);
    }
    free(path);
    free(dir);
}

static const tn_kernel two_vectors = { .type = RBF, .gamma = 0.5, .degree = 3, .n_vectors = 2 };
#define HEAD "svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\ntotal_sv 2\nrho 0.25\n"

static void what_is_written_is_read(void **state)
{
    const char good[] = HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:0.5 3:2 \n-1 2:1e-3 \n";
    tn_kernel_machine m;
    const struct svm_node x[] = { { 1, 0.5 }, { 3, 2.0 }, { -1, 0.0 } };
    double decision;

    (void)state;
    assert_int_equal(tn_kernel_parse(&m, good, sizeof(good) - 1, &two_vectors, 3, 2, NULL), 0);
    assert_true(svm_predict_values(&m.svm, x, &decision) == 0.0);
    assert_true(fabs(decision - (1.0 - exp(-0.5 * (4.25 + 1e-6)) - 0.25)) < 1e-12);
    tn_kernel_machine_free(&m);
}

static void files_that_libsvm_would_trust_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "svm_type c_svc\nkernel_type rbf\n",
        /* another kernel, another gamma, more vectors than are said, or than there are */
        "svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0\nlabel 0 1\nnr_sv 1 "
        "1\nSV\n1 1:1 \n-1 2:1 \n",
        "svm_type c_svc\nkernel_type rbf\ngamma 0.25\nnr_class 2\ntotal_sv 2\nrho 0\nlabel 0 "
        "1\nnr_sv 1 1\nSV\n1 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:1 \n-1 2:1 \n-1 3:1 \n",
        HEAD "label 0 1\nnr_sv 2 1\nSV\n1 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 3 -1\nSV\n1 1:1 \n-1 2:1 \n",
        HEAD "label 1 0\nnr_sv 1 1\nSV\n1 1:1 \n-1 2:1 \n",
        /* indices and values */
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 0:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 4:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 2:1 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:1 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1.5:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1: \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:nan \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\ninf 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1e999 1:1 \n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:1\n-1 2:1 \n",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n1 1:1 \n-1 2:1 ",
        HEAD "label 0 1\nnr_sv 1 1\nSV\n\n\n",
        HEAD "label 0 1\nprobA 1\nnr_sv 1 1\nSV\n1 1:1 \n-1 2:1 \n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        tn_kernel_machine m;
        tenor_error err = { 0 };
        int rc = tn_kernel_parse(&m, bad[i], strlen(bad[i]), &two_vectors, 3, 2, &err);

        if (rc != TENOR_ERR_MODEL || err.line_no < 1) {
            fail_msg("case %zu: %d '%s'", i, rc, err.message);
        }
        tn_kernel_machine_free(&m);
    }
}

static void options_that_no_kernel_can_use_are_refused(void **state)
{
    static const char *const with_lexicon[] = { "nowhere.tsv", NULL };
    static const char *const with_liblinear[] = { NULL, "liblinear" };
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(train("x", TENOR_SENTIMENT, "rbf", with_lexicon, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "lexicon"));
    err = (tenor_error){ 0 };
    assert_int_equal(train("x", TENOR_SENTIMENT, "rbf", with_liblinear, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "LIBLINEAR"));
    err = (tenor_error){ 0 };
    assert_int_equal(train("x", TENOR_SENTIMENT, "cubic", NULL, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "kernel must be"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentiment_with_a_kernel_decides_as_libsvm_does),
        cmocka_unit_test(stance_with_a_kernel_decides_as_libsvm_does),
        cmocka_unit_test(reply_with_a_kernel_decides_as_libsvm_does),
        cmocka_unit_test(same_data_give_the_same_bytes),
        cmocka_unit_test(nothing_is_left_of_a_linear_model),
        cmocka_unit_test(changed_bytes_are_refused),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(files_that_libsvm_would_trust_are_refused),
        cmocka_unit_test(options_that_no_kernel_can_use_are_refused),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
