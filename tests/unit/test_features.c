/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_features.c - which features a part learns, what of them is kept, and how auxiliary weights
 * become words'
 */
#include "folder_helper.h"
#include "train/aux_features.h"
#include "train/prune.h"
#include "train/select.h"

#include <archive.h>
#include <archive_entry.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- selection */

#define MAX_ROWS 16

static tn_sample row[MAX_ROWS];
static int32_t row_index[MAX_ROWS];
static tn_dataset dataset;

/* rows toward "the bridge", and a rule that takes what stands in one of them at least */
static tn_part_rule rule_of(int head, int domain, const char *const *texts, size_t n)
{
    tn_part_rule rule = { .dataset = &dataset, .row = row_index, .n_rows = n, .domain = domain };

    dataset = (tn_dataset){ .head = head, .row = row, .n_rows = n };
    for (size_t i = 0; i < n; i++) {
        row[i] = (tn_sample){ .text = tn_str(texts[i]), .other = tn_str("the bridge") };
        row_index[i] = (int32_t)i;
    }
    for (int f = 0; f < TN_N_FAMILIES; f++) {
        rule.family_scale[f] = f == TN_FAMILY_CHAR ? 0.0 : 1.0;
        rule.min_count[f] = 1;
    }
    return rule;
}

/* "word:good/2 …": family, name and documents, in the vocabulary's order */
static void assert_entries(const tn_vocabulary *v, size_t from, const char *wanted)
{
    tn_buf found = { 0 };

    for (size_t e = from; e < v->n_entries; e++) {
        assert_int_equal(tn_buf_printf(&found, NULL, "%s%s:%.*s/%d", e > from ? " " : "",
                                       tn_family_name(v->entry[e].family),
                                       (int)v->entry[e].name_bytes, tn_vocabulary_name(v, e),
                                       v->entry[e].document_count),
                         0);
    }
    assert_string_equal(found.data ? found.data : "", wanted);
    tn_buf_free(&found);
}

static void features_come_in_order_of_their_first_occurrence(void **state)
{
    (void)state;
    static const char *const texts[] = { "so good", "not good good" };
    tn_part_rule rule = rule_of(TENOR_SENTIMENT, TN_SHARED, texts, 2);
    tn_vocabulary v = { 0 };

    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 0,
                   "word:so/1 opener:so/1 bigram:so good/1 word:good/2 word:not/1 opener:not/1 "
                   "bigram:not good/1 negated:good/1 bigram:good good/1");
    tn_vocabulary_free(&v);
}

static void what_stands_in_too_few_rows_is_not_learnt(void **state)
{
    (void)state;
    static const char *const texts[] = { "ab ab", "ab cd", "ab cd", "ab cd", "ef ef ef" };
    tn_part_rule rule = rule_of(TENOR_SENTIMENT, TN_SHARED, texts, 5);
    tn_vocabulary v = { 0 };
    tenor_error err = { 0 };

    /* a part of few rows asks for a quarter: 3 rows */
    for (int f = 0; f < TN_N_FAMILIES; f++)
        rule.min_count[f] = 12;
    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 0, "word:ab/4 opener:ab/4 bigram:ab cd/3 word:cd/3");
    tn_vocabulary_free(&v);
    rule.min_count[TN_FAMILY_BIGRAM] = 14; /* 3.5 are 4 */
    rule.family_scale[TN_FAMILY_OPENER] = 0.0;
    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 0, "word:ab/4 word:cd/3");
    tn_vocabulary_free(&v);
    rule.min_count[TN_FAMILY_WORD] = 24;
    rule.min_count[TN_FAMILY_BIGRAM] = 24;
    assert_int_equal(tn_vocabulary_select(&v, &rule, &err), TENOR_ERR_INPUT);
    tn_vocabulary_free(&v);
}

