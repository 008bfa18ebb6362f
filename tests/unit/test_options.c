/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_options.c - the option parser, its messages and the defaults it shows
 */
#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    bool all;
    int keep;
    uint32_t seed;
    size_t limit;
    double cost;
    const char *output;
    const char *color;
} sample;

static const cli_option sample_option[] = {
    { .name = "all", .letter = 'a', .type = CLI_FLAG, .offset = offsetof(sample, all), .help = "" },
    { .name = "keep",
      .letter = 'k',
      .type = CLI_INT,
      .argument = "N",
      .offset = offsetof(sample, keep),
      .min = 1,
      .max = 9,
      .help = "runs that stay" },
    { .name = "seed",
      .type = CLI_SEED,
      .argument = "N",
      .offset = offsetof(sample, seed),
      .max = UINT32_MAX,
      .help = "" },
    { .name = "limit",
      .type = CLI_SIZE,
      .argument = "SIZE",
      .offset = offsetof(sample, limit),
      .max = 1e12,
      .help = "longest record" },
};
static const cli_option other_option[] = {
    { .name = "cost",
      .letter = 'C',
      .type = CLI_DOUBLE,
      .argument = "X",
      .offset = offsetof(sample, cost),
      .max = 10,
      .help = "" },
    { .name = "output",
      .letter = 'o',
      .type = CLI_STRING,
      .required = true,
      .argument = "DIR",
      .offset = offsetof(sample, output),
      .help = "where to" },
    { .name = "color",
      .type = CLI_CHOICE,
      .argument = "auto|always|never",
      .offset = offsetof(sample, color),
      .help = "" },
};
static const cli_options tables[] = { { sample_option, CLI_N(sample_option) },
                                      { other_option, CLI_N(other_option) },
                                      { NULL, 0 } };

#define MAX_ARGUMENTS 12

static const char *file[MAX_ARGUMENTS];
static cli_files files = { .file = file };
static char message[CLI_MESSAGE_BYTES];

/* cli_parse of a list that ends with NULL */
static int parse(sample *s, const char *const *argv)
{
    int argc = 0;

    while (argv[argc])
        argc++;
    assert_true(argc <= MAX_ARGUMENTS);
    return cli_parse(s, &files, tables, argc, argv, message);
}
#define PARSE(s, ...) parse(s, (const char *const[]){ __VA_ARGS__, NULL })

static void assert_refused(const char *expected, int rc)
{
    assert_int_equal(rc, -1);
    assert_string_equal(message, expected);
}

static void every_type_is_stored(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "--all", "--keep", "3", "--seed=4294967295", "--limit", "10M",
                           "--cost=0.5", "--output", "out", "--color", "never"),
                     0);
    assert_true(s.all);
    assert_int_equal(s.keep, 3);
    assert_int_equal(s.seed, UINT32_MAX);
    assert_int_equal(s.limit, 10 * 1024 * 1024);
    assert_true(s.cost > 0.4999 && s.cost < 0.5001);
    assert_string_equal(s.output, "out");
    assert_string_equal(s.color, "never");
    assert_int_equal(files.n_files, 0);
}

static void short_forms_may_be_joined(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "-ak5", "-oout", "-C", "2"), 0);
    assert_true(s.all);
    assert_int_equal(s.keep, 5);
    assert_string_equal(s.output, "out");
}

static void options_may_follow_files(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "one", "-a", "two", "-"), 0);
    assert_true(s.all);
    assert_int_equal(files.n_files, 3);
    assert_string_equal(files.file[0], "one");
    assert_string_equal(files.file[1], "two");
    assert_string_equal(files.file[2], "-");
}

static void two_dashes_end_the_options(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "--", "-a", "--keep"), 0);
    assert_false(s.all);
    assert_int_equal(files.n_files, 2);
    assert_string_equal(files.file[1], "--keep");
}

static void the_last_of_repeated_options_counts(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "--keep", "1", "-k2"), 0);
    assert_int_equal(s.keep, 2);
}

static void unknown_options_are_refused_with_a_guess(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_refused("unknown option '--kepe' (is '--keep' meant?)", PARSE(&s, "--kepe", "1"));
    assert_refused("unknown option '--colour' (is '--color' meant?)", PARSE(&s, "--colour=never"));
    assert_refused("unknown option '--outxxx'",
                   PARSE(&s, "--outxxx", "1")); /* too far from --output */
    assert_refused("unknown option '--nothing'", PARSE(&s, "--nothing"));
    assert_refused("unknown option '-z'", PARSE(&s, "-az"));
}

