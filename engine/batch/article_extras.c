/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_extras.c - what an article's document says besides figures: its words and its examples
 */
#include "batch/article_extras.h"

#include "text/excerpt.h"

static int add_excerpt(tn_extras_maker *maker, const tn_text_store *texts, tn_example *example,
                       tenor_error *err)
{
    tenor_str text;
    int rc;

    if ((rc = tn_text_of(&text, texts, example->record, &maker->text, err)) < 0 ||
        (rc = tn_excerpt(&maker->excerpt, text.data, text.bytes, err)) < 0)
        return rc;
    example->excerpt = tn_arena_copy(&maker->excerpts, maker->excerpt.data, maker->excerpt.bytes);
    return example->excerpt ? 0 : tn_no_memory(err);
}

static int add_excerpts(tn_extras_maker *maker, const tn_text_store *texts, tenor_error *err)
{
    int rc = 0;

    tn_arena_free(&maker->excerpts);
    for (int head = 0; head < TN_EXAMPLE_HEADS; head++) {
        for (int c = 0; c < TENOR_MAX_CLASSES; c++) {
            tn_example_list *const list[] = { &maker->examples.representative[head][c],
                                              &maker->examples.divisive[head][c] };

            for (int l = 0; l < 2; l++)
                for (int i = 0; rc == 0 && i < list[l]->n; i++)
                    rc = add_excerpt(maker, texts, &list[l]->example[i], err);
        }
    }
    return rc;
}

int tn_extras_make(tn_extras_maker *maker, const tn_extras_source *source,
                   const tn_article_records *article, const tn_heads *heads, tenor_error *err)
{
    int rc = tn_examples_of(&maker->examples, article, heads, err);

    if (rc < 0)
        return rc;
    maker->extras = (tn_article_extras){ .terms = source->words ? &maker->terms : NULL,
                                         .examples = &maker->examples };
    if (source->excerpts && (rc = add_excerpts(maker, source->texts, err)) < 0)
        return rc;
    return source->words ? tn_article_terms_of(&maker->terms, &maker->tally, source->words, article,
                                               heads, source->n_terms, err)
                         : 0;
}

void tn_extras_maker_free(tn_extras_maker *maker)
{
    tn_term_tally_free(&maker->tally);
    tn_buf_free(&maker->text);
    tn_buf_free(&maker->excerpt);
    tn_arena_free(&maker->excerpts);
    *maker = (tn_extras_maker){ 0 };
}
