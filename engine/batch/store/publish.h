/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publish.h - a results directory in which a run appears whole or not at all
 *
 *     DIR/runs/RUN_ID/          whole runs
 *     DIR/runs/.partial-NAME/   a run that is being written, or one that is being removed
 *     DIR/current               symlink to the latest run, replaced by rename
 *     DIR/history.ndjson        one row a run
 *     DIR/.lock                 held by the run that writes
 */
#ifndef TN_PUBLISH_H
#define TN_PUBLISH_H

#include "base/base.h"

typedef struct {
    char *dir;
    char *runs;
    char *partial; /* where the run's documents are written */
    char run_id[64];
    char previous[64];  /* the run that was current until this one was; "" for none */
    unsigned file_mode; /* of what is published; 0: as the umask has it */
    int lock_fd;        /* -1: not held */
    bool published;
} tn_publication;

/*
 * Create the directory, lock it (TENOR_ERR_LOCKED if another run holds it), clear
 * away what crashed runs have left and begin a partial run. With a file_mode (else 0) nobody else
 * can look into the partial run, and what is published gets that mode.
 */
int tn_publish_begin(tn_publication *publication, const char *dir, unsigned file_mode,
                     tenor_error *err);

/*
 * Make the partial run durable, name it, add `row` (with its newline) to the history and let
 * `current` point to it. Then remove older runs so that `keep` stay: after the one that was current
 * until then the newest, and a run dated in the future counts as the oldest. On failure `current`
 * and the history are what they were.
 */
int tn_publish_commit(tn_publication *publication, tenor_str row, int keep, tenor_error *err);

/* Release the lock. A run that was not committed is removed. All zero is fine. */
void tn_publish_end(tn_publication *publication);

#endif
