#include "base/scheduling.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace signalbox {
namespace {

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

}  // namespace
}  // namespace signalbox
