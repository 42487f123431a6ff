#include "access/personal_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "access/sight.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

constexpr std::string_view kEmeaStaysHome = R"({
  "regions": {"emea": ["dach", "nordics"], "amer": ["east"]},
  "rules": [{"name": "emea-stays-home", "of": {"regions": ["emea"]},
             "seen_by": {"regions": ["emea"], "roles": ["auditor"], "people": ["dpo"]}}]})";

Person In(const std::string& id, const std::string& team) {
  Person person;
  person.id = id;
  person.team = team;
  return person;
}

const std::vector<Person>& Roster() {
  static const std::vector<Person> people = {In("lena", "dach"), In("ole", "nordics"),
                                             In("eve", "east"), In("dpo", "legal"), In("solo", "")};
  return people;
}

Principal As(RoleSet roles, const std::string& person) {
  Principal principal;
  principal.kind = Principal::Kind::kUser;
  principal.name = "user_x";
  principal.roles = roles;
  principal.person = person;
  return principal;
}

Sight SightUnder(std::string_view json, const Principal& principal) {
  const Result<PersonalRules> rules = PersonalRules::Parse(json);
  EXPECT_TRUE(rules.ok()) << rules.error().message;
  Sight sight(principal, Roster(), {});
  sight.Narrow(*rules, principal, Roster());
  return sight;
}

TEST(PersonalRules, WhoIsInTheRegionSeesItsRecordsWholeAndOthersDoNot) {
  const Sight home = SightUnder(kEmeaStaysHome, As({Role::kOperator}, "lena"));
  EXPECT_TRUE(home.SeesPersonal("ole"));
  EXPECT_TRUE(home.SeesAllPersonal());
  const Sight away = SightUnder(kEmeaStaysHome, As({Role::kOperator}, "eve"));
  EXPECT_TRUE(away.SeesLead("lena"));
  EXPECT_FALSE(away.SeesPersonal("lena"));
  EXPECT_FALSE(away.SeesPersonal("ole"));
  EXPECT_TRUE(away.SeesPersonal("eve"));
  EXPECT_TRUE(away.SeesPersonal("dpo"));
  EXPECT_FALSE(away.SeesAllPersonal());
}

TEST(PersonalRules, WhomTheRosterDoesNotHaveIsHiddenFromWhoeverIsNarrowed) {
  const Sight away = SightUnder(kEmeaStaysHome, As({Role::kAdmin}, "eve"));
  EXPECT_FALSE(away.SeesPersonal("somebody-removed"));
  EXPECT_TRUE(away.SeesPersonal(""));  // of no team, and no rule is about every record
}

TEST(PersonalRules, ARuleWithoutOfIsAboutEveryRecordAndThoseThatNobodyOwns) {
  constexpr std::string_view kAll =
      R"({"rules": [{"name": "few", "seen_by": {"people": ["dpo"]}}]})";
  const Sight other = SightUnder(kAll, As({Role::kAdmin}, "eve"));
  EXPECT_FALSE(other.SeesPersonal(""));
  EXPECT_FALSE(other.SeesPersonal("lena"));
  EXPECT_TRUE(other.SeesPersonal("eve")) << "who owns a record sees it whole";
  EXPECT_TRUE(SightUnder(kAll, As({Role::kAdmin}, "dpo")).SeesAllPersonal());
}

TEST(PersonalRules, RolesAndPeopleMayBeNamedAndTheWorkspacesOwnTokenIsNotNarrowed) {
  EXPECT_TRUE(SightUnder(kEmeaStaysHome, As({Role::kAuditor}, "eve")).SeesAllPersonal());
  EXPECT_TRUE(SightUnder(kEmeaStaysHome, As({Role::kOperator}, "dpo")).SeesAllPersonal());
  EXPECT_FALSE(SightUnder(kEmeaStaysHome, As({Role::kOperator}, "")).SeesPersonal("lena"));
  EXPECT_TRUE(SightUnder(kEmeaStaysHome, OperatorPrincipal("owner")).SeesAllPersonal());
}

