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
#include "model/engine.h"
#include "model/svm_file.h"
#include "text/target.h"
#include "train/train.h"

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

typedef struct {
    const tenor_train_options *options;
    tenor_engine *engine;
    tn_model *base;
    tn_target target;
    int known;    /* the base's domain of this target, TN_SHARED if it has none */
    tn_trainer t; /* of one part, the domain */
    tn_part part;
    double *base_p, *majority_p, *level_p, *stack_p; /* n_rows * n_classes */
    const double *result_p;                          /* the level's or the stack's */
    bool stacked;
    tn_calibrator calibrator; /* of the result */
} own_target;

/* ---------------------------------------------------------------- input */

static int open_base(own_target *o, tenor_error *err)
{
    tenor_str target = tn_str(o->options->target);
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
    rc = tn_target_read(&o->target, target, err);
    if (rc == 0 && o->target.n_names == 0)
        rc = tn_fail(err, TENOR_ERR_ARGUMENT, "the target '%s' has no word", o->options->target);
    o->known = rc == 0 ? tn_model_domain(o->base, &o->target) : TN_SHARED;
    return rc;
}

static bool same_form(const tn_target *a, const tn_target *b)
{
    return a->n_names > 0 && b->n_names > 0 && a->name[0].form.bytes == b->name[0].form.bytes &&
           memcmp(a->name[0].form.data, b->name[0].form.data, a->name[0].form.bytes) == 0;
}

static int check_targets(const own_target *o, tenor_error *err)
{
    tn_target target = { 0 };
    int rc = 0;

    for (size_t r = 0; rc == 0 && r < o->t.dataset.n_rows; r++) {
        const tn_sample *row = &o->t.dataset.row[r];

        rc = tn_target_read(&target, row->other, err);
        if (rc == 0 && !same_form(&target, &o->target)) {
            /* for the analyzer base.h takes the messages out: NOLINTNEXTLINE(*DeadStores) */
            tenor_str name = tn_target_name(row->other);

            rc = tn_fail(err, TENOR_ERR_INPUT, "%s:%lld: the row's target is '%.*s', not '%s'",
                         row->input, (long long)row->line_no, (int)name.bytes, name.data,
                         o->options->target);
        }
    }
    tn_target_free(&target);
    return rc;
}

/* labels become the base's classes; the one domain is the target */
static int adopt_rows(own_target *o, tenor_error *err)
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

static int read_rows(own_target *o, tenor_error *err)
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
    if (rc == 0) {
        tn_notice_data(options, &o->t.dataset);
        rc = check_targets(o, err);
    }
    return rc == 0 ? adopt_rows(o, err) : rc;
}

/* what the base says of each row: of a target that it knows, its domain's decision values */
static int ask_base(own_target *o, tenor_error *err)
{
    size_t n_classes = (size_t)o->t.dataset.n_classes;
    tenor_scorer *scorer = NULL;
    int rc = tenor_scorer_new(&scorer, o->engine, err);

    for (size_t r = 0; rc == 0 && r < o->t.dataset.n_rows; r++) {
        const tn_sample *row = &o->t.dataset.row[r];
        tenor_result result;
        const tenor_label *label = &result.head[TENOR_STANCE];

        rc = tenor_score(scorer, row->text, row->other, (tenor_str){ 0 }, &result, err);
        for (size_t c = 0; rc == 0 && c < n_classes; c++) /* a row without words: undecided */
            o->base_p[r * n_classes + c] = label->present ? label->p[c] : 1.0 / (double)n_classes;
        if (rc == 0 && label->present) {
            memcpy(o->part.shared + r * TN_MAX_PAIRS, label->decision,
                   (size_t)o->t.n_pairs * sizeof(double));
        }
    }
    tenor_scorer_free(scorer);
    return rc;
}

static int prepare(own_target *o, tenor_error *err)
{
    size_t n_rows = o->t.dataset.n_rows, n = n_rows * (size_t)o->t.dataset.n_classes;
    int rc = tn_part_init(&o->part, &o->t.dataset, 0, MIN_COUNT, err);

    o->part.shared = tn_alloc(n_rows, TN_MAX_PAIRS * sizeof(double));
    o->t.posterior = tn_alloc(n, sizeof(double));
    o->base_p = tn_alloc(n, sizeof(double));
    o->majority_p = tn_alloc(n, sizeof(double));
    o->level_p = tn_alloc(n, sizeof(double));
    o->stack_p = tn_alloc(n, sizeof(double));
    if (rc == 0 && (!o->part.shared || !o->t.posterior || !o->base_p || !o->majority_p ||
                    !o->level_p || !o->stack_p))
        rc = tn_no_memory(err);
    if (o->options->C > 0.0)
        o->part.C = o->options->C;
    if (rc == 0)
        rc = ask_base(o, err);
    if (rc == 0)
        rc = tn_vocabulary_select(&o->part.vocabulary, &o->part.rule, err);
    if (rc == 0) {
        rc = tn_matrix_build(&o->part.matrix, &o->part.rule, &o->part.vocabulary, NULL, 0,
                             o->part.shared, err);
    }
    return rc == 0 ? tn_part_allocate(&o->part, o->t.n_pairs, err) : rc;
}

