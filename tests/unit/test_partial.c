/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_partial.c - articles as bytes and back, sorted runs, their merge
 */
#include "batch/identity.h"
#include "batch/spill/runs.h"
#include "stats_sample.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static const tn_partial_form at_home, travelling = { .with_texts = true, .with_words = true };

static tenor_comment comment_of(const char *article_id, const char *id, const char *text)
{
    return (tenor_comment){
        .article_id = tn_str(article_id),
        .id = tn_str(id),
        .text = tn_str(text),
        .created_at_s = 1000,
        .updated_at_s = TENOR_NO_TIME,
        .likes = INT64_MIN,
        .has_article = true,
        .article = { .title = tn_str("A title"),
                     .published_at_s = 900,
                     .captured_at_s = TENOR_NO_TIME },
    };
}

/* a comment with a parent, words and a text */
static void add(tn_article_table *table, tn_word_table *words, const char *article_id,
                const char *id, const char *text)
{
    tenor_comment comment = comment_of(article_id, id, text);
    tn_author_key key = { { 1, 2, 3 } };
    tn_buf scratch = { 0 }, numbers = { 0 };
    tn_tokens tokens = { 0 };
    tn_record record;

    comment.parent_id = tn_str("p");
    comment.author = tn_str("Ann");
    assert_int_equal(tn_record_identify(&record, &comment, &key, &scratch, NULL), 0);
    sample_label(&record, TENOR_SENTIMENT, 0.25F, 0.5F, 0.25F);
    record.coverage = 0.75F;
    record.target_key = 77;
    record.text = text;
    record.text_bytes = (uint32_t)strlen(text);
    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tn_words_note(words, &tokens, &numbers, NULL), 0);
    record.words = (tn_word_list){ (const uint8_t *)numbers.data, (uint32_t)numbers.bytes, 0 };
    assert_int_equal(tn_article_table_add(table, &comment, &record, NULL), 0);
    tn_tokens_free(&tokens);
    tn_buf_free(&numbers);
    tn_buf_free(&scratch);
}

static const char *word_text(const tn_word_table *table, const tn_record *record, int which)
{
    uint32_t at = 0, index = 0;

    for (int i = 0; i <= which; i++)
        assert_true(tn_word_next(&record->words, &at, &index));
    return table[record->words.table].word[index].text;
}

static void assert_same(const tn_record *a, const tn_record *b)
{
    assert_int_equal(tn_digest_compare(a->id_key, b->id_key), 0);
    assert_int_equal(tn_digest_compare(a->parent_key, b->parent_key), 0);
    assert_int_equal(tn_digest_compare(a->content_key, b->content_key), 0);
    assert_int_equal(a->author_key, b->author_key);
    assert_int_equal(a->target_key, b->target_key);
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->parent_id, b->parent_id);
    assert_memory_equal(a->p, b->p, sizeof(a->p));
    assert_memory_equal(a->label, b->label, sizeof(a->label));
    assert_memory_equal(&a->reply, &b->reply, sizeof(a->reply));
    assert_true(a->coverage == b->coverage);
    assert_int_equal(a->created_at_s, b->created_at_s);
    assert_int_equal(a->likes, b->likes);
}

typedef struct {
    tn_article_table table;
    tn_word_table words;
    tn_buf bytes, scratch;
} sample;

static void make(sample *s, const tn_partial_form *form)
{
    const tn_partial_source source = { .words = &s->words };
    size_t next = 0;

    *s = (sample){ 0 };
    add(&s->table, &s->words, "a", "1", "Lovely little trams everywhere");
    add(&s->table, &s->words, "a", "2", "Terrible trams");
    assert_int_equal(
        tn_partial_write(&s->bytes, s->table.article[0], &next, form, &source, &s->scratch, NULL),
        0);
}

static void unmake(sample *s)
{
    tn_article_table_free(&s->table);
    tn_word_table_free(&s->words);
    tn_buf_free(&s->bytes);
    tn_buf_free(&s->scratch);
}

static void comes_back(const tn_partial_form *form)
{
    tn_word_table own = { 0 };
    tn_arena arena = { 0 };
    const tn_partial_sink sink = { .arena = &arena, .words = &own };
    tn_article article;
    sample s;

    make(&s, form);
    assert_int_equal(tn_article_init(&article, &arena, tn_str("a"), NULL), 0);
    assert_int_equal(tn_partial_read(&article, s.bytes.data, s.bytes.bytes, form, &sink, NULL), 0);
    assert_int_equal(article.records.n_records, 2);
    assert_string_equal(article.records.info.title, "A title");
    assert_int_equal(article.records.info.published_at_s, 900);
    assert_int_equal(article.records.info.captured_at_s, TENOR_NO_TIME);
    for (size_t i = 0; i < 2; i++)
        assert_same(&article.records.record[i], &s.table.article[0]->records.record[i]);
    if (form->with_words) {
        assert_string_equal(word_text(&own, &article.records.record[1], 0), "terrible");
        assert_string_equal(word_text(&own, &article.records.record[1], 1), "trams");
        assert_string_equal(article.records.record[1].text, "Terrible trams");
    } else {
        assert_string_equal(word_text(&s.words, &article.records.record[0], 1), "little");
        assert_null(article.records.record[0].text);
    }
    free(article.records.record);
    tn_arena_free(&arena);
    tn_word_table_free(&own);
    unmake(&s);
}

