// Realignments: accounts go to other people with their open leads, approved by somebody else, and
// back again.
#include "workspace/realign.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/move_requests.h"
#include "workspace/reference.h"
#include "workspace/replay.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

constexpr char kNamed[] = R"(policy: named
record: lead
rules:
  - name: named
    when: {account.owner.active: true}
    assign: {owner_of: account}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
)";

class RealignTest : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"xena", "lena", "revo"}) AddPerson(id, "sales");
    Publish(kNamed);
    for (int i = 0; i < 3; ++i) {
      const std::string n = std::to_string(i);
      Put(Account{"a" + n, "Firm " + n, "firm" + n + ".com", "", "xena", "", "", "", "", "", ""});
      const auto answer = Send(R"({"email":"p)" + n + "@firm" + n +
                               R"(.com","name":"Petra Huber","consent":"given","country":"DE"})");
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      ASSERT_EQ(answer->owner, "xena");
      leads_.push_back(answer->lead);
    }
  }
  void TearDown() override {
    const auto report =
        Replay(workspace_->store(), workspace_->keys(), LoadStoredVersion, ReplayOptions{});
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->differences.size(), 0u) << report->Json();
    WorkspaceFixture::TearDown();
  }

  template <typename T>
  void Put(T value) {
    const auto done = workspace_->Apply([&](Turn& turn) -> Status {
      SB_TRY(UpsertRecord(turn, *workspace_, Actor{}, value));
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  MoveRequest Request(const std::string& accounts) {
    MoveRequest request;
    request.realign.accounts = accounts;
    request.options.by = "revo";
    request.options.needs_approval = true;
    return request;
  }
  Result<MovePreview> Preview(const MoveRequest& request) {
    return PreviewMoves(workspace_->store(), workspace_->keys(), MoveKind::kRealign, request,
                        workspace_->clock().Now());
  }
  std::string Plan(const MoveRequest& request) {
    const auto planned = PlanRequest(*workspace_, MoveKind::kRealign, request, Actor{});
    EXPECT_TRUE(planned.ok()) << planned.error().message;
    return planned.ok() ? Json::parse(*planned)["id"].get<std::string>() : std::string();
  }
  // What was refused, in words; else how many were moved.
  std::string GoOn(const std::string& plan) {
    const auto progress = ContinueRequest(*workspace_, plan, Actor{});
    if (!progress.ok()) return progress.error().message;
    return std::to_string(Json::parse(*progress)["moved"].get<int>());
  }
  std::vector<std::string> Owners() {
    std::vector<std::string> owners;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const State& state = engine.state();
                      for (const Id& lead : leads_)
                        owners.push_back(
                            state.PersonOf(state.leads[state.lead_by_id.at(lead)].owner));
                    })
                    .ok());
    return owners;
  }
  std::string AccountOwner(const std::string& account) {
    std::string owner;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      owner = engine.state().directory.FindAccount(account)->owner;
                    })
                    .ok());
    return owner;
  }
  void Contacted(const Id& lead) {
    ASSERT_TRUE(workspace_
                    ->Apply([&](Turn& turn) {
                      ev::LeadActed body;
                      body.verb = Verb::kContacted;
                      return turn.Act(lead, body, Actor{});
                    })
                    .ok());
  }

  std::vector<Id> leads_;
};

using testing::ElementsAre;

