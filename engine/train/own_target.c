/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.c - a target of the user's own, on top of a stance model
 *
 * A few labels say on which side a thread stands; who stands where within it takes a hundred and
 * more. So two kinds of domain are cross-validated on the labelled rows: the level, which is the
 * model calibrated by these rows, and the stack, a support vector machine over the comment's own
 * features and the model's decision values, calibrated likewise. The log loss decides.
 */
#include "train/own_target.h"

#include "text/target.h"
#include "train/site_fit.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEWEST_ROWS 10
#define MIN_COUNT   2
#define FEWEST_P    1e-12
#define NO_FOLD     (-1)
/*
 * Labels follow the rows' shares, with so many rows of each class added, by this power; in
 * probabilities it is 1, with one row added.
 */
#define SHARES_IN_LABELS 0.17
#define ROWS_ADDED       5.0

/* ---------------------------------------------------------------- input */

static int open_base(tn_own_target *o, tenor_error *err)
{
    int rc = tenor_engine_load(&o->engine, o->options->base, err);

    if (rc < 0)
        return rc;
    o->base = o->engine->head[TENOR_STANCE];
    if (!o->base) {
        return tn_fail(err, TENOR_ERR_MODEL, "'%s' has no model of the stance head",
                       o->options->base);
    }
    for (int head = 0; head < TENOR_N_HEADS; head++) /* every row is asked, whatever its words */
        if (o->engine->head[head])
            o->engine->head[head]->description.min_coverage = 0.0;
    o->t.n_pairs = tn_n_pairs(o->base->description.n_classes);
    rc = tn_target_read(&o->target, tn_str(o->options->target), err);
    if (rc < 0)
        return rc;
    if (o->target.n_names == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "the target '%s' has no word", o->options->target);
    o->known = tn_model_domain(o->base, &o->target);
    return 0;
}

static int check_targets(const tn_own_target *o, tenor_error *err)
{
    const tn_buf *own = &o->target.name[0].form, *form;
    tn_target target = { 0 };
    int rc = 0;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        const tn_sample *row = &o->t.dataset.row[r];

        if ((rc = tn_target_read(&target, row->other, err)) < 0)
            break;
        form = target.n_names > 0 ? &target.name[0].form : NULL;
        if (!form || form->bytes != own->bytes || memcmp(form->data, own->data, own->bytes) != 0) {
            /* for the analyzer base.h takes the messages out: NOLINTNEXTLINE(*DeadStores) */
            tenor_str name = tn_target_name(row->other);

            rc = tn_fail(err, TENOR_ERR_INPUT, "%s:%lld: the row's target is '%.*s', not '%s'",
                         row->input, (long long)row->line_no, (int)name.bytes, name.data,
                         o->options->target);
            break;
        }
    }
    tn_target_free(&target);
    return rc;
}

/* labels become the base's classes; the one domain is the target */
static int adopt_rows(tn_own_target *o, tenor_error *err)
{
    tn_dataset *d = &o->t.dataset;
    const tn_model_description *base = &o->base->description;
    int class_index[TENOR_MAX_CLASSES];
    int64_t count[TENOR_MAX_CLASSES] = { 0 };

    if (d->n_rows < FEWEST_ROWS) {
        return tn_fail(err, TENOR_ERR_INPUT, "only %zu rows for '%s'; at least %d are needed",
                       d->n_rows, o->options->target, FEWEST_ROWS);
    }
    for (int c = 0; c < d->n_classes; c++) {
        class_index[c] = -1;
        for (int k = 0; k < base->n_classes; k++) {
            if (strcmp(base->class_name[k], d->class_name[c]) == 0) {
                class_index[c] = k;
                count[k] = d->label_count[c];
            }
        }
        if (class_index[c] < 0) {
            return tn_fail(err, TENOR_ERR_INPUT, "the base model has no class '%s'",
                           d->class_name[c]);
        }
    }
    for (size_t r = 0; r < d->n_rows; r++) {
        d->row[r].label = (int8_t)class_index[d->row[r].label];
        d->row[r].domain = 0;
        d->row[r].weight = 1.0;
    }
    d->n_classes = base->n_classes;
    for (int k = 0; k < base->n_classes; k++) {
        d->class_name[k] = base->class_name[k];
        d->label_count[k] = count[k];
    }
    return tn_dataset_assign_folds(d, &o->t.n_folds, false, o->options->seed, err);
}

