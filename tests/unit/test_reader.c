/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_reader.c - inputs of every storage: plain, compressed, in archives, in folders
 */
#include "reader_helper.h"
#include "tenor_run.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>

static const char two_comments[] =
    "{\"article_id\":\"a\",\"id\":1,\"text\":\"The trams are late again\"}\n"
    "{\"article_id\":\"a\",\"id\":2,\"text\":\"Mine was on time\"}\n";

typedef int (*filter_fn)(struct archive *);

static void add_member(struct archive *a, const char *name, const char *text)
{
    struct archive_entry *entry = archive_entry_new();

    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)strlen(text));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(a, text, strlen(text)), strlen(text));
    archive_entry_free(entry);
}

static const char *write_stored(const char *file, filter_fn filter, bool tar, const char *text)
{
    struct archive *a = archive_write_new();
    const char *path = in_folder(file);

    assert_int_equal(filter(a), ARCHIVE_OK);
    assert_int_equal(tar ? archive_write_set_format_pax_restricted(a)
                         : archive_write_set_format_raw(a),
                     ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    add_member(a, tar ? "dump/day1.ndjson" : "data", text);
    if (tar) {
        add_member(a, "dump/._day1.ndjson", "not a comment");
        add_member(a, "dump/day2.csv", "article_id,id,text\nb,7,Two at once as always\nb,,oops\n");
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    return path;
}

static const filter_fn filters[] = { archive_write_add_filter_none, archive_write_add_filter_gzip,
                                     archive_write_add_filter_zstd, archive_write_add_filter_xz,
                                     archive_write_add_filter_bzip2 };
#define N_FILTERS (sizeof(filters) / sizeof(filters[0]))

static void every_compression_is_recognised_by_content(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_FILTERS; i++) {
        reading *r = read_path(write_stored("stored", filters[i], false, two_comments), NULL);

        assert_int_equal(r->rc, 0);
        assert_int_equal(r->n_comments, 2);
        assert_string_equal(r->comment[1].text, "Mine was on time");
        assert_string_equal(r->format[0], "ndjson");
        free_reading(r);
    }
}

static void every_format_is_read_compressed(void **state)
{
    (void)state;
    static const char *const fixtures[] = { "comments.ndjson", "comments.csv", "page.txt" };
    static const char *const formats[] = { "ndjson", "csv", "page" };

    for (size_t f = 0; f < 3; f++) {
        char path[128];
        tn_buf text = { 0 };
        reading *plain;

        snprintf(path, sizeof(path), FIXTURES "%s", fixtures[f]);
        assert_int_equal(tn_file_read(&text, path, 1 << 20, NULL), 0);
        plain = read_path(path, NULL);
        assert_int_equal(plain->rc, 0);
        assert_true(plain->n_comments >= 3);
        for (size_t i = 1; i < N_FILTERS; i++) {
            reading *r = read_path(write_stored("stored", filters[i], false, text.data), NULL);

            assert_int_equal(r->rc, 0);
            assert_string_equal(r->format[0], formats[f]);
            assert_int_equal(r->n_comments, plain->n_comments);
            assert_string_equal(r->comment[2].text, plain->comment[2].text);
            free_reading(r);
        }
        free_reading(plain);
        tn_buf_free(&text);
    }
}

static void members_of_a_tar_are_read_and_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_FILTERS; i++) {
        reading *r = read_path(write_stored("dump.tar", filters[i], true, two_comments), NULL);

        assert_int_equal(r->rc, 0);
        assert_int_equal(r->n_comments, 3);
        assert_string_equal(r->comment[2].text, "Two at once as always");
        assert_int_equal(r->n_inputs, 1);
        assert_string_equal(r->format[0], "mixed");
        assert_int_equal(r->info[0].records, 4);
        assert_int_equal(r->info[0].rejected, 1);
        assert_int_equal(r->rejected_line[0], 3);
        assert_non_null(strstr(r->rejected_input[0], "dump.tar:dump/day2.csv"));
        free_reading(r);
    }
}

static void digest_and_size_are_those_of_the_stored_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_FILTERS; i++) {
        const char *path = write_stored("dump", filters[i], i % 2 == 0, two_comments);
        reading *r = read_path(path, NULL);
        tn_buf stored = { 0 };
        char hex[33];

        assert_int_equal(tn_file_read(&stored, path, (size_t)1 << 30, NULL), 0);
        tn_digest_hex(tn_digest_of(stored.data, stored.bytes), hex);
        assert_string_equal(r->digest[0], hex);
        assert_int_equal(r->info[0].bytes, stored.bytes);
        tn_buf_free(&stored);
        free_reading(r);
    }
}