/* ----------------------------------------------------------- candidates */

/* class counts of the rows outside a fold, one more each: no class is impossible */
static void counts_without(const own_target *o, int fold, double *count)
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
    for (int c = 0; c < n; c++)
        out[c] = p[c] / prior[c] * pow(count[c], PRIOR_EXPONENT);
    scale_to_one(out, n);
}

static const tn_calibrator *base_calibrator(const own_target *o)
{
    const tn_model_description *d = &o->base->description;

    return o->known < 0 ? &d->calibrator : &d->domains.item[o->known].calibrator;
}

static void level(own_target *o, double *p)
{
    int n = o->t.dataset.n_classes;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        double count[TENOR_MAX_CLASSES];

        counts_without(o, o->t.dataset.row[r].fold, count);
        move_prior(p + r * (size_t)n, o->base_p + r * (size_t)n, base_calibrator(o)->prior, count,
                   n);
    }
}

/* rows of one fold by a calibrator of the others' cross-validated decision values */
static int calibrate_without(own_target *o, int fold, double *p, tenor_error *err)
{
    size_t n_rows = o->t.dataset.n_rows, n_pairs = (size_t)o->t.n_pairs, n_kept = 0;
    int n = o->t.dataset.n_classes;
    double *decision = tn_alloc(n_rows, n_pairs * sizeof(*decision));
    int8_t *label = tn_alloc(n_rows, 1);
    double count[TENOR_MAX_CLASSES], uniform[TENOR_MAX_CLASSES] = { 1.0, 1.0, 1.0 };
    tn_calibrator calibrator;
    int rc = decision && label ? 0 : tn_no_memory(err);

    for (size_t r = 0; rc == 0 && r < n_rows; r++) {
        if (o->t.dataset.row[r].fold != fold) {
            memcpy(decision + n_kept * n_pairs, o->part.decision + r * n_pairs,
                   n_pairs * sizeof(*decision));
            label[n_kept++] = o->t.dataset.row[r].label;
        }
    }
    if (rc == 0)
        rc = tn_calibrator_fit(&calibrator, decision, label, NULL, n_kept, n, err);
    counts_without(o, fold, count);
    for (size_t r = 0; rc == 0 && r < n_rows; r++) {
        if (o->t.dataset.row[r].fold == fold) {
            double q[TENOR_MAX_CLASSES];

            tn_calibrator_apply(&calibrator, o->part.decision + r * n_pairs, 0, q);
            move_prior(p + r * (size_t)n, q, uniform, count, n);
        }
    }
    free(decision);
    free(label);
    return rc;
}

static int stack(own_target *o, double *p, tenor_error *err)
{
    int rc = 0;

    for (int fold = 0; rc == 0 && fold < o->t.n_folds; fold++)
        rc = calibrate_without(o, fold, p, err);
    return rc;
}

static double log_loss(const own_target *o, const double *p)
{
    int n = o->t.dataset.n_classes;
    double sum = 0.0;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++)
        sum -= log(fmax(p[r * (size_t)n + (size_t)o->t.dataset.row[r].label], 1e-12));
    return sum / (double)o->t.dataset.n_rows;
}

static void majority(own_target *o)
{
    int n = o->t.dataset.n_classes;

    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        double count[TENOR_MAX_CLASSES];

        counts_without(o, o->t.dataset.row[r].fold, count);
        scale_to_one(count, n);
        memcpy(o->majority_p + r * (size_t)n, count, (size_t)n * sizeof(*count));
    }
}

/* the candidate of the smaller log loss */
static int choose(own_target *o, tenor_error *err)
{
    int rc = stack(o, o->stack_p, err);

    level(o, o->level_p);
    o->stacked = rc == 0 && log_loss(o, o->stack_p) < log_loss(o, o->level_p);
    o->result_p = o->stacked ? o->stack_p : o->level_p;
    return rc;
}

