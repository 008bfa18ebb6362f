/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_write.c - a model's folder, written: model.json last, which has the digests of the others
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

/* one file of the folder, and what model.json says of it; level 0: as it is */
static int write_file(const char *dir, tn_model_file *files, int index, const tn_buf *plain,
                      int level, tenor_error *err)
{
    tn_buf packed = { 0 };
    const tn_buf *bytes = level ? &packed : plain;
    int rc = level ? tn_compress(&packed, plain, level, err) : 0;

    if (rc == 0) {
        files[index] = (tn_model_file){ .name = tn_model_file_name(index),
                                        .digest = tn_digest_of(bytes->data, bytes->bytes),
                                        .bytes = (int64_t)bytes->bytes };
        rc = write_bytes(dir, files[index].name, bytes, err);
    }
    tn_buf_free(&packed);
    return rc;
}

int tn_model_write(const char *dir, const tn_model_description *d,
                   const tn_training_metadata *metadata, const tn_vocabulary *v,
                   const double *weight, int zstd_level, tenor_error *err)
{
    tn_model_file files[TN_N_MODEL_FILES] = { 0 };
    tn_buf bytes = { 0 };
    int rc;

    if ((rc = tn_mkdirs(dir, err)) < 0 ||
        (rc = tn_folded_build(&bytes, v, weight, d->n_features, tn_n_pairs(d->n_classes), err)) <
            0 ||
        (rc = write_file(dir, files, TN_FILE_FOLDED, &bytes, 0, err)) < 0)
        goto done;
    tn_buf_clear(&bytes);
    if ((rc = tn_vocabulary_write(&bytes, v, err)) < 0 ||
        (rc = write_file(dir, files, TN_FILE_VOCABULARY, &bytes, zstd_level, err)) < 0)
        goto done;
    tn_buf_clear(&bytes);
    if ((rc = tn_svm_write(&bytes, weight, d->rho, d->n_features, d->n_classes, err)) < 0 ||
        (rc = write_file(dir, files, TN_FILE_SVM, &bytes, zstd_level, err)) < 0)
        goto done;
    tn_buf_clear(&bytes);
    if ((rc = tn_model_json_write(&bytes, d, metadata, files, err)) < 0)
        goto done;
    rc = write_bytes(dir, "model.json", &bytes, err);
done:
    tn_buf_free(&bytes);
    return rc;
}
