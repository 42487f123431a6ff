// What the tests of policy share: a bundle from text, a roster of the example's people, a lead.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

inline std::string AllFindings(const CompileOutcome& outcome) {
  std::string text;
  for (const Finding& finding : outcome.findings) text += finding.Text() + "\n";
  return text;
}

// Compiles and fails the test with the findings when that is not possible.
inline std::shared_ptr<const Policy> MustCompile(const BundleFiles& files) {
  CompileOutcome outcome = CompilePolicy(files, nullptr);
  EXPECT_NE(outcome.policy, nullptr) << AllFindings(outcome);
  return outcome.policy;
}

// A policy of one queue, with `rules` and whatever else is given.
inline std::string PolicyText(const std::string& rules, const std::string& more = "") {
  return "policy: test\nrecord: lead\n" + more + "rules:\n" + rules +
         "nothing_matched: {queue: unrouted, reason: no rule matched}\n"
         "queues:\n  unrouted: {owner: {team: revops}, empty_within: 4h}\n";
}

inline WeekHours WorkingWeek() {
  WeekHours hours;
  hours.always = false;
  for (int day = 0; day < 5; ++day) hours.days[day].push_back({9 * 60, 17 * 60});
  return hours;
}

inline Person Seller(std::string id, std::string team, int64_t weight = 1) {
  Person person;
  person.id = std::move(id);
  person.team = std::move(team);
  person.weight = weight;
  return person;
}

// The people of the example bundle.
inline Roster ExampleRoster() {
  Roster roster;
  roster.Upsert(Seller("mara@acme.example", "strategic-desk"));
  Person lena = Seller("lena@acme.example", "dach-south", 2);
  Person jonas = Seller("jonas@acme.example", "dach-south", 1);
  for (Person* person : {&lena, &jonas}) {
    person->zone = "Europe/Berlin";
    person->hours = WorkingWeek();
    roster.Upsert(*person);
  }
  return roster;
}

inline Attributes Lead(std::initializer_list<std::pair<Field, std::string_view>> texts,
                       int64_t employees = -1) {
  Attributes lead;
  for (const auto& [field, text] : texts) lead.SetText(field, text);
  if (employees >= 0) lead.SetInt(Field::kEmployees, employees);
  return lead;
}

inline TimeUs At(std::string_view text) {
  return ParseTime(text).value();
}

}  // namespace signalbox
