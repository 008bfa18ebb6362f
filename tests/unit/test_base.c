/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_base.c - what every room stands on: memory, messages, text codes, dates, files
 */
#include "base/base.h"
#include "base/base64.h"
#include "base/hash_map.h"
#include "base/swar8.h"
#include "folder_helper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define HUGE_BYTES (SIZE_MAX / 2 + 1)

/* ------------------------------------------------------------------ memory */

static void sizes_that_overflow_are_no_memory(void **state)
{
    tn_buf buf = { 0 };
    tn_arena arena = { 0 };
    void *array = NULL;
    size_t capacity = 0;
    tenor_error err = { 0 };

    (void)state;
    assert_null(tn_resize(NULL, HUGE_BYTES, 2));
    assert_null(tn_strndup("", SIZE_MAX));
    assert_null(tn_arena_alloc(&arena, SIZE_MAX));
    assert_null(tn_arena_alloc(&arena, SIZE_MAX - 40));
    assert_null(tn_arena_copy(&arena, "", SIZE_MAX));
    assert_int_equal(tn_grow(&array, &capacity, SIZE_MAX, 1, &err), TENOR_ERR_MEMORY);
    assert_string_equal(err.message, "out of memory");
    assert_int_equal(tn_grow(&array, &capacity, 16, HUGE_BYTES, NULL), TENOR_ERR_MEMORY);
    assert_null(array);
    assert_int_equal(tn_buf_puts(&buf, "a", NULL), 0);
    assert_int_equal(tn_buf_reserve(&buf, SIZE_MAX, NULL), TENOR_ERR_MEMORY);
    assert_int_equal(tn_buf_reserve(&buf, SIZE_MAX - 1, NULL), TENOR_ERR_MEMORY);
    assert_string_equal(buf.data, "a"); /* as it was */
    tn_buf_free(&buf);
}

static void nothing_is_something_that_can_be_freed(void **state)
{
    void *none = tn_alloc(0, 8);
    char *text = tn_strndup(NULL, 0);

    (void)state;
    assert_non_null(none);
    assert_non_null(text);
    assert_string_equal(text, "");
    free(none);
    free(text);
}

static void arena_memory_is_aligned_and_does_not_overlap(void **state)
{
    tn_arena arena = { 0 };
    char *place[400];

    (void)state;
    for (size_t i = 0; i < 400; i++) {
        place[i] = tn_arena_alloc(&arena, 1 + i * 37 % 5000);
        assert_non_null(place[i]);
        assert_int_equal((uintptr_t)place[i] % 16, 0);
        memset(place[i], (int)(i % 251), 1 + i * 37 % 5000);
    }
    for (size_t i = 0; i < 400; i++) {
        assert_int_equal((unsigned char)place[i][0], i % 251);
        assert_int_equal((unsigned char)place[i][i * 37 % 5000], i % 251);
    }
    tn_arena_free(&arena);
    assert_null(arena.block);
}

/* ---------------------------------------------------------------- messages */

static void a_message_is_one_line_and_the_first_one_stays(void **state)
{
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tn_fail_line(&err, TENOR_ERR_INPUT, 7, "a\nb\tc\x7f'%s'", "\xC3\xA9"),
                     TENOR_ERR_INPUT);
    assert_string_equal(err.message, "a?b?c?'\xC3\xA9'");
    assert_int_equal(err.line_no, 7);
    assert_int_equal(tn_fail(&err, TENOR_ERR_IO, "later"), TENOR_ERR_IO);
    assert_int_equal(err.code, TENOR_ERR_INPUT);
    assert_string_equal(err.message, "a?b?c?'\xC3\xA9'");
    assert_int_equal(tn_fail(NULL, TENOR_ERR_IO, "nobody hears"), TENOR_ERR_IO);
}

/* -------------------------------------------------------------- text codes */

