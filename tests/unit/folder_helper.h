/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * folder_helper.h - a folder of a test's own, or of a whole program's
 */
#ifndef FOLDER_HELPER_H
#define FOLDER_HELPER_H

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char folder[32];

static inline int make_folder(void **state)
{
    (void)state;
    tenor_init();
    strcpy(folder, "/tmp/tenor-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return tn_remove_tree(folder, NULL);
}

/* "FOLDER/name", to be freed */
static inline char *path_of(const char *name)
{
    char *path = tn_path_join(folder, name);

    assert_non_null(path);
    return path;
}

#endif
