// The checker must be able to fail: stories that the desk may never tell.
#include "sim/case_rules.h"

#include <gmock/gmock.h>

namespace signalbox {
namespace {

using testing::HasSubstr;

class CaseRulesTest : public testing::Test {
 protected:
  template <typename B>
  void Say(const B& body) {
    Event event;
    event.entity_kind = EntityKind::kCase;
    event.entity = DeriveId(0, Id{}, 1, "case");
    event.type = static_cast<uint16_t>(B::kType);
    event.clear = EncodeBody(body);
    rules_.Read(event);
  }
  void DeskGives(const Id& record) {
    Event event;
    event.entity_kind = EntityKind::kLead;
    event.entity = record;
    event.type = static_cast<uint16_t>(EventType::kLeadActed);
    event.actor = {ActorKind::kAgent, "desk"};
    event.clear = EncodeBody(ev::LeadActed());
    rules_.Read(event);
  }
  void OpenIt() {
    ev::CaseOpened body;
    body.number = kFirstCase;
    body.requester = 1;
    Say(body);
  }
  void Search(size_t citations) {
    ev::CaseToolCalled body;
    body.tool = CaseTool::kSearchDocuments;
    body.citations.resize(citations);
    Say(body);
  }
  void Decide(CaseDecision decision, size_t citations) {
    ev::CaseDecided body;
    body.decision = decision;
    body.citations.resize(citations);
    Say(body);
  }
  void Escalate() {
    OpenIt();
    Search(1);
    Say(ev::CaseEscalated());
  }
  void Rule(CaseMove move, PersonRef by) {
    ev::CaseRuled body;
    body.move = move;
    body.by = by;
    Say(body);
  }

  CaseRules rules_{nullptr};
};

TEST_F(CaseRulesTest, AStoryThatTheDeskMayTellIsNotBroken) {
  Escalate();
  Rule(CaseMove::kReturn, 2);
  ev::CaseMessaged answer;
  answer.from = CaseActor::kRequester;
  answer.by = 1;
  Say(answer);
  Search(1);
  Say(ev::CaseEscalated());
  Rule(CaseMove::kDecline, 2);
  Say(ev::CaseConcluded());
  Say(ev::CaseClosed());
  EXPECT_EQ(rules_.broken(), "");
}

TEST_F(CaseRulesTest, NobodyDecidesAboutTheirOwnRequest) {
  Escalate();
  Rule(CaseMove::kApprove, 1);
  EXPECT_THAT(rules_.broken(), HasSubstr("decided by whoever asked"));
}

TEST_F(CaseRulesTest, WhatIsOverIsNotDecidedAgain) {
  Escalate();
  Rule(CaseMove::kDecline, 2);
  Say(ev::CaseConcluded());
  Rule(CaseMove::kApprove, 2);
  EXPECT_THAT(rules_.broken(), HasSubstr("which is Rejected: became Completed"));
}

TEST_F(CaseRulesTest, NothingIsDecidedWithoutACitation) {
  OpenIt();
  Search(0);
  Decide(CaseDecision::kRejected, 0);
  EXPECT_THAT(rules_.broken(), HasSubstr("without a citation"));
}

TEST_F(CaseRulesTest, WhatIsCorrectedWasGivenAndIsSaid) {
  OpenIt();
  Search(1);
  ev::CaseToolCalled given;
  given.tool = CaseTool::kUpdateOwner;
  given.record = DeriveId(0, Id{}, 1, "lead");
  Say(given);
  EXPECT_THAT(rules_.broken(), HasSubstr("says of an owner what nobody did"));
}

TEST_F(CaseRulesTest, AnOwnerWhomTheDeskChangesIsNamedByItsRequest) {
  OpenIt();
  Search(1);
  DeskGives(DeriveId(0, Id{}, 1, "lead"));
  EXPECT_THAT(rules_.CheckState(State()), HasSubstr("did not say so"));
}

TEST_F(CaseRulesTest, AnEndHasItsClosingAudit) {
  Escalate();
  Rule(CaseMove::kDecline, 2);
  EXPECT_THAT(rules_.CheckState(State()), HasSubstr("no closing audit"));
  Say(ev::CaseClosed());
  EXPECT_THAT(rules_.broken(), HasSubstr("before the closing audit"));
}

TEST_F(CaseRulesTest, ARequestIsInTheState) {
  Escalate();
  EXPECT_THAT(rules_.CheckState(State()), HasSubstr("1 requests were made, and there are 0"));
}

}  // namespace
}  // namespace signalbox