static int read_rows(tn_own_target *o, tenor_error *err)
{
    const tenor_train_options *options = o->options;
    tn_dataset_options rows = { .paths = options->paths,
                                .n_paths = options->n_paths,
                                .splits = options->splits,
                                .without_uncertain = true };
    tn_buf named = { 0 };
    int rc = tn_target_compose(&named, tn_str(options->target), tn_str(options->target_aliases),
                               ',', err);

    rows.target = named.data;
    if (rc == 0)
        rc = tn_dataset_read(&o->t.dataset, TENOR_STANCE, &rows, err);
    tn_buf_free(&named);
    if (rc < 0)
        return rc;
    tn_notice_data(options, &o->t.dataset);
    rc = check_targets(o, err);
    return rc == 0 ? adopt_rows(o, err) : rc;
}

static const tn_calibrator *base_calibrator(const tn_own_target *o)
{
    return tn_calibrator_of(&o->base->description, o->known);
}

/* what the base says of each row: of a target that it knows, its domain's decision values */
static int ask_base(tn_own_target *o, tenor_error *err)
{
    size_t n_classes = (size_t)o->t.dataset.n_classes;
    tenor_scorer *scorer = NULL;
    int rc = tenor_scorer_new(&scorer, o->engine, err);

    for (size_t r = 0; rc == 0 && r < o->t.dataset.n_rows; r++) {
        const tn_sample *row = &o->t.dataset.row[r];
        tenor_result result;
        const tenor_label *label = &result.head[TENOR_STANCE];

        rc = tenor_score(scorer, row->text, row->other, (tenor_str){ 0 }, &result, err);
        if (rc < 0)
            break;
        for (size_t c = 0; c < n_classes; c++) { /* a row without words: undecided */
            double p = label->present ? label->p[c] : 1.0 / (double)n_classes;

            o->base_p[r * n_classes + c] = p;
            o->base_label_p[r * n_classes + c] = p * base_calibrator(o)->label_weight[c];
        }
        if (label->present) {
            memcpy(o->part.shared + r * TN_MAX_PAIRS, label->decision,
                   (size_t)o->t.n_pairs * sizeof(double));
        }
    }
    tenor_scorer_free(scorer);
    return rc;
}

static int prepare(tn_own_target *o, tenor_error *err)
{
    size_t n_rows = o->t.dataset.n_rows, n = n_rows * (size_t)o->t.dataset.n_classes;
    int rc = tn_part_init(&o->part, &o->t.dataset, 0, MIN_COUNT, err);

    if (rc < 0)
        return rc;
    if (o->options->C > 0.0)
        o->part.C = o->options->C;
    o->part.shared = tn_alloc(n_rows, TN_MAX_PAIRS * sizeof(double));
    o->base_p = tn_alloc(n, sizeof(double));
    o->majority_p = tn_alloc(n, sizeof(double));
    o->level_p = tn_alloc(n, sizeof(double));
    o->stack_p = tn_alloc(n, sizeof(double));
    o->base_label_p = tn_alloc(n, sizeof(double));
    o->label_p = tn_alloc(n, sizeof(double));
    if (!o->part.shared || !o->base_p || !o->majority_p || !o->level_p || !o->stack_p ||
        !o->base_label_p || !o->label_p)
        return tn_no_memory(err);
    if ((rc = ask_base(o, err)) < 0)
        return rc;
    return tn_part_build_domain(&o->part, o->t.n_pairs, err);
}

/* ----------------------------------------------------------- candidates */

/* what candidates have of a row's classes, to be calibrated: `score` of n_rows * n_classes */

/* logarithms of the base's probabilities */
static void score_level(const tn_own_target *o, double *score)
{
    for (size_t i = 0; i < o->t.dataset.n_rows * (size_t)o->t.dataset.n_classes; i++)
        score[i] = log(fmax(o->base_p[i], FEWEST_P));
}

/* sign of a pair's decision value in a class's sum: 1 of its first class, -1 of its second */
static int sign_of(int n_classes, int pair, int class_index)
{
    int first, second;

    tn_pair_classes(n_classes, pair, &first, &second);
    return (class_index == first) - (class_index == second);
}

/* sums of the cross-validated decision values that speak for a class */
static void score_stack(const tn_own_target *o, double *score)
{
    int n = o->t.dataset.n_classes;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        const double *decision = o->part.decision + r * (size_t)o->t.n_pairs;

        for (int c = 0; c < n; c++)
            for (int k = 0; k < o->t.n_pairs; k++)
                score[r * (size_t)n + (size_t)c] += sign_of(n, k, c) * decision[k];
    }
}

/* by the rows outside a fold; NO_FOLD: by all */
static int fit_without(const tn_own_target *o, int fold, const double *score,
                       tn_site_parameters *out, tenor_error *err)
{
    const tn_dataset *d = &o->t.dataset;
    size_t *row = tn_alloc(d->n_rows, sizeof(*row)), n = 0;
    int8_t *label = tn_alloc(d->n_rows, 1);
    int rc = row && label ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < d->n_rows; r++) {
        label[r] = d->row[r].label;
        if (d->row[r].fold != fold)
            row[n++] = r;
    }
    if (rc == 0)
        rc = tn_site_fit(out, &(tn_site_rows){ score, label, row, n, d->n_classes },
                         &TN_SLOPE_FITTED, err);
    free(label);
    free(row);
    return rc;
}

