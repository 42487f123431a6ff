#include "workspace/prepared_answers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "plans/plan_loader.h"

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'760'000'000 * kSecondUs;

LocalAgentFn AgentOf(std::string_view id) {
  const auto& agents = LocalAgents();
  const auto at = std::find_if(agents.begin(), agents.end(),
                               [&](const LocalAgent& agent) { return agent.spec.id == id; });
  EXPECT_NE(at, agents.end());
  return at->run;
}

Attributes Received() {
  Attributes record;
  record.SetText(Field::kEmail, "Lena.Vogt@Example.de");
  record.SetText(Field::kPhone, "030 901820");
  record.SetText(Field::kCountry, "Germany");
  record.SetText(Field::kLastName, "Vogt");
  return record;
}

PreparedAnswers NormalisedAndValidated() {
  PreparedAnswers answers;
  Attributes record = Received();
  EXPECT_TRUE(answers.Ask("normalise@1.0.0", AgentOf("normalise"), {record, kNow}));
  record.Overlay(answers.learned());
  EXPECT_TRUE(answers.Ask("validate_contact@1.0.0", AgentOf("validate_contact"), {record, kNow}));
  return answers;
}

TEST(PreparedAnswers, AreWhatTheAgentsSayOneAfterTheOther) {
  PreparedAnswers answers = NormalisedAndValidated();
  Attributes record = Received();
  for (const auto& [name, id] : {std::pair("normalise@1.0.0", "normalise"),
                                 {"validate_contact@1.0.0", "validate_contact"}}) {
    const AgentInput input{record, kNow};
    const std::optional<AgentResult> ahead = answers.Take(name, input);
    ASSERT_TRUE(ahead.has_value()) << name;
    EXPECT_EQ(*ahead, AgentOf(id)(input)) << name;
    record.Overlay(ahead->output);
  }
  EXPECT_FALSE(answers.Take("validate_contact@1.0.0", {record, kNow}).has_value());
}

TEST(PreparedAnswers, AnswerNoOtherQuestion) {
  const Attributes record = Received();
  Attributes other = Received();
  other.SetText(Field::kPhone, "030 901821");
  Attributes more = Received();
  more.SetExtra("budget", "1000");
  PreparedAnswers answers = NormalisedAndValidated();
  EXPECT_FALSE(answers.Take("normalise@2.0.0", {record, kNow}).has_value());
  EXPECT_FALSE(answers.Take("validate_contact@1.0.0", {record, kNow}).has_value());
  EXPECT_FALSE(answers.Take("normalise@1.0.0", {record, kNow + 1}).has_value());
  EXPECT_FALSE(answers.Take("normalise@1.0.0", {other, kNow}).has_value());
  EXPECT_FALSE(answers.Take("normalise@1.0.0", {more, kNow}).has_value());
  // Nothing of that used the answer up.
  EXPECT_TRUE(answers.Take("normalise@1.0.0", {record, kNow}).has_value());
  // The next agent is asked about what the one before learned, and about nothing else.
  EXPECT_FALSE(answers.Take("validate_contact@1.0.0", {record, kNow}).has_value());
}

TEST(FirstAgents, ThoseBeforeTheFirstStepOfAnotherKindAreAsked) {
  State state;
  FirstAgents agents;
  OpenedEvent input;
  input.event.type = static_cast<uint16_t>(EventType::kLeadReceived);
  input.event.entity_kind = EntityKind::kLead;
  input.event.time = kNow;
  ev::LeadReceived body;
  body.attributes = Received();
  input.event.clear = EncodeBody(body);
  EncodeAttributes(Received(), Part::kSealed, &input.sealed);
  // Nothing is known of any plan yet.
  EXPECT_FALSE(agents.Prepare(input).Take("normalise@1.0.0", {Received(), kNow}).has_value());

  std::vector<Finding> findings;
  auto version = std::make_shared<PolicyVersion>();
  version->plans["route_lead"] = LoadPlan("plans/route_lead.yaml", ShippedRouteLead(), &findings);
  ASSERT_NE(version->plans["route_lead"], nullptr);
  state.versions[version->hash] = version;
  state.activated.push_back(version->hash);
  agents.Learn(state);

  PreparedAnswers answers = agents.Prepare(input);
  Attributes record = Received();
  for (const char* name :
       {"normalise@1.0.0", "validate_contact@1.0.0", "enrich@1.0.0", "check_consent@1.0.0"}) {
    const std::optional<AgentResult> ahead = answers.Take(name, {record, kNow});
    ASSERT_TRUE(ahead.has_value()) << name;
    record.Overlay(ahead->output);
  }
  // After the look-up the record is no longer what was received.
  EXPECT_FALSE(answers.Take("detect_intent@1.0.0", {record, kNow}).has_value());

  input.event.type = static_cast<uint16_t>(EventType::kTimerFired);
  EXPECT_FALSE(agents.Prepare(input).Take("normalise@1.0.0", {Received(), kNow}).has_value());
  input.event.type = static_cast<uint16_t>(EventType::kLeadReceived);
  input.erased = true;
  EXPECT_FALSE(agents.Prepare(input).Take("normalise@1.0.0", {Received(), kNow}).has_value());
}

}  // namespace
}  // namespace signalbox
