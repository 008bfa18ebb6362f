/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_documents.c - every document is JSON, has its keys, its six digits, and survives hostile
 * text
 */
#include "stats_sample.h"

#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "output/documents.h"
#include "output/line.h"

#define HOSTILE "q\"b\\s/\b\f\n\r\t\x01\x1f\x7f \xE2\x80\xA8 \xF0\x9F\x98\x80 \xC3\xA9 </script>"

static char *text;
static size_t text_bytes;

static FILE *memory(void)
{
    free(text);
    text = NULL;
    FILE *out = open_memstream(&text, &text_bytes);

    assert_non_null(out);
    return out;
}

/* the same text */
static FILE *as_file(tn_buf *lines)
{
    FILE *out = memory();

    assert_int_equal(fwrite(lines->data, 1, lines->bytes, out), lines->bytes);
    tn_buf_free(lines);
    return out;
}

static json_t *parsed(FILE *out)
{
    json_error_t fault;

    assert_int_equal(fclose(out), 0);
    json_t *root = json_loadb(text, text_bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);

    if (!root) {
        fail_msg("not JSON: %s: %s", fault.text, text);
    }
    return root;
}

/* what a buffer holds is a document, byte for byte as jansson would print it */
static json_t *printed_alike(tn_buf *out, size_t indent)
{
    size_t flags = JSON_REAL_PRECISION(6) | JSON_INDENT(indent);
    json_error_t fault;
    json_t *root =
        json_loadb(out->data, out->bytes, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);

    if (!root) {
        fail_msg("not JSON: %s: %s", fault.text, out->data);
    }
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
static void assert_keys(const json_t *object, const char *wanted)
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

static void assert_six_digits(const json_t *value)
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

/* --------------------------------------------------------- file names */

static void name_of(char out[96], const char *id, size_t bytes)
{
    tn_article_file_name(out, id, bytes);
    assert_int_equal(out[2], '/');
    assert_true(strlen(out) < 80);
    for (const char *c = out; *c; c++) {
        assert_true((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-' ||
                    (*c == '/' && c == out + 2) || strcmp(c, ".json") == 0);
    }
    assert_true(out[3] != '-' && out[3] != '.');
}

static void file_names_are_safe_unique_and_the_same_again(void **state)
{
    static char longest[5000];
    const struct {
        const char *id;
        size_t bytes;
    } ids[] = { { "../../etc/passwd", 16 },
                { "CON", 3 },
                { "con", 3 },
                { "", 0 },
                { "a\0b", 3 },
                { "a", 1 },
                { longest, 5000 },
                { longest, 4999 },
                { "\xF0\x9F\x98\x80", 4 },
                { "\xF0\x9F\x98\x81", 4 },
                { "a/b", 3 },
                { "a b", 3 },
                { ".", 1 } };
    enum { N = sizeof(ids) / sizeof(ids[0]) };
    char name[N][96], again[96];

    (void)state;
    memset(longest, 'x', sizeof(longest));
    for (size_t i = 0; i < N; i++) {
        name_of(name[i], ids[i].id, ids[i].bytes);
        name_of(again, ids[i].id, ids[i].bytes);
        assert_string_equal(name[i], again);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(name[i], name[j]);
        }
    }
    assert_non_null(strstr(name[0], "/etc-passwd-"));
    assert_non_null(strstr(name[3], "/article-"));
}

/* --------------------------------------------------- article documents */

static tn_record comments[3];

static tn_article_records hostile_article(void)
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
    tn_records_settle(&article);
    return article;
}

