/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * program.c - what a user of the installed library writes; C and C++ alike
 */
#include <tenor_run.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    const char *paths[1];
    tenor_reader_options options;
    tenor_reader *reader = NULL;
    tenor_comment comment;
    tenor_error err;
    int rc, n_comments = 0;

    memset(&err, 0, sizeof(err));
    if (argc != 2 || strcmp(tenor_version(), TENOR_VERSION) != 0)
        return 2;
    paths[0] = argv[1];
    tenor_init();
    tenor_reader_options_init(&options);
    rc = tenor_reader_open(&reader, paths, 1, &options, &err);
    while (rc >= 0 && (rc = tenor_reader_next(reader, &comment, &err)) > 0)
        n_comments++;
    tenor_reader_free(reader);
    if (rc < 0) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%d comments\n", n_comments);
    return n_comments > 0 ? 0 : 1;
}
