/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c - documents on their way to a stream, with its failures
 */
#include "output/documents.h"

#include <errno.h>
#include <string.h>

int tn_stream_check(FILE *out, tenor_error *err)
{
    if (ferror(out))
        return tn_fail(err, TENOR_ERR_IO, "cannot write: %s", strerror(errno ? errno : EIO));
    return 0;
}

int tn_stream_write(FILE *out, const tn_buf *text, tenor_error *err)
{
    errno = 0;
    fwrite(text->data, 1, text->bytes, out);
    return tn_stream_check(out, err);
}

int tn_stream_json(FILE *out, tn_json_writer *w)
{
    int rc = tn_json_end(w);

    if (rc == 0)
        rc = tn_stream_write(out, w->out, w->err);
    tn_buf_free(w->out);
    return rc;
}