static int fit(own_target *o, tenor_error *err)
{
    int64_t count[TENOR_MAX_CLASSES];
    int rc = tn_part_train(&o->t, &o->part, err);

    if (rc == 0) {
        majority(o);
        rc = choose(o, err);
    }
    if (rc == 0 && o->stacked) {
        rc = tn_part_calibrate(&o->t, &o->part, err);
        o->calibrator = o->part.calibrator;
    } else {
        o->calibrator = *base_calibrator(o);
    }
    for (int c = 0; c < o->t.dataset.n_classes; c++)
        count[c] = o->t.dataset.label_count[c] + 1;
    tn_calibrator_set_prior(&o->calibrator, count, PRIOR_EXPONENT);
    return rc;
}

/* --------------------------------------------------------------- figures */

static int judge(const own_target *o, const double *p, tenor_evaluation *e, tenor_error *err)
{
    size_t n = (size_t)o->t.dataset.n_classes;
    tn_judgements judged = { 0 };
    int rc = tn_judgements_init(&judged, o->t.dataset.n_rows, (int)n, err);

    *e = (tenor_evaluation){ .head = TENOR_STANCE, .n_classes = (int)n, .ece = NAN };
    for (size_t c = 0; c < n; c++)
        snprintf(e->class_name[c], sizeof(e->class_name[c]), "%s", o->t.dataset.class_name[c]);
    for (size_t r = 0; rc == 0 && r < o->t.dataset.n_rows; r++) {
        judged.row[judged.n_rows++] = (tn_judgement){
            .row = r,
            .truth = o->t.dataset.row[r].label,
            .prediction = (int8_t)tn_most_probable(p + r * n, (int)n),
            .scored = true,
            .calibrated = TN_SHARED,
        };
        memcpy(judged.p + r * n, p + r * n, n * sizeof(*p));
    }
    if (rc == 0) {
        tn_evaluation_tally(e, &judged);
        rc = tn_evaluation_bootstrap(e, &judged, o->options->seed, err);
    }
    tn_judgements_free(&judged);
    return rc;
}

static int report(const own_target *o, tenor_target_report *out, tenor_error *err)
{
    const struct {
        const double *p;
        tenor_target_figures *figures;
    } each[] = { { o->base_p, &out->model },
                 { o->majority_p, &out->majority },
                 { o->result_p, &out->result } };
    int rc = 0;

    *out = (tenor_target_report){ .n_rows = (int64_t)o->t.dataset.n_rows,
                                  .n_folds = o->t.n_folds,
                                  .stacked = o->stacked };
    for (size_t i = 0; rc == 0 && i < sizeof(each) / sizeof(each[0]); i++) {
        tenor_evaluation e;

        rc = judge(o, each[i].p, &e, err);
        *each[i].figures = (tenor_target_figures){ e.accuracy, e.accuracy_interval, e.macro_recall,
                                                   e.macro_recall_interval };
        tenor_evaluation_free(&e);
    }
    return rc;
}

/* --------------------------------------------------------------- writing */

/* The new model: the base's entries without those of a domain that is replaced, then the target's.
 */
typedef struct {
    tn_vocabulary vocabulary;
    double *weight;
    size_t n_features;
    int domain;
    double base_rho[TN_MAX_PAIRS];
} merged;

static int add_entries(merged *m, const own_target *o, const tn_vocabulary *base,
                       int32_t *base_entry, tenor_error *err)
{
    int rc = 0;

    for (size_t e = 0; rc == 0 && e < base->n_entries; e++) {
        if (o->known < 0 || base->entry[e].domain != o->known) {
            base_entry[m->vocabulary.n_entries] = (int32_t)e;
            rc =
                tn_vocabulary_add(&m->vocabulary, base->entry[e], tn_vocabulary_name(base, e), err);
        }
    }
    for (int of_base = 0; of_base < 2; of_base++) { /* the target's, and what was known of it */
        const tn_vocabulary *v = of_base ? base : &o->part.vocabulary;

        for (size_t e = 0; rc == 0 && e < v->n_entries; e++) {
            tn_vocabulary_entry entry = v->entry[e];

            if (entry.family == TN_FAMILY_CHAR ||
                (of_base && (o->known < 0 || entry.domain != o->known)) ||
                (!of_base && !o->stacked))
                continue;
            entry.domain = (int16_t)m->domain;
            if (tn_vocabulary_find(&m->vocabulary, tn_vocabulary_key(v, e), m->domain) < 0) {
                base_entry[m->vocabulary.n_entries] = -1;
                rc = tn_vocabulary_add(&m->vocabulary, entry, tn_vocabulary_name(v, e), err);
            }
        }
    }
    return rc;
}

