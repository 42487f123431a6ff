// A Salesforce assignment rule as a bundle of ours (docs/import-salesforce.md).
//
// Every entry becomes a rule `entry-N`, N counting all entries of the rule from 1. The plan is
// `route` and `assign` alone, so that nothing stands between a lead and the rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/salesforce/assignment_rules.h"

namespace signalbox {

// One thing that the person who imports should know.
struct ImportNote {
  enum class Kind { kWarning, kUnsupported };
  Kind kind = Kind::kWarning;
  int entry = 0;  // 0 when it concerns the whole rule
  int line = 0;   // of the imported file, 0 for none
  std::string message;

  std::string Text(std::string_view file) const;  // `file:12: entry-3: not supported: ...`
};

struct ImportedBundle {
  std::string rule;                         // the name of the Salesforce rule
  int entries = 0;                          // of the rule
  int imported = 0;                         // that became rules
  BundleFiles files;                        // policy.yaml and the plan, by path
  BundleFiles roster;                       // roster/teams.csv, roster/people.csv
  std::vector<std::string> people, queues;  // as the rule names them, each once, sorted
  std::vector<std::string> attributes;      // of the lead that the rules ask for, sorted
  std::vector<ImportNote> notes;            // in the order of the entries
};

// The first words of every file that an import writes: only such a file is written over.
inline constexpr std::string_view kImportMark = "# Made by `signalbox policy import";

// A text as one line of a comment.
std::string OneCommentLine(std::string_view text);
// The part `queues:` of an imported policy: owner and time are ours until somebody says better.
std::string ImportedQueues(const std::vector<std::string>& queues);
// The plan, and a roster in which each of `people` is active and always available.
void AddImportedRoster(const std::vector<std::string>& people, BundleFiles* files,
                       BundleFiles* roster);

// Never fails: what cannot be imported is a note. `file` is the name that comments carry.
ImportedBundle ImportRule(const SalesforceRule& rule, std::string_view file);

}  // namespace signalbox
