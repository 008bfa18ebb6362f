/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * segment.h - a file of partial results that outlives its run: compressed, checked, versioned
 *
 *     "TNRPART1"  magic and format version
 *     identity    what it was scored with (tn_partial_identity), fixed size
 *     zstd frame  a run (runs.h) with texts and words in it; zstd checks its bytes
 *
 * Numbers have the byte order of the machine, which the identity tells: another order is refused.
 */
#ifndef TN_SEGMENT_H
#define TN_SEGMENT_H

#include "base/file.h"
#include "batch/store/author_key.h"
#include "batch/spill/runs.h"

/* Partial results may be merged only if all of this is equal. */
typedef struct {
    uint32_t byte_order; /* 0x01020304 */
    uint32_t format;
    char version[24];              /* of tenor */
    char model[TENOR_N_HEADS][33]; /* digests, "" where a head has no model */
    char reserved[5];
    uint64_t key_id;    /* of the author key */
    uint64_t target_id; /* of --target */
} tn_partial_identity;

/* `target` may be NULL. */
void tn_partial_identify(tn_partial_identity *identity, const tenor_engine *engine,
                         const tn_author_key *key, const char *target);

/* TENOR_ERR_INPUT, with what differs, unless the two are equal. `what` is of `found`: "'NAME'". */
int tn_partial_check(const tn_partial_identity *found, const tn_partial_identity *wanted,
                     const char *what, tenor_error *err);

/* As hexadecimal digits, and back; false if they are none. */
#define TN_IDENTITY_TEXT_BYTES (2 * sizeof(tn_partial_identity) + 1)
void tn_partial_identity_text(char *out, const tn_partial_identity *identity);
bool tn_partial_identity_parse(tn_partial_identity *identity, const char *text);

extern const tn_partial_form tn_segment_form;

/* Write: create, put articles into ->stream (runs.h), commit or discard. */
typedef struct {
    FILE *stream;
    struct tn_packer *packer;
    char digest[33]; /* of the frame, after commit */
} tn_segment_writer;

int tn_segment_create(tn_segment_writer *writer, const char *path,
                      const tn_partial_identity *identity, tenor_error *err);
int tn_segment_commit(tn_segment_writer *writer, tenor_error *err); /* synced and renamed */
void tn_segment_discard(tn_segment_writer *writer);

/* What a reader knows of a file besides its path. All zero is nothing. */
typedef struct {
    const char *shard;     /* whose it is, for messages; NULL: nobody's */
    const char *digest;    /* of the frame; NULL: not checked */
    bool scored_otherwise; /* other models or another version may have scored it */
} tn_segment_origin;

/*
 * Read: open checks the identity; source gives its run, and fails at the end of the file if that
 * is not the one with the digest. Close: all zero is fine.
 */
typedef struct {
    tn_run_source source;
    bool is_scored_otherwise;
    struct tn_unpacker *unpacker;
} tn_segment_reader;

int tn_segment_open(tn_segment_reader *reader, const char *path, tn_segment_origin origin,
                    const tn_partial_identity *wanted, tenor_error *err);
void tn_segment_close(tn_segment_reader *reader);

#endif
