// Preloaded into a server: a domain that begins with `poison.` ends the process where the agents look at it, as a fault
// in a library that they call would.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

const char *psl_registrable_domain(const void *list, const char *domain) {
  const char *(*real)(const void *, const char *) =
      (const char *(*)(const void *, const char *))dlsym(RTLD_NEXT, "psl_registrable_domain");
  if (strncmp(domain, "poison.", 7) == 0) abort();
  return real(list, domain);
}