static void base64_is_that_of_the_standard(void **state)
{
    static const char *const text[] = { "", "f", "fo", "foo", "foob", "fooba", "foobar" };
    static const char *const code[] = { "",         "Zg==",     "Zm8=",    "Zm9v",
                                        "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" }; /* RFC 4648, 10 */
    static const char *const wrong[] = { "Z", "Zg=", "Zg=a", "Z===", "Zm9v!mFy", "Zm\x80v" };
    tn_buf out = { 0 }, back = { 0 };

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        tn_buf_clear(&out);
        assert_int_equal(tn_base64_append(&out, text[i], strlen(text[i]), NULL), 0);
        assert_string_equal(out.data, code[i]);
        assert_true(tn_base64_decode(&back, code[i], strlen(code[i]), NULL));
        assert_int_equal(back.bytes, strlen(text[i]));
        assert_string_equal(back.data, text[i]);
    }
    for (size_t i = 0; i < 6; i++)
        assert_false(tn_base64_decode(&back, wrong[i], strlen(wrong[i]), NULL));
    tn_buf_free(&out);
    tn_buf_free(&back);
}

static void a_name_in_one_word_comes_back(void **state)
{
    static const char name[] = "a-Z_0.9~ /%#\t\xC3\xA9\0end";
    static const char *const wrong[] = { "a b", "%", "%4", "%4g", "%c3", "\xC3", "a%", "#" };
    tn_buf out = { 0 }, back = { 0 };

    (void)state;
    assert_int_equal(tn_percent_append(&out, (tenor_str){ name, sizeof(name) - 1 }, NULL), 0);
    assert_string_equal(out.data, "a-Z_0.9~%20%2F%25%23%09%C3%A9%00end");
    assert_true(tn_percent_decode(&back, (tenor_str){ out.data, out.bytes }, NULL));
    assert_int_equal(back.bytes, sizeof(name) - 1);
    assert_memory_equal(back.data, name, sizeof(name) - 1);
    for (size_t i = 0; i < 8; i++)
        assert_false(tn_percent_decode(&back, tn_str(wrong[i]), NULL));
    tn_buf_free(&out);
    tn_buf_free(&back);
}

static void a_list_is_what_stands_between_commas(void **state)
{
    const char *list = "a.tsv,,b=2", *trailing = "a,", *empty = "", *none = NULL;
    tenor_str item;

    (void)state;
    assert_true(tn_list_next(&list, &item));
    assert_true(tn_str_is(item, "a.tsv"));
    assert_true(tn_list_next(&list, &item));
    assert_int_equal(item.bytes, 0);
    assert_true(tn_list_next(&list, &item));
    assert_true(tn_str_is(item, "b=2"));
    assert_false(tn_list_next(&list, &item));
    assert_true(tn_list_next(&trailing, &item));
    assert_true(tn_str_is(item, "a"));
    assert_false(tn_list_next(&trailing, &item));
    assert_false(tn_list_next(&empty, &item));
    assert_false(tn_list_next(&none, &item));
}

/* ----------------------------------------------------------------- hash map */

static void keys_are_found_however_many_there_are(void **state)
{
    enum { N = 5000 };
    tn_hash_map map = { 0 };

    (void)state;
    for (uint64_t i = 1; i <= N; i++) {
        uint64_t key = i % 10 ? tn_mix(i, 1) : i << 32; /* some of one place */
        tn_hash_slot *slot;

        assert_int_equal(tn_hash_map_reserve(&map, 1, NULL), 0);
        slot = tn_hash_map_find(&map, key);
        assert_int_equal(slot->value, 0);
        tn_hash_map_put(&map, slot, key, i);
    }
    assert_int_equal(map.n_taken, N);
    assert_true(map.n_slots >= 2 * N);
    for (uint64_t i = 1; i <= N; i++)
        assert_int_equal(tn_hash_map_find(&map, i % 10 ? tn_mix(i, 1) : i << 32)->value, i);
    tn_hash_map_free(&map);
    assert_int_equal(tn_hash_map_reserve(&map, N, NULL), 0);
    assert_int_equal(map.n_taken, 0);
    tn_hash_map_free(&map);
}

