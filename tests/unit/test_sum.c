/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_sum.c - the fast sums have the bits of the plain ones
 *
 * The plain way is kept here: a look-up in one head's table for each feature, one after another,
 * without filters and without anything kept.
 */
#include "model/engine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const texts[] = {
    "",
    "no",
    "not good at all, a HORRIBLE idea... never again, but we will see",
    "soooo happy :) @friend #win http://example.com/a?b=c &amp; 19:30 \xF0\x9F\x98\x80",
    "qwrtzp blorft qwrtzp kvenn NOT QWRTZP at all",
    "@someone I don't think so. @someone else: However, it isn't soooooo baaaad",
    "Stra\xC3\x9F"
    "e \xC3\x89T\xC3\x89 na\xC3\xAFve \xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82",
};
#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

/* ------------------------------------------------------------ the plain way */

typedef struct {
    const tn_model *model;
    const tn_tokens *tokens;
    int domain;
    double forms[TN_MAX_COLUMNS], rare[TN_MAX_COLUMNS]; /* sums */
} plain;

static const float *find(const plain *p, uint64_t key)
{
    return tn_folded_find(&p->model->folded, tn_copy_key(key, p->domain));
}

static void add(const plain *p, double *sum, const float *row)
{
    for (uint32_t c = 0; row && c < p->model->folded.header->n_columns; c++) {
        sum[c] += (double)row[c];
    }
}

static void add_kind(const plain *p, double *sum, int kind)
{
    add(p, sum, p->model->kind_row[(p->domain + 1) * TN_N_KIND_FEATURES + kind]);
}

/* whether the form is known */
static bool add_known(const plain *p, double *sum, const tn_token *t)
{
    int marks = t->marks & (TN_NEGATED | TN_CAPS);
    uint64_t key = tn_form_key(TN_FAMILY_WORD, t->kind, t->hash);
    const float *row = find(p, tn_row_key(key, marks));

    if (row) {
        add(p, sum, row);
        return true;
    }
    row = marks ? find(p, key) : NULL;
    if (row) {
        add(p, sum, row);
    } else {
        add_kind(p, sum, t->kind);
    }
    for (int mark = 0; mark < 2; mark++) {
        if (marks & (1 << mark)) {
            add_kind(p, sum, TN_N_TOKEN_KINDS + mark);
        }
    }
    return row != NULL;
}

/* all that a form brings is one row, rounded once as the rows in the table were */
static bool add_form(plain *p, size_t at)
{
    const tn_feature_config *config = &p->model->description.features;
    const tn_token *t = &p->tokens->token[at];
    double sum[TN_MAX_COLUMNS] = { 0 };
    bool known = add_known(p, sum, t);

    if (!known) {
        uint64_t key[TN_MAX_CHAR_KEYS];
        size_t n_keys = tn_char_keys(key, p->tokens, at, config);

        for (size_t k = 0; k < n_keys; k++) {
            add(p, sum, find(p, key[k]));
        }
    }
    for (int c = 0; c < TN_MAX_COLUMNS; c++) {
        p->forms[c] += (double)(float)sum[c];
    }
    if (t->marks & TN_ELONGATED) {
        add_kind(p, p->forms, TN_N_TOKEN_KINDS + 2);
    }
    return known;
}

static void add_token(plain *p, size_t at, int32_t *n_known)
{
    const tn_feature_config *config = &p->model->description.features;
    const tn_token *t = &p->tokens->token[at];
    size_t n_after = p->tokens->n_tokens - 1 - at;
    bool known = add_form(p, at);

    if (config->contrast && (t->marks & TN_CONTRASTED)) {
        add(p, p->rare, find(p, tn_form_key(TN_FAMILY_CONTRASTED, t->kind, t->hash)));
    }
    if (config->ngram_max >= 2 && n_after >= 1) {
        add(p, p->rare, find(p, tn_bigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1]))));
    }
    if (config->ngram_max >= 3 && n_after >= 2) {
        add(p, p->rare,
            find(p,
                 tn_trigram_key(tn_ngram_hash(&t[0]), tn_ngram_hash(&t[1]), tn_ngram_hash(&t[2]))));
    }
    *n_known +=
        tn_counts_as_word(t->kind) &&
        (known || tn_folded_find(&p->model->folded, tn_form_key(TN_FAMILY_WORD, t->kind, t->hash)));
}

static void plain_sums(tn_text_sums *out, const tn_model *m, const tn_tokens *tokens, int domain)
{
    int active[TN_MAX_ACTIVE];
    int n_active = tn_domains_active(&m->description.domains, domain, active);

    *out = (tn_text_sums){ 0 };
    for (int i = 0; i < n_active; i++) {
        plain p = { .model = m, .tokens = tokens, .domain = active[i] };
        uint64_t key[TN_MAX_OPENER];
        size_t first;
        int32_t n_known = 0;
        int n = tn_opener_keys(key, &first, tokens, m->description.features.opener_max);

        for (int k = 0; k < n; k++) {
            add(&p, p.rare, find(&p, key[k]));
        }
        for (size_t t = 0; t < tokens->n_tokens; t++) {
            add_token(&p, t, &n_known);
            out->n_words += i == 0 && tn_counts_as_word(tokens->token[t].kind);
        }
        for (int c = 0; c < TN_MAX_COLUMNS; c++) {
            out->sum[c] += p.forms[c] + p.rare[c];
        }
        out->n_known = i == 0 ? n_known : out->n_known;
    }
}

/* ------------------------------------------------------------ the comparison */

