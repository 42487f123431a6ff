#include "base/scheduling.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace signalbox {
namespace {

// A turn of a few leads takes as long.
constexpr uint64_t kPromptSliceNs = 100'000;

// The system's `struct sched_attr`, first version (sched_setattr(2)); the C library has none.
struct SchedulingAttributes {
  uint32_t size = sizeof(SchedulingAttributes);
  uint32_t policy = SCHED_OTHER;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;  // the slice; 0 is the system's own
  uint64_t deadline = 0, period = 0;
};

void Say(uint32_t policy, uint64_t slice_ns) {
  SchedulingAttributes attributes;
  attributes.policy = policy;
  attributes.nice = getpriority(PRIO_PROCESS, 0);
  attributes.runtime = slice_ns;
  (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

void RunPromptly() {
  Say(SCHED_OTHER, kPromptSliceNs);
}

void RunInBulk() {
  Say(SCHED_BATCH, 0);
}

}  // namespace signalbox