TEST(PersonalRules, EveryRuleThatIsAboutARecordMustLetTheReader) {
  constexpr std::string_view kTwo = R"({"rules": [
      {"name": "a", "of": {"teams": ["dach"]}, "seen_by": {"teams": ["dach", "east"]}},
      {"name": "b", "of": {"teams": ["dach"]}, "seen_by": {"teams": ["dach"]}}]})";
  EXPECT_FALSE(SightUnder(kTwo, As({Role::kOperator}, "eve")).SeesPersonal("lena"));
  EXPECT_TRUE(SightUnder(kTwo, As({Role::kOperator}, "lena")).SeesPersonal("lena"));
}

TEST(PersonalRules, WhatIsWrongIsNamed) {
  const auto said = [](std::string_view json) {
    const Result<PersonalRules> rules = PersonalRules::Parse(json);
    return rules.ok() ? std::string("ok") : rules.error().message;
  };
  EXPECT_EQ(said(""), "ok");
  EXPECT_EQ(said(R"({"rules": []})"), "ok");
  EXPECT_THAT(said("[]"), HasSubstr("JSON as"));
  EXPECT_THAT(said("{\n \"rules\": [\n  nonsense]}"), HasSubstr("line 3 of the rules"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "seen_by": {"people": ["a"]}}, 7]})"),
              HasSubstr("rule 2 is no object"));
  EXPECT_THAT(
      said(R"({"rules": [{"name": "a", "fields": ["emial"], "seen_by": {"teams": ["a"]}}]})"),
      testing::AllOf(HasSubstr("rule `a`: `fields` has `emial`"), HasSubstr("`email`"),
                     HasSubstr("`free_fields`")));
  EXPECT_THAT(
      said(R"({"rules": [{"name": "a", "fields": ["score"], "seen_by": {"teams": ["a"]}}]})"),
      HasSubstr("no personal field"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "fields": [], "seen_by": {"teams": ["a"]}}]})"),
              HasSubstr("at least one"));
  EXPECT_THAT(said(R"({"rule": []})"), HasSubstr("`rule` is nothing"));
  EXPECT_THAT(said(R"({"rules": [{"seen_by": {"teams": ["a"]}}]})"),
              HasSubstr("rule 1 has no `name`"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a"}]})"), HasSubstr("rule `a` has no `seen_by`"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "seen_by": {}}]})"), HasSubstr("names nobody"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "seen_by": {"roles": ["king"]}}]})"),
              HasSubstr("`king` is no role"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "seen_by": {"regions": ["apac"]}}]})"),
              HasSubstr("`regions` has no `apac`"));
  EXPECT_THAT(said(R"({"rules": [{"name": "a", "of": {"fields": ["x"]},
                    "seen_by": {"teams": ["a"]}}]})"),
              HasSubstr("`fields` is nothing"));
}

constexpr std::string_view kByField = R"({"rules": [
    {"name": "phones", "of": {"teams": ["dach"]}, "fields": ["phone"], "seen_by": {"teams": ["east"]}},
    {"name": "addresses", "of": {"teams": ["dach"]}, "fields": ["email"],
     "seen_by": {"teams": ["legal", "dach"]}}]})";

TEST(PersonalRules, ARuleIsAboutTheFieldsThatItNamesAndLeavesTheOthers) {
  const Sight east = SightUnder(kByField, As({Role::kOperator}, "eve"));
  EXPECT_EQ(NamesOf(east.HiddenOf("lena")), (std::vector<std::string>{"email", "domain"}))
      << "and what tells of it";
  EXPECT_TRUE(east.KeepsPersonal("lena"));
  EXPECT_FALSE(east.SeesPersonal("lena"));
  EXPECT_TRUE(east.SeesPersonal("ole"));
  EXPECT_TRUE(east.SeesEverywhere(Field::kPhone));
  EXPECT_FALSE(east.SeesEverywhere(Field::kEmail));
  const Sight legal = SightUnder(kByField, As({Role::kOperator}, "dpo"));
  EXPECT_EQ(NamesOf(legal.HiddenOf("lena")), (std::vector<std::string>{"phone"}));
  EXPECT_EQ(NamesOf(legal.HiddenOf("somebody-removed")), (std::vector<std::string>{"phone"}));
  EXPECT_TRUE(SightUnder(kByField, As({Role::kSeller}, "lena")).SeesPersonal("lena"))
      << "who owns a record sees it whole";
  EXPECT_EQ(SightUnder(kByField, As({Role::kPolicyAuthor}, "dpo")).HiddenOf("lena"),
            PersonalFields())
      << "roles give as before";
}

