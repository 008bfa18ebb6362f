/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_reply.c - a reply and its parent, scored apart, get the label of the pair
 */
#include "batch/identity.h"
#include "batch/join.h"
#include "model/engine.h"
#include "model_helper.h"

#include <stdlib.h>
#include <string.h>

#define N_TEXTS 7

static tenor_engine *engine;
static tenor_scorer *scorer;

static const char *const texts[N_TEXTS] = {
    "The lane makes the street safer for everyone.",
    "That's not true, I counted sixty bikes on the lane this morning.",
    "Exactly, I feel the same every morning!",
    "Where is it held, in the town hall?",
    "I AGREE with you, it does not make the street safer :)",
    "@friend no no no, the bus was never late",
    "It is so",
};

static void train(const char *task)
{
    tenor_train_options options = small_training(task);

    options.min_document_count = 1;
    options.C = 1.0;
    train_on(task, &options, NULL);
}

static int make_engine(void **state)
{
    if (make_folder(state) != 0)
        return -1;
    train("sentiment");
    train("reply");
    engine = load("");
    for (int head = 0; head < TENOR_N_HEADS; head++)
        if (engine->head[head]) /* such small models know few words */
            engine->head[head]->description.min_coverage = 0.0;
    return tenor_scorer_new(&scorer, engine, NULL);
}

static int free_engine(void **state)
{
    tenor_scorer_free(scorer);
    tenor_engine_free(engine);
    return remove_folder(state);
}

static tenor_result score(const char *text, const char *parent_text)
{
    tenor_result result;

    assert_int_equal(
        tenor_score(scorer, tn_str(text), (tenor_str){ 0 }, tn_str(parent_text), &result, NULL), 0);
    return result;
}

/* as batch does it: alone, its parent elsewhere */
static tn_record record_of(const char *id, const char *parent, const char *text)
{
    const tenor_comment comment = { .article_id = tn_str("a"),
                                    .id = tn_str(id),
                                    .parent_id = tn_str(parent),
                                    .text = tn_str(text) };
    const tn_author_key key = { 0 };
    tenor_result result = score(text, NULL);
    tn_buf scratch = { 0 };
    tn_record record;

    assert_int_equal(tn_record_identify(&record, &comment, &key, &scratch, NULL), 0);
    tn_record_label(&record, &result);
    tn_scorer_reply_side(scorer, &record.reply);
    tn_buf_free(&scratch);
    return record;
}

/* label of record 0 after the join; the order of arrival is that of the array */
static int joined_label(tn_record *record, size_t n)
{
    tn_article_records article = { .id = "a", .id_bytes = 1, .record = record, .n_records = n };
    tn_digest key = record[0].id_key;
    tn_reply_tree tree;

    tn_records_deduplicate(&article);
    assert_int_equal(tn_reply_tree_of(&tree, &article, NULL), 0);
    tn_join_replies(&article, &tree, scorer);
    tn_reply_tree_free(&tree);
    for (size_t i = 0; i < article.n_records; i++)
        if (tn_digest_compare(article.record[i].id_key, key) == 0)
            return article.record[i].label[TENOR_REPLY];
    return -2;
}

static void joined_sides_give_the_label_of_the_pair(void **state)
{
    (void)state;
    for (int r = 0; r < N_TEXTS; r++) {
        for (int p = 0; p < N_TEXTS; p++) {
            tenor_result pair = score(texts[r], texts[p]);
            const tenor_label *expected = &pair.head[TENOR_REPLY];
            tn_reply_side reply, parent;
            tenor_label label;

            assert_true(expected->present);
            score(texts[p], NULL);
            tn_scorer_reply_side(scorer, &parent);
            score(texts[r], "something else"); /* a parent of its own changes no side */
            tn_scorer_reply_side(scorer, &reply);
            assert_true(tn_scorer_join(scorer, &reply, &parent, &label));
            assert_memory_equal(label.decision, expected->decision, sizeof(label.decision));
            assert_memory_equal(label.p, expected->p, sizeof(label.p));
            assert_int_equal(label.label, expected->label);
            assert_int_equal(label.vote, expected->vote);
            assert_true(label.score == expected->score);
        }
    }
}

static void records_are_joined_in_any_order(void **state)
{
    (void)state;
    int expected = score(texts[1], texts[0]).head[TENOR_REPLY].label;
    tn_record early[] = { record_of("2", "1", texts[1]), record_of("1", NULL, texts[0]) };
    tn_record late[] = { record_of("2", "1", texts[1]), record_of("0", NULL, texts[3]),
                         record_of("3", "2", texts[4]), record_of("1", NULL, texts[0]) };

    assert_int_equal(joined_label(early, 2), expected);
    assert_int_equal(joined_label(late, 4), expected);
}

