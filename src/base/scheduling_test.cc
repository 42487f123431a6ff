#include "base/scheduling.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <thread>

namespace signalbox {
namespace {

// The slice that the thread asked for: the sixth member of `struct sched_attr` (sched_setattr(2)).
// 0 where the system knows no slices.
uint64_t SliceNs() {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes{};
  EXPECT_EQ(syscall(SYS_sched_getattr, 0, &attributes, sizeof(attributes), 0), 0);
  return attributes.runtime;
}

int Nice() {
  return getpriority(PRIO_PROCESS, 0);
}

TEST(Scheduling, WhoWorksInBulkStandsBehindWhoAnswersAndNobodyElseIsTouched) {
  const int nice = Nice();
  std::thread([nice] {
    RunInBulk();
    EXPECT_EQ(sched_getscheduler(0), SCHED_BATCH);
    EXPECT_EQ(Nice(), std::min(19, nice + 5));
  }).join();
  std::thread([nice] {
    RunPromptly();
    EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER);
    EXPECT_EQ(Nice(), nice);
  }).join();
  EXPECT_EQ(sched_getscheduler(0), SCHED_OTHER) << "nobody asked for this one";
  EXPECT_EQ(Nice(), nice);
}

TEST(Scheduling, WhoWorksInBulkGivesACoreBackAsSoonAsWhoAnswers) {
  uint64_t prompt = 1, bulk = 2;
  std::thread([&prompt] {
    RunPromptly();
    prompt = SliceNs();
  }).join();
  std::thread([&bulk] {
    RunInBulk();
    bulk = SliceNs();
  }).join();
  EXPECT_EQ(bulk, prompt);
}

}  // namespace
}  // namespace signalbox
