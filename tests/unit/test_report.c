/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_report.c - the terminal report and inspect, on small results directories written here
 */
#include "folder_helper.h"
#include "json_output.h"

#include <gsl/gsl_errno.h>
#include <unistd.h>

#include "output/documents.h"
#include "output/report/report.h"

#define N_ARTICLES 5
#define N_COMMENTS 12

static const struct {
    const char *id, *title;
} made[N_ARTICLES] = {
    { "trams", "Should the old tram line through the harbour come back after forty years away?" },
    { "wide", "\xE6\x96\xB0\xE3\x81\x97\xE3\x81\x84\xE8\xB7\xAF\xE9\x9D\xA2\xE9\x9B\xBB\xE8\xBB\x8A"
              "\xE3\x81\xAE\xE8\xA8\x88\xE7\x94\xBB\xE3\x81\xAB\xE3\x81\xA4\xE3\x81\x84\xE3\x81\xA6"
              "\xE3\x81\xAE\xE8\xAD\xB0\xE8\xAB\x96\xE3\x81\xA8\xE6\x84\x8F\xE8\xA6\x8B" },
    { "marks", "Cafe\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81 \xF0\x9F\x91\xA9\xE2\x80\x8D"
               "\xF0\x9F\x9A\x80 open \xE2\x9D\xA4\xEF\xB8\x8F" },
    { "evil", "\033[31mred\033]0;owned\a \xE2\x80\xAE"
              "gnp.exe\xE2\x81\xA6\xC2\x9B"
              "2J\r\n\ttab" },
    { "../../escape\033[2J", NULL },
};

static tn_record record[N_ARTICLES][N_COMMENTS];
static tn_article_records article[N_ARTICLES];
static tn_article_stats stats[N_ARTICLES];
static char comment_id[N_COMMENTS][24];

/* ------------------------------------------------- a results directory */

static FILE *create(const char *name)
{
    char *path = path_of(name), *slash = strrchr(path, '/');

    *slash = '\0';
    assert_int_equal(tn_mkdirs(path, NULL), 0);
    *slash = '/';
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    free(path);
    return out;
}

static void make_articles(void)
{
    for (size_t a = 0; a < N_ARTICLES; a++) {
        for (size_t i = 0; i < N_COMMENTS; i++) {
            float p = (float)((i * 5 + a) % 10) / 10.0F;

            snprintf(comment_id[i], sizeof(comment_id[i]), "%zu", i);
            record[a][i] = sample_record(comment_id[i], i % 3 ? comment_id[i / 3] : NULL);
            record[a][i].created_at_s = 1700000000 + (int64_t)i * 3600;
            sample_label(&record[a][i], TENOR_SENTIMENT, p, 0.05F, 0.95F - p);
            sample_label(&record[a][i], TENOR_STANCE, 0.9F - p, 0.1F, p);
        }
        article[a] = sample_article(made[a].id, record[a], N_COMMENTS - a);
        article[a].info.title = made[a].title;
        article[a].target = a == 3 ? made[a].title : "Trams";
        article[a].target_source = a == 3 ? TENOR_TARGET_TITLE : TENOR_TARGET_ARTICLE;
        tn_records_deduplicate(&article[a]);
        sample_stats(&stats[a], &article[a], &two_heads);
    }
}

static void write_articles(const char *results_id)
{
    FILE *rows = create("runs/one/articles.json");
    FILE *lines = create("runs/one/comments.ndjson");

    assert_int_equal(tn_write_articles_begin(rows, NULL), 0);
    for (size_t a = 0; a < N_ARTICLES; a++) {
        char name[96], path[160];

        tn_article_file_name(name, article[a].id, article[a].id_bytes);
        snprintf(path, sizeof(path), "runs/one/articles/%s", name);
        FILE *out = create(path);
        tn_buf document = { 0 };

        assert_int_equal(
            tn_write_article(&document, &article[a], &stats[a], NULL, &two_heads, results_id, NULL),
            0);
        fwrite(document.data, 1, document.bytes, out);
        fclose(out);
        tn_buf_clear(&document);
        assert_int_equal(tn_write_articles_row(&document, a == 0, &article[a], &stats[a],
                                               &two_heads, results_id, NULL),
                         0);
        fwrite(document.data, 1, document.bytes, rows);
        tn_buf_free(&document);
        for (size_t i = 0; i < article[a].n_records; i++) {
            tn_buf line = { 0 };

            assert_int_equal(tn_write_comment_line(&line, &article[a], &article[a].record[i], 0,
                                                   NULL, &two_heads, results_id, NULL),
                             0);
            fwrite(line.data, 1, line.bytes, lines);
            tn_buf_free(&line);
        }
    }
    assert_int_equal(tn_write_articles_end(rows, NULL), 0);
    fclose(rows);
    fclose(lines);
}

