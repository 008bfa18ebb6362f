/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_page.c - an explained comment for people: a line a piece, with its weight and a bar
 */
#include "output/explain.h"
#include "output/report/report.h"
#include "text/target.h"

#include <math.h>

#define MIN_WIDTH      40
#define MAX_WIDTH      200
#define INDENT         2
#define WEIGHT_COLUMNS 8
#define SHARE_COLUMNS  38 /* of the families: room for three */
#define ONE_LINE_WIDTH 76 /* narrower pages have the families on lines of their own */

typedef struct {
    tn_page page;
    int text_columns; /* of a piece, with its indentation */
    int half_bar;     /* columns on each side of the bar's middle */
    bool has_column;  /* of the families */
    int shares_at;    /* their first column */
    double longest;   /* weight of the longest bar */
} table;

static void table_init(table *t, int width, bool color, tenor_error *err)
{
    *t = (table){ .page = { .width = width, .color = color, .err = err } };
    t->page.width = width < MIN_WIDTH ? MIN_WIDTH : width > MAX_WIDTH ? MAX_WIDTH : width;
    t->has_column = t->page.width >= ONE_LINE_WIDTH;
    t->text_columns = t->page.width * 2 / 9;
    if (t->has_column)
        t->half_bar = (t->page.width - t->text_columns - WEIGHT_COLUMNS - SHARE_COLUMNS - 4) / 2;
    else
        t->half_bar = (t->page.width - t->text_columns - WEIGHT_COLUMNS - 4) / 2;
    t->shares_at =
        t->has_column ? t->text_columns + WEIGHT_COLUMNS + 2 * t->half_bar + 4 : 2 * INDENT;
}

/* "+0.123", and no minus before nothing */
static const char *shown_weight(char out[TN_SHOWN_BYTES], double weight)
{
    snprintf(out, TN_SHOWN_BYTES, "%+.3f", fabs(weight) < 0.0005 ? 0.0 : weight);
    return out;
}

/* ---------------------------------------------------------------- one line */

static void bar(table *t, double weight)
{
    int columns = t->longest > 0.0 ? (int)lround(fabs(weight) / t->longest * t->half_bar) : 0;
    int left = weight < 0 ? columns : 0, right = columns - left;

    tn_page_printf(&t->page, "%*s", t->half_bar - left, "");
    tn_page_style(&t->page, columns == 0 ? TN_FAINT : left ? TN_RED : TN_GREEN);
    for (int i = 0; i < left; i++)
        tn_page_printf(&t->page, "#");
    tn_page_printf(&t->page, "|");
    for (int i = 0; i < right; i++)
        tn_page_printf(&t->page, "#");
    tn_page_style(&t->page, NULL);
    tn_page_printf(&t->page, "%*s", t->half_bar - right + 1, "");
}

/* name, weight and bar */
static void weighed(table *t, tenor_str name, int indent, double weight)
{
    char shown[TN_SHOWN_BYTES];
    tn_buf clean = { 0 };
    tn_page *page = &t->page;

    tn_page_printf(page, "%*s", indent, "");
    if (page->rc == 0)
        page->rc = tn_cell_clean(&clean, name.data, name.bytes, page->err);
    if (page->rc == 0) {
        page->rc = tn_cell_pad(&page->text, clean.data ? clean.data : "", clean.bytes,
                               t->text_columns - indent, false, page->err);
    }
    tn_page_printf(page, "%*s  ", WEIGHT_COLUMNS, shown_weight(shown, weight));
    bar(t, weight);
    tn_buf_free(&clean);
}

/* "word +0.120" and so on, as many a line as there is room for */
static void shares(table *t, const tn_piece *piece)
{
    int at = t->has_column ? t->shares_at : t->page.width;

    for (size_t i = 0; i < piece->n_shares; i++) {
        const tn_family_share *share = &piece->share[i];
        char shown[TN_SHOWN_BYTES], text[64];
        int columns = snprintf(text, sizeof(text), "%s%s %s", tn_family_name(share->family),
                               share->of_domain ? "*" : "", shown_weight(shown, share->sum.weight));

        if (at + columns > t->page.width && (i > 0 || !t->has_column)) {
            tn_page_end_line(&t->page);
            tn_page_printf(&t->page, "%*s", t->shares_at, "");
            at = t->shares_at;
        }
        tn_page_printf(&t->page, "%s  ", text);
        at += columns + 2;
    }
    tn_page_end_line(&t->page);
}

static void named(table *t, const char *name, double weight)
{
    weighed(t, tn_str(name), INDENT, weight);
    tn_page_end_line(&t->page);
}

/* --------------------------------------------------------------- the parts */

static void find_longest(table *t, const tn_explanation *e)
{
    t->longest = fabs(e->bias.weight);
    for (int k = 0; k < e->n_dense; k++)
        t->longest = fmax(t->longest, fabs(e->dense[k].sum.weight));
    for (size_t p = 0; p < e->n_pieces; p++)
        if (e->piece[p].listed)
            t->longest = fmax(t->longest, fabs(e->piece[p].weight));
    t->longest = fmax(t->longest, fabs(e->unlisted_weight));
}

static void pieces(table *t, const tn_explained *x, const tn_explanation *e)
{
    for (size_t p = 0; p < e->n_pieces; p++) {
        const tn_piece *piece = &e->piece[p];

        if (!piece->listed)
            continue;
        weighed(t, (tenor_str){ x->text.data + piece->start, piece->bytes },
                piece->family == TN_FAMILY_WORD ? INDENT : 2 * INDENT, piece->weight);
        shares(t, piece);
    }
}

