#include "policy/decision_table.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include <set>

#include "policy/findings.h"
#include "policy/folded_text.h"
#include "policy/policy_fixture.h"
#include "policy/table_overlaps.h"

namespace signalbox {
namespace {

using Kind = CellKind;

// world > emea > core > DE, FR; world > emea > FI; world > DK.
std::shared_ptr<const Hierarchy> Places() {
  auto places = std::make_shared<Hierarchy>("places");
  uint32_t world = places->AddRegion("World", Hierarchy::kNone).value();
  uint32_t emea = places->AddRegion("EMEA", world).value();
  uint32_t core = places->AddRegion("core", emea).value();
  for (const char* member : {"DE", "FR"}) EXPECT_TRUE(places->AddMember(member, core).ok());
  EXPECT_TRUE(places->AddMember("FI", emea).ok());
  EXPECT_TRUE(places->AddMember("DK", world).ok());
  return places;
}

const std::vector<MatchColumn>& Columns() {
  static const SlotTable slots;
  static const std::vector<MatchColumn> columns = {
      {"country", "lead.country", *slots.Find("lead.country"), Places(), 0},
      {"postal", "lead.postal_code", *slots.Find("lead.postal_code")},
      {"employees", "lead.employees", *slots.Find("lead.employees")}};
  return columns;
}

TableRow Row(std::string id, std::vector<std::string> cells, int64_t order = 0) {
  TableRow row{.id = std::move(id)};
  row.order = order;
  for (size_t i = 0; i < cells.size(); ++i) {
    row.cells.push_back((Columns()[i].hierarchy != nullptr
                             ? ParseRegionCell(cells[i], *Columns()[i].hierarchy)
                             : ParseCell(cells[i], Columns()[i].slot.type))
                            .value());
  }
  return row;
}

DecisionTable Build(std::vector<TableRow> rows, Findings* findings,
                    HitPolicy hit = HitPolicy::kPriority) {
  for (size_t i = 0; i < rows.size(); ++i) rows[i].line = static_cast<int>(i) + 2;
  DecisionTable table({.id = "t", .file = "t.csv", .hit = hit, .columns = Columns()});
  table.Build(std::move(rows), findings);
  return table;
}

std::string Find(const DecisionTable& table, const Attributes& lead, int32_t day = 20260101) {
  static const SlotTable slots;
  const TableRow* row = table.Find(SlotValues(slots, lead), day);
  return row == nullptr ? "" : row->id;
}

Attributes In(std::string_view country, std::string_view postal, int64_t employees = -1) {
  return Lead({{Field::kCountry, country}, {Field::kPostalCode, postal}}, employees);
}

TEST(DecisionTable, PrefersTheMostSpecificFromLeftToRight) {
  Findings findings;
  DecisionTable table = Build(
      {Row("any", {"*", "*", "*"}), Row("de", {"DE", "*", "*"}), Row("de-8", {"DE", "8*", "*"}),
       Row("de-80", {"DE", "80*", "*"}), Row("de-80331", {"DE", "80331", "*"}),
       Row("de-small", {"DE", "*", "1..99"}), Row("de-tiny", {"DE", "*", "1..9"}),
       Row("de-five", {"DE", "*", "5"}), Row("big", {"*", "*", "1000.."})},
      &findings);
  EXPECT_FALSE(findings.has_error());
  EXPECT_EQ(Find(table, In("de", "80331", 5)), "de-80331");
  EXPECT_EQ(Find(table, In("DE", "80332", 5)), "de-80");
  EXPECT_EQ(Find(table, In("DE", "81", 5)), "de-8");
  EXPECT_EQ(Find(table, In("DE", "1", 5)), "de-five");
  EXPECT_EQ(Find(table, In("DE", "1", 6)), "de-tiny");
  EXPECT_EQ(Find(table, In("DE", "1", 60)), "de-small");
  EXPECT_EQ(Find(table, In("DE", "1", 5000)), "de");
  EXPECT_EQ(Find(table, In("FR", "1", 5000)), "big");
  EXPECT_EQ(Find(table, In("FR", "1", 5)), "any");
  EXPECT_EQ(Find(table, In("", "")), "any");
}

TEST(DecisionTable, AListCountsByTheAlternativeThatMatched) {
  Findings findings;
  DecisionTable table =
      Build({Row("list", {"DE|F*", "*", "*"}), Row("fr", {"FR", "*", "*"})}, &findings);
  EXPECT_FALSE(findings.has_error());
  EXPECT_EQ(Find(table, In("FR", "")), "fr");
  EXPECT_EQ(Find(table, In("FI", "")), "list");
}

TEST(DecisionTable, BlankIsAMissingValueAndOnlyThat) {
  Findings findings;
  DecisionTable table =
      Build({Row("none", {"DE", "(blank)", "*"}), Row("some", {"DE", "*", "*"})}, &findings);
  EXPECT_EQ(Find(table, In("DE", "")), "none");
  EXPECT_EQ(Find(table, In("DE", "1")), "some");
}

TEST(DecisionTable, FirstGoesByOrderAndNotBySpecificity) {
  Findings findings;
  DecisionTable table = Build({Row("c", {"DE", "80331", "*"}, 3), Row("a", {"*", "*", "50.."}, 1),
                               Row("b", {"DE", "*", "*"}, 2)},
                              &findings, HitPolicy::kFirst);
  EXPECT_EQ(Find(table, In("DE", "80331", 99)), "a");
  EXPECT_EQ(Find(table, In("DE", "80331", 9)), "b");
}

TEST(DecisionTable, RowsThatFollowEachOtherInTimeDoNotTie) {
  TableRow before = Row("before", {"DE", "*", "*"}), after = before;
  after.id = "after";
  before.to_day = 20261231;
  after.from_day = 20270101;
  Findings findings;
  DecisionTable table = Build({after, before}, &findings);
  EXPECT_FALSE(findings.has_error());
  EXPECT_EQ(Find(table, In("DE", ""), 20261231), "before");
  EXPECT_EQ(Find(table, In("DE", ""), 20270101), "after");
}

TEST(DecisionTable, AThousandRangesAroundOneValueGiveTheNarrowest) {
  std::vector<TableRow> rows;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back(
        Row(std::to_string(i), {"*", "*", std::to_string(i) + ".." + std::to_string(3000 - i)}));
  }
  Findings findings;
  DecisionTable table = Build(std::move(rows), &findings);
  EXPECT_FALSE(findings.has_error());
  EXPECT_EQ(Find(table, In("", "", 1500)), "999");
  EXPECT_EQ(Find(table, In("", "", 10)), "10");
}

// The rules of specificity, told once more without a tree: rank by column, least first.
bool Matches(const Alternative& a, const std::string& text, bool present) {
  switch (a.kind) {
    case Kind::kAny:
      return true;
    case Kind::kBlank:
      return !present;
    case Kind::kExact:
      return present && a.text == text;
    case Kind::kPrefix:
      return present && text.starts_with(a.text);
    case Kind::kRange:
      return present && a.range.Contains(std::stoll(text));
    case Kind::kRegion: {
      const Hierarchy& places = *Columns()[0].hierarchy;
      return present && places.Contains(places.FindRegion(a.text), places.RegionOf(text));
    }
  }
  return false;
}

using Rank = std::vector<std::pair<int, int64_t>>;
std::optional<Rank> RankOf(const TableRow& row, const std::vector<std::string>& values) {
  Rank rank;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    std::optional<std::pair<int, int64_t>> best;
    for (const Alternative& a : row.cells[i]) {
      if (!Matches(a, values[i], !values[i].empty())) continue;
      int64_t fine = a.kind == Kind::kRegion   ? (a.text == "world"  ? 2
                                                  : a.text == "emea" ? 1
                                                                     : 0)
                     : a.kind == Kind::kPrefix ? -static_cast<int64_t>(a.text.size())
                     : a.kind == Kind::kRange  ? a.range.high - a.range.low
                                               : 0;
      std::pair<int, int64_t> here{static_cast<int>(a.kind), fine};
      if (!best || here < *best) best = here;
    }
    if (!best) return std::nullopt;
    rank.push_back(*best);
  }
  return rank;
}

