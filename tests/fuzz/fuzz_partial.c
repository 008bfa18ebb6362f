/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_partial.c - partial results from elsewhere: an article's bytes, lines, manifests
 *
 * The first byte chooses the reader. What is read as an article is written and read again.
 */
#include "batch/spill/partial.h"
#include "batch/cluster/partial_line.h"
#include "batch/store/segment.h"
#include "batch/cluster/shard.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void begin_article(tn_article *article, tn_arena *arena)
{
    require(tn_article_init(article, arena, tn_str("a"), NULL) == 0);
}

/* the article piece by piece, read back into another one */
static void write_and_read(const tn_article *article, const tn_word_table *words)
{
    const tn_partial_source source = { .words = words };
    tn_word_table own_words = { 0 };
    tn_arena arena = { 0 };
    const tn_partial_sink sink = { .arena = &arena, .words = &own_words, .copies = true };
    tn_buf piece = { 0 }, scratch = { 0 };
    tn_article again;
    size_t next = 0;

    begin_article(&again, &arena);
    do {
        tn_buf_clear(&piece);
        require(tn_partial_write(&piece, article, &next, &tn_segment_form, &source, &scratch,
                                 NULL) == 0);
        require(tn_partial_read(&again, piece.data, piece.bytes, &tn_segment_form, &sink, NULL) ==
                0);
    } while (next < article->records.n_records);
    require(again.records.n_records == article->records.n_records);
    free(again.records.record);
    tn_buf_free(&piece);
    tn_buf_free(&scratch);
    tn_word_table_free(&own_words);
    tn_arena_free(&arena);
}

static void try_article(const char *data, size_t bytes)
{
    tn_word_table words = { 0 };
    tn_arena arena = { 0 };
    const tn_partial_sink sink = { .arena = &arena, .words = &words };
    tn_article article;

    begin_article(&article, &arena);
    if (tn_partial_read(&article, data, bytes, &tn_segment_form, &sink, NULL) == 0)
        write_and_read(&article, &words);
    free(article.records.record);
    tn_word_table_free(&words);
    tn_arena_free(&arena);
}

static void try_line(const char *data, size_t bytes)
{
    tn_partial_line line = { 0 };

    if (tn_partial_line_read(&line, (tenor_str){ data, bytes }, NULL) == 0)
        try_article(line.partial.data, line.partial.bytes);
    tn_partial_line_free(&line);
}

static void try_manifest(const char *data, size_t bytes)
{
    tn_shard_list list, again;
    char *text = NULL;

    if (tn_shard_read(&list, data, bytes, "input", NULL) == 0) {
        require(tn_shard_write(&text, &list, NULL) == 0);
        require(tn_shard_read(&again, text, strlen(text), "output", NULL) == 0);
        require(again.n_shards == list.n_shards && again.n_partitions == list.n_partitions);
        tn_shard_list_free(&again);
        free(text);
    }
    tn_shard_list_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const char *rest = (const char *)data + 1;

    if (bytes == 0)
        return 0;
    switch (data[0] % 3) {
    case 0:
        try_article(rest, bytes - 1);
        break;
    case 1:
        try_line(rest, bytes - 1);
        break;
    default:
        try_manifest(rest, bytes - 1);
    }
    return 0;
}
