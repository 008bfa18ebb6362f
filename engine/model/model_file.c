/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_file.c - a model's folder: description and files
 */
#include "model/model_file.h"

#include "model/self_digest.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DOMAINS 10000

static const char *const file_names[TN_N_MODEL_FILES] = { "folded.bin", "vocabulary.tsv.zst",
                                                          "model.svm.zst" };

const char *tn_model_file_name(int file)
{
    return file_names[file];
}

/* --------------------------------------------------------------- writing */

/* takes both; NULL if either is */
static json_t *append(json_t *array, json_t *item)
{
    if (json_array_append_new(array, item) != 0) {
        json_decref(array);
        return NULL;
    }
    return array;
}

static json_t *json_numbers(const double *x, int n)
{
    json_t *array = json_array();

    for (int i = 0; array && i < n; i++)
        array = append(array, json_real(x[i]));
    return array;
}

static json_t *json_counts(const int64_t *x, int n)
{
    json_t *array = json_array();

    for (int i = 0; array && i < n; i++)
        array = append(array, json_integer(x[i]));
    return array;
}

static json_t *json_strings(char *const *x, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; array && i < n; i++)
        array = append(array, json_string(x[i]));
    return array;
}

static json_t *json_files(const tn_model_file *files)
{
    json_t *array = json_array();

    for (int i = 0; array && i < TN_N_MODEL_FILES; i++) {
        char hex[33];

        tn_digest_hex(files[i].digest, hex);
        array = append(array, json_pack("{s:s, s:I, s:s}", "name", files[i].name, "bytes",
                                        (json_int_t)files[i].bytes, "xxh3_128", hex));
    }
    return array;
}

static json_t *json_calibration(const tn_calibrator *c)
{
    json_t *slopes = json_array();

    for (int k = 0; slopes && k < c->n_classes; k++)
        slopes = append(slopes, json_numbers(c->slope[k], tn_n_pairs(c->n_classes)));
    return json_pack("{s:s, s:o, s:o, s:o, s:o}", "method", "multinomial logistic", "slopes",
                     slopes, "offsets", json_numbers(c->offset, c->n_classes), "decision_prior",
                     json_numbers(c->prior, c->n_classes), "label_weights",
                     json_numbers(c->label_weight, c->n_classes));
}

