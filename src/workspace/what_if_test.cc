#include "workspace/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "engine/records.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

class WhatIfTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/signalbox-test-XXXXXX";
    root_ = mkdtemp(name);
    WorkspaceOptions options;
    options.directory = root_ + "/ws";
    ASSERT_TRUE(CreateWorkspace(options).ok());
    Result<std::unique_ptr<Workspace>> opened = Workspace::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    workspace_ = std::move(*opened);
    for (const char* id : {"lena", "jonas"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    first_ = Publish(FixturePolicy());
  }
  void TearDown() override {
    workspace_.reset();
    std::filesystem::remove_all(root_);
  }

  void AddPerson(const std::string& id, const std::string& team) {
    ASSERT_TRUE(
        workspace_
            ->Apply([&](Turn& turn) -> Status {
              Person person;
              person.id = person.name = id;
              person.team = team;
              SB_ASSIGN(const int64_t subject, turn.NewSubject());
              const auto number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
              return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                                ev::Upserted{subject, number}, EncodeRecord(person), subject);
            })
            .ok());
  }
  std::string Publish(const std::string& policy) {
    std::vector<Finding> findings;
    const auto version = workspace_->Publish({{"policy.yaml", policy}}, &findings);
    EXPECT_TRUE(version.ok()) << version.error().message;
    return version.ok() ? (*version)->name : std::string();
  }

  static Attributes LeadOf(const std::string& country, int number) {
    return *ParseLeadJson(R"({"email":"p)" + std::to_string(number) +
                          R"(@huber-werke.de","first_name":"Petra","last_name":"Huber",)" +
                          R"("company":"Huber Werke GmbH","country":")" + country +
                          R"(","consent":"given"})");
  }
  LeadAnswer Send(const Attributes& lead) {
    Submission submission =
        MakeSubmission(workspace_->keys(), lead, IdentityKeys(lead), ContentForm(lead), "", "");
    std::promise<Result<LeadAnswer>> promise;
    submission.answer = [&](Result<LeadAnswer> answer) { promise.set_value(std::move(answer)); };
    EXPECT_TRUE(workspace_->engine().Submit(std::move(submission)));
    return *promise.get_future().get();
  }
  WhatIfAnswer Ask(const Attributes& lead, const WhatIfQuestion& question = {}) {
    auto answers = AskWhatIf(*workspace_, {lead}, question);
    EXPECT_TRUE(answers.ok()) << answers.error().message;
    EXPECT_TRUE(answers->front().ok()) << answers->front().error().message;
    return std::move(*answers->front());
  }
  int64_t Events() { return workspace_->store().next_position(); }

  std::string root_, first_;
  std::unique_ptr<Workspace> workspace_;
};

TEST_F(WhatIfTest, AProgramAsksWhereALeadWouldGoAndReadsWhy) {
  const int64_t before = Events();
  const Result<std::vector<Result<WhatIfAnswer>>> answers =
      AskWhatIf(*workspace_, {LeadOf("DE", 1), LeadOf("FR", 2)}, WhatIfQuestion{});
  ASSERT_TRUE(answers.ok()) << answers.error().message;
  const WhatIfAnswer& germany = *(*answers)[0];
  EXPECT_EQ(germany.lead.status, LeadStatus::kRouted);
  EXPECT_EQ(germany.lead.rule, "germany");
  EXPECT_EQ(germany.lead.policy_version, first_);
  EXPECT_THAT(germany.explanation.text, HasSubstr("This is what would happen; nothing was done."));
  EXPECT_THAT(germany.explanation.text, HasSubstr("The lead was routed to " + germany.lead.owner));
  EXPECT_THAT(germany.explanation.Json(), HasSubstr(R"("lead_id":null,"run_id":null)"));
  EXPECT_FALSE(germany.explanation.steps.empty());
  EXPECT_EQ((*answers)[1]->lead.queue, "unrouted");
  EXPECT_EQ(Events(), before);
}

