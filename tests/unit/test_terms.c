/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_terms.c - the words of an article, of its classes and of the site, and example comments
 */
#include "stats_sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/examples.h"
#include "stats/term_tally.h"
#include "stats/terms.h"

#define N_ARTICLES 3
#define N_COMMENTS 12
#define N_TABLES   2

/* words by article: what all of its comments say, and what half of them do */
static const char *const topic[N_ARTICLES] = { "harbour ferry", "tram", "library" };

typedef struct {
    tn_word_table table[N_TABLES];
    tn_record record[N_ARTICLES][N_COMMENTS];
    tn_article_records article[N_ARTICLES];
    const tn_article_records *list[N_ARTICLES];
    uint8_t bytes[N_ARTICLES][N_COMMENTS][64];
    char id[N_COMMENTS][4];
    tn_site_words site;
} world;

static void note(world *w, tn_record *record, uint8_t bytes[64], const char *text, uint32_t table)
{
    tn_tokens tokens = { 0 };
    tn_buf out = { 0 };

    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tn_words_note(&w->table[table], &tokens, &out, NULL), 0);
    assert_true(out.bytes <= 64);
    if (out.bytes > 0)
        memcpy(bytes, out.data, out.bytes);
    record->words = (tn_word_list){ bytes, (uint32_t)out.bytes, table };
    record->n_tokens = (uint16_t)tokens.n_tokens;
    tn_buf_free(&out);
    tn_tokens_free(&tokens);
}

/* `flip` deals the comments to the tables the other way round */
static void make_world(world *w, bool flip)
{
    *w = (world){ 0 };
    for (size_t a = 0; a < N_ARTICLES; a++) {
        for (size_t i = 0; i < N_COMMENTS; i++) {
            tn_record *record = &w->record[a][i];
            bool negative = i % 2 == 0;
            char text[128];

            snprintf(w->id[i], sizeof(w->id[i]), "%zu", i);
            *record = sample_record(w->id[i], NULL);
            record->author_key = i + 1;
            sample_label(record, TENOR_SENTIMENT, negative ? 0.8F : 0.1F, 0.05F,
                         negative ? 0.1F : 0.8F);
            sample_label(record, TENOR_STANCE, negative ? 0.1F : 0.8F, 0.05F,
                         negative ? 0.8F : 0.1F);
            snprintf(text, sizeof(text), "%s people town %s", topic[a],
                     negative ? "terrible" : "lovely");
            note(w, record, w->bytes[a][i], text, (uint32_t)((i + (flip ? 1 : 0)) % N_TABLES));
        }
        w->article[a] = sample_article(topic[a], w->record[a], N_COMMENTS);
        w->article[a].target_source = a == 0 ? TENOR_TARGET_ARTICLE : TENOR_TARGET_NONE;
        w->list[a] = &w->article[a];
    }
}

/* the words of the first n articles */
static void count_articles(world *w, size_t n)
{
    assert_int_equal(tn_site_words_begin(&w->site, N_TABLES, NULL), 0);
    for (size_t a = 0; a < n; a++)
        assert_int_equal(tn_site_words_add(&w->site, w->list[a], &two_heads, NULL), 0);
    assert_int_equal(tn_site_words_finish(&w->site, w->table, NULL), 0);
}

static void site_terms_of(tn_terms *terms, world *w, int k)
{
    tn_site_terms site = { 0 };

    assert_int_equal(tn_site_terms_begin(&site, &w->site, &two_heads, k, NULL), 0);
    for (size_t a = 0; a < N_ARTICLES; a++)
        assert_int_equal(tn_site_terms_add(&site, w->list[a], NULL), 0);
    assert_int_equal(tn_site_terms_end(terms, &site, NULL), 0);
    tn_site_terms_free(&site);
}

static void count(world *w)
{
    for (size_t a = 0; a < N_ARTICLES; a++)
        tn_records_deduplicate(&w->article[a]);
    count_articles(w, N_ARTICLES);
}

