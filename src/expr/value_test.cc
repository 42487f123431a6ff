#include "expr/value.h"

#include <gtest/gtest.h>

#include <cmath>

#include "expr/compare.h"
#include "expr/env.h"
#include "expr/types.h"

namespace signalbox::cel {
namespace {

constexpr char kLong[] = "a text that does not fit into a small string";

TEST(Value, BorrowedTextIsNotCopiedAndOwnedTextIs) {
  const std::string text = kLong;
  const Value borrowed = Value::Borrow(text);
  const Value owned = Value::String(text);
  EXPECT_EQ(borrowed.as_text().data(), text.data());
  EXPECT_NE(owned.as_text().data(), text.data());
  EXPECT_EQ(owned.as_text(), text);
}

TEST(Value, CopiesShareAndMovesLeaveNull) {
  Value list = Value::List({Value::Int(1), Value::String(kLong)});
  const Value copy = list;
  EXPECT_EQ(&copy.items(), &list.items());
  const Value moved = std::move(list);
  EXPECT_EQ(&moved.items(), &copy.items());
  EXPECT_TRUE(list.is(Kind::kNull));
}

TEST(Value, OwnCopiesOnlyWhatIsBorrowed) {
  const Value whole = Value::List({Value::String(kLong)});
  EXPECT_EQ(&whole.Own().items(), &whole.items());
  EXPECT_EQ(&whole.Alias().Own().items(), &whole.items());
  const std::string text = kLong;
  const Value part = Value::List({whole, Value::Borrow(text)});
  const Value own = part.Own();
  EXPECT_NE(own.items()[1].as_text().data(), text.data());
  EXPECT_EQ(&own.items()[0].items(), &whole.items());
}

TEST(Value, APartIsBorrowedFromBorrowedTextOnly) {
  const std::string text = kLong;
  EXPECT_EQ(Value::Borrow(text).Part(std::string_view(text).substr(2, 4)).as_text().data(),
            text.data() + 2);
  Value part;
  {
    const Value owned = Value::String(text);
    part = owned.Part(owned.as_text().substr(2, 4));
  }
  EXPECT_EQ(part.as_text(), "text");
}

TEST(Value, AMapRefusesRepeatedAndUnfitKeys) {
  EXPECT_TRUE(Value::Map({{Value::Int(1), {}}, {Value::Uint(1), {}}}).is_error());
  EXPECT_TRUE(Value::Map({{Value::Double(1), {}}}).is_error());
  const Value map = Value::Map({{Value::Int(1), Value::Bool(true)}, {Value::Borrow("1"), {}}});
  ASSERT_NE(map.Find(Value::Double(1)), nullptr);
  EXPECT_TRUE(map.Find(Value::Uint(1))->is_true());
  EXPECT_EQ(map.Find(Value::Double(1.5)), nullptr);
  EXPECT_EQ(map.Find(Value::Null()), nullptr);
}

TEST(Value, UnknownsMergeIntoAnOrderedSet) {
  const Value merged = Value::MergeUnknown(
      Value::Unknown(7), Value::MergeUnknown(Value::Unknown(3), Value::Unknown(7)));
  EXPECT_EQ(merged.unknown_slots(), (std::vector<uint32_t>{3, 7}));
  EXPECT_EQ(Value::MergeUnknown(Value::Unknown(3), Value::Unknown(3)).unknown_slots(),
            (std::vector<uint32_t>{3}));
}

TEST(Value, AnErrorKeepsItsFirstPlace) {
  Value error = Value::Error("broken");
  error.LocateError(2, 5);
  error.LocateError(1, 1);
  EXPECT_EQ(error.error_line(), 2u);
  EXPECT_EQ(error.error_column(), 5u);
}

TEST(Compare, NumbersOfAllKindsLieOnOneLine) {
  EXPECT_EQ(Compare(Value::Int(-1), Value::Uint(0)), Order::kLess);
  EXPECT_EQ(Compare(Value::Uint(UINT64_MAX), Value::Int(INT64_MAX)), Order::kGreater);
  EXPECT_EQ(Compare(Value::Int(3), Value::Double(3.5)), Order::kLess);
  EXPECT_EQ(Compare(Value::Double(1e300), Value::Uint(UINT64_MAX)), Order::kGreater);
  EXPECT_EQ(Compare(Value::Double(NAN), Value::Int(0)), Order::kUnordered);
  EXPECT_EQ(Compare(Value::Borrow("a"), Value::Int(0)), Order::kNoOverload);
}

TEST(Compare, EqualityEndsWithItsBudget) {
  const Value list = Value::List(std::vector<Value>(100, Value::Int(1)));
  Budget enough{200};
  EXPECT_EQ(Equals(list, Value::List(list.items()), enough), true);
  Budget scarce{50};
  EXPECT_EQ(Equals(list, Value::List(list.items()), scarce), std::nullopt);
}

TEST(Compare, ValuesAreShownAsTheyWouldBeWritten) {
  EXPECT_EQ(ToCel(Value::Double(2)), "2.0");
  EXPECT_EQ(ToCel(Value::Double(1e-7)), "1e-07");
  EXPECT_EQ(ToCel(Value::Bytes(std::string("\0\xff", 2))), "b\"\\x00\\xff\"");
  EXPECT_EQ(ToCel(Value::Map({{Value::Borrow("a\"b"), Value::None()}})),
            "{\"a\\\"b\": optional.none()}");
  EXPECT_LT(Shown(Value::String(std::string(5000, 'x'))).size(), 200u);
}

TEST(Types, AreReadAsTheyAreWritten) {
  for (const char* text :
       {"int", "list(string)", "map(string, list(optional(dyn)))", "null", "timestamp", "type"}) {
    const auto type = ParseType(text);
    ASSERT_TRUE(type.has_value()) << text;
    EXPECT_EQ(type->ToString(), text);
  }
  for (const char* text : {"", "list", "list(int", "map(int)", "text", "int(int)"}) {
    EXPECT_FALSE(ParseType(text).has_value()) << text;
  }
}

TEST(Types, AVariableStandsForOneTypeEverywhere) {
  Unifier unifier;
  Unifier::Instance instance(unifier);
  const Type list = instance.Of(*ParseType("list(A)"));
  const Type item = instance.Of(*ParseType("A"));
  EXPECT_TRUE(unifier.Assign(list, Type::List(Type::Int())));
  EXPECT_FALSE(unifier.Assign(item, Type::String()));
  EXPECT_TRUE(unifier.Assign(item, Type::Dyn()));
  EXPECT_EQ(unifier.Final(item), Type::Int());
  EXPECT_FALSE(
      unifier.Assign(instance.Of(*ParseType("B")), Type::List(instance.Of(*ParseType("B")))));
}

TEST(Names, TheNearestIsFoundOnlyWhenItIsNear) {
  const std::vector<std::string> names = {"lead.country", "lead.company", "lead.score"};
  EXPECT_EQ(NearestName("lead.contry", names), "lead.country");
  EXPECT_EQ(NearestName("Lead.Score", names), "lead.score");
  EXPECT_EQ(NearestName("lead.csore", names), "lead.score");
  EXPECT_EQ(NearestName("weather", names), "");
  EXPECT_EQ(NearestName(std::string(100'000, 'x'), names), "");
}

}  // namespace
}  // namespace signalbox::cel
