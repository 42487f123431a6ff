#include "base/rounds.h"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

namespace signalbox {
namespace {

TEST(Rounds, BeginAtOnceComeAgainAndEndInTheMiddleOfAPause) {
  std::counting_semaphore<> began(0);
  std::atomic<int> after_end = 0;
  std::atomic<bool> ended = false;
  {
    const Rounds rounds(std::chrono::milliseconds(1), [&] {
      after_end += ended;
      began.release();
    });
    began.acquire();
    began.acquire();
  }
  ended = true;
  EXPECT_EQ(after_end, 0);
  {
    const Rounds rounds(std::chrono::hours(24), [&] { began.release(); });
    began.acquire();
  }
}

TEST(Rounds, TheEndWaitsForARoundThatIsUnderWay) {
  std::binary_semaphore began(0);
  std::atomic<bool> done = false;
  {
    const Rounds rounds(std::chrono::hours(24), [&] {
      began.release();
      done = true;
    });
    began.acquire();
  }
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace signalbox
