/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_doc.c - the writer of documents prints what jansson prints, and numbers as printf rounds
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/doc.h"

#define N_NUMBERS 300000 /* times 14 */

static uint64_t state = 7;

static uint64_t draw(void) /* xorshift64* (S. Vigna 2016) */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
}

/* ---------------------------------------------------------------- numbers */

static void assert_number(double x)
{
    char wanted[40], found[32];
    double rounded;
    int bytes = tn_format6(found, x);

    if (x == 0.0)
        x = 0.0; /* one zero for both */
    snprintf(wanted, sizeof(wanted), "%.6g", x);
    rounded = strtod(wanted, NULL);
    if (!strpbrk(wanted, ".e"))
        strcat(wanted, ".0");
    if (strcmp(found, wanted) != 0 || bytes != (int)strlen(wanted))
        fail_msg("%.17g is %s, not %s", x, wanted, found);
    if (memcmp(&rounded, &(double){ tn_round6(x) }, sizeof(rounded)) != 0)
        fail_msg("%.17g rounds to %.17g, not %.17g", x, rounded, tn_round6(x));
}

static void assert_both(double x)
{
    assert_number(x);
    assert_number(-x);
}

/* any pattern of bits, any size of a figure, a few digits, and halves of the sixth */
static void numbers_are_rounded_as_printf_does(void **unused)
{
    (void)unused;
    for (int i = 0; i < N_NUMBERS; i++) {
        uint64_t bits = draw();
        double any, unit = (double)(draw() >> 11) * 0x1p-53;
        int places = (int)(draw() % 45) - 22;
        double short_one = (double)(draw() % 2000000), half = short_one + 0.5;

        memcpy(&any, &bits, sizeof(any));
        if (isfinite(any))
            assert_both(any);
        assert_both(unit);
        assert_both(unit * pow(10.0, places));
        assert_both(short_one * pow(10.0, places));
        assert_both(half * pow(10.0, places));
        assert_both(nextafter(half, INFINITY) / 1e6);
        assert_both((double)(float)unit);
    }
}

static void edges_of_numbers(void **unused)
{
    char text[32];

    (void)unused;
    for (int exponent = -323; exponent <= 308; exponent++) {
        double power = strtod((snprintf(text, sizeof(text), "1e%d", exponent), text), NULL);

        assert_both(power);
        assert_both(nextafter(power, 0.0));
        assert_both(nextafter(power, INFINITY));
        assert_both(power * 0.9999994999);
        assert_both(power * 0.9999995);
        assert_both(power * 0.99999950001);
    }
    assert_both(0.0);
    assert_int_equal(tn_format6(text, NAN), 4);
    assert_string_equal(text, "null");
    assert_int_equal(tn_format6(text, -INFINITY), 4);
    assert_true(isnan(tn_round6(NAN)) && isinf(tn_round6(INFINITY)));
}

static void integers_and_times_are_what_printf_writes(void **unused)
{
    static const int64_t edge[] = { 0, 1, -1, 9, 10, 99, 100, INT64_MAX, INT64_MIN };
    char wanted[32], found[32];

    (void)unused;
    for (int i = 0; i < 100000; i++) {
        int64_t x = i < 9 ? edge[i] : (int64_t)(draw() >> (draw() % 64));

        snprintf(wanted, sizeof(wanted), "%lld", (long long)x);
        assert_int_equal(tn_format_integer(found, x), strlen(wanted));
        assert_string_equal(found, wanted);
    }
    tn_format_time(found, 1794830400 + 3723);
    assert_string_equal(found, "2026-11-16T13:02:03Z");
    tn_format_time(found, INT64_C(-62167219200));
    assert_string_equal(found, "0000-01-01T00:00:00Z");
    tn_format_time(found, INT64_C(-62167219201));
    assert_string_equal(found, "-001-12-31T23:59:59Z");
    tn_format_time(found, INT64_C(253402300799));
    assert_string_equal(found, "9999-12-31T23:59:59Z");
}

/* -------------------------------------------------------------- documents */

static const char *const texts[] = { "", "plain", "q\"b\\s/\b\f\n\r\t\x01\x1f\x7f",
                                     "\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF\xF4\x8F\xBF\xBF",
                                     "\xF0\x9F\x98\x80 \xC3\xA9 </script>" };

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

/* the same member to both, key NULL in an array */
static void add(json_t *parent, const char *key, json_t *value)
{
    assert_int_equal(
        key ? json_object_set_new(parent, key, value) : json_array_append_new(parent, value), 0);
}

static double some_number(void)
{
    static const double special[] = { 0.0, -0.0, 1.0, -2.0, 1e-5, 123456.0, 1e6, 2.5e-300, 1e22 };
    uint64_t kind = draw() % 20;

    return kind < 9 ? special[kind] : ((double)(draw() >> 11) * 0x1p-53 - 0.5) * 1e3;
}

static void write_value(tn_doc *doc, json_t *parent, const char *key, int depth);

