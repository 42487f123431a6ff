// Everybody at once: what the thread sanitizer is to see, with an answer that must hold.
#include <atomic>
#include <set>
#include <thread>

#include "engine/small_policy.h"
#include "workspace/explain.h"
#include "workspace/run_changes.h"
#include "workspace/views.h"
#include "workspace/views_writer.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr int kSenders = 4;
// Of each sender. Enough that every pair of threads meets; under a sanitizer each costs some ms.
constexpr int kLeads = 40;

class Concurrency : public WorkspaceFixture {
 protected:
  std::string LeadOf(int number) {
    return R"({"email":"p)" + std::to_string(number) +
           R"(@huber-werke.de","name":"Petra Huber","company":"Huber Werke GmbH","country":"DE"})";
  }
};

TEST_F(Concurrency, SendersReadersOperatorsAndListenersShareOneWorkspace) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  AddPerson("jonas", "dach");
  Publish(SmallPolicy({.before_rules = "triggers: [created, came_back]\n"}));
  auto views = Views::Open(root_ + "/views.db");
  ASSERT_TRUE(views.ok()) << views.error().message;
  ViewsWriter writer(*workspace_, **views);
  std::atomic<int64_t> heard = 0, commits = 0;
  const int64_t listener = workspace_->feed().Subscribe(
      [&](const std::vector<Emitted>& events) { heard += std::ssize(events); });
  workspace_->feed().Measure([&](TimeUs) { ++commits; });
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  for (int sender = 0; sender < kSenders; ++sender) {
    threads.emplace_back([&] {
      // All send the same people.
      for (int i = 0; i < kLeads; ++i) EXPECT_TRUE(Send(LeadOf(i)).ok());
    });
  }
  std::vector<std::thread> others;
  others.emplace_back([&] {
    while (!done) EXPECT_TRUE(workspace_->SignHead().ok());
  });
  others.emplace_back([&] {
    for (int i = 0; !done; ++i) {
      AddPerson("new" + std::to_string(i), "sales");
      EXPECT_FALSE(CancelRun(*workspace_, {}, FormatId("run", Id{}), "").ok());
    }
  });
  others.emplace_back([&] {
    while (!done) {
      Id lead;
      ASSERT_TRUE(workspace_
                      ->Ask([&](const Engine& engine) {
                        if (!engine.state().leads.empty()) lead = engine.state().leads.back().id;
                      })
                      .ok());
      if (lead.IsZero()) continue;
      EXPECT_TRUE(Explain(*workspace_, FormatId("lead", lead)).ok());
    }
  });
  for (std::thread& thread : threads) thread.join();
  done = true;
  for (std::thread& thread : others) thread.join();
  workspace_->feed().Unsubscribe(listener);
  workspace_->feed().Measure({});
  EXPECT_GT(heard, kLeads);
  EXPECT_GT(commits, 0);
  std::set<Id> records;
  ASSERT_TRUE(workspace_
                  ->Ask([&](const Engine& engine) {
                    for (const LeadEntry& entry : engine.state().leads) {
                      records.insert(entry.id);
                      EXPECT_EQ(entry.status, LeadStatus::kRouted);
                      EXPECT_NE(entry.owner, 0u);
                    }
                  })
                  .ok());
  EXPECT_EQ(records.size(), static_cast<size_t>(kLeads)) << "one record a person, one owner each";
  EXPECT_TRUE(writer.WaitFor(workspace_->store().next_position() - 1, 60 * kSecondUs));
}

}  // namespace
}  // namespace signalbox
