/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.c - a target of the user's own, on top of a stance model
 */
#include "train/own_target.h"

#include "model/engine.h"
#include "model/svm_file.h"
#include "text/target.h"
#include "train/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEWEST_OF_CLASS 5
#define BASE_ROWS       200.0 /* rows that the base's calibration weighs */
#define PRIOR_EXPONENT  0.25  /* of the class counts, for the decision prior */
#define OWN_COPY_SCALE  1.0

static const double cost_grid[] = { 0.1, 0.3, 1.0, 3.0 };

typedef struct {
    const tenor_train_options *options;
    tenor_engine *engine;
    tn_model *base;
    const tn_vocabulary *base_vocabulary;
    double *base_weight;
    double base_rho[TN_MAX_PAIRS];
    tn_tokens target;
    tn_buf name;     /* the target, normalised */
    tn_dataset data; /* its labels are the base's classes */
    int64_t count[TENOR_MAX_CLASSES];
    tn_vocabulary_rule vocabulary_rule;
    tn_matrix_rule matrix_rule;
    tn_vocabulary vocabulary;
    tn_matrix matrix;
    int n_classes, n_pairs;
    double C;
    double *offset;   /* the base's decision values, n_rows * n_pairs */
    double *decision; /* cross-validated */
    double *weight;   /* on all rows, n_pairs * n_features */
    double *p;        /* posteriors of the cross-validated decision values */
    double *base_p;   /* the base's own */
    tn_calibrator calibrator;
} own_target;

/* ---------------------------------------------------------------- input */

static int open_base(own_target *t, tenor_error *err)
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
    rc = tn_tokenise(&t->target, target, strlen(target), err);
    if (rc == 0) {
        rc = tn_target_normalise(&t->name, &t->target, err);
    }
    if (rc == 0 && t->name.bytes == 0) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "the target '%s' has no word", target);
    }
    if (rc == 0 && tn_model_domain(t->base, &t->target, &t->name, NULL) != TN_SHARED) {
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "'%s' knows the target '%s' already",
                     t->options->base, target);
    }
    if (rc == 0) {
        rc = tn_model_vocabulary(t->base, &t->base_vocabulary, err);
    }
    return rc == 0 ? tn_model_weights(t->base, &t->base_weight, t->base_rho, err) : rc;
}

static int class_of_base(const own_target *t, const char *name)
{
    for (int c = 0; c < t->n_classes; c++) {
        if (strcmp(t->base->description.class_name[c], name) == 0) {
            return c;
        }
    }
    return -1;
}

