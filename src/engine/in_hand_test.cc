#include "engine/in_hand.h"

#include <map>
#include <set>

#include "engine/engine_at_hand.h"

namespace signalbox {
namespace {

// The process ended, and everything in memory with it.
struct ProcessDied {};

// Keeps what was in hand over the deaths of engines; `deadly_` ends the process when it is taken,
// or when its turn is committed.
class KeptInHand : public InHand {
 public:
  void Hold(std::span<const InputKey> inputs) override {
    held_.assign(inputs.begin(), inputs.end());
    if (held_.empty()) times_held_ = 0;
    const bool holds = std::any_of(held_.begin(), held_.end(),
                                   [&](const InputKey& key) { return deadly_.contains(key); });
    if (!holds) return;
    ++times_held_;
    if (!deadly_in_commit_ || times_held_ == 2) throw ProcessDied();
  }
  bool IsSuspect(const InputKey& input) const override { return deaths_.contains(input); }
  bool HasSuspects() const override { return !deaths_.empty(); }
  std::vector<Suspect> Suspects() const override {
    std::vector<Suspect> all;
    for (const auto& [key, deaths] : deaths_) all.push_back({key, deaths});
    return all;
  }
  void Survived(const InputKey& input) override { deaths_.erase(input); }

  void CountDeath() {
    for (const InputKey& key : held_) ++deaths_[key];
    held_.clear();
    times_held_ = 0;
  }

  std::vector<InputKey> held_;
  int times_held_ = 0;  // what is deadly, since nothing was
  std::set<InputKey> deadly_;
  bool deadly_in_commit_ = false;
  std::map<InputKey, int64_t> deaths_;
};

class Quarantine : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    in_hand_ = &kept_;
    plan_.steps = {Step("route", StepKind::kDecide, "route")};
  }

  Submission Lead(const std::string& email, std::vector<std::string>* answered) {
    Attributes lead;
    lead.SetText(Field::kEmail, email);
    lead.SetText(Field::kCountry, "DE");
    Submission submission = MakeSubmission(*keys_, lead, {"e:" + email}, email, "", "");
    submission.answer = [answered, email](Result<LeadAnswer> answer) {
      if (answer.ok()) answered->push_back(email + " " + std::string(StatusName(answer->status)));
    };
    return submission;
  }

  InputKey KeyOfLead(const std::string& email) {
    return {InputKind::kLead, Id{Lead(email, nullptr).content}};
  }

  // Whether the process lived through a turn.
  bool Lives() {
    bool open = true;
    try {
      EXPECT_TRUE(engine_->RunTurn(std::chrono::microseconds(0), &open).ok());
      return true;
    } catch (const ProcessDied&) {
      kept_.CountDeath();
      return false;
    }
  }

  bool DiesWithin(int turns) {
    for (int turn = 0; turn < turns; ++turn) {
      if (!Lives()) return true;
    }
    return false;
  }

  std::vector<ev::InputQuarantined> Named(const Id& entity) const {
    return Bodies<ev::InputQuarantined>(entity);
  }

  KeptInHand kept_;
};

TEST_F(Quarantine, ALeadThatEndsTheProcessTwiceIsAFailedRunFromTheSecondStartOn) {
  Begin();
  kept_.deadly_ = {KeyOfLead("poison@b.de")};
  std::vector<std::string> answered;
  for (int death = 1; death <= 2; ++death) {
    ASSERT_TRUE(engine_->Submit(Lead("poison@b.de", &answered)));
    EXPECT_TRUE(DiesWithin(2));
    EXPECT_TRUE(Named(engine_->state().log_id).empty()) << "nothing is set aside at once";
    Start();
  }
  const auto named = Named(engine_->state().log_id);
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].deaths, 2);
  kept_.deadly_.clear();  // of its run nothing more is carried out
  Send("poison@b.de");
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status, LeadStatus::kFailed);
  EXPECT_EQ(answer_->reason, "quarantined");
  EXPECT_EQ(Events(answer_->run), (std::vector<std::string>{"RunStarted", "RunFinished"}));
  Send("other@b.de");
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

TEST_F(Quarantine, WhoComesInTheSameTurnIsTakenAndNotSetAside) {
  Begin();
  kept_.deadly_ = {KeyOfLead("poison@b.de")};
  kept_.deadly_in_commit_ = true;  // so that nobody can tell which of them it was
  std::vector<std::string> answered;
  const auto send = [&] {
    for (const char* email : {"a@b.de", "poison@b.de", "c@b.de"})
      ASSERT_TRUE(engine_->Submit(Lead(email, &answered)));
  };
  send();
  EXPECT_FALSE(Lives());
  EXPECT_TRUE(answered.empty()) << "nothing of that turn was acknowledged";
  EXPECT_EQ(kept_.deaths_.size(), 3u);
  Start();
  send();
  // Each comes alone now, and only one of them ends the process again.
  ASSERT_TRUE(DiesWithin(4));
  EXPECT_EQ(answered, (std::vector<std::string>{"a@b.de routed"}));
  Start();
  ASSERT_EQ(Named(engine_->state().log_id).size(), 1u);
  kept_.deadly_.clear();
  send();
  for (int turn = 0; turn < 4; ++turn) EXPECT_TRUE(Lives());
  EXPECT_EQ(answered, (std::vector<std::string>{"a@b.de routed", "a@b.de duplicate",
                                                "poison@b.de failed", "c@b.de routed"}));
  EXPECT_FALSE(kept_.HasSuspects());
}