static json_t *json_family_settings(const tn_training_metadata *f)
{
    json_t *object = json_object();

    for (int family = 0; object && family < TN_N_FAMILIES; family++) {
        if (f->family_scale[family] > 0.0 &&
            json_object_set_new(object, tn_family_name(family),
                                json_pack("{s:i, s:f}", "min_documents", f->min_count[family],
                                          "scale", f->family_scale[family])) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

static json_t *json_aux(const tn_training_metadata *f)
{
    json_t *array = json_array();

    for (int i = 0; array && i < f->n_aux; i++) {
        array = append(array, json_pack("{s:s, s:i, s:f, s:s}", "name", f->aux[i].name,
                                        "dimensions", f->aux[i].n_dims, "scale", f->aux[i].scale,
                                        "xxh3_128", f->aux[i].digest));
    }
    return array;
}

static json_t *json_training(const tn_training_metadata *f, int n_classes)
{
    json_t *confusion = json_array(), *mean_posterior = json_array();

    for (int c = 0; confusion && mean_posterior && c < n_classes; c++) {
        confusion = append(confusion, json_counts(f->confusion[c], n_classes));
        mean_posterior = append(mean_posterior, json_numbers(f->mean_posterior[c], n_classes));
    }
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:s, s:s?, s:s, s:f, s:i, s:I, s:o, s:o, "
        "s:s?, s:s?, s:o}",
        "rows", (json_int_t)f->rows, "supporting", (json_int_t)f->supporting, "skipped",
        (json_int_t)f->skipped, "duplicates", (json_int_t)f->duplicates, "conflicts",
        (json_int_t)f->conflicts, "pruned", (json_int_t)f->pruned, "label_counts",
        json_counts(f->label_count, n_classes), "data_xxh3_128", f->data_digest, "splits",
        f->splits, "solver", f->solver, "C", f->C, "folds", f->folds, "seed", (json_int_t)f->seed,
        "families", json_family_settings(f), "aids", json_aux(f), "target", f->target,
        "base_xxh3_128", f->base_digest, "cross_validated",
        json_pack("{s:o, s:o, s:f, s:f, s:f}", "confusion", confusion, "mean_posterior",
                  mean_posterior, "macro_f1", f->macro_f1, "macro_recall", f->macro_recall,
                  "calibration_error", f->calibration_error));
}

static json_t *json_dense(const tn_model_description *m)
{
    const tn_task *task = tn_task_of(m->head);
    json_t *array = json_array();

    for (int d = 0; array && d < task->n_dense; d++) {
        double w[TN_MAX_PAIRS];

        for (int pair = 0; pair < tn_n_pairs(m->n_classes); pair++)
            w[pair] = m->dense_weight[pair][d];
        array = append(array, json_pack("{s:s, s:o}", "name", task->dense_name[d], "weights",
                                        json_numbers(w, tn_n_pairs(m->n_classes))));
    }
    return array;
}

static json_t *json_domains(const tn_model_description *m)
{
    int n_pairs = tn_n_pairs(m->n_classes);
    json_t *array = json_array();

    for (size_t d = 0; array && d < m->domains.n; d++) {
        const tn_domain *domain = &m->domains.item[d];
        json_t *shared = json_array();

        for (int pair = 0; shared && pair < n_pairs; pair++)
            shared = append(shared, json_numbers(domain->shared_weight[pair], n_pairs));
        array = append(array, json_pack("{s:s, s:I, s:o, s:o, s:o}", "name", domain->name, "rows",
                                        (json_int_t)domain->n_rows, "shared_weights", shared,
                                        "constant", json_numbers(domain->constant, n_pairs),
                                        "calibration", json_calibration(&domain->calibrator)));
    }
    return array;
}

/* with a newline, and its own digest filled in */
static int put_document(tn_buf *out, const json_t *root, tenor_error *err)
{
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    int rc = text ? tn_buf_puts(out, text, err) : tn_no_memory(err);

    free(text);
    if (rc < 0 || (rc = tn_buf_puts(out, "\n", err)) < 0)
        return rc;
    return tn_self_digest_fill(out, err);
}

int tn_model_json_write(tn_buf *out, const tn_model_description *m,
                        const tn_training_metadata *metadata, const tn_model_file *files,
                        tenor_error *err)
{
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:o, s:o, s:f, s:o, s:o, s:o, s:s}",
                  "schema", TN_MODEL_SCHEMA, "name", m->name, "head", tenor_head_name(m->head),
                  "classes", json_strings(m->class_name, (size_t)m->n_classes), "n_entries",
                  (json_int_t)m->n_entries, "n_features", (json_int_t)m->n_features, "rho",
                  json_numbers(m->rho, tn_n_pairs(m->n_classes)), "dense", json_dense(m),
                  "calibration", json_calibration(&m->calibrator), "min_coverage", m->min_coverage,
                  "domains", json_domains(m), "files", json_files(files), "training",
                  json_training(metadata, m->n_classes), TN_SELF_DIGEST, TN_SELF_DIGEST_EMPTY);
    int rc = put_document(out, root, err);

    json_decref(root);
    return rc;
}

static json_t *json_site(const tn_site_calibration *s, int n_classes)
{
    json_t *covariance = json_array();

    for (int k = 0; covariance && k <= n_classes; k++) {
        if (json_array_append_new(covariance, json_numbers(s->covariance[k], n_classes + 1)) != 0) {
            json_decref(covariance);
            covariance = NULL;
        }
    }
    return json_pack("{s:I, s:o, s:f, s:o, s:o, s:o, s:b, s:I, s:s, s:s}", "labels",
                     (json_int_t)s->n_labels, "label_counts", json_counts(s->count, n_classes),
                     "slope", s->slope, "biases", json_numbers(s->bias, n_classes), "covariance",
                     covariance, "standard_errors", json_numbers(s->error, n_classes + 1),
                     "labels_alone", s->labels_alone, "seed", (json_int_t)s->seed,
                     "labels_xxh3_128", s->labels_digest, "base_xxh3_128", s->base_digest);
}

int tn_model_json_recalibrated(tn_buf *out, const char *text, size_t bytes,
                               const tn_model_description *m, tenor_error *err)
{
    json_t *root = json_loadb(text, bytes, 0, NULL);
    const json_t *domains = json_object_get(root, "domains");
    int rc;

    if (json_object_set_new(root, "calibration", json_calibration(&m->calibrator)) != 0)
        goto no_memory;
    for (size_t d = 0; d < m->domains.n; d++)
        if (json_object_set_new(json_array_get(domains, d), "calibration",
                                json_calibration(&m->domains.item[d].calibrator)) != 0)
            goto no_memory;
    (void)json_object_del(root, TN_SELF_DIGEST); /* it is the last member again */
    if (json_object_set_new(root, "site", json_site(&m->site, m->n_classes)) != 0 ||
        json_object_set_new(root, TN_SELF_DIGEST, json_string(TN_SELF_DIGEST_EMPTY)) != 0)
        goto no_memory;
    rc = put_document(out, root, err);
    json_decref(root);
    return rc;
no_memory:
    json_decref(root);
    return tn_no_memory(err);
}

