/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_file.c - a model's folder: description and parts
 */
#include "model/model_file.h"

#include "model/self_digest.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DOMAINS 10000
#define SHARED_NAME "shared"

static const char *const part_names[TN_N_MODEL_PARTS] = { "folded.bin", "vocabulary.tsv.zst",
                                                          "model.svm.zst" };

const char *tn_model_part_name(int part)
{
    return part_names[part];
}

/* --------------------------------------------------------------- writing */

static json_t *json_numbers(const double *x, int n)
{
    json_t *array = json_array();

    for (int i = 0; array && i < n; i++) {
        if (json_array_append_new(array, json_real(x[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_counts(const int64_t *x, int n)
{
    json_t *array = json_array();

    for (int i = 0; array && i < n; i++) {
        if (json_array_append_new(array, json_integer(x[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_strings(char *const *x, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; array && i < n; i++) {
        if (json_array_append_new(array, json_string(x[i])) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_parts(const tn_model_part *parts)
{
    json_t *array = json_array();

    for (int i = 0; array && i < TN_N_MODEL_PARTS; i++) {
        char hex[33];

        tn_digest_hex(parts[i].digest, hex);
        if (parts[i].name &&
            json_array_append_new(array,
                                  json_pack("{s:s, s:I, s:s}", "name", parts[i].name, "bytes",
                                            (json_int_t)parts[i].bytes, "xxh3_128", hex)) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_calibration(const tn_calibrator *c)
{
    json_t *slopes = json_array();

    for (int k = 0; slopes && k < c->n_classes; k++) {
        if (json_array_append_new(slopes, json_numbers(c->slope[k], tn_n_pairs(c->n_classes))) !=
            0) {
            json_decref(slopes);
            slopes = NULL;
        }
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "method", "multinomial logistic", "slopes", slopes,
                     "offsets", json_numbers(c->offset, c->n_classes), "decision_prior",
                     json_numbers(c->prior, c->n_classes));
}

static json_t *json_family_settings(const tn_training_facts *f)
{
    json_t *object = json_object();

    for (int family = 0; object && family < TN_N_FAMILIES; family++) {
        json_t *small = f->small_scale[family] > 0.0 ? json_real(f->small_scale[family]) : NULL;

        if (json_object_set_new(object, tn_family_name(family),
                                json_pack("{s:i, s:f, s:o*}", "min_documents", f->min_count[family],
                                          "scale", f->family_scale[family],
                                          "scale_in_small_domains", small)) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    return object;
}

static json_t *json_aids(const tn_training_facts *f)
{
    json_t *array = json_array();

    for (int i = 0; array && i < f->n_aids; i++) {
        if (json_array_append_new(array, json_pack("{s:i, s:f, s:s}", "dimensions",
                                                   f->aid[i].n_dims, "scale", f->aid[i].scale,
                                                   "source_xxh3_128", f->aid[i].digest)) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_training(const tn_training_facts *f, int n_classes)
{
    json_t *confusion = json_array(), *mean_posterior = json_array();

    for (int c = 0; confusion && mean_posterior && c < n_classes; c++) {
        if (json_array_append_new(confusion, json_counts(f->confusion[c], n_classes)) != 0 ||
            json_array_append_new(mean_posterior, json_numbers(f->mean_posterior[c], n_classes)) !=
                0) {
            json_decref(confusion);
            confusion = NULL;
        }
    }
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:s, s:s?, s:s, s:f, s:i, s:I, s:o, s:f, s:f, s:o, "
        "s:s?, s:s?, s:o}",
        "rows", (json_int_t)f->rows, "supporting", (json_int_t)f->supporting, "skipped",
        (json_int_t)f->skipped, "duplicates", (json_int_t)f->duplicates, "conflicts",
        (json_int_t)f->conflicts, "pruned", (json_int_t)f->pruned, "label_counts",
        json_counts(f->label_count, n_classes), "data_xxh3_128", f->data_digest, "splits",
        f->splits, "solver", f->solver, "C", f->C, "folds", f->folds, "seed", (json_int_t)f->seed,
        "families", json_family_settings(f), "copy_scale", f->copy_scale, "parent_scale",
        f->parent_scale, "aids", json_aids(f), "target", f->target, "base_xxh3_128", f->base_digest,
        "cross_validated",
        json_pack("{s:o, s:o, s:f, s:f, s:f}", "confusion", confusion, "mean_posterior",
                  mean_posterior, "macro_f1", f->macro_f1, "macro_recall", f->macro_recall,
                  "calibration_error", f->calibration_error));
}

static json_t *json_dense(const tn_model_description *m, const double weight[][TN_MAX_DENSE])
{
    const tn_task *task = tn_task_of(m->head);
    json_t *array = json_array();

    for (int d = 0; array && d < task->n_dense; d++) {
        double w[TN_MAX_PAIRS];

        for (int pair = 0; pair < tn_n_pairs(m->n_classes); pair++) {
            w[pair] = weight[pair][d];
        }
        if (json_array_append_new(array,
                                  json_pack("{s:s, s:o}", "name", task->dense_name[d], "weights",
                                            json_numbers(w, tn_n_pairs(m->n_classes)))) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

static json_t *json_domain(const tn_model_description *m, const tn_domain *domain)
{
    json_t *base = domain->base == TN_ALONE    ? json_null()
                   : domain->base == TN_SHARED ? json_string(SHARED_NAME)
                                               : json_integer(domain->base);

    return json_pack("{s:s, s:s, s:o, s:I, s:o, s:o, s:o}", "name", domain->name, "kind",
                     tn_domain_kind_name((int)domain->kind), "base", base, "rows",
                     (json_int_t)domain->n_rows, "constant",
                     json_numbers(domain->constant, tn_n_pairs(m->n_classes)), "dense",
                     json_dense(m, domain->dense_weight), "calibration",
                     domain->calibrated ? json_calibration(&domain->calibrator) : json_null());
}

/* what of a kernel is no libsvm parameter is what its vectors' scale needs */
static json_t *json_kernel(const tn_kernel *k)
{
    json_t *scales = json_object();

    for (int family = 0; scales && family < TN_N_FAMILIES; family++) {
        if (json_object_set_new(scales, tn_family_name(family),
                                json_real(k->family_scale[family])) != 0) {
            json_decref(scales);
            scales = NULL;
        }
    }
    return json_pack("{s:s, s:f, s:i, s:f, s:I, s:I, s:o, s:f}", "type", tn_kernel_name(k->type),
                     "gamma", k->gamma, "degree", k->degree, "coef0", k->coef0, "support_vectors",
                     (json_int_t)k->n_vectors, "rows", (json_int_t)k->n_rows, "family_scales",
                     scales, "parent_scale", k->parent_scale);
}

static json_t *json_domains(const tn_model_description *m)
{
    json_t *array = json_array();

    for (size_t d = 0; array && d < m->domains.n; d++) {
        if (json_array_append_new(array, json_domain(m, &m->domains.item[d])) != 0) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

int tn_model_json_write(tn_buf *out, const tn_model_description *m, const tn_training_facts *facts,
                        const tn_model_part *parts, tenor_error *err)
{
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:o, s:{s:i, s:i, s:i, s:i, s:i}, s:I, s:I, s:o, s:o, s:o, s:f, s:o*, "
        "s:o, "
        "s:o, s:o, s:s}",
        "schema", TN_MODEL_SCHEMA, "name", m->name, "head", tenor_head_name(m->head), "classes",
        json_strings(m->class_name, (size_t)m->n_classes), "features", "char_min",
        m->features.char_min, "char_max", m->features.char_max, "ngram_max", m->features.ngram_max,
        "opener_max", m->features.opener_max, "contrast", m->features.contrast, "n_entries",
        (json_int_t)m->n_entries, "n_features", (json_int_t)m->n_features, "rho",
        json_numbers(m->rho, tn_n_pairs(m->n_classes)), "dense", json_dense(m, m->dense_weight),
        "calibration", json_calibration(&m->calibrator), "min_coverage", m->min_coverage, "kernel",
        m->kernel.type == LINEAR ? NULL : json_kernel(&m->kernel), "domains", json_domains(m),
        "files", json_parts(parts), "training", json_training(facts, m->n_classes), TN_SELF_DIGEST,
        TN_SELF_DIGEST_EMPTY);
    char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
    int rc = text ? tn_buf_puts(out, text, err) : tn_no_memory(err);

    if (rc == 0) {
        rc = tn_buf_puts(out, "\n", err);
    }
    if (rc == 0) {
        rc = tn_self_digest_fill(out, err);
    }
    free(text);
    json_decref(root);
    return rc;
}

/* --------------------------------------------------------------- reading */

static int fault(const char *dir, const char *what, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_MODEL, "'%s/model.json': %s", dir, what);
}

static bool read_numbers(const json_t *array, double *out, int n)
{
    if (!json_is_array(array) || json_array_size(array) != (size_t)n) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        const json_t *x = json_array_get(array, (size_t)i);

        if (!json_is_number(x) || !isfinite(json_number_value(x))) {
            return false;
        }
        out[i] = json_number_value(x);
    }
    return true;
}

static int read_classes(tn_model_description *m, const json_t *classes, const char *dir,
                        tenor_error *err)
{
    size_t n = json_array_size(classes);
    int last = -1;

    if (n < 2 || n > TENOR_MAX_CLASSES) {
        return fault(dir, "a model has 2 or 3 classes", err);
    }
    for (size_t c = 0; c < n; c++) {
        const char *name = json_string_value(json_array_get(classes, c));
        int task_class = name ? tn_class_of_label(m->head, tn_str(name)) : -1;

        if (!name || task_class <= last) {
            return fault(dir, "classes are not the task's, in its order", err);
        }
        last = m->task_class[c] = task_class;
        m->class_name[c] = tn_strndup(name, strlen(name));
        if (!m->class_name[c]) {
            return tn_no_memory(err);
        }
        m->n_classes = (int)c + 1;
    }
    return 0;
}

static bool read_dense(const tn_model_description *m, const json_t *dense,
                       double weight[][TN_MAX_DENSE])
{
    const tn_task *task = tn_task_of(m->head);

    if (json_array_size(dense) != (size_t)task->n_dense) {
        return false;
    }
    for (int d = 0; d < task->n_dense; d++) {
        const json_t *entry = json_array_get(dense, (size_t)d);
        const char *name = json_string_value(json_object_get(entry, "name"));
        double w[TN_MAX_PAIRS];

        if (!name || strcmp(name, task->dense_name[d]) != 0 ||
            !read_numbers(json_object_get(entry, "weights"), w, tn_n_pairs(m->n_classes))) {
            return false;
        }
        for (int pair = 0; pair < tn_n_pairs(m->n_classes); pair++) {
            weight[pair][d] = w[pair];
        }
    }
    return true;
}

static bool read_calibration(const tn_model_description *m, const json_t *calibration,
                             tn_calibrator *c)
{
    const json_t *slopes = json_object_get(calibration, "slopes");
    double sum = 0.0;

    c->n_classes = m->n_classes;
    if (json_array_size(slopes) != (size_t)m->n_classes) {
        return false;
    }
    for (int k = 0; k < m->n_classes; k++) {
        if (!read_numbers(json_array_get(slopes, (size_t)k), c->slope[k],
                          tn_n_pairs(m->n_classes))) {
            return false;
        }
    }
    if (!read_numbers(json_object_get(calibration, "offsets"), c->offset, m->n_classes) ||
        !read_numbers(json_object_get(calibration, "decision_prior"), c->prior, m->n_classes)) {
        return false;
    }
    for (int k = 0; k < m->n_classes; k++) {
        if (c->prior[k] <= 0.0) {
            return false;
        }
        sum += c->prior[k];
    }
    return fabs(sum - 1.0) < 1e-6;
}

/* a base stands before what stands on it, and on nothing itself */
static bool read_base(const tn_model_description *m, const json_t *base, int *out)
{
    json_int_t at = json_is_integer(base) ? json_integer_value(base) : -1;

    if (json_is_null(base)) {
        *out = TN_ALONE;
        return true;
    }
    if (json_is_string(base) && strcmp(json_string_value(base), SHARED_NAME) == 0) {
        *out = TN_SHARED;
        return true;
    }
    *out = (int)at;
    return at >= 0 && (size_t)at < m->domains.n && m->domains.item[at].base == TN_ALONE;
}

static int read_domain(tn_model_description *m, const json_t *json, const char *dir,
                       tenor_error *err)
{
    const char *name = json_string_value(json_object_get(json, "name"));
    const char *kind = json_string_value(json_object_get(json, "kind"));
    const json_t *calibration = json_object_get(json, "calibration");
    int base = TN_ALONE, rc;
    tn_domain *domain;

    if (!name || !kind || tn_domain_kind_of_name(kind) < 0 ||
        !read_base(m, json_object_get(json, "base"), &base)) {
        return fault(dir, "a domain has no `name`, or a wrong `kind` or `base`", err);
    }
    rc = tn_domains_add(&m->domains, name, (tn_domain_kind)tn_domain_kind_of_name(kind), base, err);
    if (rc < 0) {
        return rc;
    }
    domain = &m->domains.item[m->domains.n - 1];
    domain->n_rows = json_integer_value(json_object_get(json, "rows"));
    domain->calibrated = !json_is_null(calibration);
    if (!read_numbers(json_object_get(json, "constant"), domain->constant,
                      tn_n_pairs(m->n_classes)) ||
        !read_dense(m, json_object_get(json, "dense"), domain->dense_weight) ||
        (domain->calibrated && !read_calibration(m, calibration, &domain->calibrator))) {
        return fault(dir, "a domain's weights do not fit the task", err);
    }
    return 0;
}

static int read_domains(tn_model_description *m, const json_t *domains, const char *dir,
                        tenor_error *err)
{
    size_t n = json_array_size(domains);
    int rc = 0;

    if ((domains && !json_is_array(domains)) || n > MAX_DOMAINS) { /* absent: none */
        return fault(dir, "`domains` is not a list, or too long", err);
    }
    for (size_t d = 0; rc == 0 && d < n; d++) {
        rc = read_domain(m, json_array_get(domains, d), dir, err);
    }
    return rc;
}

static bool digest_from_hex(const char *hex, tn_digest *out)
{
    uint64_t half[2] = { 0, 0 };

    if (!hex || strlen(hex) != 32 || strspn(hex, "0123456789abcdef") != 32) {
        return false;
    }
    for (int i = 0; i < 32; i++) {
        int digit = hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10;

        half[i / 16] = half[i / 16] << 4 | (uint64_t)digit;
    }
    *out = (tn_digest){ half[0], half[1] };
    return true;
}

/* `first`: the first part that this model has */
static bool read_parts(tn_model_part *parts, int first, const json_t *files)
{
    if (json_array_size(files) != (size_t)(TN_N_MODEL_PARTS - first)) {
        return false;
    }
    memset(parts, 0, TN_N_MODEL_PARTS * sizeof(*parts));
    for (int i = first; i < TN_N_MODEL_PARTS; i++) {
        const json_t *file = json_array_get(files, (size_t)(i - first));
        const char *name = json_string_value(json_object_get(file, "name"));
        const json_t *bytes = json_object_get(file, "bytes");

        if (!name || strcmp(name, part_names[i]) != 0 || !json_is_integer(bytes) ||
            !digest_from_hex(json_string_value(json_object_get(file, "xxh3_128")),
                             &parts[i].digest)) {
            return false;
        }
        parts[i].name = part_names[i];
        parts[i].bytes = json_integer_value(bytes);
    }
    return true;
}

static bool read_features(tn_model_description *m, const json_t *root)
{
    const json_t *f = json_object_get(root, "features");
    const json_t *n_entries = json_object_get(root, "n_entries");
    const json_t *n_features = json_object_get(root, "n_features");
    const tn_task *task = tn_task_of(m->head);
    json_int_t char_min, char_max, ngram_max;
    json_int_t opener_max = 0, contrast = 0; /* absent from earlier models */

    if (json_unpack((json_t *)(uintptr_t)f, "{s:I, s:I, s:I, s?I, s?I}", "char_min", &char_min,
                    "char_max", &char_max, "ngram_max", &ngram_max, "opener_max", &opener_max,
                    "contrast", &contrast) != 0 ||
        char_min < 1 || char_min > TN_MAX_CHAR_LENGTH || char_max < 0 ||
        char_max > TN_MAX_CHAR_LENGTH || ngram_max < 1 || ngram_max > 3 || opener_max < 0 ||
        opener_max > TN_MAX_OPENER || contrast < 0 || contrast > 1) {
        return false;
    }
    m->features = (tn_feature_config){ (int)char_min, (int)char_max, (int)ngram_max,
                                       (int)opener_max, (int)contrast };
    if (!json_is_integer(n_entries) || !json_is_integer(n_features) ||
        json_integer_value(n_entries) < 1 || json_integer_value(n_entries) > INT32_MAX / 4) {
        return false;
    }
    m->n_entries = (size_t)json_integer_value(n_entries);
    m->n_features = (size_t)json_integer_value(n_features);
    return m->n_features == tn_dense_start(task, m->n_entries, (int)m->domains.n);
}

/* absent: the model is linear, and folded */
static int read_kernel(tn_model_description *m, const json_t *json, const char *dir,
                       tenor_error *err)
{
    const json_t *scales = json_object_get(json, "family_scales");
    tn_kernel *k = &m->kernel;
    json_int_t n_vectors = 0, n_rows = 0;
    const char *type = NULL;
    bool sane = true;

    if (!json) {
        return 0;
    }
    if (json_unpack((json_t *)(uintptr_t)json, "{s:s, s:F, s:i, s:F, s:I, s:I, s:F}", "type", &type,
                    "gamma", &k->gamma, "degree", &k->degree, "coef0", &k->coef0, "support_vectors",
                    &n_vectors, "rows", &n_rows, "parent_scale", &k->parent_scale) != 0) {
        return fault(dir, "`kernel` lacks a member, or has one of a wrong type", err);
    }
    k->type = tn_kernel_of_name(type);
    k->n_vectors = n_vectors;
    k->n_rows = n_rows;
    for (int family = 0; family < TN_N_FAMILIES; family++) {
        const json_t *scale = json_object_get(scales, tn_family_name(family));

        k->family_scale[family] = json_number_value(scale);
        sane &= json_is_number(scale) && isfinite(k->family_scale[family]);
    }
    if (!sane || k->type <= LINEAR || !tn_kernel_is_sane(k) || !isfinite(k->parent_scale) ||
        n_vectors < 1 || n_vectors > n_rows || n_rows > TN_KERNEL_MAX_ROWS || m->domains.n > 0) {
        return fault(dir, "`kernel` is out of range", err);
    }
    return 0;
}

static int read_members(tn_model_description *m, tn_model_part *parts, const json_t *root,
                        const char *dir, tenor_error *err)
{
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const char *head = json_string_value(json_object_get(root, "head"));
    const char *name = json_string_value(json_object_get(root, "name"));
    const json_t *coverage = json_object_get(root, "min_coverage");
    int rc;

    if (!schema || strcmp(schema, TN_MODEL_SCHEMA) != 0) {
        return fault(dir, "not a model of this version (schema " TN_MODEL_SCHEMA ")", err);
    }
    m->head = head ? tn_head_of_name(head) : -1;
    if (m->head < 0 || !name) {
        return fault(dir, "no `name`, or an unknown `head`", err);
    }
    m->name = tn_strndup(name, strlen(name));
    if (!m->name) {
        return tn_no_memory(err);
    }
    rc = read_classes(m, json_object_get(root, "classes"), dir, err);
    if (rc == 0) {
        rc = read_domains(m, json_object_get(root, "domains"), dir, err);
    }
    if (rc == 0) {
        rc = read_kernel(m, json_object_get(root, "kernel"), dir, err);
    }
    if (rc < 0) {
        return rc;
    }
    if (!read_features(m, root)) {
        return fault(dir, "`features`, `n_entries` or `n_features` is out of range", err);
    }
    if (!read_numbers(json_object_get(root, "rho"), m->rho, tn_n_pairs(m->n_classes)) ||
        !read_dense(m, json_object_get(root, "dense"), m->dense_weight)) {
        return fault(dir, "`rho` or `dense` does not fit the task", err);
    }
    if (!read_calibration(m, json_object_get(root, "calibration"), &m->calibrator)) {
        return fault(dir, "`calibration` does not fit the classes", err);
    }
    m->min_coverage = json_number_value(coverage);
    if (!json_is_number(coverage) || !(m->min_coverage >= 0.0 && m->min_coverage <= 1.0)) {
        return fault(dir, "`min_coverage` is not between 0 and 1", err);
    }
    return read_parts(parts, m->kernel.type == LINEAR ? TN_PART_FOLDED : TN_PART_VOCABULARY,
                      json_object_get(root, "files"))
               ? 0
               : fault(dir, "`files` does not name the model's files", err);
}

int tn_model_json_read(tn_model_description *out, tn_model_part *parts, const char *text,
                       size_t bytes, const char *dir, tenor_error *err)
{
    json_error_t cause;
    json_t *root;
    bool whole;
    int rc = tn_self_digest_matches(&whole, text, bytes, err);

    *out = (tn_model_description){ 0 };
    if (rc < 0) {
        return rc;
    }
    if (!whole) {
        return fault(dir, "damaged: its digest is not that of its bytes", err);
    }
    root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &cause);
    if (!root) {
        return tn_fail_line(err, TENOR_ERR_MODEL, cause.line, "'%s/model.json', line %d: %s", dir,
                            cause.line, cause.text);
    }
    rc = read_members(out, parts, root, dir, err);
    json_decref(root);
    if (rc < 0) {
        tn_model_description_free(out);
    }
    return rc;
}

void tn_model_description_free(tn_model_description *m)
{
    free(m->name);
    for (int c = 0; c < m->n_classes; c++) {
        free(m->class_name[c]);
    }
    tn_domains_free(&m->domains);
    *m = (tn_model_description){ 0 };
}
