/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_topic.c - the words that name an article's topic
 */
#include "model/topic.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *topic, *text, *kept; /* NULL: nothing is found */
} example;

static const example examples[] = {
    { "Ebola", "I fear Ebola more than rain", "i fear more than rain" },
    { "ebola", "#Ebola and @ebola, ebola's end", "and , end" },
    { "Donald Trump", "trump is on; Donald is off", "is on ; is off" },
    { "ban of the cars", "the end of cars", "the end of" },
    { "ban of the cars", "ban it", NULL }, /* short words are no topic beside long ones */
    { "EU", "The EU pays, you pay", "the pays , you pay" },
    { "Ebola", "ebolas are not named, nor bola", NULL },
    { "Ebola", "ebola", "" },
    { "Ebola", "", NULL },
};

static void the_words_of_a_topic_go(void **state)
{
    tn_tokens tokens = { 0 }, kept = { 0 };
    tn_name topic = { 0 };

    (void)state;
    for (size_t e = 0; e < sizeof(examples) / sizeof(examples[0]); e++) {
        const example *x = &examples[e];
        char found[200] = "";
        bool any = true;

        assert_int_equal(tn_tokenise(&tokens, x->text, strlen(x->text), NULL), 0);
        assert_int_equal(tn_name_read(&topic, tn_str(x->topic), NULL), 0);
        assert_int_equal(tn_without_topic(&kept, &any, &tokens, &topic.words, NULL, NULL), 0);
        assert_int_equal(any, x->kept != NULL);
        for (size_t t = 0; any && t < kept.n_tokens; t++) {
            strcat(found, t ? " " : "");
            strncat(found, tn_form(&kept, &kept.token[t]), kept.token[t].form_bytes);
        }
        assert_string_equal(found, x->kept ? x->kept : "");
    }
    free(kept.token);
    tn_tokens_free(&tokens);
    tn_name_free(&topic);
}

static void only_a_target_that_was_set_is_a_topic(void **state)
{
    (void)state;
    assert_true(tn_is_topic(TENOR_TARGET_ARTICLE) && tn_is_topic(TENOR_TARGET_OPTION));
    assert_false(tn_is_topic(TENOR_TARGET_TITLE) || tn_is_topic(TENOR_TARGET_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_a_topic_go),
        cmocka_unit_test(only_a_target_that_was_set_is_a_topic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
