/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calibrate_run.c - tenor_calibrate_run: models for a site, out of some hundred labels of it
 */
#include "base/file.h"
#include "ingest/rejections.h"
#include "model/engine.h"
#include "text/target.h"
#include "train/evaluation.h"
#include "train/site_shares.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_FOLDS              5
#define FEWEST_P             1e-12
#define MAX_MODEL_JSON_BYTES ((size_t)16 << 20)

typedef struct {
    const tenor_calibrate_options *o;
    tenor_calibration *out;
    tenor_engine *engine;
    tenor_scorer *scorer;
    tn_population population[TENOR_N_HEADS];
    tenor_error no_labels; /* why the first head without labels has none */
} calibration;

/* A head's labelled comments that its model scores. */
typedef struct {
    tn_dataset data;
    tn_judgements judged;
    double *log_p;
    int8_t *label; /* class of the model */
    int32_t *fold;
    size_t *row; /* 0, 1, 2 … */
    size_t n;
    int n_classes;
    int64_t count[TENOR_MAX_CLASSES];
    double error[TENOR_MAX_CLASSES + 1]; /* tn_site_calibration's */
    double prior[TENOR_MAX_CLASSES];     /* mean of the decision priors they were judged under */
} labelled;

void tenor_calibrate_options_init(tenor_calibrate_options *options)
{
    *options = (tenor_calibrate_options){ .seed = 1 };
    tenor_reader_options_init(&options->reader);
}

/* ---------------------------------------------------------------- labels */

/* `labels` is "A,B"; a head that none of them has a label of has no rows */
static int read_labels(calibration *c, labelled *l, int head, tenor_error *err)
{
    const char *list = c->o->labels;
    size_t n_paths = 0, capacity = 0;
    char **path = NULL;
    tenor_error cause = { 0 };
    tenor_str item;
    int n_folds = N_FOLDS, rc = 0;

    while (tn_list_next(&list, &item)) {
        rc = tn_grow((void **)&path, &capacity, n_paths + 1, sizeof(*path), err);
        if (rc < 0)
            goto done;
        path[n_paths] = tn_strndup(item.data, item.bytes);
        if (!path[n_paths++]) {
            rc = tn_no_memory(err);
            goto done;
        }
    }
    rc = tn_dataset_read(&l->data, head,
                         &(tn_dataset_options){ .paths = (const char *const *)path,
                                                .n_paths = n_paths,
                                                .without_uncertain = true },
                         &cause);
    if (rc == 0)
        rc = tn_dataset_assign_folds(&l->data, &n_folds, false, c->o->seed, err);
    else if (rc == TENOR_ERR_INPUT) {
        rc = 0;
        if (c->no_labels.code == 0)
            c->no_labels = cause;
    } else
        rc = tn_fail_line(err, cause.code, cause.line_no, "%s", cause.message);
done:
    for (size_t i = 0; i < n_paths; i++)
        free(path[i]);
    free(path);
    return rc;
}

/* -1 if the model does not know the row's class */
static int class_of(const tn_model_description *d, const char *name)
{
    for (int c = 0; c < d->n_classes; c++)
        if (strcmp(d->class_name[c], name) == 0)
            return c;
    return -1;
}