static void free_world(world *w)
{
    tn_site_words_free(&w->site);
    for (size_t t = 0; t < N_TABLES; t++)
        tn_word_table_free(&w->table[t]);
}

static void terms_of(tn_terms *terms, world *w, size_t a, int k)
{
    tn_term_tally tally = { 0 };

    assert_int_equal(
        tn_article_terms_of(terms, &tally, &w->site, &w->article[a], &two_heads, k, NULL), 0);
    tn_term_tally_free(&tally);
}

static void assert_terms(const tn_term_list *list, const char *wanted)
{
    char found[256] = "";

    for (int i = 0; i < list->n; i++) {
        strcat(found, i ? " " : "");
        strcat(found, list->term[i].term);
        assert_true(list->term[i].z >= TN_TERM_MIN_Z && list->term[i].log_odds > 0.0);
        assert_true(list->term[i].count >= TN_TERM_VOICES);
    }
    assert_string_equal(found, wanted);
}

static void an_article_shows_its_own_words_in_a_settled_order(void **state)
{
    world w;
    tn_terms terms;

    (void)state;
    make_world(&w, false);
    count(&w);
    terms_of(&terms, &w, 0, 10);
    assert_terms(&terms.distinctive, "ferry harbour"); /* equal z: by their bytes */
    assert_int_equal(terms.distinctive.term[0].count, N_COMMENTS);
    assert_true(terms.distinctive.term[0].z == terms.distinctive.term[1].z);
    assert_terms(&terms.of_class[TENOR_SENTIMENT][0], "terrible");
    assert_terms(&terms.of_class[TENOR_SENTIMENT][1], "lovely");
    assert_terms(&terms.of_class[TENOR_STANCE][0], "lovely");
    assert_int_equal(terms.of_class[TENOR_SENTIMENT][0].term[0].count, N_COMMENTS / 2);
    terms_of(&terms, &w, 0, 1);
    assert_terms(&terms.distinctive, "ferry");
    terms_of(&terms, &w, 1, 10);
    assert_terms(&terms.distinctive, "tram");
    assert_false(terms.present[TENOR_STANCE]);
    assert_int_equal(terms.of_class[TENOR_STANCE][0].n, 0);
    free_world(&w);
}

/* the same figures by hand: one list of all words */
static void figures_are_those_of_the_formula(void **state)
{
    world w;
    tn_terms terms;
    /* 12 comments, 5 words each, and twice as many with 4 */
    double a = 12.0, total_a = 60.0, b = 12.0, total_b = 60.0 + 2.0 * 48.0;
    double prior = TN_TERM_PRIOR * b, all = TN_TERM_PRIOR * total_b;
    double ya = a + prior, yb = b + prior;
    double delta = log(ya / (total_a + all - ya)) - log(yb / (total_b + all - yb));

    (void)state;
    make_world(&w, false);
    count(&w);
    terms_of(&terms, &w, 0, 10);
    assert_true(fabs(terms.distinctive.term[0].log_odds - delta) < 1e-12);
    assert_true(fabs(terms.distinctive.term[0].z - delta / sqrt(1.0 / ya + 1.0 / yb)) < 1e-12);
    free_world(&w);
}

static void tables_and_order_decide_nothing(void **state)
{
    world w, other;
    tn_terms terms, same;

    (void)state;
    make_world(&w, false);
    make_world(&other, true);
    count(&w);
    count(&other);
    for (size_t a = 0; a < N_ARTICLES; a++) {
        terms_of(&terms, &w, a, 10);
        terms_of(&same, &other, a, 10);
        assert_int_equal(terms.distinctive.n, same.distinctive.n);
        for (int i = 0; i < same.distinctive.n; i++) {
            assert_string_equal(terms.distinctive.term[i].term, same.distinctive.term[i].term);
            assert_true(terms.distinctive.term[i].z == same.distinctive.term[i].z);
        }
    }
    free_world(&w);
    free_world(&other);
}

