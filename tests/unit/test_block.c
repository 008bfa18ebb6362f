/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_block.c - articles read back from a run: small ones in memory, a large one by files
 */
#include "batch/spill/block.h"
#include "batch/identity.h"
#include "stats_sample.h"

#include <stdlib.h>
#include <unistd.h>

enum { N_LARGE = 6000 };
#define TEXT "Lovely little trams everywhere, and that on a Sunday"

static const tn_partial_form at_home, travelling = { .with_texts = true, .with_words = true };

static void add(tn_article_table *table, tn_word_table *words, const char *article_id,
                const char *id)
{
    tenor_comment comment = { .article_id = tn_str(article_id),
                              .id = tn_str(id),
                              .parent_id = tn_str("c7"),
                              .author = tn_str("Ann"),
                              .text = tn_str(TEXT),
                              .created_at_s = 1000,
                              .updated_at_s = TENOR_NO_TIME,
                              .likes = 3,
                              .has_article = true,
                              .article = { .title = tn_str("A title"),
                                           .published_at_s = TENOR_NO_TIME,
                                           .captured_at_s = TENOR_NO_TIME } };
    tn_author_key key = { { 1, 2, 3 } };
    tn_buf scratch = { 0 }, numbers = { 0 };
    tn_tokens tokens = { 0 };
    tn_record record;

    assert_int_equal(tn_record_identify(&record, &comment, &key, &scratch, NULL), 0);
    record.text = TEXT;
    record.text_bytes = (uint32_t)strlen(TEXT);
    assert_int_equal(tn_tokenise(&tokens, TEXT, strlen(TEXT), NULL), 0);
    assert_int_equal(tn_words_note(words, &tokens, &numbers, NULL), 0);
    record.words = (tn_word_list){ (const uint8_t *)numbers.data, (uint32_t)numbers.bytes, 0 };
    assert_int_equal(tn_article_table_add(table, &comment, &record, NULL), 0);
    tn_tokens_free(&tokens);
    tn_buf_free(&numbers);
    tn_buf_free(&scratch);
}

/* A run of the articles a, b, c, of which b is large, and what reads it. */
typedef struct {
    char dir[32];
    FILE *run;
    tn_merge *merge;
    tn_word_table words, read_words;
    tn_article_source source;
    tn_block_set set;
} sample;

static void make(sample *s)
{
    const tn_partial_source texts = { .words = &s->words };
    tn_buf scratch[2] = { { 0 }, { 0 } };
    tn_article_table table = { 0 };

    *s = (sample){ .dir = "/tmp/test-block-XXXXXX" };
    assert_non_null(mkdtemp(s->dir));
    add(&table, &s->words, "a", "1");
    for (int i = 0; i < N_LARGE; i++) {
        char id[16];

        snprintf(id, sizeof(id), "c%d", i);
        add(&table, &s->words, "b", id);
    }
    add(&table, &s->words, "c", "1");
    s->run = tmpfile();
    assert_non_null(s->run);
    assert_int_equal(tn_run_write(s->run, &table, &travelling, &texts, scratch, NULL), 0);
    rewind(s->run);
    const tn_run_source source = { .user = s->run, .read = tn_run_read_file };

    s->merge = tn_merge_new(&source, 1, NULL);
    s->source = (tn_article_source){ .merge = s->merge,
                                     .form = travelling,
                                     .words = &s->read_words,
                                     .dir = s->dir,
                                     .large_bytes = 100000 };
    assert_int_equal(tn_block_set_init(&s->set, 1, NULL), 0);
    tn_buf_free(&scratch[0]);
    tn_buf_free(&scratch[1]);
    tn_article_table_free(&table);
}

static void unmake(sample *s)
{
    tn_block_set_free(&s->set);
    tn_merge_free(s->merge);
    fclose(s->run);
    tn_word_table_free(&s->words);
    tn_word_table_free(&s->read_words);
    assert_int_equal(rmdir(s->dir), 0); /* nothing is left in it */
}

