/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * own_target.c - a target of the user's own, on top of a stance model
 *
 * A few labels say on which side a thread stands; who stands where within it takes a hundred and
 * more. So two kinds of domain are cross-validated on the labelled rows: the level, in which the
 * model's probabilities are moved toward the rows' class shares, and the stack, a support vector
 * machine over the comment's own features and the model's decision values. The smaller log loss
 * decides.
 */
#include "train/own_target.h"

#include "text/target.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FEWEST_ROWS 10
#define MIN_COUNT   2

/*
 * Of the rows' class shares, for the decision prior. Their whole weight is what accuracy wants, and
 * labels nearly all of a thread as its majority; a seventh of it keeps who stands where.
 */
#define PRIOR_EXPONENT 0.15

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
        for (size_t c = 0; c < n_classes; c++) /* a row without words: undecided */
            o->base_p[r * n_classes + c] = label->present ? label->p[c] : 1.0 / (double)n_classes;
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
    o->t.posterior = tn_alloc(n, sizeof(double));
    o->base_p = tn_alloc(n, sizeof(double));
    o->majority_p = tn_alloc(n, sizeof(double));
    o->level_p = tn_alloc(n, sizeof(double));
    o->stack_p = tn_alloc(n, sizeof(double));
    if (!o->part.shared || !o->t.posterior || !o->base_p || !o->majority_p || !o->level_p ||
        !o->stack_p)
        return tn_no_memory(err);
    if ((rc = ask_base(o, err)) < 0)
        return rc;
    return tn_part_build_domain(&o->part, o->t.n_pairs, err);
}

/* ----------------------------------------------------------- candidates */

/* class counts of the rows outside a fold, one more each: no class is impossible */
static void counts_without(const tn_own_target *o, int fold, double *count)
{
    for (int c = 0; c < o->t.dataset.n_classes; c++)
        count[c] = 1.0;
    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        const tn_sample *row = &o->t.dataset.row[r];

        count[row->label] += row->fold != fold;
    }
}

static void scale_to_one(double *p, int n)
{
    double sum = 0.0;

    for (int c = 0; c < n; c++)
        sum += p[c];
    for (int c = 0; c < n; c++)
        p[c] /= sum;
}

/* out: p, which holds under a prior, under that of the rows' class counts */
static void move_prior(double *out, const double *p, const double *prior, const double *count,
                       int n)
{
    for (int c = 0; c < n && c < TENOR_MAX_CLASSES; c++)
        out[c] = p[c] / prior[c] * pow(count[c], PRIOR_EXPONENT);
    scale_to_one(out, n);
}

static const tn_calibrator *base_calibrator(const tn_own_target *o)
{
    const tn_model_description *d = &o->base->description;

    return o->known < 0 ? &d->calibrator : &d->domains.item[o->known].calibrator;
}

/* the shares of the other folds' classes: alone, and as the prior of what the base says */
static void majority_and_level(tn_own_target *o)
{
    int n = o->t.dataset.n_classes;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        size_t at = r * (size_t)n;
        double count[TENOR_MAX_CLASSES];

        counts_without(o, o->t.dataset.row[r].fold, count);
        move_prior(o->level_p + at, o->base_p + at, base_calibrator(o)->prior, count, n);
        scale_to_one(count, n);
        memcpy(o->majority_p + at, count, (size_t)n * sizeof(*count));
    }
}

/* the stack: rows of one fold by a calibrator of the others' cross-validated decision values */
static int stack_fold(tn_own_target *o, int fold, tenor_error *err)
{
    size_t n_rows = o->t.dataset.n_rows, n_pairs = (size_t)o->t.n_pairs, n_kept = 0;
    int n = o->t.dataset.n_classes;
    double *decision = tn_alloc(n_rows, n_pairs * sizeof(*decision));
    int8_t *label = tn_alloc(n_rows, 1);
    double count[TENOR_MAX_CLASSES], uniform[TENOR_MAX_CLASSES] = { 1.0, 1.0, 1.0 };
    tn_calibrator calibrator;
    int rc;

    if (!decision || !label) {
        rc = tn_no_memory(err);
        goto done;
    }
    for (size_t r = 0; r < n_rows; r++) {
        if (o->t.dataset.row[r].fold != fold) {
            memcpy(decision + n_kept * n_pairs, o->part.decision + r * n_pairs,
                   n_pairs * sizeof(*decision));
            label[n_kept++] = o->t.dataset.row[r].label;
        }
    }
    rc = tn_calibrator_fit(&calibrator, decision, label, NULL, n_kept, n, err);
    if (rc < 0)
        goto done;
    counts_without(o, fold, count);
    for (size_t r = 0; r < n_rows; r++) {
        if (o->t.dataset.row[r].fold == fold) {
            double q[TENOR_MAX_CLASSES];

            tn_calibrator_apply(&calibrator, o->part.decision + r * n_pairs, 0, q);
            move_prior(o->stack_p + r * (size_t)n, q, uniform, count, n);
        }
    }
done:
    free(decision);
    free(label);
    return rc;
}

static double log_loss(const tn_own_target *o, const double *p)
{
    int n = o->t.dataset.n_classes;
    double sum = 0.0;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++)
        sum -= log(fmax(p[r * (size_t)n + (size_t)o->t.dataset.row[r].label], 1e-12));
    return sum / (double)o->t.dataset.n_rows;
}

/* cross-validate both candidates; the one of the smaller log loss is the result */
static int fit(tn_own_target *o, tenor_error *err)
{
    int64_t count[TENOR_MAX_CLASSES];
    int rc = tn_part_train(&o->t, &o->part, err);

    for (int fold = 0; rc == 0 && fold < o->t.n_folds; fold++)
        rc = stack_fold(o, fold, err);
    if (rc < 0)
        return rc;
    majority_and_level(o);
    o->stacked = log_loss(o, o->stack_p) < log_loss(o, o->level_p);
    o->result_p = o->stacked ? o->stack_p : o->level_p;
    if (o->stacked && (rc = tn_part_calibrate(&o->t, &o->part, err)) < 0)
        return rc;
    o->calibrator = o->stacked ? o->part.calibrator : *base_calibrator(o);
    for (int c = 0; c < o->t.dataset.n_classes; c++)
        count[c] = o->t.dataset.label_count[c] + 1;
    tn_calibrator_set_prior(&o->calibrator, count, PRIOR_EXPONENT);
    return 0;
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
    } each[] = { { o->base_p, &out->model },
                 { o->majority_p, &out->majority },
                 { o->result_p, &out->result } };

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
    free(o->t.posterior);
    free(o->base_p);
    free(o->majority_p);
    free(o->level_p);
    free(o->stack_p);
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