static void compare(tn_summer *s, const tenor_engine *engine, const tn_tokens *tokens)
{
    tn_joint_sums shared;

    assert_int_equal(tn_sum_shared(s, tokens, &shared, NULL), 0);
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        const tn_model *m = engine->head[head];

        for (int domain = TN_SHARED; domain < (int)m->description.domains.n; domain++) {
            tn_text_sums fast, expected;

            assert_int_equal(tn_sum_head(s, tokens, &shared, head, domain, &fast, NULL), 0);
            plain_sums(&expected, m, tokens, domain);
            assert_memory_equal(fast.sum, expected.sum, sizeof(fast.sum));
            assert_int_equal(fast.n_words, expected.n_words);
            assert_int_equal(fast.n_known, expected.n_known);
        }
    }
}

static void compare_demo(tn_summer *s, const tenor_engine *engine, tn_tokens *tokens)
{
    const char *path = "datasets/demo/comments.ndjson";
    tenor_reader *reader;
    tenor_comment comment;

    assert_int_equal(tenor_reader_open(&reader, &path, 1, NULL, NULL), 0);
    while (tenor_reader_next(reader, &comment, NULL) > 0) {
        assert_int_equal(tn_tokenise(tokens, comment.text.data, comment.text.bytes, NULL), 0);
        compare(s, engine, tokens);
    }
    tenor_reader_free(reader);
}

static void compare_texts(tn_summer *s, const tenor_engine *engine, tn_tokens *tokens)
{
    for (size_t i = 0; i < N_TEXTS; i++) {
        assert_int_equal(tn_tokenise(tokens, texts[i], strlen(texts[i]), NULL), 0);
        compare(s, engine, tokens);
    }
}

static tenor_engine *load(void)
{
    tenor_engine *engine = NULL;
    tenor_error err = { 0 };

    if (tenor_engine_load(&engine, "models", &err) != 0) {
        fail_msg("%s", err.message);
    }
    return engine;
}

static void check(const tenor_engine *engine, const tn_lookup *lookup, bool wide)
{
    tn_summer summer;
    tn_tokens tokens = { 0 };

    tn_summer_init(&summer, lookup);
    summer.joint.wide = summer.joint.wide && wide;
    compare_texts(&summer, engine, &tokens);
    compare_demo(&summer, engine, &tokens);
    compare_texts(&summer, engine, &tokens); /* now most of it is at hand */
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
}

static void sums_have_the_bits_of_the_plain_way(void **state)
{
    (void)state;
    tenor_engine *engine = load();

    check(engine, &engine->lookup, true);
    tenor_engine_free(engine);
}

static void sums_do_not_depend_on_the_processor(void **state)
{
    (void)state;
    tenor_engine *engine = load();

    check(engine, &engine->lookup, false);
    tenor_engine_free(engine);
}

/* keys are made four at a time: whatever is left, marked anywhere */
static void texts_of_all_lengths_have_the_same_sums(void **state)
{
    (void)state;
    static const char words[] = "Nobody is soooo HAPPY but @friend says this is NOT good at all "
                                "however #win never looooost again, said an UGLY qwrtzp";
    tenor_engine *engine = load();
    tn_summer summer;
    tn_tokens tokens = { 0 };

    tn_summer_init(&summer, &engine->lookup);
    for (size_t from = 0; from < sizeof(words) - 1; from++) {
        for (size_t end = from; end < sizeof(words); end++) {
            if ((from == 0 || words[from - 1] == ' ') && (words[end] == ' ' || !words[end])) {
                assert_int_equal(tn_tokenise(&tokens, words + from, end - from, NULL), 0);
                compare(&summer, engine, &tokens);
            }
        }
    }
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
    tenor_engine_free(engine);
}

/* a head with n-grams of its own lengths, and one whose table has another seed */
static void heads_that_differ_have_the_same_sums(void **state)
{
    (void)state;
    tenor_engine *engine = load();
    tn_lookup lookup;

    engine->head[TENOR_STANCE]->description.features.char_max = 4;
    assert_int_equal(tn_lookup_init(&lookup, engine->head, NULL), 0);
    assert_int_equal(lookup.together & 1u << TENOR_STANCE, 0);
    lookup.filter.always = 1u << TENOR_REPLY;
    check(engine, &lookup, true);
    tn_lookup_free(&lookup);
    tenor_engine_free(engine);
}

/* tables of rows grow; rows that no place is left for are forgotten, and found again */
static void many_words_change_nothing(void **state)
{
    (void)state;
    tenor_engine *engine = load();
    tn_summer summer;
    tn_tokens tokens = { 0 };
    uint64_t x = 1;
    unsigned first_shift;

    tn_summer_init(&summer, &engine->lookup);
    assert_int_equal(tn_joint_make_room(&summer.joint, NULL), 0);
    first_shift = summer.joint.form.shift;
    for (int i = 0; i < 300; i++) {
        char text[512];

        for (size_t at = 0; at < sizeof(text); at++) {
            x = tn_mix(x, at);
            text[at] = x % 9 == 0 ? ' ' : (char)('a' + x % 23);
        }
        assert_int_equal(tn_tokenise(&tokens, text, sizeof(text), NULL), 0);
        compare(&summer, engine, &tokens);
    }
    assert_true(summer.joint.form.shift < first_shift && summer.joint.rare.shift < first_shift);
    compare_texts(&summer, engine, &tokens);
    tn_tokens_free(&tokens);
    tn_summer_free(&summer);
    tenor_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_have_the_bits_of_the_plain_way),
        cmocka_unit_test(sums_do_not_depend_on_the_processor),
        cmocka_unit_test(texts_of_all_lengths_have_the_same_sums),
        cmocka_unit_test(heads_that_differ_have_the_same_sums),
        cmocka_unit_test(many_words_change_nothing),
    };

    tenor_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
