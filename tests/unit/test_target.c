/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_target.c - where a text names its target, and what is left of it then
 */
#include "model/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* `target` with aliases behind '|'; forms of the masked text joined by blanks */
static tn_naming mask(const char *target, const char *text, const char *expected)
{
    tn_target read = { 0 };
    tn_tokens tokens = { 0 }, masked = { 0 };
    tn_buf composed = { 0 }, found = { 0 };
    const tn_tokens *seen;
    tn_naming naming;

    for (const char *at = target; *at; at++) {
        char c = *at == '|' ? TENOR_ALIAS_MARK : *at;

        assert_int_equal(tn_buf_append(&composed, &c, 1, NULL), 0);
    }
    assert_int_equal(tn_target_read(&read, (tenor_str){ composed.data, composed.bytes }, NULL), 0);
    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tn_target_mask(&masked, &naming, &tokens, &read, NULL), 0);
    seen = naming.n_marks ? &masked : &tokens;
    for (size_t t = 0; t < seen->n_tokens; t++) {
        assert_int_equal(tn_buf_printf(&found, NULL, "%s%.*s", t ? " " : "",
                                       (int)seen->token[t].form_bytes,
                                       tn_form(seen, &seen->token[t])),
                         0);
        assert_true(seen->token[t].start + seen->token[t].bytes <= strlen(text));
    }
    assert_string_equal(found.data ? found.data : "", expected);
    if (!naming.n_marks)
        assert_null(masked.token); /* the view was left alone */
    free(masked.token);
    tn_tokens_free(&tokens);
    tn_target_free(&read);
    tn_buf_free(&composed);
    tn_buf_free(&found);
    return naming;
}

static void a_name_becomes_one_mark(void **state)
{
    (void)state;
    tn_naming n = mask("the bike lane", "Ban the bike lane now", "ban the <target> now");

    assert_int_equal(n.n_marks, 1);
    assert_true(n.share_named == 1.0);
    assert_false(n.in_tag);
    assert_false(n.negated);
    n = mask("the bike lane", "A lane? What lane!", "a <target> ? what <target> !");
    assert_int_equal(n.n_marks, 2);
    assert_true(n.share_named == 0.5);
}

/* the mark stands where the run stood, whatever spelling it had */
static void a_mark_covers_its_run(void **state)
{
    (void)state;
    static const char text[] = "Ban the Bike LANE's, then #bikelane @bikelane!";
    static const struct {
        uint32_t start, end;
    } wanted[] = { { 8, 19 }, { 26, 45 } };
    tn_target target = { 0 };
    tn_tokens tokens = { 0 }, masked = { 0 };
    tn_naming naming;
    size_t n = 0;

    assert_int_equal(tn_target_read(&target, tn_str("the bike lane"), NULL), 0);
    assert_int_equal(tn_tokenise(&tokens, text, strlen(text), NULL), 0);
    assert_int_equal(tn_target_mask(&masked, &naming, &tokens, &target, NULL), 0);
    for (size_t t = 0; t < masked.n_tokens; t++) {
        const tn_token *token = &masked.token[t];

        if (token->kind == TN_TARGET) {
            assert_in_range(n, 0, 1);
            assert_int_equal(token->start, wanted[n].start);
            assert_int_equal(token->start + token->bytes, wanted[n].end);
            assert_true(token->hash == tn_hash("<target>", 8));
            n++;
        }
    }
    assert_int_equal(n, naming.n_marks);
    free(masked.token);
    tn_tokens_free(&tokens);
    tn_target_free(&target);
}

/* one after another in the same memory: a name of before names nothing any more */
static void targets_are_read_in_each_others_place(void **state)
{
    (void)state;
    static const struct {
        const char *target, *text;
        size_t n_marks;
    } cases[] = { { "a b|nuclear power|trams|the wide river", "nuclear trams, river", 2 },
                  { "the bridge", "nuclear trams, river", 0 },
                  { "the bridge", "bridge", 1 },
                  { "?!", "bridge ?!", 0 },
                  { "?!|the bridge", "bridge ?!", 0 }, /* a target without a word has no names */
                  { "the river|?!|bridge", "bridge ?!", 1 } };
    tn_target target = { 0 };
    tn_tokens tokens = { 0 }, masked = { 0 };
    tn_naming naming;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char composed[64];

        snprintf(composed, sizeof(composed), "%s", cases[i].target);
        for (char *at = strchr(composed, '|'); at; at = strchr(at, '|'))
            *at = TENOR_ALIAS_MARK;
        assert_int_equal(tn_target_read(&target, tn_str(composed), NULL), 0);
        assert_int_equal(tn_tokenise(&tokens, cases[i].text, strlen(cases[i].text), NULL), 0);
        assert_int_equal(tn_target_mask(&masked, &naming, &tokens, &target, NULL), 0);
        assert_int_equal(naming.n_marks, cases[i].n_marks);
    }
    free(masked.token);
    tn_tokens_free(&tokens);
    tn_target_free(&target);
}

