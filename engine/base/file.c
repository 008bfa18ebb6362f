/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * file.c - whole files and folders, written so that a crash leaves old or new
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_error(tenor_error *err, const char *what, const char *path)
{
    return tn_fail(err, TENOR_ERR_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

char *tn_path_join(const char *dir, const char *name)
{
    size_t n = strlen(dir);
    const char *slash = n && dir[n - 1] == '/' ? "" : "/";
    size_t bytes = n + strlen(slash) + strlen(name) + 1;
    char *path = malloc(bytes);

    if (path)
        snprintf(path, bytes, "%s%s%s", dir, slash, name);
    return path;
}

int tn_file_read(tn_buf *out, const char *path, size_t max_bytes, tenor_error *err)
{
    char piece[16384];
    size_t n;
    int rc = 0;
    FILE *in = fopen(path, "rbe");

    tn_buf_clear(out);
    if (!in)
        return io_error(err, "open", path);
    while (rc == 0 && (n = fread(piece, 1, sizeof(piece), in)) > 0)
        if (out->bytes + n > max_bytes)
            rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' is larger than %zu bytes", path, max_bytes);
        else
            rc = tn_buf_append(out, piece, n, err);
    if (rc == 0 && ferror(in))
        rc = io_error(err, "read", path);
    fclose(in);
    return rc;
}

static int make_one_dir(const char *path, tenor_error *err)
{
    struct stat st;

    if (mkdir(path, 0777) == 0)
        return 0;
    if (errno == EEXIST && stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return 0;
        errno = ENOTDIR;
    }
    return io_error(err, "create folder", path);
}

int tn_mkdirs(const char *path, tenor_error *err)
{
    char *copy = tn_strndup(path, strlen(path));
    int rc = 0;

    if (!copy)
        return tn_no_memory(err);
    for (char *c = copy + (copy[0] != '\0'); rc == 0 && *c; c++) {
        if (*c == '/') {
            *c = '\0';
            rc = make_one_dir(copy, err);
            *c = '/';
        }
    }
    if (rc == 0)
        rc = make_one_dir(copy, err);
    free(copy);
    return rc;
}

/* call `visit` for every path in a folder, until one fails */
static int each_entry(const char *path, unsigned argument,
                      int (*visit)(const char *path, unsigned argument, tenor_error *err),
                      tenor_error *err)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int rc = 0;

    if (!dir)
        return io_error(err, "open folder", path);
    while (rc == 0 && (errno = 0, entry = readdir(dir)) != NULL) {
        char *inside;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        inside = tn_path_join(path, entry->d_name);
        rc = inside ? visit(inside, argument, err) : tn_no_memory(err);
        free(inside);
    }
    if (rc == 0 && errno)
        rc = io_error(err, "read folder", path);
    closedir(dir);
    return rc;
}

static int remove_entry(const char *path, unsigned unused, tenor_error *err)
{
    (void)unused;
    return tn_remove_tree(path, err);
}

/* depth is that of our own results: a run, articles/, two digits */
int tn_remove_tree(const char *path, tenor_error *err)
{
    struct stat st;
    int rc;

    if (lstat(path, &st) != 0)
        return errno == ENOENT ? 0 : io_error(err, "look at", path);
    if (!S_ISDIR(st.st_mode))
        return unlink(path) == 0 || errno == ENOENT ? 0 : io_error(err, "remove", path);
    rc = each_entry(path, 0, remove_entry, err);
    if (rc == 0 && rmdir(path) != 0 && errno != ENOENT)
        rc = io_error(err, "remove folder", path);
    return rc;
}

int tn_lock_dir(int *fd, const char *dir, tenor_error *err)
{
    char *path = tn_path_join(dir, ".lock");
    int rc = 0;

    *fd = -1;
    if (!path)
        return tn_no_memory(err);
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*fd < 0) {
        rc = io_error(err, "open", path);
    } else if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        rc = errno == EWOULDBLOCK ? tn_fail(err, TENOR_ERR_LOCKED, "another run holds '%s'", dir)
                                  : io_error(err, "lock", path);
        close(*fd);
        *fd = -1;
    }
    free(path);
    return rc;
}

int tn_set_mode(const char *path, unsigned mode, tenor_error *err)
{
    struct stat st;
    int rc = 0;

    if (lstat(path, &st) != 0)
        return io_error(err, "look at", path);
    if (S_ISLNK(st.st_mode))
        return 0;
    if (S_ISDIR(st.st_mode)) { /* its own last: it may be closed to its owner, too */
        rc = each_entry(path, mode, tn_set_mode, err);
        mode |= (mode & 0444) >> 2;
    }
    return rc < 0 || chmod(path, (mode_t)mode) == 0 ? rc : io_error(err, "set the mode of", path);
}

int tn_sync_dir(const char *path, tenor_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = 0;

    if (fd < 0)
        return io_error(err, "open folder", path);
    if (fsync(fd) != 0 && errno != EINVAL) /* some file systems cannot sync folders */
        rc = io_error(err, "sync folder", path);
    close(fd);
    return rc;
}

/* ------------------------------------------------------- atomic writing */

int tn_temporary_open(FILE **file, const char *dir, tenor_error *err)
{
    char *path = tn_path_join(dir, "temporary-XXXXXX");
    int fd, rc = 0;

    *file = NULL;
    if (!path)
        return tn_no_memory(err);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0) {
        rc = io_error(err, "create", path);
    } else if (unlink(path) != 0 || !(*file = fdopen(fd, "w+b"))) {
        rc = io_error(err, "open", path);
        close(fd);
    }
    free(path);
    return rc;
}

