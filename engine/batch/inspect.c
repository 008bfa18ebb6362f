/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect.c - tenor_inspect: is it a model or results, and is it valid?
 */
#include "base/file.h"
#include "model/model.h"
#include "output/documents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int tenor_inspect(const char *path, FILE *out, tenor_error *err)
{
    char *model;
    int rc;

    if (!path || !*path)
        return tn_fail(err, TENOR_ERR_ARGUMENT, "nothing to inspect was given");
    model = tn_path_join(path, "model.json");
    if (!model)
        return tn_no_memory(err);
    if (access(path, F_OK) != 0)
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    else if (access(model, F_OK) == 0)
        rc = tn_model_inspect(path, out, err);
    else
        rc = tn_results_inspect(path, out, err);
    free(model);
    return rc;
}