static void an_article_document_has_its_keys_and_text(void **state)
{
    tn_article_records article = hostile_article();
    tn_article_stats stats;
    tn_buf out = { 0 };

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_article(&out, &article, &stats, NULL, &two_heads, "r1", NULL), 0);
    json_t *root = printed_alike(&out, 2);
    json_t *about = json_object_get(root, "article"), *stance = json_object_get(root, "stance");
    json_t *class = json_array_get(json_object_get(stance, "classes"), 0);

    assert_keys(root, "schema results_id confidence article comments sentiment stance reply "
                      "sentiment_by_stance associations thread time people terms examples flags");
    assert_keys(about, "id title url published_at captured_at section target");
    assert_keys(json_object_get(root, "comments"),
                "count scored unscored authors threads replies orphans cycles max_depth first_at "
                "last_at");
    assert_keys(stance, "count classes score distribution target target_source");
    assert_keys(class,
                "label count share share_low share_high corrected_share corrected_low "
                "corrected_high expected_low expected_high shrunk_share shrunk_low shrunk_high");
    assert_keys(json_object_get(root, "sentiment_by_stance"),
                "count cells chi_square degrees_of_freedom p_value cramers_v min_expected "
                "exact_p_value exact_method exact_p_std_error");
    assert_int_equal(json_string_length(json_object_get(about, "id")), 5);
    assert_memory_equal(json_string_value(json_object_get(about, "id")), "id\0\"1", 5);
    assert_string_equal(json_string_value(json_object_get(about, "title")), HOSTILE);
    assert_string_equal(json_string_value(json_object_get(about, "section")),
                        "broken \xEF\xBF\xBD( \xEF\xBF\xBD");
    assert_true(json_is_null(json_object_get(root, "reply")));
    assert_true(json_is_null(json_object_get(about, "published_at")));
    assert_string_equal(json_string_value(json_object_get(stance, "target_source")), "title");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(root, "comments"), "first_at")),
        "1970-01-01T00:00:00Z");
    assert_int_equal(json_array_size(json_object_get(root, "flags")), 2);
    assert_six_digits(root);
    json_decref(root);
}

static void an_article_without_comments_has_nulls_and_no_nan(void **state)
{
    tn_article_records article = sample_article("empty", NULL, 0);
    tn_article_stats stats;
    tn_buf out = { 0 };

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_article(&out, &article, &stats, NULL, &two_heads, "r1", NULL), 0);
    json_t *root = printed_alike(&out, 2);
    json_t *score = json_object_get(json_object_get(root, "sentiment"), "score");

    assert_keys(score, "mean mean_low mean_high sd median q1 q3 skewness kurtosis");
    assert_true(json_is_null(json_object_get(score, "mean")));
    assert_true(json_is_null(json_object_get(root, "stance"))); /* there is no target */
    assert_true(json_is_null(json_object_get(root, "sentiment_by_stance")));
    assert_true(json_is_null(json_object_get(json_object_get(root, "comments"), "max_depth")));
    json_decref(root); /* jansson reads no NaN */
}

static void rows_of_articles_are_flat_and_have_every_column(void **state)
{
    tn_article_records article = hostile_article();
    tn_article_stats stats;
    FILE *out = memory();
    const char *key;
    json_t *value;

    (void)state;
    sample_stats(&stats, &article, &two_heads);
    assert_int_equal(tn_write_articles_begin(out, NULL), 0);
    for (int i = 0; i < 2; i++) {
        tn_buf line = { 0 };

        assert_int_equal(
            tn_write_articles_row(&line, i == 0, &article, &stats, &two_heads, "r1", NULL), 0);
        fwrite(line.data, 1, line.bytes, out);
        memmove(line.data, line.data + (i ? 2 : 1), line.bytes - (i ? 1 : 0));
        line.bytes -= i ? 2 : 1;
        json_decref(printed_alike(&line, 0));
    }
    assert_int_equal(tn_write_articles_end(out, NULL), 0);
    json_t *root = parsed(out), *row = json_array_get(root, 1);

    assert_int_equal(json_array_size(root), 2);
    assert_keys(
        row,
        "article_id title url published_at section target target_source file comments scored "
        "authors threads replies sentiment_mean sentiment_mean_low sentiment_mean_high "
        "sentiment_negative sentiment_negative_corrected sentiment_negative_shrunk "
        "sentiment_neutral sentiment_neutral_corrected sentiment_neutral_shrunk sentiment_positive "
        "sentiment_positive_corrected sentiment_positive_shrunk stance_against "
        "stance_against_corrected stance_against_shrunk stance_none stance_none_corrected "
        "stance_none_shrunk stance_favor stance_favor_corrected stance_favor_shrunk stance_mean "
        "reply_disagree reply_disagree_corrected reply_disagree_shrunk reply_neutral "
        "reply_neutral_corrected reply_neutral_shrunk reply_agree reply_agree_corrected "
        "reply_agree_shrunk sentiment_polarization sentiment_controversy stance_controversy "
        "thread_mean_depth thread_h_index thread_reciprocity half_life_seconds trend_slope_per_day "
        "trend_p_value authors_gini top_author_share mean_coverage mean_tokens "
        "sentiment_mean_shrunk sentiment_mean_shrunk_low sentiment_mean_shrunk_high "
        "sentiment_unusual_q stance_mean_shrunk stance_mean_shrunk_low stance_mean_shrunk_high "
        "stance_unusual_q flags results_id");
    json_object_foreach(row, key, value)
    {
        assert_false(json_is_array(value) || json_is_object(value));
    }
    assert_string_equal(json_string_value(json_object_get(row, "flags")),
                        "small stance_target_is_title");
    assert_true(json_is_null(json_object_get(row, "reply_agree")));
    assert_true(json_real_value(json_object_get(row, "sentiment_negative")) == 0.5);
    json_decref(root);
}

