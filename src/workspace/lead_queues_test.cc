#include "workspace/lead_queues.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/bulk_actions.h"
#include "workspace/waits_for.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr std::string_view kPolicy = R"(policy: test
record: lead
rules:
  - name: germany
    when: {lead.country: DE}
    assign: {pool: dach}
  - name: nobody
    when: {lead.country: FR}
    assign: {pool: empty}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: weighted, all_out: hold}
  empty: {members: {team: nobody}, strategy: weighted, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  held: {owner: {person: revo}, empty_within: 4h}
)";

class LeadQueuesTest : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"lena", "jonas"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    Publish(std::string(kPolicy));
  }

  std::string SendOne(const std::string& country, int number) {
    const std::string n = std::to_string(number);
    const Result<LeadAnswer> answer =
        Send(R"({"email":"p)" + n + R"(@firm)" + n + R"(.example","country":")" + country +
             R"(","company":"Firm )" + n + R"("})");
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? FormatId("lead", answer->lead) : std::string();
  }
  static Principal Somebody(Role role, const std::string& person) {
    return {.kind = Principal::Kind::kUser, .name = "user_x", .roles = {role}, .person = person};
  }
  std::map<std::string, int64_t> Counts(const Principal& principal) {
    auto views = Views::Open(workspace_->directory() + "/views.db");
    EXPECT_TRUE(views.ok());
    for (bool more = true; more;)
      more = *(*views)->CatchUp(workspace_->store(), workspace_->store().next_position());
    const Result<QueueReach> reach = QueueReachOf(*workspace_, principal);
    EXPECT_TRUE(reach.ok());
    const auto queues = CountQueues(*workspace_, *reach, workspace_->clock().Now());
    EXPECT_TRUE(queues.ok()) << queues.error().message;
    std::map<std::string, int64_t> counts;
    for (const QueueLine& line : *queues) {
      counts[line.name] = line.count;
      EXPECT_EQ(line.oldest_at > 0, line.count > 0) << line.name;
    }
    return counts;
  }
  WaitingFor WaitsOf(const std::string& lead) {
    WaitingFor waits;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const State& state = engine.state();
                      const auto found =
                          WaitsFor(state, state.lead_by_id.at(*ParseId("lead", lead)));
                      if (found.has_value()) waits = *found;
                    })
                    .ok());
    return waits;
  }
  Result<BulkOutcome> Act(BulkAction action, std::vector<std::string> leads,
                          const Principal& principal, bool dry_run = false,
                          int64_t most = INT64_MAX) {
    BulkRequest request;
    request.action = action;
    request.leads = std::move(leads);
    request.verb.by = principal.person;
    request.verb.to = "jonas";
    request.dry_run = dry_run;
    return ActOnMany(*workspace_, principal, request, most);
  }
};

TEST_F(LeadQueuesTest, EachQueueCountsWhatWaitsInItForWhoeverLooks) {
  for (int i = 0; i < 4; ++i) SendOne("DE", i);
  SendOne("US", 5);
  SendOne("FR", 6);
  EXPECT_THAT(
      Counts(Somebody(Role::kOperator, "revo")),
      UnorderedElementsAre(std::pair("my", 0), std::pair("team", 4), std::pair("unassigned", 1),
                           std::pair("held", 1), std::pair("failed", 0), std::pair("exceptions", 0),
                           std::pair("unrouted", 1), std::pair("queue:held", 0)));
  const auto seller = Counts(Somebody(Role::kSeller, "lena"));
  EXPECT_EQ(seller.at("my"), 2);
  EXPECT_EQ(seller.at("team"), 2) << "of a seller the team is themselves";
  EXPECT_EQ(seller.at("held"), 0) << "held for nobody of theirs";
  EXPECT_EQ(seller.at("unrouted"), 1) << "they may take it";
  EXPECT_FALSE(Counts(Somebody(Role::kAuditor, "")).contains("my"));
}