/* Enough text that does not compress well, so that lines come out before the cut. */
static char *long_text(size_t n_lines)
{
    tn_buf text = { 0 };
    uint64_t x = 1;

    for (size_t i = 0; i < n_lines; i++) {
        tn_buf_printf(&text, NULL, "{\"article_id\":\"a\",\"id\":%zu,\"text\":\"", i);
        for (int w = 0; w < 20; w++) {
            x = tn_mix(x, i);
            tn_buf_printf(&text, NULL, "%llx ", (unsigned long long)x);
        }
        tn_buf_puts(&text, "\"}\n", NULL);
    }
    return text.data;
}

static void truncated_compression_is_an_error_that_names_the_file(void **state)
{
    (void)state;
    char *text = long_text(2000);

    for (size_t i = 1; i < 4; i++) {
        const char *path = write_stored("cut", filters[i], false, text);
        struct stat status;
        reading *r;

        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(truncate(path, status.st_size - 1000), 0);
        r = read_path(path, NULL);
        assert_int_equal(r->rc, TENOR_ERR_INPUT);
        assert_message(r, "/cut: ");
        assert_non_null(strcasestr(r->err.message, "truncated"));
        assert_true(r->n_comments > 100);
        assert_int_equal(r->err.line_no, r->n_comments + 1);
        assert_message(r, ", line ");
        free_reading(r);
    }
    free(text);
}

static void an_error_is_final(void **state)
{
    (void)state;
    const char *paths[2];
    tenor_reader *reader;
    tenor_comment comment;
    tenor_error err = { 0 }, again = { 0 };
    char second[256];

    snprintf(second, sizeof(second), "%s", write_text("second", two_comments));
    paths[0] = write_text("first", "what is this");
    paths[1] = second;
    assert_int_equal(tenor_reader_open(&reader, paths, 2, NULL, &err), 0);
    assert_int_equal(tenor_reader_next(reader, &comment, &err), TENOR_ERR_INPUT);
    assert_int_equal(tenor_reader_next(reader, &comment, &again), TENOR_ERR_INPUT);
    assert_true(again.message[0] != '\0');
    tenor_reader_free(reader);
}

static void a_missing_path_fails_at_once(void **state)
{
    (void)state;
    reading *r = read_path("no/such/file.ndjson", NULL);

    assert_int_equal(r->rc, TENOR_ERR_IO);
    assert_string_equal(r->err.message,
                        "cannot open 'no/such/file.ndjson': No such file or directory");
    free_reading(r);
}

static void an_empty_file_is_an_input_without_records(void **state)
{
    (void)state;
    static const char *const nothing[] = { "", "\n", "  \r\n\n", "\xEF\xBB\xBF" };

    for (size_t i = 0; i < 4; i++) {
        reading *r = read_text(nothing[i], NULL);

        assert_int_equal(r->rc, 0);
        assert_int_equal(r->n_comments, 0);
        assert_int_equal(r->n_inputs, 1);
        assert_string_equal(r->format[0], "empty");
        assert_int_equal(r->info[0].records, 0);
        assert_int_equal(strlen(r->digest[0]), 32);
        free_reading(r);
    }
    reading *r =
        read_path(write_stored("empty.gz", archive_write_add_filter_gzip, false, ""), NULL);

    assert_int_equal(r->rc, 0);
    assert_string_equal(r->format[0], "empty");
    free_reading(r);
}

static void what_is_not_recognised_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const text[] = { "just a line of words\n", "[1, 2]",
                                        "<feed><entry>hi</entry></feed>", "name,age\nx,3\n" };
    static const char *const why[] = { "neither NDJSON", "no objects", "markup", "`text`" };

    for (size_t i = 0; i < 4; i++) {
        reading *r = read_text(text[i], NULL);

        assert_int_equal(r->rc, TENOR_ERR_INPUT);
        assert_message(r, why[i]);
        assert_message(r, "/input: ");
        free_reading(r);
    }
}