static void things_of_one_key_are_all_met(void **state)
{
    enum { N = 100 };
    tn_hash_map map = { 0 };
    bool is_met[N + 1] = { false };
    const tn_hash_slot *slot;

    (void)state;
    for (uint64_t i = 1; i <= N; i++) {
        tn_hash_slot *empty;

        assert_int_equal(tn_hash_map_reserve(&map, 1, NULL), 0);
        empty = tn_hash_map_find(&map, 7 + i % 2);
        while (empty->value)
            empty = tn_hash_map_next(&map, empty);
        tn_hash_map_put(&map, empty, 7 + i % 2, i);
    }
    for (slot = tn_hash_map_find(&map, 7); slot->value; slot = tn_hash_map_next(&map, slot)) {
        assert_true(slot->value % 2 == 0 && !is_met[slot->value]);
        is_met[slot->value] = true;
    }
    for (int i = 1; i <= N; i++)
        assert_int_equal(is_met[i], i % 2 == 0);
    tn_hash_map_free(&map);
}

/* ------------------------------------------------------------------ digests */

/* xxhash itself, which knows nothing of what this processor has, is asked what is right */
static void bits_are_counted_one_by_one(void **state)
{
    uint64_t random = 1;

    (void)state;
    assert_int_equal(tn_count_bits(0), 0);
    assert_int_equal(tn_count_bits(UINT64_MAX), 64);
    for (int i = 0; i < 10000; i++) {
        uint64_t set = random * (random >> 7);
        size_t n = 0;

        random = random * 6364136223846793005u + 1442695040888963407u;
        for (uint64_t left = set; left; left >>= 1)
            n += left & 1;
        assert_int_equal(tn_count_bits(set), n);
    }
}

static void digests_are_those_of_xxh3(void **state)
{
    static unsigned char data[5000];
    tn_hasher *hasher = tn_hasher_new();
    XXH3_state_t *whole = XXH3_createState();

    (void)state;
    assert_non_null(hasher);
    assert_non_null(whole);
    XXH3_128bits_reset(whole);
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (unsigned char)(i * i >> 3);
    for (size_t bytes = 0; bytes < sizeof(data); bytes += bytes < 600 ? 1 : 97) {
        XXH128_hash_t wanted = XXH3_128bits(data, bytes);
        tn_digest digest = tn_digest_of(data, bytes);

        assert_true(digest.high == wanted.high64 && digest.low == wanted.low64);
        tn_hasher_add(hasher, data, bytes);
        XXH3_128bits_update(whole, data, bytes);
        wanted = XXH3_128bits_digest(whole);
        digest = tn_hasher_digest(hasher);
        assert_true(digest.high == wanted.high64 && digest.low == wanted.low64);
    }
    tn_hasher_free(hasher);
    XXH3_freeState(whole);
}

/* -------------------------------------------------------------------- time */

static int64_t time_of(const char *text)
{
    int64_t seconds = 0;

    if (!tn_parse_time(text, strlen(text), &seconds))
        fail_msg("'%s' is a time", text);
    return seconds;
}