static void an_array_of_no_articles_is_an_array(void **state)
{
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_articles_begin(out, NULL), 0);
    assert_int_equal(tn_write_articles_end(out, NULL), 0);
    json_t *root = parsed(out);

    assert_int_equal(json_array_size(root), 0);
    json_decref(root);
}

/* ----------------------------------------------------------- the site */

#define N_SITE 14

static void rankings_are_ordered_and_ties_go_to_the_smaller_id(void **state)
{
    static char id[N_SITE][24];
    static tn_record record[N_SITE][TN_RANKING_MIN_SCORED];
    static tn_article_records article[N_SITE];
    static tn_article_stats stats[N_SITE];
    static const char *const comment_ids[] = { "1", "2", "3", "4", "5" };
    const tn_article_records *list[N_SITE];
    tn_rankings *ranked = tn_rankings_new();
    tn_site site;
    FILE *out = memory();

    (void)state;
    for (size_t a = 0; a < N_SITE; a++) {
        /* means in four groups; the last article has too few comments to be ranked by them */
        size_t n = a == N_SITE - 1 ? TN_RANKING_MIN_SCORED - 1 : TN_RANKING_MIN_SCORED;
        float p = (float)(a % 4) / 4.0F;

        snprintf(id[a], sizeof(id[a]), "a%02zu", a);
        for (size_t i = 0; i < n; i++) {
            record[a][i] = sample_record(comment_ids[i], NULL);
            sample_label(&record[a][i], TENOR_SENTIMENT, p, 0.0F, 1.0F - p);
        }
        article[a] = sample_article(id[a], record[a], n);
        list[a] = &article[a];
    }
    sample_site(&site, list, stats, N_SITE, &two_heads);
    for (size_t a = 0; a < N_SITE; a++) {
        assert_int_equal(tn_rankings_add(ranked, list[a], &stats[a], NULL), 0);
    }
    assert_int_equal(tn_write_site(out, &site.stats, ranked, NULL, &two_heads, "r1", NULL), 0);
    tn_rankings_free(ranked);
    tn_site_free(&site);
    json_t *root = parsed(out), *rankings = json_object_get(root, "rankings");
    json_t *negative = json_object_get(rankings, "most_negative"), *row;
    static const char *const wanted[] = { "a03", "a07", "a11", "a02", "a06",
                                          "a10", "a01", "a05", "a09", "a00" };
    size_t index;

    assert_keys(root, "schema results_id confidence articles suppressed_articles min_comments "
                      "comments sentiment stance reply "
                      "sentiment_by_stance terms rankings");
    assert_keys(rankings, "most_comments most_negative most_positive most_against most_in_favor "
                          "unusual_sentiment unusual_stance");
    assert_int_equal(json_array_size(negative), TN_RANKING_LENGTH);
    json_array_foreach(negative, index, row)
    {
        assert_keys(row,
                    "rank article_id title file comments scored sentiment_mean "
                    "sentiment_mean_shrunk sentiment_mean_shrunk_low sentiment_mean_shrunk_high "
                    "target stance_mean stance_mean_shrunk stance_mean_shrunk_low "
                    "stance_mean_shrunk_high");
        assert_string_equal(json_string_value(json_object_get(row, "article_id")), wanted[index]);
        assert_int_equal(json_integer_value(json_object_get(row, "rank")), (json_int_t)index + 1);
    }
    row = json_array_get(json_object_get(rankings, "most_comments"), 9);
    assert_string_equal(json_string_value(json_object_get(row, "article_id")), "a09");
    assert_int_equal(json_array_size(json_object_get(rankings, "most_against")), 0);
    json_decref(root);
}

