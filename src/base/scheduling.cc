#include "base/scheduling.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace signalbox {
namespace {

// The shortest that Linux takes, and as long as a turn of a few leads. Whoever is woken while a
// thread runs waits for the rest of its slice, so those in bulk have it too: the kernel's own
// worker that sends the disk its flush waited 3.4 ms for their core in each hundredth commit.
constexpr uint64_t kSliceNs = 100'000;

// A third of the processor beside one who answers, where there is not enough for both
// (docs/decisions/commits-wait-for-nobody.md has what it does).
constexpr int kBulkNicer = 5;
constexpr int kNicest = 19;

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

void SetScheduling(uint32_t policy, uint64_t slice_ns, int nice) {
  SchedulingAttributes attributes;
  attributes.policy = policy;
  attributes.nice = nice;
  attributes.runtime = slice_ns;
  (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

void RunPromptly() {
  SetScheduling(SCHED_OTHER, kSliceNs, getpriority(PRIO_PROCESS, 0));
}

void RunInBulk() {
  SetScheduling(SCHED_BATCH, kSliceNs,
                std::min(kNicest, getpriority(PRIO_PROCESS, 0) + kBulkNicer));
}

}  // namespace signalbox
