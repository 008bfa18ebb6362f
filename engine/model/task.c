/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * task.c - the three tasks: their classes and dense features
 */
#include "model/task.h"

#include "model/reply.h"

#include <math.h>
#include <string.h>

static const tn_task tasks[TENOR_N_HEADS] = {
    [TENOR_SENTIMENT] = { "sentiment",
                          { "negative", "neutral", "positive" },
                          false,
                          false,
                          1,
                          { "log_length" } },
    [TENOR_STANCE] = { "stance",
                       { "against", "none", "favor" },
                       true,
                       false,
                       5,
                       { "target_share_named", "target_in_tag", "target_negated",
                         "target_not_named", "log_length" } },
    [TENOR_REPLY] = { "reply",
                      { "disagree", "neutral", "agree" },
                      false,
                      true,
                      4,
                      { "overlap", "overlap_negated", "log_length", "log_length_of_parent" } },
};

/* How data sets spell the classes, in lower case. */
#define MAX_SPELLING_BYTES 20
static const char *const spellings[TENOR_N_HEADS][TENOR_MAX_CLASSES] = {
    [TENOR_SENTIMENT] = { "|negative|neg|-1|-1.0|", "|neutral|neu|0|0.0|",
                          "|positive|pos|1|1.0|+1|" },
    [TENOR_STANCE] = { "|against|con|anti|", "|none|neutral|neither|",
                       "|favor|favour|in favor|in favour|for|pro|" },
    [TENOR_REPLY] = { "|disagree|deny|", "|neutral|comment|query|", "|agree|support|" },
};

const char *tenor_head_name(int head)
{
    return head >= 0 && head < TENOR_N_HEADS ? tasks[head].name : NULL;
}

const tn_task *tn_task_of(int head)
{
    return &tasks[head];
}

int tn_head_of_name(const char *name)
{
    for (int head = 0; head < TENOR_N_HEADS; head++)
        if (strcmp(tasks[head].name, name) == 0)
            return head;
    return -1;
}

int tn_class_of_label(int head, tenor_str label)
{
    char word[MAX_SPELLING_BYTES + 3] = "|"; /* "|label|" */

    label = tn_trim(label);
    if (label.bytes == 0 || label.bytes > MAX_SPELLING_BYTES ||
        memchr(label.data, '|', label.bytes) || memchr(label.data, '\0', label.bytes))
        return -1;
    for (size_t i = 0; i < label.bytes; i++) {
        char c = label.data[i];

        word[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    word[label.bytes + 1] = '|';
    for (int c = 0; c < TENOR_MAX_CLASSES; c++)
        if (strstr(spellings[head][c], word))
            return c;
    return -1;
}

void tn_pair_classes(int n_classes, int pair, int *first, int *second)
{
    int at = 0;

    for (int a = 0; a < n_classes; a++) {
        for (int b = a + 1; b < n_classes; b++, at++) {
            if (at == pair) {
                *first = a;
                *second = b;
            }
        }
    }
}

int tn_vote(const double *decision, int n_classes)
{
    int votes[TENOR_MAX_CLASSES] = { 0 };
    int best = 0;

    for (int first = 0, pair = 0; first < n_classes; first++) {
        for (int second = first + 1; second < n_classes; second++, pair++) {
            int is_first = decision[pair] > 0; /* as good as a coin: no branch */

            votes[first] += is_first;
            votes[second] += 1 - is_first;
        }
    }
    for (int c = 1; c < n_classes; c++)
        best = votes[c] > votes[best] ? c : best;
    return best;
}

double tn_log_length(size_t n_tokens)
{
    double x = log1p((double)n_tokens) / 5.0;

    return x < 1.5 ? x : 1.5;
}