TEST_F(Quarantine, ATimerThatEndsTheProcessTwiceEndsItsRun) {
  plan_.steps = {Step("wait", StepKind::kWait, ""), Step("route", StepKind::kDecide, "route", {0})};
  plan_.steps[0].wait_us = kHourUs;
  Begin();
  Send("a@b.de");
  const Id run = Latest().run;
  kept_.deadly_ = {{InputKind::kTimer, run}};
  clock_.Advance(2 * kHourUs);
  for (int death = 1; death <= 2; ++death) {
    EXPECT_TRUE(DiesWithin(2));
    Start();
  }
  EXPECT_EQ(Latest().status, LeadStatus::kFailed);
  EXPECT_EQ(Events(run).back(), "RunFinished");
  EXPECT_EQ(engine_->state().runs.size(), 0u);
  EXPECT_TRUE(Lives()) << "its timer is gone with it";
}

TEST_F(Quarantine, AnotherBuildTriesItAgain) {
  Begin();
  kept_.deaths_[KeyOfLead("a@b.de")] = 2;
  Start();
  EXPECT_EQ(engine_->state().quarantined.size(), 1u);
  Start();
  EXPECT_EQ(engine_->state().quarantined.size(), 1u) << "the same build does not";
  build_ = "mended";
  Start();
  EXPECT_TRUE(engine_->state().quarantined.empty());
  Send("a@b.de");
  EXPECT_EQ(answer_->status, LeadStatus::kRouted);
}

TEST_F(Quarantine, OneDeathSetsNothingAside) {
  Begin();
  kept_.deaths_[KeyOfLead("a@b.de")] = 1;
  Start();
  EXPECT_TRUE(engine_->state().quarantined.empty());
  std::vector<std::string> answered;
  ASSERT_TRUE(engine_->Submit(Lead("a@b.de", &answered)));
  EXPECT_TRUE(Lives());
  EXPECT_TRUE(Lives());
  EXPECT_EQ(answered, (std::vector<std::string>{"a@b.de routed"}));
  EXPECT_FALSE(kept_.HasSuspects()) << "it had its turn and the process lived";
}

TEST_F(EngineTest, BelowTheFreeDiskLimitNoLeadIsTakenAndWhatWasTakenGoesOn) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside"), Step("wait", StepKind::kWait, "", {0})};
  plan_.steps[1].wait_us = kHourUs;
  Begin();
  AddAgent("first");
  Send("a@b.de");
  free_disk_bytes_ = kMinFreeDiskBytes - 1;
  const std::optional<Error> refused = Refused("b@b.de");
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->code, Code::kUnavailable);
  EXPECT_NE(refused->message.find("less than 64 MB left"), std::string::npos) << refused->message;
  Answer(out_[0], Outcome::kOk, "", "software");
  Pass(2 * kHourUs);
  EXPECT_NE(Latest().status, LeadStatus::kInProgress) << "its result and its timer committed";
  EXPECT_EQ(engine_->state().leads.size(), 1u);
  free_disk_bytes_ = kMinFreeDiskBytes;
  EXPECT_FALSE(Refused("b@b.de").has_value()) << "it goes on by itself";
}

TEST_F(EngineTest, AgentsThatAreBehindAreWaitedForBeforeANewLeadIsTaken) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  calls_out_ = 2;
  Begin();
  AddAgent("first");
  EXPECT_FALSE(Refused("a@b.de").has_value());
  EXPECT_FALSE(Refused("b@b.de").has_value());
  const std::optional<Error> refused = Refused("c@b.de");
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->code, Code::kExhausted);
  Answer(out_[0], Outcome::kOk, "", "software");
  EXPECT_FALSE(Refused("c@b.de").has_value());
}

TEST_F(EngineTest, AnAgentThatAsksToBeLeftAloneIsAskedAgainNoEarlier) {
  plan_.steps = {Step("look", StepKind::kAgent, "outside")};
  Begin();
  AddAgent("first");
  Send("a@b.de");
  ActivityReport report;
  report.run = out_[0].run;
  report.lead = out_[0].lead;
  report.agent = "first@1.0.0";
  report.body.task = out_[0].task;
  report.body.outcome = Outcome::kError;
  report.body.reason = "agent_busy";
  report.body.retry_after_us = 30 * kSecondUs;
  engine_->Report(std::move(report));
  RunTurn();
  Pass(29 * kSecondUs);
  EXPECT_EQ(out_.size(), 1u) << "its own backoff would have been a second";
  Pass(2 * kSecondUs);
  EXPECT_EQ(out_.size(), 2u);
}

}  // namespace
}  // namespace signalbox