static int score_labels(calibration *c, labelled *l, int head, tenor_error *err)
{
    const tn_model_description *d = &c->engine->head[head]->description;
    tenor_head_calibration *out = &c->out->head[head];
    size_t n_rows = l->data.n_rows, n_classes = (size_t)d->n_classes;
    tenor_str none = { 0 };
    int rc = tn_judgements_init(&l->judged, n_rows, d->n_classes, err);

    l->n_classes = d->n_classes;
    l->log_p = tn_alloc(n_rows, n_classes * sizeof(*l->log_p));
    l->label = tn_alloc(n_rows, sizeof(*l->label));
    l->fold = tn_alloc(n_rows, sizeof(*l->fold));
    l->row = tn_alloc(n_rows, sizeof(*l->row));
    if (rc < 0 || !l->log_p || !l->label || !l->fold || !l->row)
        return tn_no_memory(err);
    for (size_t r = 0; r < n_rows; r++) {
        const tn_sample *row = &l->data.row[r];
        int truth = class_of(d, l->data.class_name[row->label]);
        tenor_result result;
        const tenor_label *label = &result.head[head];
        const double *prior;

        if (truth < 0)
            continue;
        rc = tenor_score(c->scorer, row->text, head == TENOR_STANCE ? row->other : none,
                         head == TENOR_REPLY ? row->other : none, &result, err);
        if (rc < 0)
            return rc;
        if (!label->present) {
            out->n_unscored++;
            continue;
        }
        prior = tn_engine_decision_prior(c->engine, head, label->part);
        for (size_t k = 0; k < n_classes; k++) {
            l->judged.p[l->n * n_classes + k] = label->p[k];
            l->log_p[l->n * n_classes + k] = log(fmax(label->p[k], FEWEST_P));
            l->prior[k] += prior[k];
        }
        l->judged.row[l->n] = (tn_judgement){ .row = r,
                                              .truth = (int8_t)truth,
                                              .prediction = (int8_t)label->label,
                                              .scored = true,
                                              .calibrated = label->part };
        l->count[truth]++;
        l->label[l->n] = (int8_t)truth;
        l->fold[l->n] = row->fold;
        l->row[l->n] = l->n;
        l->judged.n_rows = ++l->n;
    }
    for (size_t k = 0; k < n_classes && l->n > 0; k++)
        l->prior[k] /= (double)l->n;
    out->n_labels = (int64_t)l->n;
    return 0;
}

static void labelled_free(labelled *l)
{
    tn_dataset_free(&l->data);
    tn_judgements_free(&l->judged);
    free(l->log_p);
    free(l->label);
    free(l->fold);
    free(l->row);
}

static tn_site_rows rows_of(const labelled *l)
{
    return (tn_site_rows){ l->log_p, l->label, l->row, l->n, l->n_classes };
}

/* ------------------------------------------------------------ population */

/* posteriors of the comments without labels, added up */
static int score_population(calibration *c, tenor_error *err)
{
    tenor_reader *reader = NULL;
    tenor_comment comment;
    tn_buf named = { 0 };
    int64_t n = 0;
    int rc;

    if (c->o->n_paths == 0)
        return 0;
    rc = tenor_reader_open(&reader, c->o->paths, c->o->n_paths, &c->o->reader, err);
    if (rc < 0)
        return rc;
    while ((rc = tenor_reader_next(reader, &comment, err)) > 0) {
        tenor_str target = comment.article.target; /* labels have one too: no mere title */
        tenor_result result;

        if (target.data && comment.article.target_aliases.data) {
            tn_buf_clear(&named);
            rc = tn_target_compose(&named, target, comment.article.target_aliases, '\n', err);
            if (rc < 0)
                break;
            target = (tenor_str){ named.data, named.bytes };
        }
        rc = tenor_score(c->scorer, comment.text, target, comment.parent_text, &result, err);
        if (rc < 0)
            break;
        for (int head = 0; head < TENOR_N_HEADS; head++)
            if (result.head[head].present)
                tn_population_add(&c->population[head], result.head[head].p,
                                  result.head[head].n_classes);
        if (c->o->progress && ++n % 1024 == 0 &&
            c->o->progress(c->o->progress_user, "scoring", n, 0, "comments") != 0) {
            rc = tn_fail(err, TENOR_ERR_CANCELLED, "stopped on request");
            break;
        }
    }
    if (rc == 0)
        rc = tn_reader_check(reader, err);
    tn_buf_free(&named);
    tenor_reader_free(reader);
    return rc;
}

/* --------------------------------------------------------------- figures */