static void times_are_those_of_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(time_of("1970-01-01"), 0);
    assert_int_equal(time_of("2000-02-29T00:00:00Z"), 951782400);
    assert_int_equal(time_of("2026-11-22T10:00:00Z"), 1795341600);
    assert_int_equal(time_of("2026-11-22 10:00"), 1795341600);
    assert_int_equal(time_of("2026-11-22t10:00:00.999z"), 1795341600);
    assert_int_equal(time_of("2026-11-22T10:00:00,5+01:30"), 1795341600 - 5400);
    assert_int_equal(time_of("2026-11-22 10:00:00 -0130"), 1795341600 + 5400);
    assert_int_equal(time_of("1900-03-01"), -2203891200);
    assert_int_equal(time_of("0000-03-01"), -62162035200);
    assert_int_equal(time_of("2016-12-31T23:59:60Z"), time_of("2017-01-01"));
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const wrong[] = { "",
                                         "2026",
                                         "2026-1-01",
                                         "2026-13-01",
                                         "2026-00-10",
                                         "2026-01-00",
                                         "2026-01-32",
                                         "2026-04-31",
                                         "2023-02-29",
                                         "1900-02-29",
                                         "2026-01-01T",
                                         "2026-01-01T10",
                                         "2026-01-01T10:0",
                                         "2026-01-01T24:00",
                                         "2026-01-01T10:60",
                                         "2026-01-01T10:00:61",
                                         "2026-01-01T10:00:00.",
                                         "2026-01-01T10:00:00+1",
                                         "2026-01-01T10:00:00+24:00",
                                         "2026-01-01T10:00:00+01:60",
                                         "2026-01-01T10:00:00Zx",
                                         "2026-01-01x10:00",
                                         "2026-01-01T10:00:00 ",
                                         "20a6-01-01" };
    int64_t seconds;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        if (tn_parse_time(wrong[i], strlen(wrong[i]), &seconds))
            fail_msg("'%s' is no time", wrong[i]);
}

static void a_time_is_written_as_it_is_read(void **state)
{
    char text[32];

    (void)state;
    for (int64_t t = -62000000000; t < 250000000000; t += 86400 * 13 + 4567) {
        tn_format_time(text, t);
        assert_int_equal(time_of(text), t);
    }
    tn_format_time(text, -1);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
}

/* whatever byte stands wherever: with a Z behind it a time is looked at as a whole */
static void a_time_is_the_same_however_it_is_read(void **state)
{
    static const char usual[] = "2023-02-28T10:00:59";

    (void)state;
    for (size_t at = 0; at < sizeof(usual) - 1; at++) {
        for (int c = 1; c < 256; c++) {
            char zulu[32], offset[32];
            int64_t a = 0, b = 0;

            snprintf(zulu, sizeof(zulu), "%sZ", usual);
            zulu[at] = (char)c;
            snprintf(offset, sizeof(offset), "%.19s+00:00", zulu);
            assert_int_equal(tn_parse_time(zulu, strlen(zulu), &a),
                             tn_parse_time(offset, strlen(offset), &b));
            assert_true(a == b);
        }
    }
}

static void dates_in_words_may_stand_in_any_order(void **state)
{
    static const char *const right[] = { "Monday, June 5, 2023", "5 June 2023",
                                         "Jun 5th 2023",         "2023 JUNE 5",
                                         "mon. 5. jun. 2023",    "June\t05,2023\r" };
    static const char *const wrong[] = { "June 2023",
                                         "5 June",
                                         "June 5, 23",
                                         "Juno 5 2023",
                                         "June 31 2023",
                                         "Feb 29 2023",
                                         "June 5 2023 2024",
                                         "5 6 June 2023",
                                         "June July 5 2023",
                                         "June 0 2023",
                                         "Monday Tuesday June 5 2023",
                                         "June 5/2023",
                                         "June 5 20233",
                                         "June 005 2023",
                                         "" };
    int64_t seconds;

    (void)state;
    for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
        seconds = 0;
        if (!tn_parse_date_words(right[i], strlen(right[i]), &seconds))
            fail_msg("'%s' is a date", right[i]);
        assert_int_equal(seconds, time_of("2023-06-05"));
    }
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
        if (tn_parse_date_words(wrong[i], strlen(wrong[i]), &seconds))
            fail_msg("'%s' is no date", wrong[i]);
    assert_true(tn_parse_date_words("Feb 29 2024", 11, &seconds));
    assert_false(tn_parse_date_words("June 5 2023x", 10, &seconds)); /* "202" */
}