/* own[k]: the stack's weights of a pair by its own vocabulary, then its block (NULL: the level) */
static void fill_pair(merged *m, const own_target *o, const tn_vocabulary *base_v,
                      const double *base_w, const int32_t *base_entry, const double *own, int pair)
{
    const tn_task *task = tn_task_of(TENOR_STANCE);
    const tn_model_description *d = &o->base->description;
    size_t n = m->vocabulary.n_entries;
    double *w = m->weight + (size_t)pair * m->n_features;
    double *block = w + tn_block_start(task, n, m->domain);
    const double *base_blocks =
        base_w + (size_t)pair * d->n_features + tn_block_start(task, base_v->n_entries, TN_SHARED);
    const tn_domain *before = o->known >= 0 ? &d->domains.item[o->known] : NULL;
    double passes_on[TN_MAX_PAIRS] = { 0 }, constant = d->rho[pair];

    memcpy(w + n, base_blocks,
           ((size_t)task->n_dense + d->domains.n * TN_DOMAIN_BLOCK) * sizeof(*w));
    passes_on[pair] = 1.0; /* the level's decision values are the model's */
    if (own) {
        memcpy(passes_on, own + o->part.vocabulary.n_entries, sizeof(passes_on));
        constant = own[o->part.vocabulary.n_entries + TN_MAX_PAIRS];
    }
    for (size_t e = 0; e < n; e++) {
        uint64_t key = tn_vocabulary_key(&m->vocabulary, e);
        int32_t at;

        if (base_entry[e] >= 0) {
            w[e] = base_w[(size_t)pair * d->n_features + (size_t)base_entry[e]];
            continue;
        }
        at = own ? tn_vocabulary_find(&o->part.vocabulary, key, 0) : -1;
        w[e] = at >= 0 ? own[at] : 0.0;
        at = before ? tn_vocabulary_find(base_v, key, o->known) : -1;
        for (int k = 0; at >= 0 && k < o->t.n_pairs; k++)
            w[e] += passes_on[k] * base_w[(size_t)k * d->n_features + (size_t)at];
        w[e] = tn_svm_round(w[e]);
    }
    block[TN_MAX_PAIRS] = constant;
    for (int k = 0; k < TN_MAX_PAIRS;
         k++) { /* through the domain that was known, if there was one */
        block[k] = before ? 0.0 : passes_on[k];
        for (int j = 0; before && j < o->t.n_pairs; j++)
            block[k] += passes_on[j] * before->shared_weight[j][k];
        if (before && k < o->t.n_pairs)
            block[TN_MAX_PAIRS] += passes_on[k] * (before->constant[k] - d->rho[k]);
        block[k] = tn_svm_round(block[k]);
    }
    block[TN_MAX_PAIRS] = tn_svm_round(block[TN_MAX_PAIRS]);
}

static int merge(merged *m, own_target *o, tenor_error *err)
{
    const tn_vocabulary *base_v;
    tn_model_description *d = &o->base->description;
    double *base_w = NULL, *own = NULL;
    int32_t *base_entry = NULL;
    int rc = tn_model_vocabulary(o->base, &base_v, err);

    if (rc == 0)
        rc = tn_model_weights(o->base, &base_w, m->base_rho, err);
    m->domain = o->known >= 0 ? o->known : (int)d->domains.n;
    if (rc == 0) {
        base_entry =
            tn_alloc(base_v->n_entries + o->part.vocabulary.n_entries + 1, sizeof(int32_t));
        own = tn_alloc(o->part.vocabulary.n_entries + TN_DOMAIN_BLOCK, sizeof(*own));
        rc = base_entry && own ? add_entries(m, o, base_v, base_entry, err) : tn_no_memory(err);
    }
    m->n_features = tn_block_start(tn_task_of(TENOR_STANCE), m->vocabulary.n_entries,
                                   (int)d->domains.n + (o->known < 0));
    if (rc == 0) {
        m->weight = tn_alloc((size_t)o->t.n_pairs * m->n_features, sizeof(double));
        rc = m->weight ? 0 : tn_no_memory(err);
    }
    for (int pair = 0; rc == 0 && pair < o->t.n_pairs; pair++) {
        rc = o->stacked
                 ? tn_domain_stored(own, &o->part, &o->part.vocabulary, pair, d->rho[pair], err)
                 : 0;
        if (rc == 0)
            fill_pair(m, o, base_v, base_w, base_entry, o->stacked ? own : NULL, pair);
    }
    free(base_w);
    free(base_entry);
    free(own);
    return rc;
}

