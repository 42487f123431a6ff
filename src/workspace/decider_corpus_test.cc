// Stored workspaces that are kept, one for each decider version since the fourth: every one opens
// and goes on, and those of the present version are decided again the same, byte for byte.
//
// Whoever changes what the core answers sees the present one differ: they raise kDeciderVersion
// (engine/core.h) and run this test with SIGNALBOX_WRITE_GOLDEN set, which keeps a workspace of the
// new version beside the others. None is ever changed or taken away.
#include <cstdlib>
#include <filesystem>

#include "engine/core.h"
#include "workspace/engine_fixture.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

namespace fs = std::filesystem;

const fs::path kCorpus = fs::path(SB_SOURCE_DIR) / "tests/golden/workspaces";

class DeciderCorpus : public EngineFixture {
 protected:
  // In the place of the fixture's own.
  void OpenKept(const fs::path& kept) {
    Stop();
    fs::remove_all(root_);
    fs::create_directories(root_ + "/ws");
    fs::create_directories(root_ + "/keys");
    fs::copy_file(kept / "log.db", root_ + "/ws/log.db");
    for (const char* name : {"keys.db", "master.key"})
      fs::copy_file(kept / "keys" / name, root_ + "/keys/" + name);
    fs::permissions(root_ + "/keys", fs::perms::owner_all);
  }

  // Something of everything that is decided: pools, queues, guards, agents outside, waits, touches.
  void Live() {
    AddPerson("revo", "Revo Ops", "revops");
    AddPerson("lena", "Lena Vogt", "dach");
    AddPerson("jonas", "Jonas Beck", "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
    for (int i = 0; i < 12; ++i) SendFrom(i % 3 == 0 ? "US" : "DE", i);
    clock_.Advance(kHourUs);
    for (int i = 9; i < 15; ++i) SendFrom("DE", i);
    AddAgent(OutsideScorer());
    AgentResult good, failed;
    good.output.SetInt(Field::kScore, 77);
    failed.outcome = Outcome::kError;
    failed.reason = "agent_timeout";
    SendFrom("DE", 20);
    Answer(activities_.back(), good, 12'000);
    SendFrom("US", 21);
    Answer(activities_.back(), failed, kSecondUs);
    Advance(kMinuteUs);
    Answer(activities_.back(), failed, kSecondUs);
    for (const char* id : {"lena", "jonas"}) {
      Person away = *engine_->state().roster.FindPerson(id);
      away.paused_until = clock_.Now() + 40 * kMinuteUs;
      PutPerson(away);
    }
    SendFrom("DE", 22);
    Answer(activities_.back(), good, 12'000);
    Restart();
    for (int i = 0; i < 4; ++i) Advance(16 * kMinuteUs);
  }

  static int64_t VersionOf(const fs::path& kept) {
    const std::string name = kept.filename();
    return std::atoll(name.c_str() + name.rfind('-') + 1);
  }
};

TEST_F(DeciderCorpus, ThePresentVersionHasAWorkspace) {
  const fs::path present = kCorpus / ("decider-" + std::to_string(kDeciderVersion));
  if (std::getenv("SIGNALBOX_WRITE_GOLDEN") != nullptr && !fs::exists(present)) {
    Live();
    Stop();
    fs::create_directories(present / "keys");
    fs::copy_file(root_ + "/ws/log.db", present / "log.db");
    for (const char* name : {"keys.db", "master.key"})
      fs::copy_file(root_ + "/keys/" + name, present / "keys" / name);
  }
  EXPECT_TRUE(fs::exists(present / "log.db"))
      << "keep one: SIGNALBOX_WRITE_GOLDEN=1 workspace_test --gtest_filter='DeciderCorpus.*'";
}

TEST_F(DeciderCorpus, EveryKeptWorkspaceOpensAndThePresentVersionDecidesItsOwnTheSame) {
  int looked_at = 0;
  for (const fs::directory_entry& kept : fs::directory_iterator(kCorpus)) {
    SCOPED_TRACE(kept.path().string());
    OpenKept(kept.path());
    Open(false);
    const Result<ReplayReport> report = Replay(*store_, *keys_, LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_GE(report->runs, 15);
    EXPECT_EQ(report->different, 0) << "raise kDeciderVersion: " << report->Json();
    if (VersionOf(kept.path()) == kDeciderVersion)
      EXPECT_EQ(report->identical, report->runs);
    else
      EXPECT_EQ(report->identical + report->engine_changed, report->runs);
    // It is not only read: it goes on.
    const LeadAnswer answer = SendFrom("US", 9'999);
    EXPECT_EQ(EntryOf(answer.lead).id, answer.lead);
    ++looked_at;
  }
  EXPECT_GE(looked_at, 2);
}

TEST_F(DeciderCorpus, WhatAnEarlierVersionDecidedOtherwiseIsNamedAndIsNoDifference) {
  OpenKept(kCorpus / "decider-4");
  Open(false);
  // Whatever the rules said then, all go to one queue now: as if the engine had changed.
  const StoredPolicyLoader otherwise = [](const Digest& hash, BytesView) {
    return LoadStoredVersion(hash, PackBundle({{"policy.yaml", FixturePolicy("queue: unrouted")}}));
  };
  const Result<ReplayReport> report = Replay(*store_, *keys_, otherwise, {});
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_GT(report->engine_changed, 0);
  EXPECT_EQ(report->different, 0) << report->Json();
}

}  // namespace
}  // namespace signalbox