int tn_file_write(const char *dir, const char *name, const void *data, size_t bytes,
                  tenor_error *err)
{
    char *path = tn_path_join(dir, name);
    tn_out_file file = { 0 };
    int rc = path ? tn_out_open(&file, path, err) : tn_no_memory(err);

    if (rc == 0 && bytes > 0 && fwrite(data, 1, bytes, file.stream) != bytes)
        rc = io_error(err, "write", path);
    if (rc == 0)
        rc = tn_out_commit(&file, err);
    tn_out_discard(&file);
    free(path);
    return rc;
}

static ssize_t append_to_buffer(void *buffer, const char *data, size_t bytes)
{
    return tn_buf_append(buffer, data, bytes, NULL) == 0 ? (ssize_t)bytes : 0;
}

FILE *tn_buf_open(tn_buf *out)
{
    return fopencookie(out, "w", (cookie_io_functions_t){ .write = append_to_buffer });
}

int tn_buf_close(FILE *stream, tenor_error *err)
{
    bool lost = !stream || ferror(stream);

    lost = (stream && fclose(stream) != 0) || lost;
    return lost ? tn_no_memory(err) : 0;
}

void tn_temporary_close(FILE **file)
{
    if (*file)
        fclose(*file); /* its name is gone already: nothing to lose */
    *file = NULL;
}

int tn_out_open(tn_out_file *file, const char *path, tenor_error *err)
{
    size_t bytes = strlen(path) + sizeof(".tmp");

    *file = (tn_out_file){ 0 };
    file->path = tn_strndup(path, strlen(path));
    file->temporary = malloc(bytes);
    if (!file->path || !file->temporary) {
        tn_out_discard(file);
        return tn_no_memory(err);
    }
    snprintf(file->temporary, bytes, "%s.tmp", path);
    file->stream = fopen(file->temporary, "wbe");
    if (!file->stream) {
        int rc = io_error(err, "create", file->temporary);

        tn_out_discard(file);
        return rc;
    }
    return 0;
}

int tn_out_commit(tn_out_file *file, tenor_error *err)
{
    int rc = 0;
    FILE *stream = file->stream;

    file->stream = NULL;
    if (fflush(stream) != 0 || ferror(stream) || fsync(fileno(stream)) != 0) {
        rc = io_error(err, "write", file->temporary);
        fclose(stream);
    } else if (fclose(stream) != 0) {
        rc = io_error(err, "close", file->temporary);
    } else if (rename(file->temporary, file->path) != 0) {
        rc = io_error(err, "rename into place", file->path);
    }
    if (rc < 0)
        unlink(file->temporary);
    free(file->path);
    free(file->temporary);
    *file = (tn_out_file){ 0 };
    return rc;
}

void tn_out_discard(tn_out_file *file)
{
    if (file->stream) {
        fclose(file->stream);
        unlink(file->temporary); /* NOLINT(*NonNullParamChecker): a stream has its name */
    }
    free(file->path);
    free(file->temporary);
    *file = (tn_out_file){ 0 };
}

/* -------------------------------------------------------------- mapping */

int tn_map_open(tn_map *map, const char *path, tenor_error *err)
{
    struct stat st;
    int rc = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *map = (tn_map){ 0 };
    if (fd < 0)
        return io_error(err, "open", path);
    if (fstat(fd, &st) != 0) {
        rc = io_error(err, "look at", path);
    } else if (!S_ISREG(st.st_mode) || st.st_size == 0) {
        rc = tn_fail(err, TENOR_ERR_INPUT, "'%s' is empty or not a regular file", path);
    } else {
        void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

        if (data == MAP_FAILED) {
            rc = io_error(err, "map", path);
        } else {
            map->data = data;
            map->bytes = (size_t)st.st_size;
        }
    }
    close(fd);
    return rc;
}

int tn_map_temporary(tn_map *map, FILE *file, tenor_error *err)
{
    off_t bytes = fflush(file) == 0 ? ftello(file) : -1;
    void *data = NULL;

    *map = (tn_map){ 0 };
    if (bytes > 0)
        data = mmap(NULL, (size_t)bytes, PROT_READ, MAP_SHARED, fileno(file), 0);
    if (bytes < 0 || data == MAP_FAILED)
        return tn_fail(err, TENOR_ERR_IO, "cannot map a temporary file: %s", strerror(errno));
    *map = (tn_map){ data, (size_t)bytes };
    return 0;
}

void tn_map_forget(const tn_map *map)
{
    if (map->data)
        (void)madvise((void *)(uintptr_t)map->data, map->bytes, MADV_DONTNEED); /* a hint */
}

void tn_map_close(tn_map *map)
{
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->bytes);
    *map = (tn_map){ 0 };
}

int tn_disk_memory_get(tn_disk_memory *memory, size_t bytes, const char *dir, tenor_error *err)
{
    FILE *file = NULL;
    void *data;
    int rc;

    *memory = (tn_disk_memory){ 0 };
    if (bytes == 0)
        return 0;
    rc = tn_temporary_open(&file, dir, err);
    if (rc < 0)
        return rc;
    rc = posix_fallocate(fileno(file), 0, (off_t)bytes);
    if (rc != 0) {
        rc = tn_fail(err, TENOR_ERR_IO, "cannot write a temporary file of %zu bytes: %s", bytes,
                     strerror(rc));
    } else {
        data = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
        if (data == MAP_FAILED)
            rc = tn_fail(err, TENOR_ERR_IO, "cannot map a temporary file: %s", strerror(errno));
        else
            *memory = (tn_disk_memory){ data, bytes };
    }
    tn_temporary_close(&file); /* the mapping keeps it */
    return rc;
}

void tn_disk_memory_free(tn_disk_memory *memory)
{
    if (memory->data)
        munmap(memory->data, memory->bytes);
    *memory = (tn_disk_memory){ 0 };
}