static int describe(own_target *o, const merged *m, tenor_error *err)
{
    tn_model_description *d = &o->base->description;
    tn_domain *own;
    int rc = o->known < 0 ? tn_domains_add(&d->domains, o->target.name[0].form.data, err) : 0;

    if (rc < 0)
        return rc;
    free(d->name);
    d->name = tn_name_of_model(o->options);
    if (!d->name)
        return tn_no_memory(err);
    d->n_entries = m->vocabulary.n_entries;
    d->n_features = m->n_features;
    own = &d->domains.item[m->domain];
    own->n_rows = (int64_t)o->t.dataset.n_rows + (o->known >= 0 ? own->n_rows : 0);
    own->calibrator = o->calibrator;
    for (int pair = 0; pair < o->t.n_pairs; pair++) {
        const double *block =
            m->weight + (size_t)pair * m->n_features +
            tn_block_start(tn_task_of(TENOR_STANCE), m->vocabulary.n_entries, m->domain);

        memcpy(own->shared_weight[pair], block, TN_MAX_PAIRS * sizeof(*block));
        own->constant[pair] = block[TN_MAX_PAIRS];
    }
    return 0;
}

static void gather_facts(const own_target *o, tn_training_facts *facts)
{
    int n = o->t.dataset.n_classes;
    tenor_evaluation e = { .n_classes = n };

    *facts = (tn_training_facts){ .rows = (int64_t)o->t.dataset.n_rows,
                                  .skipped = o->t.dataset.n_skipped,
                                  .duplicates = o->t.dataset.n_duplicates,
                                  .conflicts = o->t.dataset.n_conflicts,
                                  .splits = o->options->splits,
                                  .solver = o->stacked ? "libsvm" : "level",
                                  .C = o->part.C,
                                  .folds = o->t.n_folds,
                                  .seed = o->options->seed,
                                  .target = o->options->target,
                                  .base_digest = o->base->digest };
    tn_digest_hex(o->t.dataset.digest, facts->data_digest);
    memcpy(facts->label_count, o->t.dataset.label_count, sizeof(facts->label_count));
    memcpy(facts->min_count, o->part.rule.min_count, sizeof(facts->min_count));
    memcpy(facts->family_scale, o->part.rule.family_scale, sizeof(facts->family_scale));
    for (size_t r = 0; r < o->t.dataset.n_rows; r++) {
        const double *p = o->result_p + r * (size_t)n;
        int truth = o->t.dataset.row[r].label;

        e.confusion[truth][tn_most_probable(p, n)]++;
        for (int c = 0; c < n; c++)
            facts->mean_posterior[truth][c] += p[c] / (double)o->t.dataset.label_count[truth];
    }
    e.n_rows = facts->rows;
    tn_evaluation_finish(&e);
    memcpy(facts->confusion, e.confusion, sizeof(facts->confusion));
    facts->macro_f1 = isnan(e.macro_f1) ? 0.0 : e.macro_f1;
    facts->macro_recall = isnan(e.macro_recall) ? 0.0 : e.macro_recall;
}

static int write_model(own_target *o, tenor_error *err)
{
    merged m = { 0 };
    tn_training_facts facts;
    int rc = merge(&m, o, err);

    if (rc == 0)
        rc = describe(o, &m, err);
    if (rc == 0) {
        gather_facts(o, &facts);
        o->base->description.min_coverage = TN_DEFAULT_MIN_COVERAGE;
        rc = tn_model_write(o->options->output_dir, &o->base->description, &facts, &m.vocabulary,
                            m.weight, TN_ZSTD_QUICK, err);
    }
    tn_vocabulary_free(&m.vocabulary);
    free(m.weight);
    return rc;
}

static void release(own_target *o)
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
    own_target o = { .options = options, .t = { .options = options, .head = TENOR_STANCE } };
    int rc;

    *out = (tenor_target_report){ 0 };
    if (!options->output_dir || !options->target || !options->base)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no folder, target or base model given");
    if (options->folds < 2 || options->folds > 100 || !(options->C >= 0.0))
        return tn_fail(err, TENOR_ERR_ARGUMENT, "folds must be 2 to 100 and C not below 0");
    o.t.n_folds = options->folds;
    o.t.solver = TN_SOLVER_LIBSVM;
    rc = open_base(&o, err);
    if (rc == 0) {
        o.t.n_pairs = tn_n_pairs(o.base->description.n_classes);
        rc = read_rows(&o, err);
    }
    if (rc == 0)
        rc = prepare(&o, err);
    if (rc == 0)
        rc = fit(&o, err);
    if (rc == 0)
        rc = report(&o, out, err);
    if (rc == 0)
        rc = write_model(&o, err);
    release(&o);
    return rc;
}