static void settled_copy_of_the_parent_counts(void **state)
{
    (void)state;
    int expected = score(texts[1], texts[3]).head[TENOR_REPLY].label;
    tn_record before[] = { record_of("2", "1", texts[1]), record_of("1", NULL, texts[0]),
                           record_of("1", NULL, texts[3]) };
    tn_record after[3];

    before[1].updated_at_s = 1;
    before[2].updated_at_s = 2;
    after[0] = before[0];
    after[1] = before[2];
    after[2] = before[1];
    assert_int_equal(joined_label(before, 3), expected);
    assert_int_equal(joined_label(after, 3), expected);
}

static void orphan_and_first_comment_have_no_label(void **state)
{
    (void)state;
    tn_record orphan[] = { record_of("2", "gone", texts[1]), record_of("1", NULL, texts[0]) };
    tn_record first[] = { record_of("2", NULL, texts[1]), record_of("1", NULL, texts[0]) };

    assert_int_equal(joined_label(orphan, 2), -1);
    assert_int_equal(joined_label(first, 2), -1);
}

static void unscored_parent_or_reply_gives_no_label(void **state)
{
    (void)state;
    tn_record parent[] = { record_of("2", "1", texts[1]), record_of("1", NULL, texts[0]) };
    tn_record reply[] = { record_of("2", "1", texts[1]), record_of("1", NULL, texts[0]) };
    tn_record wordless[] = { record_of("2", "1", texts[1]), record_of("1", NULL, "1234 ...") };

    parent[1].deleted = true;
    parent[1].unscored = TENOR_UNSCORED_DELETED;
    reply[0].unscored = TENOR_UNSCORED_LOW_COVERAGE;
    assert_int_equal(joined_label(parent, 2), -1);
    assert_int_equal(joined_label(reply, 2), -1);
    assert_int_equal(joined_label(wordless, 2), -1);
    assert_false(score(texts[1], "1234 ...").head[TENOR_REPLY].present);
    assert_false(score(texts[1], "").head[TENOR_REPLY].present);
    assert_false(score("1234 ...", texts[1]).head[TENOR_REPLY].present);
}

static void comment_is_no_reply_to_itself(void **state)
{
    (void)state;
    tn_record record[] = { record_of("1", "1", texts[1]) };

    assert_int_equal(joined_label(record, 1), -1);
}

static void comments_in_a_circle_reply_to_each_other(void **state)
{
    (void)state;
    tn_record record[] = { record_of("1", "2", texts[1]), record_of("2", "1", texts[2]) };
    tn_record turned[] = { record_of("2", "1", texts[2]), record_of("1", "2", texts[1]) };

    assert_int_equal(joined_label(record, 2), score(texts[1], texts[2]).head[TENOR_REPLY].label);
    assert_int_equal(joined_label(turned, 2), score(texts[2], texts[1]).head[TENOR_REPLY].label);
}

static void comment_without_a_label_has_an_empty_side(void **state)
{
    (void)state;
    const tn_reply_side empty = { 0 };
    tn_reply_side side;

    score("1234 ...", texts[0]);
    tn_scorer_reply_side(scorer, &side);
    assert_memory_equal(side.signature, empty.signature, sizeof(side.signature));
    assert_memory_equal(side.sum, empty.sum, sizeof(side.sum));
    assert_int_equal(side.n_tokens, 0);
}

static void dense_of(double *out, const char *reply, const char *parent)
{
    tn_tokens tokens = { 0 };
    tn_reply_side side[2];

    assert_int_equal(tn_tokenise(&tokens, reply, strlen(reply), NULL), 0);
    tn_reply_words(&side[0], &tokens);
    assert_int_equal(tn_tokenise(&tokens, parent, strlen(parent), NULL), 0);
    tn_reply_words(&side[1], &tokens);
    tn_tokens_free(&tokens);
    tn_reply_dense(out, &side[0], &side[1]);
}

static double overlap_of(const char *reply, const char *parent)
{
    double out[TN_MAX_DENSE];

    dense_of(out, reply, parent);
    return out[0];
}