/* ------------------------------------------------------------------- files */

static void a_path_has_one_slash_between_folder_and_name(void **state)
{
    char *plain = tn_path_join("a/b", "c"), *slash = tn_path_join("a/b/", "c");

    (void)state;
    assert_string_equal(plain, "a/b/c");
    assert_string_equal(slash, "a/b/c");
    free(plain);
    free(slash);
}

static void a_file_is_read_whole_or_not_at_all(void **state)
{
    char *path = path_of("text"), *nowhere = path_of("nowhere");
    tn_buf text = { 0 };
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tn_file_write(folder, "text", "12345", 5, NULL), 0);
    assert_int_equal(tn_file_read(&text, path, 5, NULL), 0);
    assert_string_equal(text.data, "12345");
    assert_int_equal(tn_file_read(&text, path, 4, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "/text' is larger than 4 bytes"));
    err = (tenor_error){ 0 };
    assert_int_equal(tn_file_read(&text, nowhere, 4, &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "cannot open"));
    assert_int_equal(tn_file_read(&text, folder, 4, NULL), TENOR_ERR_IO);
    tn_buf_free(&text);
    free(path);
    free(nowhere);
}

static void a_file_appears_only_when_it_is_committed(void **state)
{
    char *path = path_of("out"), *beside = path_of("out.tmp"), *under = path_of("text2/x");
    tn_out_file file;

    (void)state;
    assert_int_equal(tn_out_open(&file, path, NULL), 0);
    assert_int_equal(fputs("new", file.stream) >= 0, 1);
    assert_int_equal(access(path, F_OK), -1);
    tn_out_discard(&file);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(beside, F_OK), -1);
    assert_int_equal(tn_out_open(&file, path, NULL), 0);
    assert_int_equal(tn_out_commit(&file, NULL), 0);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(access(beside, F_OK), -1);
    assert_int_equal(tn_out_open(&file, under, NULL), TENOR_ERR_IO); /* in no folder */
    assert_null(file.stream);
    tn_out_discard(&file);
    free(path);
    free(beside);
    free(under);
}

static void only_files_with_something_in_them_are_mapped(void **state)
{
    char *empty = path_of("empty"), *full = path_of("full");
    tn_map map;

    (void)state;
    assert_int_equal(tn_file_write(folder, "empty", "", 0, NULL), 0);
    assert_int_equal(tn_file_write(folder, "full", "abc", 3, NULL), 0);
    assert_int_equal(tn_map_open(&map, empty, NULL), TENOR_ERR_INPUT);
    assert_int_equal(tn_map_open(&map, folder, NULL), TENOR_ERR_INPUT);
    assert_null(map.data);
    assert_int_equal(tn_map_open(&map, full, NULL), 0);
    assert_int_equal(map.bytes, 3);
    assert_memory_equal(map.data, "abc", 3);
    tn_map_close(&map);
    assert_null(map.data);
    tn_map_close(&map);
    free(empty);
    free(full);
}

static void one_at_a_time_holds_a_folder(void **state)
{
    int first, second;

    (void)state;
    assert_int_equal(tn_lock_dir(&first, folder, NULL), 0);
    assert_int_equal(tn_lock_dir(&second, folder, NULL), TENOR_ERR_LOCKED);
    assert_int_equal(second, -1);
    assert_int_equal(close(first), 0);
    assert_int_equal(tn_lock_dir(&second, folder, NULL), 0);
    assert_int_equal(close(second), 0);
    assert_int_equal(tn_lock_dir(&second, "tests/nowhere", NULL), TENOR_ERR_IO);
}

static unsigned mode_of(const char *path)
{
    struct stat found;

    assert_int_equal(lstat(path, &found), 0);
    return (unsigned)found.st_mode & 07777u;
}

