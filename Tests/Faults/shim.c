// A library to preload: lets one operation of a job go wrong.
//
// It counts the calls that change files below FAULT_FOLDER, over all processes of the job, in the file FAULT_COUNTERS, which they share. At call
// number FAULT_AT it does what FAULT_MODE says: `kill` ends every process of the job, `kill-self` the one that calls, `kill-first` the one that the
// others come from; `error` lets the call fail with FAULT_ERROR. FAULT_THREADS=k lets every pthread_create fail from the k-th of a process on.
//
//   cc -O2 -shared -fPIC -o shim.so shim.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_PROCESSES = 4000, LONGEST = 512 };
enum mode { NOTHING, KILL, KILL_SELF, KILL_FIRST, ERROR };

// The first number is read by whoever started the job: how many calls there were. The last says which one went wrong.
struct counters {
  _Atomic long calls;
  _Atomic int processes;
  int ids[MOST_PROCESSES];
  char what[LONGEST];
};

static struct counters *counters;
static const char *folder;
static size_t folder_length;
static long at = -1, threads = -1;
static int error = EIO;
static enum mode mode;
static _Atomic long created;

__attribute__((constructor)) static void start(void) {
  const char *text = getenv("FAULT_THREADS");
  if (text) threads = atol(text);
  const char *path = getenv("FAULT_COUNTERS");
  folder = getenv("FAULT_FOLDER");
  if (!path || !folder) return;
  folder_length = strlen(folder);
  if ((text = getenv("FAULT_AT"))) at = atol(text);
  if ((text = getenv("FAULT_ERROR"))) error = atoi(text);
  if ((text = getenv("FAULT_MODE")))
    mode = !strcmp(text, "kill") ? KILL : !strcmp(text, "kill-self") ? KILL_SELF : !strcmp(text, "kill-first") ? KILL_FIRST : !strcmp(text, "error") ? ERROR : NOTHING;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  counters = mmap(0, sizeof *counters, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (counters == MAP_FAILED) { counters = 0; return; }
  int number = atomic_fetch_add(&counters->processes, 1);
  if (number < MOST_PROCESSES) counters->ids[number] = getpid();
}

static int below(const char *path) { return counters && path && !strncmp(path, folder, folder_length); }

static int descriptor_below(int file, char *path) {
  if (!counters) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, LONGEST - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return !strncmp(path, folder, folder_length);
}

// Whether the call has to fail.
static int goes_wrong(const char *call, const char *path) {
  long number = atomic_fetch_add(&counters->calls, 1);
  if (number != at) return 0;
  snprintf(counters->what, LONGEST, "%s %s", call, path);
  int self = getpid(), others = counters->processes;
  if (others > MOST_PROCESSES) others = MOST_PROCESSES;
  if (mode == KILL)
    for (int i = 0; i < others; i++)
      if (counters->ids[i] != self) kill(counters->ids[i], SIGKILL);
  if (mode == KILL || mode == KILL_SELF) kill(self, SIGKILL);
  if (mode == KILL_FIRST) kill(counters->ids[0], SIGKILL);
  if (mode != ERROR) return 0;
  errno = error;
  return 1;
}

#define ORIGINAL(result, name, ...)                 \
  static result (*original)(__VA_ARGS__);           \
  if (!original) original = dlsym(RTLD_NEXT, #name)
#define CHANGES(flags) (((flags) & O_ACCMODE) != O_RDONLY || ((flags) & O_CREAT))

#define OPEN(name)                                                          \
  int name(const char *path, int flags, ...) {                              \
    ORIGINAL(int, name, const char *, int, ...);                            \
    va_list list;                                                           \
    va_start(list, flags);                                                  \
    int permissions = va_arg(list, int);                                    \
    va_end(list);                                                           \
    if (CHANGES(flags) && below(path) && goes_wrong("open", path)) return -1; \
    return original(path, flags, permissions);                              \
  }
OPEN(open)
OPEN(open64)

int openat(int parent, const char *path, int flags, ...) {
  ORIGINAL(int, openat, int, const char *, int, ...);
  va_list list;
  va_start(list, flags);
  int permissions = va_arg(list, int);
  va_end(list);
  if (CHANGES(flags) && below(path) && goes_wrong("openat", path)) return -1;
  return original(parent, path, flags, permissions);
}
FILE *fopen(const char *path, const char *how) {
  ORIGINAL(FILE *, fopen, const char *, const char *);
  if (strpbrk(how, "wa+") && below(path) && goes_wrong("fopen", path)) return 0;
  return original(path, how);
}

// Calls on a descriptor: the result on failure is -1.
#define ON_DESCRIPTOR(result, name, parameters, arguments, ...)            \
  result name parameters {                                                 \
    ORIGINAL(result, name, __VA_ARGS__);                                   \
    char path[LONGEST];                                                    \
    if (descriptor_below(file, path) && goes_wrong(#name, path)) return -1; \
    return original arguments;                                             \
  }
ON_DESCRIPTOR(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count), int, const void *, size_t)
ON_DESCRIPTOR(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count), int, const struct iovec *, int)
ON_DESCRIPTOR(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t from), (file, bytes, count, from), int, const void *, size_t, off_t)
ON_DESCRIPTOR(ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t from), (file, bytes, count, from), int, const void *, size_t, off64_t)
ON_DESCRIPTOR(int, ftruncate, (int file, off_t size), (file, size), int, off_t)
ON_DESCRIPTOR(int, ftruncate64, (int file, off64_t size), (file, size), int, off64_t)
ON_DESCRIPTOR(int, fsync, (int file), (file), int)
ON_DESCRIPTOR(int, fdatasync, (int file), (file), int)

// Calls on a path.
#define ON_PATH(name, path, parameters, arguments, ...)            \
  int name parameters {                                            \
    ORIGINAL(int, name, __VA_ARGS__);                              \
    if (below(path) && goes_wrong(#name, path)) return -1;         \
    return original arguments;                                     \
  }
ON_PATH(rename, to, (const char *from, const char *to), (from, to), const char *, const char *)
ON_PATH(renameat2, to, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), int, const char *, int, const char *, unsigned)
ON_PATH(link, to, (const char *from, const char *to), (from, to), const char *, const char *)
ON_PATH(unlink, path, (const char *path), (path), const char *)
ON_PATH(rmdir, path, (const char *path), (path), const char *)
ON_PATH(remove, path, (const char *path), (path), const char *)
ON_PATH(mkdir, path, (const char *path, mode_t permissions), (path, permissions), const char *, mode_t)

int unlinkat(int parent, const char *path, int flags) {
  ORIGINAL(int, unlinkat, int, const char *, int);
  char above[LONGEST];
  int inside = below(path) || (path[0] != '/' && parent >= 0 && descriptor_below(parent, above));
  if (inside && goes_wrong("unlinkat", path)) return -1;
  return original(parent, path, flags);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *argument) {
  ORIGINAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (threads >= 0 && atomic_fetch_add(&created, 1) >= threads) return EAGAIN;
  return original(thread, attributes, work, argument);
}
