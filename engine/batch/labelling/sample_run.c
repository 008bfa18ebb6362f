/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample_run.c - tenor_sample_run: comments drawn at random, for people to label
 *
 * Each comment has a rank, and those of the lowest ranks are the sample. A random sample's rank is
 * a hash of the comment's ids and the seed, so every comment is as likely as any other, copies of
 * one comment are one, and neither the order of the input nor what else is in it decides between
 * two comments (a bottom-k sketch: E. Cohen, H. Kaplan, PODC 2007). That of an uncertain sample is
 * the probability of the label.
 */
#include "base/hash_map.h"
#include "batch/labelling/sheet.h"
#include "batch/options.h"
#include "batch/parents.h"
#include "batch/scorers.h"
#include "ingest/rejections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COMMENTS_BETWEEN_REPORTS 4096

typedef struct {
    uint64_t rank;
    uint64_t id;  /* hash of the article's and the comment's */
    int64_t n_th; /* of several copies the last one counts */
    char *storage;
    tenor_str id_text, article_id, title, target, parent_id, parent_text, text;
    size_t parent; /* 1-based, among the parents that are looked for; 0: none */
} drawn;

/* Candidates of an article, or of all: up to twice as many as are drawn. */
typedef struct {
    uint64_t key; /* hash of the article's id; 0: of all */
    drawn *row;
    size_t n_rows, capacity;
    uint64_t max_rank; /* a higher one is drawn no more */
    int64_t of; /* comments that might have been drawn, copies included, until all are drawn */
} population;

typedef struct {
    const tenor_sample_options *options;
    size_t n_wanted; /* of a population */
    population *of;
    size_t n_populations, capacity;
    tn_hash_map population_of; /* an article's: its index + 1 */
    tn_scorers scorers;
    int head;
    tn_item item; /* the comment that is being read */
    tn_parents parents;
    bool keeps_parents; /* of all comments, while they are read */
    tn_hash_map parent_of;
    char **parent_text; /* of comments that are looked for */
    size_t n_parents;
    int64_t n_read;
    tenor_sample_summary summary;
} sampling;

static uint64_t hash_ids(const sampling *s, tenor_str article_id, tenor_str id)
{
    return tn_mix(tn_mix(s->options->seed, tn_hash(article_id.data, article_id.bytes)),
                  tn_hash(id.data, id.bytes));
}

/* ----------------------------------------------------------- the candidates */

static int by_id(const void *a, const void *b)
{
    const drawn *x = a, *y = b;

    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->n_th < y->n_th) - (x->n_th > y->n_th);
}

static int by_rank(const void *a, const void *b)
{
    const drawn *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return by_id(a, b);
}

