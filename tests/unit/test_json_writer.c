/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_json_writer.c - the JSON writer prints what jansson prints, and numbers as printf rounds
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

#include "text/json_writer.h"

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

/* one without an exponent, for in compact lines that is printf's and not jansson's */
static double some_number(bool compact)
{
    static const double special[] = { 0.0, -0.0, 1.0, -2.0, 1e-5, 123456.0, 1e6, 2.5e-300, 1e22 };
    uint64_t kind = draw() % 20;

    return kind < 9 && !compact ? special[kind] : ((double)(draw() >> 11) * 0x1p-53 - 0.5) * 1e3;
}

static void write_value(tn_json_writer *w, json_t *parent, const char *key, int depth);

static void write_members(tn_json_writer *w, json_t *root, int depth)
{
    int n = (int)(draw() % 5);

    for (int i = 0; i < n; i++) {
        char key[24];

        snprintf(key, sizeof(key), "member_%d", i);
        write_value(w, root, json_is_object(root) ? key : NULL, depth + 1);
    }
    tn_json_close(w);
}

static void write_leaf(tn_json_writer *w, json_t *parent, const char *key)
{
    double number = some_number(w->style == TN_JSON_COMPACT);
    int64_t integer = (int64_t)draw() >> (draw() % 64);
    const char *text = texts[draw() % N_TEXTS];

    switch (draw() % 8) {
    case 0:
        tn_json_put_null(w, key);
        add(parent, key, json_null());
        break;
    case 1:
        tn_json_put_bool(w, key, integer & 1);
        add(parent, key, json_boolean(integer & 1));
        break;
    case 2:
        tn_json_put_integer(w, key, integer);
        add(parent, key, json_integer(integer));
        break;
    case 3:
        tn_json_put_time(w, key, 1794830400);
        add(parent, key, json_string("2026-11-16T12:00:00Z"));
        break;
    case 4:
        tn_json_put_string(w, key, (tenor_str){ "a\0b", 3 });
        add(parent, key, json_stringn("a\0b", 3));
        break;
    case 5:
        tn_json_put_text(w, key, text);
        add(parent, key, json_string(text));
        break;
    case 6:
        tn_json_put_reals(w, key, (const char *[]){ "one", "two" }, (double[]){ number, 0.5 }, 2);
        add(parent, key, json_pack("{s:f, s:f}", "one", tn_round6(number), "two", 0.5));
        break;
    default:
        tn_json_put_real(w, key, number);
        add(parent, key, json_real(tn_round6(number)));
    }
}

static void write_value(tn_json_writer *w, json_t *parent, const char *key, int depth)
{
    uint64_t kind = draw() % 3;
    json_t *root;

    if (kind == 0 || depth > 6) {
        write_leaf(w, parent, key);
        return;
    }
    root = kind == 1 ? json_object() : json_array();
    add(parent, key, root);
    if (kind == 1)
        tn_json_open_object(w, key);
    else
        tn_json_open_array(w, key);
    write_members(w, root, depth);
}

/* what was written is what jansson prints of `root`, whose reference is taken, and a line's end */
static void assert_same(tn_buf *out, json_t *root, tn_json_style style)
{
    static const size_t flags[] = { JSON_INDENT(2), 0, JSON_COMPACT };
    char *wanted = json_dumps(root, JSON_REAL_PRECISION(6) | JSON_ENCODE_ANY | flags[style]);

    assert_non_null(wanted);
    assert_int_equal(out->bytes, strlen(wanted) + 1);
    assert_memory_equal(out->data, wanted, strlen(wanted));
    assert_string_equal(out->data + strlen(wanted), "\n");
    free(wanted);
    json_decref(root);
    tn_buf_free(out);
}

static void any_document_is_what_jansson_prints(void **unused)
{
    (void)unused;
    for (int i = 0; i < 30000; i++) {
        tn_json_style style = (tn_json_style)(i % 3);
        json_t *root = i % 2 ? json_object() : json_array();
        tn_buf out = { 0 };
        tn_json_writer w;

        tn_json_begin(&w, &out, style, NULL);
        if (i % 2)
            tn_json_open_object(&w, NULL);
        else
            tn_json_open_array(&w, NULL);
        write_members(&w, root, 0);
        assert_int_equal(tn_json_end(&w), 0);
        assert_same(&out, root, style);
    }
}