static void assert_records(const tn_article *article, size_t n)
{
    assert_int_equal(article->records.n_records, n);
    assert_string_equal(article->records.info.title, "A title");
    for (size_t i = 0; i < n; i++) {
        const tn_record *record = &article->records.record[i];
        char id[24];

        snprintf(id, sizeof(id), "c%zu", i);
        assert_string_equal(record->id, n > 1 ? id : "1");
        assert_int_equal(
            tn_digest_compare(record->id_key, tn_digest_of(record->id, record->id_bytes)), 0);
        assert_string_equal(record->parent_id, "c7");
        assert_string_equal(record->text, TEXT);
        assert_true(record->words.n_bytes > 2);
    }
}

static void a_large_article_goes_by_in_a_file(void **state)
{
    tn_block *block;
    sample s;

    (void)state;
    make(&s);
    block = s.set.pointer[0];
    assert_int_equal(tn_block_fill(block, &s.source, NULL), 1);
    assert_int_equal(block->n, 2); /* nothing comes behind it */
    assert_non_null(block->raw.file);
    assert_true(block->raw.memory.bytes < 1000);
    assert_true(tn_block_has_large(block));
    assert_int_equal(tn_block_decode(block, 0, &s.source, NULL), 0);
    assert_records(block->article[0], 1);
    assert_records(block->article[1], N_LARGE);
    assert_int_equal(tn_block_fill(block, &s.source, NULL), 1);
    assert_int_equal(block->n, 1);
    assert_null(block->raw.file);
    assert_false(tn_block_has_large(block));
    assert_int_equal(tn_block_decode(block, 0, &s.source, NULL), 0);
    assert_records(block->article[0], 1);
    assert_int_equal(tn_block_fill(block, &s.source, NULL), 0);
    unmake(&s);
}

static void without_a_limit_it_stands_in_memory(void **state)
{
    tn_block *block;
    sample s;

    (void)state;
    make(&s);
    s.source.large_bytes = 0;
    block = s.set.pointer[0];
    assert_int_equal(tn_block_fill(block, &s.source, NULL), 1);
    assert_null(block->raw.file);
    assert_int_equal(tn_block_decode(block, 0, &s.source, NULL), 0);
    assert_records(block->article[1], N_LARGE);
    unmake(&s);
}

/* what came of the pieces of one article */
typedef struct {
    tn_article_table table;
    tn_word_table words;
    size_t n_pieces, n_records, largest;
} collected;

static int collect(void *user, tenor_str id, size_t n_records, const tn_buf *partial,
                   tenor_error *err)
{
    collected *c = user;
    const tn_partial_sink sink = { .arena = &c->table.arena, .words = &c->words, .copies = true };
    const char *own = tn_arena_copy(&c->table.arena, partial->data, partial->bytes);

    c->n_pieces++;
    c->n_records += n_records;
    c->largest = partial->bytes > c->largest ? partial->bytes : c->largest;
    return tn_article_table_add_partial(&c->table, id, own, partial->bytes, &travelling, &sink,
                                        err);
}

static void it_is_kept_in_pieces(void **state)
{
    collected c = { 0 };
    tn_block *block;
    sample s;

    (void)state;
    make(&s);
    const tn_partial_source source = { .words = &s.read_words };

    block = s.set.pointer[0];
    assert_int_equal(tn_block_fill(block, &s.source, NULL), 1);
    assert_int_equal(tn_block_decode(block, 0, &s.source, NULL), 0);
    for (size_t i = 0; i < block->n; i++)
        assert_int_equal(tn_block_write(block, i, &travelling, &source, NULL), 0);
    assert_non_null(block->out_file);
    assert_true(block->out.bytes < 1000); /* the small one */
    assert_int_equal(tn_block_give(block, 0, collect, &c, NULL), 0);
    assert_int_equal(c.n_pieces, 1);
    assert_int_equal(tn_block_give(block, 1, collect, &c, NULL), 0);
    assert_true(c.n_pieces > 2);
    assert_true(c.largest >= TN_PIECE_BYTES && c.largest < TN_PIECE_BYTES + 1000);
    assert_int_equal(c.n_records, 1 + N_LARGE);
    assert_records(c.table.article[1], N_LARGE);
    tn_article_table_free(&c.table);
    tn_word_table_free(&c.words);
    unmake(&s);
}