/* --------------------------------------------------------------- reading */

static int fault(const char *dir, const char *what, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_MODEL, "'%s/model.json': %s", dir, what);
}

static bool read_numbers(const json_t *array, double *out, int n)
{
    if (!json_is_array(array) || json_array_size(array) != (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        const json_t *x = json_array_get(array, (size_t)i);

        if (!json_is_number(x) || !isfinite(json_number_value(x)))
            return false;
        out[i] = json_number_value(x);
    }
    return true;
}

static int read_classes(tn_model_description *m, const json_t *classes, const char *dir,
                        tenor_error *err)
{
    size_t n = json_array_size(classes);
    int last = -1;

    if (n < 2 || n > TENOR_MAX_CLASSES)
        return fault(dir, "a model has 2 or 3 classes", err);
    for (size_t c = 0; c < n; c++) {
        const char *name = json_string_value(json_array_get(classes, c));
        int task_class = name ? tn_class_of_label(m->head, tn_str(name)) : -1;

        if (!name || task_class <= last)
            return fault(dir, "classes are not the task's, in its order", err);
        last = m->task_class[c] = task_class;
        m->class_name[c] = tn_strndup(name, strlen(name));
        if (!m->class_name[c])
            return tn_no_memory(err);
        m->n_classes = (int)c + 1;
    }
    return 0;
}

static bool read_dense(tn_model_description *m, const json_t *dense)
{
    const tn_task *task = tn_task_of(m->head);

    if (json_array_size(dense) != (size_t)task->n_dense)
        return false;
    for (int d = 0; d < task->n_dense; d++) {
        const json_t *entry = json_array_get(dense, (size_t)d);
        const char *name = json_string_value(json_object_get(entry, "name"));
        double w[TN_MAX_PAIRS];

        if (!name || strcmp(name, task->dense_name[d]) != 0 ||
            !read_numbers(json_object_get(entry, "weights"), w, tn_n_pairs(m->n_classes)))
            return false;
        for (int pair = 0; pair < tn_n_pairs(m->n_classes); pair++)
            m->dense_weight[pair][d] = w[pair];
    }
    return true;
}

static bool read_calibration(const tn_model_description *m, const json_t *calibration,
                             tn_calibrator *c)
{
    const json_t *slopes = json_object_get(calibration, "slopes");
    const json_t *label_weights = json_object_get(calibration, "label_weights");
    double sum = 0.0;

    c->n_classes = m->n_classes;
    if (json_array_size(slopes) != (size_t)m->n_classes)
        return false;
    for (int k = 0; k < m->n_classes; k++)
        if (!read_numbers(json_array_get(slopes, (size_t)k), c->slope[k], tn_n_pairs(m->n_classes)))
            return false;
    if (!read_numbers(json_object_get(calibration, "offsets"), c->offset, m->n_classes) ||
        !read_numbers(json_object_get(calibration, "decision_prior"), c->prior, m->n_classes))
        return false;
    for (int k = 0; k < m->n_classes; k++)
        c->label_weight[k] = 1.0; /* as models of before have them */
    if (label_weights && !read_numbers(label_weights, c->label_weight, m->n_classes))
        return false;
    for (int k = 0; k < m->n_classes; k++) {
        if (c->prior[k] <= 0.0 || c->label_weight[k] <= 0.0)
            return false;
        sum += c->prior[k];
    }
    return fabs(sum - 1.0) < 1e-6;
}

static int read_domain(tn_model_description *m, const json_t *json, const char *dir,
                       tenor_error *err)
{
    const char *name = json_string_value(json_object_get(json, "name"));
    const json_t *rows = json_object_get(json, "rows");
    const json_t *shared = json_object_get(json, "shared_weights");
    int n_pairs = tn_n_pairs(m->n_classes), rc;
    tn_domain *domain;
    bool fits;

    if (!name || !json_is_integer(rows) || json_integer_value(rows) < 0)
        return fault(dir, "a domain has no `name`, or no number of `rows`", err);
    rc = tn_domains_add(&m->domains, name, err);
    if (rc < 0)
        return rc;
    domain = &m->domains.item[m->domains.n - 1];
    domain->n_rows = json_integer_value(rows);
    fits = json_array_size(shared) == (size_t)n_pairs &&
           read_numbers(json_object_get(json, "constant"), domain->constant, n_pairs) &&
           read_calibration(m, json_object_get(json, "calibration"), &domain->calibrator);
    for (int pair = 0; fits && pair < n_pairs; pair++) {
        fits = read_numbers(json_array_get(shared, (size_t)pair), domain->shared_weight[pair],
                            n_pairs);
    }
    return fits ? 0 : fault(dir, "a domain's weights do not fit the task", err);
}

static int read_domains(tn_model_description *m, const json_t *domains, const char *dir,
                        tenor_error *err)
{
    size_t n = json_array_size(domains);
    int rc = 0;

    if ((domains && !json_is_array(domains)) || n > MAX_DOMAINS) /* absent: none */
        return fault(dir, "`domains` is not a list, or too long", err);
    for (size_t d = 0; rc == 0 && d < n; d++)
        rc = read_domain(m, json_array_get(domains, d), dir, err);
    return rc;
}

static bool is_hex(const char *hex)
{
    return hex && strlen(hex) == 32 && strspn(hex, "0123456789abcdef") == 32;
}

static bool read_counts(const json_t *array, int64_t *out, int n, int64_t total)
{
    int64_t sum = 0;

    if (!json_is_array(array) || json_array_size(array) != (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        const json_t *x = json_array_get(array, (size_t)i);

        if (!json_is_integer(x) || json_integer_value(x) < 0 || json_integer_value(x) > total)
            return false;
        out[i] = json_integer_value(x);
        sum += out[i];
    }
    return sum == total;
}

/* a covariance matrix is symmetric, with variances on its diagonal */
static bool read_covariance(const json_t *rows, tn_site_calibration *s, int n)
{
    if (json_array_size(rows) != (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        if (!read_numbers(json_array_get(rows, (size_t)i), s->covariance[i], n) ||
            s->covariance[i][i] < 0.0)
            return false;
        for (int j = 0; j < i; j++)
            if (s->covariance[i][j] != s->covariance[j][i])
                return false;
    }
    return true;
}

static bool read_site(tn_model_description *m, const json_t *site)
{
    tn_site_calibration *s = &m->site;
    const json_t *labels = json_object_get(site, "labels");
    const json_t *slope = json_object_get(site, "slope");
    const json_t *alone = json_object_get(site, "labels_alone");
    const json_t *seed = json_object_get(site, "seed");
    const char *digest = json_string_value(json_object_get(site, "labels_xxh3_128"));
    const char *base = json_string_value(json_object_get(site, "base_xxh3_128"));

    if (!site)
        return true;
    if (!json_is_integer(labels) || json_integer_value(labels) < 1 ||
        json_integer_value(labels) > INT32_MAX || !json_is_boolean(alone) ||
        !json_is_integer(seed) || json_integer_value(seed) < 0 ||
        json_integer_value(seed) > UINT32_MAX || !is_hex(digest) || !is_hex(base) ||
        !read_numbers(json_object_get(site, "biases"), s->bias, m->n_classes) ||
        !read_numbers(json_object_get(site, "standard_errors"), s->error, m->n_classes + 1) ||
        !read_covariance(json_object_get(site, "covariance"), s, m->n_classes + 1) ||
        !read_counts(json_object_get(site, "label_counts"), s->count, m->n_classes,
                     json_integer_value(labels)))
        return false;
    s->n_labels = json_integer_value(labels);
    s->slope = json_number_value(slope);
    s->labels_alone = json_is_true(alone);
    s->seed = (uint32_t)json_integer_value(seed);
    memcpy(s->labels_digest, digest, sizeof(s->labels_digest));
    memcpy(s->base_digest, base, sizeof(s->base_digest));
    return json_is_number(slope) && isfinite(s->slope) && s->slope >= 0.0;
}

static bool digest_from_hex(const char *hex, tn_digest *out)
{
    uint64_t half[2] = { 0, 0 };

    if (!is_hex(hex))
        return false;
    for (int i = 0; i < 32; i++) {
        int digit = hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10;

        half[i / 16] = half[i / 16] << 4 | (uint64_t)digit;
    }
    *out = (tn_digest){ half[0], half[1] };
    return true;
}

static bool read_files(tn_model_file *files, const json_t *list)
{
    if (json_array_size(list) != TN_N_MODEL_FILES)
        return false;
    memset(files, 0, TN_N_MODEL_FILES * sizeof(*files));
    for (int i = 0; i < TN_N_MODEL_FILES; i++) {
        const json_t *file = json_array_get(list, (size_t)i);
        const char *name = json_string_value(json_object_get(file, "name"));
        const json_t *bytes = json_object_get(file, "bytes");

        if (!name || strcmp(name, file_names[i]) != 0 || !json_is_integer(bytes) ||
            !digest_from_hex(json_string_value(json_object_get(file, "xxh3_128")),
                             &files[i].digest))
            return false;
        files[i].name = file_names[i];
        files[i].bytes = json_integer_value(bytes);
    }
    return true;
}

static bool read_sizes(tn_model_description *m, const json_t *root)
{
    const json_t *n_entries = json_object_get(root, "n_entries");
    const json_t *n_features = json_object_get(root, "n_features");

    if (!json_is_integer(n_entries) || !json_is_integer(n_features) ||
        json_integer_value(n_entries) < 1 || json_integer_value(n_entries) > INT32_MAX / 4)
        return false;
    m->n_entries = (size_t)json_integer_value(n_entries);
    m->n_features = (size_t)json_integer_value(n_features);
    return m->n_features == tn_block_start(tn_task_of(m->head), m->n_entries, (int)m->domains.n);
}

static int read_members(tn_model_description *m, tn_model_file *files, const json_t *root,
                        const char *dir, tenor_error *err)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const char *head = json_string_value(json_object_get(root, "head"));
    const char *name = json_string_value(json_object_get(root, "name"));
    const json_t *coverage = json_object_get(root, "min_coverage");
    int rc;

    if (!schema || strcmp(schema, TN_MODEL_SCHEMA) != 0) {
        return fault(
            dir, "not a model of this version (schema " TN_MODEL_SCHEMA "): train it again", err);
    }
    m->head = head ? tn_head_of_name(head) : -1;
    if (m->head < 0 || !name)
        return fault(dir, "no `name`, or an unknown `head`", err);
    m->name = tn_strndup(name, strlen(name));
    if (!m->name)
        return tn_no_memory(err);
    if ((rc = read_classes(m, json_object_get(root, "classes"), dir, err)) < 0 ||
        (rc = read_domains(m, json_object_get(root, "domains"), dir, err)) < 0)
        return rc;
    if (!read_sizes(m, root))
        return fault(dir, "`n_entries` or `n_features` is out of range", err);
    if (!read_numbers(json_object_get(root, "rho"), m->rho, tn_n_pairs(m->n_classes)) ||
        !read_dense(m, json_object_get(root, "dense")))
        return fault(dir, "`rho` or `dense` does not fit the task", err);
    if (!read_calibration(m, json_object_get(root, "calibration"), &m->calibrator))
        return fault(dir, "`calibration` does not fit the classes", err);
    m->min_coverage = json_number_value(coverage);
    if (!json_is_number(coverage) || !(m->min_coverage >= 0.0 && m->min_coverage <= 1.0))
        return fault(dir, "`min_coverage` is not between 0 and 1", err);
    if (!read_site(m, json_object_get(root, "site")))
        return fault(dir, "`site` does not fit the classes, or its numbers are out of range", err);
    return read_files(files, json_object_get(root, "files"))
               ? 0
               : fault(dir, "`files` does not name the model's files", err);
}

int tn_model_json_read(tn_model_description *out, tn_model_file *files, const char *text,
                       size_t bytes, const char *dir, tenor_error *err)
{
    json_error_t cause;
    json_t *root;
    bool whole;
    int rc = tn_self_digest_matches(&whole, text, bytes, err);

    *out = (tn_model_description){ 0 };
    if (rc < 0)
        return rc;
    if (!whole)
        return fault(dir, "damaged: its digest is not that of its bytes", err);
    root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &cause);
    if (!root) {
        return tn_fail_line(err, TENOR_ERR_MODEL, cause.line, "'%s/model.json', line %d: %s", dir,
                            cause.line, cause.text);
    }
    rc = read_members(out, files, root, dir, err);
    json_decref(root);
    if (rc < 0)
        tn_model_description_free(out);
    return rc;
}

void tn_model_description_free(tn_model_description *m)
{
    free(m->name);
    for (int c = 0; c < m->n_classes; c++)
        free(m->class_name[c]);
    tn_domains_free(&m->domains);
    *m = (tn_model_description){ 0 };
}