static void assert_same_terms(const tn_term_list *a, const tn_term_list *b)
{
    assert_int_equal(a->n, b->n);
    for (int i = 0; i < a->n; i++) {
        assert_string_equal(a->term[i].term, b->term[i].term);
        assert_int_equal(a->term[i].count, b->term[i].count);
        assert_true(a->term[i].z == b->term[i].z);
    }
}

/* nothing of an article stays in it */
static void one_tally_serves_many_articles(void **state)
{
    tn_term_tally tally = { 0 };
    tn_terms terms, alone;
    world w;

    (void)state;
    make_world(&w, false);
    count(&w);
    for (size_t round = 0; round < 2 * N_ARTICLES; round++) {
        size_t a = round % N_ARTICLES;

        assert_int_equal(
            tn_article_terms_of(&terms, &tally, &w.site, &w.article[a], &two_heads, 10, NULL), 0);
        terms_of(&alone, &w, a, 10);
        assert_true(alone.distinctive.n > 0);
        assert_same_terms(&terms.distinctive, &alone.distinctive);
        assert_same_terms(&terms.of_class[TENOR_SENTIMENT][0], &alone.of_class[TENOR_SENTIMENT][0]);
        assert_same_terms(&terms.of_class[TENOR_STANCE][1], &alone.of_class[TENOR_STANCE][1]);
    }
    tn_term_tally_free(&tally);
    free_world(&w);
}

static void words_of_fewer_than_three_people_stay_hidden(void **state)
{
    world w;
    tn_terms terms;

    (void)state;
    make_world(&w, false);
    for (size_t i = 0; i < N_COMMENTS; i++)
        w.record[0][i].author_key = 1 + i % 2; /* each side is one person */
    count(&w);
    terms_of(&terms, &w, 0, 10);
    assert_terms(&terms.distinctive, "");
    assert_terms(&terms.of_class[TENOR_SENTIMENT][0], "");
    w.record[0][0].author_key = 77; /* the third voice in all, the second of its side */
    terms_of(&terms, &w, 0, 10);
    assert_terms(&terms.distinctive, "ferry harbour");
    assert_terms(&terms.of_class[TENOR_SENTIMENT][0], "");
    for (size_t i = 0; i < N_COMMENTS; i++)
        w.record[0][i].author_key = 0; /* without authors, comments are voices */
    terms_of(&terms, &w, 0, 10);
    assert_terms(&terms.of_class[TENOR_SENTIMENT][0], "terrible");
    free_world(&w);
}

static void a_site_shows_its_classes(void **state)
{
    world w;
    tn_terms terms;

    (void)state;
    make_world(&w, false);
    w.article[0].target_source = TENOR_TARGET_TITLE; /* says nothing of a site */
    count(&w);
    site_terms_of(&terms, &w, 10);
    assert_terms(&terms.distinctive, "");
    assert_terms(&terms.of_class[TENOR_SENTIMENT][0], "terrible");
    assert_terms(&terms.of_class[TENOR_SENTIMENT][1], "lovely");
    assert_false(terms.present[TENOR_STANCE]);
    assert_int_equal(terms.of_class[TENOR_SENTIMENT][0].term[0].count, N_ARTICLES * N_COMMENTS / 2);
    free_world(&w);
}

/* ---------------------------------------------------- voices, counted plainly */

enum { N_SPOKEN = 24, N_SPEAKERS = 6, N_SPEECHES = 300 };

/* who used a word in a group; a comment without author is a voice of its own */
typedef struct {
    bool by[N_SPEAKERS];
    int n_comments, n_voices;
} plain_voices;

static void hear(plain_voices *to, size_t speaker)
{
    to->n_comments++;
    to->n_voices += speaker == 0 || !to->by[speaker];
    to->by[speaker] = true;
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16 & 0x7FFF;
}

/* a few of the words, the later ones seldom */
static void speak(char text[128], bool used[N_SPOKEN], unsigned *seed)
{
    size_t at = 0;

    for (int w = 0; w < N_SPOKEN; w++) {
        used[w] = at < 60 && next_random(seed) % (unsigned)(w * w + 2) == 0;
        if (used[w])
            at += (size_t)snprintf(text + at, 128 - at, "subject%c ", 'a' + w);
    }
    text[at] = '\0';
}