static void write_site_and_manifest(const char *results_id)
{
    const tn_article_records *list[N_ARTICLES];
    const tn_model_identity model = { "sentiment\033[0m", "sentiment", "00" };
    tenor_summary summary = { .duplicates = 2, .rejected = 1, .articles = N_ARTICLES };
    tn_rankings *ranked = tn_rankings_new();
    tn_site site;

    for (size_t a = 0; a < N_ARTICLES; a++)
        list[a] = &article[a];
    sample_site(&site, list, stats, N_ARTICLES, &two_heads);
    for (size_t a = 0; a < N_ARTICLES; a++)
        assert_int_equal(tn_rankings_add(ranked, list[a], &stats[a], NULL), 0);
    summary.scored = site.stats.all.comments.scored;
    summary.received = summary.scored + 3;
    tn_run_metadata run = { .run_id = "one",
                            .results_id = results_id,
                            .summary = &summary,
                            .model = &model,
                            .n_models = 1 };
    FILE *out = create("runs/one/site.json");

    assert_int_equal(tn_write_site(out, &site.stats, ranked, NULL, &two_heads, results_id, NULL),
                     0);
    fclose(out);
    tn_rankings_free(ranked);
    for (int kind = 0; kind < TN_N_ROLLUPS; kind++) {
        char name[32] = "runs/one/";

        out = create(strcat(name, tn_rollup_file[kind]));
        assert_int_equal(
            tn_write_rollup(out, (tn_rollup_kind)kind, &site.rollups, &two_heads, results_id, NULL),
            0);
        fclose(out);
    }
    tn_site_free(&site);
    out = create("runs/one/manifest.json");
    assert_int_equal(tn_write_manifest(out, &run, NULL), 0);
    fclose(out);
    out = create("runs/one/rejected.ndjson");
    assert_int_equal(
        tn_write_rejection(
            out, &(tenor_rejection){ .input = "in", .line_no = 3, .reason = "not JSON" }, NULL),
        0);
    fclose(out);
}

static int write_results(void **state)
{
    (void)state;
    make_articles();
    write_articles("r1");
    write_site_and_manifest("r1");
    return 0;
}

static int begin(void **state)
{
    char *link;

    assert_int_equal(make_folder(state), 0);
    write_results(state);
    link = path_of("current");
    assert_int_equal(symlink("runs/one", link), 0);
    free(link);
    return 0;
}

static int end(void **state)
{
    release(state);
    return remove_folder(state);
}

/* -------------------------------------------------------------- report */

static int report(const char *article_id, int width, bool color, tenor_error *err)
{
    tenor_report_options options;
    FILE *out = memory();

    tenor_report_options_init(&options);
    options.results_dir = folder;
    options.article = article_id;
    options.width = width;
    options.color = color;
    int rc = tenor_report(&options, out, err);

    assert_int_equal(fclose(out), 0);
    return rc;
}

/* the fewest that the text fits into */
static int columns_of(const char *line, size_t bytes)
{
    int columns = 0;

    while (tn_cell_fit(line, bytes, columns) < bytes)
        columns++;
    return columns;
}

static void assert_fits(int width)
{
    const char *line = written;

    for (const char *c = written; *c; c++) {
        if (*c == '\n') {
            int columns = columns_of(line, (size_t)(c - line));

            if (columns > width)
                fail_msg("%d columns, not %d: %.*s", columns, width, (int)(c - line), line);
            line = c + 1;
        }
    }
    assert_string_equal(line, ""); /* the last line is ended */
}

