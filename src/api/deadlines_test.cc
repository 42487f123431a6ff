#include "api/deadlines.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace signalbox {
namespace {

constexpr TimeUs kWait = 5 * kSecondUs;

// FakeClock is one thread's; here two look at it.
class SharedClock : public Clock {
 public:
  TimeUs Now() const override { return now_; }
  TimeUs Steady() const override { return now_; }
  void Advance(TimeUs by) { now_ += by; }

 private:
  std::atomic<TimeUs> now_ = 0;
};

class Waiter : public Expiring {
 public:
  Waiter(const Clock& clock, int refusals) : clock_(clock), refusals_(refusals) {}
  bool OnDeadline() override {
    ++calls_;
    if (refusals_-- > 0) return false;
    told_.set_value(clock_.Steady());
    return true;
  }
  TimeUs ToldAt() { return told_.get_future().get(); }
  int calls() const { return calls_; }

 private:
  const Clock& clock_;
  int refusals_;
  std::atomic<int> calls_ = 0;
  std::promise<TimeUs> told_;
};

TEST(Deadlines, WhoWaitsIsToldWhenItsOwnTimeIsUp) {
  SharedClock clock;
  Deadlines deadlines(clock, kWait);
  const auto first = std::make_shared<Waiter>(clock, 0),
             second = std::make_shared<Waiter>(clock, 0);
  deadlines.Add(first);
  clock.Advance(3 * kSecondUs);
  deadlines.Add(second);
  clock.Advance(2 * kSecondUs);
  EXPECT_EQ(first->ToldAt(), kWait);
  EXPECT_EQ(second->calls(), 0) << "it came three seconds later";
  clock.Advance(3 * kSecondUs);
  EXPECT_EQ(second->ToldAt(), kWait + 3 * kSecondUs);
}

TEST(Deadlines, OneThatCannotBeHandledNowIsAskedAgain) {
  SharedClock clock;
  Deadlines deadlines(clock, kWait);
  const auto waiter = std::make_shared<Waiter>(clock, 2);
  deadlines.Add(waiter);
  clock.Advance(kWait);
  waiter->ToldAt();
  EXPECT_EQ(waiter->calls(), 3);
}

TEST(Deadlines, OneThatIsGoneIsPassedOver) {
  SharedClock clock;
  Deadlines deadlines(clock, kWait);
  deadlines.Add(std::make_shared<Waiter>(clock, 0));
  const auto waiter = std::make_shared<Waiter>(clock, 0);
  deadlines.Add(waiter);
  clock.Advance(kWait);
  EXPECT_EQ(waiter->ToldAt(), kWait);
}

TEST(Deadlines, AfterStopNobodyIsTold) {
  SharedClock clock;
  Deadlines deadlines(clock, kWait);
  const auto waiter = std::make_shared<Waiter>(clock, 0);
  deadlines.Add(waiter);
  deadlines.Stop();
  clock.Advance(2 * kWait);
  deadlines.Stop();
  EXPECT_EQ(waiter->calls(), 0);
}

}  // namespace
}  // namespace signalbox
