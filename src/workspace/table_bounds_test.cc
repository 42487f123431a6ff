#include "workspace/table_bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kTable =
    "id,country,to,note\n"
    "de,DE,pool:dach,\n"
    "at,AT,pool:dach,\"by, hand\"\n"
    "fr,FR,queue:unrouted,\n";

TableBounds Bounds(std::string_view members) {
  const auto all = ParseTableBounds(R"({"tables": [{"table": "t", "people": ["lena"])" +
                                    std::string(members) + "}]}");
  EXPECT_TRUE(all.ok()) << all.error().message;
  return all.ok() ? all->front() : TableBounds();
}

std::string Said(const TableBounds& bounds, std::string_view after) {
  const Result<TableChange> change = CompareTables(kTable, after);
  EXPECT_TRUE(change.ok()) << change.error().message;
  if (!change.ok()) return "";
  const Status checked = CheckBounds(bounds, *change);
  return checked.ok() ? "within" : checked.error().message;
}

TEST(TableBounds, RowsAreTheSameByTheirIdWhereverTheyStand) {
  const auto change = CompareTables(kTable,
                                    "id,country,to,note\nfr,FR,pool:south,\n\nnew,CH,pool:dach,x\n"
                                    "de,DE,pool:dach,\n");
  ASSERT_TRUE(change.ok()) << change.error().message;
  EXPECT_THAT(change->added, ElementsAre("new"));
  EXPECT_THAT(change->changed, ElementsAre("fr"));
  EXPECT_THAT(change->removed, ElementsAre("at"));
  ASSERT_EQ(change->cells.size(), 5u);
  EXPECT_EQ(change->cells[0].column, "to");
  EXPECT_EQ(change->cells[0].from, "queue:unrouted");
  EXPECT_EQ(change->cells[0].to, "pool:south");
  const auto sorted = CompareTables(kTable,
                                    "id,country,to,note\r\nfr,FR,queue:unrouted,\r\n"
                                    "\"at\",AT,pool:dach,\"by, hand\"\r\nde,DE,pool:dach,\r\n");
  ASSERT_TRUE(sorted.ok());
  EXPECT_EQ(sorted->rows(), 0) << "sorting a sheet, or quoting a cell, is no edit";
}

TEST(TableBounds, WhatIsNoTableWithIdsIsRefusedByName) {
  const auto said = [](std::string_view after) {
    const auto change = CompareTables(kTable, after);
    return change.ok() ? std::string("taken") : change.error().message;
  };
  EXPECT_THAT(said(""), HasSubstr("no header"));
  EXPECT_THAT(said("country,to\n"), HasSubstr("no column `id`"));
  EXPECT_THAT(said("id,country,to\nde,DE,pool:dach\n"), HasSubstr("other columns"));
  EXPECT_THAT(said("id,country,to,note\n,DE,pool:dach,\n"), HasSubstr("without an `id`"));
  EXPECT_THAT(said("id,country,to,note\nde,DE,a,\nde,AT,b,\n"), HasSubstr("`de` is there twice"));
  EXPECT_THAT(said("id,country,to,note\nde,DE\n"), HasSubstr("cells"));
  EXPECT_THAT(said("id,country,to,note\nde,\"DE\n"), HasSubstr("quote"));
}

TEST(TableBounds, AloneChangingIsAllowedWhereNothingElseIsSaid) {
  const TableBounds bounds = Bounds("");
  EXPECT_EQ(Said(bounds,
                 "id,country,to,note\nde,DE,pool:x,\nat,AT,pool:dach,\"by, hand\"\n"
                 "fr,FR,queue:unrouted,\n"),
            "within");
  EXPECT_THAT(Said(bounds, std::string(kTable) + "ch,CH,pool:dach,\n"),
              HasSubstr("row `ch`: you may not add"));
  EXPECT_THAT(Said(bounds, "id,country,to,note\nde,DE,pool:dach,\n"),
              HasSubstr("you may not remove"));
  EXPECT_THAT(Said(Bounds(R"(, "may": ["add"])"),
                   "id,country,to,note\nde,DE,pool:x,\nat,AT,pool:dach,\"by, hand\"\n"
                   "fr,FR,queue:unrouted,\n"),
              HasSubstr("row `de`: you may not change"));
}

TEST(TableBounds, ColumnsHoldForRowsThatWereThereAndValuesForEveryNewCell) {
  const TableBounds bounds = Bounds(
      R"(, "may": ["change", "add"], "columns": ["to"], "values": {"to": ["pool:*", "queue:q"]})");
  const std::string_view moved =
      "id,country,to,note\nde,CH,pool:dach,\nat,AT,pool:dach,\"by, hand\"\n"
      "fr,FR,queue:unrouted,\n";
  EXPECT_THAT(Said(bounds, moved), HasSubstr("row `de`, column `country`: this column is not"));
  EXPECT_EQ(Said(bounds, std::string(kTable) + "ch,CH,queue:q,n\n"), "within");
  EXPECT_THAT(Said(bounds, std::string(kTable) + "ch,CH,person:eve@acme.example,n\n"),
              HasSubstr("`person:eve@acme.example` is not among the values"));
  EXPECT_THAT(Said(bounds, std::string(kTable) + "ch,CH,queue:qq,n\n"), HasSubstr("queue:qq"));
}

TEST(TableBounds, SoManyRowsAtOnceAndNoMore) {
  const TableBounds bounds = Bounds(R"(, "may": ["add"], "most_rows": 2)");
  EXPECT_EQ(Said(bounds, std::string(kTable) + "a,A,x,\nb,B,x,\n"), "within");
  EXPECT_THAT(Said(bounds, std::string(kTable) + "a,A,x,\nb,B,x,\nc,C,x,\n"),
              HasSubstr("3 rows differ, and you may edit 2 at once"));
}

TEST(TableBounds, WhatIsWrongWithBoundsIsNamed) {
  const auto said = [](std::string_view json) {
    const auto all = ParseTableBounds(json);
    return all.ok() ? std::string("ok") : all.error().message;
  };
  EXPECT_EQ(said(""), "ok");
  EXPECT_EQ(said(R"({"tables": []})"), "ok");
  EXPECT_THAT(said("[]"), HasSubstr("JSON as"));
  EXPECT_THAT(said(R"({"tables": [{"people": ["a"]}]})"), HasSubstr("with a `table`"));
  EXPECT_THAT(said(R"({"tables": [{"table": "t"}]})"), HasSubstr("`t` has no `people`"));
  EXPECT_THAT(said(R"({"tables": [{"table": "t", "people": ["a"], "rows": 2}]})"),
              HasSubstr("`rows` is nothing"));
  EXPECT_THAT(said(R"({"tables": [{"table": "t", "people": ["a"], "may": ["rename"]}]})"),
              HasSubstr("not `rename`"));
  EXPECT_THAT(said(R"({"tables": [{"table": "t", "people": ["a"], "most_rows": 0}]})"),
              HasSubstr("`most_rows` is from 1"));
  EXPECT_THAT(said(R"({"tables": [{"table": "t", "people": ["a"]},
                                  {"table": "t", "people": ["b", "a"]}]})"),
              HasSubstr("bounds of `a` twice"));
}

// Whatever bytes come, they are a table or an error, and a table is the same as itself.
RC_GTEST_PROP(TableBounds, AnyTextIsATableOrAnError, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("id,\"\n\r;a1 *\xC3\xA9")));
  const auto change = CompareTables("id," + text, "id," + text);
  if (change.ok()) RC_ASSERT(change->rows() == 0);
}

}  // namespace
}  // namespace signalbox
