// A library to preload: loads a program once and runs it many times.
//
// Before `main`, it reads requests from descriptor 198: a length, then a folder and the words of a command line, each ended by a zero. For each it forks,
// answers with the process's number on descriptor 199, and, when that has ended, with its status. Loading LibTorch takes longer than most commands.
//
//   cc -O2 -shared -fPIC -o fork_server.so fork_server.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUESTS = 198, ANSWERS = 199, MOST_WORDS = 1000, LONGEST = 1 << 22, STACK = 8 << 20 };

typedef int (*main_function)(int, char **, char **);
static main_function original_main;
static char request[LONGEST];

static int read_whole(void *to, size_t count) {
  for (size_t got = 0; got < count;) {
    ssize_t part = read(REQUESTS, (char *)to + got, count - got);
    if (part <= 0) return 0;
    got += part;
  }
  return 1;
}

static void answer(int32_t number) {
  if (write(ANSWERS, &number, sizeof number) != sizeof number) _exit(0);
}

struct call {
  int count;
  char **words, **environment;
};

static void *call_main(void *parameter) {
  struct call *call = parameter;
  exit(original_main(call->count, call->words, call->environment));
}

static int run(uint32_t length, char **environment) {
  static char *words[MOST_WORDS + 1];
  close(REQUESTS);
  close(ANSWERS);
  unsetenv("LD_PRELOAD");
  int count = 0;
  for (char *word = request + strlen(request) + 1; word < request + length && count < MOST_WORDS; word += strlen(word) + 1) words[count++] = word;
  // Swift keeps the words of a command line itself.
  void (*keep)(char **, int) = dlsym(RTLD_DEFAULT, "_swift_stdlib_overrideUnsafeArgvArgc");
  if (keep) keep(words, count);
  if (chdir(request)) _exit(126);
  int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0644), error = open("error", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(out, STDOUT_FILENO);
  dup2(error, STDERR_FILENO);
  close(out);
  close(error);
  // Swift's locks keep a thread's number, and a forked thread has its parent's: only a new one may wait for others.
  struct call call = {count, words, environment};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, call_main, &call)) _exit(125);
  pthread_join(thread, 0);
  _exit(124);
}

static int serve(int count, char **words, char **environment) {
  (void)count, (void)words;
  uint32_t length;
  while (read_whole(&length, sizeof length) && length < LONGEST && read_whole(request, length)) {
    pid_t child = fork();
    if (child == 0) return run(length, environment);
    answer(child);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    answer(WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status));
  }
  _exit(0);
}

int __libc_start_main(main_function main, int count, char **words, void (*init)(void), void (*end)(void), void (*loader_end)(void), void *stack) {
  int (*original)(main_function, int, char **, void (*)(void), void (*)(void), void (*)(void), void *) = dlsym(RTLD_NEXT, "__libc_start_main");
  original_main = main;
  return original(fcntl(REQUESTS, F_GETFD) >= 0 ? serve : main, count, words, init, end, loader_end, stack);
}
