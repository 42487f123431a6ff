// Scenario: one test of a bundle. A file under tests/ freezes a roster and says which lead, at
// which time, must go where:
//
//   roster: {lena@acme.example: {team: dach-south, zone: Europe/Berlin}}
//   defaults: {lead: {consent: given}}
//   tests:
//     - name: Munich goes to the next in turn
//       now: 2026-11-20T16:40:00+01:00
//       given: {next_in: {dach-south: lena@acme.example}, away: [jonas@acme.example]}
//       lead: {country: DE, postal_code: "80331"}
//       expect: {status: routed, owner: lena@acme.example, rule: territory}
//
// The lead is what the policy sees: after the agents' steps, so `country` is a code and `score` may
// be given. docs/policy-guide.md lists every key. Pure: no clock, no disk; any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/decision.h"
#include "policy/findings.h"
#include "policy/policy.h"

namespace signalbox {

// One thing that a scenario expects: `owner`, or of somebody or something: `lost` of a person.
struct Expectation {
  std::string key;
  std::string of;  // person of `lost`, SLA of `due`; empty for the other keys
  std::string value;
  int line = 0;
};

struct Scenario {
  std::string name;
  std::string file;
  Mark at;
  TimeUs now = 0;
  Attributes record;
  std::shared_ptr<const Roster> roster;                      // the file's; shared by its scenarios
  std::vector<std::pair<std::string, std::string>> next_in;  // pool, person
  std::vector<std::string> away;                     // on leave for the day that begins at `now`
  std::vector<std::string> previous_owners;          // had the lead before
  std::map<std::string, int64_t, std::less<>> open;  // open leads by person
  std::vector<Expectation> expect;
};

// The scenarios of one file; what is wrong with it goes to `findings`, and a scenario with
// something wrong is left out. People of teams that the file's roster does not list come from
// `workspace`, which may be null.
std::vector<Scenario> ReadScenarios(const Policy& policy, std::string_view file,
                                    std::string_view text, const Roster* workspace,
                                    Findings* findings);

// One thing that was expected, and what came.
struct ScenarioCheck {
  std::string key;  // `owner`, `lost lena@acme.example`
  int line = 0;
  std::string expected, got;  // `got` may be empty: nothing
  bool met() const { return got == expected; }
};

struct ScenarioResult {
  std::string name;
  std::string file;
  int line = 0;
  TimeUs now = 0;                     // when the lead arrived
  Attributes record;                  // the example lead, as the file gives it
  std::vector<ScenarioCheck> checks;  // in the order of the file
  std::vector<std::string> why;       // what was decided and why, a line each; when it failed
  std::vector<ScenarioCheck> Misses() const;
  bool passed() const { return Misses().empty(); }
};

ScenarioResult RunScenario(const Policy& policy, const Scenario& scenario);

struct ScenarioReport {
  std::vector<Finding> findings;  // of the test files
  std::vector<ScenarioResult> results;
  int64_t passed = 0;
  int64_t failed = 0;  // scenarios, and errors of the files
};

// Runs every file under tests/ of a bundle that compiled to `policy`.
ScenarioReport RunScenarios(const BundleFiles& files, const Policy& policy,
                            const Roster* workspace);

}  // namespace signalbox