static int check_rows(own_target *t, tenor_error *err)
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
        if (rc == 0 &&
            (name.bytes != t->name.bytes || memcmp(name.data, t->name.data, name.bytes) != 0)) {
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
static int adopt_rows(own_target *t, tenor_error *err)
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
    rc = tn_domains_add(&t->data.domains, t->name.data, TN_DOMAIN_TARGET, TN_ALONE, err);
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

static int read_rows(own_target *t, tenor_error *err)
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
static int ask_base(own_target *t, tenor_error *err)
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

static int prepare(own_target *t, tenor_error *err)
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

/* -------------------------------------------------------------- training */

typedef struct {
    int32_t *row;
    double *y, *offset, *cost;
} pair_rows;

static size_t gather_pair(const own_target *t, int pair, int without_fold, pair_rows *out)
{
    int first = 0, second = 0;
    size_t n = 0, n_first = 0;

    tn_pair_classes(t->n_classes, pair, &first, &second);
    for (size_t r = 0; r < t->data.n_rows; r++) {
        const tn_row *row = &t->data.row[r];

        if ((row->label == first || row->label == second) && row->fold != without_fold) {
            out->row[n] = (int32_t)r;
            out->y[n] = row->label == first ? 1.0 : -1.0;
            out->offset[n++] = t->offset[r * (size_t)t->n_pairs + (size_t)pair];
            n_first += row->label == first;
        }
    }
    for (size_t i = 0; i < n; i++) { /* classes weigh alike */
        size_t n_own = out->y[i] > 0 ? n_first : n - n_first;

        out->cost[i] = t->C * 0.5 * (double)n / (double)n_own;
    }
    return n_first > 0 && n_first < n ? n : 0;
}

/* w of one pair; all 0 where one of its classes has no rows */
static int solve_pair(const own_target *t, int pair, int without_fold, double *w, tenor_error *err)
{
    size_t n_rows = t->data.n_rows;
    pair_rows rows = { tn_alloc(n_rows, sizeof(int32_t)), tn_alloc(n_rows, sizeof(double)),
                       tn_alloc(n_rows, sizeof(double)), tn_alloc(n_rows, sizeof(double)) };
    int rc = rows.row && rows.y && rows.offset && rows.cost ? 0 : tn_no_memory(err);

    if (rc == 0) {
        tn_offset_problem problem = { .matrix = &t->matrix,
                                      .row = rows.row,
                                      .y = rows.y,
                                      .offset = rows.offset,
                                      .cost = rows.cost,
                                      .n_rows = gather_pair(t, pair, without_fold, &rows) };

        rc = tn_solve_with_offset(w, &problem, err);
    }
    free(rows.row);
    free(rows.y);
    free(rows.offset);
    free(rows.cost);
    return rc;
}

static int cross_validate_pair(own_target *t, int pair, int fold, double *w, tenor_error *err)
{
    int rc = solve_pair(t, pair, fold, w, err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        size_t at = r * (size_t)t->n_pairs + (size_t)pair;

        if (t->data.row[r].fold == fold) {
            t->decision[at] = t->offset[at] + tn_matrix_decision(&t->matrix, r, w, 0.0);
        }
    }
    return rc;
}

/*
 * The base's calibrator and the rows' own, in the logarithm: with few rows the base's speaks. A
 * class without rows keeps the base's parameters.
 */
static int calibrate(own_target *t, tenor_error *err)
{
    const tn_calibrator *base = &t->base->description.calibrator;
    double own = (double)t->data.n_rows / ((double)t->data.n_rows + BASE_ROWS);
    int8_t *label = tn_alloc(t->data.n_rows, 1);
    int rc = label ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        label[r] = t->data.row[r].label;
    }
    if (rc == 0) {
        rc = tn_calibrator_fit(&t->calibrator, t->decision, label, NULL, t->data.n_rows,
                               t->n_classes, err);
    }
    free(label);
    for (int c = 0; rc == 0 && c < t->n_classes; c++) {
        for (int k = 0; k < t->n_pairs; k++) {
            double *slope = &t->calibrator.slope[c][k];

            *slope = own * *slope + (1.0 - own) * base->slope[c][k];
        }
        t->calibrator.offset[c] = own * t->calibrator.offset[c] + (1.0 - own) * base->offset[c];
    }
    if (rc == 0) {
        tn_calibrator_set_prior(&t->calibrator, t->count, PRIOR_EXPONENT);
    }
    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        tn_calibrator_apply(&t->calibrator, t->decision + r * (size_t)t->n_pairs, 0,
                            t->p + r * (size_t)t->n_classes);
    }
    return rc;
}

static int cross_validate(own_target *t, tenor_error *err)
{
    double *w = tn_alloc(t->matrix.n_features, sizeof(*w));
    int rc = w ? 0 : tn_no_memory(err);

    for (int fold = 0; rc == 0 && fold < t->options->folds; fold++) {
        for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
            rc = cross_validate_pair(t, pair, fold, w, err);
        }
    }
    free(w);
    return rc == 0 ? calibrate(t, err) : rc;
}

static double log_loss(const own_target *t)
{
    double sum = 0.0;

    for (size_t r = 0; r < t->data.n_rows; r++) {
        sum -= log(fmax(t->p[r * (size_t)t->n_classes + (size_t)t->data.row[r].label], 1e-12));
    }
    return sum / (double)t->data.n_rows;
}

/* the cost with the smallest cross-validated log loss, which is steadier than a macro-F1 */
static int choose_cost(own_target *t, tenor_error *err)
{
    double best = INFINITY, cost = cost_grid[0];
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof(cost_grid) / sizeof(cost_grid[0]); i++) {
        t->C = cost_grid[i];
        rc = cross_validate(t, err);
        if (rc == 0 && log_loss(t) < best) {
            best = log_loss(t);
            cost = t->C;
        }
    }
    t->C = cost;
    return rc;
}

static int train_all(own_target *t, tenor_error *err)
{
    int rc = 0;

    t->C = t->options->C;
    if (!(t->C > 0.0)) {
        rc = choose_cost(t, err);
    }
    if (rc == 0) {
        rc = cross_validate(t, err);
    }
    for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
        rc = solve_pair(t, pair, -1, t->weight + (size_t)pair * t->matrix.n_features, err);
    }
    return rc;
}

/* --------------------------------------------------------------- figures */

