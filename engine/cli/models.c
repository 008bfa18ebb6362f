/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * models.c - where the models are that no option names
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef TENOR_MODELS_DIR
#define TENOR_MODELS_DIR "/usr/local/share/tenor/models"
#endif

/* from the folder of the executable; `beside` tells a checkout from any other folder above */
static const struct {
    const char *models, *beside;
} places[] = {
    { "../share/tenor/models", "." },           /* PREFIX/bin, wherever PREFIX was moved to */
    { "../../models", "../../engine/tenor.h" }, /* build/release of a checkout */
};

const char *cli_find_models(char found[PATH_MAX])
{
    const char *given = getenv("TENOR_MODELS");
    char folder[PATH_MAX], path[PATH_MAX + 64];
    ssize_t bytes = readlink("/proc/self/exe", folder, sizeof(folder));
    const char *end = bytes > 0 ? memrchr(folder, '/', (size_t)bytes) : NULL;

    if (given && given[0] != '\0')
        return given;
    for (size_t i = 0; end && i < CLI_N(places); i++) {
        int n = (int)(end - folder);

        snprintf(path, sizeof(path), "%.*s/%s", n, folder, places[i].beside);
        if (access(path, F_OK) != 0)
            continue;
        snprintf(path, sizeof(path), "%.*s/%s", n, folder, places[i].models);
        if (realpath(path, found))
            return found;
    }
    return TENOR_MODELS_DIR;
}
