/* Makes one call of the system fail, for files under one folder: LD_PRELOAD'ed into a process that
   then says when. Calls are counted from 1; with `at` 0 they are only counted.

       fault_arm("write", 3, EIO, 0, "/folder")   the third write fails with EIO
       fault_arm("write", 3, EIO, 1, "/folder")   and every later one
       fault_seen()                               how many there were                        */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
static char under[PATH_MAX], call[16];
static int at, number, ever, seen;
static char watched[MOST];

void fault_arm(const char *name, int nth, int error, int always, const char *folder) {
    snprintf(call, sizeof call, "%s", name);
    snprintf(under, sizeof under, "%s", folder);
    at = nth; number = error; ever = always; seen = 0;
}
int fault_seen(void) { return seen; }

static int is_under(const char *path) {
    return under[0] && path && strncmp(path, under, strlen(under)) == 0;
}
static int fails(const char *name) {
    if (strcmp(name, call) != 0) return 0;
    seen++;
    if (at && (seen == at || (ever && seen > at))) { errno = number; return 1; }
    return 0;
}
static int of(int fd) { return fd >= 0 && fd < MOST && watched[fd]; }
static int note(int fd, const char *path) {
    if (fd >= 0 && fd < MOST) watched[fd] = is_under(path);
    return fd;
}
#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define MODE mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) {
    REAL(int, "open", const char *, int, ...); MODE
    if (is_under(path) && fails("open")) return -1;
    return note(real(path, flags, mode), path);
}
int open64(const char *path, int flags, ...) {
    REAL(int, "open64", const char *, int, ...); MODE
    if (is_under(path) && fails("open")) return -1;
    return note(real(path, flags, mode), path);
}
int openat(int folder, const char *path, int flags, ...) {
    REAL(int, "openat", int, const char *, int, ...); MODE
    if (is_under(path) && fails("open")) return -1;
    return note(real(folder, path, flags, mode), path);
}
int openat64(int folder, const char *path, int flags, ...) {
    REAL(int, "openat64", int, const char *, int, ...); MODE
    if (is_under(path) && fails("open")) return -1;
    return note(real(folder, path, flags, mode), path);
}
int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST) watched[fd] = 0;
    return real(fd);
}
ssize_t read(int fd, void *to, size_t n) {
    REAL(ssize_t, "read", int, void *, size_t);
    return of(fd) && fails("read") ? -1 : real(fd, to, n);
}
ssize_t pread(int fd, void *to, size_t n, off_t where) {
    REAL(ssize_t, "pread", int, void *, size_t, off_t);
    return of(fd) && fails("read") ? -1 : real(fd, to, n, where);
}
ssize_t pread64(int fd, void *to, size_t n, off64_t where) {
    REAL(ssize_t, "pread64", int, void *, size_t, off64_t);
    return of(fd) && fails("read") ? -1 : real(fd, to, n, where);
}
ssize_t write(int fd, const void *from, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return of(fd) && fails("write") ? -1 : real(fd, from, n);
}
ssize_t pwrite(int fd, const void *from, size_t n, off_t where) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return of(fd) && fails("write") ? -1 : real(fd, from, n, where);
}
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t where) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return of(fd) && fails("write") ? -1 : real(fd, from, n, where);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    return of(fd) && fails("fsync") ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return of(fd) && fails("fsync") ? -1 : real(fd);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    return of(fd) && fails("write") ? -1 : real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (is_under(to) && fails("rename")) return -1;
    return real(from, to);
}
int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (is_under(path) && fails("unlink")) return -1;
    return real(path);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (is_under(path) && fails("mkdir")) return -1;
    return real(path, mode);
}