static void numbers_are_whole_and_within_range(void **state)
{
    sample s = { .keep = 2 };

    (void)state;
    assert_refused("--keep: '3x' is not a whole number", PARSE(&s, "--keep", "3x"));
    assert_refused("--keep: '1.5' is not a whole number", PARSE(&s, "--keep", "1.5"));
    assert_refused("--keep: '' is not a whole number", PARSE(&s, "--keep="));
    assert_refused("--keep: 'nan' is not a whole number", PARSE(&s, "--keep", "nan"));
    assert_refused("--keep: 10 is not between 1 and 9", PARSE(&s, "--keep", "10"));
    assert_refused("--keep: -1 is not between 1 and 9", PARSE(&s, "--keep", "-1"));
    assert_refused("--cost: 'inf' is not a number", PARSE(&s, "--cost", "inf"));
    assert_refused("--seed: 4294967296 is not between 0 and 4294967295",
                   PARSE(&s, "--seed", "4294967296"));
    assert_int_equal(s.keep, 2);
}

static void sizes_have_units(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_int_equal(PARSE(&s, "--limit", "4096"), 0);
    assert_int_equal(s.limit, 4096);
    assert_int_equal(PARSE(&s, "--limit", "64K"), 0);
    assert_int_equal(s.limit, 65536);
    assert_int_equal(PARSE(&s, "--limit", "2G"), 0);
    assert_int_equal(s.limit, (size_t)2 << 30);
    assert_refused("--limit: '64KB' is not a size (4096, 64K, 10M, 1G)",
                   PARSE(&s, "--limit", "64KB"));
    assert_refused("--limit: '-1' is not a size (4096, 64K, 10M, 1G)", PARSE(&s, "--limit", "-1"));
    assert_refused("--limit: '99999999999999999999G' is not a size (4096, 64K, 10M, 1G)",
                   PARSE(&s, "--limit", "99999999999999999999G"));
}

static void choices_are_whole_words(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_refused("--color: 'alw' is not one of auto|always|never", PARSE(&s, "--color", "alw"));
    assert_refused("--color: 'auto|always' is not one of auto|always|never",
                   PARSE(&s, "--color", "auto|always"));
    assert_refused("--color: '' is not one of auto|always|never", PARSE(&s, "--color", ""));
}

static void values_must_be_there_and_flags_have_none(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_refused("--output needs a value, DIR", PARSE(&s, "--output"));
    assert_refused("--output needs a value, DIR", PARSE(&s, "-o"));
    assert_refused("--output: the value is empty", PARSE(&s, "--output="));
    assert_refused("--all takes no value", PARSE(&s, "--all=yes"));
}

static void messages_stay_one_line(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_refused("unknown option '--a?b'", PARSE(&s, "--a\nb"));
}

static void required_options_are_missed(void **state)
{
    sample s = { 0 };

    (void)state;
    assert_true(cli_missing(&s, tables, message));
    assert_string_equal(message, "--output DIR");
    s.output = "out";
    assert_false(cli_missing(&s, tables, message));
}

static void defaults_are_those_of_the_settings(void **state)
{
    sample s = { .keep = 2, .limit = 64 * 1024 * 1024, .cost = 0.25 };
    char text[CLI_MESSAGE_BYTES];

    (void)state;
    assert_false(cli_default(text, &sample_option[0], &s));
    assert_true(cli_default(text, &sample_option[1], &s));
    assert_string_equal(text, "2");
    assert_true(cli_default(text, &sample_option[3], &s));
    assert_string_equal(text, "64M");
    assert_true(cli_default(text, &other_option[0], &s));
    assert_string_equal(text, "0.25");
    assert_false(cli_default(text, &other_option[2], &s));
    s.color = "auto";
    assert_true(cli_default(text, &other_option[2], &s));
    assert_string_equal(text, "auto");
}

static void help_shows_the_default(void **state)
{
    sample s = { .keep = 2 };
    char text[200] = "";
    FILE *out = fmemopen(text, sizeof(text), "w");

    (void)state;
    assert_non_null(out);
    cli_print_option(out, &sample_option[1], &s);
    cli_print_option(out, &other_option[1], &s);
    fclose(out);
    assert_string_equal(text, "  -k, --keep N                  runs that stay [default: 2]\n"
                              "  -o, --output DIR              where to (required)\n");
}

static void long_help_is_wrapped(void **state)
{
    char text[200] = "";
    FILE *out = fmemopen(text, sizeof(text), "w");

    (void)state;
    assert_non_null(out);
    cli_print_wrapped(out, "aaaa bbbb cccc", 70, 2);
    fclose(out);
    assert_string_equal(text, " aaaa bbbb\n  cccc\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_stored),
        cmocka_unit_test(short_forms_may_be_joined),
        cmocka_unit_test(options_may_follow_files),
        cmocka_unit_test(two_dashes_end_the_options),
        cmocka_unit_test(the_last_of_repeated_options_counts),
        cmocka_unit_test(unknown_options_are_refused_with_a_guess),
        cmocka_unit_test(numbers_are_whole_and_within_range),
        cmocka_unit_test(sizes_have_units),
        cmocka_unit_test(choices_are_whole_words),
        cmocka_unit_test(values_must_be_there_and_flags_have_none),
        cmocka_unit_test(messages_stay_one_line),
        cmocka_unit_test(required_options_are_missed),
        cmocka_unit_test(defaults_are_those_of_the_settings),
        cmocka_unit_test(help_shows_the_default),
        cmocka_unit_test(long_help_is_wrapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
