/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_article_table.c - identity of comments, and articles that do not depend on arrival
 */
#include "batch/chunk.h"
#include "batch/identity.h"
#include "batch/options.h"
#include "batch/results_id.h"
#include "batch/aggregate.h"
#include "batch/spill/article_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const tn_heads no_heads;
static const tn_results_choices no_choices, other_target = { .target = "a target" };

static tenor_comment comment_of(const char *article_id, const char *id, const char *text)
{
    return (tenor_comment){
        .article_id = tn_str(article_id),
        .id = tn_str(id),
        .text = tn_str(text),
        .created_at_s = TENOR_NO_TIME,
        .updated_at_s = TENOR_NO_TIME,
        .likes = INT64_MIN,
        .article = { .published_at_s = TENOR_NO_TIME, .captured_at_s = TENOR_NO_TIME },
    };
}

static tn_author_key key_from(unsigned char byte)
{
    tn_author_key key;

    memset(key.secret, byte, sizeof(key.secret));
    for (size_t i = 0; i < sizeof(key.secret); i++)
        key.secret[i] = (unsigned char)(key.secret[i] + i * 37);
    return key;
}

static tn_record identify(const tenor_comment *comment)
{
    tn_author_key key = key_from(1);
    tn_buf scratch = { 0 };
    tn_record record;

    assert_int_equal(tn_record_identify(&record, comment, &key, &scratch, NULL), 0);
    tn_buf_free(&scratch);
    return record;
}

static void add(tn_article_table *table, const tenor_comment *comment)
{
    tn_record record = identify(comment);

    assert_int_equal(tn_article_table_add(table, comment, &record, NULL), 0);
}

/* -------------------------------------------------------------- identity */

static void every_field_of_a_comment_makes_its_content(void **state)
{
    const tenor_comment base = comment_of("a", "1", "text");
    tenor_comment variant[9];
    tn_digest plain = identify(&base).content_key;

    (void)state;
    for (int i = 0; i < 9; i++)
        variant[i] = base;
    variant[0].article_id = tn_str("b");
    variant[1].id = tn_str("2");
    variant[2].text = tn_str("texts");
    variant[3].parent_id = tn_str("0");
    variant[4].author = tn_str("Ann");
    variant[5].created_at_s = 7;
    variant[6].updated_at_s = 7;
    variant[7].likes = 0;
    variant[8].deleted = true;
    for (int i = 0; i < 9; i++)
        assert_int_not_equal(tn_digest_compare(identify(&variant[i]).content_key, plain), 0);
}

static void bytes_cannot_move_between_fields(void **state)
{
    const tenor_comment a = comment_of("ab", "c", "d"), b = comment_of("a", "bc", "d");

    (void)state;
    assert_int_not_equal(tn_digest_compare(identify(&a).content_key, identify(&b).content_key), 0);
}

static void article_and_parent_text_are_not_content(void **state)
{
    tenor_comment a = comment_of("a", "1", "text"), b = a;

    (void)state;
    b.has_article = true;
    b.article.title = tn_str("A title");
    b.parent_text = tn_str("what was replied to");
    assert_int_equal(tn_digest_compare(identify(&a).content_key, identify(&b).content_key), 0);
}

static void empty_parent_is_no_parent(void **state)
{
    tenor_comment c = comment_of("a", "1", "text");
    tn_record record;

    (void)state;
    c.parent_id = tn_str("");
    record = identify(&c);
    assert_null(record.parent_id);
    assert_true(tn_digest_is_zero(record.parent_key));
}

static void authors_hash_by_key(void **state)
{
    tn_author_key one = key_from(1), two = key_from(2);
    tenor_str ann = tn_str("Ann"), bob = tn_str("Bob");

    (void)state;
    assert_true(tn_author_hash(&one, ann) == tn_author_hash(&one, ann));
    assert_true(tn_author_hash(&one, ann) != tn_author_hash(&one, bob));
    assert_true(tn_author_hash(&one, ann) != tn_author_hash(&two, ann));
    assert_true(tn_author_hash(&one, ann) != 0);
    assert_true(tn_author_hash(&one, (tenor_str){ 0 }) == 0);
    assert_true(tn_author_hash(&one, tn_str("")) == 0);
}