static void letters_are_features_only_where_they_are_asked_for(void **state)
{
    (void)state;
    static const char *const texts[] = { "ab 12 :)" };
    tn_part_rule rule = rule_of(TENOR_SENTIMENT, TN_SHARED, texts, 1);
    tn_vocabulary v = { 0 };

    for (int f = 0; f < TN_N_FAMILIES; f++)
        rule.family_scale[f] = f == TN_FAMILY_CHAR ? 1.0 : 0.0;
    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 0, "char:<ab/1 char:<ab>/1 char:ab>/1"); /* no number's, no sign's */
    tn_vocabulary_free(&v);
}

/* the shared part sees a mark where the target is named, a domain the words */
static void only_the_shared_part_is_blind_to_the_target(void **state)
{
    (void)state;
    static const char *const texts[] = { "bridge now" };
    tn_part_rule rule = rule_of(TENOR_STANCE, TN_SHARED, texts, 1);
    tn_vocabulary v = { 0 };

    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 0, "word:<target>/1 opener:<target>/1 bigram:<target> now/1 word:now/1");
    rule.domain = 0;
    assert_int_equal(tn_vocabulary_select(&v, &rule, NULL), 0);
    assert_entries(&v, 4, "word:bridge/1 opener:bridge/1 bigram:bridge now/1 word:now/1");
    assert_int_equal(v.entry[7].domain, 0);
    assert_int_equal(tn_vocabulary_find(&v, tn_feature_key(TN_FAMILY_WORD, TN_WORD, "now", 3), 0),
                     7);
    assert_int_equal(
        tn_vocabulary_find(&v, tn_feature_key(TN_FAMILY_WORD, TN_WORD, "bridge", 6), TN_SHARED),
        -1);
    tn_vocabulary_free(&v);
}

/* ---------------------------------------------------------------- pruning */

static void add_entry(tn_vocabulary *v, int family, const char *name, int32_t documents)
{
    tn_vocabulary_entry entry = { .family = (uint8_t)family,
                                  .domain = TN_SHARED,
                                  .name_bytes = (uint32_t)strlen(name),
                                  .document_count = documents };

    assert_int_equal(tn_vocabulary_add(v, entry, name, NULL), 0);
}

/* weights of two pairs; two dense features behind each pair's entries */
#define N_ENTRIES 7
#define N_STORED  (N_ENTRIES + 2)

static void prune(tn_pruned *out, double *weight, size_t max_entries)
{
    static const double learnt[2 * N_STORED] = { 1, 2, 3, 0.5, 5, 6, 0.1, 8,  9, //
                                                 0, 0, 0, 0.5, 0, 0, 0.1, 18, 19 };
    tn_vocabulary v = { 0 };

    add_entry(&v, TN_FAMILY_WORD, "a", 1);
    add_entry(&v, TN_FAMILY_BIGRAM, "a b", 2);  /* worth 4 * 2 */
    add_entry(&v, TN_FAMILY_CHAR, "<a>", 900);  /* never kept */
    add_entry(&v, TN_FAMILY_BIGRAM, "b c", 20); /* (0.25 + 0.25) * 20 */
    add_entry(&v, TN_FAMILY_NEGATED, "a", 0);   /* 25: of auxiliary features alone, counted once */
    add_entry(&v, TN_FAMILY_WORD, "b", 1);
    add_entry(&v, TN_FAMILY_OPENER, "a", 3); /* next to nothing */
    memcpy(weight, learnt, sizeof(learnt));
    assert_int_equal(tn_prune(out, &v, weight, N_STORED, 2, max_entries, NULL), 0);
    tn_vocabulary_free(&v);
}

static void letters_go_and_all_else_stays_without_a_bound(void **state)
{
    (void)state;
    static const double wanted[] = { 1, 2, 0.5, 5, 6, 0.1, 8,  9, //
                                     0, 0, 0.5, 0, 0, 0.1, 18, 19 };
    double weight[2 * N_STORED];
    tn_pruned pruned;

    prune(&pruned, weight, 0);
    assert_entries(&pruned.vocabulary, 0,
                   "word:a/1 bigram:a b/2 bigram:b c/20 negated:a/0 word:b/1 opener:a/3");
    assert_int_equal(pruned.n_stored, N_STORED - 1);
    assert_memory_equal(pruned.weight, wanted, sizeof(wanted));
    assert_true(weight[2] == 0.0 && weight[3] == 0.5);
    tn_pruned_free(&pruned);
}

