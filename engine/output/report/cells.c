/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells.c - clean text on a terminal: measured, cut and padded
 */
#include "output/report/cells.h"

#include "text/token.h"

#include <utf8proc.h>

#define ELLIPSIS        "\xE2\x80\xA6"
#define VARIATION_EMOJI 0xFE0Fu

/* the emoji form of a narrow sign is wide on many terminals: rather too much room than too little
 */
static int columns_of(uint32_t code_point, int previous)
{
    int columns = utf8proc_charwidth((utf8proc_int32_t)code_point);

    if (code_point == VARIATION_EMOJI)
        return previous == 1 ? 1 : 0;
    return columns > 0 ? columns : 0;
}

/* walk over at most max_columns; *columns is what was used */
static size_t walk(const char *text, size_t bytes, int max_columns, int *columns)
{
    size_t at = 0;
    int previous = 0;

    *columns = 0;
    while (at < bytes) {
        size_t used;
        bool valid;
        int more = columns_of(tn_utf8_decode(text + at, bytes - at, &used, &valid), previous);

        if (*columns + more > max_columns)
            break;
        *columns += more;
        previous = more > 0 ? more : previous;
        at += used;
    }
    return at;
}

size_t tn_cell_fit(const char *text, size_t bytes, int columns)
{
    int used;

    return walk(text, bytes, columns, &used);
}

int tn_cell_pad(tn_buf *out, const char *text, size_t bytes, int columns, bool to_right,
                tenor_error *err)
{
    int used, rc;
    size_t fits = walk(text, bytes, columns, &used);
    bool cut = fits < bytes;

    if (cut) {
        fits = walk(text, bytes, columns - 1, &used);
        used++;
    }
    rc = tn_buf_printf(out, err, "%*s", to_right && used < columns ? columns - used : 0, "");
    if (rc < 0)
        return rc;
    rc = tn_buf_append(out, text, fits, err);
    if (rc == 0 && cut)
        rc = tn_buf_puts(out, ELLIPSIS, err);
    if (rc < 0 || to_right || used >= columns)
        return rc;
    return tn_buf_printf(out, err, "%*s", columns - used, "");
}