static void a_mode_is_given_to_all_that_is_in_a_folder(void **state)
{
    char *outer = path_of("outer"), *inner = path_of("outer/a/b"), *file = path_of("outer/a/f"),
         *link = path_of("outer/link"), *aim = path_of("aim");

    (void)state;
    assert_int_equal(tn_mkdirs(inner, NULL), 0);
    assert_int_equal(tn_mkdirs(inner, NULL), 0);
    assert_int_equal(tn_file_write(outer, "a/f", "x", 1, NULL), 0);
    assert_int_equal(tn_file_write(folder, "aim", "x", 1, NULL), 0);
    assert_int_equal(chmod(aim, 0600), 0);
    assert_int_equal(symlink(aim, link), 0);
    assert_int_equal(tn_set_mode(outer, 0640, NULL), 0);
    assert_int_equal(mode_of(outer), 0750);
    assert_int_equal(mode_of(inner), 0750);
    assert_int_equal(mode_of(file), 0640);
    assert_int_equal(mode_of(aim), 0600); /* links are left alone */
    assert_int_equal(tn_mkdirs(file, NULL), TENOR_ERR_IO);
    assert_int_equal(tn_remove_tree(outer, NULL), 0);
    assert_int_equal(access(aim, F_OK), 0);
    assert_int_equal(tn_remove_tree(outer, NULL), 0); /* missing is fine */
    assert_int_equal(tn_set_mode(outer, 0640, NULL), TENOR_ERR_IO);
    free(outer);
    free(inner);
    free(file);
    free(link);
    free(aim);
}

static void memory_on_disk_is_zero_and_can_be_written(void **state)
{
    tn_disk_memory memory;
    size_t bytes = ((size_t)1 << 20) + 5;
    char *at;

    (void)state;
    assert_int_equal(tn_disk_memory_get(&memory, 0, folder, NULL), 0);
    assert_null(memory.data);
    assert_int_equal(tn_disk_memory_get(&memory, bytes, folder, NULL), 0);
    at = memory.data;
    assert_int_equal(at[0], 0);
    assert_int_equal(at[bytes - 1], 0);
    at[bytes - 1] = 'x';
    assert_int_equal(at[bytes - 1], 'x');
    tn_disk_memory_free(&memory);
    tn_disk_memory_free(&memory);
    assert_int_equal(tn_disk_memory_get(&memory, 1, "tests/nowhere", NULL), TENOR_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_overflow_are_no_memory),
        cmocka_unit_test(nothing_is_something_that_can_be_freed),
        cmocka_unit_test(arena_memory_is_aligned_and_does_not_overlap),
        cmocka_unit_test(a_message_is_one_line_and_the_first_one_stays),
        cmocka_unit_test(base64_is_that_of_the_standard),
        cmocka_unit_test(a_name_in_one_word_comes_back),
        cmocka_unit_test(a_list_is_what_stands_between_commas),
        cmocka_unit_test(keys_are_found_however_many_there_are),
        cmocka_unit_test(things_of_one_key_are_all_met),
        cmocka_unit_test(bits_are_counted_one_by_one),
        cmocka_unit_test(digests_are_those_of_xxh3),
        cmocka_unit_test(times_are_those_of_the_calendar),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(a_time_is_written_as_it_is_read),
        cmocka_unit_test(a_time_is_the_same_however_it_is_read),
        cmocka_unit_test(dates_in_words_may_stand_in_any_order),
        cmocka_unit_test(a_path_has_one_slash_between_folder_and_name),
        cmocka_unit_test(a_file_is_read_whole_or_not_at_all),
        cmocka_unit_test(a_file_appears_only_when_it_is_committed),
        cmocka_unit_test(only_files_with_something_in_them_are_mapped),
        cmocka_unit_test(one_at_a_time_holds_a_folder),
        cmocka_unit_test(a_mode_is_given_to_all_that_is_in_a_folder),
        cmocka_unit_test(memory_on_disk_is_zero_and_can_be_written),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
