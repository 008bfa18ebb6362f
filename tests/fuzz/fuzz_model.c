/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_model.c - any bytes as one of a model's files: refused with a reason, or safe to use
 *
 * The first byte chooses the file; the others are its bytes, where need be unpacked.
 */
#include "model/model_file.h"
#include "model/svm_file.h"

#include <math.h>
#include <stdlib.h>

#define N_FEATURES 64
#define N_DOMAINS  3
#define N_LOOKUPS  64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check(bool fact)
{
    if (!fact)
        abort();
}

static void refused_with_a_reason(int rc, const tenor_error *err)
{
    check(rc < 0 && err->code == rc && err->message[0] != '\0');
}

/* Every look-up ends, and what it finds is a row of numbers. */
static void read_table(const void *bytes, size_t n_bytes)
{
    tn_folded table;
    tenor_error err = { 0 };
    int rc = tn_folded_open(&table, bytes, n_bytes, &err);

    if (rc < 0) {
        refused_with_a_reason(rc, &err);
        return;
    }
    for (uint64_t key = 0; key < N_LOOKUPS; key++) {
        bool met;
        const float *row = tn_folded_find(&table, tn_mix(key, table.seed), &met);

        for (uint32_t c = 0; row && c < table.header->n_pairs; c++)
            check(isfinite(row[c]));
    }
}

static void check_calibrator(const tn_calibrator *calibrator, int n_classes)
{
    for (int c = 0; c < n_classes; c++) {
        check(calibrator->prior[c] > 0.0 && calibrator->prior[c] < 1.0);
        check(isfinite(calibrator->offset[c]));
        for (int pair = 0; pair < tn_n_pairs(n_classes); pair++)
            check(isfinite(calibrator->slope[c][pair]));
    }
}

/* A domain is found by its name, and its part of a decision value is a number. */
static void check_domains(const tn_model_description *model)
{
    for (size_t d = 0; d < model->domains.n; d++) {
        const tn_domain *domain = &model->domains.item[d];
        int found = tn_domains_find(&model->domains, tn_str(domain->name));

        check(found >= 0 && (size_t)found <= d);
        check(domain->n_rows >= 0);
        check_calibrator(&domain->calibrator, model->n_classes);
        for (int pair = 0; pair < tn_n_pairs(model->n_classes); pair++) {
            check(isfinite(domain->constant[pair]));
            for (int k = 0; k < tn_n_pairs(model->n_classes); k++)
                check(isfinite(domain->shared_weight[pair][k]));
        }
    }
}

static void read_description(const char *text, size_t bytes)
{
    tn_model_description model;
    tn_model_file file[TN_N_MODEL_FILES];
    tenor_error err = { 0 };
    int rc = tn_model_json_read(&model, file, text, bytes, "model", &err);

    if (rc < 0) {
        refused_with_a_reason(rc, &err);
        return;
    }
    check(model.n_classes >= 2 && model.n_classes <= TENOR_MAX_CLASSES);
    for (int c = 0; c < model.n_classes; c++)
        check(model.class_name[c] && model.class_name[c][0] != '\0');
    check_calibrator(&model.calibrator, model.n_classes);
    check_domains(&model);
    tn_model_description_free(&model);
}

static void read_vocabulary(const char *text, size_t bytes)
{
    tn_vocabulary v;
    tn_buf again = { 0 };
    tenor_error err = { 0 };
    int rc = tn_vocabulary_parse(&v, text, bytes, N_DOMAINS, &err);

    if (rc < 0) {
        refused_with_a_reason(rc, &err);
        return;
    }
    for (size_t e = 0; e < v.n_entries; e++) {
        check(v.entry[e].domain < N_DOMAINS);
        check((size_t)v.entry[e].name_start + v.entry[e].name_bytes <= v.names.bytes);
    }
    check(tn_vocabulary_write(&again, &v, NULL) == 0);
    tn_buf_free(&again);
    tn_vocabulary_free(&v);
}

static void read_weights(const char *text, size_t bytes, int n_classes)
{
    double weight[3 * N_FEATURES] = { 0 }, rho[3] = { 0 };
    tenor_error err = { 0 };
    int rc = tn_svm_parse(text, bytes, N_FEATURES, n_classes, weight, rho, &err);

    if (rc < 0) {
        refused_with_a_reason(rc, &err);
        return;
    }
    for (size_t i = 0; i < 3 * N_FEATURES; i++)
        check(isfinite(weight[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    tn_buf copy = { 0 }; /* aligned, and of the file's own size: a byte too far is noticed */

    if (bytes < 1)
        return 0;
    check(tn_buf_append(&copy, data + 1, bytes - 1, NULL) == 0);
    switch (data[0] % 5) {
    case 0:
        read_table(copy.data ? copy.data : "", copy.bytes);
        break;
    case 1:
        read_description(copy.data ? copy.data : "", copy.bytes);
        break;
    case 2:
        read_vocabulary(copy.data ? copy.data : "", copy.bytes);
        break;
    default:
        read_weights(copy.data ? copy.data : "", copy.bytes, data[0] % 5 - 1);
    }
    tn_buf_free(&copy);
    return 0;
}
