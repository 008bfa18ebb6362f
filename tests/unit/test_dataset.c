/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_dataset.c - which labelled rows are read, which targets become domains, and which rows are
 * judged together
 */
#include "folder_helper.h"
#include "numeric_sample.h"
#include "train/dataset.h"

#include <stdlib.h>
#include <string.h>

static char *file_of(const char *name, const tn_buf *text)
{
    char *path = path_of(name);
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(text->data, 1, text->bytes, out), text->bytes);
    assert_int_equal(fclose(out), 0);
    return path;
}

static void add_row(tn_buf *text, const char *words, const char *member, const char *other,
                    const char *label)
{
    assert_int_equal(tn_buf_printf(text, NULL, "{\"text\":\"%s\",\"%s\":\"%s\",\"label\":\"%s\"}\n",
                                   words, member, other, label),
                     0);
}

/* n rows toward a target, of two labels */
static void add_rows(tn_buf *text, int n, const char *target)
{
    for (int i = 0; i < n; i++) {
        char words[64];

        snprintf(words, sizeof(words), "%s row %d", target, i);
        add_row(text, words, "target", target, i % 2 ? "favor" : "against");
    }
}

static void read_files(tn_dataset *out, int head, const tn_buf *text, size_t n,
                       tn_dataset_options *options)
{
    static const char *const names[] = { "a.ndjson", "b.ndjson", "c.ndjson", "d.ndjson" };
    const char *paths[4];
    tenor_error err = { 0 };

    for (size_t i = 0; i < n; i++)
        paths[i] = file_of(names[i], &text[i]);
    options->paths = paths;
    options->n_paths = n;
    if (tn_dataset_read(out, head, options, &err) != 0)
        fail_msg("%s", err.message);
    for (size_t i = 0; i < n; i++)
        free((char *)(uintptr_t)paths[i]);
}

static void free_texts(tn_buf *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tn_buf_free(&text[i]);
}

/* ---------------------------------------------------------------- reading */

static void rows_are_counted_where_they_are_not_used(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;

    add_row(&text, "one", "target", "it", "favor");
    add_row(&text, "one", "target", "it", "favor");     /* a duplicate */
    add_row(&text, "one", "target", "it", "against");   /* a conflict: kept */
    add_row(&text, "one", "target", "that", "against"); /* another question */
    add_row(&text, "two", "target", "it", "purple");
    add_row(&text, "two", "topic", "it", "favor"); /* toward nothing */
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(d.n_rows, 3);
    assert_int_equal(d.n_duplicates, 1);
    assert_int_equal(d.n_conflicts, 1);
    assert_int_equal(d.conflict_line, 3);
    assert_int_equal(d.n_skipped, 2);
    assert_int_equal(d.n_classes, 2); /* none has no rows */
    assert_string_equal(d.class_name[1], "favor");
    assert_int_equal(d.label_count[0], 2);
    tn_dataset_free(&d);
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ .target = "trams" });
    assert_int_equal(d.n_rows, 4); /* what was toward nothing is toward them */
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

/* ---------------------------------------------------------------- domains */