static int judge(const own_target *t, const double *p, tn_judgements *out, tenor_error *err)
{
    int rc = tn_judgements_init(out, t->data.n_rows, t->n_classes, err);

    for (size_t r = 0; rc == 0 && r < t->data.n_rows; r++) {
        const double *own = p + r * (size_t)t->n_classes;

        out->row[out->n_rows++] = (tn_judgement){
            .row = r,
            .truth = t->data.row[r].label,
            .prediction = (int8_t)tn_most_probable(own, t->n_classes),
            .scored = true,
            .calibrated = TN_SHARED,
        };
        memcpy(out->p + r * (size_t)t->n_classes, own, (size_t)t->n_classes * sizeof(double));
    }
    return rc;
}

/* NaN without memory for it */
static double calibration_error(const own_target *t)
{
    const double **prior = tn_alloc(t->data.n_rows, sizeof(*prior));
    int8_t *label = tn_alloc(t->data.n_rows, 1);
    double error = NAN;

    for (size_t r = 0; prior && label && r < t->data.n_rows; r++) {
        prior[r] = t->calibrator.prior;
        label[r] = t->data.row[r].label;
    }
    if (prior && label) {
        error = tn_calibration_error(t->p, label, prior, t->data.n_rows, t->n_classes);
    }
    free(prior);
    free(label);
    return error;
}

static int evaluate(const own_target *t, tenor_evaluation *out, tenor_error *err)
{
    tn_judgements ours = { 0 }, base = { 0 };
    int rc = judge(t, t->p, &ours, err);

    *out = (tenor_evaluation){ .head = TENOR_STANCE, .n_classes = t->n_classes, .ece = NAN };
    for (int c = 0; c < t->n_classes; c++) {
        snprintf(out->class_name[c], sizeof(out->class_name[c]), "%s",
                 t->base->description.class_name[c]);
    }
    if (rc == 0) {
        rc = judge(t, t->base_p, &base, err);
    }
    if (rc == 0) {
        out->ece = calibration_error(t);
        tn_evaluation_tally(out, &ours);
        out->skipped = t->data.n_skipped;
        rc = tn_evaluation_bootstrap(out, &ours, t->options->seed, err);
    }
    if (rc == 0) {
        rc = tn_evaluation_compare(out, &ours, &base, t->options->seed, err);
    }
    tn_judgements_free(&ours);
    tn_judgements_free(&base);
    return rc;
}

/* --------------------------------------------------------------- writing */

/* base's entries, then the target's, in a part of its own */
static int merge_vocabularies(const own_target *t, tn_vocabulary *out, tenor_error *err)
{
    int16_t own = (int16_t)t->base->description.domains.n;
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < t->base_vocabulary->n_entries; e++) {
        rc = tn_vocabulary_add(out, t->base_vocabulary->entry[e],
                               tn_vocabulary_name(t->base_vocabulary, e), err);
    }
    for (size_t e = 0; rc == 0 && e < t->vocabulary.n_entries; e++) {
        tn_vocabulary_entry entry = t->vocabulary.entry[e];

        entry.domain = own;
        rc = tn_vocabulary_add(out, entry, tn_vocabulary_name(&t->vocabulary, e), err);
    }
    return rc;
}

/* a pair's weights: base's words, own words, base's dense blocks, own dense block */
static void merge_weights(const own_target *t, int pair, size_t n_merged, double *out)
{
    size_t n_base = t->base_vocabulary->n_entries, n_own = t->vocabulary.n_entries;
    size_t n_features = t->base->description.n_features;
    size_t own_dense = tn_dense_start(tn_task_of(TENOR_STANCE), n_own, 0);
    const double *base = t->base_weight + (size_t)pair * n_features;
    const double *own = t->weight + (size_t)pair * t->matrix.n_features;
    double *dense = out + n_base + n_own;

    memcpy(out, base, n_base * sizeof(*out));
    for (size_t i = 0; i < n_own; i++) {
        out[n_base + i] = tn_svm_round(own[i] * t->matrix.scale[i]);
    }
    memcpy(dense, base + n_base, (n_features - n_base) * sizeof(*out));
    dense += n_features - n_base;
    for (size_t i = 0; dense + i < out + n_merged; i++) {
        dense[i] = tn_svm_round(own[own_dense + i] * t->matrix.scale[own_dense + i]);
    }
}