/* --------------------------------------------------------- lines, fast */

static void assert_same_as_jansson(const char *bytes, size_t n)
{
    tn_buf out = { 0 };
    tn_line line;

    tn_line_begin(&line, &out, NULL);
    tn_line_text(&line, bytes, n);
    assert_int_equal(tn_line_end(&line), 0);
    assert_int_equal(fclose(as_file(&out)), 0);
    json_t *value = json_stringn(bytes, n);
    char *wanted = json_dumps(value, JSON_ENCODE_ANY);

    assert_non_null(wanted);
    assert_int_equal(text_bytes, strlen(wanted) + 1);
    assert_memory_equal(text, wanted, strlen(wanted));
    free(wanted);
    json_decref(value);
}

static void fast_strings_are_what_jansson_writes(void **state)
{
    static char large[20000];
    char c = 0;

    (void)state;
    for (int i = 0; i < 128; i++, c++) {
        assert_same_as_jansson(&c, 1);
    }
    assert_same_as_jansson("", 0);
    assert_same_as_jansson("a\0b", 3);
    assert_same_as_jansson(HOSTILE, sizeof(HOSTILE) - 1);
    assert_same_as_jansson("\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF\xF4\x8F\xBF\xBF", 13);
    for (size_t i = 0; i + 4 <= sizeof(large); i += 4) {
        memcpy(large + i, i % 3 ? "\xF0\x9F\x98\x80" : "\"\n\\x", 4);
    }
    assert_same_as_jansson(large, sizeof(large)); /* passes the buffer's end */
    assert_same_as_jansson(large, sizeof(large) - 8);
}

static void invalid_utf8_is_never_written(void **state)
{
    static const char bad[] = "a\xFF\xC3(\xED\xA0\x80\xF0\x9F\x98";
    tn_buf out = { 0 };
    tn_line line;

    (void)state;
    tn_line_begin(&line, &out, NULL);
    tn_line_puts(&line, "[");
    tn_line_text(&line, bad, sizeof(bad) - 1);
    tn_line_puts(&line, "]");
    assert_int_equal(tn_line_end(&line), 0);
    json_t *root = parsed(as_file(&out)); /* jansson is strict */

    assert_memory_equal(text, "[\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD", 12);
    json_decref(root);
}

static void assert_number(double x)
{
    tn_buf out = { 0 };
    tn_line line;
    char wanted[40];

    tn_line_begin(&line, &out, NULL);
    tn_line_real(&line, x);
    assert_int_equal(tn_line_end(&line), 0);
    assert_int_equal(fclose(as_file(&out)), 0);
    tn_format6(wanted, x);
    strcat(wanted, "\n");
    assert_string_equal(text, wanted);
}

static void fast_numbers_are_rounded_as_printf_does(void **state)
{
    static const double edges[] = { 0,         -0.0,     1,          -1,        0.5,
                                    0.1,       0.01,     0.001,      0.0009999, 0.99999949999,
                                    0.9999995, 0.999999, 0.1234565,  0.1234575, 0.12345650000001,
                                    0.0999999, 1e-5,     0.09999995, 1e300,     -0.25 };
    unsigned seed = 5;

    (void)state;
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        assert_number(edges[i]);
    }
    assert_number(NAN);
    assert_number(INFINITY);
    for (int i = 0; i < 20000; i++) {
        double x = (double)rand_r(&seed) / RAND_MAX;

        assert_number(i % 2 ? x : (double)(float)(x - 0.5) / (1 << (i % 12)));
        assert_number((double)(i * 2 + 1) * 5e-7); /* halves, where rounding is decided */
    }
}

