#include "expr/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "expr/compare.h"
#include "expr/parser.h"

namespace signalbox::cel {
namespace {

// Attributes by name; a name without a value is missing.
class Record : public SlotReader {
 public:
  Record& Declare(std::string_view name, Type type) {
    env_.Declare(name, std::move(type), static_cast<uint32_t>(values_.size()));
    values_.emplace_back();
    return *this;
  }
  Record& Set(std::string_view name, Type type, Value value) {
    Declare(name, std::move(type));
    values_.back() = std::move(value);
    return *this;
  }
  bool Read(uint32_t slot, Value* out) const override {
    if (!values_[slot]) return false;
    *out = *values_[slot];
    return true;
  }
  const TypeEnv& env() const { return env_; }

 private:
  TypeEnv env_;
  std::vector<std::optional<Value>> values_;
};

Record Lead() {
  Record record;
  record.Set("lead.country", Type::String(), Value::Borrow("DE"))
      .Set("lead.source", Type::String(), Value::Borrow("web"))
      .Set("lead.score", Type::Int(), Value::Int(85))
      .Set("lead.employees", Type::Int(), Value::Int(7000))
      .Set("lead.custom", Type::Map(Type::String(), Type::Dyn()),
           Value::Map({{Value::Borrow("tier"), Value::Borrow("gold")}}))
      .Set("lead.vip", Type::Bool(), Value::Bool(true))
      .Set("person.skills", Type::List(Type::String()),
           Value::List({Value::Borrow("insurance"), Value::Borrow("de")}))
      .Set("lead.created", Type::Timestamp(), Value::Timestamp(1717156800, 0))
      .Declare("lead.industry", Type::String())
      .Declare("lead.region", Type::String())
      .Declare("lead.extra", Type::Map(Type::String(), Type::Dyn()))
      .Declare("contact.owner.active", Type::Bool());
  return record;
}

std::string Outcome(std::string_view source) {
  const Record record = Lead();
  const auto program = Compile(source, record.env());
  if (!program.ok()) return "refused: " + program.error().message;
  Budget budget;
  return Describe(*program, Eval(*program, record, budget));
}

TEST(Program, PolicyConditionsEvaluate) {
  EXPECT_EQ(Outcome("lead.score >= 80 && lead.employees >= 5000"), "true");
  EXPECT_EQ(Outcome("lead.country in [\"DE\", \"AT\"] && lead.source == \"web\""), "true");
  EXPECT_EQ(Outcome("!(\"insurance\" in person.skills)"), "false");
  EXPECT_EQ(Outcome("person.skills.exists(s, s.startsWith(\"de\"))"), "true");
  EXPECT_EQ(Outcome("lead.custom.tier == \"gold\""), "true");
  EXPECT_EQ(Outcome("lead.created.getHours(\"Europe/Berlin\")"), "14");
  EXPECT_EQ(Outcome("lead.created + duration(\"1h\") > timestamp(\"2024-05-31T12:00:00Z\")"),
            "true");
}

TEST(Program, LongListsOfValuesAreLookedUpTheSame) {
  const std::string list =
      "[\"AT\", \"BE\", \"CH\", \"DE\", \"ES\", \"FR\", \"IT\", \"NL\", \"PT\"]";
  EXPECT_EQ(Outcome("lead.country in " + list), "true");
  EXPECT_EQ(Outcome("lead.source in " + list), "false");
  EXPECT_EQ(Outcome("dyn(lead.score) in " + list), "false");
  EXPECT_EQ(Outcome("lead.industry in " + list), "not known: `lead.industry`");
}

TEST(Program, AMistypedAttributeIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(Outcome("true && lead.contry == \"DE\""),
            "refused: line 1, column 9: unknown attribute `lead.contry`; did you mean "
            "`lead.country`");
  EXPECT_EQ(Outcome("\n\n  lead.scroe > 1"),
            "refused: line 3, column 3: unknown attribute `lead.scroe`; did you mean `lead.score`");
  EXPECT_EQ(Outcome("lead == null"),
            "refused: line 1, column 1: unknown attribute `lead`; it is only the beginning of "
            "others, such as `lead.country`");
  EXPECT_EQ(Outcome("weather > 3"), "refused: line 1, column 1: unknown attribute `weather`");
  EXPECT_EQ(Outcome("has(lead.contry)"),
            "refused: line 1, column 5: unknown attribute `lead.contry`; did you mean "
            "`lead.country`");
}

TEST(Program, AMistypedFunctionIsNamedWithTheOneThatWasMeant) {
  EXPECT_EQ(Outcome("lead.country.startWith(\"D\")"),
            "refused: line 1, column 14: unknown function `startWith`; did you mean `startsWith`");
  EXPECT_EQ(Outcome("startsWith(lead.country, \"D\")"),
            "refused: line 1, column 1: unknown function `startsWith`; call it on a value, as in "
            "`x.startsWith(...)`");
}

TEST(Program, TypeErrorsSayWhatDoesNotGoTogether) {
  EXPECT_EQ(Outcome("lead.country == 5"),
            "refused: line 1, column 14: `==` cannot compare string with int");
  EXPECT_EQ(Outcome("lead.country == null"),
            "refused: line 1, column 14: `==` cannot compare string with null; use `has()` to ask "
            "whether a value is there");
  EXPECT_EQ(Outcome("lead.score && true"), "refused: line 1, column 1: `&&` takes bool, not int");
  EXPECT_EQ(Outcome("lead.country + 1"),
            "refused: line 1, column 14: `+` does not take (string, int)");
  EXPECT_EQ(Outcome("lead.country.startsWith(1)"),
            "refused: line 1, column 14: `startsWith` on string does not take (int)");
  EXPECT_EQ(Outcome("lead.country.name"), "refused: line 1, column 14: string has no field `name`");
  EXPECT_EQ(Outcome("lead.country.matches(\"(\")"),
            "refused: line 1, column 22: `(` is not a regular expression: missing ): (");
}

TEST(Program, ParseErrorsSayWhatIsMissing) {
  EXPECT_EQ(Outcome("lead.score >="),
            "refused: line 1, column 14: found the end where a value is expected");
  EXPECT_EQ(Outcome("lead.score = 5"),
            "refused: line 1, column 12: `=` is not an operator; compare with `==`");
  EXPECT_EQ(Outcome("(lead.score > 5"),
            "refused: line 1, column 16: found the end where `)` is expected");
  EXPECT_EQ(Outcome("\"ü\" == \"abc"), "refused: line 1, column 8: a string that is not closed");
  EXPECT_EQ(Outcome(""), "refused: line 1, column 1: found the end where a value is expected");
  EXPECT_EQ(Outcome("if > 3"), "refused: line 1, column 1: `if` is a reserved word");
}

TEST(Program, AResultOfAnotherTypeIsRefusedWhenOneIsAskedFor) {
  const Record record = Lead();
  const CompileOptions condition{.type_check = true, .result_type = Type::Bool()};
  EXPECT_TRUE(Compile("lead.vip", record.env(), condition).ok());
  EXPECT_TRUE(Compile("dyn(1)", record.env(), condition).ok());
  const auto refused = Compile("lead.score", record.env(), condition);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("gives int where bool is expected"), std::string::npos);
}

TEST(Program, AMissingAttributeIsUnknownAndSaysWhich) {
  EXPECT_EQ(Outcome("lead.industry == \"insurance\""), "not known: `lead.industry`");
  EXPECT_EQ(Outcome("lead.industry + lead.region == \"x\""),
            "not known: `lead.industry`, `lead.region`");
  EXPECT_EQ(Outcome("lead.industry.startsWith(\"i\") ? 1 : 2"), "not known: `lead.industry`");
  EXPECT_EQ(Outcome("[lead.industry].exists(x, x == \"a\")"), "not known: `lead.industry`");
}

TEST(Program, AnOperandThatDecidesAbsorbsWhatIsUnknownOrWrong) {
  EXPECT_EQ(Outcome("lead.industry == \"a\" && lead.score > 100"), "false");
  EXPECT_EQ(Outcome("lead.score > 100 && lead.industry == \"a\""), "false");
  EXPECT_EQ(Outcome("lead.industry == \"a\" || lead.score > 80"), "true");
  EXPECT_EQ(Outcome("1 / 0 > 1 || lead.vip"), "true");
  EXPECT_EQ(Outcome("lead.industry == \"a\" && lead.vip"), "not known: `lead.industry`");
  EXPECT_EQ(Outcome("1 / 0 > 1 || lead.industry == \"a\""), "not known: `lead.industry`");
}

TEST(Program, HasAsksWhetherAnAttributeIsThere) {
  EXPECT_EQ(Outcome("has(lead.country)"), "true");
  EXPECT_EQ(Outcome("has(lead.industry)"), "false");
  EXPECT_EQ(Outcome("has(lead.industry) && lead.industry == \"a\""), "false");
  EXPECT_EQ(Outcome("has(lead.custom.tier)"), "true");
  EXPECT_EQ(Outcome("has(lead.custom.other)"), "false");
  EXPECT_EQ(Outcome("has(lead.extra.tier)"), "false");
}

TEST(Program, AMissingAttributeMayBeReadAsAnOptional) {
  EXPECT_EQ(Outcome("lead.?industry.orValue(\"none\")"), "\"none\"");
  EXPECT_EQ(Outcome("lead.?country.orValue(\"none\")"), "\"DE\"");
  EXPECT_EQ(Outcome("lead.?score.optMap(s, s * 2)"), "optional.of(170)");
  EXPECT_EQ(Outcome("lead.custom.?other.hasValue()"), "false");
}

TEST(Program, RuntimeErrorsCarryTheirPlace) {
  EXPECT_EQ(Outcome("1 == 1 && 10 / (lead.score - 85) > 1"), "line 1, column 14: division by zero");
  EXPECT_EQ(Outcome("\n lead.custom.color == \"red\""),
            "line 2, column 14: no such key: \"color\"");
  EXPECT_EQ(Outcome("[1, 2][5]"), "line 1, column 7: index 5 is out of a list of 2");
  EXPECT_EQ(Outcome("lead.created.getHours(\"Mars/Base\")"),
            "line 1, column 14: unknown time zone `Mars/Base`; write a name such as "
            "`Europe/Berlin` or an offset such as `+01:00`");
}

TEST(Program, AValueOfAnotherTypeThanDeclaredIsAnErrorAndNotACrash) {
  Record record;
  record.Set("n", Type::Int(), Value::Borrow("five")).Set("s", Type::String(), Value::Int(1));
  for (const char* source : {"n + 1 > 2", "s.size() > 1", "s.matches(\"a\")", "-n == 1",
                             "s.startsWith(\"a\")", "n < 4", "[1, 2][n] == 1"}) {
    const auto program = Compile(source, record.env());
    ASSERT_TRUE(program.ok()) << program.error().message;
    Budget budget;
    EXPECT_TRUE(Eval(*program, record, budget).is_error()) << source;
  }
}

TEST(Program, TheSlotsUsedAreListedOnceInOrder) {
  const Record record = Lead();
  const auto program =
      Compile("lead.score > 1 && lead.country == \"DE\" || lead.score < 0 || has(lead.industry)",
              record.env());
  ASSERT_TRUE(program.ok());
  const std::vector<uint32_t> used(program->slots_used().begin(), program->slots_used().end());
  EXPECT_EQ(used, (std::vector<uint32_t>{0, 2, 8}));
  EXPECT_EQ(program->attribute_name(2), "lead.score");
}

TEST(Program, NodesTellTheirSlotAndTypeForAnalysis) {
  const Record record = Lead();
  const auto program = Compile("lead.country == \"DE\"", record.env());
  ASSERT_TRUE(program.ok());
  const Ast& ast = program->ast();
  const Node& root = ast.node(ast.root);
  ASSERT_EQ(root.op, Op::kEqual);
  EXPECT_EQ(program->slot_of(ast.child(root, 0)), 0u);
  EXPECT_EQ(program->slot_of(ast.child(root, 1)), std::nullopt);
  EXPECT_EQ(program->type_of(ast.child(root, 0)).ToString(), "string");
  EXPECT_EQ(program->result_type(), Type::Bool());
}

TEST(Program, AVariableOfAMacroHidesAnAttribute) {
  Record record;
  record.Set("x", Type::Int(), Value::Int(1)).Set("y.z", Type::Int(), Value::Int(42));
  const auto program =
      Compile("[5].all(x, x == 5 && .x == 1) && [{\"z\": 0}].exists(y, y.z == 0)", record.env());
  ASSERT_TRUE(program.ok()) << program.error().message;
  Budget budget;
  EXPECT_TRUE(Eval(*program, record, budget).is_true());
}

TEST(Program, NamesAreFoundInTheContainerFromTheInside) {
  Record record;
  record.Set("a.b.x", Type::Int(), Value::Int(1))
      .Set("a.x", Type::Int(), Value::Int(2))
      .Set("x", Type::Int(), Value::Int(3));
  TypeEnv env = record.env();
  env.set_container("a.b");
  const auto program = Compile("[x, .x, b.x]", env);
  ASSERT_TRUE(program.ok()) << program.error().message;
  Budget budget;
  EXPECT_EQ(ToCel(Eval(*program, record, budget)), "[1, 3, 1]");
}

TEST(Program, OneProgramIsEvaluatedFromSeveralThreads) {
  const Record record = Lead();
  const auto program = Compile(
      "[[\"DE\"], [\"AT\"]].map(l, l + person.skills).exists(l, lead.country in l) && "
      "lead.source.matches(\"^w.b$\") && lead.created.getHours(\"Europe/Berlin\") == 14",
      record.env());
  ASSERT_TRUE(program.ok()) << program.error().message;
  std::array<int, 4> held{};
  std::vector<std::thread> threads;
  for (int& count : held) {
    threads.emplace_back([&program, &record, &count] {
      for (int i = 0; i < 200; ++i) {
        Budget budget;
        count += Eval(*program, record, budget).is_true() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(held, testing::Each(200));
}

TEST(Program, AResultOutlivesItsProgramOnceItOwnsItsParts) {
  Value kept;
  {
    Record record;
    const std::string name = "a name too long to be stored within a string object";
    record.Set("name", Type::String(), Value::Borrow(name));
    const auto program = Compile("{\"k\": [name, \"literal\"], \"o\": [\"x\"]}", record.env());
    ASSERT_TRUE(program.ok());
    Budget budget;
    kept = Eval(*program, record, budget).Own();
  }
  EXPECT_EQ(ToCel(kept),
            "{\"k\": [\"a name too long to be stored within a string object\", \"literal\"], "
            "\"o\": [\"x\"]}");
}

}  // namespace
}  // namespace signalbox::cel