static int measure(calibration *c, const labelled *l, tenor_head_calibration *out, tenor_error *err)
{
    tenor_evaluation e = { .n_classes = l->n_classes };
    int rc;

    tn_evaluation_tally(&e, &l->judged);
    rc = tn_evaluation_bootstrap(&e, &l->judged, c->o->seed, err);
    out->accuracy = e.accuracy;
    out->accuracy_interval = e.accuracy_interval;
    out->kappa = e.kappa;
    out->kappa_interval = e.kappa_interval;
    out->macro_recall = e.macro_recall;
    out->macro_recall_interval = e.macro_recall_interval;
    return rc;
}

/* a class's share of labels, one more each: no class is impossible */
static double smoothed(const int64_t *count, int64_t n, int n_classes, int class_index)
{
    return (double)(count[class_index] + 1) / (double)(n + n_classes);
}

/* what a label tells of a posterior: by how much it misses each class and, last, the score */
static void add_residuals(double *sum, double *sum_of_squares, const double *p, int label,
                          int n_classes)
{
    for (int k = 0; k <= n_classes; k++) {
        int last = n_classes - 1;
        double residual =
            k < n_classes ? (k == label) - p[k] : (label == last) - (label == 0) - (p[last] - p[0]);

        sum[k] += residual;
        sum_of_squares[k] += residual * residual;
    }
}

/*
 * Log loss as the model was, of a calibration by the other folds, and of their shares alone; and
 * the standard errors of what the calibrated posteriors say of the site: of the mean residual
 * (the difference estimator's; Angelopoulos et al. 2023, with lambda 1).
 */
static int cross_validate(labelled *l, tenor_head_calibration *out, tenor_error *err)
{
    double sum[TENOR_MAX_CLASSES + 1] = { 0 }, squares[TENOR_MAX_CLASSES + 1] = { 0 };
    double n = (double)l->n;
    tn_site_rows others = rows_of(l);
    size_t *row = tn_alloc(l->n, sizeof(*row));
    int rc = row ? 0 : tn_no_memory(err);

    out->log_loss = out->log_loss_calibrated = out->log_loss_shares = 0.0;
    others.row = row;
    for (int fold = 0; rc == 0 && fold < N_FOLDS; fold++) {
        int64_t count[TENOR_MAX_CLASSES] = { 0 };
        tn_site_parameters fitted;

        others.n_rows = 0;
        for (size_t i = 0; i < l->n; i++) {
            if (l->fold[i] != fold) {
                count[l->label[i]]++;
                row[others.n_rows++] = i;
            }
        }
        rc = tn_site_fit(&fitted, &others, &TN_SLOPE_FITTED, err);
        for (size_t i = 0; rc == 0 && i < l->n; i++) {
            const double *log_p = l->log_p + i * (size_t)l->n_classes;
            double p[TENOR_MAX_CLASSES];
            int label = l->label[i];

            if (l->fold[i] != fold)
                continue;
            tn_site_posteriors(p, log_p, &fitted, l->n_classes);
            add_residuals(sum, squares, p, label, l->n_classes);
            out->log_loss -= log_p[label] / (double)l->n;
            out->log_loss_calibrated -= log(fmax(p[label], FEWEST_P)) / (double)l->n;
            out->log_loss_shares -=
                log(smoothed(count, (int64_t)others.n_rows, l->n_classes, label)) / (double)l->n;
        }
    }
    for (int k = 0; k <= l->n_classes; k++)
        l->error[k] = sqrt((squares[k] - sum[k] * sum[k] / n) / (n - 1.0) / n);
    free(row);
    return rc;
}

