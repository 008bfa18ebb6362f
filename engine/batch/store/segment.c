/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * segment.c - a file of partial results that outlives its run
 */
#include "batch/store/segment.h"

#include "model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define MAGIC        "TNRPART1"
#define MAGIC_BYTES  8
#define FORMAT       3
#define OWN_ORDER    0x01020304u
#define LEVEL        3
#define WINDOW_LOG   19 /* half a megabyte for each file that is read */
#define BUFFER_BYTES ((size_t)1 << 17)

const tn_partial_form tn_segment_form = { .with_texts = true, .with_words = true };

_Static_assert(sizeof(tn_partial_identity) == 4 + 4 + 24 + 33 * TENOR_N_HEADS + 5 + 16,
               "an identity has padding");

/* ---------------------------------------------------------------- identity */

void tn_partial_identify(tn_partial_identity *identity, const tenor_engine *engine,
                         const tn_author_key *key, const char *target)
{
    *identity = (tn_partial_identity){ .byte_order = OWN_ORDER, .format = FORMAT };
    snprintf(identity->version, sizeof(identity->version), "%s", tenor_version());
    for (int head = 0; head < TENOR_N_HEADS; head++) {
        tn_model_metadata metadata = { 0 };

        tn_engine_model_metadata(engine, head, &metadata);
        if (metadata.name)
            snprintf(identity->model[head], sizeof(identity->model[head]), "%s", metadata.digest);
    }
    identity->key_id = tn_author_hash(key, tn_str("which author key is it?"));
    identity->target_id = tn_target_key(tn_str(target), TENOR_TARGET_OPTION);
}