static int describe(own_target *t, const double *weight, size_t n_features, tenor_error *err)
{
    tn_model_description *d = &t->base->description;
    int n_dense = tn_task_of(TENOR_STANCE)->n_dense;
    char folder[256];
    tn_domain *own;
    int rc = tn_domains_add(&d->domains, t->name.data, TN_DOMAIN_TARGET, TN_SHARED, err);

    if (rc < 0) {
        return rc;
    }
    tn_name_of_folder(folder, sizeof(folder), t->options->output_dir);
    free(d->name);
    d->name = t->options->name ? tn_strndup(t->options->name, strlen(t->options->name))
                               : tn_strndup(folder, strlen(folder));
    if (!d->name) {
        return tn_no_memory(err);
    }
    d->n_entries += t->vocabulary.n_entries;
    d->n_features = n_features;
    own = &d->domains.item[d->domains.n - 1];
    own->n_rows = (int64_t)t->data.n_rows;
    own->calibrated = true;
    own->calibrator = t->calibrator;
    for (int pair = 0; pair < t->n_pairs; pair++) {
        const double *end = weight + (size_t)(pair + 1) * n_features;

        memcpy(own->dense_weight[pair], end - n_dense - 1, (size_t)n_dense * sizeof(double));
        own->constant[pair] = end[-1];
    }
    return 0;
}

static void gather_facts(const own_target *t, const tenor_evaluation *e, tn_training_facts *facts)
{
    *facts = (tn_training_facts){ .rows = (int64_t)t->data.n_rows,
                                  .skipped = t->data.n_skipped,
                                  .duplicates = t->data.n_duplicates,
                                  .conflicts = t->data.n_conflicts,
                                  .splits = t->options->splits,
                                  .solver = "dual coordinate descent with offsets",
                                  .C = t->C,
                                  .folds = t->options->folds,
                                  .seed = t->options->seed,
                                  .copy_scale = t->matrix_rule.copy_scale,
                                  .parent_scale = t->matrix_rule.parent_scale,
                                  .macro_f1 = e->macro_f1,
                                  .macro_recall = e->macro_recall,
                                  .calibration_error = e->ece,
                                  .target = t->options->target,
                                  .base_digest = t->base->digest };
    tn_digest_hex(t->data.digest, facts->data_digest);
    memcpy(facts->label_count, t->count, sizeof(facts->label_count));
    memcpy(facts->min_count, t->vocabulary_rule.min_count, sizeof(facts->min_count));
    memcpy(facts->family_scale, t->matrix_rule.family_scale, sizeof(facts->family_scale));
    memcpy(facts->small_scale, t->matrix_rule.small_scale, sizeof(facts->small_scale));
    memcpy(facts->confusion, e->confusion, sizeof(facts->confusion));
    for (size_t r = 0; r < t->data.n_rows; r++) {
        int truth = t->data.row[r].label;

        for (int c = 0; c < t->n_classes; c++) {
            facts->mean_posterior[truth][c] +=
                t->p[r * (size_t)t->n_classes + (size_t)c] / (double)t->count[truth];
        }
    }
}

static int write_model(own_target *t, const tenor_evaluation *e, tenor_error *err)
{
    size_t n_features = t->base->description.n_features + t->matrix.n_stored -
                        (size_t)tn_task_of(TENOR_STANCE)->n_dense;
    double *weight = tn_alloc((size_t)t->n_pairs * n_features, sizeof(*weight));
    tn_vocabulary merged = { 0 };
    tn_training_facts facts;
    int rc = weight ? merge_vocabularies(t, &merged, err) : tn_no_memory(err);

    for (int pair = 0; rc == 0 && pair < t->n_pairs; pair++) {
        merge_weights(t, pair, n_features, weight + (size_t)pair * n_features);
    }
    if (rc == 0) {
        rc = describe(t, weight, n_features, err);
    }
    if (rc == 0) {
        gather_facts(t, e, &facts);
        rc = tn_model_write(t->options->output_dir, &t->base->description, &facts, &merged, weight,
                            TN_ZSTD_QUICK, err);
    }
    tn_vocabulary_free(&merged);
    free(weight);
    return rc;
}

static void release(own_target *t)
{
    tenor_engine_free(t->engine);
    free(t->base_weight);
    tn_tokens_free(&t->target);
    tn_buf_free(&t->name);
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
    own_target t = { .options = options };
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
        rc = train_all(&t, err);
    }
    if (rc == 0) {
        rc = evaluate(&t, expected, err);
    }
    if (rc == 0) {
        rc = write_model(&t, expected, err);
    }
    release(&t);
    return rc;
}
