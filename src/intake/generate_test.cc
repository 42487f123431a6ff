#include "intake/generate.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "intake/identity.h"
#include "intake/lead_json.h"

namespace signalbox {
namespace {

TEST(Generate, ThePeersLeadIsTheBenchmarksByteForByte) {
  EXPECT_EQ(
      GenerateLead(1, 7, LeadProfile::kPeers),
      R"({"lead_id":"L-0000000007","source":"web_form","received_at":"2026-11-20T11:02:00Z","contact":{"first_name":"Jordan102","last_name":"Mercer231","email":"jordan.mercer7@example-company-212.com","phone":"+1-415-555-2521","title":"Procurement Manager"},"company":{"name":"Example Company 212 Holdings","domain":"example-company-212.com","industry":"logistics","employees":44527,"country":"CA","segment":"enterprise"},"consent":{"email":true,"phone":true,"basis":"opt_in","ts":"2026-11-20T10:11:12Z"},"message":"We are looking to replace our current lead routing tool this quarter and would like a demo for our team of sales engineers."})");
  EXPECT_EQ(
      GenerateLead(2, 9'876'543'210, LeadProfile::kPeers),
      R"({"lead_id":"L-9876543210","source":"partner","received_at":"2026-11-20T16:53:00Z","contact":{"first_name":"Jordan186","last_name":"Mercer90","email":"jordan.mercer9876543210@example-company-184.com","phone":"+1-415-555-1338","title":"Procurement Manager"},"company":{"name":"Example Company 184 Holdings","domain":"example-company-184.com","industry":"healthcare","employees":20730,"country":"BR","segment":"smb"},"consent":{"email":true,"phone":false,"basis":"opt_in","ts":"2026-11-20T10:11:12Z"},"message":"We are looking to replace our current lead routing tool this quarter and would like a demo for our team of sales engineers."})");
  EXPECT_EQ(GenerateLead(3, 12'345'678'901, LeadProfile::kPeers).substr(0, 76),
            R"({"lead_id":"L-12345678901","source":"chat","received_at":"2026-11-20T20:16:0)");
}

TEST(Generate, CleanLeadsAreCompleteAndNoTwoAreOnePerson) {
  std::set<std::string> keys;
  std::map<std::string, int> countries;
  constexpr int kLeads = 3000;
  for (uint64_t i = 0; i < kLeads; ++i) {
    const std::string line = GenerateLead(42, i, LeadProfile::kClean);
    const LeadOrFault lead = ParseLeadJson(line);
    ASSERT_TRUE(lead.has_value()) << line;
    EXPECT_TRUE(lead->extras().empty()) << line;
    for (const Field field : {Field::kFirstName, Field::kLastName, Field::kEmail, Field::kPhone,
                              Field::kCompany, Field::kCountry, Field::kState, Field::kCity,
                              Field::kEmployees, Field::kConsent, Field::kReceivedAt}) {
      EXPECT_TRUE(lead->Has(field)) << SpecOf(field).name << " " << line;
    }
    EXPECT_EQ(line.find_first_of("#@N", line.find("\"phone\"") + 8),
              line.find_first_of("#@N", line.find("\"title\"")))
        << line;
    for (const std::string& key : IdentityKeys(*lead)) {
      EXPECT_TRUE(keys.insert(key).second) << key;
    }
    ++countries[std::string(lead->Text(Field::kCountry))];
  }
  EXPECT_EQ(countries.size(), 27U);
}

TEST(Generate, MessyLeadsAreJsonAndAFewPeopleComeBack) {
  std::map<std::string, int> seen;
  int again = 0, incomplete = 0;
  for (uint64_t i = 0; i < 3000; ++i) {
    const std::string line = GenerateLead(42, i, LeadProfile::kMessy);
    const LeadOrFault lead = ParseLeadJson(line);
    ASSERT_TRUE(lead.has_value()) << line;
    incomplete += !lead->Has(Field::kPhone) || !lead->Has(Field::kEmail);
    const std::string email = NormalEmail(lead->Text(Field::kEmail));
    if (!email.empty()) again += seen[email]++ > 0;
  }
  EXPECT_GT(again, 30);
  EXPECT_LT(again, 400);
  EXPECT_GT(incomplete, 300);
}

TEST(Generate, HostileLeadsAreOneLineEachAndNeitherAllGoodNorAllBad) {
  int good = 0, bad = 0;
  for (uint64_t i = 0; i < 3000; ++i) {
    const std::string line = GenerateLead(7, i, LeadProfile::kHostile);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_LT(line.size(), 80'000U);
    const LeadOrFault lead = ParseLeadJson(line);
    lead.has_value() ? ++good : ++bad;
    if (!lead) {
      EXPECT_FALSE(lead.error().message.empty());
    }
  }
  EXPECT_GT(good, 1000);
  EXPECT_GT(bad, 600);
}

TEST(Generate, ALeadDependsOnSeedIndexAndProfileAlone) {
  for (const LeadProfile profile :
       {LeadProfile::kClean, LeadProfile::kMessy, LeadProfile::kHostile, LeadProfile::kPeers}) {
    const std::string late = GenerateLead(5, 900, profile);
    for (uint64_t i = 0; i < 20; ++i) static_cast<void>(GenerateLead(5, i, profile));
    EXPECT_EQ(GenerateLead(5, 900, profile), late);
    EXPECT_NE(GenerateLead(5, 901, profile), late);
  }
  EXPECT_NE(GenerateLead(5, 900, LeadProfile::kClean), GenerateLead(6, 900, LeadProfile::kClean));
}

TEST(Generate, AKnownCleanLeadNeverChanges) {
  // Golden files and measurements name seeds: a change here changes them all.
  EXPECT_EQ(
      GenerateLead(42, 0, LeadProfile::kClean),
      R"({"external_id":"G-0","source":"web_form","campaign":"revops-webinar","received_at":"2026-06-01T00:00:48Z","first_name":"Moritz","last_name":"Klein","email":"moritz.klein0@willowline-textiles.de","phone":"+49 30 29325588","title":"Chief Revenue Officer","company":"Willowline Textiles AG","website":"willowline-textiles.de","industry":"Software","employees":632,"country":"Germany","state":"North Rhine-Westphalia","city":"Cologne","street":"Hohe Straße 140","postal_code":"50667","segment":"midmarket","message":"How do you handle round robin with part-time sellers?","consent":"given"})");
}

}  // namespace
}  // namespace signalbox
