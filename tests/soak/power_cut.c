/* Writes down what a process does to the files of one folder (FIRSTDAY_CUT) in a log (FIRSTDAY_CUT_LOG):
   every write, truncation, sync, unlink and rename with its data, in order. Loaded with LD_PRELOAD by
   tests/soak/power_cut.py, which builds from the log what a power cut could have left. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct head { uint32_t op, pid, name, more; int64_t offset; }; /* then the name, then the data */

static int out = -1;

/* The name within the folder of an open file; NULL for a file elsewhere. "" is the folder itself. */
static const char *inside(const char *path) {
    const char *folder = getenv("FIRSTDAY_CUT");
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length)) return NULL;
    if (path[length] == '/') return path + length + 1;
    return path[length] ? NULL : path + length;
}

static const char *name_of(int file, char *path) {
    char link[64], *end = link + 14;
    strcpy(link, "/proc/self/fd/");
    char digits[16]; int n = 0;
    do digits[n++] = '0' + file % 10; while (file /= 10);
    while (n) *end++ = digits[--n];
    *end = 0;
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    return inside(path);
}

static void note(char op, const char *name, int64_t offset, const void *data, size_t more) {
    if (out < 0) {
        const char *log = getenv("FIRSTDAY_CUT_LOG");
        if (!log) return;
        out = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    }
    struct head head = {(uint32_t)op, (uint32_t)getpid(), strlen(name), more, offset};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)name, head.name}, {(void *)data, more}};
    if (syscall(SYS_writev, out, parts, 3) < 0) abort(); /* a log with a hole would prove nothing */
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int file, const void *data, size_t size, off64_t offset) {
    char path[PATH_MAX];
    ssize_t done = REAL(pwrite64)(file, data, size, offset);
    const char *name = done > 0 ? name_of(file, path) : NULL;
    if (name) note('w', name, offset, data, done);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset) {
    return pwrite64(file, data, size, offset);
}

ssize_t write(int file, const void *data, size_t size) {
    char path[PATH_MAX];
    ssize_t done = REAL(write)(file, data, size);
    const char *name = done > 0 ? name_of(file, path) : NULL;
    if (name) note('w', name, lseek(file, 0, SEEK_CUR) - done, data, done);
    return done;
}

int ftruncate64(int file, off64_t size) {
    char path[PATH_MAX];
    int failed = REAL(ftruncate64)(file, size);
    const char *name = failed ? NULL : name_of(file, path);
    if (name) note('t', name, size, "", 0);
    return failed;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

/* What was written before a sync began is safe once it has ended. */
static int synced(int file, int (*real)(int)) {
    char path[PATH_MAX];
    const char *name = name_of(file, path);
    if (name) note('b', name, 0, "", 0);
    int failed = real(file);
    if (name && !failed) note('s', name, 0, "", 0);
    return failed;
}

int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

int unlink(const char *path) {
    int failed = REAL(unlink)(path);
    const char *name = failed ? NULL : inside(path);
    if (name) note('u', name, 0, "", 0);
    return failed;
}

int rename(const char *old, const char *new) {
    int failed = REAL(rename)(old, new);
    const char *from = failed ? NULL : inside(old), *to = failed ? NULL : inside(new);
    if (from && to) note('r', from, 0, to, strlen(to));
    return failed;
}
