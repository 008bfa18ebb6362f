/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shim.c - a machine that fails on request, to be put before a program with LD_PRELOAD
 *
 *   TENOR_FAULT=memory:N   the N-th allocation fails
 *   TENOR_FAULT=io:N       the N-th call that reads or writes a file or a folder fails with EIO
 *   TENOR_FAULT=short:N    no read or write moves more than N bytes
 *   TENOR_FAULT=clock:N    each look at the calendar finds it N seconds earlier
 *   TENOR_FAULT=none       nothing fails; calls are only counted and noted
 *   TENOR_FAULT_SPARE=LIB  allocations that a library of this name asks for succeed, uncounted
 *   TENOR_FAULT_COUNT=FILE the numbers of allocations and of I/O calls, when the program ends
 *   TENOR_FAULT_LOG=FILE   what is synced, renamed, linked or closed after writing, a line each
 *
 * The faults begin with main(). What the C library does within itself (a full stdio buffer) is not
 * seen; the calls that start it are.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define STREAM_ERROR 0x20 /* _IO_ERR_SEEN of the GNU C library */

enum fault { NO_FAULT, FAULT_MEMORY, FAULT_IO, FAULT_SHORT, FAULT_CLOCK };

static enum fault fault;
static long long at; /* N */
static atomic_llong n_allocations, n_io;
static atomic_llong n_looks;
static int log_fd = -1;
static uintptr_t spared_begin, spared_end; /* the code of the library that is spared */

/* the next definition of a function: the C library's, or that of the allocator the program has */
#define REAL(name)                                                                                 \
    static __typeof__(&name) real;                                                                 \
    if (!real)                                                                                     \
        *(void **)(void *)&real = dlsym(RTLD_NEXT, #name);

typedef int main_function(int, char **, char **);
int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*unload)(void), void *stack_end);

static int note_spared(struct dl_phdr_info *library, size_t bytes, void *name)
{
    (void)bytes;
    if (!library->dlpi_name || !strstr(library->dlpi_name, name))
        return 0;
    for (int i = 0; i < library->dlpi_phnum; i++) {
        if (library->dlpi_phdr[i].p_type == PT_LOAD && library->dlpi_phdr[i].p_flags & PF_X) {
            spared_begin = library->dlpi_addr + library->dlpi_phdr[i].p_vaddr;
            spared_end = spared_begin + library->dlpi_phdr[i].p_memsz;
        }
    }
    return 1;
}

static void read_request(void)
{
    static const struct {
        const char *name;
        enum fault fault;
    } faults[] = { { "memory:", FAULT_MEMORY },
                   { "io:", FAULT_IO },
                   { "short:", FAULT_SHORT },
                   { "clock:", FAULT_CLOCK } };
    const char *request = getenv("TENOR_FAULT"), *log = getenv("TENOR_FAULT_LOG");

    atomic_store(&n_allocations, 0);
    atomic_store(&n_io, 0);
    for (size_t i = 0; request && i < sizeof(faults) / sizeof(*faults); i++) {
        size_t bytes = strlen(faults[i].name);

        if (strncmp(request, faults[i].name, bytes) == 0) {
            at = strtoll(request + bytes, NULL, 10);
            fault = faults[i].fault;
        }
    }
    if (log)
        log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (getenv("TENOR_FAULT_SPARE"))
        dl_iterate_phdr(note_spared, getenv("TENOR_FAULT_SPARE"));
}

static main_function *program;

static int program_under_faults(int argc, char **argv, char **environment)
{
    read_request();
    return program(argc, argv, environment);
}

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*unload)(void), void *stack_end)
{
    REAL(__libc_start_main)
    program = main;
    return real(program_under_faults, argc, argv, init, fini, unload, stack_end);
}

__attribute__((destructor)) static void write_counts(void)
{
    const char *path = getenv("TENOR_FAULT_COUNT");
    char text[64];
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

    if (fd >= 0) {
        int bytes = snprintf(text, sizeof(text), "%lld %lld\n", atomic_load(&n_allocations),
                             atomic_load(&n_io));

        if (fault == NO_FAULT && write(fd, text, (size_t)bytes) != bytes)
            abort();
        close(fd);
    }
}

/* -------------------------------------------------------------- memory */

static bool no_memory(const void *caller)
{
    bool fails;

    if ((uintptr_t)caller >= spared_begin && (uintptr_t)caller < spared_end)
        return false;
    fails = atomic_fetch_add(&n_allocations, 1) + 1 == at && fault == FAULT_MEMORY;
    if (fails)
        errno = ENOMEM;
    return fails;
}

void *malloc(size_t bytes)
{
    REAL(malloc)
    return no_memory(__builtin_return_address(0)) ? NULL : real(bytes);
}

void *calloc(size_t n, size_t bytes)
{
    REAL(calloc)
    return no_memory(__builtin_return_address(0)) ? NULL : real(n, bytes);
}

void *realloc(void *old, size_t bytes)
{
    REAL(realloc)
    return no_memory(__builtin_return_address(0)) ? NULL : real(old, bytes);
}

/* --------------------------------------------------------- input, output */

static bool io_fails(void)
{
    bool fails = atomic_fetch_add(&n_io, 1) + 1 == at && fault == FAULT_IO;

    if (fails)
        errno = EIO;
    return fails;
}

static size_t shortened(size_t bytes)
{
    return fault == FAULT_SHORT && bytes > (size_t)at ? (size_t)at : bytes;
}

