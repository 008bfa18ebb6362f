/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * night.c - a night's comments of any size, the same for the same numbers
 *
 *   night COMMENTS ARTICLES [SEED]
 *
 * NDJSON on standard output. Words follow Zipf's law over a vocabulary of common English words and,
 * further down, words made of syllables; lengths are log-normal about 28 words; articles have
 * unequal numbers of comments, in threads, by authors some of whom write a lot. Comments of an
 * article stand together in runs, as dumps have them.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VOCABULARY 60000
#define MAX_WORDS  400

static const char *const common =
    "the to and a of is in that it you for not be are have this on they with but as was we if so "
    "will just all people at or do what who about no can like would there one when by from your "
    "he their an has more up how out get them my our think don't it's know good time make right "
    "want now way need really because never even should than his only other go been were then "
    "going why money government country years see better council bus tax school city road well "
    "could work again every day paying great bad wrong agree article comment same town water "
    "vote law point idea plan really nothing anything love hate terrible wonderful stupid sad "
    "happy thanks sorry please maybe always still before after many much most some any little "
    "big old new first last long own next public private health police bridge park train street "
    "house houses car cars children family kids parents mayor minister party election news paper "
    "story true false fact facts evidence science climate energy nuclear power coal wind solar "
    "price prices cost costs rent jobs wages worker workers union company companies profit bank";

static uint64_t state;

static uint64_t next(void)
{
    uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static double uniform(void)
{
    return (double)(next() >> 11) * 0x1p-53;
}

static double normal(void)
{
    return sqrt(-2.0 * log(1.0 - uniform())) * cos(6.283185307179586 * uniform());
}

static char *word[VOCABULARY];
static double mass[VOCABULARY]; /* cumulated */

static void no_memory(void)
{
    fputs("night: out of memory\n", stderr);
    exit(1);
}

static char *made_word(void)
{
    static const char *const onset[] = { "b", "br", "c",  "d", "f", "g", "h",  "k", "l",
                                         "m", "n",  "pl", "r", "s", "t", "tr", "v", "w" };
    static const char *const rhyme[] = { "a", "an", "e", "er", "i", "ing", "o", "on", "u", "ar" };
    int n = 2 + (int)(next() % 3);
    char text[32] = "";

    for (int i = 0; i < n; i++) {
        strcat(text, onset[next() % (sizeof(onset) / sizeof(*onset))]);
        strcat(text, rhyme[next() % (sizeof(rhyme) / sizeof(*rhyme))]);
    }
    return strdup(text);
}

static void make_vocabulary(void)
{
    char *copy = strdup(common);
    int n = 0;
    double sum = 0.0;

    for (char *at = copy ? strtok(copy, " ") : NULL; at; at = strtok(NULL, " "))
        word[n++] = strdup(at);
    while (n < VOCABULARY)
        word[n++] = made_word();
    for (int i = 0; i < VOCABULARY; i++) {
        if (!copy || !word[i])
            no_memory();
        sum += 1.0 / (i + 2.7);
        mass[i] = sum;
    }
    for (int i = 0; i < VOCABULARY; i++)
        mass[i] /= sum;
    free(copy);
}

static const char *draw_word(void)
{
    double u = uniform();
    int low = 0, high = VOCABULARY - 1;

    while (low < high) {
        int middle = (low + high) / 2;

        if (mass[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return word[low];
}

static void write_text(void)
{
    int n = (int)exp(3.0 + 0.8 * normal());
    int of_sentence = 0;

    n = n < 1 ? 1 : n > MAX_WORDS ? MAX_WORDS : n;
    for (int i = 0; i < n; i++) {
        const char *w = draw_word();
        double u = uniform();
        bool ends = of_sentence > 3 && u < 0.1;

        if (of_sentence == 0)
            printf("%c%s", w[0] & ~0x20, w + 1);
        else
            fputs(w, stdout);
        of_sentence = ends ? 0 : of_sentence + 1;
        if (i + 1 < n)
            fputs(ends ? u < 0.015 ? "! " : u < 0.03 ? "? " : ". " : u > 0.96 ? ", " : " ", stdout);
    }
    if (uniform() < 0.05)
        fputs(uniform() < 0.5 ? " \xF0\x9F\x98\x80" : " :-(", stdout);
}

static void write_comment(long article, long id, long n_authors)
{
    double u = uniform();

    printf("{\"article_id\":\"%ld\",\"id\":\"%ld\",\"author\":\"reader%ld\",\"created_at\":%ld,"
           "\"likes\":%d,",
           article, id, (long)((double)n_authors * u * u * u),
           1700000000L + article * 60 + (long)(86400.0 * 3.0 * uniform() * uniform()),
           (int)(-4.0 * log(1.0 - uniform())));
    if (id > 1 && uniform() < 0.55)
        printf("\"parent_id\":\"%ld\",", 1 + (long)((double)(id - 1) * uniform()));
    if (article % 3 == 0)
        fputs("\"article\":{\"target\":\"nuclear power\"},", stdout);
    fputs("\"text\":\"", stdout);
    write_text();
    fputs("\"}\n", stdout);
}

int main(int argc, char **argv)
{
    long n = argc > 2 ? atol(argv[1]) : 0, n_articles = argc > 2 ? atol(argv[2]) : 0;
    long written = 0;

    if (n < 1 || n_articles < 1) {
        fputs("usage: night COMMENTS ARTICLES [SEED]\n", stderr);
        return 2;
    }
    state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    make_vocabulary();
    for (long a = 0; a < n_articles && written < n; a++) {
        long left = n - written, after = n_articles - a - 1;
        long mean = left / (after + 1);
        long size = after ? (long)((double)mean * -log(1.0 - uniform())) : left;

        size = size < 1 ? 1 : size > left - after ? left - after : size;
        for (long id = 1; id <= size; id++)
            write_comment(a, id, n / 8 + 1);
        written += size;
    }
    for (int i = 0; i < VOCABULARY; i++)
        free(word[i]);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
