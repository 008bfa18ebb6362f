/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_helper.h - what tests that train share: small models, in a folder of the program's own
 */
#ifndef MODEL_HELPER_H
#define MODEL_HELPER_H

#include "folder_helper.h"
#include "tenor_run.h"

/* A head of few rows: seconds to train, nothing to say about quality. */
static inline tenor_train_options small_training(const char *task)
{
    tenor_train_options options;

    tenor_train_options_init(&options);
    options.task = task;
    options.min_document_count = 2;
    options.C = 0.3;
    options.folds = 3;
    return options;
}

/* FOLDER/name, out of a file of rows; NULL: the samples of the task */
static inline int try_training(const char *name, const tenor_train_options *options,
                               const char *rows, tenor_error *err)
{
    char samples[64], *dir = path_of(name);
    const char *path = rows ? rows : samples;
    tenor_train_options own = *options;
    int rc;

    snprintf(samples, sizeof(samples), "datasets/samples/%s.ndjson", options->task);
    own.paths = &path;
    own.n_paths = 1;
    own.output_dir = dir;
    rc = tenor_train_run(&own, err);
    free(dir);
    return rc;
}

static inline void train_on(const char *name, const tenor_train_options *options, const char *rows)
{
    tenor_error err = { 0 };

    if (try_training(name, options, rows, &err) != 0)
        fail_msg("training failed: %s", err.message);
}

/* the model, or the folder of models, FOLDER/name; "" for FOLDER */
static inline tenor_engine *load(const char *name)
{
    char *dir = path_of(name);
    tenor_engine *engine = NULL;
    tenor_error err = { 0 };

    if (tenor_engine_load(&engine, dir, &err) != 0)
        fail_msg("%s", err.message);
    free(dir);
    return engine;
}

/*
 * FOLDER/name, a stance model of 600 rows: half of them of "The Bike Lane", which becomes a domain,
 * the others of "the bridge" and "the tower". The rows of the class favor say `favor`; with
 * `by_name` every other two say the target for "it".
 */
static inline void train_with_domain(const char *name, const tenor_train_options *options,
                                     const char *favor, bool by_name)
{
    static const char *const labels[] = { "against", "none", "favor" };
    const char *openings[] = { "take out", "not sure about", favor };
    char *path = path_of("rows.ndjson");
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    for (int i = 0; i < 600; i++) {
        const char *target = i < 300 ? "The Bike Lane" : i % 2 ? "the bridge" : "the tower";

        fprintf(out,
                "{\"text\":\"We %s %s at last, plan %c%c.\",\"target\":\"%s\",\"label\":\"%s\"}\n",
                openings[i % 3], by_name && i % 4 > 1 ? target : "it", 'a' + i / 26 % 26,
                'a' + i % 26, target, labels[i % 3]);
    }
    assert_int_equal(fclose(out), 0);
    train_on(name, options, path);
    free(path);
}

/* Two models have the same files, byte for byte. */
static inline void assert_same_model(const char *one, const char *other)
{
    char command[256];

    snprintf(command, sizeof(command), "diff -r %s/%s %s/%s", folder, one, folder, other);
    assert_int_equal(system(command), 0); /* NOLINT: folders of ours */
}

#endif