static void write_members(tn_doc *doc, json_t *root, int depth)
{
    int n = (int)(draw() % 5);

    for (int i = 0; i < n; i++) {
        char key[16];

        snprintf(key, sizeof(key), "member_%d", i);
        write_value(doc, root, json_is_object(root) ? key : NULL, depth + 1);
    }
    tn_doc_close(doc);
}

static void write_leaf(tn_doc *doc, json_t *parent, const char *key)
{
    double number = some_number();
    int64_t integer = (int64_t)draw() >> (draw() % 64);
    const char *text = texts[draw() % N_TEXTS];

    switch (draw() % 7) {
    case 0:
        tn_doc_null(doc, key);
        add(parent, key, json_null());
        break;
    case 1:
        tn_doc_bool(doc, key, integer & 1);
        add(parent, key, json_boolean(integer & 1));
        break;
    case 2:
        tn_doc_integer(doc, key, integer);
        add(parent, key, json_integer(integer));
        break;
    case 3:
        tn_doc_time(doc, key, 1794830400);
        add(parent, key, json_string("2026-11-16T12:00:00Z"));
        break;
    case 4:
        tn_doc_bytes(doc, key, "a\0b", 3);
        add(parent, key, json_stringn("a\0b", 3));
        break;
    case 5:
        tn_doc_text(doc, key, text);
        add(parent, key, json_string(text));
        break;
    default:
        tn_doc_real(doc, key, number);
        add(parent, key, json_real(tn_round6(number)));
    }
}

static void write_value(tn_doc *doc, json_t *parent, const char *key, int depth)
{
    uint64_t kind = draw() % 3;
    json_t *root;

    if (kind == 0 || depth > 6) {
        write_leaf(doc, parent, key);
        return;
    }
    root = kind == 1 ? json_object() : json_array();
    add(parent, key, root);
    if (kind == 1)
        tn_doc_object(doc, key);
    else
        tn_doc_array(doc, key);
    write_members(doc, root, depth);
}

static void assert_same(const tn_buf *out, const json_t *root, size_t indent)
{
    char *wanted = json_dumps(root, JSON_REAL_PRECISION(6) | JSON_INDENT(indent));

    assert_non_null(wanted);
    assert_int_equal(out->bytes, strlen(wanted) + 1);
    assert_memory_equal(out->data, wanted, strlen(wanted));
    assert_string_equal(out->data + strlen(wanted), "\n");
    free(wanted);
}

static void any_document_is_what_jansson_prints(void **unused)
{
    (void)unused;
    for (int i = 0; i < 20000; i++) {
        bool lines = i % 3 != 0;
        json_t *root = i % 2 ? json_object() : json_array();
        tn_buf out = { 0 };
        tn_doc doc;

        tn_doc_begin(&doc, &out, lines, NULL);
        if (i % 2)
            tn_doc_object(&doc, NULL);
        else
            tn_doc_array(&doc, NULL);
        write_members(&doc, root, 0);
        assert_int_equal(tn_doc_end(&doc), 0);
        assert_same(&out, root, lines ? TN_DOC_INDENT : 0);
        tn_buf_free(&out);
        json_decref(root);
    }
}

static void what_is_undefined_is_null_and_text_is_repaired(void **unused)
{
    tn_buf out = { 0 };
    tn_doc doc;

    (void)unused;
    tn_doc_begin(&doc, &out, false, NULL);
    tn_doc_array(&doc, NULL);
    tn_doc_real(&doc, NULL, NAN);
    tn_doc_real(&doc, NULL, -INFINITY);
    tn_doc_time(&doc, NULL, TENOR_NO_TIME);
    tn_doc_text(&doc, NULL, NULL);
    tn_doc_text(&doc, NULL, "a\xFF(");
    tn_doc_close(&doc);
    assert_int_equal(tn_doc_end(&doc), 0);
    assert_string_equal(out.data, "[null, null, null, null, \"a\xEF\xBF\xBD(\"]\n");
    tn_buf_free(&out);
}

static void faults_of_the_caller_are_told(void **unused)
{
    tenor_error err = { 0 };
    tn_buf out = { 0 };
    tn_doc doc;

    (void)unused;
    tn_doc_begin(&doc, &out, true, &err);
    tn_doc_object(&doc, NULL);
    assert_int_equal(tn_doc_end(&doc), TENOR_ERR_INTERNAL); /* it is still open */
    tn_doc_begin(&doc, &out, true, NULL);
    for (int i = 0; i <= TN_DOC_DEPTH; i++)
        tn_doc_array(&doc, NULL);
    tn_doc_integer(&doc, NULL, 1);
    assert_int_equal(tn_doc_end(&doc), TENOR_ERR_INTERNAL);
    tn_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_as_printf_does),
        cmocka_unit_test(edges_of_numbers),
        cmocka_unit_test(integers_and_times_are_what_printf_writes),
        cmocka_unit_test(any_document_is_what_jansson_prints),
        cmocka_unit_test(what_is_undefined_is_null_and_text_is_repaired),
        cmocka_unit_test(faults_of_the_caller_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