TEST_F(RealignTest, AccountsGoWithTheirOpenLeadsOnceSomebodyElseHasApproved) {
  const MoveRequest request = Request("account_id,owner\na0,lena\na1,xena\n");
  const auto preview = Preview(request);
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  EXPECT_EQ(preview->owners.at("lena").accounts_gained, 1);
  EXPECT_EQ(preview->owners.at("lena").gains, 1);
  EXPECT_EQ(preview->owners.at("xena").open_after, 2);
  EXPECT_EQ(preview->same, 1);
  const std::string plan = Plan(request);
  EXPECT_THAT(GoOn(plan), HasSubstr("must approve"));
  const auto own = ApproveRequest(*workspace_, plan, "revo", Actor{});
  ASSERT_FALSE(own.ok());
  EXPECT_THAT(own.error().message, HasSubstr("somebody else must"));
  ASSERT_TRUE(ApproveRequest(*workspace_, plan, "lena", Actor{}).ok());
  EXPECT_EQ(GoOn(plan), "2");
  EXPECT_THAT(Owners(), ElementsAre("lena", "xena", "xena"));
  EXPECT_EQ(AccountOwner("a0"), "lena");
  Reopen();
  const auto undo = UndoRequest(*workspace_, plan, MoveRequest{}, Actor{});
  ASSERT_TRUE(undo.ok()) << undo.error().message;
  EXPECT_EQ(GoOn(Json::parse(*undo)["id"]), "2");
  EXPECT_THAT(Owners(), ElementsAre("xena", "xena", "xena"));
  EXPECT_EQ(AccountOwner("a0"), "xena");
}

TEST_F(RealignTest, WhatIsInHandStaysUntilTheHoldoverIsOver) {
  Contacted(leads_[0]);
  Put(Opportunity{"o1", "a1", "Proposal", "xena", 100});
  MoveRequest request = Request("account_id,owner\na0,lena\na1,lena\n");
  request.options.needs_approval = false;
  const auto preview = Preview(request);
  ASSERT_TRUE(preview.ok());
  ASSERT_EQ(preview->left_out.size(), 2u);
  EXPECT_EQ(preview->left_out[0].left_out, "held_over");
  EXPECT_EQ(preview->left_out[1].left_out, "open_opportunity");
  EXPECT_EQ(GoOn(Plan(request)), "1");
  EXPECT_EQ(AccountOwner("a0"), "lena");
  EXPECT_THAT(Owners(), ElementsAre("xena", "xena", "xena"));
  EXPECT_TRUE(Preview(request)->rows.empty());
  request.realign.holdover_us = 0;
  EXPECT_EQ(GoOn(Plan(request)), "3") << "the account a0 is hers already, its lead follows";
  EXPECT_THAT(Owners(), ElementsAre("lena", "lena", "xena"));
}

TEST_F(RealignTest, NothingMovesBeforeItsDay) {
  MoveRequest request = Request("account_id,owner\na0,lena\n");
  request.options.needs_approval = false;
  request.options.effective = request.realign.effective = workspace_->clock().Now() + kDayUs;
  EXPECT_EQ(GoOn(Plan(request)), "0");
  EXPECT_THAT(Owners(), ElementsAre("xena", "xena", "xena"));
}

TEST_F(RealignTest, AnAccountThatSomebodyElseChangedMeanwhileIsLeftOut) {
  MoveRequest request = Request("account_id,owner\na0,lena\n");
  request.options.needs_approval = false;
  const std::string plan = Plan(request);
  Put(Account{"a0", "Firm 0", "firm0.com", "", "revo", "", "", "", "", "", ""});
  EXPECT_EQ(GoOn(plan), "1") << "the lead, which xena still has";
  EXPECT_EQ(AccountOwner("a0"), "revo");
}

TEST_F(RealignTest, AListThatIsWrongIsRefusedWithItsLines) {
  const auto words = [&](const std::string& list) {
    const auto preview = Preview(Request(list));
    return preview.ok() ? std::string() : preview.error().message;
  };
  EXPECT_THAT(words("account_id,owner\na0,lena\na9,lena\n"), HasSubstr("line 3: there is no"));
  std::string unicode_text = "\xff\xfe";
  for (const char c : std::string_view("account_id\towner\na0\tlena\na9\tlena\n"))
    unicode_text += {c, '\0'};
  EXPECT_THAT(words(unicode_text), HasSubstr("line 3: there is no account"));
  EXPECT_THAT(words("account_id,owner\na0,nobody\n"), HasSubstr("line 2: the roster has nobody"));
  EXPECT_THAT(words("account_id,owner\na0,lena\na0,revo\n"), HasSubstr("stands in line 2 already"));
  EXPECT_THAT(words("account_id,owner\na0\n"), HasSubstr("line 2: "));
  EXPECT_THAT(words("account,owner\na0,lena\n"), HasSubstr("begins with `account_id,owner`"));
}