static void what_weighs_most_in_most_documents_stays(void **state)
{
    (void)state;
    static const double wanted[] = { 1, 0.5, 5, 6, 8,  9, //
                                     0, 0.5, 0, 0, 18, 19 };
    double weight[2 * N_STORED];
    tn_pruned pruned;

    prune(&pruned, weight, 4);
    assert_entries(&pruned.vocabulary, 0, "word:a/1 bigram:b c/20 negated:a/0 word:b/1");
    assert_int_equal(pruned.n_stored, 6);
    assert_memory_equal(pruned.weight, wanted, sizeof(wanted));
    assert_true(weight[1] == 0.0 && weight[6] == 0.0 && weight[N_STORED + 6] == 0.0);
    assert_true(weight[7] == 8.0 && weight[N_STORED + 8] == 19.0); /* dense features stay */
    tn_pruned_free(&pruned);
    prune(&pruned, weight, 1); /* words stay, however many */
    assert_entries(&pruned.vocabulary, 0, "word:a/1 word:b/1");
    tn_pruned_free(&pruned);
}

/* ------------------------------------------------------------------- auxiliary features */

static const char vectors[] = "good 3 4\nbad -6 -8\nbus 1 -1\n";

/* what auxiliary features weigh in a text is what its words do once they have its weights */
static void absorbed_weights_are_those_that_the_aid_had(void **state)
{
    (void)state;
    static const double learnt[] = { 0.5, -2, 3, 0.25 }; /* of all words, of the negated ones */
    static const char *const texts[] = { "good good bus", "not good, a bad bus", "nothing",
                                         "Never BAD" };
    char *path = path_of("vectors.txt");
    FILE *out = fopen(path, "w");
    tn_aux aux;
    tn_vocabulary v = { 0 };
    tn_tokens tokens = { 0 };
    tn_vector vector = { 0 };
    tn_features features = { 0 };
    double weight[16] = { 0 };

    assert_non_null(out);
    fputs(vectors, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(tn_aux_read_vectors(&aux, path, NULL), 0);
    assert_int_equal(tn_vocabulary_add(&v,
                                       (tn_vocabulary_entry){ .family = TN_FAMILY_WORD,
                                                              .detail = TN_WORD,
                                                              .domain = TN_SHARED,
                                                              .name_bytes = 3,
                                                              .document_count = 7 },
                                       "bad", NULL),
                     0);
    assert_int_equal(tn_aux_extend(&aux, &v, NULL), 0);
    assert_entries(&v, 0,
                   "word:bad/7 word:good/0 negated:good/0 negated:bad/0 word:bus/0 "
                   "negated:bus/0");
    assert_int_equal(tn_aux_extend(&aux, &v, NULL), 0);
    assert_int_equal(v.n_entries, 6); /* nothing is lacking any more */
    tn_aux_absorb(&aux, &v, learnt, weight, v.n_entries, 1);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double sum[4] = { 0 }, by_aid = 0.0, by_words = 0.0;

        assert_int_equal(tn_tokenise(&tokens, texts[i], strlen(texts[i]), NULL), 0);
        tn_aux_sum(&aux, &v, &tokens, sum);
        for (int k = 0; k < 4; k++)
            by_aid += learnt[k] * sum[k];
        assert_int_equal(tn_vector_of(&vector, &v, &tokens, TN_SHARED, false, &features, NULL), 0);
        for (size_t k = 0; k < vector.n; k++)
            by_words += weight[vector.entry[k]] * (double)vector.count[k];
        assert_true(fabs(by_aid - by_words) < 1e-6);
        assert_true(i == 2 ? by_aid == 0.0 : fabs(by_aid) > 0.1);
    }
    tn_features_free(&features);
    tn_vector_free(&vector);
    tn_tokens_free(&tokens);
    tn_vocabulary_free(&v);
    tn_aux_free(&aux);
    free(path);
}

