// Every local agent over many leads: the real ones where they are at hand, generated ones always.
// What an agent answers is always what it declares, and every code has words.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "agents/test_leads.h"

namespace signalbox {
namespace {

using testing_leads::kFriday;

std::vector<std::string> SplitCsv(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
  }
  return cells;
}

// Empty, after saying why, when the shared data is not there.
std::string SharedData() {
  const char* set = std::getenv("SIGNALBOX_SHARED");
  const std::string folder = (set != nullptr ? set : SB_SOURCE_DIR "/../shared");
  std::ifstream readme(folder + "/data/README.md");
  std::string first;
  std::getline(readme, first);
  return first == "# Public data for building and testing" ? folder + "/data" : "";
}

void ExpectWords(const std::string& code, const std::string& agent) {
  EXPECT_TRUE(RenderReason(code, Field::kEmail)) << agent << " answers `" << code << "`";
}

// Runs the agents of the shipped plan one after the other, each on what the earlier ones learned.
void RunAll(Attributes lead) {
  for (const LocalAgent& agent : LocalAgents()) {
    const AgentResult result = testing_leads::RunAgent(agent.run, lead);
    if (!result.reason.empty()) ExpectWords(result.reason, agent.spec.id);
    for (const Evidence& evidence : result.evidence) ExpectWords(evidence.code, agent.spec.id);
    EXPECT_EQ(testing_leads::RunAgent(agent.run, lead), result) << agent.spec.id << " is not pure";
    if (!local::IsBenchmarkAgent(agent.spec.id)) lead.Overlay(result.output);
  }
}

TEST(Corpus, EveryLeadOfTheUs500SampleIsGoodAndPlaced) {
  const std::string data = SharedData();
  if (data.empty()) GTEST_SKIP() << "no shared data; set SIGNALBOX_SHARED to its folder";
  std::ifstream file(data + "/A_crm/us500_contacts/us-500.csv");
  std::string line;
  std::getline(file, line);
  int leads = 0;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = SplitCsv(line);
    ASSERT_GE(cells.size(), 12u) << line;
    Attributes lead = testing_leads::Lead({{Field::kFirstName, cells[0]},
                                           {Field::kLastName, cells[1]},
                                           {Field::kCompany, cells[2]},
                                           {Field::kStreet, cells[3]},
                                           {Field::kCity, cells[4]},
                                           {Field::kState, cells[6]},
                                           {Field::kPostalCode, cells[7]},
                                           {Field::kPhone, cells[8]},
                                           {Field::kEmail, cells[10]},
                                           {Field::kWebsite, cells[11]}});
    for (const LocalAgentFn run :
         {local::ValidateContact, local::CheckConsent, local::Normalise, local::Enrich}) {
      const AgentResult result = testing_leads::RunAgent(run, lead);
      EXPECT_EQ(result.outcome, Outcome::kOk) << line << ": " << result.reason;
      lead.Overlay(result.output);
    }
    EXPECT_EQ(lead.Text(Field::kCountry), "US") << line;
    EXPECT_EQ(lead.Text(Field::kRegion), "amer") << line;
    EXPECT_EQ(lead.Text(Field::kPostalCode).size(), 5u) << line;
    EXPECT_TRUE(lead.Bool(Field::kMayEmail)) << line;
    EXPECT_FALSE(lead.Text(Field::kCompanyKey).empty()) << line;
    RunAll(lead);
    ++leads;
  }
  EXPECT_EQ(leads, 500);
}

TEST(Corpus, EveryAgentHasAnIdOfItsOwn) {
  EXPECT_EQ(LocalAgents().size(), 12u);
  std::map<std::string, int> ids;
  for (const LocalAgent& agent : LocalAgents()) ++ids[agent.spec.id];
  EXPECT_EQ(ids.size(), LocalAgents().size()) << "two agents with one id";
}

// Bytes of every kind in every text field: nothing crashes, and every answer keeps to its slots.
RC_GTEST_PROP(Corpus, NoTextWhateverBreaksAnAgent, ()) {
  Attributes lead;
  for (const Field field :
       {Field::kEmail, Field::kPhone, Field::kName, Field::kCompany, Field::kWebsite,
        Field::kCountry, Field::kState, Field::kPostalCode, Field::kTitle, Field::kMessage,
        Field::kSource, Field::kIndustry, Field::kConsent, Field::kTimeZone}) {
    // Intake lets only clean UTF-8 through; within that, anything.
    const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    const auto mark = *rc::gen::element<std::string>("", "ü", "日本", "@", ".", "+49", "\xcc\x88");
    const std::vector<std::string> shapes = {text, mark + text, text + mark, mark};
    lead.SetText(field, *rc::gen::elementOf(shapes));
  }
  lead.SetInt(Field::kEmployees, *rc::gen::arbitrary<int64_t>());
  lead.SetInt(Field::kTouches, *rc::gen::arbitrary<int64_t>());
  lead.SetInt(Field::kDataQuality, *rc::gen::arbitrary<int64_t>());
  for (const LocalAgent& agent : LocalAgents()) {
    const AgentResult result = agent.run(AgentInput{lead, kFriday});
    const auto fault = CheckOutput(agent.spec, result);
    if (fault) RC_FAIL(agent.spec.id + ": " + std::string(fault->code));
  }
}

TEST(Reasons, EveryCodeHasWordsOfItsOwnAndFitsAShortString) {
  std::map<std::string_view, int> codes;
  for (const std::string_view code : {
#define SB_X(identifier, code, words) std::string_view(code),
           SB_REASONS(SB_X)
#undef SB_X
       }) {
    EXPECT_EQ(++codes[code], 1) << code << " stands there twice";
    EXPECT_LT(code.size(), 16u) << code;
    EXPECT_FALSE(RenderReason(code, Field::kPostalCode)->empty());
  }
  EXPECT_EQ(RenderReason(reason::kByCountry, Field::kTimeZone),
            "time zone follows from the country");
  EXPECT_FALSE(RenderReason("made.up", Field::kEmail));
}

}  // namespace
}  // namespace signalbox