static tenor_result scored_result(void)
{
    tenor_result result = { .coverage = 0.875, .n_tokens = 3 };

    result.head[TENOR_SENTIMENT] = (tenor_label){ .present = true,
                                                  .label = 0,
                                                  .n_classes = 3,
                                                  .p = { 0.7, 0.2000001, 0.1 },
                                                  .score = -0.6,
                                                  .decision = { 1.00000512, 0.25, -1.5e-7 },
                                                  .vote = 1 };
    result.head[TENOR_STANCE] = result.head[TENOR_SENTIMENT];
    result.head[TENOR_REPLY].label = result.head[TENOR_REPLY].vote = -1;
    return result;
}

static void write_scored(tn_buf *out, const tenor_result *result, bool decisions)
{
    tn_label_lines labels;

    assert_int_equal(tn_label_lines_make(&labels, &two_heads, NULL), 0);
    assert_int_equal(tn_write_score(out, tn_str("7"), (tenor_str){ 0 }, result, tn_str("Trams"),
                                    &labels, decisions, NULL),
                     0);
    tn_label_lines_free(&labels);
}

static void a_score_line_is_what_jansson_would_write(void **state)
{
    static const char wanted[] =
        "{\"id\":\"7\",\"article_id\":null,\"unscored\":null,"
        "\"sentiment\":{\"label\":\"negative\",\"score\":-0.6,"
        "\"p\":{\"negative\":0.7,\"neutral\":0.2,\"positive\":0.1}},"
        "\"stance\":{\"label\":\"against\",\"score\":-0.6,\"target\":\"Trams\","
        "\"p\":{\"against\":0.7,\"none\":0.2,\"favor\":0.1}},"
        "\"reply\":null,\"coverage\":0.875}\n";
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    write_scored(&out, &result, false);
    json_t *root = parsed(as_file(&out));
    char *dumped = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(6));

    assert_string_equal(text, wanted);
    assert_memory_equal(dumped, wanted, sizeof(wanted) - 2);
    free(dumped);
    json_decref(root);
}

static void decisions_are_written_on_request_with_more_digits(void **state)
{
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    write_scored(&out, &result, true);
    json_t *root = parsed(as_file(&out)), *head = json_object_get(root, "sentiment");

    assert_keys(head, "label score p decisions vote");
    assert_keys(json_object_get(head, "decisions"),
                "negative/neutral negative/positive neutral/positive");
    assert_true(json_real_value(json_object_get(json_object_get(head, "decisions"),
                                                "negative/neutral")) == 1.00000512);
    assert_string_equal(json_string_value(json_object_get(head, "vote")), "neutral");
    json_decref(root);
}

static void an_unscored_comment_has_its_reason_and_no_labels(void **state)
{
    tenor_result result = scored_result();
    tn_buf out = { 0 };

    (void)state;
    result.unscored = TENOR_UNSCORED_LOW_COVERAGE;
    write_scored(&out, &result, false);
    json_t *root = parsed(as_file(&out));

    assert_string_equal(json_string_value(json_object_get(root, "unscored")), "low_coverage");
    assert_true(json_is_null(json_object_get(root, "sentiment")));
    assert_true(json_is_null(json_object_get(root, "stance")));
    json_decref(root);
}

/* longer than a line's first buffer, and with what has to be escaped */
static void names_of_any_length_stand_in_lines(void **state)
{
    static char name[3][2000];
    tn_heads heads = { .n_classes = { [TENOR_REPLY] = 3 },
                       .class_name = { [TENOR_REPLY] = { name[0], name[1], name[2] } } };
    const double p[] = { 0.25, 0.5, 1e-300 };
    tn_label_lines labels;
    tn_buf out = { 0 };
    tn_line line;

    (void)state;
    for (int c = 0; c < 3; c++) {
        memset(name[c], c == 1 ? '"' : 'a' + c, sizeof(name[c]) - 1);
    }
    name[0][19] = '\0'; /* 48 bytes and what stands before it */
    assert_int_equal(tn_label_lines_make(&labels, &heads, NULL), 0);
    tn_line_begin(&line, &out, NULL);
    tn_line_puts(&line, "{\"id\":1");
    tn_line_no_label(&line, &labels, TENOR_STANCE);
    tn_line_label(&line, &labels, TENOR_REPLY, 1, -1.5);
    tn_line_probabilities(&line, &labels, TENOR_REPLY, 3, p);
    tn_line_puts(&line, "}}");
    assert_int_equal(tn_line_end(&line), 0);
    tn_label_lines_free(&labels);
    json_t *root = parsed(as_file(&out)), *head = json_object_get(root, "reply");

    assert_keys(root, "id stance reply");
    assert_string_equal(json_string_value(json_object_get(head, "label")), name[1]);
    assert_true(json_real_value(json_object_get(head, "score")) == -1.5);
    for (int c = 0; c < 3; c++) {
        json_t *value = json_object_get(json_object_get(head, "p"), name[c]);

        assert_true(json_real_value(value) == p[c]);
    }
    json_decref(root);
}

