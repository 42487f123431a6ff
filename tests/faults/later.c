// Preloaded into the program: its calendar is LATER_DAYS ahead, so that rules of days come due.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  int (*real)(clockid_t, struct timespec *) = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const int result = real(clock, now);
  const char *days = getenv("LATER_DAYS");
  if (result == 0 && clock == CLOCK_REALTIME && days != NULL) now->tv_sec += atol(days) * 24 * 60 * 60;
  return result;
}