static void an_article_comes_back(void **state)
{
    (void)state;
    comes_back(&at_home);
    comes_back(&travelling);
}

/* every length: an error, and nothing is read behind the end (which a sanitizer sees) */
static void what_is_cut_short_is_damaged(void **state)
{
    sample s;

    (void)state;
    make(&s, &travelling);
    for (size_t n = 0; n < s.bytes.bytes; n++) {
        tn_word_table own = { 0 };
        tn_arena arena = { 0 };
        const tn_partial_sink sink = { .arena = &arena, .words = &own };
        tn_article article;
        char *part = tn_strndup(s.bytes.data, n); /* terminated; what follows is not ours */

        assert_int_equal(tn_article_init(&article, &arena, tn_str("a"), NULL), 0);
        assert_int_equal(tn_partial_read(&article, part, n, &travelling, &sink, NULL),
                         TENOR_ERR_INPUT);
        free(article.records.record);
        free(part);
        tn_arena_free(&arena);
        tn_word_table_free(&own);
    }
    unmake(&s);
}

/* any byte changed: an error or other values, never a crash */
static void what_is_changed_is_checked(void **state)
{
    size_t n_refused = 0;
    sample s;

    (void)state;
    make(&s, &travelling);
    for (size_t at = 0; at < s.bytes.bytes; at++) {
        tn_word_table own = { 0 };
        tn_arena arena = { 0 };
        const tn_partial_sink sink = { .arena = &arena, .words = &own };
        tn_article article;
        int rc;

        s.bytes.data[at] = (char)(s.bytes.data[at] ^ 0xFF);
        assert_int_equal(tn_article_init(&article, &arena, tn_str("a"), NULL), 0);
        rc = tn_partial_read(&article, s.bytes.data, s.bytes.bytes, &travelling, &sink, NULL);
        assert_true(rc == 0 || rc == TENOR_ERR_INPUT);
        n_refused += rc != 0;
        s.bytes.data[at] = (char)(s.bytes.data[at] ^ 0xFF);
        free(article.records.record);
        tn_arena_free(&arena);
        tn_word_table_free(&own);
    }
    assert_true(n_refused > s.bytes.bytes / 10);
    unmake(&s);
}

static int read_back(const sample *s)
{
    tn_word_table own = { 0 };
    tn_arena arena = { 0 };
    const tn_partial_sink sink = { .arena = &arena, .words = &own };
    tn_article article;
    int rc;

    assert_int_equal(tn_article_init(&article, &arena, tn_str("a"), NULL), 0);
    rc = tn_partial_read(&article, s->bytes.data, s->bytes.bytes, &travelling, &sink, NULL);
    free(article.records.record);
    tn_arena_free(&arena);
    tn_word_table_free(&own);
    return rc;
}

static int write_and_read(sample *s)
{
    const tn_partial_source source = { .words = &s->words };
    size_t next = 0;

    tn_buf_clear(&s->bytes);
    assert_int_equal(tn_partial_write(&s->bytes, s->table.article[0], &next, &travelling, &source,
                                      &s->scratch, NULL),
                     0);
    return read_back(s);
}

static void a_value_out_of_its_range_is_damaged(void **state)
{
    const float no_share[] = { -0.01F, 1.01F, NAN };
    tn_record *record;
    sample s;

    (void)state;
    make(&s, &travelling);
    record = &s.table.article[0]->records.record[1];
    assert_int_equal(write_and_read(&s), 0);
    for (int i = 0; i < 3; i++) {
        record->coverage = no_share[i];
        assert_int_equal(write_and_read(&s), TENOR_ERR_INPUT);
        record->coverage = 1.0F;
        record->p[TENOR_SENTIMENT][0] = no_share[i];
        assert_int_equal(write_and_read(&s), TENOR_ERR_INPUT);
        record->p[TENOR_SENTIMENT][0] = 0.0F;
    }
    record->label[TENOR_SENTIMENT] = TENOR_MAX_CLASSES;
    assert_int_equal(write_and_read(&s), TENOR_ERR_INPUT);
    record->label[TENOR_SENTIMENT] = 0;
    record->reply.sum[0] = INFINITY;
    assert_int_equal(write_and_read(&s), TENOR_ERR_INPUT);
    record->reply.sum[0] = 0;
    record->unscored = TENOR_N_UNSCORED;
    assert_int_equal(write_and_read(&s), TENOR_ERR_INPUT);
    record->unscored = 0;
    assert_int_equal(write_and_read(&s), 0);
    unmake(&s);
}