static void a_large_article_of_the_store_is_written_to_a_file_too(void **state)
{
    char dir[] = "/tmp/test-block-XXXXXX";
    const tn_partial_source source = { 0 };
    tn_article_source articles = { .dir = dir };
    tn_word_table words = { 0 };
    tn_article_table table = { 0 };
    tn_block_set set;

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (int i = 0; i < TN_LARGE_RECORDS; i++) {
        char id[16];

        snprintf(id, sizeof(id), "c%d", i);
        add(&table, &words, "a", id);
    }
    articles.table = &table;
    assert_int_equal(tn_block_set_init(&set, 1, NULL), 0);
    for (int fewer = 0; fewer < 2; fewer++) {
        tn_block *block = set.block;

        articles.next = 0;
        table.article[0]->records.n_records = (size_t)(TN_LARGE_RECORDS - fewer);
        assert_int_equal(tn_block_fill(block, &articles, NULL), 1);
        assert_int_equal(tn_block_has_large(block), !fewer);
        assert_int_equal(tn_block_write(block, 0, &at_home, &source, NULL), 0);
        assert_int_equal(block->out_file != NULL, !fewer);
        assert_int_equal(block->out.bytes == 0, !fewer);
    }
    tn_block_set_free(&set);
    tn_article_table_free(&table);
    tn_word_table_free(&words);
    assert_int_equal(rmdir(dir), 0);
}

static void a_piece_is_not_another_with_the_same_records(void **state)
{
    const tn_partial_source source = { 0 };
    tn_word_table words = { 0 };
    tn_buf one = { 0 }, other = { 0 }, scratch = { 0 };
    tn_article_table table = { 0 };
    size_t next = 0;

    (void)state;
    add(&table, &words, "a", "1");
    add(&table, &words, "a", "1");
    table.article[0]->records.n_records = 1;
    assert_int_equal(
        tn_partial_write(&one, table.article[0], &next, &at_home, &source, &scratch, NULL), 0);
    assert_int_equal(next, 1);
    table.article[0]->records.n_records = 2;
    assert_int_equal(
        tn_partial_write(&other, table.article[0], &next, &at_home, &source, &scratch, NULL), 0);
    assert_int_equal(next, 2);
    assert_int_equal(one.bytes, other.bytes);
    assert_memory_not_equal(one.data, other.data, one.bytes);
    tn_buf_free(&one);
    tn_buf_free(&other);
    tn_buf_free(&scratch);
    tn_article_table_free(&table);
    tn_word_table_free(&words);
}

static void no_room_is_an_error(void **state)
{
    tenor_error err = { 0 };
    tn_disk_memory memory;
    sample s;

    (void)state;
    make(&s);
    s.source.dir = "/nonexistent";
    assert_int_equal(tn_block_fill(s.set.pointer[0], &s.source, &err), TENOR_ERR_IO);
    err = (tenor_error){ 0 };
    assert_int_equal(tn_disk_memory_get(&memory, (size_t)1 << 60, s.dir, &err), TENOR_ERR_IO);
    assert_null(memory.data);
    unmake(&s);
}

static void what_is_large_goes_with_the_memory(void **state)
{
    (void)state;
    assert_int_equal(tn_large_bytes(0), 8 << 20);
    assert_int_equal(tn_large_bytes((size_t)1 << 40), 8 << 20);
    assert_int_equal(tn_large_bytes((size_t)16 << 20), 1 << 20);
    assert_int_equal(tn_large_bytes(1), 256 << 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_article_goes_by_in_a_file),
        cmocka_unit_test(without_a_limit_it_stands_in_memory),
        cmocka_unit_test(it_is_kept_in_pieces),
        cmocka_unit_test(a_large_article_of_the_store_is_written_to_a_file_too),
        cmocka_unit_test(a_piece_is_not_another_with_the_same_records),
        cmocka_unit_test(no_room_is_an_error),
        cmocka_unit_test(what_is_large_goes_with_the_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