rc::Gen<std::string> CellOf(std::vector<std::string> parts) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts)),
                      [](std::vector<std::string> chosen) {
                        chosen.resize(std::min<size_t>(chosen.size(), 2));
                        if (chosen.empty()) return std::string("*");
                        return chosen.size() == 1 ? chosen[0] : chosen[0] + "|" + chosen[1];
                      });
}

TEST(DecisionTable, AgreesWithALinearSearchAndTheTieCheckIsExact) {
  bool good = rc::check([] {
    auto row = rc::gen::tuple(CellOf({"DE", "FR", "D*", "core", "emea", "world", "*", "(blank)"}),
                              CellOf({"8", "80", "8*", "80*", "*", "(blank)"}),
                              CellOf({"5", "1..9", "1..99", "5..20", "10..", "*", "(blank)"}));
    auto cells =
        *rc::gen::container<std::vector<std::tuple<std::string, std::string, std::string>>>(row);
    std::vector<TableRow> rows;
    for (const auto& [country, postal, employees] : cells) {
      rows.push_back(Row(std::to_string(rows.size()), {country, postal, employees}));
    }
    std::vector<TableRow> copy = rows;
    Findings findings;
    DecisionTable table = Build(std::move(rows), &findings);
    bool ambiguous = false;
    for (std::string country : {"", "DE", "FR", "DK", "FI", "GB"}) {
      for (std::string postal : {"", "8", "80", "81", "9"}) {
        for (std::string employees : {"", "1", "5", "7", "15", "50", "500"}) {
          Attributes lead = In(country, postal, employees.empty() ? -1 : std::stoll(employees));
          std::vector<std::string> values = {Folded(country), postal, employees};
          const TableRow* best = nullptr;
          Rank best_rank;
          bool tie = false;
          for (const TableRow& candidate : copy) {
            auto rank = RankOf(candidate, values);
            if (!rank) continue;
            if (best == nullptr || *rank < best_rank) {
              best = &candidate, best_rank = *rank, tie = false;
            } else if (*rank == best_rank) {
              tie = true;
            }
          }
          ambiguous = ambiguous || tie;
          if (!findings.has_error()) {
            RC_ASSERT(!tie);
            RC_ASSERT(Find(table, lead) == (best == nullptr ? "" : best->id));
          }
        }
      }
    }
    if (ambiguous) RC_ASSERT(findings.has_error());
  });
  EXPECT_TRUE(good);
}

