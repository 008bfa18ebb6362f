/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_write.c - a model's folder, written: model.json last, for it vouches for the others
 */
#include "model/model_file.h"

#include "model/svm_file.h"

#include <stdlib.h>

static int write_bytes(const char *dir, const char *name, const tn_buf *bytes, tenor_error *err)
{
    char *path = tn_path_join(dir, name);
    tn_out_file file = { 0 };
    int rc = path ? tn_out_open(&file, path, err) : tn_no_memory(err);

    if (rc == 0) {
        (void)fwrite(bytes->data, 1, bytes->bytes, file.stream); /* commit looks at the stream */
        rc = tn_out_commit(&file, err);
    }
    free(path);
    return rc;
}

static int write_part(const char *dir, tn_model_part *part, int index, const tn_buf *bytes,
                      tenor_error *err)
{
    *part = (tn_model_part){ .name = tn_model_part_name(index),
                             .digest = tn_digest_of(bytes->data, bytes->bytes),
                             .bytes = (int64_t)bytes->bytes };
    return write_bytes(dir, part->name, bytes, err);
}

static int write_compressed(const char *dir, tn_model_part *part, int index, const tn_buf *plain,
                            int level, tenor_error *err)
{
    tn_buf packed = { 0 };
    int rc = tn_compress(&packed, plain, level, err);

    if (rc == 0)
        rc = write_part(dir, part, index, &packed, err);
    tn_buf_free(&packed);
    return rc;
}

int tn_model_write(const char *dir, const tn_model_description *d, const tn_training_facts *facts,
                   const tn_vocabulary *v, const double *weight, int zstd_level, tenor_error *err)
{
    tn_model_part part[TN_N_MODEL_PARTS] = { 0 };
    tn_buf bytes = { 0 };
    int rc = tn_mkdirs(dir, err);

    if (rc == 0)
        rc = tn_folded_build(&bytes, v, weight, d->n_features, tn_n_pairs(d->n_classes), err);
    if (rc == 0)
        rc = write_part(dir, &part[TN_PART_FOLDED], TN_PART_FOLDED, &bytes, err);
    tn_buf_clear(&bytes);
    if (rc == 0)
        rc = tn_vocabulary_write(&bytes, v, err);
    if (rc == 0) {
        rc = write_compressed(dir, &part[TN_PART_VOCABULARY], TN_PART_VOCABULARY, &bytes,
                              zstd_level, err);
    }
    tn_buf_clear(&bytes);
    if (rc == 0)
        rc = tn_svm_write(&bytes, weight, d->rho, d->n_features, d->n_classes, err);
    if (rc == 0)
        rc = write_compressed(dir, &part[TN_PART_SVM], TN_PART_SVM, &bytes, zstd_level, err);
    tn_buf_clear(&bytes);
    if (rc == 0)
        rc = tn_model_json_write(&bytes, d, facts, part, err);
    if (rc == 0)
        rc = write_bytes(dir, "model.json", &bytes, err);
    tn_buf_free(&bytes);
    return rc;
}