static void assert_harmless(void)
{
    for (size_t i = 0; i < written_bytes; i++) {
        unsigned char c = (unsigned char)written[i];

        assert_true(c == '\n' || (c >= 0x20 && c != 0x7F));
        assert_false(c == 0xC2 && (unsigned char)written[i + 1] < 0xA0); /* C1 controls */
    }
    assert_null(strstr(written, "\xE2\x80\xAE"));
    assert_null(strstr(written, "\xE2\x81\xA6"));
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    const int widths[] = { 40, 41, 60, 80, 97, 120, 200 };

    (void)state;
    for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
        assert_int_equal(report(NULL, widths[w], false, NULL), 0);
        assert_fits(widths[w]);
        assert_harmless();
        for (size_t a = 0; a < N_ARTICLES; a++) {
            assert_int_equal(report(made[a].id, widths[w], false, NULL), 0);
            assert_fits(widths[w]);
            assert_harmless();
        }
    }
}

/* columns in front of a row's number of comments, which ends at the same place in every row */
static int columns_to(const char *line, const char *needle)
{
    const char *at = strstr(line, needle);

    assert_non_null(at);
    return columns_of(line, (size_t)(at - line));
}

static void rows_with_wide_letters_and_marks_stay_aligned(void **state)
{
    int wanted = -1, n = 0;
    char *line, *rest;

    (void)state;
    assert_int_equal(report(NULL, 120, false, NULL), 0);
    for (line = strtok_r(written, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strstr(line, "\xC2\xB1")) {
            int columns = columns_to(line, "\xC2\xB1");

            assert_true(wanted < 0 || columns == wanted);
            wanted = columns;
            n++;
        }
    }
    assert_int_equal(n, N_ARTICLES);
}

static void wide_terminals_show_more_columns(void **state)
{
    (void)state;
    assert_int_equal(report(NULL, 40, false, NULL), 0);
    assert_non_null(strstr(written, "sentiment"));
    assert_null(strstr(written, "scored\n"));
    assert_null(strstr(written, "fav%"));
    assert_int_equal(report(NULL, 80, false, NULL), 0);
    assert_non_null(strstr(written, "fav%"));
    assert_non_null(strstr(written, "flags"));
    assert_int_equal(report(NULL, 120, false, NULL), 0);
    assert_non_null(strstr(written, "scored"));
}

static void color_is_only_there_on_request(void **state)
{
    (void)state;
    assert_int_equal(report(NULL, 80, false, NULL), 0);
    assert_null(strchr(written, '\033'));
    assert_int_equal(report(NULL, 80, true, NULL), 0);
    assert_non_null(strstr(written, "\033[1m"));
    assert_null(strstr(written, "\033]"));
}

static void articles_without_a_title_show_their_id(void **state)
{
    (void)state;
    assert_int_equal(report(NULL, 80, false, NULL), 0);
    assert_non_null(strstr(written, "../../escape?[2J"));
}

static void an_article_page_has_shares_scores_and_the_table(void **state)
{
    (void)state;
    assert_int_equal(report("trams", 100, false, NULL), 0);
    assert_non_null(strstr(written, made[0].title));
    assert_non_null(strstr(written, "\nSentiment\n"));
    assert_non_null(strstr(written, "negative"));
    assert_non_null(strstr(written, "###"));
    assert_non_null(strstr(written, "mean "));
    assert_non_null(strstr(written, "Sentiment by stance"));
    assert_non_null(strstr(written, "chi-square"));
    assert_non_null(strstr(written, "2023-11-14"));
}

static void shares_that_are_not_calibrated_are_said_to_be_so(void **state)
{
    json_t *document = json_pack("{s:{s:b}, s:{s:b}, s:n}", "sentiment", "calibrated", 1, "stance",
                                 "calibrated", 0, "reply");

    (void)state;
    assert_false(tn_report_is_calibrated(document));
    json_object_set_new(json_object_get(document, "stance"), "calibrated", json_true());
    assert_true(tn_report_is_calibrated(document));
    json_decref(document);
    assert_int_equal(report(NULL, 80, false, NULL), 0);
    assert_non_null(strstr(written, "not calibrated for this site (tenor calibrate)"));
    assert_int_equal(report("trams", 80, false, NULL), 0);
    assert_non_null(strstr(written, "not calibrated for this site (tenor calibrate)"));
}

