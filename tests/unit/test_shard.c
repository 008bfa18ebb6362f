/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_shard.c - partial results that travel: lines, files with a digest, what a shard says of
 * itself
 */
#include "batch/cluster/partial_line.h"
#include "batch/store/segment.h"
#include "batch/cluster/shard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ------------------------------------------------------------------ lines */

static void a_damaged_line_still_tells_its_shard(void **state)
{
    tn_buf partial = { 0 }, line = { 0 };
    tn_partial_line read = { 0 };
    uint64_t shard = 0;
    tenor_str text;

    (void)state;
    assert_int_equal(tn_buf_puts(&partial, "what is packed", NULL), 0);
    assert_int_equal(tn_partial_line_append(&line, "north", tn_str("a b"), &partial, NULL), 0);
    text = (tenor_str){ line.data, line.bytes - 1 };
    assert_int_equal(tn_partial_line_read(&read, text, NULL), 0);
    assert_true(read.shard == tn_hash("north", 5));
    line.data[line.bytes - 8] ^= 1;
    assert_int_equal(tn_partial_line_read(&read, text, NULL), TENOR_ERR_INPUT);
    assert_true(tn_partial_line_shard(&shard, text));
    assert_true(shard == tn_hash("north", 5));
    for (size_t bytes = 0; bytes < 20; bytes++) /* too little to tell */
        assert_false(tn_partial_line_shard(&shard, (tenor_str){ line.data, bytes }));
    tn_partial_line_free(&read);
    tn_buf_free(&partial);
    tn_buf_free(&line);
}

static void a_note_comes_back(void **state)
{
    tn_buf line = { 0 }, shard = { 0 };
    tenor_str json;

    (void)state;
    assert_int_equal(tn_note_line_append(&line, "the north\t#1", "{\"a\":1}", NULL), 0);
    assert_int_equal(
        tn_note_line_read(&shard, &json, (tenor_str){ line.data, line.bytes - 1 }, NULL), 0);
    assert_string_equal(shard.data, "the north\t#1");
    assert_true(tn_str_is(json, "{\"a\":1}"));
    assert_int_equal(tn_note_line_read(&shard, &json, tn_str("#north"), NULL), TENOR_ERR_INPUT);
    assert_int_equal(tn_note_line_read(&shard, &json, tn_str("#no%rth\t{}"), NULL),
                     TENOR_ERR_INPUT);
    tn_buf_free(&line);
    tn_buf_free(&shard);
}

/* --------------------------------------------------------------- segments */

/* writes a file of one article, and reads it with this digest; the digest that it has */
static int write_and_open(const char *path, const char *id, const char *digest, char written[33],
                          tenor_error *err)
{
    static const tn_partial_identity identity = { .format = 1 };
    const tn_segment_origin origin = { .shard = "north", .digest = digest };
    tn_segment_writer writer;
    tn_segment_reader reader = { 0 };
    tn_partials partials = { 0 };
    tn_merge *merge = NULL;
    tn_buf partial = { 0 };
    tenor_str found;
    int rc;

    assert_int_equal(tn_buf_puts(&partial, "<>", NULL), 0);
    assert_int_equal(tn_segment_create(&writer, path, &identity, NULL), 0);
    assert_int_equal(tn_run_put(writer.stream, tn_str(id), &partial, NULL), 0);
    assert_int_equal(tn_run_end(writer.stream, NULL), 0);
    assert_int_equal(tn_segment_commit(&writer, NULL), 0);
    memcpy(written, writer.digest, 33);
    rc = tn_segment_open(&reader, path, origin, &identity, err);
    merge = rc == 0 ? tn_merge_new(&reader.source, 1, NULL) : NULL;
    while (merge && (rc = tn_merge_next(merge, &found, &partials, err)) > 0)
        assert_true(tn_str_is(found, id));
    tn_merge_free(merge);
    tn_segment_close(&reader);
    tn_buf_free(&partials.memory);
    tn_buf_free(&partial);
    assert_int_equal(unlink(path), 0);
    return rc;
}

static void a_segment_is_the_file_with_its_digest(void **state)
{
    char path[] = "/tmp/tenor-segment-XXXXXX", first[33], second[33];
    tenor_error err = { 0 };
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(write_and_open(path, "a", NULL, first, NULL), 0);
    assert_int_equal(strlen(first), 32);
    assert_int_equal(write_and_open(path, "a", first, second, NULL), 0);
    assert_string_equal(first, second);
    assert_int_equal(write_and_open(path, "b", first, second, &err), TENOR_ERR_INPUT);
    assert_string_not_equal(first, second);
    assert_non_null(strstr(err.message, "' of shard 'north' is not the file"));
}

/* -------------------------------------------------------------- manifests */

static int read_text(const char *text)
{
    tn_shard_list list;
    int rc = tn_shard_read(&list, text, strlen(text), "it", NULL);

    tn_shard_list_free(&list);
    return rc;
}

static void a_manifest_whose_sums_are_wrong_is_none(void **state)
{
    static const char form[] = "{\"schema\":\"tenor/partials/1\",\"parts\":2,\"part\":%d,"
                               "\"records\":%d,\"shards\":[{\"name\":\"a\",\"received\":5,"
                               "\"rejected\":%d%s}],\"digests\":[%s]}";
    char text[512];

    (void)state;
    snprintf(text, sizeof(text), form, -1, 4, 1, "", "");
    assert_int_equal(read_text(text), 0);
    snprintf(text, sizeof(text), form, -1, 5, 1, "", "");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, 1, 3, 1, "",
             ""); /* one part of two does not have them all */
    assert_int_equal(read_text(text), 0);
    snprintf(text, sizeof(text), form, -1, -1, 6, "", ""); /* the sum is right, and nonsense */
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, -1, 6, -1, "", "");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, -1, 2, 1, ",\"left_out\":2", "");
    assert_int_equal(read_text(text), 0);
    snprintf(text, sizeof(text), form, -1, -1, 1, ",\"left_out\":5", "");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, 2, 4, 1, "", "");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, -1, 4, 1, "", "\"0123456789abcdef0123456789abcdef\"");
    assert_int_equal(read_text(text), 0);
    snprintf(text, sizeof(text), form, -1, 4, 1, "", "\"0123456789abcdef0123456789abcde\"");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
    snprintf(text, sizeof(text), form, -1, 4, 1, "", "7");
    assert_int_equal(read_text(text), TENOR_ERR_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_line_still_tells_its_shard),
        cmocka_unit_test(a_note_comes_back),
        cmocka_unit_test(a_segment_is_the_file_with_its_digest),
        cmocka_unit_test(a_manifest_whose_sums_are_wrong_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