static void comment_lines_have_their_keys(void **state)
{
    tn_article_records article = hostile_article();
    tn_label_lines labels;

    (void)state;
    assert_int_equal(tn_label_lines_make(&labels, &two_heads, NULL), 0);
    for (size_t i = 0; i < article.n_records; i++) {
        const tn_record *record = &article.record[i];
        tn_buf out = { 0 };

        assert_int_equal(tn_write_comment_line(&out, &article, record, &labels, "r1", NULL), 0);
        json_t *root = parsed(as_file(&out));

        assert_keys(root, "id article_id parent_id created_at likes unscored coverage sentiment "
                          "stance reply results_id");
        assert_true(json_is_null(json_object_get(root, "sentiment")) == (record->unscored != 0));
        assert_true(json_is_null(json_object_get(root, "parent_id")) == !record->parent_id);
        assert_true(json_is_null(json_object_get(root, "created_at")) ==
                    (record->created_at_s == TENOR_NO_TIME));
        assert_six_digits(root);
        json_decref(root);
    }
    tn_label_lines_free(&labels);
}

/* ------------------------------------------------------ the run itself */

static char input_name[] = "in\n.ndjson", input_format[] = "ndjson";
static const tenor_summary summary = { .received = 10,
                                       .scored = 5,
                                       .unscored = { 0, 1, 0, 1, 0 },
                                       .duplicates = 2,
                                       .rejected = 1,
                                       .articles = 1 };
static const tenor_input_info input = { .name = input_name,
                                        .format = input_format,
                                        .digest = "00112233445566778899aabbccddeeff",
                                        .bytes = 1234567890123,
                                        .records = 10,
                                        .rejected = 1 };
static const tn_input_account input_account = { .scored = 6, .unscored = 1, .duplicates = 2 };
static const tn_model_identity model = { "sentiment-en", "sentiment", "abc" };

static tn_run_facts run_facts(void)
{
    return (tn_run_facts){ .run_id = "run",
                           .results_id = "r1",
                           .started_at_s = 1000,
                           .finished_at_s = 1010,
                           .read_and_score_s = 1.23456789,
                           .statistics_s = 0.5,
                           .write_s = NAN,
                           .summary = &summary,
                           .input = &input,
                           .account = &input_account,
                           .n_inputs = 1,
                           .model = &model,
                           .n_models = 1,
                           .threads = 2,
                           .keep = 2 };
}

static void the_manifest_accounts_for_every_record(void **state)
{
    tn_run_facts facts = run_facts();
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_manifest(out, &facts, NULL), 0);
    json_t *root = parsed(out), *first = json_array_get(json_object_get(root, "inputs"), 0);

    assert_keys(root, "schema results_id run_id tenor_version libraries started_at finished_at "
                      "models inputs accounting articles settings resources timings");
    assert_keys(json_object_get(root, "accounting"),
                "received stored scored unscored duplicates rejected suppressed");
    assert_keys(json_object_get(json_object_get(root, "accounting"), "unscored"),
                "empty deleted low_coverage no_words");
    assert_true(json_integer_value(json_object_get(first, "bytes")) == 1234567890123);
    assert_keys(first, "name format digest bytes records scored unscored duplicates rejected "
                       "suppressed repaired");
    assert_int_equal(json_integer_value(json_object_get(first, "duplicates")), 2);
    assert_true(json_is_null(json_object_get(json_object_get(root, "timings"), "write_s")));
    assert_six_digits(root);
    json_decref(root);
}