TEST_F(RealignTest, PlacesGoToTheirNewPersonByTheMostSpecificRow) {
  const auto answer =
      Send(R"({"email":"q@firma.de","name":"Petra Huber","consent":"given","country":"AT"})");
  ASSERT_TRUE(answer.ok());
  MoveRequest request = Request("Country,ZIP,Employees,Owner\nDE,any,any,lena\nDE,8*,1-249,revo\n");
  request.options.needs_approval = true;
  Contacted(leads_[2]);
  const auto preview = Preview(request);
  ASSERT_TRUE(preview.ok()) << preview.error().message;
  EXPECT_EQ(preview->looked_at, 3) << "nobody has the lead of Austria";
  ASSERT_EQ(preview->moves.size(), 2u);
  EXPECT_EQ(preview->moves[0].to, "lena");
  EXPECT_EQ(preview->owners.at("lena").gains, 2);
  ASSERT_EQ(preview->left_out.size(), 1u);
  EXPECT_EQ(preview->left_out[0].left_out, "held_over");
  const std::string plan = Plan(request);
  EXPECT_THAT(GoOn(plan), HasSubstr("must approve"));
  ASSERT_TRUE(ApproveRequest(*workspace_, plan, "lena", Actor{}).ok());
  EXPECT_EQ(GoOn(plan), "2");
  EXPECT_THAT(Owners(), ElementsAre("lena", "lena", "xena"));
  const auto undo = UndoRequest(*workspace_, plan, MoveRequest{}, Actor{});
  ASSERT_TRUE(undo.ok()) << undo.error().message;
  EXPECT_EQ(GoOn(Json::parse(*undo)["id"]), "2");
  EXPECT_THAT(Owners(), ElementsAre("xena", "xena", "xena"));
}

TEST_F(RealignTest, AListOfPlacesThatIsWrongIsRefusedAsAWhole) {
  const auto words = [&](const std::string& list) {
    const auto preview = Preview(Request(list));
    return preview.ok() ? std::string() : preview.error().message;
  };
  EXPECT_THAT(words("country,owner\nDE,nobody\n"),
              HasSubstr("the roster has nobody called `nobody`"));
  EXPECT_THAT(words("country,colour,owner\nDE,red,lena\n"), HasSubstr("`colour` is not known"));
  EXPECT_THAT(words("country,owner\nDE,lena\nAT,\n"), HasSubstr("the list:3: error: the row has"));
  EXPECT_THAT(words("country,owner\nDE,lena\nDE,revo\n"), HasSubstr("territories.csv:3"));
  EXPECT_THAT(words("country,owner\n"), HasSubstr("it has no rows"));
  EXPECT_THAT(words("name,owner\na,lena\n"), HasSubstr("column"));
}

TEST_F(RealignTest, ATerritoryChangeAsksTheActiveVersionAboutEveryOpenLead) {
  std::string other = kNamed;
  other.insert(other.find("nothing_matched"),
               "  - name: germany\n    when: {lead.country: DE}\n    assign: {person: lena}\n");
  other.erase(other.find("  - name: named"),
              other.find("  - name: germany") - other.find("  - name: named"));
  Publish(other);
  Contacted(leads_[2]);
  MoveRequest request = Request("");
  request.options.needs_approval = false;
  EXPECT_EQ(GoOn(Plan(request)), "2");
  EXPECT_THAT(Owners(), ElementsAre("lena", "lena", "xena"));
}

}  // namespace
}  // namespace signalbox
