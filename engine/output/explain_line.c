/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * explain_line.c - an explained comment as a line of JSON
 */
#include "output/explain.h"
#include "output/sections.h"

static const char *const mark_names[] = { "negated", "caps", "elongated" };

static void put_piece(tn_json_writer *line, const tn_explained *x, const tn_explanation *e,
                      const tn_piece *piece)
{
    bool is_token = piece->family == TN_FAMILY_WORD;

    tn_json_open_object(line, NULL);
    tn_json_put_integer(line, "start", piece->start);
    tn_json_put_integer(line, "bytes", piece->bytes);
    tn_json_put_string(line, "text", (tenor_str){ x->text.data + piece->start, piece->bytes });
    tn_json_put_string(line, "form", (tenor_str){ tn_piece_form(e, piece), piece->form_bytes });
    tn_json_put_text(line, "kind",
                     is_token ? tn_kind_name(piece->kind) : tn_family_name(piece->family));
    if (is_token) {
        tn_json_open_array(line, "marks");
        for (int mark = 0; mark < 3; mark++)
            if (piece->marks & (1 << mark))
                tn_json_put_text(line, NULL, mark_names[mark]);
        tn_json_close(line);
        tn_json_put_bool(line, "known", piece->known);
    }
    tn_json_put_real(line, "weight", piece->weight);
    tn_json_open_array(line, "families");
    for (size_t i = 0; i < piece->n_shares; i++) {
        tn_json_open_object(line, NULL);
        tn_json_put_text(line, "family", tn_family_name(piece->share[i].family));
        tn_json_put_bool(line, "of_domain", piece->share[i].of_domain);
        tn_json_put_real(line, "weight", piece->share[i].sum.weight);
        tn_json_close(line);
    }
    tn_json_close(line);
    tn_json_close(line);
}

static void put_head(tn_json_writer *line, const tn_explained *x, int head)
{
    const tn_explanation *e = &x->explanation[head];

    if (!tn_doc_label(line, x->heads, head, &x->result->head[head],
                      head == TENOR_STANCE ? &x->target : NULL))
        return;
    tn_json_put_real(line, "weight", e->total.weight);
    tn_json_put_real(line, "bias", e->bias.weight);
    tn_json_open_array(line, "dense");
    for (int k = 0; k < e->n_dense; k++) {
        tn_json_open_object(line, NULL);
        tn_json_put_text(line, "name", e->dense[k].name);
        tn_json_put_real(line, "value", e->dense[k].value);
        tn_json_put_real(line, "weight", e->dense[k].sum.weight);
        tn_json_close(line);
    }
    tn_json_close(line);
    tn_json_open_array(line, "pieces");
    for (size_t p = 0; p < e->n_pieces; p++)
        if (e->piece[p].listed)
            put_piece(line, x, e, &e->piece[p]);
    tn_json_close(line);
    tn_json_open_object(line, "unlisted");
    tn_json_put_integer(line, "count", (int64_t)e->n_unlisted);
    tn_json_put_real(line, "weight", e->unlisted_weight);
    tn_json_close(line);
    tn_json_close(line);
}

int tn_write_explained_line(FILE *out, const tn_explained *x, tenor_error *err)
{
    tn_buf text = { 0 };
    tn_json_writer line;

    tn_json_begin(&line, &text, TN_JSON_COMPACT, err);
    tn_json_open_object(&line, NULL);
    tn_json_put_string(&line, "id", x->id);
    tn_json_put_string(&line, "article_id", x->article_id);
    tn_json_put_string(&line, "text", x->text);
    tn_json_put_string(&line, "parent_text", x->parent_text);
    tn_doc_unscored_reason(&line, x->result->unscored);
    tn_json_put_real(&line, "coverage", x->result->coverage);
    for (int head = 0; head < TENOR_N_HEADS; head++)
        if (x->asked[head])
            put_head(&line, x, head);
    tn_json_close(&line);
    return tn_stream_json(out, &line);
}
