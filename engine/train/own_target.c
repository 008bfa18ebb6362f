/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.c - a target of the user's own, on top of a stance model
 */
#include "text/target.h"
#include "train/own_target_state.h"

#include <stdlib.h>
#include <string.h>

#define FEWEST_OF_CLASS 5
#define OWN_COPY_SCALE  1.0

/* ---------------------------------------------------------------- input */

static int open_base(tn_own_target *t, tenor_error *err)
{
    const char *target = t->options->target;
    int rc = tenor_engine_load(&t->engine, t->options->base, err);

    if (rc < 0) {
        return rc;
    }
    t->base = t->engine->head[TENOR_STANCE];
    if (!t->base) {
        return tn_fail(err, TENOR_ERR_MODEL, "'%s' has no model of the stance head",
                       t->options->base);
    }
    t->n_classes = t->base->description.n_classes;
    t->n_pairs = tn_n_pairs(t->n_classes);
    rc = tn_name_read(&t->target, tn_str(target), err);
    if (rc == 0 && t->target.form.bytes == 0) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "the target '%s' has no word", target);
    }
    if (rc == 0 &&
        tn_model_domain(t->base, &t->target.tokens, &t->target.form, NULL) != TN_SHARED) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "'%s' knows the target '%s' already",
                     t->options->base, target);
    }
    if (rc == 0) {
        rc = tn_model_vocabulary(t->base, &t->base_vocabulary, err);
    }
    return rc == 0 ? tn_model_weights(t->base, &t->base_weight, t->base_rho, err) : rc;
}

static int class_of_base(const tn_own_target *t, const char *name)
{
    for (int c = 0; c < t->n_classes; c++) {
        if (strcmp(t->base->description.class_name[c], name) == 0) {
            return c;
        }
    }
    return -1;
}

static int check_rows(tn_own_target *t, tenor_error *err)
{
    tn_tokens tokens = { 0 };
    tn_buf name = { 0 };
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        const tn_row *row = &t->data.row[r];

        tenor_str own = tn_target_name(row->other);

        rc = tn_tokenise(&tokens, own.data, own.bytes, err);
        if (rc == 0) {
            rc = tn_target_normalise(&name, &tokens, err);
        }
        if (rc == 0 && (name.bytes != t->target.form.bytes ||
                        memcmp(name.data, t->target.form.data, name.bytes) != 0)) {
            rc = tn_fail(err, TENOR_ERR_INPUT, "%s:%lld: the row's target is '%.*s', not '%s'",
                         row->input, (long long)row->line_no, (int)own.bytes, own.data,
                         t->options->target);
        }
    }
    tn_tokens_free(&tokens);
    tn_buf_free(&name);
    return rc;
}

/* labels become the base's classes; the one domain is the target */
static int adopt_rows(tn_own_target *t, tenor_error *err)
{
    int class_index[TENOR_MAX_CLASSES];
    int rc = 0;

    if (t->data.n_classes < 2) {
        return tn_fail(err, TENOR_ERR_INPUT, "all %zu rows have the label '%s': nothing to learn",
                       t->data.n_rows, t->data.class_name[0]);
    }
    if (t->data.n_rows < TN_OWN_TARGET_ROWS) {
        return tn_fail(err, TENOR_ERR_INPUT, "only %zu rows for '%s'; at least %d are needed",
                       t->data.n_rows, t->options->target, TN_OWN_TARGET_ROWS);
    }
    for (int c = 0; c < t->data.n_classes; c++) {
        class_index[c] = class_of_base(t, t->data.class_name[c]);
        if (class_index[c] < 0) {
            return tn_fail(err, TENOR_ERR_INPUT, "the base model has no class '%s'",
                           t->data.class_name[c]);
        }
        if (t->data.label_count[c] < FEWEST_OF_CLASS) {
            return tn_fail(
                err, TENOR_ERR_INPUT, "only %lld rows have the label '%s'; at least %d are needed",
                (long long)t->data.label_count[c], t->data.class_name[c], FEWEST_OF_CLASS);
        }
        t->count[class_index[c]] = t->data.label_count[c];
    }
    rc = tn_domains_add(&t->data.domains, t->target.form.data, TN_DOMAIN_TARGET, TN_ALONE, err);
    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        t->data.row[r].label = (int8_t)class_index[t->data.row[r].label];
        t->data.row[r].domain = 0;
    }
    if (rc == 0) {
        t->data.domains.item[0].n_rows = (int64_t)t->data.n_rows;
        rc = tn_dataset_assign_folds(&t->data, t->options->folds, t->options->seed, err);
    }
    return rc;
}

