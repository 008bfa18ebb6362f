/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * svm_text.h - a libsvm file's text, read strictly, for those who know what it must say
 */
#ifndef TN_SVM_TEXT_H
#define TN_SVM_TEXT_H

#include "base/base.h"

/* Where the reader is: at the start, { text, text + bytes, 1, err }. */
typedef struct {
    const char *at, *end;
    int64_t line_no;
    tenor_error *err;
} tn_svm_text;

/* TENOR_ERR_MODEL, with the line. */
int tn_svm_fault(const tn_svm_text *text, const char *what);

/* What must come next. */
int tn_svm_expect(tn_svm_text *text, const char *wanted);

/* A finite decimal number, which ends before the file does. */
int tn_svm_number(tn_svm_text *text, double *value);

#endif