/* through one of libarchive's filters, "raw": no folder of files */
static char *packed_file(const char *name, const char *filter, const char *text)
{
    char *path = path_of(name);
    struct archive *a = archive_write_new();
    struct archive_entry *entry = archive_entry_new();

    assert_true(a && entry);
    assert_int_equal(archive_write_add_filter_by_name(a, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format_raw(a), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(a, text, strlen(text)), strlen(text));
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(a);
    return path;
}

static void packed_vectors_are_read_as_plain_ones(void **state)
{
    (void)state;
    static const char *const filter[] = { "gzip", "xz", "zstd" };

    for (size_t f = 0; f < 3; f++) {
        char *path = packed_file("vectors.packed", filter[f], vectors), *damaged;
        tn_buf bytes = { 0 };
        tenor_error err = { 0 };
        tn_aux aux;
        FILE *out;

        assert_int_equal(tn_aux_read_vectors(&aux, path, &err), 0);
        assert_int_equal(aux.words.n_entries, 3);
        assert_int_equal(aux.n_dims, 2);
        tn_aux_free(&aux);
        assert_int_equal(tn_file_read(&bytes, path, 1 << 20, NULL), 0);
        damaged = path_of("half.packed");
        out = fopen(damaged, "w");
        assert_non_null(out);
        assert_int_equal(fwrite(bytes.data, 1, bytes.bytes / 2, out), bytes.bytes / 2);
        assert_int_equal(fclose(out), 0);
        assert_int_equal(tn_aux_read_vectors(&aux, damaged, &err), TENOR_ERR_INPUT);
        assert_non_null(strstr(err.message, "half.packed"));
        free(damaged);
        free(path);
        path = packed_file("faulty.packed", filter[f], "good 3 4\nbad\n");
        err = (tenor_error){ 0 };
        assert_int_equal(tn_aux_read_vectors(&aux, path, &err), TENOR_ERR_INPUT);
        assert_non_null(strstr(err.message, "faulty.packed:2:"));
        assert_int_equal(err.line_no, 2);
        tn_buf_free(&bytes);
        free(path);
    }
}

static void an_aid_that_is_not_there_is_named(void **state)
{
    (void)state;
    tn_aux aux;
    tenor_error err = { 0 };

    assert_int_equal(tn_aux_read_lexicon(&aux, "/nowhere/lexicon.tsv", &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "/nowhere/lexicon.tsv"));
}

static void counts_are_divided_by_less_than_the_length(void **state)
{
    (void)state;
    assert_true(tn_length_norm(0) == 1.0 && tn_length_norm(1) == 1.0 && tn_length_norm(16) == 4.0);
    assert_true(fabs(tn_length_norm(32) - sqrt(32.0)) < 1e-12);
    assert_true(fabs(tn_length_norm(512) - sqrt(32.0) * 8.0) < 1e-12); /* (512 / 32)^(3/4) */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_come_in_order_of_their_first_occurrence),
        cmocka_unit_test(what_stands_in_too_few_rows_is_not_learnt),
        cmocka_unit_test(letters_are_features_only_where_they_are_asked_for),
        cmocka_unit_test(only_the_shared_part_is_blind_to_the_target),
        cmocka_unit_test(letters_go_and_all_else_stays_without_a_bound),
        cmocka_unit_test(what_weighs_most_in_most_documents_stays),
        cmocka_unit_test(absorbed_weights_are_those_that_the_aid_had),
        cmocka_unit_test(packed_vectors_are_read_as_plain_ones),
        cmocka_unit_test(an_aid_that_is_not_there_is_named),
        cmocka_unit_test(counts_are_divided_by_less_than_the_length),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