static void bytes_behind_the_last_record_are_damage(void **state)
{
    sample s;

    (void)state;
    make(&s, &travelling);
    assert_int_equal(read_back(&s), 0);
    assert_int_equal(tn_buf_append(&s.bytes, "", 1, NULL), 0);
    assert_int_equal(read_back(&s), TENOR_ERR_INPUT);
    unmake(&s);
}

/* ------------------------------------------------------------------- runs */

static FILE *run_of(const char *const *ids, size_t n, bool ends)
{
    FILE *file = tmpfile();
    tn_buf partial = { 0 };

    assert_non_null(file);
    for (size_t i = 0; i < n; i++) {
        tn_buf_clear(&partial);
        assert_int_equal(tn_buf_printf(&partial, NULL, "<%s>", ids[i]), 0);
        assert_int_equal(tn_run_put(file, tn_str(ids[i]), &partial, NULL), 0);
    }
    if (ends)
        assert_int_equal(tn_run_end(file, NULL), 0);
    rewind(file);
    tn_buf_free(&partial);
    return file;
}

/* "id:partials " of each article; returns the last code */
static int merged(char *out, FILE **file, size_t n)
{
    tn_run_source source[4];
    tn_partials partials = { 0 };
    tn_merge *merge;
    tenor_str id;
    int rc;

    for (size_t i = 0; i < n; i++)
        source[i] = (tn_run_source){ file[i], tn_run_read_file, NULL };
    merge = tn_merge_new(source, n, NULL);
    out[0] = '\0';
    while ((rc = tn_merge_next(merge, &id, &partials, NULL)) > 0) {
        strncat(out, id.data, id.bytes);
        strcat(out, ":");
        for (size_t at = 0; at < partials.memory.bytes;) {
            size_t bytes;

            memcpy(&bytes, partials.memory.data + at, sizeof(bytes));
            strncat(out, partials.memory.data + at + sizeof(bytes), bytes);
            at += sizeof(bytes) + bytes;
        }
        strcat(out, " ");
        tn_buf_clear(&partials.memory);
    }
    tn_buf_free(&partials.memory);
    tn_merge_free(merge);
    for (size_t i = 0; i < n; i++)
        fclose(file[i]);
    return rc;
}

static void runs_are_merged_by_id(void **state)
{
    static const char *const one[] = { "a", "c", "cc" }, *const two[] = { "b", "c" };
    FILE *file[] = { run_of(one, 3, true), run_of(two, 2, true), run_of(NULL, 0, true) };
    char out[256];

    (void)state;
    assert_int_equal(merged(out, file, 3), 0);
    assert_string_equal(out, "a:<a> b:<b> c:<c><c> cc:<cc> ");
    file[0] = run_of(NULL, 0, true);
    assert_int_equal(merged(out, file, 1), 0);
    assert_string_equal(out, "");
}

static void a_run_without_end_or_order_is_damaged(void **state)
{
    static const char *const ids[] = { "a", "b" }, *const wrong[] = { "b", "a" };
    FILE *file = run_of(ids, 2, false);
    char out[256];

    (void)state;
    assert_int_equal(merged(out, &file, 1), TENOR_ERR_INPUT);
    file = run_of(wrong, 2, true);
    assert_int_equal(merged(out, &file, 1), TENOR_ERR_INPUT);
    file = tmpfile();
    assert_int_equal(merged(out, &file, 1), TENOR_ERR_INPUT);
    file = run_of(ids, 2, true);
    assert_int_equal(ftruncate(fileno(file), 30), 0);
    assert_int_equal(merged(out, &file, 1), TENOR_ERR_INPUT);
    file = run_of(ids, 2, true);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    assert_int_equal(fputc('x', file), 'x');
    rewind(file);
    assert_int_equal(merged(out, &file, 1), TENOR_ERR_INPUT); /* nothing stands behind the end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_comes_back),
        cmocka_unit_test(what_is_cut_short_is_damaged),
        cmocka_unit_test(what_is_changed_is_checked),
        cmocka_unit_test(a_value_out_of_its_range_is_damaged),
        cmocka_unit_test(bytes_behind_the_last_record_are_damage),
        cmocka_unit_test(runs_are_merged_by_id),
        cmocka_unit_test(a_run_without_end_or_order_is_damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
