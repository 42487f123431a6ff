#include "policy/territory_import.h"

#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::ElementsAre;

TEST(PostalRanges, BecomeExactlyTheirPrefixes) {
  EXPECT_THAT(PrefixesOf("80000", "89999"), ElementsAre("8*"));
  EXPECT_THAT(PrefixesOf("80000", "80999"), ElementsAre("80*"));
  EXPECT_THAT(PrefixesOf("80331", "80331"), ElementsAre("80331"));
  EXPECT_THAT(PrefixesOf("80998", "82000"), ElementsAre("80998", "80999", "81*", "82000"));
  EXPECT_THAT(PrefixesOf("8", "9"), ElementsAre("8", "9"));
  EXPECT_THAT(PrefixesOf("9000", "10000"), ElementsAre());
  EXPECT_THAT(PrefixesOf("99", "10"), ElementsAre());
  EXPECT_THAT(PrefixesOf("SW1", "SW9"), ElementsAre());
  EXPECT_THAT(PrefixesOf("1" + std::string(200, '0'), "8" + std::string(200, '8')), ElementsAre());
}

// Every code of four digits is in the prefixes exactly when it is in the range.
TEST(PostalRanges, HoldNoOtherCode) {
  for (const auto& [low, high] : {std::pair{17, 1234}, {0, 9999}, {1000, 1999}, {95, 4100}}) {
    const std::string from = std::to_string(10000 + low).substr(1);
    const std::string to = std::to_string(10000 + high).substr(1);
    const std::vector<std::string> prefixes = PrefixesOf(from, to);
    for (int code = 0; code <= 9999; ++code) {
      const std::string text = std::to_string(10000 + code).substr(1);
      int fits = 0;
      for (const std::string& prefix : prefixes) {
        const bool open = prefix.ends_with('*');
        const std::string head = prefix.substr(0, prefix.size() - (open ? 1 : 0));
        fits += open ? text.starts_with(head) : text == head;
      }
      EXPECT_EQ(fits, code >= low && code <= high ? 1 : 0) << from << " " << to << " " << text;
    }
  }
}

TEST(Territories, BecomeATableThatRoutes) {
  const std::vector<std::string> header = {"Territory",   "Country", "ZIP",   "Company Size",
                                           "Owner Email", "Queue",   "Colour"};
  const auto bundle = ImportTerritories(
      "t.csv", header,
      {{2, {"South", "DE", "80000-89999", "1-249", "lena@example.com", "", "red"}},
       {3, {"South big", "DE; AT", "any", "250+", "", "Enterprise Desk", ""}},
       {4, {"South", "CH", "", "", "jonas@example.com", "", ""}},
       {5, {"Nobody's", "FR", "", "", "", "", ""}}});
  ASSERT_TRUE(bundle.ok()) << bundle.error().message;
  EXPECT_EQ(bundle->rows, 3);
  EXPECT_EQ(bundle->files.at("tables/territories.csv"),
            "id,country,postal,employees,to\n"
            "South,DE,8*,1..249,person:lena@example.com\n"
            "South big,DE|AT,*,250..,queue:Enterprise Desk\n"
            "South (line 4),CH,*,*,person:jonas@example.com\n");
  EXPECT_EQ(bundle->notes[0], "t.csv:1: warning: the column `Colour` is not known and left out");
  EXPECT_EQ(bundle->notes[1],
            "t.csv:5: error: the row has neither an owner nor a queue and is left out");
  auto policy = MustCompile(bundle->files);
  Roster roster;
  roster.Upsert(Seller("lena@example.com", "imported"));
  PoolStates pools;
  Attributes lead;
  lead.SetText(Field::kCountry, "de");
  lead.SetText(Field::kPostalCode, "80331");
  lead.SetInt(Field::kEmployees, 240);
  const Decision decision = Decide(*policy, {lead, roster, pools, 0, {}});
  EXPECT_EQ(decision.owner, "lena@example.com");
  EXPECT_EQ(decision.row, "territories/South");
}

TEST(Territories, NeedAnOwnerAndAPlace) {
  const auto error = [](const std::vector<std::string>& header) {
    const auto bundle = ImportTerritories("t.csv", header, {});
    return bundle.ok() ? "" : bundle.error().message;
  };
  EXPECT_EQ(error({"Country", "Colour"}),
            "t.csv:1: no column says who gets a territory; name one `owner` or `queue`");
  EXPECT_EQ(
      error({"Owner"}),
      "t.csv:1: no column says where a territory lies; name one `country`, `state`, `postal`, "
      "`segment`, `industry`, `source` or `employees`");
  EXPECT_EQ(error({"Owner", "ZIP", "Postal Code"}),
            "t.csv:1: the columns `ZIP` and `Postal Code` say the same; keep one");
}

}  // namespace
}  // namespace signalbox