static void folders_are_read_in_order_of_names_without_hidden_files(void **state)
{
    (void)state;
    static const char *const files[] = { "f/b.ndjson", "f/a/z.ndjson", "f/a/B.ndjson",
                                         "f/.hidden",  "f/c",          "f/.git/x" };
    static const char *const order[] = { "/f/a/B.ndjson", "/f/a/z.ndjson", "/f/b.ndjson", "/f/c" };
    reading *r;

    assert_int_equal(tn_mkdirs(in_folder("f/a"), NULL), 0);
    assert_int_equal(tn_mkdirs(in_folder("f/.git"), NULL), 0);
    assert_int_equal(tn_mkdirs(in_folder("f/empty"), NULL), 0);
    for (size_t i = 0; i < 6; i++)
        write_text(files[i], two_comments);
    r = read_path(in_folder("f"), NULL);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_inputs, 4);
    assert_int_equal(r->n_comments, 8);
    for (size_t i = 0; i < 4; i++)
        assert_non_null(strstr(r->name[i], order[i]));
    free_reading(r);
}

static void standard_input_is_read_once(void **state)
{
    (void)state;
    const char *twice[] = { "-", "-" };
    int saved = dup(STDIN_FILENO);
    int file = open(write_text("piped", two_comments), O_RDONLY | O_CLOEXEC);
    reading *r;

    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    r = read_path("-", NULL);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(file);
    close(saved);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->name[0], "-");
    free_reading(r);

    r = read_paths(twice, 2, NULL);
    assert_int_equal(r->rc, TENOR_ERR_ARGUMENT);
    free_reading(r);
}

static void a_line_past_the_limit_is_rejected_and_reading_goes_on(void **state)
{
    (void)state;
    tenor_reader_options options;
    tn_buf text = { 0 };
    reading *r;

    tenor_reader_options_init(&options);
    options.max_record_bytes = 100;
    tn_buf_puts(&text, "{\"article_id\":\"a\",\"id\":1,\"text\":\"short\"}\n{\"text\":\"", NULL);
    for (int i = 0; i < 100000; i++)
        tn_buf_puts(&text, "and on ", NULL);
    tn_buf_puts(&text, "\"}\n{\"article_id\":\"a\",\"id\":2,\"text\":\"after\"}", NULL);
    r = read_text(text.data, &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2);
    assert_string_equal(r->comment[1].text, "after");
    assert_int_equal(r->comment[1].line_no, 3);
    assert_int_equal(r->n_rejected, 1);
    assert_int_equal(r->rejected_line[0], 2);
    assert_string_equal(r->rejected_reason[0], "the line is longer than 100 bytes");
    free_reading(r);
    tn_buf_free(&text);
}

static void assert_same_text(const char *a, const char *b)
{
    assert_true((a == NULL) == (b == NULL));
    if (a)
        assert_string_equal(a, b);
}

static void assert_same_comment(const read_comment *a, const read_comment *b)
{
    assert_same_text(a->article_id, b->article_id);
    assert_same_text(a->id, b->id);
    assert_same_text(a->text, b->text);
    assert_same_text(a->parent_id, b->parent_id);
    assert_same_text(a->author, b->author);
    assert_same_text(a->title, b->title);
    assert_same_text(a->url, b->url);
    assert_same_text(a->section, b->section);
    assert_same_text(a->target, b->target);
    assert_int_equal(a->created_at_s, b->created_at_s);
    assert_int_equal(a->updated_at_s, b->updated_at_s);
    assert_int_equal(a->published_at_s, b->published_at_s);
    assert_int_equal(a->captured_at_s, b->captured_at_s);
    assert_int_equal(a->likes, b->likes);
    assert_int_equal(a->deleted, b->deleted);
    assert_int_equal(a->has_article, b->has_article);
}

static void converted_comments_are_the_same_comments(void **state)
{
    (void)state;
    const char *paths[] = { FIXTURES "comments.ndjson", FIXTURES "comments.csv",
                            FIXTURES "socc.csv", FIXTURES "page.txt" };
    tenor_convert_options options;
    tenor_summary summary;
    tenor_error err = { 0 };
    FILE *out = fopen(in_folder("converted"), "wb");
    reading *before, *after;

    tenor_convert_options_init(&options);
    options.paths = paths;
    options.n_paths = 4;
    assert_non_null(out);
    assert_int_equal(tenor_convert_run(&options, out, &summary, &err), 0);
    assert_int_equal(fclose(out), 0);
    before = read_paths(paths, 4, NULL);
    after = read_path(in_folder("converted"), NULL);
    assert_int_equal(before->rc, 0);
    assert_int_equal(after->rc, 0);
    assert_int_equal(before->n_comments, 14);
    assert_int_equal(after->n_comments, 14);
    assert_int_equal(summary.received, 14);
    assert_int_equal(summary.rejected, 0);
    for (size_t i = 0; i < 14; i++)
        assert_same_comment(&before->comment[i], &after->comment[i]);
    free_reading(before);
    free_reading(after);
}

