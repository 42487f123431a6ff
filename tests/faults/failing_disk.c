// Preloaded into a server: the disk under its log fails while the file that FAULT_TRIGGER names exists.
//
// Its content says what fails with EIO on log.db and its write-ahead file: `sync`, or `write`. After the first failure
// every write and sync of log.db itself that is tried is counted in the file that FAULT_COUNT names, one byte each: what
// a process that saw a failed sync must not do.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static bool failed = false;

// 1 for log.db, 2 for its write-ahead file, else 0.
static int log_file(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  const char *name = strrchr(path, '/');
  if (name == NULL) return 0;
  if (strcmp(name, "/log.db") == 0) return 1;
  return strcmp(name, "/log.db-wal") == 0 ? 2 : 0;
}

static bool fails(int file, const char *what) {
  const int log = log_file(file);
  if (log == 0) return false;
  if (failed && log == 1) {
    const char *count = getenv("FAULT_COUNT");
    const int counter = count == NULL ? -1 : open(count, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (counter >= 0) {
      if (write(counter, "x", 1) != 1) abort();
      close(counter);
    }
  }
  const char *trigger = getenv("FAULT_TRIGGER");
  char said[8] = "";
  const int file_of_trigger = trigger == NULL ? -1 : open(trigger, O_RDONLY);
  if (file_of_trigger < 0) return false;
  const ssize_t length = read(file_of_trigger, said, sizeof said - 1);
  close(file_of_trigger);
  if (length <= 0 || strncmp(said, what, strlen(what)) != 0) return false;
  failed = true;
  errno = EIO;
  return true;
}

int fsync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return fails(file, "sync") ? -1 : real(file);
}

int fdatasync(int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return fails(file, "sync") ? -1 : real(file);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) =
      (ssize_t(*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
  return fails(file, "write") ? -1 : real(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) =
      (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
  return fails(file, "write") ? -1 : real(file, bytes, count, at);
}