static void random_author_keys_differ(void **state)
{
    tn_author_key one, two;

    (void)state;
    assert_int_equal(tn_author_key_load(&one, NULL, NULL), 0);
    assert_int_equal(tn_author_key_load(&two, NULL, NULL), 0);
    assert_memory_not_equal(one.secret, two.secret, sizeof(one.secret));
}

static int load_key(tn_author_key *key, const char *bytes, size_t n, tenor_error *err)
{
    char path[] = "/tmp/tenor-test-key-XXXXXX";
    int fd = mkstemp(path);
    int rc;

    assert_true(fd >= 0);
    assert_true(write(fd, bytes, n) == (ssize_t)n);
    close(fd);
    rc = tn_author_key_load(key, path, err);
    unlink(path);
    return rc;
}

static void author_key_file_decides(void **state)
{
    tn_author_key one, same, other;

    (void)state;
    assert_int_equal(load_key(&one, "0123456789abcdef", 16, NULL), 0);
    assert_int_equal(load_key(&same, "0123456789abcdef", 16, NULL), 0);
    assert_int_equal(load_key(&other, "0123456789abcdeg", 16, NULL), 0);
    assert_memory_equal(one.secret, same.secret, sizeof(one.secret));
    assert_true(tn_author_hash(&one, tn_str("Ann")) != tn_author_hash(&other, tn_str("Ann")));
}

static void short_author_key_is_refused(void **state)
{
    tn_author_key key;
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(load_key(&key, "0123456789abcde", 15, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "15 bytes"));
    assert_int_equal(tn_author_key_load(&key, "/no/such/key", NULL), TENOR_ERR_IO);
}

/* ---------------------------------------------------------------- target */

static void target_comes_from_row_then_option_then_title(void **state)
{
    tenor_str target, none = { 0 };

    (void)state;
    assert_int_equal(tn_choose_target(&target, tn_str("own"), "option", tn_str("title")),
                     TENOR_TARGET_ARTICLE);
    assert_true(tn_str_is(target, "own"));
    assert_int_equal(tn_choose_target(&target, none, "option", tn_str("title")),
                     TENOR_TARGET_OPTION);
    assert_true(tn_str_is(target, "option"));
    assert_int_equal(tn_choose_target(&target, tn_str(""), NULL, tn_str("title")),
                     TENOR_TARGET_TITLE);
    assert_true(tn_str_is(target, "title"));
    assert_int_equal(tn_choose_target(&target, none, "", none), TENOR_TARGET_NONE);
    assert_null(target.data);
}

/* ----------------------------------------------------------------- table */

#define N_VERSIONS 4

static void make_versions(tenor_comment version[N_VERSIONS])
{
    for (int i = 0; i < N_VERSIONS; i++) {
        version[i] = comment_of("article", i % 2 ? "odd" : "even", "text");
        version[i].has_article = true;
    }
    version[0].article.title = tn_str("An old title");
    version[0].created_at_s = 10;
    version[1].article.title = tn_str("A newer title");
    version[1].article.target = tn_str("the tram");
    version[1].created_at_s = 5;
    version[1].updated_at_s = 30;
    version[2].article.title = tn_str("A title of the same time");
    version[2].article.published_at_s = 1000;
    version[2].updated_at_s = 30;
    version[3].article.section = tn_str("City");
    version[3].article.published_at_s = 2000;
    version[3].updated_at_s = 30;
}

