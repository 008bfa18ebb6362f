/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - heads that libsvm serves: support vectors and a kernel in place of one weight a word
 *
 * A kernel sees which words stand together, so nothing of it can be folded into the words: each
 * comment is compared with every support vector. That is for sets of a few thousand rows, and never
 * for a batch. Such a model has no domains and no aids, and its vectors keep the scale at which
 * they were trained, for a kernel has no weights that could take it up.
 */
#ifndef TN_KERNEL_H
#define TN_KERNEL_H

#include "model/target_names.h"
#include "model/vocabulary.h"

#include <libsvm/svm.h>

#define TN_KERNEL_MAX_ROWS   5000 /* libsvm's time grows with their square */
#define TN_KERNEL_MAX_DEGREE 10

/* As model.json has it. */
typedef struct {
    int type; /* LINEAR: none, the model is folded, and nothing else here is set */
    double gamma;
    int degree;   /* POLY */
    double coef0; /* POLY, SIGMOID */
    int64_t n_vectors;
    int64_t n_rows; /* trained on: with these, the scale of a feature is known */
    double family_scale[TN_N_FAMILIES];
    double parent_scale;
} tn_kernel;

/* "linear", "poly", "rbf", "sigmoid", by libsvm's numbers; NULL and -1 if there is none. */
const char *tn_kernel_name(int type);
int tn_kernel_of_name(const char *name);

/* Whether the parameters are what libsvm can work with. */
bool tn_kernel_is_sane(const tn_kernel *kernel);

void tn_kernel_parameter(struct svm_parameter *out, const tn_kernel *kernel);

/*
 * Support vectors in memory of their own, as libsvm wants them. `svm` is for svm_predict_values
 * alone; it points into the machine, which must stay where it is.
 */
typedef struct {
    struct svm_model svm;
    struct svm_node *node;
    struct svm_node **vector;
    double *coefficient, *coefficient_row[TENOR_MAX_CLASSES - 1];
    double rho[TN_MAX_PAIRS];
    int label[TENOR_MAX_CLASSES], n_of_class[TENOR_MAX_CLASSES];
} tn_kernel_machine;

void tn_kernel_machine_free(tn_kernel_machine *machine);

/*
 * The model as a libsvm file, with all digits. The vectors come class after class; rows end with
 * index -1; coefficient[k][v]: k-th of vector v.
 */
int tn_kernel_write(tn_buf *out, const tn_kernel *kernel, int n_classes, const double *rho,
                    const int *n_of_class, const struct svm_node *const *vector,
                    const double *const *coefficient, tenor_error *err);

/*
 * Read what tn_kernel_write writes for this kernel, and nothing else: libsvm's own reader trusts
 * its input, takes a file only, and changes the locale. Release *out with tn_kernel_machine_free,
 * on failure too.
 */
int tn_kernel_parse(tn_kernel_machine *out, const char *text, size_t bytes, const tn_kernel *kernel,
                    size_t n_features, int n_classes, tenor_error *err);

/* A text as libsvm's nodes, ended by index -1. */
typedef struct {
    struct svm_node *node;
    size_t n, capacity;
    tn_vector counts;
    tn_features features; /* scratch */
} tn_kernel_vector;

/* `other` is the target (with aliases, NULL for none) or the parent, NULL for none. */
int tn_kernel_vector_of(tn_kernel_vector *out, const tn_kernel *kernel, int head,
                        const tn_vocabulary *v, const tn_feature_config *config,
                        const tn_tokens *tokens, const tn_tokens *other, const tn_aliases *aliases,
                        tenor_error *err);
void tn_kernel_vector_free(tn_kernel_vector *vector);

/* The words of a text, and those of them that the vocabulary has under any marks. */
void tn_kernel_count_words(const tn_vocabulary *v, const tn_tokens *tokens, int32_t *n_words,
                           int32_t *n_known);

#endif
