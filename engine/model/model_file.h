/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model_file.h - a model's folder: model.json, vocabulary.tsv.zst, model.svm.zst, folded.bin
 */
#ifndef TN_MODEL_FILE_H
#define TN_MODEL_FILE_H

#include "model/folded.h"
#include "model/domain.h"

#define TN_MODEL_SCHEMA "tenor/model/3"

#define TN_DEFAULT_MIN_COVERAGE 0.5

#define TN_MAX_AUX 16 /* lexicons and word vectors of a training run */

/* What is written of the training; reading a model does not need it. */
typedef struct {
    int64_t rows, supporting, skipped, duplicates, conflicts;
    int64_t pruned; /* entries that were learnt and dropped */
    int64_t label_count[TENOR_MAX_CLASSES];
    char data_digest[33];
    const char *splits; /* NULL: all */
    const char *solver; /* "libsvm" or "liblinear" */
    double C;
    int folds;
    uint32_t seed;
    int min_count[TN_N_FAMILIES];
    double family_scale[TN_N_FAMILIES];
    struct {
        char name[64];   /* the file's, without its folder */
        char digest[33]; /* of the file */
        int n_dims;
        double scale;
    } aux[TN_MAX_AUX];
    int n_aux;
    int64_t confusion[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES];     /* cross-validated; row = truth */
    double mean_posterior[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES]; /* the same; each row sums to 1 */
    double macro_f1, macro_recall, calibration_error;            /* cross-validated */
    const char *target, *base_digest; /* a target added to a base model; NULL: none */
} tn_training_metadata;

/* How a head was calibrated for a site (docs/models.md): the optional member `site`. */
typedef struct {
    int64_t n_labels;                      /* 0: it was not, and nothing else is set */
    int64_t count[TENOR_MAX_CLASSES];      /* of them */
    double slope, bias[TENOR_MAX_CLASSES]; /* biases sum to 0 */
    /* of the slope, then the biases: over resamples of the labels */
    double covariance[TENOR_MAX_CLASSES + 1][TENOR_MAX_CLASSES + 1];
    /* standard errors over the site's comments: of each class's mean posterior; last, of the mean
     * score */
    double error[TENOR_MAX_CLASSES + 1];
    bool labels_alone; /* the scores did not go with the labels: the slope was held near 0 */
    uint32_t seed;
    char labels_digest[33];
    char base_digest[33]; /* of the model.json that was calibrated */
} tn_site_calibration;

/* One head as model.json describes it. */
typedef struct {
    int head;
    char *name;
    int n_classes;
    char *class_name[TENOR_MAX_CLASSES];
    int task_class[TENOR_MAX_CLASSES]; /* index of each class in the task */
    size_t n_entries, n_features;
    double rho[TN_MAX_PAIRS];
    double dense_weight[TN_MAX_PAIRS][TN_MAX_DENSE];
    tn_calibrator calibrator;
    double min_coverage; /* comments below are not scored */
    tn_domains domains;
    tn_site_calibration site;
} tn_model_description;

/* That of a domain, or of the shared part: TN_SHARED. */
static inline const tn_calibrator *tn_calibrator_of(const tn_model_description *d, int part)
{
    return part < 0 ? &d->calibrator : &d->domains.item[part].calibrator;
}

typedef struct {
    const char *name; /* "folded.bin" … */
    tn_digest digest;
    int64_t bytes;
} tn_model_file;

#define TN_N_MODEL_FILES 3
enum { TN_FILE_FOLDED, TN_FILE_VOCABULARY, TN_FILE_SVM };
const char *tn_model_file_name(int file);

/*
 * Write a model's folder. weight[pair * n_features + index] as stored, n_features those of the
 * description. Files of that name are replaced, model.json last. zstd_level: a model that travels
 * is worth minutes of TN_ZSTD_SMALL.
 */
#define TN_ZSTD_SMALL 19
#define TN_ZSTD_QUICK 6
int tn_model_write(const char *dir, const tn_model_description *model,
                   const tn_training_metadata *metadata, const tn_vocabulary *vocabulary,
                   const double *weight, int zstd_level, tenor_error *err);

/* model.json into *out. */
int tn_model_json_write(tn_buf *out, const tn_model_description *model,
                        const tn_training_metadata *metadata, const tn_model_file *files,
                        tenor_error *err);

/*
 * model.json's text with the calibrators and the site of `model`; all else as `text` has it. `text`
 * must be one that tn_model_json_read takes, of the same classes and domains.
 */
int tn_model_json_recalibrated(tn_buf *out, const char *text, size_t bytes,
                               const tn_model_description *model, tenor_error *err);

/*
 * Parse and check model.json; every member is range-checked. `dir` is named in errors.
 * *out is to be released with tn_model_description_free.
 */
int tn_model_json_read(tn_model_description *out, tn_model_file *files, const char *text,
                       size_t bytes, const char *dir, tenor_error *err);
void tn_model_description_free(tn_model_description *model);

/* Read, check against its digest and decompress one file into *out. */
int tn_model_file_read(tn_buf *out, const char *dir, const tn_model_file *file, tenor_error *err);

/* Compress with zstd and one thread: the same bytes everywhere with one zstd version. */
int tn_compress(tn_buf *out, const tn_buf *in, int level, tenor_error *err);

#endif
