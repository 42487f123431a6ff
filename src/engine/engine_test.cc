#include "engine/engine.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "agents/spec_codec.h"
#include "engine/records.h"
#include "store/sqlite/sqlite_store.h"

namespace signalbox {
namespace {

constexpr char kPolicy[] = R"(policy: test
record: lead
rules:
  - name: germany
    when: {lead.country: DE}
    assign: {pool: dach}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: rotation, all_out: hold}
queues:
  unrouted: {owner: {team: dach}, empty_within: 4h}
)";

PlanStep Step(std::string id, StepKind kind, std::string needs, std::vector<int> after = {}) {
  PlanStep step;
  step.id = std::move(id);
  step.kind = kind;
  step.needs = std::move(needs);
  step.after = std::move(after);
  return step;
}

// An engine on real SQLite with a clock that moves only when told to; activities wait in `out` for
// the test to answer.
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
    store_.reset();
    std::filesystem::remove_all(root_);
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
      CompileOutcome outcome = CompilePolicy({{"policy.yaml", kPolicy}}, nullptr);
      EXPECT_NE(outcome.policy, nullptr);
      version->policy = outcome.policy;
      version->plans["test"] = std::make_shared<const Plan>(plan_);
      return std::shared_ptr<const PolicyVersion>(std::move(version));
    };
    parts.dispatch = [this](std::vector<Activity> activities) {
      for (Activity& activity : activities) out_.push_back(std::move(activity));
    };
    engine_ = std::make_unique<Engine>(std::move(parts));
    const Status recovered = engine_->Recover();
    ASSERT_TRUE(recovered.ok()) << recovered.error().message;
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
    for (const char* id : {"jonas", "lena"}) {
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

  // Sends a lead; its answer is in `answer_` once it is settled.
  Id Send(const std::string& email) {
    Attributes lead;
    lead.SetText(Field::kEmail, email);
    lead.SetText(Field::kCountry, "DE");
    answer_.reset();
    Submission submission = MakeSubmission(*keys_, lead, {"e:" + email}, email, "", "");
    submission.answer = [this](Result<LeadAnswer> answer) { answer_ = std::move(*answer); };
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    RunTurn();
    return engine_->state().leads.back().id;
  }

  void Answer(const Activity& activity, Outcome outcome, const std::string& reason = "",
              const std::string& industry = "") {
    ActivityReport report;
    report.run = activity.run;
    report.agent = activity.agent.id + "@" + activity.agent.version;
    report.body.step = activity.step;
    report.body.attempt = activity.attempt;
    report.body.task = activity.task;
    report.body.outcome = outcome;
    report.body.reason = reason;
    report.body.confidence_e4 = 9000;
    report.output.SetText(Field::kIndustry, industry);
    engine_->Report(std::move(report));
    RunTurn();
  }

  std::vector<std::string> Events(const Id& entity) const {
    std::vector<std::string> names;
    EXPECT_TRUE(store_
                    ->ReadEvents(0, -1,
                                 [&](int64_t, BytesView bytes) -> Status {
                                   SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                   if (event.entity == entity)
                                     names.emplace_back(
                                         EventTypeName(static_cast<EventType>(event.type)));
                                   return {};
                                 })
                    .ok());
    return names;
  }

  std::string root_;
  FakeClock clock_{1'795'000'000 * kSecondUs};
  SeededRandom random_{1};
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  Plan plan_;
  std::vector<Activity> out_;
  std::optional<LeadAnswer> answer_;
};

TEST_F(EngineTest, AFailedAgentIsRetriedThenReplacedThenAPersonIsAskedAndTheTrailSaysSo) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  AddAgent("second");
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 1u);
  const std::string key = out_[0].idempotency_key;
  Answer(out_[0], Outcome::kError, "agent_http_5xx");
  EXPECT_EQ(out_.size(), 1u) << "a retry waits for its backoff";
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_EQ(out_[1].agent.id, out_[0].agent.id) << "retries keep the agent";
  Answer(out_[1], Outcome::kError, "agent_http_5xx");
  ASSERT_EQ(out_.size(), 3u) << "a fallback starts at once";
  EXPECT_NE(out_[2].agent.id, out_[0].agent.id);
  EXPECT_EQ(out_[2].idempotency_key, key) << "the key is the same over attempts and fallbacks";
  Answer(out_[2], Outcome::kError, "agent_nonsense");
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 4u);
  Answer(out_[3], Outcome::kError, "agent_nonsense");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kHeld);
  EXPECT_EQ(answer_->reason, "agent_failed: agent_nonsense");
  const std::vector<std::string> trail = Events(answer_->run);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepScheduled"), 4);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepRetried"), 3);
  EXPECT_EQ(std::count(trail.begin(), trail.end(), "StepReported"), 4);
}

TEST_F(EngineTest, AnAnswerThatComesTwiceOrLateChangesNothing) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kOk, "", "software");
  const Id run = engine_->state().leads.back().run;
  Answer(out_[0], Outcome::kOk, "", "insurance");
  EXPECT_EQ(engine_->state().FindRun(run)->record.Text(Field::kIndustry), "software");
}