static int read_rows(tn_own_target *t, tenor_error *err)
{
    const tenor_train_options *o = t->options;
    tn_buf named = { 0 };
    int rc = tn_target_compose(&named, tn_str(o->target), tn_str(o->target_aliases), ',', err);

    if (rc == 0) {
        rc = tn_dataset_read(&t->data, TENOR_STANCE, o->paths, o->n_paths, o->splits, NULL,
                             named.data, err);
    }
    tn_buf_free(&named);
    if (rc == 0) {
        tn_notice_conflicts(o, &t->data);
        rc = check_rows(t, err);
    }
    return rc == 0 ? adopt_rows(t, err) : rc;
}

/* what the base says of each row, as of any target that it does not know */
static int ask_base(tn_own_target *t, tenor_error *err)
{
    tn_tokens tokens = { 0 };
    tn_aliases aliases = { 0 };
    tn_summer summer;
    int rc = 0;

    tn_summer_init(&summer, &t->engine->lookup);
    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        const tn_row *row = &t->data.row[r];
        tn_joint_sums shared;
        tn_text_sums sums;
        tenor_label label;

        rc = tn_tokenise(&tokens, row->text.data, row->text.bytes, err);
        if (rc == 0) {
            rc = tn_sum_shared(&summer, &tokens, &shared, err);
        }
        if (rc == 0) {
            rc = tn_sum_head(&summer, &tokens, &shared, TENOR_STANCE, TN_SHARED, &sums, err);
        }
        if (rc == 0) {
            rc = tn_aliases_read(&aliases, row->other, err);
        }
        if (rc == 0) {
            tn_model_label(t->base, &tokens, TN_SHARED, &sums, &t->target, &aliases, 0, &label);
            memcpy(t->offset + r * (size_t)t->n_pairs, label.decision,
                   (size_t)t->n_pairs * sizeof(double));
            memcpy(t->base_p + r * (size_t)t->n_classes, label.p,
                   (size_t)t->n_classes * sizeof(double));
        }
    }
    tn_tokens_free(&tokens);
    tn_aliases_free(&aliases);
    tn_summer_free(&summer);
    return rc;
}

static int prepare(tn_own_target *t, tenor_error *err)
{
    size_t n_rows = t->data.n_rows, n_pairs = (size_t)t->n_pairs, n_classes = (size_t)t->n_classes;
    int rc;

    tn_rules_of(TENOR_STANCE, t->options->min_document_count, &t->vocabulary_rule, &t->matrix_rule);
    t->matrix_rule.features = t->vocabulary_rule.features = t->base->description.features;
    t->matrix_rule.copy_scale = OWN_COPY_SCALE;
    memset(t->matrix_rule.small_scale, 0, sizeof(t->matrix_rule.small_scale));
    rc = tn_vocabulary_select(&t->vocabulary, &t->data, &t->vocabulary_rule, err);
    if (rc == 0) {
        rc = tn_matrix_build(&t->matrix, &t->data, &t->vocabulary, &t->matrix_rule, err);
    }
    if (rc < 0) {
        return rc;
    }
    t->offset = tn_alloc(n_rows * n_pairs, sizeof(double));
    t->decision = tn_alloc(n_rows * n_pairs, sizeof(double));
    t->weight = tn_alloc(n_pairs * t->matrix.n_features, sizeof(double));
    t->p = tn_alloc(n_rows * n_classes, sizeof(double));
    t->base_p = tn_alloc(n_rows * n_classes, sizeof(double));
    if (!t->offset || !t->decision || !t->weight || !t->p || !t->base_p) {
        return tn_no_memory(err);
    }
    return ask_base(t, err);
}

static void release(tn_own_target *t)
{
    tenor_engine_free(t->engine);
    free(t->base_weight);
    tn_name_free(&t->target);
    tn_vocabulary_free(&t->vocabulary);
    tn_matrix_free(&t->matrix);
    tn_dataset_free(&t->data);
    free(t->offset);
    free(t->decision);
    free(t->weight);
    free(t->p);
    free(t->base_p);
}

int tenor_train_target_run(const tenor_train_options *options, tenor_evaluation *expected,
                           tenor_error *err)
{
    tn_own_target t = { .options = options };
    int rc;

    *expected = (tenor_evaluation){ 0 };
    if (!options->output_dir || !options->target || !options->base) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder, target or base model given");
    }
    if (options->folds < 2 || options->folds > 100 || !(options->C >= 0.0)) {
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds must be 2 to 100 and C not below 0");
    }
    rc = open_base(&t, err);
    if (rc == 0) {
        rc = read_rows(&t, err);
    }
    if (rc == 0) {
        rc = prepare(&t, err);
    }
    if (rc == 0) {
        rc = tn_own_target_fit(&t, err);
    }
    if (rc == 0) {
        rc = tn_own_target_evaluate(&t, expected, err);
    }
    if (rc == 0) {
        rc = tn_own_target_write(&t, expected, err);
    }
    release(&t);
    return rc;
}