static void assert_voices(const tn_term_tally *tally, plain_voices plain[][TN_N_GROUPS])
{
    size_t n_rows = 0;

    for (int w = 0; w < N_SPOKEN; w++)
        n_rows += plain[w][TN_GROUP_ALL].n_comments >= TN_TERM_VOICES;
    assert_int_equal(tally->n_rows, n_rows);
    for (size_t r = 0; r < tally->n_rows; r++) {
        const tn_term_row *row = &tally->row[r];
        const plain_voices *of = plain[row->text[strlen("subject")] - 'a'];

        for (int g = 0; g < TN_N_GROUPS; g++) {
            assert_int_equal(row->count[g], of[g].n_comments);
            assert_int_equal(tn_is_shown(row, g), of[g].n_voices >= TN_TERM_VOICES);
        }
    }
}

static void check_voices(unsigned seed, size_t n_tables)
{
    static plain_voices plain[N_SPOKEN][TN_N_GROUPS];
    static tn_record record[N_SPEECHES];
    static uint8_t bytes[N_SPEECHES][64];
    static world w;
    tn_term_tally of_site = { 0 }, of_article = { 0 };
    tn_article_records article = sample_article("all", record, N_SPEECHES);

    w = (world){ 0 };
    memset(plain, 0, sizeof(plain));
    article.target_source = TENOR_TARGET_ARTICLE;
    for (size_t i = 0; i < N_SPEECHES; i++) {
        bool used[N_SPOKEN];
        char text[128];
        size_t speaker = next_random(&seed) % N_SPEAKERS;
        int group[TN_MAX_GROUPS], n_groups;

        record[i] = sample_record("id", NULL);
        record[i].author_key = speaker;
        record[i].label[TENOR_SENTIMENT] = (int8_t)(next_random(&seed) % 3);
        record[i].label[TENOR_STANCE] = (int8_t)(next_random(&seed) % 4 - 1);
        speak(text, used, &seed);
        note(&w, &record[i], bytes[i], text, (uint32_t)(next_random(&seed) % n_tables));
        n_groups = tn_record_groups(group, &record[i], &two_heads, true);
        for (int k = 0; k < N_SPOKEN * n_groups; k++)
            if (used[k / n_groups])
                hear(&plain[k / n_groups][group[k % n_groups]], speaker);
    }
    assert_int_equal(tn_site_words_begin(&w.site, n_tables, NULL), 0);
    assert_int_equal(tn_site_words_add(&w.site, &article, &two_heads, NULL), 0);
    assert_int_equal(tn_site_words_finish(&w.site, w.table, NULL), 0);
    assert_int_equal(tn_tally_article(&of_article, &w.site, &article, &two_heads, NULL), 0);
    assert_voices(&of_article, plain);
    assert_int_equal(tn_tally_site_begin(&of_site, &w.site, &two_heads, NULL), 0);
    assert_int_equal(tn_tally_site_add(&of_site, &article, NULL), 0);
    assert_int_equal(tn_tally_site_end(&of_site, NULL), 0);
    assert_voices(&of_site, plain);
    tn_term_tally_free(&of_site);
    tn_term_tally_free(&of_article);
    free_world(&w);
}

static void as_many_people_are_heard_as_there_are(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 40; seed++) {
        check_voices(seed, 1);
        check_voices(seed, N_TABLES);
    }
}

static void nothing_gives_nothing(void **state)
{
    world w;
    tn_terms terms;

    (void)state;
    make_world(&w, false);
    for (size_t a = 0; a < N_ARTICLES; a++)
        w.article[a].n_records = 0;
    count(&w);
    terms_of(&terms, &w, 0, 10);
    assert_int_equal(terms.distinctive.n, 0);
    site_terms_of(&terms, &w, 10);
    assert_int_equal(terms.of_class[TENOR_SENTIMENT][0].n, 0);
    free_world(&w);
    make_world(&w, false); /* an article that is the whole site is not distinct from it */
    tn_records_deduplicate(&w.article[0]);
    count_articles(&w, 1);
    terms_of(&terms, &w, 0, 10);
    assert_int_equal(terms.distinctive.n, 0);
    free_world(&w);
}

