/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c - tenor_inspect: is it a model, a folder of models or results, and is it valid?
 */
#include "model/model.h"
#include "output/documents.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

int tenor_inspect(const char *path, FILE *out, tenor_error *err)
{
    struct stat found;
    int rc;

    if (!path || !*path)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "nothing to inspect was given");
    if (stat(path, &found) != 0)
        return tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    rc = S_ISDIR(found.st_mode) ? tn_has_models(path, err) : 0;
    if (rc < 0)
        return rc;
    return rc ? tn_models_inspect(path, out, err) : tn_results_inspect(path, out, err);
}
