// Preloaded into a command: the process is killed right before the change to a file that FAULT_CUT counts to, so that it
// ends between two changes, each of them in turn. At an end that was not cut the number of changes is in the file that
// FAULT_COUNT names.
//
// A change is a write to, a sync, a cut or a new size of a regular file, and a new name, another name or none for one.
// Several threads may change files, so the count of one run is near that of the next and not always the same.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long changes = 0;

static void change(void) {
  const char *cut = getenv("FAULT_CUT");
  const long now = atomic_fetch_add(&changes, 1) + 1;
  if (cut != NULL && now == atol(cut)) kill(getpid(), SIGKILL);
}

static void change_of(int file) {
  struct stat found;
  if (fstat(file, &found) == 0 && S_ISREG(found.st_mode)) change();
}

__attribute__((destructor)) static void tell(void) {
  const char *name = getenv("FAULT_COUNT");
  FILE *file = name == NULL ? NULL : fopen(name, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&changes));
  fclose(file);
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  change_of(file);
  return REAL(ssize_t, write, int, const void *, size_t)(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  change_of(file);
  return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  change_of(file);
  return REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(file, bytes, count, at);
}

int fsync(int file) {
  change_of(file);
  return REAL(int, fsync, int)(file);
}

int fdatasync(int file) {
  change_of(file);
  return REAL(int, fdatasync, int)(file);
}

int ftruncate(int file, off_t size) {
  change_of(file);
  return REAL(int, ftruncate, int, off_t)(file, size);
}

int ftruncate64(int file, off64_t size) {
  change_of(file);
  return REAL(int, ftruncate64, int, off64_t)(file, size);
}

int rename(const char *from, const char *to) {
  change();
  return REAL(int, rename, const char *, const char *)(from, to);
}

int unlink(const char *path) {
  change();
  return REAL(int, unlink, const char *)(path);
}