static int by_key(const void *a, const void *b)
{
    const population *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

/* Leave the last copy of each comment, and of these the lowest ranks, in their order. */
static void prune(population *p, size_t n_wanted)
{
    size_t n = 0;

    if (p->n_rows == 0)
        return;
    qsort(p->row, p->n_rows, sizeof(*p->row), by_id);
    for (size_t i = 0; i < p->n_rows; i++)
        if (n > 0 && p->row[n - 1].id == p->row[i].id)
            free(p->row[i].storage);
        else
            p->row[n++] = p->row[i];
    qsort(p->row, n, sizeof(*p->row), by_rank);
    for (p->n_rows = n; p->n_rows > n_wanted; p->n_rows--)
        free(p->row[p->n_rows - 1].storage);
    if (p->n_rows == n_wanted)
        p->max_rank = p->row[n_wanted - 1].rank;
}

static int add(sampling *s, population *p, drawn row, const tenor_comment *c, tenor_str target,
               tenor_error *err)
{
    const tenor_str text[] = { c->id,        c->article_id,  c->article.title, target,
                               c->parent_id, c->parent_text, c->text };
    tenor_str *copy[] = { &row.id_text,   &row.article_id,  &row.title, &row.target,
                          &row.parent_id, &row.parent_text, &row.text };
    size_t bytes = 0;
    char *at;
    int rc;

    if (p->n_rows >= 2 * s->n_wanted)
        prune(p, s->n_wanted);
    if (row.rank > p->max_rank)
        return 0;
    rc = tn_grow((void **)&p->row, &p->capacity, p->n_rows + 1, sizeof(row), err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
        bytes += text[i].bytes + 1;
    at = row.storage = tn_alloc(bytes, 1);
    if (!at)
        return tn_no_memory(err);
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
        *copy[i] = tn_put_str(&at, text[i]);
    p->row[p->n_rows++] = row;
    return 0;
}

/* that of the comment's article, or the only one */
static population *find_population(sampling *s, tenor_str article_id, tenor_error *err)
{
    uint64_t key = s->options->per_article > 0 ? tn_hash(article_id.data, article_id.bytes) : 0;
    tn_hash_slot *slot;

    if (tn_hash_map_reserve(&s->population_of, 1, err) < 0)
        return NULL;
    slot = tn_hash_map_find(&s->population_of, key);
    if (!slot->value) {
        if (tn_grow((void **)&s->of, &s->capacity, s->n_populations + 1, sizeof(*s->of), err) < 0)
            return NULL;
        s->of[s->n_populations++] = (population){ .key = key, .max_rank = UINT64_MAX };
        tn_hash_map_put(&s->population_of, slot, key, s->n_populations);
    }
    return &s->of[slot->value - 1];
}

/* -------------------------------------------------------------- two readings */

/* records may be NULL */
static int read_all(sampling *s, int (*take)(sampling *s, tenor_error *err), const char *stage,
                    const tenor_reader_options *options, tenor_summary *records, tenor_error *err)
{
    const tenor_sample_options *o = s->options;
    tenor_comment *comment = &s->item.comment;
    tenor_reader *reader;
    int rc = tenor_reader_open(&reader, o->paths, o->n_paths, options, err);

    s->n_read = 0;
    while (rc == 0 && (rc = tenor_reader_next(reader, comment, err)) > 0) {
        rc = 0;
        if (s->n_read++ % COMMENTS_BETWEEN_REPORTS == 0) {
            rc = tn_report_progress(o->progress, o->progress_user, stage, s->n_read,
                                    tn_reader_expected(reader, s->n_read), "comments", err);
        }
        if (rc == 0 && (!o->article || tn_str_is(comment->article_id, o->article)))
            rc = take(s, err);
    }
    if (rc == 0)
        rc = tn_reader_check(reader, err);
    if (reader && records)
        tn_sum_reader(records, reader);
    tenor_reader_free(reader);
    return rc;
}

static int consider(sampling *s, tenor_error *err)
{
    const tenor_sample_options *o = s->options;
    tenor_comment *c = &s->item.comment;
    drawn row = { .id = hash_ids(s, c->article_id, c->id), .n_th = s->n_read };
    tenor_str target;
    population *p;
    int rc;

    if (s->keeps_parents &&
        (rc = tn_parents_resolve(&s->parents, c, tn_parents_prefetch(&s->parents, c), true, err)) <
            0)
        return rc;
    if (c->deleted || tn_trim(c->text).bytes == 0)
        return 0;
    target = c->article.target.bytes ? c->article.target : tn_str(o->target);
    row.rank = row.id;
    if (o->uncertain) {
        const tenor_label *label = &s->item.result.head[s->head];

        s->item.target_source =
            tn_choose_target(&s->item.target, c->article.target, o->target, c->article.title);
        rc = tn_score_item(s->scorers.scorer[0], &s->item, c->parent_text, NULL, err);
        if (rc < 0)
            return rc;
        if (!label->present)
            return 0;
        memcpy(&row.rank, &label->p[label->label], sizeof(row.rank)); /* in the order of numbers */
    }
    p = find_population(s, c->article_id, err);
    if (!p)
        return TENOR_ERR_MEMORY;
    p->of++;
    s->summary.population++;
    return add(s, p, row, c, target, err);
}

static int find_parent(sampling *s, tenor_error *err)
{
    const tenor_comment *c = &s->item.comment;
    const tn_hash_slot *slot = tn_hash_map_find(&s->parent_of, hash_ids(s, c->article_id, c->id));
    char *copy;

    if (!slot->value || c->deleted)
        return 0;
    copy = tn_strndup(c->text.data, c->text.bytes);
    if (!copy)
        return tn_no_memory(err);
    free(s->parent_text[slot->value - 1]);
    s->parent_text[slot->value - 1] = copy;
    return 0;
}

/*
 * The texts that drawn comments reply to, wherever in the input they are: files are read once more
 * for them.
 */
static int find_parents(sampling *s, tenor_error *err)
{
    tenor_reader_options again = s->options->reader;
    int rc;

    for (size_t i = 0; i < s->n_populations; i++) {
        for (size_t r = 0; r < s->of[i].n_rows; r++) {
            drawn *row = &s->of[i].row[r];
            uint64_t key = hash_ids(s, row->article_id, row->parent_id);
            tn_hash_slot *slot;

            if (row->parent_text.bytes || !row->parent_id.bytes || key == row->id)
                continue;
            if (s->keeps_parents) { /* it may have come behind its reply */
                tenor_comment c = { .article_id = row->article_id, .parent_id = row->parent_id };

                rc = tn_parents_resolve(&s->parents, &c, tn_parents_prefetch(&s->parents, &c),
                                        false, err);
                if (rc < 0)
                    return rc;
                row->parent_text = c.parent_text;
                continue;
            }
            if ((rc = tn_hash_map_reserve(&s->parent_of, 1, err)) < 0)
                return rc;
            slot = tn_hash_map_find(&s->parent_of, key);
            if (!slot->value)
                tn_hash_map_put(&s->parent_of, slot, key, ++s->n_parents);
            row->parent = (size_t)slot->value;
        }
    }
    if (s->n_parents == 0)
        return 0;
    s->parent_text = tn_alloc(s->n_parents, sizeof(char *));
    if (!s->parent_text)
        return tn_no_memory(err);
    again.on_rejected = NULL; /* told already */
    return read_all(s, find_parent, "parents", &again, NULL, err);
}

/* ---------------------------------------------------------------- the sheet */

static int write_row(sampling *s, tn_sheet *sheet, const population *p, const drawn *row,
                     tenor_error *err)
{
    const tenor_sample_options *o = s->options;
    tenor_str parent = row->parent > 0 && s->parent_text ? tn_str(s->parent_text[row->parent - 1])
                                                         : row->parent_text;
    const struct {
        const char *column;
        tenor_str text;
    } cell[] = {
        { "id", row->id_text },
        { "article_id", row->article_id },
        { "article_title", row->title },
        { "target", row->target },
        { "parent_id", row->parent_id },
        { "parent_text", parent },
        { "text", row->text },
        { "sentiment", { 0 } },
        { "stance", { 0 } },
        { "reply", { 0 } },
        { "drawn", tn_str(o->uncertain         ? "uncertain"
                          : o->per_article > 0 ? "per_article"
                                               : "uniform") },
    };
    int rc = tn_sheet_add_row(sheet, err);

    for (size_t i = 0; rc == 0 && i < sizeof(cell) / sizeof(cell[0]); i++)
        rc = tn_sheet_put(sheet, cell[i].column, cell[i].text, err);
    s->summary.drawn += rc == 0;
    return rc == 0 ? tn_sheet_put_integer(sheet, "of", p->of, err) : rc;
}

static int write_sheet(sampling *s, FILE *out, tenor_error *err)
{
    tn_sheet sheet;
    int rc = tn_sheet_init(&sheet, err);

    sheet.ndjson = s->options->ndjson;
    for (size_t i = 0; rc == 0 && i < s->n_populations; i++)
        for (size_t r = 0; rc == 0 && r < s->of[i].n_rows; r++)
            rc = write_row(s, &sheet, &s->of[i], &s->of[i].row[r], err);
    if (rc == 0)
        rc = tn_sheet_write(&sheet, out, err);
    if (rc == 0 && (fflush(out) != 0 || ferror(out)))
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write the sample: %s", strerror(errno));
    tn_sheet_free(&sheet);
    return rc;
}

/* ---------------------------------------------------------------- the whole */

static int check_options(const tenor_sample_options *o, tenor_error *err)
{
    if (!o->paths || o->n_paths == 0)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "no input was given");
    if (o->n < 0 || o->per_article < 0 || (o->n > 0) == (o->per_article > 0))
        return tn_fail(err, TENOR_ERR_ARGUMENT,
                       "either a number of comments or a number per article is needed");
    return 0;
}

static bool can_be_read_twice(const tenor_sample_options *o)
{
    struct stat status;

    for (size_t i = 0; i < o->n_paths; i++)
        if (strcmp(o->paths[i], "-") == 0 || (stat(o->paths[i], &status) == 0 &&
                                              !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
            return false;
    return true;
}

void tenor_sample_options_init(tenor_sample_options *options)
{
    *options = (tenor_sample_options){ .seed = 1 };
    tenor_reader_options_init(&options->reader);
}

int tenor_sample_run(const tenor_sample_options *o, FILE *out, tenor_sample_summary *summary,
                     tenor_error *err)
{
    sampling s = { .options = o, .n_wanted = (size_t)(o->n > 0 ? o->n : o->per_article) };
    int rc = check_options(o, err);

    if (rc < 0)
        goto done;
    if (o->uncertain &&
        ((rc = tn_scorers_open(&s.scorers, o->models_dir, 1, err)) < 0 ||
         (rc = tn_scorers_head(&s.head, &s.scorers, o->head ? o->head : "sentiment", err)) < 0))
        goto done;
    s.keeps_parents = !can_be_read_twice(o) || (o->uncertain && s.head == TENOR_REPLY);
    if ((rc = read_all(&s, consider, "sampling", &o->reader, &s.summary.records, err)) < 0)
        goto done;
    for (size_t i = 0; i < s.n_populations; i++) {
        population *p = &s.of[i];

        prune(p, s.n_wanted);
        if (p->n_rows < s.n_wanted) { /* all of them, each once */
            s.summary.population -= p->of - (int64_t)p->n_rows;
            p->of = (int64_t)p->n_rows;
        }
    }
    if (s.n_populations > 0) /* not in the order of the input */
        qsort(s.of, s.n_populations, sizeof(*s.of), by_key);
    if (s.summary.population == 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "there is no comment to draw%s%s",
                     o->article ? " of article " : "", o->article ? o->article : "");
        goto done;
    }
    if ((rc = find_parents(&s, err)) < 0)
        goto done;
    rc = write_sheet(&s, out, err);
done:
    if (summary)
        *summary = s.summary;
    for (size_t i = 0; i < s.n_populations; i++) {
        for (size_t r = 0; r < s.of[i].n_rows; r++)
            free(s.of[i].row[r].storage);
        free(s.of[i].row);
    }
    for (size_t i = 0; s.parent_text && i < s.n_parents; i++)
        free(s.parent_text[i]);
    free(s.parent_text);
    free(s.of);
    tn_hash_map_free(&s.population_of);
    tn_hash_map_free(&s.parent_of);
    tn_parents_free(&s.parents);
    tn_scorers_close(&s.scorers);
    return rc;
}