/* p: of each row by a calibration without its fold; *all: that by all rows */
static int cross_validate(const tn_own_target *o, const double *score, double *p,
                          tn_site_parameters *all, tenor_error *err)
{
    const tn_dataset *d = &o->t.dataset;
    int rc = fit_without(o, NO_FOLD, score, all, err);

    for (int fold = 0; rc == 0 && fold < o->t.n_folds; fold++) {
        tn_site_parameters fitted;

        rc = fit_without(o, fold, score, &fitted, err);
        for (size_t r = 0; rc == 0 && r < d->n_rows; r++) {
            size_t at = r * (size_t)d->n_classes;

            if (d->row[r].fold == fold)
                tn_site_posteriors(p + at, score + at, &fitted, d->n_classes);
        }
    }
    return rc;
}

/* the rows of each class outside a fold; NO_FOLD: all */
static void count_without(const tn_own_target *o, int fold, double count[TENOR_MAX_CLASSES])
{
    memset(count, 0, TENOR_MAX_CLASSES * sizeof(*count));
    for (size_t r = 0; r < o->t.dataset.n_rows; r++)
        count[o->t.dataset.row[r].label] += o->t.dataset.row[r].fold != fold;
}

/* a class's share among the rows counted, with some of each class added: none is impossible */
static double share_of(const tn_own_target *o, const double *count, int class_index, double added)
{
    double n = 0.0;

    for (int c = 0; c < o->t.dataset.n_classes; c++)
        n += count[c] + added;
    return (count[class_index] + added) / n;
}

/* what makes a class's probability by the base or the stack its weight as a label */
static double shares_in_label(const tn_own_target *o, const double *count, int class_index)
{
    double factor = pow(share_of(o, count, class_index, ROWS_ADDED), SHARES_IN_LABELS);

    return o->stacked ? factor / share_of(o, count, class_index, 1.0) : factor;
}

/*
 * What labels are chosen by, and the majority, each without the row's fold. Probabilities are for
 * shares, and sway with the rows' own: labels by them become those of the majority. So labels are
 * the base's, with little of the shares; of a stack, which has no other level than the rows', what
 * is left of it without them, and as little.
 */
static void set_label_p(const tn_own_target *o)
{
    const tn_dataset *d = &o->t.dataset;
    const double *p = o->stacked ? o->stack_p : o->base_label_p;

    for (int fold = 0; fold < o->t.n_folds; fold++) {
        double count[TENOR_MAX_CLASSES];

        count_without(o, fold, count);
        for (size_t r = 0; r < d->n_rows; r++) {
            for (int c = 0; d->row[r].fold == fold && c < d->n_classes; c++) {
                size_t at = r * (size_t)d->n_classes + (size_t)c;

                o->majority_p[at] = share_of(o, count, c, 1.0);
                o->label_p[at] = p[at] * shares_in_label(o, count, c);
            }
        }
    }
}

/*
 * Whether the stack's log loss is smaller by more than its standard error: of two that are as good
 * the simpler one (L. Breiman and others, Classification and Regression Trees, 1984, 3.4.3).
 */
static int compare_losses(tn_own_target *o, tenor_error *err)
{
    size_t n_rows = o->t.dataset.n_rows, n = (size_t)o->t.dataset.n_classes;
    double *gain = tn_alloc(n_rows, sizeof(*gain));

    if (!gain)
        return tn_no_memory(err);
    for (size_t r = 0; r < n_rows; r++) {
        size_t at = r * n + (size_t)o->t.dataset.row[r].label;

        gain[r] = log(fmax(o->stack_p[at], FEWEST_P)) - log(fmax(o->level_p[at], FEWEST_P));
    }
    o->stacked =
        gsl_stats_mean(gain, 1, n_rows) > gsl_stats_sd(gain, 1, n_rows) / sqrt((double)n_rows);
    free(gain);
    return 0;
}

