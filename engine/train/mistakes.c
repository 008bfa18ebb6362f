/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mistakes.c - which rows a model gets most confidently wrong
 */
#include "train/evaluation.h"

#include "text/token.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    double gap; /* p(prediction) - p(truth) */
    size_t judgement;
} wrong_row;

static int by_gap(const void *a, const void *b)
{
    const wrong_row *x = a, *y = b;

    if (x->gap != y->gap)
        return x->gap > y->gap ? -1 : 1;
    return x->judgement < y->judgement ? -1 : x->judgement > y->judgement;
}

/* all scored rows with a wrong label, the worst first */
static wrong_row *sorted_wrong_rows(const tn_judgements *judged, size_t *n_wrong)
{
    wrong_row *wrong = tn_alloc(judged->n_rows, sizeof(*wrong));

    *n_wrong = 0;
    for (size_t r = 0; wrong && r < judged->n_rows; r++) {
        const tn_judgement *row = &judged->row[r];
        const double *p = judged->p + r * (size_t)judged->n_classes;

        if (row->scored && row->prediction != row->truth)
            wrong[(*n_wrong)++] = (wrong_row){ p[row->prediction] - p[row->truth], r };
    }
    if (wrong)
        qsort(wrong, *n_wrong, sizeof(*wrong), by_gap);
    return wrong;
}

/* ------------------------------------------------------------------ pairs */

static int by_count(const void *a, const void *b)
{
    const tenor_mistake_pair *x = a, *y = b;

    if (x->n_rows != y->n_rows)
        return x->n_rows > y->n_rows ? -1 : 1;
    return (x->truth - y->truth) * TENOR_MAX_CLASSES + x->prediction - y->prediction;
}

static void count_pairs(tenor_evaluation *e, const tn_judgements *judged, const wrong_row *wrong,
                        size_t n_wrong)
{
    int64_t count[TENOR_MAX_CLASSES][TENOR_MAX_CLASSES] = { { 0 } };

    for (size_t i = 0; i < n_wrong; i++) {
        const tn_judgement *row = &judged->row[wrong[i].judgement];

        count[row->truth][row->prediction]++;
    }
    e->n_mistake_pairs = 0;
    for (int truth = 0; truth < e->n_classes; truth++) {
        for (int prediction = 0; prediction < e->n_classes; prediction++) {
            if (truth != prediction && count[truth][prediction] > 0) {
                e->mistake_pair[e->n_mistake_pairs++] =
                    (tenor_mistake_pair){ truth, prediction, count[truth][prediction] };
            }
        }
    }
    qsort(e->mistake_pair, (size_t)e->n_mistake_pairs, sizeof(*e->mistake_pair), by_count);
}

/* ------------------------------------------------------------------- list */

/* append as valid UTF-8 and a NUL; at most max_bytes, cut between code points */
static int keep_text(tn_buf *out, tenor_str text, size_t max_bytes, size_t *kept, bool *is_cut,
                     tenor_error *err)
{
    size_t start = out->bytes, used;
    int rc;

    *is_cut = false;
    for (size_t at = 0; at < text.bytes; at += used) {
        char encoded[4];
        bool valid;
        size_t n =
            tn_utf8_encode(tn_utf8_decode(text.data + at, text.bytes - at, &used, &valid), encoded);

        if (out->bytes - start + n > max_bytes) {
            *is_cut = true;
            break;
        }
        if ((rc = tn_buf_append(out, encoded, n, err)) < 0)
            return rc;
    }
    *kept = out->bytes - start;
    return tn_buf_append(out, "", 1, err);
}

/* strings go to `strings`, which may still move: their pointers are set by set_pointers() */
static int keep_mistake(tenor_mistake *out, tn_buf *strings, const tn_judgements *judged,
                        size_t judgement, const tn_sample *row, tenor_error *err)
{
    const tn_judgement *j = &judged->row[judgement];
    const double *p = judged->p + judgement * (size_t)judged->n_classes;
    size_t input_bytes;
    bool is_cut;
    int rc;

    *out = (tenor_mistake){ .line_no = row->line_no,
                            .truth = j->truth,
                            .prediction = j->prediction,
                            .p_truth = p[j->truth],
                            .p_prediction = p[j->prediction] };
    if ((rc = keep_text(strings, tn_str(row->input), SIZE_MAX, &input_bytes, &is_cut, err)) < 0 ||
        (rc = keep_text(strings, row->id, SIZE_MAX, &out->id.bytes, &is_cut, err)) < 0)
        return rc;
    return keep_text(strings, row->text, TENOR_EXCERPT_BYTES, &out->text.bytes, &out->text_is_cut,
                     err);
}

static void set_pointers(tenor_evaluation *e)
{
    const char *at = e->text;

    for (size_t i = 0; i < e->n_mistakes; i++) {
        tenor_mistake *mistake = &e->mistake[i];

        mistake->input = at;
        at += strlen(at) + 1;
        mistake->id.data = at;
        at += mistake->id.bytes + 1;
        mistake->text.data = at;
        at += mistake->text.bytes + 1;
    }
}

static int list_mistakes(tenor_evaluation *e, const tn_judgements *judged, const tn_dataset *data,
                         const wrong_row *wrong, size_t n_listed, tenor_error *err)
{
    tn_buf strings = { 0 };

    e->mistake = tn_alloc(n_listed, sizeof(*e->mistake));
    if (!e->mistake)
        return tn_no_memory(err);
    for (size_t i = 0; i < n_listed; i++) {
        size_t judgement = wrong[i].judgement;
        int rc = keep_mistake(&e->mistake[i], &strings, judged, judgement,
                              &data->row[judged->row[judgement].row], err);

        if (rc < 0) {
            tn_buf_free(&strings);
            return rc;
        }
    }
    e->n_mistakes = n_listed;
    e->text = strings.data;
    set_pointers(e);
    return 0;
}

int tn_evaluation_mistakes(tenor_evaluation *e, const tn_judgements *judged, const tn_dataset *data,
                           size_t n_listed, tenor_error *err)
{
    size_t n_wrong;
    wrong_row *wrong = sorted_wrong_rows(judged, &n_wrong);
    int rc = 0;

    if (!wrong)
        return tn_no_memory(err);
    count_pairs(e, judged, wrong, n_wrong);
    e->lists_mistakes = n_listed > 0;
    if (n_listed > 0)
        rc = list_mistakes(e, judged, data, wrong, n_listed < n_wrong ? n_listed : n_wrong, err);
    free(wrong);
    return rc;
}

void tenor_evaluation_free(tenor_evaluation *evaluation)
{
    if (evaluation) {
        free(evaluation->mistake);
        free(evaluation->text);
        *evaluation = (tenor_evaluation){ 0 };
    }
}
