/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libsvm_helper.h - what is served, beside what libsvm makes of the stored model
 */
#ifndef LIBSVM_HELPER_H
#define LIBSVM_HELPER_H

#include "model/engine.h"
#include "model_helper.h"

#include <libsvm/svm.h>
#include <math.h>

#define MAX_NODES 2000

/* "VOTE index:value …" as libsvm's nodes; returns the vote */
static inline int nodes_of_line(const char *line, struct svm_node node[MAX_NODES])
{
    char *at;
    int vote = (int)strtol(line, &at, 10);
    size_t n = 0;

    while (*at == ' ') {
        assert_true(n + 1 < MAX_NODES);
        node[n].index = (int)strtol(at + 1, &at, 10);
        assert_int_equal(*at, ':');
        node[n++].value = strtod(at + 1, &at);
    }
    assert_true(n > 0);
    node[n].index = -1;
    return vote;
}

/* the file through libsvm's own reader */
static inline struct svm_model *load_with_libsvm(const tn_model *model)
{
    char *path = path_of("plain.svm");
    tn_buf text = { 0 };
    FILE *out = fopen(path, "wb");
    struct svm_model *svm;

    assert_non_null(out);
    assert_int_equal(tn_model_file_read(&text, model->dir, &model->file[TN_FILE_SVM], NULL), 0);
    assert_int_equal(fwrite(text.data, 1, text.bytes, out), text.bytes);
    assert_int_equal(fclose(out), 0);
    svm = svm_load_model(path);
    assert_non_null(svm);
    tn_buf_free(&text);
    free(path);
    return svm;
}

/* Σ|w·x| of a pair of a linear model */
static inline double magnitude(const struct svm_model *svm, int pair, const struct svm_node *x)
{
    double sum = 0.0;
    const struct svm_node *w = svm->SV[pair];

    while (x->index != -1 && w->index != -1) {
        if (x->index == w->index) {
            sum += fabs(x->value * w->value);
            x++;
            w++;
        } else if (x->index < w->index) {
            x++;
        } else {
            w++;
        }
    }
    return sum;
}

/*
 * The head gives each text libsvm's vote and decision values. `rounding` is what each addend may
 * be off, relatively; 0: all digits are the same.
 */
static inline void assert_decides_as_libsvm(tenor_engine *engine, int head,
                                            const char *const *texts, size_t n_texts,
                                            double rounding)
{
    struct svm_model *svm = load_with_libsvm(engine->head[head]);
    struct svm_node node[MAX_NODES];
    tenor_scorer *scorer;
    tn_buf line = { 0 };

    engine->head[head]->description.min_coverage = 0.0; /* such small models know few words */
    assert_int_equal(tenor_scorer_new(&scorer, engine, NULL), 0);
    for (size_t i = 0; i < n_texts; i++) {
        tenor_result result;
        double expected[TN_MAX_PAIRS];
        int vote;

        assert_int_equal(tenor_score(scorer, tn_str(texts[i]), tn_str("the bike lane"),
                                     tn_str(texts[(i + 3) % n_texts]), &result, NULL),
                         0);
        assert_true(result.head[head].present);
        tn_buf_clear(&line);
        assert_int_equal(tn_scorer_vector_line(scorer, head, &line, NULL), 0);
        vote = nodes_of_line(line.data, node);
        assert_int_equal(vote, result.head[head].vote);
        assert_int_equal(svm_predict_values(svm, node, expected), vote);
        for (int pair = 0; pair < 3; pair++) {
            double tolerance = rounding > 0.0 ? rounding * (1.0 + magnitude(svm, pair, node)) : 0.0;

            assert_true(fabs(result.head[head].decision[pair] - expected[pair]) <= tolerance);
        }
    }
    tn_buf_free(&line);
    tenor_scorer_free(scorer);
    svm_free_and_destroy_model(&svm);
}

#endif