/* the calibrator that gives what a candidate's calibration by all rows does */
static void set_calibrator(tn_own_target *o, const tn_site_parameters *fitted)
{
    const tn_dataset *d = &o->t.dataset;
    tn_calibrator *out = &o->calibrator;
    double count[TENOR_MAX_CLASSES], factor[TENOR_MAX_CLASSES];

    *out = *base_calibrator(o);
    if (o->stacked) { /* decision values that are added up, under no prior */
        *out = (tn_calibrator){ .n_classes = d->n_classes };
        for (int c = 0; c < d->n_classes; c++) {
            out->prior[c] = 1.0;
            for (int k = 0; k < o->t.n_pairs; k++)
                out->slope[c][k] = sign_of(d->n_classes, k, c);
        }
    }
    count_without(o, NO_FOLD, count);
    for (int c = 0; c < d->n_classes; c++)
        factor[c] = share_of(o, count, c, 1.0) / out->prior[c];
    tn_calibrator_adapt(out, fitted->slope, fitted->bias, factor);
    for (int c = 0; c < d->n_classes; c++) { /* so that labels are those of set_label_p */
        double shares = shares_in_label(o, count, c);

        if (o->stacked)
            out->label_weight[c] = shares;
        else if (fitted->slope > 0.0) /* else nothing of the base is left in p */
            out->label_weight[c] =
                pow(base_calibrator(o)->label_weight[c] * shares, fitted->slope) /
                exp(fitted->bias[c]);
    }
}

/* cross-validate both candidates, and take one */
static int fit(tn_own_target *o, tenor_error *err)
{
    size_t n = o->t.dataset.n_rows * (size_t)o->t.dataset.n_classes;
    double *score = tn_alloc(n, sizeof(*score)), *sums = tn_alloc(n, sizeof(*sums));
    tn_site_parameters level, stack;
    int rc = score && sums ? tn_part_train(&o->t, &o->part, err) : tn_no_memory(err);

    if (rc < 0)
        goto done;
    score_level(o, score);
    score_stack(o, sums);
    if ((rc = cross_validate(o, score, o->level_p, &level, err)) < 0 ||
        (rc = cross_validate(o, sums, o->stack_p, &stack, err)) < 0 ||
        (rc = compare_losses(o, err)) < 0)
        goto done;
    o->result_p = o->stacked ? o->stack_p : o->level_p;
    set_calibrator(o, o->stacked ? &stack : &level);
    set_label_p(o);
done:
    free(sums);
    free(score);
    return rc;
}

/* --------------------------------------------------------------- figures */

static int judge(const tn_own_target *o, const double *p, tenor_evaluation *e, tenor_error *err)
{
    tn_judgements judged;
    int rc = tn_judgements_of_folds(&judged, &o->t.dataset, p, err);

    if (rc < 0)
        goto done;
    *e = (tenor_evaluation){ .head = TENOR_STANCE, .n_classes = o->t.dataset.n_classes };
    tn_evaluation_tally(e, &judged);
    rc = tn_evaluation_bootstrap(e, &judged, o->options->seed, err);
done:
    tn_judgements_free(&judged);
    return rc;
}

static int report(const tn_own_target *o, tenor_target_report *out, tenor_error *err)
{
    const struct {
        const double *p;
        tenor_target_figures *figures;
    } each[] = { { o->base_label_p, &out->model },
                 { o->majority_p, &out->majority },
                 { o->label_p, &out->result } };

    *out = (tenor_target_report){ .n_rows = (int64_t)o->t.dataset.n_rows,
                                  .n_folds = o->t.n_folds,
                                  .stacked = o->stacked };
    for (size_t i = 0; i < sizeof(each) / sizeof(each[0]); i++) {
        tenor_evaluation e;
        int rc = judge(o, each[i].p, &e, err);

        if (rc < 0)
            return rc;
        *each[i].figures = (tenor_target_figures){ e.accuracy, e.accuracy_interval, e.macro_recall,
                                                   e.macro_recall_interval };
    }
    return 0;
}

static void release(tn_own_target *o)
{
    tn_part_free(&o->part, o->t.n_pairs);
    tn_dataset_free(&o->t.dataset);
    free(o->base_p);
    free(o->majority_p);
    free(o->level_p);
    free(o->stack_p);
    free(o->base_label_p);
    free(o->label_p);
    tn_target_free(&o->target);
    tenor_engine_free(o->engine);
}

int tenor_train_target_run(const tenor_train_options *options, tenor_target_report *out,
                           tenor_error *err)
{
    tn_own_target o = { .options = options, .t = { .options = options, .head = TENOR_STANCE } };
    int rc;

    *out = (tenor_target_report){ 0 };
    if (!options->output_dir || !options->target || !options->base)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder, target or base model given");
    if (options->folds < 2 || options->folds > 100 || !(options->C >= 0.0))
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds must be 2 to 100 and C not below 0");
    o.t.n_folds = options->folds;
    o.t.solver = TN_SOLVER_LIBSVM;
    if ((rc = open_base(&o, err)) < 0 || (rc = read_rows(&o, err)) < 0 ||
        (rc = prepare(&o, err)) < 0 || (rc = fit(&o, err)) < 0 || (rc = report(&o, out, err)) < 0)
        goto done;
    rc = tn_own_target_write(&o, err);
done:
    release(&o);
    return rc;
}