/* --------------------------------------------------------------- examples */

static const tn_heads three_heads = { .n_classes = { 3, 0, 3 },
                                      .class_name = { { "negative", "neutral", "positive" },
                                                      { 0 },
                                                      { "disagree", "neutral", "agree" } } };

static void assert_ids(const tn_example_list *list, const char *wanted)
{
    char found[64] = "";

    for (int i = 0; i < list->n; i++)
        strncat(found, list->example[i].record->id, list->example[i].record->id_bytes);
    assert_string_equal(found, wanted);
}

static void examples_are_the_surest_and_the_most_disputed(void **state)
{
    static const char *const id[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i" };
    const float p[] = { 0.6F, 0.9F, 0.9F, 0.99F, 0.7F, 0.5F };
    tn_record record[9];
    tn_article_records article;
    tn_examples examples;

    (void)state;
    for (size_t i = 0; i < 9; i++) {
        record[i] = sample_record(id[i], i >= 6 ? "e" : NULL);
        sample_label(&record[i], TENOR_SENTIMENT, i < 6 ? p[i] : 0.1F, 0.0F,
                     i < 6 ? 1.0F - p[i] : 0.9F);
        record[i].n_tokens = (uint16_t)(i == 3 ? TN_EXAMPLE_MIN_TOKENS - 1 : TN_EXAMPLE_MIN_TOKENS);
    }
    sample_label(&record[8], TENOR_SENTIMENT, 0.3F, 0.25F, 0.45F);
    sample_label(&record[6], TENOR_REPLY, 0.9F, 0.1F, 0.0F);
    sample_label(&record[7], TENOR_REPLY, 0.0F, 0.1F, 0.9F);
    article = sample_article("article", record, 9);
    tn_records_deduplicate(&article);
    assert_int_equal(tn_examples_of(&examples, &article, &three_heads, NULL), 0);
    assert_true(examples.present[TENOR_SENTIMENT]);
    assert_false(examples.present[TENOR_STANCE]);
    /* "d" is too short; "b" and "c" tie */
    assert_ids(&examples.representative[TENOR_SENTIMENT][0], "bce");
    /* "e" has the reply that disagrees; "f" and "a" are nearest to even */
    assert_ids(&examples.divisive[TENOR_SENTIMENT][0], "efa");
    assert_int_equal(examples.divisive[TENOR_SENTIMENT][0].example[0].disagreeing, 1);
    assert_int_equal(examples.divisive[TENOR_SENTIMENT][0].example[0].agreeing, 1);
    assert_ids(&examples.representative[TENOR_SENTIMENT][1], "");
    assert_ids(&examples.representative[TENOR_SENTIMENT][2], "gh"); /* "i" is likelier not */
}

static void no_comments_give_no_examples(void **state)
{
    tn_article_records article = sample_article("article", NULL, 0);
    tn_examples examples;

    (void)state;
    assert_int_equal(tn_examples_of(&examples, &article, &two_heads, NULL), 0);
    assert_int_equal(examples.representative[TENOR_SENTIMENT][0].n, 0);
    assert_int_equal(examples.divisive[TENOR_SENTIMENT][2].n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_shows_its_own_words_in_a_settled_order),
        cmocka_unit_test(figures_are_those_of_the_formula),
        cmocka_unit_test(tables_and_order_decide_nothing),
        cmocka_unit_test(one_tally_serves_many_articles),
        cmocka_unit_test(words_of_fewer_than_three_people_stay_hidden),
        cmocka_unit_test(a_site_shows_its_classes),
        cmocka_unit_test(as_many_people_are_heard_as_there_are),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(examples_are_the_surest_and_the_most_disputed),
        cmocka_unit_test(no_comments_give_no_examples),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