static void an_unknown_article_or_column_is_an_error(void **state)
{
    tenor_error err = { 0 };
    tenor_report_options options;

    (void)state;
    assert_int_equal(report("nobody", 80, false, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "no article 'nobody'"));
    assert_int_equal(written_bytes, 0);
    err = (tenor_error){ 0 };
    tenor_report_options_init(&options);
    options.results_dir = folder;
    options.sort = "beauty";
    FILE *out = fopen("/dev/null", "w");

    assert_int_equal(tenor_report(&options, out, &err), TENOR_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "no column 'beauty'"));
    fclose(out);
}

static void the_table_is_sorted_and_cut_on_request(void **state)
{
    tenor_report_options options;

    (void)state;
    FILE *out = memory();

    tenor_report_options_init(&options);
    options.results_dir = folder;
    options.sort = "article_id";
    options.top = 2;
    options.width = 120;
    assert_int_equal(tenor_report(&options, out, NULL), 0);
    fclose(out);
    assert_non_null(strstr(written, "and 3 more"));
    assert_true(strstr(written, "../../escape") < strstr(written, "owned"));
    assert_null(strstr(written, "tram line"));
}

/* --------------------------------------------------------------- cells */

static void text_is_cleaned_measured_and_cut(void **state)
{
    tn_buf out = { 0 };

    (void)state;
    assert_int_equal(tn_cell_clean(&out, " a \t\n b\0c\xFF", 10, NULL), 0);
    assert_string_equal(out.data, "a b?c\xEF\xBF\xBD");
    tn_buf_clear(&out);
    assert_int_equal(columns_of("\xE8\xB7\xAF"
                                "e\xCC\x81"
                                "x",
                                7),
                     4);
    assert_int_equal(tn_cell_pad(&out, "\xE8\xB7\xAF\xE8\xB7\xAF", 6, 4, false, NULL), 0);
    assert_string_equal(out.data, "\xE8\xB7\xAF\xE8\xB7\xAF");
    tn_buf_clear(&out);
    assert_int_equal(tn_cell_pad(&out, "\xE8\xB7\xAF\xE8\xB7\xAF", 6, 3, false, NULL), 0);
    assert_string_equal(out.data, "\xE8\xB7\xAF\xE2\x80\xA6");
    tn_buf_clear(&out);
    assert_int_equal(tn_cell_pad(&out, "\xE8\xB7\xAF\xE8\xB7\xAF\xE8\xB7\xAF", 9, 4, true, NULL),
                     0);
    assert_string_equal(out.data, " \xE8\xB7\xAF\xE2\x80\xA6");
    tn_buf_clear(&out);
    assert_int_equal(tn_cell_pad(&out, "12", 2, 5, true, NULL), 0);
    assert_string_equal(out.data, "   12");
    tn_buf_free(&out);
}

/* ------------------------------------------------------------- inspect */

static int inspect(tenor_error *err)
{
    FILE *out = memory();
    int rc = tn_results_inspect(folder, out, err);

    fclose(out);
    return rc;
}

static void whole_results_are_valid(void **state)
{
    tenor_error err = { 0 };
    char *run = path_of("runs/one");
    FILE *nowhere = fopen("/dev/null", "w");

    (void)state;
    assert_int_equal(inspect(&err), 0);
    assert_non_null(strstr(written, "valid\n"));
    assert_non_null(strstr(written, "50 lines")); /* comments.ndjson */
    assert_null(strchr(written, '\033'));
    assert_int_equal(tn_results_inspect(run, nowhere, &err), 0);
    free(run);
    fclose(nowhere);
}

static void assert_fault(const char *file, const char *content, const char *reason)
{
    tenor_error err = { 0 };
    FILE *out = create(file);

    fputs(content, out);
    fclose(out);
    assert_int_equal(inspect(&err), TENOR_ERR_INPUT);
    if (!strstr(err.message, reason))
        fail_msg("'%s' does not say '%s'", err.message, reason);
    assert_int_equal(write_results(NULL), 0);
}

