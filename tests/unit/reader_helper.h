/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader_helper.h - what the tests of the ingest room share: reading a whole
 * input into memory, and writing inputs into a folder of their own
 */
#ifndef READER_HELPER_H
#define READER_HELPER_H

#include "base/base.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURES     "tests/fixtures/ingest/"
#define MAX_READ     4096
#define MAX_REJECTED 64

typedef struct {
    char *article_id, *id, *text, *parent_id, *author, *parent_text; /* NULL if absent */
    char *title, *url, *section, *target;
    char *label, *row_target, *split;
    int64_t created_at_s, updated_at_s, published_at_s, captured_at_s, likes, line_no;
    bool deleted, has_article;
} read_comment;

typedef struct {
    int rc; /* what the last call gave */
    tenor_error err;
    read_comment *comment;
    size_t n_comments;
    size_t n_rejected;
    int64_t rejected_line[MAX_REJECTED];
    char rejected_reason[MAX_REJECTED][256];
    char rejected_input[MAX_REJECTED][256];
    size_t n_inputs;
    char name[16][256];
    char format[16][16];
    char digest[16][33];
    tenor_input_info info[16]; /* numbers only */
} reading;

static inline char *copy_str(tenor_str s)
{
    return s.data ? tn_strndup(s.data, s.bytes) : NULL;
}

static inline void note_rejection(void *user, const tenor_rejection *rejection)
{
    reading *r = user;

    assert_true(r->n_rejected < MAX_REJECTED);
    r->rejected_line[r->n_rejected] = rejection->line_no;
    snprintf(r->rejected_reason[r->n_rejected], 256, "%s", rejection->reason);
    snprintf(r->rejected_input[r->n_rejected], 256, "%s", rejection->input);
    r->n_rejected++;
}

static inline void note_comment(reading *r, const tenor_reader *reader, const tenor_comment *c)
{
    read_comment *copy = &r->comment[r->n_comments++];
    tenor_str label, target, split;

    assert_true(r->n_comments < MAX_READ);
    tenor_reader_labels(reader, &label, &target, &split);
    *copy = (read_comment){
        .article_id = copy_str(c->article_id),
        .id = copy_str(c->id),
        .text = copy_str(c->text),
        .parent_id = copy_str(c->parent_id),
        .author = copy_str(c->author),
        .parent_text = copy_str(c->parent_text),
        .title = copy_str(c->article.title),
        .url = copy_str(c->article.url),
        .section = copy_str(c->article.section),
        .target = copy_str(c->article.target),
        .label = copy_str(label),
        .row_target = copy_str(target),
        .split = copy_str(split),
        .created_at_s = c->created_at_s,
        .updated_at_s = c->updated_at_s,
        .published_at_s = c->article.published_at_s,
        .captured_at_s = c->article.captured_at_s,
        .likes = c->likes,
        .deleted = c->deleted,
        .has_article = c->has_article,
    };
    tenor_reader_position(reader, &copy->line_no);
}

static inline void note_inputs(reading *r, const tenor_reader *reader)
{
    const tenor_input_info *info = tenor_reader_inputs(reader, &r->n_inputs);

    assert_true(r->n_inputs <= 16);
    for (size_t i = 0; i < r->n_inputs; i++) {
        snprintf(r->name[i], 256, "%s", info[i].name);
        snprintf(r->format[i], 16, "%s", info[i].format);
        snprintf(r->digest[i], 33, "%s", info[i].digest);
        r->info[i] = info[i];
    }
}

/* Read everything; options may be NULL. Release with free_reading. */
static inline reading *read_paths(const char *const *paths, size_t n_paths,
                                  const tenor_reader_options *options)
{
    reading *r = tn_alloc(1, sizeof(*r));
    tenor_reader_options own;
    tenor_reader *reader = NULL;
    tenor_comment comment;

    assert_non_null(r);
    r->comment = tn_alloc(MAX_READ, sizeof(*r->comment));
    assert_non_null(r->comment);
    tenor_reader_options_init(&own);
    if (options)
        own = *options;
    own.on_rejected = note_rejection;
    own.rejected_user = r;
    r->rc = tenor_reader_open(&reader, paths, n_paths, &own, &r->err);
    if (r->rc < 0) {
        assert_null(reader);
        return r;
    }
    while ((r->rc = tenor_reader_next(reader, &comment, &r->err)) > 0)
        note_comment(r, reader, &comment);
    note_inputs(r, reader);
    tenor_reader_free(reader);
    return r;
}

static inline reading *read_path(const char *path, const tenor_reader_options *options)
{
    return read_paths(&path, 1, options);
}

static inline void free_reading(reading *r)
{
    for (size_t i = 0; i < r->n_comments; i++) {
        read_comment *c = &r->comment[i];
        char *texts[] = { c->article_id,  c->id,         c->text, c->parent_id, c->author,
                          c->parent_text, c->title,      c->url,  c->section,   c->target,
                          c->label,       c->row_target, c->split };

        for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++)
            free(texts[t]);
    }
    free(r->comment);
    free(r);
}

/* ---------------------------------------------------- a folder for a test */

static char test_folder[64];

static inline int make_test_folder(void **state)
{
    (void)state;
    snprintf(test_folder, sizeof(test_folder), "/tmp/tenor-test-XXXXXX");
    return mkdtemp(test_folder) ? 0 : -1;
}

static inline int remove_test_folder(void **state)
{
    (void)state;
    return tn_remove_tree(test_folder, NULL);
}

/* Static storage, until the next call. */
static inline const char *in_folder(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/%s", test_folder, name);
    return path;
}

static inline const char *write_bytes(const char *name, const void *data, size_t bytes)
{
    const char *path = in_folder(name);
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, bytes, out), bytes);
    assert_int_equal(fclose(out), 0);
    return path;
}

static inline const char *write_text(const char *name, const char *text)
{
    return write_bytes(name, text, strlen(text));
}

/* Read `text` as a file of its own. */
static inline reading *read_text(const char *text, const tenor_reader_options *options)
{
    return read_path(write_text("input", text), options);
}

static inline void assert_message(const reading *r, const char *part)
{
    if (!strstr(r->err.message, part))
        fail_msg("'%s' is not in '%s'", part, r->err.message);
    assert_null(strchr(r->err.message, '\n'));
}

#endif