static void targets_with_rows_enough_are_domains(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;
    int of_domain[2] = { 0 };

    add_rows(&text, 9, "The Bridge");
    add_rows(&text, 12, "a tower");
    add_rows(&text, 8, "Trams");
    add_row(&text, "the last one", "target", "the  BRIDGE", "favor"); /* the same target */
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(tn_dataset_find_domains(&d, 9, NULL), 0);
    assert_int_equal(d.domains.n, 2);
    assert_string_equal(d.domains.item[0].name, "a tower"); /* the most rows first */
    assert_string_equal(d.domains.item[1].name, "the bridge");
    assert_int_equal(d.domains.item[0].n_rows, 12);
    assert_int_equal(d.domains.item[1].n_rows, 10);
    for (size_t r = 0; r < d.n_rows; r++)
        if (d.row[r].domain >= 0)
            of_domain[d.row[r].domain]++;
    assert_int_equal(of_domain[0], 12);
    assert_int_equal(of_domain[1], 10);
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

/* an alias that has a domain stands for a target that has none */
static void rows_of_an_alias_are_of_its_domain(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;

    add_rows(&text, 9, "the bridge");
    assert_int_equal(tn_buf_puts(&text,
                                 "{\"text\":\"that one\",\"label\":\"favor\",\"target\":\"pons\","
                                 "\"target_aliases\":[\"the river\",\"The Bridge\"]}\n",
                                 NULL),
                     0);
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(tn_dataset_find_domains(&d, 9, NULL), 0);
    assert_int_equal(d.domains.n, 1);
    assert_int_equal(d.row[9].domain, 0);
    assert_int_equal(d.domains.item[0].n_rows, 10);
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

static void rows_that_are_shared_or_supporting_are_of_no_domain(void **state)
{
    (void)state;
    tn_buf text[3] = { { 0 } };
    char *supporting;
    tn_dataset d;

    add_rows(&text[0], 9, "the bridge");
    add_rows(&text[1], 12, "a tower");
    add_row(&text[1], "that bridge", "target", "the bridge", "favor");
    add_rows(&text[2], 12, "trams");
    add_row(&text[2], "this bridge", "target", "the bridge", "favor");
    supporting = file_of("s.ndjson", &text[2]);
    read_files(&d, TENOR_STANCE, text, 2,
               &(tn_dataset_options){ .shared = "b.ndjson", .supporting = supporting });
    assert_int_equal(d.n_supporting, 13);
    assert_int_equal(tn_dataset_find_domains(&d, 9, NULL), 0);
    assert_int_equal(d.domains.n, 1);
    assert_string_equal(d.domains.item[0].name, "the bridge");
    assert_int_equal(d.domains.item[0].n_rows, 9);
    for (size_t r = 0; r < d.n_rows; r++) {
        assert_int_equal(d.row[r].domain, r < 9 ? 0 : TN_SHARED);
        assert_int_equal(d.row[r].supporting, r >= 22);
    }
    free(supporting);
    tn_dataset_free(&d);
    free_texts(text, 3);
}

/* ------------------------------------------------------------------ folds */

static void classes_are_dealt_evenly_and_alike_with_a_seed(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;
    int32_t before[60];
    int of_fold[5][2] = { { 0 } }, n_folds = 5, n_moved = 0;

    add_rows(&text, 60, "it");
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, false, 1, NULL), 0);
    for (size_t r = 0; r < 60; r++) {
        assert_in_range(d.row[r].fold, 0, 4);
        of_fold[d.row[r].fold][d.row[r].label]++;
        before[r] = d.row[r].fold;
    }
    for (int fold = 0; fold < 5; fold++) {
        assert_int_equal(of_fold[fold][0], 6);
        assert_int_equal(of_fold[fold][1], 6);
    }
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, false, 1, NULL), 0);
    for (size_t r = 0; r < 60; r++)
        assert_int_equal(d.row[r].fold, before[r]);
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, false, 2, NULL), 0);
    for (size_t r = 0; r < 60; r++)
        n_moved += d.row[r].fold != before[r];
    assert_true(n_moved > 20);
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

static void equal_texts_and_replies_to_one_comment_share_a_fold(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;
    int n_folds = 5;

    for (int i = 0; i < 40; i++) {
        char words[32], target[32];

        snprintf(words, sizeof(words), "said %d", i / 2);
        snprintf(target, sizeof(target), "it %d", i % 2);
        add_row(&text, words, "target", target, i % 2 ? "favor" : "against");
    }
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, false, 1, NULL), 0);
    for (size_t r = 0; r < 40; r += 2) {
        assert_int_equal(d.row[r].fold, d.row[r + 1].fold);
        assert_int_equal(d.row[r].excluded_folds, 1u << d.row[r].fold);
    }
    tn_dataset_free(&d);
    tn_buf_clear(&text);
    for (int i = 0; i < 40; i++) {
        char words[32], parent[32];

        snprintf(words, sizeof(words), "said %d", i);
        snprintf(parent, sizeof(parent), "what %d", i / 4);
        add_row(&text, words, "parent_text", parent, i % 2 ? "agree" : "disagree");
    }
    read_files(&d, TENOR_REPLY, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(d.n_rows, 40);
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, false, 1, NULL), 0);
    for (size_t r = 0; r < 40; r++)
        assert_int_equal(d.row[r].fold, d.row[r / 4 * 4].fold);
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

/* rows of a domain are judged within it; a text of another file teaches nobody who is asked it */
static void a_file_is_a_fold_where_files_are_left_out(void **state)
{
    (void)state;
    tn_buf text[4] = { { 0 } };
    char *supporting;
    tn_dataset d;
    int n_folds = 2, of_fold[3] = { 0 };
    uint32_t excluded_folds = 0;

    add_rows(&text[0], 20, "the bridge");
    add_rows(&text[1], 6, "a tower");
    add_rows(&text[2], 6, "trams");
    add_rows(&text[3], 4, "buses");
    add_row(&text[1], "said twice", "target", "a tower", "favor");
    add_row(&text[2], "said twice", "target", "trams", "favor");
    add_row(&text[3], "said twice", "target", "buses", "favor");
    supporting = file_of("s.ndjson", &text[3]);
    read_files(&d, TENOR_STANCE, text, 3, &(tn_dataset_options){ .supporting = supporting });
    assert_int_equal(tn_dataset_find_domains(&d, 10, NULL), 0);
    assert_int_equal(d.domains.n, 1);
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, true, 1, NULL), 0);
    assert_int_equal(n_folds, 3);
    for (size_t r = 0; r < d.n_rows; r++) {
        const tn_sample *row = &d.row[r];
        bool is_twice = row->text.bytes == 10 && memcmp(row->text.data, "said twice", 10) == 0;

        if (row->supporting)
            assert_int_equal(row->fold, TN_NO_FOLD);
        else if (row->domain >= 0)
            of_fold[row->fold]++;
        else
            assert_int_equal(row->fold, row->file);
        assert_int_equal(row->excluded_folds, is_twice ? 6 : row->supporting ? 0 : 1u << row->fold);
        excluded_folds |= row->excluded_folds;
    }
    assert_in_range(of_fold[0], 5, 15); /* dealt, among the others */
    assert_int_equal(of_fold[0] + of_fold[1], 20);
    assert_int_equal(excluded_folds, 7);
    free(supporting);
    tn_dataset_free(&d);
    free_texts(text, 4);
}