/* the model's calibrators become the site's */
static int adapt(calibration *c, const labelled *l, tn_model *m, tenor_head_calibration *out,
                 tenor_error *err)
{
    tn_model_description *d = &m->description;
    tn_slope_prior prior = out->labels_alone ? TN_SLOPE_HELD : TN_SLOPE_FITTED;
    tn_site_rows rows = rows_of(l);
    tn_site_parameters fitted;
    double factor[TENOR_MAX_CLASSES];
    int rc = tn_site_fit(&fitted, &rows, &prior, err);

    if (rc == 0)
        rc = tn_site_covariance(d->site.covariance, &rows, &prior, c->o->seed, err);
    if (rc < 0)
        return rc;
    for (int k = 0; k < l->n_classes; k++)
        factor[k] = smoothed(l->count, (int64_t)l->n, l->n_classes, k) / l->prior[k];
    tn_calibrator_adapt(&d->calibrator, fitted.slope, fitted.bias, factor);
    for (size_t i = 0; i < d->domains.n; i++)
        tn_calibrator_adapt(&d->domains.item[i].calibrator, fitted.slope, fitted.bias, factor);
    d->site.n_labels = (int64_t)l->n;
    d->site.slope = out->slope = fitted.slope;
    d->site.labels_alone = out->labels_alone;
    memcpy(d->site.error, l->error, sizeof(l->error));
    d->site.seed = c->o->seed;
    memcpy(d->site.count, l->count, sizeof(l->count));
    memcpy(d->site.bias, fitted.bias, sizeof(fitted.bias));
    memcpy(out->bias, fitted.bias, sizeof(fitted.bias));
    tn_digest_hex(l->data.digest, d->site.labels_digest);
    memcpy(d->site.base_digest, m->digest, sizeof(m->digest));
    out->calibrated = true;
    return 0;
}

static int calibrate_head(calibration *c, int head, tenor_error *err)
{
    tn_model *m = c->engine->head[head];
    tenor_head_calibration *out = &c->out->head[head];
    labelled l = { 0 };
    tn_site_rows rows;
    bool goes_with;
    int rc;

    out->present = true;
    out->n_classes = m->description.n_classes;
    for (int k = 0; k < out->n_classes; k++)
        snprintf(out->class_name[k], sizeof(out->class_name[k]), "%s",
                 m->description.class_name[k]);
    rc = read_labels(c, &l, head, err);
    if (rc == 0)
        rc = score_labels(c, &l, head, err);
    if (rc < 0 || l.n < TENOR_CALIBRATION_MIN_LABELS)
        goto done;
    rows = rows_of(&l);
    goes_with = tn_scores_go_with_labels(&rows);
    tn_site_shares(out, &rows, goes_with, &c->population[head]);
    if ((rc = measure(c, &l, out, err)) < 0 || (rc = cross_validate(&l, out, err)) < 0)
        goto done;
    out->labels_alone = !goes_with || !(out->log_loss_calibrated < out->log_loss_shares);
    rc = adapt(c, &l, m, out, err);
done:
    labelled_free(&l);
    return rc;
}

/* --------------------------------------------------------------- writing */

static int copy_file(const tn_model *m, const tn_model_file *file, const char *dir,
                     tenor_error *err)
{
    char *path = tn_path_join(m->dir, file->name);
    tn_map map = { 0 };
    int rc = path ? tn_map_open(&map, path, err) : tn_no_memory(err);

    if (rc == 0 && tn_digest_compare(tn_digest_of(map.data, map.bytes), file->digest) != 0)
        rc = tn_fail(err, TENOR_ERR_MODEL, "'%s' is damaged: its digest is not model.json's", path);
    if (rc == 0)
        rc = tn_file_write(dir, file->name, map.data, map.bytes, err);
    tn_map_close(&map);
    free(path);
    return rc;
}

static int write_head(const tn_model *m, const char *dir, tenor_error *err)
{
    char *path = tn_path_join(m->dir, "model.json");
    tn_buf text = { 0 }, recalibrated = { 0 };
    const tn_buf *written = &text;
    int rc = path ? tn_mkdirs(dir, err) : tn_no_memory(err);

    for (int f = 0; rc == 0 && f < TN_N_MODEL_FILES; f++)
        rc = copy_file(m, &m->file[f], dir, err);
    if (rc < 0 || (rc = tn_file_read(&text, path, MAX_MODEL_JSON_BYTES, err)) < 0)
        goto done;
    if (m->description.site.n_labels > 0) {
        written = &recalibrated;
        rc = tn_model_json_recalibrated(&recalibrated, text.data, text.bytes, &m->description, err);
    }
    if (rc == 0)
        rc = tn_file_write(dir, "model.json", written->data, written->bytes, err);
    if (rc == 0)
        rc = tn_sync_dir(dir, err);
done:
    tn_buf_free(&recalibrated);
    tn_buf_free(&text);
    free(path);
    return rc;
}