TEST_F(WhatIfTest, WhatHappensNextIsWhatItSaid) {
  for (int i = 0; i < 12; ++i) {
    const std::string country = i % 4 == 3 ? "FR" : "DE";
    const WhatIfAnswer said = Ask(LeadOf(country, i));
    // Asking twice is asking once.
    EXPECT_EQ(Ask(LeadOf(country, i)).lead.owner, said.lead.owner);
    const LeadAnswer done = Send(LeadOf(country, i));
    EXPECT_EQ(said.lead.owner, done.owner);
    EXPECT_EQ(said.lead.status, done.status);
    EXPECT_EQ(said.lead.queue, done.queue);
    EXPECT_EQ(said.lead.rule, done.rule);
    EXPECT_EQ(said.lead.reason, done.reason);
  }
}

TEST_F(WhatIfTest, APersonWhoIsARecordAlreadyIsADuplicateWithItsHistory) {
  const LeadAnswer sent = Send(LeadOf("DE", 1));
  Attributes again = LeadOf("DE", 1);
  again.SetText(Field::kMessage, "me again");
  const WhatIfAnswer said = Ask(again);
  EXPECT_EQ(said.lead.status, LeadStatus::kDuplicate);
  EXPECT_EQ(said.lead.lead, sent.lead);
  EXPECT_EQ(said.lead.duplicate_of, sent.lead);
  EXPECT_TRUE(said.lead.run.IsZero());  // the touch would begin one
  std::string words;
  for (const ExplainedMoment& moment : said.explanation.moments) words += moment.words + "\n";
  EXPECT_THAT(words, HasSubstr("received"));
  EXPECT_THAT(words, HasSubstr("the same person came back"));
  // The same content within minutes is a double click.
  EXPECT_EQ(Ask(LeadOf("DE", 1)).lead.run, sent.run);
  EXPECT_EQ(Send(again).owner, said.lead.owner);
}

TEST_F(WhatIfTest, AnotherPublishedVersionDecidesInItsOwnWay) {
  const std::string second = Publish(FixturePolicy("queue: unrouted"));
  EXPECT_EQ(Ask(LeadOf("DE", 1)).lead.queue, "unrouted");
  WhatIfQuestion question;
  question.policy_version = first_;
  const WhatIfAnswer said = Ask(LeadOf("DE", 1), question);
  EXPECT_EQ(said.lead.policy_version, first_);
  EXPECT_FALSE(said.lead.owner.empty());
  EXPECT_EQ(said.explanation.policy_version, first_);
  EXPECT_EQ(Send(LeadOf("DE", 1)).policy_version, second);
  question.policy_version = "pv_nothing";
  const auto unknown = AskWhatIf(*workspace_, {LeadOf("DE", 2)}, question);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::kNotFound);
}

TEST_F(WhatIfTest, TheTimeAskedForIsTheTimeDecidedAt) {
  WhatIfQuestion question;
  question.now = *ParseTime("2031-03-01T09:00:00Z");
  const WhatIfAnswer later = Ask(LeadOf("DE", 1), question);
  EXPECT_EQ(later.explanation.moments.front().time, *question.now);
  question.now = *ParseTime("2019-03-01T09:00:00Z");
  EXPECT_EQ(Ask(LeadOf("DE", 1), question).explanation.moments.front().time, *question.now);
}

TEST_F(WhatIfTest, AnAgentOutsideIsNotCalledAndTheWaitIsSaid) {
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    Bytes encoded;
                    EncodeAgentSpec(OutsideScorer(), &encoded);
                    const Digest hash = turn.PutBlob(encoded);
                    return turn.Input(EntityKind::kAgent, turn.MakeId(),
                                      EventType::kAgentRegistered, {},
                                      ev::AgentRegistered{hash, "acme_score", "1.0.0"});
                  })
                  .ok());
  const WhatIfAnswer said = Ask(LeadOf("DE", 1));
  EXPECT_EQ(said.lead.status, LeadStatus::kInProgress);
  EXPECT_EQ(said.explanation.steps.back().event, "handed_out");
  EXPECT_EQ(said.explanation.steps.back().agent, "acme_score@1.0.0");
}

}  // namespace
}  // namespace signalbox
