// Values of agents brought up to date: what is said beforehand is what is done, and nobody's work
// is touched.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "agents/spec_codec.h"
#include "workspace/explain.h"
#include "workspace/lead_verbs.h"
#include "workspace/model_changes.h"
#include "workspace/refresh_apply.h"
#include "workspace/replay.h"
#include "workspace/taught_scorecard.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kPolicy[] = R"(policy: refreshed
record: lead
rules:
  - name: hot
    when: {lead.score_band: hot}
    assign: {pool: first}
  - name: rest
    when: {lead.country: US}
    assign: {pool: second}
nothing_matched: {queue: triage, reason: no rule matched}
pools:
  first: {members: {team: first}, strategy: weighted}
  second: {members: {team: second}, strategy: weighted}
queues:
  triage: {owner: {team: revops}, empty_within: 4h}
)";

constexpr char kSpec[] = R"(name: who buys
label: {column: won, positive: "yes"}
features:
  - {column: title, type: category, known_at_routing: true}
)";

// Directors buy, and the others hardly ever.
std::string TaughtRows(int shift) {
  std::string csv = "title,won\n";
  for (int i = 0; i < 400; ++i) {
    const bool director = (i * 7 + shift) % 3 == 0;
    const bool won = director ? (i + shift) % 10 != 0 : (i + shift) % 20 == 0;
    csv += std::string(director ? "Director" : "Intern") + (won ? ",yes\n" : ",no\n");
  }
  return csv;
}

const Bytes& TaughtModel() {
  static const Bytes file = TaughtScorecard(kSpec, TaughtRows(0));
  return file;
}

class RefreshTest : public WorkspaceFixture {
 protected:
  static constexpr int kLeads = 12;

  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"anna", "arno"}) AddPerson(id, "first");
    for (const char* id : {"bea", "bo"}) AddPerson(id, "second");
    Publish(kPolicy);
    for (int i = 0; i < kLeads; ++i) {
      const std::string n = std::to_string(i);
      const Result<LeadAnswer> sent = Send(R"({"external_id":"x)" + n + R"(","email":"p)" + n +
                                           R"(@corp)" + n + R"(.example","company":"Corp )" + n +
                                           R"(","country":"US","consent":"given","title":")" +
                                           (i % 3 == 0 ? "Director" : "Intern") + R"("})");
      ASSERT_TRUE(sent.ok() && sent->status == LeadStatus::kRouted);
      leads_.push_back(FormatId("lead", sent->lead));
    }
  }

  void PromoteTaught() {
    const Result<ModelVerdict> verdict =
        PromoteModel(*workspace_, {}, {TaughtModel(), TaughtRows(1), "", false});
    ASSERT_TRUE(verdict.ok() && verdict->promoted);
  }

  RefreshOutcome Ask(const RefreshRequest& request) {
    const Result<RefreshOutcome> outcome = Refresh(*workspace_, request, "lena");
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? *outcome : RefreshOutcome{};
  }
  RefreshPreview Preview() { return Ask({}).preview; }
  RefreshOutcome Carry(int64_t batch) {
    RefreshRequest request;
    request.dry_run = false;
    request.batch = batch;
    return Ask(request);
  }

  // By lead.
  std::map<std::string, std::string> Owners() {
    std::map<std::string, std::string> owners;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const State& state = engine.state();
                      for (size_t i = 0; i < state.leads.size(); ++i) {
                        const LeadEntry& entry = state.leads.At(i);
                        owners[FormatId("lead", entry.id)] =
                            state.PersonOf(static_cast<PersonRef>(entry.owner));
                      }
                    })
                    .ok());
    return owners;
  }
  int64_t EventsOf(EventType type) {
    int64_t count = 0;
    EXPECT_TRUE(workspace_->store()
                    .ReadEvents(0, -1,
                                [&](int64_t, BytesView bytes) -> Status {
                                  SB_ASSIGN(const Event event, DecodeEvent(bytes));
                                  count += static_cast<EventType>(event.type) == type;
                                  return {};
                                })
                    .ok());
    return count;
  }
  void CheckLog() {
    const auto report = Replay(workspace_->store(), workspace_->keys(), LoadStoredVersion, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->identical, report->runs);
  }

  std::vector<std::string> leads_;
};