void tn_partial_identity_text(char *out, const tn_partial_identity *identity)
{
    const unsigned char *bytes = (const unsigned char *)identity;

    for (size_t i = 0; i < sizeof(*identity); i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

bool tn_partial_identity_parse(tn_partial_identity *identity, const char *text)
{
    unsigned char *bytes = (unsigned char *)identity;

    if (strlen(text) != 2 * sizeof(*identity) ||
        strspn(text, "0123456789abcdef") != 2 * sizeof(*identity))
        return false;
    for (size_t i = 0; i < sizeof(*identity); i++) {
        char pair[3] = { text[2 * i], text[2 * i + 1], '\0' };

        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return true;
}

int tn_partial_check(const tn_partial_identity *found, const tn_partial_identity *wanted,
                     const char *what, tenor_error *err)
{
    const char *how = NULL;

    if (found->byte_order != wanted->byte_order || found->format != wanted->format)
        how = "in another format, or on another kind of machine";
    else if (memcmp(found->version, wanted->version, sizeof(found->version)) != 0)
        how = "by another version of tenor";
    else if (memcmp(found->model, wanted->model, sizeof(found->model)) != 0)
        how = "with other models";
    else if (found->key_id != wanted->key_id)
        how = "with another author key";
    else if (found->target_id != wanted->target_id)
        how = "with another --target";
    return how ? tn_fail(err, TENOR_ERR_INPUT, "%s was made %s", what, how) : 0;
}

/* ---------------------------------------------------------------- writing */

struct tn_packer {
    tn_out_file file;
    ZSTD_CStream *zstd;
    tn_hasher *hasher; /* of the frame */
    char buffer[BUFFER_BYTES];
};

static int pack(struct tn_packer *p, ZSTD_inBuffer *in, ZSTD_EndDirective mode)
{
    size_t left;

    do {
        ZSTD_outBuffer out = { p->buffer, sizeof(p->buffer), 0 };

        left = ZSTD_compressStream2(p->zstd, &out, in, mode);
        if (ZSTD_isError(left) ||
            (out.pos > 0 && fwrite(p->buffer, 1, out.pos, p->file.stream) != out.pos))
            return -1;
        tn_hasher_add(p->hasher, p->buffer, out.pos);
    } while (mode == ZSTD_e_end ? left > 0 : in->pos < in->size);
    return 0;
}

static ssize_t write_cookie(void *cookie, const char *data, size_t bytes)
{
    ZSTD_inBuffer in = { data, bytes, 0 };

    return pack(cookie, &in, ZSTD_e_continue) == 0 ? (ssize_t)bytes : 0;
}

static void packer_free(struct tn_packer *p)
{
    if (p) {
        ZSTD_freeCStream(p->zstd);
        tn_hasher_free(p->hasher);
        tn_out_discard(&p->file);
        free(p);
    }
}

static int begin_packing(struct tn_packer *p, const tn_partial_identity *identity, tenor_error *err)
{
    p->zstd = ZSTD_createCStream();
    p->hasher = tn_hasher_new();
    if (!p->zstd || !p->hasher ||
        ZSTD_isError(ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_windowLog, WINDOW_LOG)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_checksumFlag, 1)))
        return tn_no_memory(err);
    if (fwrite(MAGIC, 1, MAGIC_BYTES, p->file.stream) != MAGIC_BYTES ||
        fwrite(identity, sizeof(*identity), 1, p->file.stream) != 1)
        return tn_fail(err, TENOR_ERR_IO, "cannot write '%s': %s", p->file.path, strerror(errno));
    return 0;
}

int tn_segment_create(tn_segment_writer *writer, const char *path,
                      const tn_partial_identity *identity, tenor_error *err)
{
    struct tn_packer *p = tn_alloc(1, sizeof(*p));
    int rc;

    *writer = (tn_segment_writer){ 0 };
    if (!p)
        return tn_no_memory(err);
    if ((rc = tn_out_open(&p->file, path, err)) < 0 || (rc = begin_packing(p, identity, err)) < 0)
        goto failed;
    writer->stream = fopencookie(p, "w", (cookie_io_functions_t){ .write = write_cookie });
    if (!writer->stream) {
        rc = tn_no_memory(err);
        goto failed;
    }
    setvbuf(writer->stream, NULL, _IOFBF, BUFFER_BYTES); /* a smaller one will do too */
    writer->packer = p;
    return 0;
failed:
    packer_free(p);
    return rc;
}

int tn_segment_commit(tn_segment_writer *writer, tenor_error *err)
{
    struct tn_packer *p = writer->packer;
    ZSTD_inBuffer none = { NULL, 0, 0 };
    int rc;

    if (fclose(writer->stream) != 0 || pack(p, &none, ZSTD_e_end) != 0) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write '%s': %s", p->file.path, strerror(errno));
    } else {
        tn_digest_hex(tn_hasher_digest(p->hasher), writer->digest);
        rc = tn_out_commit(&p->file, err);
    }
    writer->stream = NULL;
    packer_free(p);
    writer->packer = NULL;
    return rc;
}

void tn_segment_discard(tn_segment_writer *writer)
{
    if (writer->stream)
        fclose(writer->stream);
    packer_free(writer->packer);
    *writer = (tn_segment_writer){ 0 };
}

/* ---------------------------------------------------------------- reading */

struct tn_unpacker {
    FILE *file;
    char *what; /* "'PATH' of shard 'NAME'" */
    ZSTD_DStream *zstd;
    tn_hasher *hasher; /* of the frame, as far as it was read */
    char digest[33];   /* that it shall have, or "" */
    ZSTD_inBuffer in;
    size_t state; /* what zstd said last; 0: the frame has ended, its sum is right */
    char buffer[BUFFER_BYTES];
};

static int damaged(const struct tn_unpacker *u, tenor_error *err)
{
    return tn_fail(err, TENOR_ERR_INPUT, "%s is damaged or cut short", u->what);
}

static int check_digest(const struct tn_unpacker *u, tenor_error *err)
{
    char found[33];

    tn_digest_hex(tn_hasher_digest(u->hasher), found);
    if (*u->digest && strcmp(u->digest, found) != 0)
        return tn_fail(err, TENOR_ERR_INPUT, "%s is not the file that its manifest tells of",
                       u->what);
    return 0;
}