static void a_full_disk_is_told_when_converting(void **state)
{
    (void)state;
    const char *path = FIXTURES "comments.ndjson";
    tenor_convert_options options;
    tenor_error err = { 0 };
    FILE *out = fopen("/dev/full", "wb");

    assert_non_null(out);
    tenor_convert_options_init(&options);
    options.paths = &path;
    options.n_paths = 1;
    assert_int_equal(tenor_convert_run(&options, out, NULL, &err), TENOR_ERR_IO);
    fclose(out);
}

static void metadata_of_a_file_win_over_the_comments_own(void **state)
{
    (void)state;
    tenor_reader_options options;
    reading *r;

    tenor_reader_options_init(&options);
    options.articles = FIXTURES "articles.ndjson";
    r = read_path(FIXTURES "comments.ndjson", &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 4);
    assert_string_equal(r->comment[0].title, "Harbour bridge: the vote");
    assert_int_equal(r->comment[0].published_at_s, 1772433000);
    assert_string_equal(r->comment[0].target, "the new bridge");
    assert_string_equal(r->comment[1].title, "Harbour bridge: the vote");
    assert_true(r->comment[1].has_article);
    assert_string_equal(r->comment[3].target, "the number");
    assert_string_equal(r->comment[3].section, "Culture");
    free_reading(r);
}

static void a_bad_line_of_metadata_is_an_error(void **state)
{
    (void)state;
    tenor_reader_options options;
    char path[256];
    reading *r;

    tenor_reader_options_init(&options);
    options.articles = path;
    snprintf(path, sizeof(path), "%s",
             write_text("articles", "{\"id\":1}\n{\"id\":2,\"title\":3}\n"));
    r = read_path(FIXTURES "comments.ndjson", &options);
    assert_int_equal(r->rc, TENOR_ERR_INPUT);
    assert_message(r, "/articles:2: field `title` must be a string");
    free_reading(r);
}

static void real_debates_are_read_whole(void **state)
{
    (void)state;
    const char *path = "../shared/data/stance/arc_nyt.ndjson";
    tenor_reader_options options;
    reading *r;

    if (access(path, R_OK) != 0) {
        print_message("skipped: %s is not there\n", path);
        skip();
    }
    tenor_reader_options_init(&options);
    options.map = "article_id=article";
    r = read_path(path, &options);
    assert_int_equal(r->rc, 0);
    assert_int_equal(r->n_comments, 2983);
    assert_int_equal(r->n_rejected, 0);
    free_reading(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_compression_is_recognised_by_content),
        cmocka_unit_test(every_format_is_read_compressed),
        cmocka_unit_test(members_of_a_tar_are_read_and_named),
        cmocka_unit_test(digest_and_size_are_those_of_the_stored_bytes),
        cmocka_unit_test(truncated_compression_is_an_error_that_names_the_file),
        cmocka_unit_test(an_error_is_final),
        cmocka_unit_test(a_missing_path_fails_at_once),
        cmocka_unit_test(an_empty_file_is_an_input_without_records),
        cmocka_unit_test(what_is_not_recognised_is_refused_with_a_reason),
        cmocka_unit_test(folders_are_read_in_order_of_names_without_hidden_files),
        cmocka_unit_test(standard_input_is_read_once),
        cmocka_unit_test(a_line_past_the_limit_is_rejected_and_reading_goes_on),
        cmocka_unit_test(converted_comments_are_the_same_comments),
        cmocka_unit_test(a_full_disk_is_told_when_converting),
        cmocka_unit_test(metadata_of_a_file_win_over_the_comments_own),
        cmocka_unit_test(a_bad_line_of_metadata_is_an_error),
        cmocka_unit_test(real_debates_are_read_whole),
    };

    return cmocka_run_group_tests(tests, make_test_folder, remove_test_folder);
}
