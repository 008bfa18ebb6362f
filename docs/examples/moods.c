/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moods.c - the mood under each article, with libtenor
 *
 *   cc -std=c11 -o moods moods.c $(pkg-config --cflags --libs tenor)
 *   ./moods /usr/local/share/tenor/models comments.ndjson
 *
 * Loads the models once, scores comment after comment, adds up by article and
 * prints a line for each: comments, mean score, share of negative ones, id.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenor.h>

typedef struct {
    char *id;
    long long n_scored, n_negative;
    double score_sum;
} article;

typedef struct {
    article *item;
    size_t n_items, capacity;
} article_list;

/* The article of that id, a new one if there is none yet; NULL for want of memory. */
static article *find(article_list *list, tenor_str id)
{
    article *found;

    for (size_t i = 0; i < list->n_items; i++)
        if (strlen(list->item[i].id) == id.bytes &&
            memcmp(list->item[i].id, id.data, id.bytes) == 0)
            return &list->item[i];
    if (list->n_items == list->capacity) {
        size_t capacity = 2 * list->capacity + 16;
        article *grown = realloc(list->item, capacity * sizeof(*grown));

        if (!grown)
            return NULL;
        list->item = grown;
        list->capacity = capacity;
    }
    found = &list->item[list->n_items];
    *found = (article){ .id = calloc(1, id.bytes + 1) };
    if (!found->id)
        return NULL;
    memcpy(found->id, id.data, id.bytes);
    list->n_items++;
    return found;
}

/* 0 or a negative code. */
static int add(article_list *list, tenor_scorer *scorer, const tenor_comment *comment,
               tenor_error *err)
{
    tenor_str absent = { NULL, 0 };
    const tenor_label *sentiment;
    tenor_result result;
    article *under;
    int rc = tenor_score(scorer, comment->text, absent, absent, &result, err);

    if (rc < 0)
        return rc;
    under = find(list, comment->article_id);
    if (!under) {
        snprintf(err->message, sizeof(err->message), "out of memory");
        return TENOR_ERR_MEMORY;
    }
    sentiment = &result.head[TENOR_SENTIMENT];
    if (result.unscored == TENOR_SCORED && sentiment->present) {
        under->n_scored++;
        under->n_negative += sentiment->label == 0; /* the classes go from negative to positive */
        under->score_sum += sentiment->score;
    }
    return 0;
}

static void print(const article_list *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        const article *a = &list->item[i];
        double n = (double)a->n_scored;

        if (a->n_scored > 0) {
            printf("%lld\t%.6f\t%.6f\t%s\n", a->n_scored, a->score_sum / n,
                   (double)a->n_negative / n, a->id);
        }
    }
}

int main(int argc, char **argv)
{
    tenor_engine *engine = NULL;
    tenor_scorer *scorer = NULL;
    tenor_reader *reader = NULL;
    tenor_comment comment;
    article_list list = { NULL, 0, 0 };
    tenor_error err = { 0 };
    int rc;

    if (argc < 3) {
        fprintf(stderr, "usage: moods MODELS FILE...\n");
        return 2;
    }
    tenor_init();
    rc = tenor_engine_load(&engine, argv[1], &err);
    if (rc >= 0)
        rc = tenor_scorer_new(&scorer, engine, &err); /* one for each thread */
    if (rc >= 0) {
        rc =
            tenor_reader_open(&reader, (const char *const *)argv + 2, (size_t)argc - 2, NULL, &err);
    }
    while (rc >= 0 && (rc = tenor_reader_next(reader, &comment, &err)) > 0)
        rc = add(&list, scorer, &comment, &err);
    if (rc >= 0)
        print(&list);
    else
        fprintf(stderr, "moods: %s\n", err.message);
    tenor_reader_free(reader);
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
    for (size_t i = 0; i < list.n_items; i++)
        free(list.item[i].id);
    free(list.item);
    return rc < 0 || ferror(stdout) || fflush(stdout) != 0;
}
