/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generate.c - a dump of as many comments as wanted, the same at every call
 *
 *   generate COMMENTS SAMPLE WORDS
 *
 * SAMPLE is a dump of real comments, WORDS a list of "word TAB how often". A text is pieces of the
 * sample, a few words long, so that neighbours are English; words drawn from the list by their
 * frequency, which follows Zipf's law; and a few misspelt ones that nobody's vocabulary has.
 * Lengths are log-normal, articles and authors are drawn by Zipf's law, two in five comments reply
 * to one of the last of their article, and eight articles are discussed at a time.
 */
#include "text/json_writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORDS        400000
#define MAX_WORD_BYTES   40
#define OPEN_ARTICLES    8
#define RECENT           32 /* comments of an article that are replied to */
#define MEDIAN_WORDS     22.0
#define LENGTH_SIGMA     0.75
#define MAX_TEXT_WORDS   400
#define PIECE_WORDS      5    /* of the sample, in a row, on average */
#define SHARE_OF_PIECES  0.25 /* of the draws: they are longer than the others */
#define SHARE_MISSPELT   0.03
#define SHARE_OF_REPLIES 0.4
#define MEAN_COMMENTS    50.0 /* an article */
#define FIRST_TIME_S     INT64_C(1704067200)

typedef struct {
    char *text[MAX_WORDS];
    double cumulated[MAX_WORDS]; /* of the frequencies, up to and with this word */
    size_t n;
} word_list;

typedef struct {
    int64_t number;
    int64_t left; /* comments still to come */
    int64_t recent[RECENT];
    size_t n_recent;
    char title[120];
} article;

static word_list sample, words;
static uint64_t state = 1;