using Three = std::tuple<std::string, std::string, std::string>;

std::vector<TableRow> AnyRows() {
  auto row = rc::gen::tuple(CellOf({"DE", "FI", "D*", "core", "emea", "*", "(blank)"}),
                            CellOf({"8", "80", "8*", "80*", "9*", "*", "(blank)"}),
                            CellOf({"5", "1..9", "6..20", "10..", "*", "(blank)"}));
  auto cells = *rc::gen::container<std::vector<Three>>(row);
  std::vector<TableRow> rows;
  for (const auto& [country, postal, employees] : cells) {
    rows.push_back(Row(std::to_string(rows.size()), {country, postal, employees}));
    rows.back().line = static_cast<int>(rows.size()) + 1;
  }
  return rows;
}

TEST(DecisionTable, OverlapsAreFoundExactlyAsByComparingEveryPair) {
  bool good = rc::check([] {
    std::vector<TableRow> rows = AnyRows();
    TableSpec spec{.id = "t", .file = "t.csv", .columns = Columns()};
    std::set<std::pair<uint32_t, uint32_t>> found, expected;
    RC_ASSERT(ForEachMeeting(spec, rows, 10'000'000, [&](uint32_t a, uint32_t b) {
      found.emplace(std::min(a, b), std::max(a, b));
      return true;
    }));
    for (uint32_t a = 0; a < rows.size(); ++a) {
      for (uint32_t b = a + 1; b < rows.size(); ++b) {
        if (RowsMeet(spec, rows[a], rows[b])) expected.emplace(a, b);
      }
    }
    RC_ASSERT(found == expected);
    // And two rows meet exactly when some record fits both.
    for (auto [a, b] : expected) {
      bool both = false;
      for (std::string country : {"", "DE", "DX", "FR", "FI", "GB"}) {
        for (std::string postal : {"", "8", "80", "801", "81", "9", "7"}) {
          for (std::string employees : {"", "1", "5", "7", "15", "50"}) {
            std::vector<std::string> values = {Folded(country), postal, employees};
            both = both || (RankOf(rows[a], values) && RankOf(rows[b], values));
          }
        }
      }
      RC_ASSERT(both);
    }
  });
  EXPECT_TRUE(good);
}

TEST(DecisionTable, AllRowsThatFitComeOnceAndInOrder) {
  bool good = rc::check([] {
    std::vector<TableRow> rows = AnyRows(), copy = rows;
    Findings findings;
    DecisionTable table(
        {.id = "t", .file = "t.csv", .hit = HitPolicy::kCollect, .columns = Columns()});
    table.Build(std::move(rows), &findings);
    static const SlotTable slots;
    for (std::string country : {"", "DE", "FI"}) {
      for (std::string employees : {"", "5", "7", "50"}) {
        Attributes lead = In(country, "80", employees.empty() ? -1 : std::stoll(employees));
        std::vector<std::string> expected, found;
        for (const TableRow& row : copy) {
          if (RankOf(row, {Folded(country), "80", employees})) expected.push_back(row.id);
        }
        std::sort(expected.begin(), expected.end());
        for (const TableRow* row : table.FindAll(SlotValues(slots, lead), 20260101)) {
          found.push_back(row->id);
        }
        RC_ASSERT(found == expected);
      }
    }
  });
  EXPECT_TRUE(good);
}

TEST(DecisionTable, PrefixesKeepTheSpaceAtTheirEnd) {
  const auto city = ParseCell("New *|* ", SlotType::kText).value();
  EXPECT_EQ(city[0].kind, Kind::kPrefix);
  EXPECT_EQ(city[0].text, "new ");
  EXPECT_EQ(city[1].kind, Kind::kAny);
}

TEST(DecisionTable, RowsThatMakeTooManyCombinationsTogetherAreAnErrorOfTheTable) {
  std::string list = "1";
  for (int i = 2; i <= 31; ++i) list += "|" + std::to_string(i);
  const TableRow row = Row("many", {"DE", list, list});
  Findings findings;
  const DecisionTable table = Build(std::vector<TableRow>(4'200, row), &findings);
  const std::vector<Finding> found = findings.Take();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].Text(),
              testing::HasSubstr("the rows list more than 4000000 combinations of values"));
  EXPECT_EQ(Find(table, Lead({{Field::kCountry, "DE"}}, 3)), "");
}

}  // namespace
}  // namespace signalbox
