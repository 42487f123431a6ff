#include "api/lead_json_out.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

LeadAnswer Routed() {
  LeadAnswer answer;
  answer.lead.bytes[0] = 1;
  answer.run.bytes[0] = 2;
  answer.status = LeadStatus::kRouted;
  answer.owner = "lena";
  answer.owner_name = "Lena \"L\" Weber";
  answer.rule = "germany";
  answer.policy_version = "0123456789ab";
  answer.created = true;
  answer.position = 17;
  return answer;
}

TEST(LeadJsonOut, ARoutedLeadIsWrittenWithEveryMemberOfTheContract) {
  EXPECT_EQ(AnswerJson(Routed()),
            R"({"lead_id":"lead_01000000-0000-0000-0000-000000000000","external_id":null,)"
            R"("run_id":"run_02000000-0000-0000-0000-000000000000","status":"routed",)"
            R"("owner":{"type":"person","id":"lena","name":"Lena \"L\" Weber"},"queue":null,)"
            R"("rule":"germany","row":null,"reason":null,"policy_version":"0123456789ab",)"
            R"("duplicate_of":null,"explanation":"routed to Lena \"L\" Weber by the rule germany",)"
            R"("due":{},"next":{"kind":"thank_you","url":null,"expires_at":null},"position":17})");
}

TEST(LeadJsonOut, TheSentenceSaysTheReasonInWordsAndTheReasonItsCode) {
  LeadAnswer answer = Routed();
  answer.reason = "next_in_pool";
  EXPECT_EQ(ExplainAnswer(answer),
            "routed to Lena \"L\" Weber by the rule germany: it was their turn in the pool");
  EXPECT_NE(AnswerJson(answer).find(R"("reason":"next_in_pool")"), std::string::npos);
  answer.reason = "our own reason";
  EXPECT_EQ(ExplainAnswer(answer),
            "routed to Lena \"L\" Weber by the rule germany: our own reason");
}

TEST(LeadJsonOut, AQueueOwnsNoLead) {
  LeadAnswer answer = Routed();
  answer.status = LeadStatus::kQueued;
  answer.queue = "unrouted";
  EXPECT_FALSE(HasOwner(answer));
  EXPECT_NE(AnswerJson(answer).find(R"("owner":null,"queue":"unrouted")"), std::string::npos);
}

TEST(LeadJsonOut, WhoeverMustWaitIsToldWhereToLook) {
  LeadAnswer answer = Routed();
  answer.status = LeadStatus::kInProgress;
  EXPECT_NE(AnswerJson(answer).find(
                R"("kind":"wait","url":"/v1/leads/lead_01000000-0000-0000-0000-000000000000")"),
            std::string::npos);
}

TEST(LeadJsonOut, TheStatusTellsNewFromKnownFromUndecided) {
  LeadAnswer answer = Routed();
  EXPECT_EQ(StatusOfAnswer(answer), 201);
  answer.replayed = true;
  EXPECT_EQ(StatusOfAnswer(answer), 200);
  answer.replayed = false;
  answer.status = LeadStatus::kInProgress;
  EXPECT_EQ(StatusOfAnswer(answer), 202);
  answer.status = LeadStatus::kDuplicate;
  answer.duplicate_of = answer.lead;
  EXPECT_EQ(StatusOfAnswer(answer), 200);
}

}  // namespace
}  // namespace signalbox