static void rest(table *t, const tn_explanation *e)
{
    char text[64], shown[TN_SHOWN_BYTES];

    if (e->n_unlisted > 0) {
        snprintf(text, sizeof(text), "(%zu more)", e->n_unlisted);
        named(t, text, e->unlisted_weight);
    }
    for (int k = 0; k < e->n_dense; k++)
        named(t, e->dense[k].name, e->dense[k].sum.weight);
    named(t, "bias", e->bias.weight);
    tn_page_style(&t->page, TN_BOLD);
    tn_page_printf(&t->page, "%*s%-*s%*s", INDENT, "", t->text_columns - INDENT, "sum",
                   WEIGHT_COLUMNS, shown_weight(shown, e->total.weight));
    tn_page_style(&t->page, NULL);
    tn_page_printf(&t->page, "\n");
}

/* "negative (negative 0.81, neutral 0.12, positive 0.07)" */
static void label_line(table *t, const tn_explained *x, int head)
{
    const tenor_label *label = &x->result->head[head];
    const char *const *names = x->heads->class_name[head];
    char text[256];
    int used = snprintf(text, sizeof(text), "%.40s (", names[label->label]);

    for (int c = 0; c < label->n_classes; c++) {
        used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%.40s %.3f", c ? ", " : "",
                         names[c], label->p[c]);
    }
    snprintf(text + used, sizeof(text) - (size_t)used, ")");
    tn_page_style(&t->page, TN_BOLD);
    tn_page_field(&t->page, tenor_head_name(head), text);
    tn_page_style(&t->page, NULL);
}

static void clean_field(tn_page *page, const char *name, tenor_str text)
{
    tn_buf clean = { 0 };

    if (text.data && page->rc == 0) {
        page->rc = tn_cell_clean(&clean, text.data, text.bytes, page->err);
        tn_page_field(page, name, clean.data);
    }
    tn_buf_free(&clean);
}

static const char *absent_reason(const tn_explained *x, int head)
{
    if (head == TENOR_STANCE)
        return "no target to take a stance toward";
    return x->parent_text.data ? "the parent has too few words that the model knows"
                               : "no parent to reply to";
}

static void one_head(table *t, const tn_explained *x, int head)
{
    const tn_explanation *e = &x->explanation[head];

    if (!x->asked[head] || (x->heads->n_classes[head] == 0))
        return;
    tn_page_printf(&t->page, "\n");
    if (!x->result->head[head].present) {
        tn_page_field(&t->page, tenor_head_name(head), absent_reason(x, head));
        return;
    }
    find_longest(t, e);
    label_line(t, x, head);
    if (head == TENOR_STANCE)
        clean_field(&t->page, "target", tn_target_name(x->target));
    pieces(t, x, e);
    rest(t, e);
}

static void why_unscored(tn_page *page, const tenor_result *result)
{
    static const char *const reasons[TENOR_N_UNSCORED] = {
        [TENOR_UNSCORED_EMPTY] = "empty: there is no text",
        [TENOR_UNSCORED_DELETED] = "deleted: it is marked as deleted at the source",
        [TENOR_UNSCORED_NO_WORDS] = "no_words: nothing but addresses, numbers or punctuation",
    };
    char text[128];

    if (result->unscored == TENOR_UNSCORED_LOW_COVERAGE) {
        snprintf(text, sizeof(text),
                 "low_coverage: the model knows %.0f%% of the words; another language, or noise",
                 result->coverage * 100.0);
        tn_page_field(page, "unscored", text);
    } else {
        tn_page_field(page, "unscored", reasons[result->unscored]);
    }
}

static void headline(tn_page *page, const tn_explained *x)
{
    tn_page_style(page, TN_BOLD);
    clean_field(page, "comment", x->id);
    tn_page_style(page, NULL);
    clean_field(page, "article", x->article_id);
    clean_field(page, "text", x->text);
    clean_field(page, "parent", x->parent_text);
}

static int write_page(tn_page *page, FILE *out)
{
    if (page->rc == 0)
        page->rc = tn_stream_write(out, &page->text, page->err);
    tn_buf_free(&page->text);
    return page->rc;
}

int tn_write_explained_page(FILE *out, const tn_explained *x, int width, bool color,
                            tenor_error *err)
{
    table t;

    table_init(&t, width, color, err);
    headline(&t.page, x);
    if (x->result->unscored != TENOR_SCORED)
        why_unscored(&t.page, x->result);
    for (int head = 0; head < TENOR_N_HEADS && x->result->unscored == TENOR_SCORED; head++)
        one_head(&t, x, head);
    tn_page_rule(&t.page);
    return write_page(&t.page, out);
}

int tn_write_explained_legend(FILE *out, int width, bool color, tenor_error *err)
{
    table t;

    table_init(&t, width, color, err);
    tn_page_style(&t.page, TN_FAINT);
    tn_page_field(&t.page, "weights",
                  "+ speaks for the label, - against it, in all pairs of classes it is part of. "
                  "The sum is that of the pairs' decision values.");
    tn_page_field(&t.page, "families",
                  "word; negated: besides, where a negation reaches it; bigram: two tokens in a "
                  "row; opener: the first token; *: as learnt for this target alone.");
    tn_page_style(&t.page, NULL);
    return write_page(&t.page, out);
}