static void a_rejection_is_one_line(void **state)
{
    const tenor_rejection rejection = { "dump\xFF.ndjson", 0, "text is a number\nnot a string" };
    FILE *out = memory();

    (void)state;
    assert_int_equal(tn_write_rejection(out, &rejection, NULL), 0);
    json_t *root = parsed(out);

    assert_keys(root, "input line reason");
    assert_true(json_is_null(json_object_get(root, "line")));
    assert_ptr_equal(strchr(text, '\n'), text + text_bytes - 1);
    json_decref(root);
}

static void metrics_have_help_type_and_plain_numbers(void **state)
{
    tn_run_facts facts = run_facts();
    tn_site site;
    FILE *out = memory();
    char *line, *rest;
    size_t n_help = 0, n_type = 0, n_samples = 0;

    (void)state;
    sample_site(&site, NULL, NULL, 0, &two_heads);
    assert_int_equal(tn_write_metrics(out, &facts, &site.stats, &two_heads, NULL), 0);
    tn_site_free(&site);
    assert_int_equal(fclose(out), 0);
    for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "# HELP tenor_batch_", 19) == 0) {
            n_help++;
        } else if (strncmp(line, "# TYPE tenor_batch_", 19) == 0) {
            n_type++;
            assert_string_equal(strrchr(line, ' '), " gauge");
        } else {
            char *end;

            n_samples++;
            assert_memory_equal(line, "tenor_batch_", 12);
            assert_null(strstr(line, "_total"));
            assert_true(isfinite(strtod(strrchr(line, ' ') + 1, &end)));
            assert_int_equal(*end, '\0');
        }
    }
    assert_int_equal(n_help, n_type);
    assert_true(n_samples >= n_help - 2); /* of no comments there is neither share nor mean */
}

static void a_history_row_is_one_flat_line(void **state)
{
    tn_run_facts facts = run_facts();
    tn_site site;
    FILE *out = memory();
    const char *key;
    json_t *value;

    (void)state;
    sample_site(&site, NULL, NULL, 0, &two_heads);
    assert_int_equal(tn_write_history_row(out, &facts, &site.stats, NULL), 0);
    tn_site_free(&site);
    json_t *root = parsed(out);

    json_object_foreach(root, key, value)
    {
        assert_false(json_is_array(value) || json_is_object(value));
    }
    assert_int_equal(json_integer_value(json_object_get(root, "unscored")), 2);
    assert_true(json_is_null(json_object_get(root, "sentiment_mean")));
    assert_ptr_equal(strchr(text, '\n'), text + text_bytes - 1);
    json_decref(root);
}

static void a_full_disk_is_an_error(void **state)
{
    tn_run_facts facts = run_facts();
    tenor_error err = { 0 };
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    setvbuf(full, NULL, _IONBF, 0);
    assert_int_equal(tn_write_manifest(full, &facts, &err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, "No space left"));
    fclose(full);
}

static int release(void **state)
{
    (void)state;
    free(text);
    text = NULL;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_names_are_safe_unique_and_the_same_again),
        cmocka_unit_test(an_article_document_has_its_keys_and_text),
        cmocka_unit_test(an_article_without_comments_has_nulls_and_no_nan),
        cmocka_unit_test(rows_of_articles_are_flat_and_have_every_column),
        cmocka_unit_test(an_array_of_no_articles_is_an_array),
        cmocka_unit_test(rankings_are_ordered_and_ties_go_to_the_smaller_id),
        cmocka_unit_test(fast_strings_are_what_jansson_writes),
        cmocka_unit_test(invalid_utf8_is_never_written),
        cmocka_unit_test(fast_numbers_are_rounded_as_printf_does),
        cmocka_unit_test(a_score_line_is_what_jansson_would_write),
        cmocka_unit_test(decisions_are_written_on_request_with_more_digits),
        cmocka_unit_test(an_unscored_comment_has_its_reason_and_no_labels),
        cmocka_unit_test(names_of_any_length_stand_in_lines),
        cmocka_unit_test(comment_lines_have_their_keys),
        cmocka_unit_test(the_manifest_accounts_for_every_record),
        cmocka_unit_test(a_rejection_is_one_line),
        cmocka_unit_test(metrics_have_help_type_and_plain_numbers),
        cmocka_unit_test(a_history_row_is_one_flat_line),
        cmocka_unit_test(a_full_disk_is_an_error),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, release);
}