static int64_t unpack(void *user, void *to, size_t bytes, tenor_error *err)
{
    struct tn_unpacker *u = user;
    ZSTD_outBuffer out = { to, bytes, 0 };

    while (out.pos < bytes) {
        if (u->in.pos == u->in.size) {
            u->in.size = fread(u->buffer, 1, sizeof(u->buffer), u->file);
            u->in.pos = 0;
            if (ferror(u->file))
                return tn_fail(err, TENOR_ERR_IO, "cannot read %s: %s", u->what, strerror(errno));
            tn_hasher_add(u->hasher, u->buffer, u->in.size);
            if (u->in.size == 0 && u->state == 0) /* the frame has ended, and nothing follows */
                return check_digest(u, err) == 0 ? (int64_t)out.pos : TENOR_ERR_INPUT;
        }
        size_t had = out.pos, used = u->in.pos;

        u->state = ZSTD_decompressStream(u->zstd, &out, &u->in);
        if (ZSTD_isError(u->state))
            return damaged(u, err);
        if (out.pos == had && u->in.pos == used && u->in.pos == u->in.size)
            break; /* no more of either */
    }
    return out.pos < bytes && u->state != 0 ? damaged(u, err) : (int64_t)out.pos;
}

/* *otherwise: in, whether it may be scored otherwise; out, whether it is */
static int read_head(struct tn_unpacker *u, const tn_partial_identity *wanted, bool *otherwise,
                     tenor_error *err)
{
    char magic[MAGIC_BYTES];
    tn_partial_identity found;

    if (fread(magic, 1, MAGIC_BYTES, u->file) != MAGIC_BYTES ||
        memcmp(magic, MAGIC, MAGIC_BYTES) != 0)
        return tn_fail(err, TENOR_ERR_INPUT, "%s holds no partial results", u->what);
    if (fread(&found, sizeof(found), 1, u->file) != 1)
        return damaged(u, err);
    if (*otherwise) {
        *otherwise = memcmp(found.version, wanted->version, sizeof(found.version)) != 0 ||
                     memcmp(found.model, wanted->model, sizeof(found.model)) != 0;
        memcpy(found.version, wanted->version, sizeof(found.version));
        memcpy(found.model, wanted->model, sizeof(found.model));
    }
    return tn_partial_check(&found, wanted, u->what, err);
}

int tn_segment_open(tn_segment_reader *reader, const char *path, tn_segment_origin origin,
                    const tn_partial_identity *wanted, tenor_error *err)
{
    struct tn_unpacker *u = tn_alloc(1, sizeof(*u));
    tn_buf what = { 0 };
    int rc;

    *reader = (tn_segment_reader){ .is_scored_otherwise = origin.scored_otherwise, .unpacker = u };
    if (!u)
        return tn_no_memory(err);
    rc = origin.shard ? tn_buf_printf(&what, err, "'%s' of shard '%s'", path, origin.shard)
                      : tn_buf_printf(&what, err, "'%s'", path);
    u->what = what.data;
    if (rc < 0)
        goto failed;
    u->zstd = ZSTD_createDStream();
    u->hasher = tn_hasher_new();
    if (!u->zstd || !u->hasher) {
        rc = tn_no_memory(err);
        goto failed;
    }
    snprintf(u->digest, sizeof(u->digest), "%s", origin.digest ? origin.digest : "");
    u->in.src = u->buffer;
    u->state = 1;
    u->file = fopen(path, "rbe");
    if (!u->file) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot open %s: %s", u->what, strerror(errno));
        goto failed;
    }
    if ((rc = read_head(u, wanted, &reader->is_scored_otherwise, err)) < 0)
        goto failed;
    reader->source = (tn_run_source){ .user = u, .read = unpack, .what = u->what };
    return 0;
failed:
    tn_segment_close(reader);
    return rc;
}

void tn_segment_close(tn_segment_reader *reader)
{
    struct tn_unpacker *u = reader->unpacker;

    if (u) {
        if (u->file)
            fclose(u->file);
        ZSTD_freeDStream(u->zstd);
        tn_hasher_free(u->hasher);
        free(u->what);
        free(u);
    }
    *reader = (tn_segment_reader){ 0 };
}
