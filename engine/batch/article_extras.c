/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * article_extras.c - what documents say besides figures: words, examples, excerpts
 */
#include "batch/article_extras.h"

#include "model/target.h"
#include "text/excerpt.h"

#include <string.h>

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

/* of the pieces that count most those that speak for the label and stand in the excerpt: nothing
 * that it masks */
static void take_words(tn_comment_extras *out, int head, const tn_explanation *explanation,
                       tenor_str text)
{
    for (size_t p = 0; p < explanation->n_pieces; p++) {
        const tn_piece *piece = &explanation->piece[p];
        tenor_str word = { text.data + piece->start, piece->bytes };

        if (piece->listed && piece->weight > 0.0 &&
            memmem(out->excerpt.data, out->excerpt.bytes, word.data, word.bytes))
            out->word[head][out->n_words[head]++] = word;
    }
}

int tn_extras_of_comment(tn_extras_maker *maker, const tn_extras_source *source,
                         const tn_article_records *article, const tn_record *record,
                         const tn_heads *heads, tenor_error *err)
{
    tn_comment_extras *out = &maker->comment;
    tn_explanation *explanation = &maker->explanation;
    tenor_str text, target = { article->target, article->target ? strlen(article->target) : 0 };
    int rc;

    *out = (tn_comment_extras){ 0 };
    if (record->unscored == TENOR_UNSCORED_DELETED)
        return 0;
    if ((rc = tn_text_of(&text, source->texts, record, &maker->text, err)) < 0 || !text.data)
        return rc;
    if ((rc = tn_excerpt(&maker->excerpt, text.data, text.bytes, err)) < 0)
        return rc;
    out->excerpt =
        (tenor_str){ maker->excerpt.data ? maker->excerpt.data : "", maker->excerpt.bytes };
    if (!maker->explainer && (rc = tn_explainer_new(&maker->explainer, source->engine, err)) < 0)
        return rc;
    for (int head = 0; head < TN_EXAMPLE_HEADS; head++) {
        tenor_label label = { .label = tn_record_class(record, head, heads->n_classes[head]),
                              .part = record->part[head] };
        bool aimed = head == TENOR_STANCE || tn_is_topic(article->target_source);

        if (label.label < 0)
            continue;
        rc = tn_explain(maker->explainer, head, &label, text, aimed ? target : (tenor_str){ 0 },
                        explanation, err);
        /* "of" and "the" only where nothing else speaks for the label */
        for (int pass = 0; rc == 0 && pass < 2 && out->n_words[head] == 0; pass++) {
            rc = tn_explanation_list(explanation, TN_MAX_DECIDING, pass == 0, err);
            if (rc == 0)
                take_words(out, head, explanation, text);
        }
        if (rc < 0)
            return rc;
    }
    return 0;
}

void tn_extras_maker_free(tn_extras_maker *maker)
{
    tn_explainer_free(maker->explainer);
    tn_explanation_free(&maker->explanation);
    tn_term_tally_free(&maker->tally);
    tn_buf_free(&maker->text);
    tn_buf_free(&maker->excerpt);
    tn_arena_free(&maker->excerpts);
    *maker = (tn_extras_maker){ 0 };
}