static void assert_string(const char *bytes, size_t n)
{
    tn_buf out = { 0 };
    tn_json_writer w;

    tn_json_begin(&w, &out, TN_JSON_COMPACT, NULL);
    tn_json_put_string(&w, NULL, (tenor_str){ bytes, n });
    assert_int_equal(tn_json_end(&w), 0);
    assert_same(&out, json_stringn(bytes, n), TN_JSON_COMPACT);
}

static void strings_are_what_jansson_writes(void **unused)
{
    static char large[20000];
    char c = 0;

    (void)unused;
    for (int i = 0; i < 128; i++, c++)
        assert_string(&c, 1);
    assert_string("", 0);
    assert_string("a\0b", 3);
    for (size_t t = 0; t < N_TEXTS; t++)
        assert_string(texts[t], strlen(texts[t]));
    for (size_t i = 0; i + 4 <= sizeof(large); i += 4)
        memcpy(large + i, i % 3 ? "\xF0\x9F\x98\x80" : "\"\n\\x", 4);
    assert_string(large, sizeof(large)); /* passes the buffer's end */
    assert_string(large, sizeof(large) - 8);
    memset(large, 1, sizeof(large)); /* six bytes for each */
    for (size_t n = 0; n < 200; n++)
        assert_string(large, n);
    assert_string(large, sizeof(large));
}

static void what_is_undefined_is_null_and_text_is_repaired(void **unused)
{
    static const char bad[] = "a\xFF\xC3(\xED\xA0\x80\xF0\x9F\x98";
    tn_buf out = { 0 };
    tn_json_writer w;

    (void)unused;
    tn_json_begin(&w, &out, TN_JSON_SPACED, NULL);
    tn_json_open_array(&w, NULL);
    tn_json_put_real(&w, NULL, NAN);
    tn_json_put_real(&w, NULL, -INFINITY);
    tn_json_put_time(&w, NULL, TENOR_NO_TIME);
    tn_json_put_text(&w, NULL, NULL);
    tn_json_put_text(&w, NULL, bad);
    tn_json_close(&w);
    assert_int_equal(tn_json_end(&w), 0);
    assert_string_equal(out.data, "[null, null, null, null, \"a\xEF\xBF\xBD\xEF\xBF\xBD("
                                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"]\n");
    tn_buf_free(&out);
}

static void lines_are_appended_and_compact_ones_have_exponents_of_printf(void **unused)
{
    tn_buf out = { 0 };
    tn_json_writer w;

    (void)unused;
    for (int i = 0; i < 2; i++) {
        tn_json_begin(&w, &out, i ? TN_JSON_COMPACT : TN_JSON_SPACED, NULL);
        tn_json_open_array(&w, NULL);
        tn_json_put_real(&w, NULL, 1e-5);
        tn_json_put_real(&w, NULL, 1e6);
        tn_json_put_raw(&w, NULL, "0.1234567890");
        tn_json_close(&w);
        assert_int_equal(tn_json_end(&w), 0);
    }
    assert_string_equal(out.data, "[1e-5, 1e6, 0.1234567890]\n[1e-05,1e+06,0.1234567890]\n");
    tn_buf_free(&out);
}

static void faults_of_the_caller_are_told(void **unused)
{
    tenor_error err = { 0 };
    tn_buf out = { 0 };
    tn_json_writer w;

    (void)unused;
    tn_json_begin(&w, &out, TN_JSON_INDENTED, &err);
    tn_json_open_object(&w, NULL);
    assert_int_equal(tn_json_end(&w), TENOR_ERR_INTERNAL); /* it is still open */
    tn_json_begin(&w, &out, TN_JSON_INDENTED, NULL);
    for (int i = 0; i <= TN_JSON_DEPTH; i++)
        tn_json_open_array(&w, NULL);
    tn_json_put_integer(&w, NULL, 1);
    assert_int_equal(tn_json_end(&w), TENOR_ERR_INTERNAL);
    tn_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_as_printf_does),
        cmocka_unit_test(edges_of_numbers),
        cmocka_unit_test(integers_and_times_are_what_printf_writes),
        cmocka_unit_test(any_document_is_what_jansson_prints),
        cmocka_unit_test(strings_are_what_jansson_writes),
        cmocka_unit_test(what_is_undefined_is_null_and_text_is_repaired),
        cmocka_unit_test(lines_are_appended_and_compact_ones_have_exponents_of_printf),
        cmocka_unit_test(faults_of_the_caller_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
