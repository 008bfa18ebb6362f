/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_output.h - what was written, read back by jansson and looked at
 */
#ifndef JSON_OUTPUT_H
#define JSON_OUTPUT_H

#include "stats_sample.h"

#include <jansson.h>
#include <stdlib.h>

#define HOSTILE "q\"b\\s/\b\f\n\r\t\x01\x1f\x7f \xE2\x80\xA8 \xF0\x9F\x98\x80 \xC3\xA9 </script>"

static char *written;
static size_t written_bytes;

static inline FILE *memory(void)
{
    free(written);
    written = NULL;
    FILE *out = open_memstream(&written, &written_bytes);

    assert_non_null(out);
    return out;
}

/* the same text */
static inline FILE *as_file(tn_buf *lines)
{
    FILE *out = memory();

    assert_int_equal(fwrite(lines->data, 1, lines->bytes, out), lines->bytes);
    tn_buf_free(lines);
    return out;
}

static inline json_t *parsed(FILE *out)
{
    json_error_t fault;

    assert_int_equal(fclose(out), 0);
    json_t *root =
        json_loadb(written, written_bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);

    if (!root)
        fail_msg("not JSON: %s: %s", fault.text, written);
    return root;
}

/* what a buffer holds is a document, byte for byte as jansson would print it */
static inline json_t *printed_alike(tn_buf *out, size_t indent)
{
    size_t flags = JSON_REAL_PRECISION(6) | JSON_INDENT(indent);
    json_error_t fault;
    json_t *root =
        json_loadb(out->data, out->bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);

    if (!root)
        fail_msg("not JSON: %s: %s", fault.text, out->data);
    char *wanted = json_dumps(root, flags);

    assert_non_null(wanted);
    assert_int_equal(out->bytes, strlen(wanted) + 1);
    assert_memory_equal(out->data, wanted, strlen(wanted));
    assert_int_equal(out->data[out->bytes - 1], '\n');
    free(wanted);
    tn_buf_free(out);
    return root;
}

/* "a b c": exactly these keys, in this order */
static inline void assert_keys(const json_t *object, const char *wanted)
{
    char found[4096] = "";
    const char *key;
    json_t *value;

    assert_true(json_is_object(object));
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        strcat(found, *found ? " " : "");
        strcat(found, key);
    }
    assert_string_equal(found, wanted);
}

/* one row: no member has members */
static inline void assert_flat(const json_t *row)
{
    const char *key;
    json_t *value;

    assert_true(json_is_object(row));
    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        assert_false(json_is_array(value) || json_is_object(value));
    }
}

static inline void assert_six_digits(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t index;

    if (json_is_real(value)) {
        double x = json_real_value(value);

        assert_true(x == tn_round6(x));
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        assert_six_digits(member);
    }
    json_array_foreach(value, index, member)
    {
        assert_six_digits(member);
    }
}

static inline int release(void **state)
{
    (void)state;
    free(written);
    written = NULL;
    return 0;
}

static tn_record comments[3];

/* three comments under an article whose strings are not what they should be */
static inline tn_article_records hostile_article(void)
{
    tn_article_records article = sample_article("id\0\"1", comments, 3);

    comments[0] = sample_record("1", NULL);
    comments[1] = sample_record("2", "1");
    comments[2] = sample_record("3", "nowhere");
    sample_label(&comments[0], TENOR_SENTIMENT, 0.7F, 0.2F, 0.1F);
    sample_label(&comments[0], TENOR_STANCE, 0.1F, 0.2F, 0.7F);
    sample_label(&comments[1], TENOR_SENTIMENT, 0.1F, 0.3F, 0.6F);
    sample_label(&comments[1], TENOR_STANCE, 0.8F, 0.1F, 0.1F);
    comments[2].unscored = TENOR_UNSCORED_EMPTY;
    comments[0].created_at_s = 0;
    comments[1].likes = -4;
    article.id_bytes = 5;
    article.info.title = HOSTILE;
    article.info.section = "broken \xC3\x28 \xFF";
    article.target = "Trams";
    article.target_source = TENOR_TARGET_TITLE;
    tn_records_deduplicate(&article);
    return article;
}

#endif