TEST_F(RefreshTest, ThePreviewSaysExactlyWhatApplyingDoes) {
  EXPECT_EQ(Preview().up_to_date, kLeads) << "the hand-made card is what answers still";
  PromoteTaught();
  const auto before = Owners();
  const int64_t runs = EventsOf(EventType::kRunStarted);
  const RefreshPreview preview = Preview();
  EXPECT_EQ(Owners(), before);
  EXPECT_EQ(EventsOf(EventType::kRunStarted), runs) << "nothing was done";
  ASSERT_EQ(preview.leads.size(), static_cast<size_t>(kLeads));
  EXPECT_EQ(preview.moves(), kLeads / 3) << preview.Text();
  EXPECT_EQ(preview.agents.at("score_lead@1.0.0").behind, kLeads);
  EXPECT_EQ(preview.values.at("lead.score"), kLeads);

  const RefreshOutcome done = Carry(kMaxRefreshBatch);
  EXPECT_EQ(done.progress.refreshed, kLeads);
  EXPECT_EQ(done.progress.moved, preview.moves());
  const auto after = Owners();
  for (const RefreshEntry& one : preview.leads)
    EXPECT_EQ(after.at(FormatId("lead", one.lead)), one.to) << preview.Text();
  std::set<std::string> first;
  for (size_t i = 0; i < leads_.size(); i += 3) first.insert(after.at(leads_[i]));
  EXPECT_EQ(first, (std::set<std::string>{"anna", "arno"})) << "shared out as leads that come";
  CheckLog();
}

TEST_F(RefreshTest, WhoStaysKeepsTheirTurnAndIsNotToldAndTheExplanationSaysWhy) {
  PromoteTaught();
  const auto before = Owners();
  const int64_t assigned = EventsOf(EventType::kOwnerAssigned);
  const RefreshOutcome done = Carry(kMaxRefreshBatch);
  EXPECT_EQ(EventsOf(EventType::kOwnerAssigned) - assigned, done.progress.moved);
  const auto after = Owners();
  for (size_t i = 0; i < leads_.size(); ++i) {
    if (i % 3 == 0) continue;
    EXPECT_EQ(after.at(leads_[i]), before.at(leads_[i]));
  }
  const Result<Explanation> told = Explain(*workspace_, leads_[1]);
  ASSERT_TRUE(told.ok()) << told.error().message;
  const std::string text = ExplanationText(*told);
  EXPECT_NE(text.find("values that agents gave are brought up to date"), std::string::npos) << text;
  EXPECT_NE(text.find("score_lead@2.1.0"), std::string::npos) << text;
}

TEST_F(RefreshTest, TheSameTwiceChangesNothing) {
  PromoteTaught();
  Carry(kMaxRefreshBatch);
  const auto owners = Owners();
  const int64_t runs = EventsOf(EventType::kRunStarted);
  const RefreshOutcome again = Carry(kMaxRefreshBatch);
  EXPECT_EQ(again.progress.handled, 0);
  EXPECT_EQ(again.preview.up_to_date, kLeads);
  EXPECT_EQ(EventsOf(EventType::kRunStarted), runs);
  EXPECT_EQ(Owners(), owners);
}

TEST_F(RefreshTest, WhatPeopleTookUpIsLeftOutAndNamed) {
  const auto owners = Owners();
  ASSERT_TRUE(ActOnLead(*workspace_, leads_[0], Verb::kAccept, {}, "x").ok());
  VerbRequest over;
  over.to = owners.at(leads_[3]) == "bea" ? "bo" : "bea";
  ASSERT_TRUE(ActOnLead(*workspace_, leads_[3], Verb::kHandOver, over, "x").ok());
  PromoteTaught();
  const RefreshPreview preview = Preview();
  std::map<std::string, std::string> left;
  for (const RefreshEntry& one : preview.left_out) left[FormatId("lead", one.lead)] = one.left_out;
  EXPECT_EQ(left, (std::map<std::string, std::string>{{leads_[0], "accepted"},
                                                      {leads_[3], "handed_on"}}));
  EXPECT_NE(preview.Text().find("accepted"), std::string::npos);
  Carry(kMaxRefreshBatch);
  EXPECT_EQ(Owners().at(leads_[0]), owners.at(leads_[0]));
  EXPECT_EQ(Owners().at(leads_[3]), over.to);
}

TEST_F(RefreshTest, AfterARestartInTheMiddleTheSameRequestGoesOn) {
  PromoteTaught();
  const RefreshPreview preview = Preview();
  const RefreshOutcome begun = Carry(5);
  EXPECT_EQ(begun.progress.handled, 5);
  EXPECT_EQ(begun.progress.remaining, kLeads - 5);
  Reopen();
  const RefreshOutcome rest = Carry(kMaxRefreshBatch);
  EXPECT_EQ(rest.progress.refreshed, kLeads - 5);
  EXPECT_EQ(rest.progress.remaining, 0);
  const auto after = Owners();
  for (const RefreshEntry& one : preview.leads)
    EXPECT_EQ(after.at(FormatId("lead", one.lead)), one.to);
  CheckLog();
}

