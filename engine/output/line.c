/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.c - the fast writer of JSON lines of a fixed shape
 */
#include "output/line.h"

#include "text/token.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static void flush_line(tn_line *line)
{
    fwrite(line->data, 1, line->bytes, line->out); /* the stream remembers a failure */
    line->bytes = 0;
}

void tn_line_pieces(tn_line *line, const char *text, size_t bytes)
{
    while (bytes > 0) {
        size_t room = sizeof(line->data) - line->bytes;
        size_t piece = bytes < room ? bytes : room;

        memcpy(line->data + line->bytes, text, piece);
        line->bytes += piece;
        text += piece;
        bytes -= piece;
        if (line->bytes == sizeof(line->data)) {
            flush_line(line);
        }
    }
}

/* quotes, backslashes and control characters: all that JSON asks for */
static void escaped(tn_line *line, unsigned char c)
{
    static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    char hex[8];

    for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
        if (letters[i] == (char)c) {
            tn_line_raw(line, (const char[2]){ '\\', letters[i + 1] }, 2);
            return;
        }
    }
    snprintf(hex, sizeof(hex), "\\u%04X", c);
    tn_line_raw(line, hex, 6);
}

/* bytes of text that can be copied as they are */
static size_t plain_run(const char *text, size_t bytes)
{
    size_t n = 0;

    while (n < bytes) {
        unsigned char c = (unsigned char)text[n];
        size_t used;
        bool valid;

        if (c < 0x20 || c == '"' || c == '\\') {
            break;
        }
        if (c < 0x80) {
            n++;
            continue;
        }
        tn_utf8_decode(text + n, bytes - n, &used, &valid);
        if (!valid) {
            break;
        }
        n += used;
    }
    return n;
}

void tn_line_text(tn_line *line, const char *text, size_t bytes)
{
    if (!text) {
        tn_line_raw(line, "null", 4);
        return;
    }
    tn_line_raw(line, "\"", 1);
    while (bytes > 0) {
        size_t used = plain_run(text, bytes);

        tn_line_raw(line, text, used);
        if (used < bytes && (unsigned char)text[used] < 0x80) {
            escaped(line, (unsigned char)text[used]);
            used++;
        } else if (used < bytes) {
            size_t bad;
            bool valid;

            tn_utf8_decode(text + used, bytes - used, &bad, &valid);
            tn_line_raw(line, "\xEF\xBF\xBD", 3);
            used += bad;
        }
        text += used;
        bytes -= used;
    }
    tn_line_raw(line, "\"", 1);
}

void tn_line_integer(tn_line *line, int64_t value)
{
    char text[24];
    int bytes = snprintf(text, sizeof(text), "%lld", (long long)value);

    tn_line_raw(line, text, (size_t)bytes);
}

/*
 * Most numbers are probabilities and scores. Scaled to an integer of six
 * digits they need no printf, unless they lie so near to a half that the
 * product's own rounding could decide; those go the slow way.
 */
static int format_small(char out[32], double x)
{
    double size = fabs(x), scale, scaled, whole;
    int zeros, n = 0;

    if (!(size >= 0.001 && size < 0.999999)) {
        return 0;
    }
    zeros = size >= 0.1 ? 0 : size >= 0.01 ? 1 : 2;
    scale = zeros == 0 ? 1e6 : zeros == 1 ? 1e7 : 1e8;
    scaled = size * scale;
    whole = nearbyint(scaled);
    if (fabs(fabs(scaled - whole) - 0.5) < 1e-6 || whole < 100000.0 || whole > 999999.0) {
        return 0;
    }
    uint32_t digits = (uint32_t)whole;
    int places = 6;

    while (digits % 10 == 0) {
        digits /= 10;
        places--;
    }
    if (x < 0) {
        out[n++] = '-';
    }
    memcpy(out + n, "0.00", 4);
    n += 2 + zeros;
    for (int i = places; i > 0; i--, digits /= 10) {
        out[n + i - 1] = (char)('0' + digits % 10);
    }
    return n + places;
}

void tn_line_real(tn_line *line, double value)
{
    char text[32];
    int bytes = format_small(text, value);

    if (bytes == 0) {
        bytes = tn_format6(text, value);
    }
    tn_line_raw(line, text, (size_t)bytes);
}

int tn_line_end(tn_line *line, tenor_error *err)
{
    tn_line_raw(line, "\n", 1);
    errno = 0;
    flush_line(line);
    if (ferror(line->out)) {
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno ? errno : EIO));
    }
    return 0;
}

/* ----------------------------------- parts that more than one line has */

void tn_line_key(tn_line *line, const char *name)
{
    tn_line_raw(line, ",\"", 2);
    tn_line_puts(line, name);
    tn_line_raw(line, "\":", 2);
}

void tn_line_label(tn_line *line, const char *const *class_name, int label, double score)
{
    tn_line_puts(line, "{\"label\":");
    tn_line_text(line, class_name[label], strlen(class_name[label]));
    tn_line_key(line, "score");
    tn_line_real(line, score);
}

void tn_line_probabilities(tn_line *line, const char *const *class_name, int n_classes,
                           const double *p)
{
    tn_line_key(line, "p");
    for (int c = 0; c < n_classes; c++) {
        tn_line_raw(line, c ? "," : "{", 1);
        tn_line_text(line, class_name[c], strlen(class_name[c]));
        tn_line_raw(line, ":", 1);
        tn_line_real(line, p[c]);
    }
    tn_line_raw(line, "}", 1);
}