static void damaged_results_are_found_out(void **state)
{
    char name[96], path[160];

    (void)state;
    tn_article_file_name(name, made[0].id, strlen(made[0].id));
    snprintf(path, sizeof(path), "runs/one/articles/%s", name);
    assert_fault("runs/one/site.json", "{\"schema\": \"tenor/si", "is not JSON");
    assert_fault("runs/one/site.json", "[]", "does not hold an object");
    assert_fault("runs/one/site.json", "{\"schema\": \"tenor/article/1\"}", "schema is");
    assert_fault("runs/one/targets.json", "{\"schema\": \"tenor/site/1\"}", "schema is");
    assert_fault("runs/one/sections.json",
                 "{\"schema\": \"tenor/rollup/1\", \"results_id\": \"r1\", \"sections\": []}",
                 "the sum of comments is 0");
    assert_fault("runs/one/periods.json",
                 "{\"schema\": \"tenor/rollup/1\", \"results_id\": \"r1\", \"periods\": [], "
                 "\"comments_without_time\": 1000}",
                 "more comments than the site");
    assert_fault("runs/one/articles.json", "[]", "articles is 5, not 0");
    assert_fault("runs/one/manifest.json", "{\"schema\": \"tenor/manifest/1\"}", "results_id");
    assert_fault("runs/one/rejected.ndjson", "", "the number of lines is 0, not 1");
    assert_fault("runs/one/comments.ndjson", "{\"results_id\": \"other\"}\n", "results_id is");
    assert_fault("runs/one/comments.ndjson", "{\n", "line 1 is not a JSON object");
    assert_fault(path, "{}", "schema is 'null'");
}

static void a_missing_article_file_is_found_out(void **state)
{
    char name[96], path[200];
    tenor_error err = { 0 };

    (void)state;
    tn_article_file_name(name, made[1].id, strlen(made[1].id));
    snprintf(path, sizeof(path), "%s/runs/one/articles/%s", folder, name);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(inspect(&err), TENOR_ERR_IO);
    assert_non_null(strstr(err.message, name));
    assert_int_equal(write_results(NULL), 0);
}

static void documents_of_two_runs_do_not_pass(void **state)
{
    tenor_error err = { 0 };

    (void)state;
    write_site_and_manifest("r2");
    assert_int_equal(inspect(&err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "results_id is 'r1', not 'r2'"));
    assert_int_equal(write_results(NULL), 0);
}

static void a_folder_without_results_is_no_results_directory(void **state)
{
    tenor_error err = { 0 };

    (void)state;
    assert_int_equal(tn_results_inspect("/", NULL, &err), TENOR_ERR_INPUT);
    assert_non_null(strstr(err.message, "not a results directory"));
    err = (tenor_error){ 0 };
    assert_int_equal(tn_results_inspect("/no/such/folder", NULL, &err), TENOR_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_line_is_wider_than_the_terminal),
        cmocka_unit_test(rows_with_wide_letters_and_marks_stay_aligned),
        cmocka_unit_test(wide_terminals_show_more_columns),
        cmocka_unit_test(color_is_only_there_on_request),
        cmocka_unit_test(articles_without_a_title_show_their_id),
        cmocka_unit_test(an_article_page_has_shares_scores_and_the_table),
        cmocka_unit_test(shares_that_are_not_calibrated_are_said_to_be_so),
        cmocka_unit_test(an_unknown_article_or_column_is_an_error),
        cmocka_unit_test(the_table_is_sorted_and_cut_on_request),
        cmocka_unit_test(text_is_cleaned_measured_and_cut),
        cmocka_unit_test(whole_results_are_valid),
        cmocka_unit_test(damaged_results_are_found_out),
        cmocka_unit_test(a_missing_article_file_is_found_out),
        cmocka_unit_test(documents_of_two_runs_do_not_pass),
        cmocka_unit_test(a_folder_without_results_is_no_results_directory),
    };

    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, begin, end);
}