static void overlap_is_the_share_of_the_parents_words(void **state)
{
    (void)state;
    assert_true(overlap_of("the bridge and the river", "the bridge and the river") == 1.0);
    assert_true(overlap_of("Bridge! RIVER!", "the bridge and the river") == 1.0);
    assert_true(overlap_of("what a lovely evening", "the bridge and the river") == 0.0);
    assert_true(overlap_of("", "the bridge and the river") == 0.0);
    assert_true(overlap_of("the bridge and the river", "") == 0.0);
    assert_in_range((uint64_t)(100 * overlap_of("that bridge", "the bridge and the river")), 40,
                    50);
    assert_true(overlap_of("so it is", "it is so") == 1.0); /* only short words */
}

static void overlap_under_negation_is_what_one_of_both_negates(void **state)
{
    (void)state;
    double out[TN_MAX_DENSE];

    dense_of(out, "not a bridge", "the bridge and the river");
    assert_true(out[1] == 0.5);
    dense_of(out, "not a bridge", "never the bridge, but a river"); /* both do */
    assert_true(out[1] == 0.0);
    dense_of(out, "a bridge", "the bridge and the river");
    assert_true(out[1] == 0.0);
    assert_true(out[2] == tn_log_length(2) && out[3] == tn_log_length(5));
}

static void the_opener_is_the_first_token(void **state)
{
    (void)state;
    tn_tokens tokens = { 0 };
    tn_features features = { 0 };
    tn_buf name = { 0 };
    int n = 0;

    assert_int_equal(tn_tokenise(&tokens, "I agree with you.", 17, NULL), 0);
    assert_int_equal(tn_features_of(&features, &tokens, false, NULL), 0);
    for (size_t f = 0; f < features.n_features; f++) {
        if (features.feature[f].family == TN_FAMILY_OPENER) {
            assert_int_equal(tn_feature_name(&name, &tokens, &features.feature[f], NULL), 0);
            assert_true(features.feature[f].key ==
                        tn_feature_key(TN_FAMILY_OPENER, 0, name.data, name.bytes));
            n++;
        }
    }
    assert_int_equal(n, 1);
    assert_string_equal(name.data, "i");
    tn_tokens_free(&tokens);
    tn_features_free(&features);
    tn_buf_free(&name);
}

/* whether its parent was scored a moment ago or never */
static void a_parent_seen_before_changes_nothing(void **state)
{
    (void)state;
    for (int r = 0; r < N_TEXTS; r++) {
        for (int p = 0; p < N_TEXTS; p++) {
            tenor_result seen, unseen;
            tenor_scorer *fresh;

            assert_int_equal(tenor_scorer_new(&fresh, engine, NULL), 0);
            score("anything", "so that sides are kept");
            score(texts[p], NULL);
            seen = score(texts[r], texts[p]);
            assert_int_equal(tenor_score(fresh, tn_str(texts[r]), (tenor_str){ 0 },
                                         tn_str(texts[p]), &unseen, NULL),
                             0);
            assert_memory_equal(&seen, &unseen, sizeof(seen));
            tenor_scorer_free(fresh);
        }
    }
}

/* the side of a text without a label is kept as that */
static void a_parent_without_a_label_stays_without_reply(void **state)
{
    (void)state;
    tenor_result result;

    score("anything", "so that sides are kept");
    assert_int_equal(score("...", NULL).unscored, TENOR_UNSCORED_NO_WORDS);
    result = score(texts[0], "...");
    assert_false(result.head[TENOR_REPLY].present);
    assert_true(score(texts[0], texts[1]).head[TENOR_REPLY].present);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined_sides_give_the_label_of_the_pair),
        cmocka_unit_test(a_parent_seen_before_changes_nothing),
        cmocka_unit_test(a_parent_without_a_label_stays_without_reply),
        cmocka_unit_test(records_are_joined_in_any_order),
        cmocka_unit_test(settled_copy_of_the_parent_counts),
        cmocka_unit_test(orphan_and_first_comment_have_no_label),
        cmocka_unit_test(unscored_parent_or_reply_gives_no_label),
        cmocka_unit_test(comment_is_no_reply_to_itself),
        cmocka_unit_test(comments_in_a_circle_reply_to_each_other),
        cmocka_unit_test(comment_without_a_label_has_an_empty_side),
        cmocka_unit_test(overlap_is_the_share_of_the_parents_words),
        cmocka_unit_test(overlap_under_negation_is_what_one_of_both_negates),
        cmocka_unit_test(the_opener_is_the_first_token),
    };

    return cmocka_run_group_tests(tests, make_engine, free_engine);
}