static void settle_in_order(char id[33], tn_article_info *info, const int order[N_VERSIONS],
                            bool twice)
{
    tenor_comment version[N_VERSIONS];
    tn_article_table table = { 0 };
    tn_article_source articles = { .table = &table };
    tn_aggregates aggregates;
    const tn_aggregate_job job = {
        .articles = &articles, .n_threads = 1, .heads = &no_heads, .choices = &no_choices
    };

    make_versions(version);
    for (int i = 0; i < N_VERSIONS * (twice ? 2 : 1); i++)
        add(&table, &version[order[i % N_VERSIONS]]);
    assert_int_equal(table.n_articles, 1);
    assert_int_equal(tn_aggregate(&aggregates, &job, NULL), 0);
    assert_int_equal(aggregates.article[0]->records.n_records, 2);
    assert_int_equal(aggregates.duplicates, twice ? 6 : 2);
    assert_int_equal(aggregates.article[0]->records.target_source, TENOR_TARGET_ARTICLE);
    assert_string_equal(aggregates.article[0]->records.target, "the tram");
    memcpy(id, aggregates.results_id, sizeof(aggregates.results_id));
    *info = aggregates.article[0]->records.info;
    assert_string_equal(info->section, "City");
    assert_string_not_equal(info->title, "An old title");
    info->title = strcmp(info->title, "A newer title") == 0 ? "1" : "2"; /* outlives the table */
    info->section = info->target = NULL;
    tn_aggregates_free(&aggregates);
    tn_article_table_free(&table);
}

static void arrival_decides_nothing(void **state)
{
    char first_id[33], id[33];
    tn_article_info first, info;
    int order[N_VERSIONS] = { 0, 1, 2, 3 };

    (void)state;
    settle_in_order(first_id, &first, order, false);
    for (int i = 0; i < 24; i++) {
        int a = i % 4, b = i / 4 % 3, swap; /* a walk through permutations */

        swap = order[a];
        order[a] = order[(a + b + 1) % 4];
        order[(a + b + 1) % 4] = swap;
        settle_in_order(id, &info, order, i % 2);
        assert_string_equal(id, first_id);
        assert_string_equal(info.title, first.title);
        assert_int_equal(info.published_at_s, first.published_at_s);
        assert_null(info.url);
    }
}

/* no comment was changed since: the article is what the comment written last says of it */
static void without_a_change_the_later_comment_knows_the_title(void **state)
{
    tenor_comment comment[] = { comment_of("a", "1", "x"), comment_of("a", "2", "y") };

    (void)state;
    for (int i = 0; i < 2; i++) {
        comment[i].has_article = true;
        comment[i].article.published_at_s = comment[i].article.captured_at_s = TENOR_NO_TIME;
    }
    for (int later = 0; later < 2; later++) {
        for (int first = 0; first < 2; first++) {
            tn_article_table table = { 0 };

            comment[later].created_at_s = 20;
            comment[1 - later].created_at_s = 10;
            comment[later].article.title = tn_str("The later title");
            comment[1 - later].article.title = tn_str("An early title");
            add(&table, &comment[first]);
            add(&table, &comment[1 - first]);
            assert_string_equal(table.article[0]->records.info.title, "The later title");
            tn_article_table_free(&table);
        }
    }
}

static void many_articles_are_found_and_sorted(void **state)
{
    tn_article_table table = { 0 };
    char id[16];

    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 3000; i++) {
            tenor_comment c;

            snprintf(id, sizeof(id), "%d", (i * 7919) % 3000);
            c = comment_of(id, round ? "second" : "first", "text");
            add(&table, &c);
        }
    }
    assert_int_equal(table.n_articles, 3000);
    assert_int_equal(table.n_records, 6000);
    tn_article_table_sort(&table);
    for (size_t i = 0; i < table.n_articles; i++) {
        assert_int_equal(table.article[i]->records.n_records, 2);
        if (i > 0)
            assert_true(strcmp(table.article[i - 1]->records.id, table.article[i]->records.id) < 0);
    }
    tn_article_table_free(&table);
}

static void ids_may_hold_nul(void **state)
{
    tenor_comment a = comment_of("x", "1", "text"), b = a;
    tn_article_table table = { 0 };

    (void)state;
    a.article_id = (tenor_str){ "x\0a", 3 };
    b.article_id = (tenor_str){ "x\0b", 3 };
    add(&table, &a);
    add(&table, &b);
    add(&table, &a);
    assert_int_equal(table.n_articles, 2);
    tn_article_table_free(&table);
}

static void hash_one(char id[33], const tn_results_choices *choices,
                     const tn_article_records *article)
{
    tn_results_hash hash;

    assert_int_equal(tn_results_hash_begin(&hash, NULL, choices, NULL), 0);
    assert_int_equal(tn_results_hash_add(&hash, article, NULL), 0);
    assert_int_equal(tn_results_hash_end(id, &hash, 0, NULL), 0);
    tn_results_hash_free(&hash);
}

