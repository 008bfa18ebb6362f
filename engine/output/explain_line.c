/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_line.c - an explained comment as a line of JSON
 */
#include "output/explain.h"
#include "output/line.h"
#include "text/target.h"

#include <errno.h>
#include <string.h>

static const char *const mark_names[] = { "negated", "caps", "elongated" };

static void text_member(tn_line *line, const char *name, tenor_str text)
{
    tn_line_key(line, name);
    tn_line_text(line, text.data, text.bytes);
}

static void name_member(tn_line *line, const char *name, const char *value)
{
    text_member(line, name, tn_str(value));
}

static void real_member(tn_line *line, const char *name, double value)
{
    tn_line_key(line, name);
    tn_line_real(line, value);
}

static void flag_member(tn_line *line, const char *name, bool value)
{
    tn_line_key(line, name);
    tn_line_puts(line, value ? "true" : "false");
}

/* ------------------------------------------------------------- the pieces */

static void marks(tn_line *line, int bits)
{
    bool first = true;

    tn_line_key(line, "marks");
    tn_line_puts(line, "[");
    for (int mark = 0; mark < 3; mark++) {
        if (bits & (1 << mark)) {
            tn_line_puts(line, first ? "" : ",");
            tn_line_text(line, mark_names[mark], strlen(mark_names[mark]));
            first = false;
        }
    }
    tn_line_puts(line, "]");
}

static void families(tn_line *line, const tn_piece *piece)
{
    tn_line_key(line, "families");
    tn_line_puts(line, "[");
    for (size_t i = 0; i < piece->n_shares; i++) {
        const tn_family_share *share = &piece->share[i];
        const char *name = tn_family_name(share->family);

        tn_line_puts(line, i ? ",{\"family\":" : "{\"family\":");
        tn_line_text(line, name, strlen(name));
        flag_member(line, "of_domain", share->of_domain);
        real_member(line, "weight", share->sum.weight);
        tn_line_puts(line, "}");
    }
    tn_line_puts(line, "]");
}

static void one_piece(tn_line *line, const tn_explained *x, const tn_explanation *e,
                      const tn_piece *piece)
{
    bool is_token = piece->family == TN_FAMILY_WORD;

    tn_line_puts(line, "{\"start\":");
    tn_line_integer(line, piece->start);
    tn_line_key(line, "bytes");
    tn_line_integer(line, piece->bytes);
    text_member(line, "text", (tenor_str){ x->text.data + piece->start, piece->bytes });
    text_member(line, "form", (tenor_str){ tn_piece_form(e, piece), piece->form_bytes });
    name_member(line, "kind", is_token ? tn_kind_name(piece->kind) : tn_family_name(piece->family));
    if (is_token) {
        marks(line, piece->marks);
        flag_member(line, "known", piece->known);
    }
    real_member(line, "weight", piece->weight);
    families(line, piece);
    tn_line_puts(line, "}");
}

static void pieces(tn_line *line, const tn_explained *x, const tn_explanation *e)
{
    bool first = true;

    tn_line_key(line, "pieces");
    tn_line_puts(line, "[");
    for (size_t p = 0; p < e->n_pieces; p++) {
        if (e->piece[p].listed) {
            tn_line_puts(line, first ? "" : ",");
            one_piece(line, x, e, &e->piece[p]);
            first = false;
        }
    }
    tn_line_puts(line, "]");
    tn_line_key(line, "unlisted");
    tn_line_puts(line, "{\"count\":");
    tn_line_integer(line, (int64_t)e->n_unlisted);
    real_member(line, "weight", e->unlisted_weight);
    tn_line_puts(line, "}");
}

/* -------------------------------------------------------------- the heads */

static void dense(tn_line *line, const tn_explanation *e)
{
    tn_line_key(line, "dense");
    tn_line_puts(line, "[");
    for (int k = 0; k < e->n_dense; k++) {
        tn_line_puts(line, k ? ",{\"name\":" : "{\"name\":");
        tn_line_text(line, e->dense[k].name, strlen(e->dense[k].name));
        real_member(line, "value", e->dense[k].value);
        real_member(line, "weight", e->dense[k].sum.weight);
        tn_line_puts(line, "}");
    }
    tn_line_puts(line, "]");
}

static void one_head(tn_line *line, const tn_explained *x, int head)
{
    const tenor_label *label = &x->result->head[head];
    const tn_explanation *e = &x->explanation[head];

    if (!label->present) {
        tn_line_no_label(line, x->labels, head);
        return;
    }
    tn_line_label(line, x->labels, head, label->label, label->score);
    if (head == TENOR_STANCE)
        text_member(line, "target", tn_target_name(x->target));
    tn_line_probabilities(line, x->labels, head, label->n_classes, label->p);
    real_member(line, "weight", e->total.weight);
    real_member(line, "bias", e->bias.weight);
    dense(line, e);
    pieces(line, x, e);
    tn_line_puts(line, "}");
}

static int put_line(tn_buf *out, const tn_explained *x, tenor_error *err)
{
    int reason = x->result->unscored;
    tn_line line;

    tn_line_begin(&line, out, err);
    tn_line_puts(&line, "{\"id\":");
    tn_line_text(&line, x->id.data, x->id.bytes);
    text_member(&line, "article_id", x->article_id);
    text_member(&line, "text", x->text);
    text_member(&line, "parent_text", x->parent_text);
    name_member(&line, "unscored", reason == TENOR_SCORED ? NULL : tenor_unscored_name(reason));
    real_member(&line, "coverage", x->result->coverage);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        if (x->asked[head])
            one_head(&line, x, head);
    tn_line_puts(&line, "}");
    return tn_line_end(&line);
}

int tn_write_explained_line(FILE *out, const tn_explained *x, tenor_error *err)
{
    tn_buf line = { 0 };
    int rc = put_line(&line, x, err);

    if (rc == 0 && fwrite(line.data, 1, line.bytes, out) != line.bytes)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno));
    tn_buf_free(&line);
    return rc;
}
