#include "workspace/workspace.h"

#include "engine/core.h"
#include "engine/small_policy.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

const std::string kPolicy = SmallPolicy({.before_rules = R"(guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest, unknown]}
    else: {reject: no_lawful_basis}
)",
                                         .first_rules = R"(  - name: known-person
    when: {prior.owner.active: true}
    assign: {owner_of: prior}
)"});

using WorkspaceTest = WorkspaceFixture;

TEST_F(WorkspaceTest, ALeadIsRoutedToTheNextInTurnAndStaysSoAfterARestart) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  AddPerson("jonas", "dach");
  Publish(kPolicy);
  std::map<std::string, int> owners;
  for (int i = 0; i < 30; ++i) {
    const auto answer = Send(
        R"({"email":"p)" + std::to_string(i) +
        R"(@huber-werke.de","first_name":"Petra","last_name":"Huber","company":"Huber Werke GmbH","country":"DE","consent":"given"})");
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(StatusName(answer->status), "routed") << answer->reason;
    EXPECT_EQ(answer->rule, "germany");
    ++owners[answer->owner];
  }
  EXPECT_EQ(owners["lena"], 15);
  EXPECT_EQ(owners["jonas"], 15);
  const int64_t size = workspace_->engine().tree().size();
  const Digest root = workspace_->engine().tree().Root();
  Reopen();
  EXPECT_GT(workspace_->engine().tree().size(), size);
  const auto again = Send(
      R"({"email":"p0@huber-werke.de","first_name":"Petra","last_name":"Huber","company":"Huber Werke GmbH","country":"DE","consent":"given","message":"hello again"})");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(StatusName(again->status), "duplicate");
  EXPECT_TRUE(again->duplicate_of.has_value());
  EXPECT_NE(root, Digest{});
}

TEST_F(WorkspaceTest, TheSameKeyAndBodyGetTheFirstAnswerAndAnotherBodyIsRefused) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  Publish(kPolicy);
  const std::string body =
      R"({"email":"a@b-corp.com","name":"Ann Bee","country":"US","consent":"given"})";
  const auto first = Send(body, "k1");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(StatusName(first->status), "queued");
  const auto second = Send(body, "k1");
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->lead, first->lead);
  EXPECT_EQ(StatusName(second->status), "queued");
  const auto other =
      Send(R"({"email":"c@d-corp.com","name":"C D","country":"US","consent":"given"})", "k1");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().code, Code::kConflict);
}

TEST_F(WorkspaceTest, ALeadWithoutALawfulBasisIsRejected) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  Publish(kPolicy);
  const auto answer =
      Send(R"({"email":"a@b-corp.de","name":"Ann Bee","country":"DE","consent":"refused"})");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(StatusName(answer->status), "rejected") << answer->reason;
}

TEST_F(WorkspaceTest, WhenNobodyIsThereTheLeadIsHeldAndWaitsForATimer) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  Publish(kPolicy);
  ASSERT_TRUE(workspace_
                  ->Apply([&](Turn& turn) -> Status {
                    Person lena = *turn.state().roster.FindPerson("lena");
                    lena.paused_until = turn.now() + kHourUs;
                    SB_ASSIGN(const int64_t subject, turn.NewSubject());
                    return turn.Input(EntityKind::kPerson, turn.MakeId(),
                                      EventType::kPersonUpserted, {},
                                      ev::Upserted{subject, turn.state().RefOf("lena")},
                                      EncodeRecord(lena), subject);
                  })
                  .ok());
  const auto answer =
      Send(R"({"email":"a@b-corp.de","name":"Ann Bee","country":"DE","consent":"given"})");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(StatusName(answer->status), "held");
  EXPECT_EQ(answer->reason, "all_out");
  bool waits = false;
  ASSERT_TRUE(workspace_
                  ->Ask([&](const Engine& engine) {
                    const signalbox::Run* run = engine.state().FindRun(answer->run);
                    waits = run != nullptr && run->waits && !run->timers.empty() &&
                            run->timers.back().open;
                  })
                  .ok());
  EXPECT_TRUE(waits);
}

TEST_F(WorkspaceTest, AStartNamesTheTablesThatAgentsRead) {
  ev::EngineStarted started;
  const Status read =
      workspace_->store().ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
        SB_ASSIGN(const Event event, DecodeEvent(bytes));
        if (event.type != static_cast<uint16_t>(EventType::kEngineStarted)) return {};
        SB_ASSIGN(started, DecodeBody<ev::EngineStarted>(event.clear));
        return {};
      });
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(started.decider_version, kDeciderVersion);
  EXPECT_FALSE(started.tzdata.empty());
  EXPECT_NE(started.icu.find(" (Unicode "), std::string::npos) << started.icu;
  EXPECT_TRUE(started.phones.starts_with("8") || started.phones == "unknown") << started.phones;
  EXPECT_NE(started.suffixes.find(" (20"), std::string::npos) << started.suffixes;
}

TEST_F(WorkspaceTest, APlanOfTwoStepsIsAPlan) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  Publish(kPolicy, {{"plans/short.yaml",
                     "plan: short\nrecord: lead\nsteps:\n"
                     "  - {id: validate, kind: agent, needs: validate}\n"
                     "  - {id: score, kind: agent, needs: score, after: [validate]}\n"}});
  const auto answer =
      Send(R"({"email":"a@b-corp.de","name":"Ann Bee","country":"DE","consent":"given"})");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(StatusName(answer->status), "routed");
  EXPECT_TRUE(answer->owner.empty());
}

TEST_F(WorkspaceTest, AnotherDomainIsAnotherPlanAndNotAnotherEngine) {
  AddPerson("revo", "revops");
  AddPerson("lena", "dach");
  Publish(kPolicy, {{"plans/onboard_customer.yaml",
                     "plan: onboard_customer\nrecord: account\nsteps:\n"
                     "  - {id: check, kind: agent, needs: normalise}\n"
                     "  - {id: place, kind: agent, needs: enrich, after: [check]}\n"
                     "  - {id: lookup, kind: lookup, needs: match, after: [check]}\n"
                     "  - {id: manager, kind: decide, needs: route, after: [place, lookup]}\n"
                     "  - {id: claim, kind: decide, needs: assign, after: [manager]}\n"
                     "  - {id: record, kind: effect, needs: write_back, after: [claim]}\n"
                     "  - {id: welcome_call, kind: person, queue: unrouted, after: [record]}\n"}});
  const auto answer = Send(
      R"({"external_id":"c-1","company":"Huber Werke GmbH","country":"Germany","consent":"given"})",
      "", "account");
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(StatusName(answer->status), "held");
  EXPECT_EQ(answer->reason, "waits_for_person: welcome_call");
  EXPECT_EQ(answer->owner, "lena");
  const auto none = Send(R"({"external_id":"t-1","message":"it is broken"})", "", "case");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, Code::kUnsupported);
}

}  // namespace
}  // namespace signalbox