/* a title may be as long as it likes; words beyond the 32nd are context */
static void a_long_name_has_so_many_words(void **state)
{
    (void)state;
    char title[1024] = "";
    tn_target target = { 0 };
    tn_naming n;

    for (int i = 0; i < 40; i++) {
        snprintf(title + strlen(title), sizeof(title) - strlen(title), "wor%c%c ", 'b' + i % 20,
                 'b' + i / 20);
    }
    assert_int_equal(tn_target_read(&target, tn_str(title), NULL), 0);
    assert_int_equal(target.name[0].n_words, TN_MAX_NAME_WORDS);
    tn_target_free(&target);
    n = mask(title, "worbb is, woruc too", "<target> is , woruc too"); /* the first, the 40th */
    assert_true(n.share_named == 1.0 / TN_MAX_NAME_WORDS);
}

static void what_names_nothing_is_left_alone(void **state)
{
    (void)state;
    tn_naming n = mask("the bike lane", "I like cake", "i like cake");

    assert_int_equal(n.n_marks, 0);
    assert_true(n.share_named == 0.0);
    n = mask("", "I like cake", "i like cake");
    assert_int_equal(n.n_marks, 0);
}

static void possessives_and_plurals_name_too(void **state)
{
    (void)state;
    mask("vaccines", "The vaccine's fine", "the <target> fine");
    mask("the vaccine", "Vaccines work", "<target> work");
    mask("glass", "glasses", "glasses"); /* no plural of a word in ss */
}

static void stop_words_and_short_words_name_nothing(void **state)
{
    (void)state;
    mask("should we ban them", "we should do it for them", "we should do it for them");
    mask("EU", "the EU again", "the <target> again"); /* unless there is nothing else */
}

static void tags_name_what_they_hold(void **state)
{
    (void)state;
    tn_naming n = mask("nuclear power", "#TeamNuclear forever", "<target> forever");

    assert_true(n.in_tag);
    assert_true(n.share_named == 0.5);
    assert_false(mask("nuclear power", "nuclear waste", "<target> waste").in_tag);
    assert_true(mask("nuclear power", "@NuclearNow lied", "<target> lied").in_tag);
    mask("nuclear power", "thermonuclear war", "thermonuclear war"); /* a word is a whole one */
    mask("EU", "#museum", "#museum"); /* too short to be looked for in a tag */
    assert_true(mask("EU", "#eu", "<target>").in_tag);
}

static void aliases_name_and_the_best_name_counts(void **state)
{
    (void)state;
    tn_naming n = mask("the bike lane|cycle track", "That cycle track!", "that <target> !");

    assert_true(n.share_named == 1.0);
    n = mask("the bike lane|cycle track", "bike or track", "<target> or <target>");
    assert_true(n.share_named == 0.5); /* half of either */
}

static void a_negated_name_is_told(void **state)
{
    (void)state;
    assert_true(mask("the bridge", "never a bridge here", "never a <target> here").negated);
    assert_false(
        mask("the bridge", "never. The bridge is here", "never . the <target> is here").negated);
}

static void dense_features_say_how_the_target_is_named(void **state)
{
    (void)state;
    const tn_naming none = { 0 },
                    some = { .n_marks = 1, .share_named = 0.5, .in_tag = true, .negated = true };
    double x[TN_MAX_DENSE];

    tn_dense_of(x, TENOR_STANCE, 10, &none);
    assert_true(x[0] == 0.0 && x[1] == 0.0 && x[2] == 0.0 && x[3] == 1.0);
    assert_true(x[4] == tn_log_length(10));
    tn_dense_of(x, TENOR_STANCE, 0, &some);
    assert_true(x[0] == 0.5 && x[1] == 1.0 && x[2] == 1.0 && x[3] == 0.0 && x[4] == 0.0);
    tn_dense_of(x, TENOR_SENTIMENT, 10, NULL);
    assert_true(x[0] == tn_log_length(10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_becomes_one_mark),
        cmocka_unit_test(a_mark_covers_its_run),
        cmocka_unit_test(targets_are_read_in_each_others_place),
        cmocka_unit_test(a_long_name_has_so_many_words),
        cmocka_unit_test(what_names_nothing_is_left_alone),
        cmocka_unit_test(possessives_and_plurals_name_too),
        cmocka_unit_test(stop_words_and_short_words_name_nothing),
        cmocka_unit_test(tags_name_what_they_hold),
        cmocka_unit_test(aliases_name_and_the_best_name_counts),
        cmocka_unit_test(a_negated_name_is_told),
        cmocka_unit_test(dense_features_say_how_the_target_is_named),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
