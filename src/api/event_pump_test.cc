#include "api/event_pump.h"

#include <gtest/gtest.h>

#include <charconv>

#include "api/reply_waiter.h"
#include "api/sse.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

// As many followers as the pump takes.
constexpr int kFollowers = 256;
// Commits in which a place must come free: each wakes the pump once.
constexpr int kTries = 10'000;

std::optional<Sight> Everything() {
  return Sight::Whole();
}

class EventPumpTest : public WorkspaceFixture {
 protected:
  ResponseStream Stream() { return waiter_.NewResponder().BeginStream(EventStreamHead()); }
  // The ids of the events that came, until `until` of them have.
  std::vector<int64_t> Ids(size_t until) {
    while (ids_.size() < until) {
      const std::vector<Reply> replies = waiter_.Wait();
      if (replies.empty()) break;
      for (const Reply& reply : replies) Read(reply);
    }
    return ids_;
  }
  void Read(const Reply& reply) {
    if (reply.kind == Reply::Kind::kStreamBegin) gauges_.push_back(reply.gauge);
    for (size_t at = 0; at < reply.chunk.size(); at = reply.chunk.find('\n', at) + 1) {
      if (!reply.chunk.substr(at).starts_with("id:")) continue;
      const size_t number = reply.chunk.find_first_of("0123456789", at);
      int64_t id = -1;
      std::from_chars(reply.chunk.data() + number, reply.chunk.data() + reply.chunk.size(), id);
      ids_.push_back(id);
    }
  }

  ReplyWaiter waiter_{std::chrono::minutes(1)};
  std::vector<int64_t> ids_;
  std::vector<std::shared_ptr<StreamGauge>> gauges_;
};

TEST_F(EventPumpTest, AFollowerGetsEveryEventOnceAndInOrderAndThenWhatComes) {
  EventPump pump(*workspace_);
  const auto before = static_cast<size_t>(workspace_->store().next_position());
  ASSERT_GT(before, 2u);
  ASSERT_TRUE(pump.Follow(Stream(), 0, Everything).ok());
  EXPECT_EQ(Ids(before).size(), before);
  AddPerson("lena", "dach");
  AddPerson("jonas", "dach");
  const std::vector<int64_t> ids = Ids(before + 2);
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], static_cast<int64_t>(i));
}

TEST_F(EventPumpTest, WhoeverResumesMissesNothingAndGetsNothingTwice) {
  EventPump pump(*workspace_);
  const int64_t last = workspace_->store().next_position() - 1;
  ASSERT_TRUE(pump.Follow(Stream(), last, Everything).ok());
  AddPerson("lena", "dach");
  EXPECT_EQ(Ids(2), (std::vector<int64_t>{last, last + 1}));
}

TEST_F(EventPumpTest, AFullPumpRefusesUntilAClientIsGone) {
  EventPump pump(*workspace_);
  const int64_t end = workspace_->store().next_position();
  for (int i = 0; i < kFollowers; ++i) ASSERT_TRUE(pump.Follow(Stream(), end, Everything).ok());
  EXPECT_FALSE(pump.HasRoom());
  EXPECT_EQ(pump.Follow(Stream(), end, Everything).error().code, Code::kExhausted);
  AddPerson("p", "dach");
  Ids(kFollowers);
  for (const auto& gauge : gauges_) gauge->gone = true;
  for (int i = 0; i < kTries && !pump.HasRoom(); ++i) AddPerson("q" + std::to_string(i), "dach");
  EXPECT_TRUE(pump.HasRoom());
}

TEST_F(EventPumpTest, WhoMayNotFollowIsLetGoAndWhoSeesNothingGetsNothing) {
  EventPump pump(*workspace_);
  ASSERT_TRUE(pump.Follow(Stream(), 0, [] { return std::optional<Sight>(); }).ok());
  bool ended = false;
  while (!ended) {
    for (const Reply& reply : waiter_.Wait()) {
      EXPECT_EQ(reply.chunk.find("id:"), std::string::npos);
      ended |= reply.kind == Reply::Kind::kStreamEnd;
    }
  }
  ASSERT_TRUE(pump.Follow(Stream(), 0, [] { return std::optional(Sight()); }).ok());
  ASSERT_TRUE(pump.Follow(Stream(), workspace_->store().next_position(), Everything).ok());
  AddPerson("lena", "dach");
  EXPECT_EQ(Ids(1), std::vector<int64_t>{workspace_->store().next_position() - 1});
}

TEST_F(EventPumpTest, AfterStopNobodyFollows) {
  EventPump pump(*workspace_);
  ASSERT_TRUE(pump.Follow(Stream(), 0, Everything).ok());
  pump.Stop();
  EXPECT_FALSE(pump.HasRoom());
  EXPECT_FALSE(pump.Follow(Stream(), 0, Everything).ok());
  AddPerson("lena", "dach");
}

}  // namespace
}  // namespace signalbox
