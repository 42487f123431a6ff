#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace signalbox {

void CheckFailed(const char* condition, const char* file, int line) {
  // Nothing but the source text is printed: a value could be personal data.
  std::fprintf(stderr, "broken invariant `%s` at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace signalbox