TEST_F(LeadQueuesTest, AQueueThatIsNotThereIsNamedWithThoseThatAre) {
  const QueueReach reach = *QueueReachOf(*workspace_, Somebody(Role::kOperator, "revo"));
  Counts(Somebody(Role::kOperator, "revo"));
  EXPECT_TRUE(FilterOfQueue(*workspace_, reach, "unrouted").ok());
  EXPECT_TRUE(FilterOfQueue(*workspace_, reach, "queue:unrouted").ok());
  const auto own = FilterOfQueue(*workspace_, reach, "queue:held");
  ASSERT_TRUE(own.ok()) << own.error().message;
  EXPECT_EQ((*own)->queue, "held");
  EXPECT_EQ((*FilterOfQueue(*workspace_, reach, "held"))->queue, "");
  const auto none = FilterOfQueue(*workspace_, reach, "nowhere");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, Code::kNotFound);
  EXPECT_THAT(none.error().message, HasSubstr("`unrouted`"));
}

TEST_F(LeadQueuesTest, WhatALeadWaitsForIsSaidWithSinceWhen) {
  const WaitingFor queued = WaitsOf(SendOne("US", 1));
  EXPECT_EQ(queued.kind, "queue");
  EXPECT_EQ(queued.name, "unrouted");
  EXPECT_GE(queued.since_position, 0);
  const WaitingFor held = WaitsOf(SendOne("FR", 2));
  EXPECT_EQ(held.kind, "pool");
  EXPECT_EQ(held.name, "empty");
  EXPECT_GE(held.since_position, 0);
  EXPECT_GT(held.until, 0) << "when it is asked again";
  EXPECT_EQ(WaitsOf(SendOne("DE", 3)).kind, "") << "its owner has it";
}

TEST_F(LeadQueuesTest, ClaimingTakesWhatWaitsAndSaysWhyTheRestCannotBe) {
  const std::vector<std::string> leads{SendOne("US", 1), SendOne("DE", 2), SendOne("US", 3),
                                       "lead_0", SendOne("US", 1)};
  const Principal lena = Somebody(Role::kSeller, "lena");
  const auto dry = Act(BulkAction::kClaim, leads, lena, true);
  ASSERT_TRUE(dry.ok()) << dry.error().message;
  const auto done = Act(BulkAction::kClaim, leads, lena);
  ASSERT_TRUE(done.ok()) << done.error().message;
  ASSERT_EQ(done->items.size(), 4u) << "a lead named twice counts once";
  for (size_t i : {0u, 2u}) {
    EXPECT_EQ(dry->items[i].outcome, "would");
    EXPECT_EQ(done->items[i].outcome, "done");
    EXPECT_EQ(done->items[i].owner, "lena");
  }
  EXPECT_EQ(done->items[3].outcome, "refused");
  const auto again = Act(BulkAction::kClaim, {leads[0], leads[2]}, lena);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->items[0].outcome, "already") << "the same request twice acts once";
}

TEST_F(LeadQueuesTest, ASellerHandsOverTheirOwnLeadsAndNobodyElses) {
  // The pool gives them out by name: the first is of jonas, the second of lena.
  const std::string other = SendOne("DE", 1), own = SendOne("DE", 2);
  const auto done = Act(BulkAction::kHandOver, {own, other}, Somebody(Role::kSeller, "lena"));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(done->items[0].outcome, "done");
  EXPECT_EQ(done->items[0].owner, "jonas");
  EXPECT_EQ(done->items[1].outcome, "refused") << "they do not see it";
  EXPECT_EQ(done->items[1].owner, "");
}

TEST_F(LeadQueuesTest, MoreThanTheRightAllowsIsRefusedBeforeAnythingIsDone) {
  const std::string first = SendOne("US", 1), second = SendOne("US", 2);
  const int64_t before = workspace_->store().next_position();
  const auto done =
      Act(BulkAction::kClaim, {first, second}, Somebody(Role::kSeller, "lena"), false, 1);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::kForbidden);
  EXPECT_EQ(workspace_->store().next_position(), before);
}