/* the rows of a single file are dealt, as they are anyway */
static void a_single_file_is_not_left_out(void **state)
{
    (void)state;
    tn_buf text = { 0 };
    tn_dataset d;
    int n_folds = 4, seen = 0;

    add_rows(&text, 20, "it");
    read_files(&d, TENOR_STANCE, &text, 1, &(tn_dataset_options){ 0 });
    assert_int_equal(tn_dataset_assign_folds(&d, &n_folds, true, 1, NULL), 0);
    assert_int_equal(n_folds, 4);
    for (size_t r = 0; r < d.n_rows; r++)
        seen |= 1 << d.row[r].fold;
    assert_int_equal(seen, 15);
    tn_dataset_free(&d);
    tn_buf_free(&text);
}

/* ---------------------------------------------------------------- weights */

#define LONG_WORDS                                                                                 \
    "with many more words behind it, so that it stands among the long ones of its file"

static void add_sided(tn_buf *text, const char *label, int n_short, int n_long)
{
    for (int i = 0; i < n_short + n_long; i++) {
        char words[160];

        snprintf(words, sizeof(words), "%02d-%02d %02d%s", n_short, n_long, i,
                 i < n_short ? "" : LONG_WORDS);
        add_row(text, words, "target", "it", label);
    }
}

/* sums of the weights of a file's rows of a class; of the short ones and of the long ones */
static void weigh(const tn_dataset *d, int file, int label, double sum[2])
{
    sum[0] = sum[1] = 0.0;
    for (size_t r = 0; r < d->n_rows; r++)
        if (d->row[r].file == file && d->row[r].label == label)
            sum[d->row[r].text.bytes > 40] += d->row[r].weight;
}

/* a side is not learnt from its comments' length; that none is taken may be */
static void sides_of_a_stance_weigh_alike_at_each_length(void **state)
{
    (void)state;
    tn_buf text[2] = { { 0 }, { 0 } };
    tn_dataset d;
    double against[2], none[2], favor[2];

    add_sided(&text[0], "against", 45, 15); /* one file with both sides */
    add_sided(&text[0], "none", 40, 20);
    add_sided(&text[0], "favor", 10, 30);
    add_sided(&text[1], "favor", 5, 15); /* one with a single side */
    add_sided(&text[1], "none", 10, 10);
    read_files(&d, TENOR_STANCE, text, 2, &(tn_dataset_options){ 0 });
    assert_int_equal(d.n_classes, 3);
    weigh(&d, 0, 0, against);
    weigh(&d, 0, 1, none);
    weigh(&d, 0, 2, favor);
    assert_near(against[0], favor[0], 0.03 * favor[0]); /* of the rows three to one */
    assert_near(against[1], favor[1], 0.03 * favor[1]);
    assert_near(against[0] + against[1], none[0] + none[1], 0.02 * (none[0] + none[1]));
    assert_near(none[0], 2.0 * none[1], 1e-9);
    weigh(&d, 1, 1, none);
    weigh(&d, 1, 2, favor);
    assert_near(favor[1], 3.0 * favor[0], 1e-9);
    assert_near(favor[0] + favor[1], none[0] + none[1], 1e-9);
    tn_dataset_free(&d);
    free_texts(text, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_counted_where_they_are_not_used),
        cmocka_unit_test(targets_with_rows_enough_are_domains),
        cmocka_unit_test(rows_of_an_alias_are_of_its_domain),
        cmocka_unit_test(rows_that_are_shared_or_supporting_are_of_no_domain),
        cmocka_unit_test(classes_are_dealt_evenly_and_alike_with_a_seed),
        cmocka_unit_test(equal_texts_and_replies_to_one_comment_share_a_fold),
        cmocka_unit_test(a_file_is_a_fold_where_files_are_left_out),
        cmocka_unit_test(a_single_file_is_not_left_out),
        cmocka_unit_test(sides_of_a_stance_weigh_alike_at_each_length),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
