// An engine for the engine's own tests: on real SQLite, run by hand, with a plan that the test
// writes and a clock that moves only when told to. Activities wait in `out_` for the test to
// answer.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agents/spec_codec.h"
#include "engine/activity_report.h"
#include "engine/records.h"
#include "engine/small_policy.h"
#include "store/sqlite/sqlite_store.h"

namespace signalbox {

// One rotation, whose team owns the queue too: nobody else is needed.
inline std::string TestPolicy(const std::string& before_rules = "") {
  return SmallPolicy({.before_rules = before_rules, .strategy = "rotation", .queue_team = "dach"});
}

inline PlanStep Step(std::string id, StepKind kind, std::string needs,
                     std::vector<int> after = {}) {
  PlanStep step;
  step.id = std::move(id);
  step.kind = kind;
  step.needs = std::move(needs);
  step.after = std::move(after);
  return step;
}

class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/signalbox-test-XXXXXX";
    root_ = mkdtemp(name);
    keys_ = std::move(*Keyring::Open(root_ + "/ws.keys", true, random_));
    plan_.name = "test";
    plan_.record = "lead";
  }
  void TearDown() override {
    engine_.reset();
    state_file_.reset();
    store_.reset();
    std::filesystem::remove_all(root_);
  }

  // A workspace of its own, where one test looks at several.
  void SetUpAnew() {
    TearDown();
    keys_.reset();
    out_.clear();
    SetUp();
  }

  void Start() {
    engine_.reset();
    store_.reset();
    OpenOptions open;
    open.create = !std::filesystem::exists(root_ + "/ws/log.db");
    open.log_id.bytes[0] = 7;
    auto store = OpenSqliteStore(root_ + "/ws", open);
    ASSERT_TRUE(store.ok()) << store.error().message;
    store_ = std::move(*store);
    EngineParts parts;
    parts.store = store_.get();
    parts.keys = keys_.get();
    parts.clock = &clock_;
    parts.random = &random_;
    parts.load_policy = [this](const Digest& hash,
                               BytesView) -> Result<std::shared_ptr<const PolicyVersion>> {
      auto version = std::make_shared<PolicyVersion>();
      version->hash = hash;
      version->name = VersionName(hash);
      CompileOutcome outcome = CompilePolicy({{"policy.yaml", policy_}}, nullptr);
      EXPECT_NE(outcome.policy, nullptr);
      version->policy = outcome.policy;
      version->plans["test"] = std::make_shared<const Plan>(plan_);
      return std::shared_ptr<const PolicyVersion>(std::move(version));
    };
    parts.dispatch = [this](std::vector<Activity> activities) {
      for (Activity& activity : activities) out_.push_back(std::move(activity));
    };
    if (save_every_events_ > 0) SaveTo(&parts);
    parts.free_disk_bytes = [this] { return free_disk_bytes_; };
    parts.calls_out = calls_out_;
    parts.run_events = run_events_;
    parts.in_hand = in_hand_;
    parts.build = build_;
    engine_ = std::make_unique<Engine>(std::move(parts));
    const Status recovered = engine_->Recover();
    ASSERT_TRUE(recovered.ok()) << recovered.error().message;
  }

  // Saves end within the turn that took them, and are told of in the next.
  void SaveTo(EngineParts* parts) {
    state_file_.reset();
    auto file = OpenStateFile(root_ + "/ws", {});
    ASSERT_TRUE(file.ok()) << file.error().message;
    state_file_ = std::move(*file);
    parts->state_file = state_file_.get();
    parts->save_every_events = save_every_events_;
    parts->save = [this](std::shared_ptr<const StateChanges> changes) {
      SaveEnded ended{changes, SaveState(*changes, *state_file_, *keys_, random_)};
      engine_->SaveEnds(std::move(ended));
    };
  }

  void Begin() {
    Start();
    Do([](Turn& turn) -> Status {
      const Digest hash = turn.PutBlob("bundle");
      const Id entity = DeriveId(0, turn.state().log_id, 0, "policy");
      SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyPublished, {},
                        ev::PolicyPublished{hash, "test"}));
      return turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyActivated, {},
                        ev::PolicyActivated{hash, false});
    });
    for (const char* id : {"jonas", "lena"}) Join(id);
  }

  // Somebody of the team `dach`.
  void Join(const std::string& id) {
    Do([&](Turn& turn) -> Status {
      Person person;
      person.id = id;
      person.team = "dach";
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      const auto number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, number}, EncodeRecord(person), subject);
    });
  }

  void AddAgent(const std::string& id, const std::function<void(AgentSpec*)>& change = {}) {
    AgentSpec spec;
    spec.id = id;
    spec.version = "1.0.0";
    spec.kind = AgentKind::kHttp;
    spec.capabilities = {"outside"};
    spec.outputs = {Field::kIndustry};
    spec.determinism = Determinism::kExternal;
    spec.owner = "ops";
    spec.url = "http://127.0.0.1:1/";
    spec.retry = {1, kSecondUs, kMinuteUs};
    if (change) change(&spec);
    Do([&](Turn& turn) -> Status {
      Bytes encoded;
      EncodeAgentSpec(spec, &encoded);
      return turn.Input(EntityKind::kAgent, DeriveId(0, turn.state().log_id, 0, id),
                        EventType::kAgentRegistered, {},
                        ev::AgentRegistered{turn.PutBlob(encoded), spec.id, spec.version});
    });
  }

  void Do(std::function<Status(Turn&)> apply) {
    bool done = false;
    EXPECT_TRUE(engine_->Apply({std::move(apply), [&](const Status& status, int64_t) {
                                  EXPECT_TRUE(status.ok()) << status.error().message;
                                  done = true;
                                }}));
    RunTurn();
    EXPECT_TRUE(done);
  }

  void RunTurn() {
    bool open = true;
    const auto turn = engine_->RunTurn(std::chrono::microseconds(0), &open);
    ASSERT_TRUE(turn.ok()) << turn.error().message;
  }

  void Pass(TimeUs time) {
    clock_.Advance(time);
    RunTurn();
  }

  // What a lead was answered with, where it was refused.
  std::optional<Error> Refused(const std::string& email) {
    Attributes lead;
    lead.SetText(Field::kEmail, email);
    lead.SetText(Field::kCountry, "DE");
    std::optional<Error> error;
    Submission submission = MakeSubmission(*keys_, lead, {"e:" + email}, email, "", "");
    submission.answer = [&](Result<LeadAnswer> answer) {
      if (!answer.ok()) error = answer.error();
    };
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    RunTurn();
    return error;
  }

  // Sends a lead; its answer is in `answer_` once it is settled.
  Id Send(const std::string& email) {
    Attributes lead;
    lead.SetText(Field::kEmail, email);
    lead.SetText(Field::kCountry, "DE");
    Say(lead, email);
    return engine_->state().leads.back().id;
  }

  // Whoever has this e-mail address says `content`.
  void Say(const Attributes& lead, const std::string& content) {
    const std::string email(lead.Text(Field::kEmail));
    answer_.reset();
    Submission submission = MakeSubmission(*keys_, lead, {"e:" + email}, content, "", "");
    submission.answer = [this](Result<LeadAnswer> answer) { answer_ = std::move(*answer); };
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    RunTurn();
  }

  void Answer(const Activity& activity, Outcome outcome, const std::string& reason = "",
              const std::string& industry = "") {
    ActivityReport report = ReportOn(activity);
    report.body.outcome = outcome;
    report.body.reason = reason;
    report.body.confidence_e4 = 9000;
    report.output.SetText(Field::kIndustry, industry);
    engine_->Report(std::move(report));
    RunTurn();
  }

  std::vector<Event> Chain(const Id& entity) const {
    std::vector<Event> events;
    const Status read = store_->ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
      SB_ASSIGN(Event event, DecodeEvent(bytes));
      if (event.entity == entity) events.push_back(std::move(event));
      return {};
    });
    EXPECT_TRUE(read.ok());
    return events;
  }
  std::vector<std::string> Events(const Id& entity) const {
    std::vector<std::string> names;
    for (const Event& event : Chain(entity))
      names.emplace_back(EventTypeName(static_cast<EventType>(event.type)));
    return names;
  }
  template <typename B>
  std::vector<B> Bodies(const Id& entity) const {
    std::vector<B> bodies;
    for (const Event& event : Chain(entity)) {
      if (event.type == static_cast<uint16_t>(B::kType))
        bodies.push_back(*DecodeBody<B>(event.clear));
    }
    return bodies;
  }
  const LeadEntry& Latest() const { return engine_->state().leads.back(); }

  std::string policy_ = TestPolicy();
  std::string root_;
  FakeClock clock_{1'795'000'000 * kSecondUs};
  SeededRandom random_{1};
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<Store> store_;
  int64_t save_every_events_ = 0;  // 0: the state is not saved
  std::unique_ptr<StateFile> state_file_;
  std::unique_ptr<Engine> engine_;
  Plan plan_;
  int64_t free_disk_bytes_ = INT64_MAX;
  int64_t calls_out_ = kMaxCallsOut;
  int64_t run_events_ = kMaxRunEvents;
  InHand* in_hand_ = nullptr;
  std::string build_ = "test";
  std::vector<Activity> out_;
  std::optional<LeadAnswer> answer_;
};

}  // namespace signalbox