static void stop(const char *why)
{
    fprintf(stderr, "generate: %s\n", why);
    exit(1);
}

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t draw(void)
{
    uint64_t x = state += 0x9E3779B97F4A7C15u;

    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static double uniform(void) /* in (0, 1) */
{
    return ((double)(draw() >> 11) + 0.5) * 0x1p-53;
}

static size_t below(size_t n)
{
    return (size_t)(uniform() * (double)n);
}

static double normal(void) /* Box and Muller */
{
    return sqrt(-2.0 * log(uniform())) * cos(2.0 * acos(-1.0) * uniform());
}

/* ------------------------------------------------------------------ inputs */

static void add_word(word_list *list, const char *text, size_t bytes, double frequency)
{
    double before = list->n ? list->cumulated[list->n - 1] : 0.0;

    if (list->n == MAX_WORDS)
        stop("too many words");
    list->text[list->n] = tn_strndup(text, bytes);
    if (!list->text[list->n])
        stop("out of memory");
    list->cumulated[list->n++] = before + frequency;
}

static void read_sample(const char *path)
{
    tenor_error err = { 0 };
    tenor_reader *reader;
    tenor_comment comment;
    int rc = tenor_reader_open(&reader, &path, 1, NULL, &err);

    while (rc >= 0 && (rc = tenor_reader_next(reader, &comment, &err)) > 0) {
        for (size_t at = 0; at < comment.text.bytes;) {
            const char *word = comment.text.data + at;
            size_t bytes = strcspn(word, " \n\t");

            if (bytes > 0)
                add_word(&sample, word, bytes, 1.0);
            at += bytes + 1;
        }
    }
    if (rc < 0 || sample.n == 0)
        stop(rc < 0 ? err.message : "the sample is empty");
    tenor_reader_free(reader);
}

static void read_words(const char *path)
{
    FILE *in = fopen(path, "re");
    char word[MAX_WORD_BYTES + 1];
    double frequency;

    while (in && fscanf(in, "%40s %lf", word, &frequency) == 2)
        add_word(&words, word, strlen(word), frequency);
    if (!in || words.n == 0)
        stop("no words");
    fclose(in);
}

/* ------------------------------------------------------------------- texts */

static const char *frequent_word(void)
{
    double wanted = uniform() * words.cumulated[words.n - 1];
    size_t low = 0, high = words.n - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (words.cumulated[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return words.text[low];
}

static void append(tn_buf *text, const char *word, size_t bytes)
{
    if ((text->bytes && tn_buf_append(text, " ", 1, NULL) < 0) ||
        tn_buf_append(text, word, bytes, NULL) < 0)
        stop("out of memory");
}

/* one letter is another one, or one too many */
static void append_misspelt(tn_buf *text)
{
    const char *word = frequent_word();
    size_t bytes = strlen(word), at = below(bytes);
    char wrong[MAX_WORD_BYTES + 2];

    memcpy(wrong, word, bytes);
    if (below(2)) {
        memmove(wrong + at + 1, wrong + at, bytes - at);
        bytes++;
    }
    wrong[at] = (char)('a' + below(26));
    append(text, wrong, bytes);
}

static void make_text(tn_buf *text)
{
    double wanted = exp(log(MEDIAN_WORDS) + LENGTH_SIGMA * normal());
    size_t n_words = wanted < 1.0 ? 1 : wanted > MAX_TEXT_WORDS ? MAX_TEXT_WORDS : (size_t)wanted;

    tn_buf_clear(text);
    for (size_t n = 0; n < n_words;) {
        double kind = uniform();

        if (kind < SHARE_OF_PIECES) {
            size_t length = 1 + below(2 * PIECE_WORDS), at = below(sample.n);

            for (size_t i = 0; i < length && at + i < sample.n; i++, n++)
                append(text, sample.text[at + i], strlen(sample.text[at + i]));
            continue;
        }
        if (kind < SHARE_OF_PIECES + SHARE_MISSPELT) {
            append_misspelt(text);
        } else {
            const char *word = frequent_word();

            append(text, word, strlen(word));
        }
        n++;
    }
}

/* ---------------------------------------------------------------- comments */

/* Zipf's law with exponent 1, cut at n: the logarithm of the rank is uniform */
static int64_t zipf(double n)
{
    return (int64_t)exp(uniform() * log(n));
}

static void begin_article(article *a, int64_t number)
{
    tn_buf title = { 0 };

    *a = (article){ .number = number };
    a->left = (int64_t)(1.0 + MEAN_COMMENTS * exp(1.2 * normal() - 0.72));
    while (title.bytes < 40) {
        const char *word = frequent_word();

        append(&title, word, strlen(word));
    }
    snprintf(a->title, sizeof(a->title), "%s", title.data);
    tn_buf_free(&title);
}

static void write_comment(article *a, int64_t number, int64_t n_comments, tn_buf *text)
{
    static tn_buf out; /* kept from comment to comment */
    tn_json_writer line;
    char author[32];

    tn_buf_clear(&out);
    tn_json_begin(&line, &out, TN_JSON_COMPACT, NULL);
    tn_json_open_object(&line, NULL);
    tn_json_put_integer(&line, "article_id", a->number);
    tn_json_put_integer(&line, "id", number);
    if (a->n_recent > 0 && uniform() < SHARE_OF_REPLIES) {
        tn_json_put_integer(&line, "parent_id",
                            a->recent[below(a->n_recent < RECENT ? a->n_recent : RECENT)]);
    }
    snprintf(author, sizeof(author), "user_%lld", (long long)zipf((double)n_comments / 4.0 + 10.0));
    tn_json_put_text(&line, "author", author);
    tn_json_put_time(&line, "created_at", FIRST_TIME_S + number / 2);
    tn_json_put_integer(&line, "likes", (int64_t)(-4.0 * log(uniform())));
    make_text(text);
    tn_json_put_text(&line, "text", text->data);
    tn_json_open_object(&line, "article");
    tn_json_put_text(&line, "title", a->title);
    tn_json_put_text(&line, "section", "News");
    tn_json_close(&line);
    tn_json_close(&line);
    if (tn_json_end(&line) < 0 || fwrite(out.data, 1, out.bytes, stdout) != out.bytes)
        stop("cannot write");
    a->recent[a->n_recent++ % RECENT] = number;
    a->left--;
}

int main(int argc, char **argv)
{
    article open[OPEN_ARTICLES];
    int64_t n_comments = argc == 4 ? strtoll(argv[1], NULL, 10) : 0, n_articles = 0;
    tn_buf text = { 0 };

    if (n_comments < 1)
        stop("usage: generate COMMENTS SAMPLE WORDS");
    read_sample(argv[2]);
    read_words(argv[3]);
    for (int i = 0; i < OPEN_ARTICLES; i++)
        begin_article(&open[i], n_articles++);
    for (int64_t number = 1; number <= n_comments; number++) {
        article *a = &open[below(OPEN_ARTICLES)];

        write_comment(a, number, n_comments, &text);
        if (a->left == 0)
            begin_article(a, n_articles++);
    }
    tn_buf_free(&text);
    for (size_t i = 0; i < sample.n; i++)
        free(sample.text[i]);
    for (size_t i = 0; i < words.n; i++)
        free(words.text[i]);
    return fflush(stdout) == 0 ? 0 : 1;
}