TEST_F(RefreshTest, OfAnAgentOutsideItOnlySaysWhatWouldBeAsked) {
  AgentSpec spec;
  spec.id = "acme_score";
  spec.version = "1.0.0";
  spec.kind = AgentKind::kHttp;
  spec.capabilities = {"score"};
  spec.inputs = {Field::kCountry};
  spec.outputs = {Field::kScore, Field::kScoreBand};
  spec.determinism = Determinism::kExternal;
  spec.owner = "revops";
  spec.url = "https://agents.example/score";
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    Bytes encoded;
                    EncodeAgentSpec(spec, &encoded);
                    const Digest hash = turn.PutBlob(encoded);
                    return turn.Input(EntityKind::kAgent, turn.MakeId(),
                                      EventType::kAgentRegistered, {},
                                      ev::AgentRegistered{hash, spec.id, spec.version});
                  })
                  .ok());
  const RefreshPreview preview = Preview();
  EXPECT_EQ(preview.unknown(), kLeads);
  EXPECT_EQ(preview.moves(), 0);
  EXPECT_EQ(preview.agents.at("acme_score@1.0.0").calls, kLeads);
  EXPECT_EQ(preview.leads.front().asks, std::vector<std::string>{"acme_score@1.0.0"});
  EXPECT_NE(preview.Text().find("what it will say is not known here"), std::string::npos);
}

TEST_F(RefreshTest, ByAgeValuesAreOldOnceTheyAreAndAFieldNarrowsThemToItsAgents) {
  RefreshRequest request;
  request.question.older_than_us = 30 * kDayUs;
  EXPECT_EQ(Ask(request).preview.up_to_date, kLeads);
  request.question.older_than_us = 1;
  const RefreshPreview all = Ask(request).preview;
  EXPECT_EQ(all.leads.size(), static_cast<size_t>(kLeads));
  EXPECT_EQ(all.moves(), 0) << "the same agents say the same";
  EXPECT_GT(all.agents.size(), 1u);
  request.question.field = Field::kScore;
  const RefreshPreview scores = Ask(request).preview;
  ASSERT_EQ(scores.agents.size(), 1u);
  EXPECT_EQ(scores.agents.begin()->first, "score_lead@1.0.0");
}

TEST_F(RefreshTest, NobodyAsksAboutMoreLeadsThanTheyMayActOnAndAnUnknownAgentIsNamed) {
  PromoteTaught();
  RefreshRequest request;
  request.dry_run = false;
  request.most = kLeads - 1;
  const auto owners = Owners();
  const Result<RefreshOutcome> refused = Refresh(*workspace_, request, "lena");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kForbidden);
  EXPECT_EQ(Owners(), owners);
  request.question.agent = "nobody";
  EXPECT_EQ(Refresh(*workspace_, request, "lena").error().code, Code::kInvalid);
}

TEST_F(RefreshTest, APaceIsKeptAndSaysWhenItGoesOn) {
  PromoteTaught();
  RefreshRequest request;
  request.dry_run = false;
  request.per_minute = 4;
  const TimeUs began = workspace_->clock().Now();
  const RefreshOutcome done = Ask(request);
  EXPECT_EQ(done.progress.handled, 4);
  EXPECT_EQ(done.progress.remaining, kLeads - 4);
  EXPECT_GE(done.progress.next_at, began + kMinuteUs);
}

TEST(RefreshRequestTest, WhatIsNotUnderstoodIsNamed) {
  for (const auto& [json, named] :
       std::map<std::string, std::string>{{R"({"agnet":"x"})", "agnet"},
                                          {R"({"field":"lead.nothing"})", "lead.nothing"},
                                          {R"({"older_than":"0s"})", "older_than"},
                                          {R"({"older_than":"soon"})", "older_than"},
                                          {R"({"batch":0})", "batch"},
                                          {R"({"dry_run":"no"})", "dry_run"}}) {
    const Result<RefreshRequest> read = ParseRefreshRequest(json);
    ASSERT_FALSE(read.ok()) << json;
    EXPECT_NE(read.error().message.find(named), std::string::npos) << read.error().message;
  }
  RefreshRequest request;
  request.question.agent = "score_lead";
  request.question.older_than_us = 30 * kDayUs;
  request.question.field = Field::kScore;
  request.per_minute = 60;
  request.dry_run = false;
  const Result<RefreshRequest> back = ParseRefreshRequest(RefreshRequestJson(request));
  ASSERT_TRUE(back.ok()) << back.error().message;
  EXPECT_EQ(RefreshRequestJson(*back), RefreshRequestJson(request));
}

}  // namespace
}  // namespace signalbox