static void results_id_follows_content_only(void **state)
{
    tenor_comment c = comment_of("a", "1", "text");
    tn_record record = identify(&c);
    tn_article_records article = {
        .id = "a",
        .id_bytes = 1,
        .info = { .title = "T", .published_at_s = TENOR_NO_TIME, .captured_at_s = TENOR_NO_TIME },
        .record = &record,
        .n_records = 1
    };
    char id[33], other[33];

    (void)state;
    hash_one(id, &no_choices, &article);
    record.author_key = 99;
    hash_one(other, &no_choices, &article);
    assert_string_equal(id, other);
    hash_one(other, &other_target, &article);
    assert_string_not_equal(id, other);
    article.info.title = "U";
    hash_one(other, &no_choices, &article);
    assert_string_not_equal(id, other);
    article.info.title = "T";
    record.content_key.low ^= 1;
    hash_one(other, &no_choices, &article);
    assert_string_not_equal(id, other);
}

static void every_choice_and_all_that_is_known_of_an_article_make_another_id(void **state)
{
    tenor_comment c = comment_of("a", "1", "text");
    tn_record record = identify(&c);
    const tn_article_records plain = { .id = "a",
                                       .id_bytes = 1,
                                       .info = { .published_at_s = TENOR_NO_TIME,
                                                 .captured_at_s = TENOR_NO_TIME },
                                       .record = &record,
                                       .n_records = 1 };
    const tn_results_choices choice[] = {
        { .target = "x" }, { .min_comments = 1 }, { .terms = 1 }, { .excerpts = true }
    };
    tn_article_records article[9];
    char id[14][33] = { 0 };
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < 9; i++)
        article[i] = plain;
    article[0].id = "b";
    article[1].info.title = "x";
    article[2].info.url = "x";
    article[3].info.section = "x";
    article[4].info.target = "x";
    article[5].target = "x";
    article[6].info.published_at_s = 1;
    article[7].info.captured_at_s = 1;
    article[8].target_source = TENOR_TARGET_TITLE;
    hash_one(id[n++], &no_choices, &plain);
    for (size_t i = 0; i < 4; i++)
        hash_one(id[n++], &choice[i], &plain);
    for (size_t i = 0; i < 9; i++)
        hash_one(id[n++], &no_choices, &article[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(id[i], id[k]);
}

/* ----------------------------------------------------------------- texts */

static void texts_come_back_from_disk(void **state)
{
    tn_text_store texts;
    tn_record record[4] = { [3] = { .text_offset = -1 } };
    tn_buf scratch = { 0 };
    tenor_str text;

    (void)state;
    assert_int_equal(tn_text_store_open(&texts, "/tmp", NULL), 0);
    assert_int_equal(tn_text_store_add(&texts, tn_str("first"), &record[0], NULL), 0);
    assert_int_equal(tn_text_store_add(&texts, tn_str(""), &record[1], NULL), 0);
    assert_int_equal(tn_text_store_add(&texts, (tenor_str){ "a\0b", 3 }, &record[2], NULL), 0);
    assert_int_equal(tn_text_store_finish(&texts, NULL), 0);
    assert_int_equal(tn_text_of(&text, &texts, &record[2], &scratch, NULL), 0);
    assert_int_equal(text.bytes, 3);
    assert_memory_equal(text.data, "a\0b", 3);
    assert_int_equal(tn_text_of(&text, &texts, &record[0], &scratch, NULL), 0);
    assert_string_equal(text.data, "first");
    assert_int_equal(tn_text_of(&text, &texts, &record[1], &scratch, NULL), 0);
    assert_int_equal(text.bytes, 0);
    assert_int_equal(tn_text_of(&text, &texts, &record[3], &scratch, NULL), 0);
    assert_null(text.data); /* not kept */
    record[3].text = "at hand";
    record[3].text_bytes = 7;
    assert_int_equal(tn_text_of(&text, NULL, &record[3], &scratch, NULL), 0);
    assert_string_equal(text.data, "at hand");
    record[0].text_offset = 1000; /* behind the end */
    assert_int_equal(tn_text_of(&text, &texts, &record[0], &scratch, NULL), TENOR_ERR_IO);
    tn_buf_free(&scratch);
    tn_text_store_close(&texts);
}

/* more than are kept back to be written together, and one that is longer than all of these */
static void many_texts_come_back_from_disk(void **state)
{
    enum { N = 40, LONG = 7, SHORT_BYTES = 20000, LONG_BYTES = 400000 };
    char *letters = tn_alloc(LONG_BYTES, 1);
    tn_record record[N] = { [0] = { .text_offset = 0 } };
    tn_buf scratch = { 0 };
    tn_text_store texts;
    tenor_str text;

    (void)state;
    assert_int_equal(tn_text_store_open(&texts, "/tmp", NULL), 0);
    for (int i = 0; i < N; i++) {
        text = (tenor_str){ letters, i % LONG == 0 ? LONG_BYTES : SHORT_BYTES + (size_t)i };
        memset(letters, 'a' + i % 26, text.bytes);
        assert_int_equal(tn_text_store_add(&texts, text, &record[i], NULL), 0);
    }
    assert_int_equal(tn_text_store_finish(&texts, NULL), 0);
    for (int i = N - 1; i >= 0; i--) {
        size_t bytes = i % LONG == 0 ? LONG_BYTES : SHORT_BYTES + (size_t)i;

        memset(letters, 'a' + i % 26, bytes);
        assert_int_equal(tn_text_of(&text, &texts, &record[i], &scratch, NULL), 0);
        assert_int_equal(text.bytes, bytes);
        assert_memory_equal(text.data, letters, bytes);
    }
    tn_buf_free(&scratch);
    tn_text_store_close(&texts);
    free(letters);
}

static void chunk_owns_its_strings(void **state)
{
    char id[] = "id", text[] = "text";
    tn_chunk chunk = { 0 };
    tn_item *item = tn_chunk_next(&chunk, NULL);

    (void)state;
    assert_non_null(item);
    assert_ptr_equal(item, tn_chunk_next(&chunk, NULL)); /* it was not taken in */
    item->comment = comment_of("a", id, text);
    item->comment.author = (tenor_str){ "x\0y", 3 };
    item->comment.article.published_at_s = 5; /* not said to be there */
    assert_int_equal(tn_chunk_add(&chunk, item, NULL), 0);
    assert_int_equal(chunk.n_items, 1);
    memset(id, 'z', 2);
    memset(text, 'z', 4);
    assert_true(tn_str_is(item->comment.id, "id"));
    assert_true(tn_str_is(item->comment.text, "text"));
    assert_memory_equal(item->comment.author.data, "x\0y", 3);
    assert_null(item->comment.parent_id.data);
    assert_true(item->comment.article.published_at_s == TENOR_NO_TIME);
    tn_chunk_clear(&chunk);
    assert_int_equal(chunk.n_items, 0);
    tn_chunk_free(&chunk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_a_comment_makes_its_content),
        cmocka_unit_test(bytes_cannot_move_between_fields),
        cmocka_unit_test(article_and_parent_text_are_not_content),
        cmocka_unit_test(empty_parent_is_no_parent),
        cmocka_unit_test(authors_hash_by_key),
        cmocka_unit_test(random_author_keys_differ),
        cmocka_unit_test(author_key_file_decides),
        cmocka_unit_test(short_author_key_is_refused),
        cmocka_unit_test(target_comes_from_row_then_option_then_title),
        cmocka_unit_test(arrival_decides_nothing),
        cmocka_unit_test(without_a_change_the_later_comment_knows_the_title),
        cmocka_unit_test(many_articles_are_found_and_sorted),
        cmocka_unit_test(ids_may_hold_nul),
        cmocka_unit_test(results_id_follows_content_only),
        cmocka_unit_test(every_choice_and_all_that_is_known_of_an_article_make_another_id),
        cmocka_unit_test(texts_come_back_from_disk),
        cmocka_unit_test(many_texts_come_back_from_disk),
        cmocka_unit_test(chunk_owns_its_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