TEST_F(EngineTest, ADeadlineEndsABranchAndTheRestGoesOn) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].deadline_us = 5 * kSecondUs;
  plan_.steps[0].on_failure = FailureRule::kSkip;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  EXPECT_FALSE(answer_.has_value());
  Pass(6 * kSecondUs);
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AnActivityThatWasOutWhenTheProcessEndedIsAskedAgainUnderTheSameKey) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"),
                 Step("route", StepKind::kDecide, "route", {0})};
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->effects = EffectClass::kKeyed; });
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 1u);
  const std::string key = out_[0].idempotency_key;
  Start();
  RunTurn();
  Pass(2 * kSecondUs);
  ASSERT_EQ(out_.size(), 2u);
  EXPECT_EQ(out_[1].idempotency_key, key);
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, ALostAnswerOfABlindWriteGoesToAPerson) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first", [](AgentSpec* spec) { spec->effects = EffectClass::kBlind; });
  Send("a@b.de");
  Start();
  RunTurn();
  EXPECT_EQ(out_.size(), 1u) << "it may have been carried out, so it is not asked again";
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kHeld);
}

TEST_F(EngineTest, WriteBackOverwritesNoOwnerThatSomebodyElseSetMeanwhile) {
  plan_.steps = {Step("route", StepKind::kDecide, "route"), Step("wait", StepKind::kWait, "", {0}),
                 Step("assign", StepKind::kDecide, "assign", {1}),
                 Step("write_back", StepKind::kEffect, "write_back", {2})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  const Id lead = Send("a@b.de");
  const signalbox::Run* run = engine_->state().FindRun(engine_->state().leads.back().run);
  ASSERT_NE(run, nullptr);
  const std::string decided = engine_->state().PersonOf(run->decision.owner);
  const std::string other = decided == "lena" ? "jonas" : "lena";
  Do([&](Turn& turn) {
    return turn.Input(EntityKind::kLead, lead, EventType::kOwnerChangedOutside,
                      {ActorKind::kOutside, "crm"},
                      ev::OwnerChangedOutside{turn.state().RefOf(other), 0});
  });
  Pass(2 * kHourUs);
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->owner, other);
  EXPECT_EQ(answer_->reason, "owner_changed_outside");
  const std::vector<std::string> events = Events(lead);
  EXPECT_EQ(std::count(events.begin(), events.end(), "OwnerAssigned"), 0);
}

TEST_F(EngineTest, ParallelStepsConvergeByTheirJoin) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("any", StepKind::kDecide, "route", {0, 1})};
  plan_.steps[2].join = JoinRule::kAny;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  ASSERT_EQ(out_.size(), 2u) << "steps that do not depend on each other are out together";
  const Id run = engine_->state().leads.back().run;
  Answer(out_[1], Outcome::kOk, "", "software");
  EXPECT_TRUE(engine_->state().FindRun(run)->decided);
  Answer(out_[0], Outcome::kOk, "", "software");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AMergeRuleChoosesByStepAndNotByWhoFinishedLast) {
  plan_.steps = {Step("a", StepKind::kAgent, "outside"), Step("b", StepKind::kAgent, "outside"),
                 Step("w", StepKind::kWait, "", {0, 1})};
  plan_.steps[2].wait_us = kHourUs;
  plan_.merge = {{Field::kIndustry, {0, 1, -1}}};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  Answer(out_[0], Outcome::kOk, "", "software");
  Answer(out_[1], Outcome::kOk, "", "insurance");
  const signalbox::Run* run = engine_->state().FindRun(engine_->state().leads.back().run);
  EXPECT_EQ(run->record.Text(Field::kIndustry), "software");
}

TEST_F(EngineTest, WhoIsHeldBecauseNobodyIsThereIsRoutedWhenSomebodyComesBack) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  for (const char* id : {"jonas", "lena"}) {
    Do([&](Turn& turn) -> Status {
      Person person = *turn.state().roster.FindPerson(id);
      person.paused_until = turn.now() + 3 * kMinuteUs;
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, turn.state().RefOf(id)}, EncodeRecord(person),
                        subject);
    });
  }
  Send("a@b.de");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kHeld);
  Start();  // the timer is in the log, not in the process
  Pass(6 * kMinuteUs);
  EXPECT_EQ(engine_->state().leads.back().status, LeadStatus::kRouted);
}

TEST_F(EngineTest, AFullQueueRefusesAndLosesNothing) {
  plan_.steps = {Step("route", StepKind::kDecide, "route")};
  Begin();
  size_t taken = 0, answered = 0;
  for (size_t i = 0; i < kIntakeQueueInputs + 10; ++i) {
    Attributes lead;
    lead.SetText(Field::kCountry, "FR");
    Submission submission = MakeSubmission(*keys_, lead, {}, std::to_string(i), "", "");
    submission.answer = [&](const Result<LeadAnswer>& answer) { answered += answer.ok(); };
    taken += engine_->Submit(std::move(submission));
  }
  EXPECT_EQ(taken, kIntakeQueueInputs);
  while (engine_->queued() > 0) RunTurn();
  EXPECT_EQ(answered, taken);
  EXPECT_EQ(engine_->state().leads.size(), taken);
}

}  // namespace
}  // namespace signalbox
