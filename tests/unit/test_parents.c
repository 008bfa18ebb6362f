/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_parents.c - the texts of comments seen so far, asked for ahead and looked up later
 */
#include "batch/parents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { N_COMMENTS = 6000, N_IDS = 4000, N_ARTICLES = 3, AHEAD = 512 };

/* a comment of a made-up discussion, and what its parent's text has to be */
typedef struct {
    char article_id[8], id[8], parent_id[8], text[16];
    const char *wanted;
    tenor_comment comment;
    tn_parent_keys keys;
} sample;

static void make(sample *s, int number)
{
    *s = (sample){ 0 };
    snprintf(s->article_id, sizeof(s->article_id), "a%d", rand() % N_ARTICLES);
    snprintf(s->id, sizeof(s->id), "%d", rand() % N_IDS);
    snprintf(s->text, sizeof(s->text), "text %d", number);
    if (rand() % 3 > 0)
        snprintf(s->parent_id, sizeof(s->parent_id), "%d", rand() % N_IDS);
    s->comment = (tenor_comment){ .article_id = tn_str(s->article_id),
                                  .id = tn_str(s->id),
                                  .parent_id = tn_str(s->parent_id),
                                  .text = tn_str(s->text),
                                  .deleted = rand() % 10 == 0 };
}

/* one by one, from the last of those before it */
static const char *parent_text(const sample *all, int n_before, const sample *s)
{
    while (s->parent_id[0] && strcmp(s->parent_id, s->id) != 0 && n_before-- > 0) {
        const sample *other = &all[n_before];

        if (!other->comment.deleted && strcmp(other->id, s->parent_id) == 0 &&
            strcmp(other->article_id, s->article_id) == 0)
            return other->text;
    }
    return NULL;
}

static void a_reply_finds_the_last_copy_before_it(void **state)
{
    sample *all = calloc(N_COMMENTS, sizeof(*all));
    tn_parents parents = { 0 };
    int n_found = 0;

    (void)state;
    assert_non_null(all);
    srand(1);
    for (int i = 0; i < N_COMMENTS; i++) {
        make(&all[i], i);
        all[i].wanted = parent_text(all, i, &all[i]);
    }
    for (int i = 0; i < N_COMMENTS + AHEAD; i++) { /* the table grows in between */
        if (i < N_COMMENTS)
            all[i].keys = tn_parents_prefetch(&parents, &all[i].comment);
        if (i >= AHEAD) {
            sample *s = &all[i - AHEAD];

            assert_int_equal(tn_parents_resolve(&parents, &s->comment, s->keys, true, NULL), 0);
        }
    }
    for (int i = 0; i < N_COMMENTS; i++) {
        tenor_str found = all[i].comment.parent_text;

        assert_int_equal(found.data == NULL, all[i].wanted == NULL);
        if (found.data) {
            assert_string_equal(found.data, all[i].wanted);
            assert_int_equal(found.bytes, strlen(all[i].wanted));
            n_found++;
        }
    }
    assert_true(n_found > 500);
    tn_parents_free(&parents);
    free(all);
}

static void what_a_row_brings_itself_stays(void **state)
{
    tenor_comment parent = { .article_id = tn_str("a"), .id = tn_str("1"), .text = tn_str("old") };
    tenor_comment reply = { .article_id = tn_str("a"),
                            .id = tn_str("2"),
                            .text = tn_str("new"),
                            .parent_id = tn_str("1"),
                            .parent_text = tn_str("own") };
    tn_parents parents = { 0 };

    (void)state;
    assert_int_equal(
        tn_parents_resolve(&parents, &parent, tn_parents_prefetch(&parents, &parent), true, NULL),
        0);
    assert_int_equal(
        tn_parents_resolve(&parents, &reply, tn_parents_prefetch(&parents, &reply), false, NULL),
        0);
    assert_string_equal(reply.parent_text.data, "own");
    reply.parent_text = (tenor_str){ 0 };
    reply.parent_id = tn_str("2"); /* it was not to be remembered, and is its own parent */
    assert_int_equal(
        tn_parents_resolve(&parents, &reply, tn_parents_prefetch(&parents, &reply), false, NULL),
        0);
    assert_null(reply.parent_text.data);
    tn_parents_free(&parents);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_finds_the_last_copy_before_it),
        cmocka_unit_test(what_a_row_brings_itself_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