TEST_F(LeadQueuesTest, WhatIsRoutedAgainIsPreviewedAndWhatChangedSinceIsLeftAlone) {
  const std::string held = SendOne("FR", 1);
  const Principal owner = OperatorPrincipal("owner");
  AddPerson("nina", "nobody");
  const auto dry = Act(BulkAction::kReroute, {held}, owner, true);
  ASSERT_TRUE(dry.ok()) << dry.error().message;
  EXPECT_EQ(dry->items[0].outcome, "would") << dry->items[0].why;
  EXPECT_EQ(dry->items[0].owner, "nina");
  const auto retry = Act(BulkAction::kRetry, {held}, owner);
  ASSERT_TRUE(retry.ok());
  EXPECT_EQ(retry->items[0].outcome, "refused");
  EXPECT_THAT(retry->items[0].why, HasSubstr("did not fail"));
  BulkRequest request;
  request.action = BulkAction::kReroute;
  request.leads = {held};
  request.as_of = dry->as_of;
  const auto done = ActOnMany(*workspace_, owner, request, INT64_MAX);
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(done->items[0].status, "routed");
  const auto twice = ActOnMany(*workspace_, owner, request, INT64_MAX);
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(twice->items[0].outcome, "refused");
  EXPECT_THAT(twice->items[0].why, HasSubstr("changed since"));
}

TEST_F(LeadQueuesTest, AllThatFailedIsRetriedOnceWhatItFailedForIsMended) {
  // No agent can do it, and the plan says that the run then fails.
  Publish(std::string(kPolicy),
          {{"plans/route_lead.yaml",
            "plan: route_lead\nrecord: lead\nsteps:\n"
            "  - {id: dream, kind: agent, needs: dream, on_failure: fail}\n"
            "  - {id: route, kind: decide, needs: route, after: [dream]}\n"
            "  - {id: assign, kind: decide, needs: assign, after: [route]}\n"
            "  - {id: write_back, kind: effect, needs: write_back, after: [assign]}\n"}});
  const std::vector<std::string> failed{SendOne("DE", 1), SendOne("DE", 2)};
  const WaitingFor waits = WaitsOf(failed[0]);
  EXPECT_EQ(waits.kind, "person");
  EXPECT_THAT(waits.words, HasSubstr("retries it"));
  const Principal owner = OperatorPrincipal("owner");
  EXPECT_EQ(Counts(owner).at("failed"), 2);
  const auto in_vain = Act(BulkAction::kRetry, failed, owner);
  ASSERT_TRUE(in_vain.ok()) << in_vain.error().message;
  EXPECT_EQ(in_vain->items[0].status, "failed") << "nothing was mended yet";
  Publish(std::string(kPolicy));
  const auto dry = Act(BulkAction::kRetry, failed, owner, true);
  ASSERT_TRUE(dry.ok());
  EXPECT_EQ(dry->items[0].outcome, "would") << dry->items[0].why;
  EXPECT_EQ(dry->items[0].status, "routed");
  EXPECT_EQ(Counts(owner).at("failed"), 2) << "a preview changes nothing";
  const auto done = Act(BulkAction::kRetry, failed, owner);
  ASSERT_TRUE(done.ok());
  for (const BulkItem& item : done->items) EXPECT_EQ(item.status, "routed") << item.why;
  EXPECT_EQ(Counts(owner).at("failed"), 0);
  const auto again = Act(BulkAction::kRetry, failed, owner);
  EXPECT_EQ(again->items[0].outcome, "refused");
}

TEST(BulkRequestTest, IsReadOrNamesWhatIsWrong) {
  const auto request = ParseBulkRequest(
      R"({"action":"hand_back","lead_ids":["a","b"],"reason":"no_time","dry_run":true,"as_of":7})");
  ASSERT_TRUE(request.ok()) << request.error().message;
  EXPECT_EQ(request->action, BulkAction::kHandBack);
  EXPECT_EQ(request->leads.size(), 2u);
  EXPECT_EQ(request->verb.reason, "no_time");
  EXPECT_EQ(request->as_of, 7);
  EXPECT_EQ(ParseBulkRequest(R"({"action":"retry","filter":{"queue":"failed"}})")->queue, "failed");
  for (const char* bad :
       {"", "[]", R"({"action":"sell","lead_ids":[]})", R"({"action":"claim"})",
        R"({"action":"claim","lead_ids":[],"filter":{"queue":"x"}})",
        R"({"action":"claim","lead_ids":[1]})", R"({"action":"claim","filter":{}})",
        R"({"action":"claim","lead_ids":[],"who":"x"})",
        R"({"action":"claim","lead_ids":[],"as_of":"x"})"})
    EXPECT_FALSE(ParseBulkRequest(bad).ok()) << bad;
}

}  // namespace
}  // namespace signalbox