static int sync_parent(const char *path, tenor_error *err)
{
    const char *slash = strrchr(path, '/');
    char *parent =
        slash ? tn_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : tn_strndup(".", 1);
    int rc = parent ? tn_sync_dir(parent, err) : tn_no_memory(err);

    free(parent);
    return rc;
}

/* under another name until all is there */
static int write_models(const calibration *c, tenor_error *err)
{
    tn_buf partial = { 0 };
    int rc = tn_buf_printf(&partial, err, "%s.partial", c->o->output_dir);

    if (rc == 0 && access(partial.data, F_OK) == 0) {
        rc = tn_fail(err, TENOR_ERR_LOCKED,
                     "'%s' is there: another run makes it, or one was killed and it can go",
                     partial.data);
        tn_buf_free(&partial);
        return rc;
    }
    for (int head = 0; rc == 0 && head < TENOR_N_HEADS; head++) {
        char *dir;

        if (!c->engine->head[head])
            continue;
        dir = tn_path_join(partial.data, tenor_head_name(head));
        rc = dir ? write_head(c->engine->head[head], dir, err) : tn_no_memory(err);
        free(dir);
    }
    if (rc == 0)
        rc = tn_sync_dir(partial.data, err);
    if (rc == 0 && rename(partial.data, c->o->output_dir) != 0)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot rename '%s' to '%s': %s", partial.data,
                     c->o->output_dir, strerror(errno));
    if (rc < 0 && partial.data)
        (void)tn_remove_tree(partial.data, NULL);
    tn_buf_free(&partial);
    return rc == 0 ? sync_parent(c->o->output_dir, err) : rc;
}

/* ---------------------------------------------------------------- public */

static int check(const tenor_calibrate_options *o, const tenor_engine *engine, tenor_error *err)
{
    size_t n = strlen(o->output_dir);

    if (n == 0 || o->output_dir[n - 1] == '/')
        return tn_fail(err, TENOR_ERR_ARGUMENT, "'%s' is not a name for a new folder",
                       o->output_dir);
    if (access(o->output_dir, F_OK) == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "'%s' is there already: name a new folder",
                       o->output_dir);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        if (engine->head[head] && engine->head[head]->description.site.n_labels > 0)
            return tn_fail(err, TENOR_ERR_ARGUMENT,
                           "'%s' is calibrated for a site: name the models that it was made of",
                           engine->head[head]->dir);
    }
    return 0;
}

int tenor_calibrate_run(const tenor_calibrate_options *options, tenor_calibration *out,
                        tenor_error *err)
{
    calibration c = { .o = options, .out = out };
    bool any_labels = false, any = false;
    int rc;

    *out = (tenor_calibration){ 0 };
    if (!options->labels || !options->models_dir || !options->output_dir)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no labels, models or folder given");
    rc = tenor_engine_load(&c.engine, options->models_dir, err);
    if (rc < 0 || (rc = check(options, c.engine, err)) < 0 ||
        (rc = tenor_scorer_new(&c.scorer, c.engine, err)) < 0 ||
        (rc = score_population(&c, err)) < 0)
        goto done;
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        if (!c.engine->head[head])
            continue;
        if ((rc = calibrate_head(&c, head, err)) < 0)
            goto done;
        any_labels |= out->head[head].n_labels + out->head[head].n_unscored > 0;
        any |= out->head[head].calibrated;
    }
    if (any)
        rc = write_models(&c, err);
    else if (any_labels)
        rc = tn_fail(err, TENOR_ERR_INPUT,
                     "no head of the models has %d labelled comments that it scores",
                     TENOR_CALIBRATION_MIN_LABELS);
    else
        rc = tn_fail_line(err, TENOR_ERR_INPUT, c.no_labels.line_no, "%s", c.no_labels.message);
done:
    tenor_scorer_free(c.scorer);
    tenor_engine_free(c.engine);
    return rc;
}