TEST(PersonalRules, OfOneFieldEachRuleThatIsAboutItMustLetTheReader) {
  constexpr std::string_view kTwo = R"({"rules": [
      {"name": "all", "seen_by": {"teams": ["dach", "east"]}},
      {"name": "phone", "fields": ["phone", "free_fields"], "seen_by": {"teams": ["dach"]}}]})";
  EXPECT_EQ(NamesOf(SightUnder(kTwo, As({Role::kOperator}, "eve")).HiddenOf("ole")),
            (std::vector<std::string>{"phone", "free_fields"}));
  EXPECT_EQ(SightUnder(kTwo, As({Role::kOperator}, "dpo")).HiddenOf("ole"), PersonalFields());
  EXPECT_TRUE(SightUnder(kTwo, As({Role::kOperator}, "lena")).SeesAllPersonal());
}

TEST(PersonalRules, RulesAreToldAsTheyWereWritten) {
  EXPECT_EQ(PersonalRules::Parse(kEmeaStaysHome)->ToldJson(),
            R"([{"name":"emea-stays-home","of":{"teams":[],"regions":["emea"]},"fields":null,)"
            R"("seen_by":{"teams":[],"regions":["emea"],"people":["dpo"],"roles":["auditor"]}}])");
  EXPECT_THAT(PersonalRules::Parse(kByField)->ToldJson(), HasSubstr(R"("fields":["email"])"));
}

// Rules take away and never give: whoever they narrow sees no more than before.
RC_GTEST_PROP(PersonalRules, NeverWiden, ()) {
  const auto role = static_cast<Role>(*rc::gen::inRange(0, kRoleCount));
  const std::vector<std::string> ids = {"lena", "ole", "eve", "dpo", "solo", ""};
  const Principal principal = As({role}, *rc::gen::elementOf(ids));
  const Sight before(principal, Roster(), {});
  const std::string team = *rc::gen::elementOf(std::vector<std::string>{"dach", "east", "legal"});
  const std::string of = *rc::gen::elementOf(std::vector<std::string>{"dach", "nordics", "east"});
  const std::string field = *rc::gen::elementOf(NamesOf(PersonalFields()));
  const Sight after =
      SightUnder(R"({"rules": [{"name": "r", "of": {"teams": [")" + of + R"("]}, "fields": [")" +
                     field + R"("], "seen_by": {"teams": [")" + team + R"("]}}]})",
                 principal);
  for (const std::string& owner : ids) {
    RC_ASSERT(before.SeesLead(owner) == after.SeesLead(owner));
    RC_ASSERT((before.HiddenOf(owner) & ~after.HiddenOf(owner)).none());
  }
}

TEST(PersonalRules, SayOfHowManyRecordsANumberIsToldWithinBounds) {
  const auto with = [](const std::string& fewest) {
    return PersonalRules::Parse(R"({"fewest_told":)" + fewest + R"(,"rules":[]})");
  };
  EXPECT_EQ(PersonalRules::Parse("")->fewest_told(), 5);
  EXPECT_EQ(with("12")->fewest_told(), 12);
  EXPECT_EQ(with("3")->fewest_told(), 3);
  EXPECT_EQ(with("100")->fewest_told(), 100);
  for (const char* odd : {"2", "101", "-5", "0", "5.5", "\"5\"", "null", "18446744073709551615"})
    EXPECT_THAT(with(odd).error().message,
                HasSubstr("`fewest_told` is a whole number from 3 to 100"))
        << odd;
}

}  // namespace
}  // namespace signalbox
