/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * examples.c - which comments of an article stand for a class, and which divide
 */
#include "stats/examples.h"

#include <stdlib.h>

/* What a comment is ranked by: the first that differs decides, the larger is first. */
typedef struct {
    double key[2];
} rank;

typedef struct {
    int64_t disagreeing, agreeing;
} echo;

/* the examples of a list so far, and what each is ranked by */
typedef struct {
    tn_example_list *list;
    rank by[TN_MAX_EXAMPLES];
} ranking;

/* by the ranks alone: 1 if a comes before b, -1 if behind, 0 if their ids decide */
static inline int compare_ranks(const rank *a, const rank *b)
{
    for (int k = 0; k < 2; k++)
        if (a->key[k] != b->key[k])
            return a->key[k] > b->key[k] ? 1 : -1;
    return 0;
}

static bool stands_before(const tn_example *a, const rank *by_a, const tn_example *b,
                          const rank *by_b)
{
    int order = compare_ranks(by_a, by_b);

    return order != 0 ? order > 0
                      : tn_str_compare(tn_record_id(a->record), tn_record_id(b->record)) < 0;
}

/* most comments come behind the last of a full list: they are told apart first */
static inline bool may_enter(const ranking *to, rank by)
{
    return to->list->n < TN_MAX_EXAMPLES || compare_ranks(&by, &to->by[TN_MAX_EXAMPLES - 1]) >= 0;
}

static void insert(ranking *to, tn_example example, rank by)
{
    tn_example_list *list = to->list;
    int at = list->n;

    while (at > 0 && stands_before(&example, &by, &list->example[at - 1], &to->by[at - 1]))
        at--;
    if (at == TN_MAX_EXAMPLES)
        return;
    list->n += list->n < TN_MAX_EXAMPLES;
    for (int i = list->n - 1; i > at; i--) {
        list->example[i] = list->example[i - 1];
        to->by[i] = to->by[i - 1];
    }
    list->example[at] = example;
    to->by[at] = by;
}

/* 0: nothing between the two most probable classes */
static double margin(const tn_record *record, int head, int n_classes, int class_index)
{
    double second = 0.0;

    for (int c = 0; c < n_classes; c++) {
        double p = (double)record->p[head][c];

        second = c != class_index && p > second ? p : second;
    }
    return (double)record->p[head][class_index] - second;
}

/* comments that replies divide over; without such replies, long ones between two classes */
static inline bool rank_as_divisive(rank *by, const tn_record *record, int head, int n_classes,
                                    int class_index, const echo *heard)
{
    if (heard->disagreeing > 0) {
        *by = (rank){ { (double)heard->disagreeing, (double)heard->agreeing } };
        return true;
    }
    if (record->n_tokens < TN_EXAMPLE_MIN_TOKENS)
        return false;
    *by = (rank){ { 0.0, -margin(record, head, n_classes, class_index) } };
    return true;
}

static inline tn_example example_of(const tn_record *record, double p, const echo *heard)
{
    return (tn_example){
        .record = record, .p = p, .disagreeing = heard->disagreeing, .agreeing = heard->agreeing
    };
}

static inline void consider(ranking *representative, ranking *divisive, const tn_record *record,
                            int head, int n_classes, int class_index, const echo *heard)
{
    double p = (double)record->p[head][class_index];
    rank by = { { p, 0.0 } };

    if (record->n_tokens >= TN_EXAMPLE_MIN_TOKENS && p >= TN_EXAMPLE_MIN_P &&
        may_enter(representative, by))
        insert(representative, example_of(record, p, heard), by);
    if (rank_as_divisive(&by, record, head, n_classes, class_index, heard) &&
        may_enter(divisive, by))
        insert(divisive, example_of(record, p, heard), by);
}

static void choose(tn_examples *out, const tn_article_records *article, int head, int n_classes,
                   const echo *echoes)
{
    ranking representative[TENOR_MAX_CLASSES], divisive[TENOR_MAX_CLASSES];

    for (int c = 0; c < n_classes; c++) {
        representative[c].list = &out->representative[head][c];
        divisive[c].list = &out->divisive[head][c];
    }
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int c = tn_record_class(record, head, n_classes);

        if (c >= 0)
            consider(&representative[c], &divisive[c], record, head, n_classes, c, &echoes[i]);
    }
}

/* replies that disagree (the head's first class) and agree (its last) */
static void hear_replies(echo *echoes, const tn_article_records *article, int n_classes)
{
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *reply = &article->record[i];
        int label = tn_record_class(reply, TENOR_REPLY, n_classes);
        size_t parent;

        tn_record_prefetch_ids(article, i);
        parent = label >= 0 ? tn_records_find_parent(article, reply) : TN_NO_PARENT;
        if (parent != TN_NO_PARENT) {
            echoes[parent].disagreeing += label == 0;
            echoes[parent].agreeing += label == n_classes - 1;
        }
    }
}

int tn_examples_of(tn_examples *out, const tn_article_records *article, const tn_heads *heads,
                   tenor_error *err)
{
    echo *echoes = tn_alloc(article->n_records, sizeof(*echoes));

    *out = (tn_examples){ 0 };
    if (!echoes)
        return tn_no_memory(err);
    hear_replies(echoes, article, heads->n_classes[TENOR_REPLY]);
    for (int head = 0; head < TN_EXAMPLE_HEADS; head++) {
        out->present[head] = heads->n_classes[head] > 0 &&
                             (head != TENOR_STANCE || article->target_source != TENOR_TARGET_NONE);
        if (out->present[head])
            choose(out, article, head, heads->n_classes[head], echoes);
    }
    free(echoes);
    return 0;
}
