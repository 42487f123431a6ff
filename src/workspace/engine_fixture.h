// An engine for tests, run by hand over a store in a temporary directory: time stands until it is
// moved, ids and keys come from one seed, and activities are answered by the test. So the same test
// makes the same log.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agents/spec_codec.h"
#include "engine/activity_report.h"
#include "engine/records.h"
#include "engine/small_policy.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/workspace.h"

namespace signalbox {

class EngineFixture : public testing::Test {
 protected:
  static constexpr TimeUs kStart = 1'760'000'000 * kSecondUs;  // 2025-10-09T08:53:20Z, a Thursday

  void SetUp() override {
    char name[] = "/tmp/signalbox-test-XXXXXX";
    root_ = mkdtemp(name);
    Open(true);
  }
  void TearDown() override {
    Stop();
    std::filesystem::remove_all(root_);
  }

  void Open(bool create) {
    OpenOptions options;
    options.create = create;
    if (create) options.log_id = IdMaker(random_).Make(clock_.Now());
    auto store = OpenSqliteStore(root_ + "/ws", options);
    ASSERT_TRUE(store.ok()) << store.error().message;
    store_ = std::move(*store);
    auto keys = Keyring::Open(root_ + "/keys", create, random_);
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    keys_ = std::move(*keys);
    EngineParts parts;
    parts.store = store_.get();
    parts.keys = keys_.get();
    parts.clock = &clock_;
    parts.random = &random_;
    parts.load_policy = LoadStoredVersion;
    parts.dispatch = [this](std::vector<Activity> out) {
      for (Activity& one : out) activities_.push_back(std::move(one));
    };
    parts.build = "test";
    parts.tzdata = "test";
    engine_ = std::make_unique<Engine>(std::move(parts));
    const Status recovered = engine_->Recover();
    ASSERT_TRUE(recovered.ok()) << recovered.error().message;
    Turns();
  }
  void Stop() { engine_.reset(), keys_.reset(), store_.reset(); }
  void Restart() {
    Stop();
    activities_.clear();
    Open(false);
  }

  // Until nothing is left to take.
  void Turns() {
    bool open = true;
    for (size_t taken = 1; taken > 0;) {
      const Result<size_t> turn = engine_->RunTurn(std::chrono::microseconds(0), &open);
      ASSERT_TRUE(turn.ok()) << turn.error().message;
      taken = *turn;
    }
  }
  void Advance(TimeUs by) {
    clock_.Advance(by);
    Turns();
  }

  void Apply(std::function<Status(Turn&)> apply) {
    Status status;
    ASSERT_TRUE(
        engine_->Apply({std::move(apply), [&](const Status& done, int64_t) { status = done; }}));
    Turns();
    ASSERT_TRUE(status.ok()) << status.error().message;
  }

  void PutPerson(Person person) {
    Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      PersonRef number = turn.state().RefOf(person.id);
      if (number == 0) number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
      return turn.Input(EntityKind::kPerson, DeriveId(0, turn.state().log_id, number, "person"),
                        EventType::kPersonUpserted, {}, ev::Upserted{subject, number},
                        EncodeRecord(person), subject);
    });
  }
  void AddPerson(const std::string& id, const std::string& name, const std::string& team) {
    Person person;
    person.id = id;
    person.name = name;
    person.team = team;
    PutPerson(std::move(person));
  }

  // The hash of what was made active.
  Digest Publish(const BundleFiles& files) {
    const Digest hash = Sha256(PackBundle(files));
    Apply([&](Turn& turn) -> Status {
      turn.PutBlob(PackBundle(files));
      const Id entity = DeriveId(0, turn.state().log_id, 0, "policy");
      SB_TRY(turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyPublished, {},
                        ev::PolicyPublished{hash, "test"}));
      return turn.Input(EntityKind::kPolicy, entity, EventType::kPolicyActivated, {},
                        ev::PolicyActivated{hash, false});
    });
    return hash;
  }

  void AddAgent(const AgentSpec& spec) {
    Apply([&](Turn& turn) -> Status {
      Bytes encoded;
      EncodeAgentSpec(spec, &encoded);
      const Digest hash = turn.PutBlob(encoded);
      return turn.Input(EntityKind::kAgent, DeriveId(0, turn.state().log_id, 0, "agent:" + spec.id),
                        EventType::kAgentRegistered, {},
                        ev::AgentRegistered{hash, spec.id, spec.version});
    });
  }

  // The record's id; the answer is in answer_ once the run settled.
  LeadAnswer Send(const std::string& json) {
    const LeadOrFault lead = ParseLeadJson(json);
    EXPECT_TRUE(lead.has_value());
    Submission submission =
        MakeSubmission(*keys_, *lead, IdentityKeys(*lead), ContentForm(*lead), "", json);
    submission.wait = false;
    Result<LeadAnswer> answer = Err(Code::kUnavailable, "no answer came");
    submission.answer = [&](Result<LeadAnswer> given) { answer = std::move(given); };
    EXPECT_TRUE(engine_->Submit(std::move(submission)));
    Turns();
    EXPECT_TRUE(answer.ok()) << answer.error().message;
    return answer.ok() ? *answer : LeadAnswer{};
  }

  // A lead of this country whose fields hold nothing that a guard could stumble over.
  LeadAnswer SendFrom(const std::string& country, int number) {
    const std::string n = std::to_string(number);
    return Send(R"({"email":"p)" + n +
                R"(@huber-werke.de","first_name":"Petra","last_name":"Huber","company":)" +
                R"("Huber Werke GmbH","country":")" + country +
                R"(","consent":"given","external_id":"x)" + n + R"("})");
  }

  void Answer(const Activity& activity, const AgentResult& result, TimeUs duration_us) {
    ActivityReport report = ReportOn(activity);
    report.body.outcome = result.outcome;
    report.body.reason = result.reason;
    report.body.confidence_e4 = result.confidence_e4;
    report.body.models = result.model_ids;
    report.body.duration_us = duration_us;
    report.output = result.output;
    engine_->Report(std::move(report));
    Turns();
  }

  const LeadEntry& EntryOf(const Id& lead) const {
    return engine_->state().leads[engine_->state().lead_by_id.at(lead)];
  }

  std::string root_;
  FakeClock clock_{kStart};
  SeededRandom random_{7};
  std::unique_ptr<Store> store_;
  std::unique_ptr<Keyring> keys_;
  std::unique_ptr<Engine> engine_;
  std::vector<Activity> activities_;
};

// Guards, a ladder, a pool and a queue: enough that every kind of decision can be made.
inline std::string FixturePolicy(const std::string& germany = "assign: {pool: dach}") {
  return SmallPolicy({.before_rules = R"(triggers: [created, came_back]
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest, unknown]}
    else: {reject: no_lawful_basis}
)",
                      .germany = germany});
}

// An agent outside that scores leads and is tried before the local one.
inline AgentSpec OutsideScorer() {
  AgentSpec spec;
  spec.id = "acme_score";
  spec.version = "1.0.0";
  spec.kind = AgentKind::kHttp;
  spec.capabilities = {"score"};
  spec.inputs = {Field::kCountry};
  spec.outputs = {Field::kScore, Field::kScoreBand};
  spec.determinism = Determinism::kExternal;
  spec.retry = {1, kSecondUs, kMinuteUs};
  spec.owner = "revops";
  spec.url = "https://agents.example/score";
  return spec;
}

}  // namespace signalbox
