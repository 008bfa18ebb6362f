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

static bool stands_before(const tn_example *a, rank by_a, const tn_example *b, rank by_b)
{
    for (int k = 0; k < 2; k++) {
        if (by_a.key[k] != by_b.key[k]) {
            return by_a.key[k] > by_b.key[k];
        }
    }
    return tn_str_compare(tn_record_id(a->record), tn_record_id(b->record)) < 0;
}

/* `ranks` are those of the list's examples */
static void insert(tn_example_list *list, rank ranks[TN_MAX_EXAMPLES], const tn_example *example,
                   rank by)
{
    int at = list->n;

    while (at > 0 && stands_before(example, by, &list->example[at - 1], ranks[at - 1])) {
        at--;
    }
    if (at == TN_MAX_EXAMPLES) {
        return;
    }
    list->n += list->n < TN_MAX_EXAMPLES;
    for (int i = list->n - 1; i > at; i--) {
        list->example[i] = list->example[i - 1];
        ranks[i] = ranks[i - 1];
    }
    list->example[at] = *example;
    ranks[at] = by;
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

static void choose(tn_examples *out, const tn_article_records *article, int head, int n_classes,
                   const echo *echoes)
{
    rank by_p[TENOR_MAX_CLASSES][TN_MAX_EXAMPLES], by_echo[TENOR_MAX_CLASSES][TN_MAX_EXAMPLES];

    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *record = &article->record[i];
        int c = tn_record_class(record, head, n_classes);
        bool is_long = record->n_tokens >= TN_EXAMPLE_MIN_TOKENS;
        tn_example example = { .record = record,
                               .disagreeing = echoes[i].disagreeing,
                               .agreeing = echoes[i].agreeing };

        if (c < 0) {
            continue;
        }
        example.p = (double)record->p[head][c];
        if (is_long) {
            insert(&out->representative[head][c], by_p[c], &example, (rank){ { example.p, 0.0 } });
        }
        if (example.disagreeing > 0) {
            insert(&out->divisive[head][c], by_echo[c], &example,
                   (rank){ { (double)example.disagreeing, (double)example.agreeing } });
        } else if (is_long) {
            insert(&out->divisive[head][c], by_echo[c], &example,
                   (rank){ { 0.0, -margin(record, head, n_classes, c) } });
        }
    }
}

/* replies that disagree (the head's first class) and agree (its last) */
static void hear_replies(echo *echoes, const tn_article_records *article, int n_classes)
{
    for (size_t i = 0; i < article->n_records; i++) {
        const tn_record *reply = &article->record[i];
        int label = tn_record_class(reply, TENOR_REPLY, n_classes);
        size_t parent = label >= 0 ? tn_records_find_parent(article, reply) : TN_NO_PARENT;

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
    if (!echoes) {
        return tn_no_memory(err);
    }
    hear_replies(echoes, article, heads->n_classes[TENOR_REPLY]);
    for (int head = 0; head < TN_EXAMPLE_HEADS; head++) {
        out->present[head] = heads->n_classes[head] > 0 &&
                             (head != TENOR_STANCE || article->target_source != TENOR_TARGET_NONE);
        if (out->present[head]) {
            choose(out, article, head, heads->n_classes[head], echoes);
        }
    }
    free(echoes);
    return 0;
}