/* errors of standard error are nobody's to report */
static bool is_file(int fd)
{
    return fd > STDERR_FILENO;
}

static void note(const char *what, int fd, const char *path)
{
    char of[64], name[512] = "", line[640];
    int error = errno, bytes;

    if (log_fd < 0)
        return;
    if (!path) {
        snprintf(of, sizeof(of), "/proc/self/fd/%d", fd);
        ssize_t n = readlink(of, name, sizeof(name) - 1);

        name[n > 0 ? n : 0] = '\0';
        path = name;
    }
    bytes = snprintf(line, sizeof(line), "%s %.600s\n", what, path);
    if (syscall(SYS_write, log_fd, line, (size_t)bytes) != bytes)
        abort();
    errno = error;
}

ssize_t read(int fd, void *out, size_t bytes)
{
    REAL(read)
    return is_file(fd) && io_fails() ? -1 : real(fd, out, shortened(bytes));
}

ssize_t pread(int fd, void *out, size_t bytes, off_t offset)
{
    REAL(pread)
    return io_fails() ? -1 : real(fd, out, shortened(bytes), offset);
}

ssize_t write(int fd, const void *data, size_t bytes)
{
    REAL(write)
    return is_file(fd) && io_fails() ? -1 : real(fd, data, shortened(bytes));
}

ssize_t pwrite(int fd, const void *data, size_t bytes, off_t offset)
{
    REAL(pwrite)
    return io_fails() ? -1 : real(fd, data, shortened(bytes), offset);
}

size_t fread(void *out, size_t size, size_t n, FILE *stream)
{
    REAL(fread)
    if (is_file(fileno(stream)) && io_fails()) {
        stream->_flags |= STREAM_ERROR;
        return 0;
    }
    return real(out, size, n, stream);
}

size_t fwrite(const void *data, size_t size, size_t n, FILE *stream)
{
    REAL(fwrite)
    if (is_file(fileno(stream)) && io_fails()) {
        stream->_flags |= STREAM_ERROR;
        return 0;
    }
    return real(data, size, n, stream);
}

int fflush(FILE *stream)
{
    REAL(fflush)
    if (stream && is_file(fileno(stream)) && io_fails()) {
        stream->_flags |= STREAM_ERROR;
        return EOF;
    }
    return real(stream);
}

int fclose(FILE *stream)
{
    REAL(fclose)
    int fd = fileno(stream), rc;
    bool counts = is_file(fd);

    if (counts && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY)
        note("close", fd, NULL);
    rc = real(stream);
    return counts && io_fails() ? EOF : rc;
}

int close(int fd)
{
    REAL(close)
    bool counts = is_file(fd) && (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;

    if (counts)
        note("close", fd, NULL);
    if (counts && io_fails()) { /* as the kernel does: the descriptor is gone all the same */
        real(fd);
        errno = EIO;
        return -1;
    }
    return real(fd);
}

FILE *fopen(const char *path, const char *mode)
{
    REAL(fopen)
    return io_fails() ? NULL : real(path, mode);
}

int open(const char *path, int flags, ...)
{
    REAL(open)
    va_list ap;
    mode_t mode = 0;

    if (flags & O_CREAT) {
        va_start(ap, flags);
        mode = va_arg(ap, mode_t);
        va_end(ap);
    }
    return io_fails() ? -1 : real(path, flags, mode);
}

int openat(int dir_fd, const char *path, int flags, ...)
{
    REAL(openat)
    va_list ap;
    mode_t mode = 0;

    if (flags & O_CREAT) {
        va_start(ap, flags);
        mode = va_arg(ap, mode_t);
        va_end(ap);
    }
    return io_fails() ? -1 : real(dir_fd, path, flags, mode);
}

DIR *opendir(const char *path)
{
    REAL(opendir)
    return io_fails() ? NULL : real(path);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir)
    return io_fails() ? -1 : real(path, mode);
}

int mkdirat(int dir_fd, const char *path, mode_t mode)
{
    REAL(mkdirat)
    return io_fails() ? -1 : real(dir_fd, path, mode);
}

int ftruncate(int fd, off_t bytes)
{
    REAL(ftruncate)
    return io_fails() ? -1 : real(fd, bytes);
}

int symlink(const char *target, const char *path)
{
    REAL(symlink)
    note("symlink", -1, path);
    return io_fails() ? -1 : real(target, path);
}

int rename(const char *from, const char *to)
{
    REAL(rename)
    note("rename", -1, to);
    return io_fails() ? -1 : real(from, to);
}

int fsync(int fd)
{
    REAL(fsync)
    note("fsync", fd, NULL);
    return io_fails() ? -1 : real(fd);
}

int syncfs(int fd)
{
    REAL(syncfs)
    note("syncfs", fd, NULL);
    return io_fails() ? -1 : real(fd);
}

/* ---------------------------------------------------------------- time */

static time_t back_s(void)
{
    return fault == FAULT_CLOCK ? (time_t)((atomic_fetch_add(&n_looks, 1) + 1) * at) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    REAL(clock_gettime)
    int rc = real(clock, now);

    if (rc == 0 && clock == CLOCK_REALTIME)
        now->tv_sec -= back_s();
    return rc;
}

time_t time(time_t *out)
{
    struct timespec now = { 0 };

    clock_gettime(CLOCK_REALTIME, &now);
    if (out)
        *out = now.tv_sec;
    return now.tv_sec;
}
