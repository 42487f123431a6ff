// The bundle that `adopt` drafts from an organisation's rules, whatever their form.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/run.h"
#include "main/organisation.h"
#include "policy/policy.h"
#include "policy/roster.h"

namespace signalbox {

struct AdoptedRules {
  BundleFiles files;   // policy.yaml, plan, table
  BundleFiles roster;  // people with the names and addresses that the export of users has
  std::shared_ptr<const PolicyVersion> version;
  Roster people;                           // as an import has them: everybody active
  std::vector<std::string> users, queues;  // that the rules name, to the letter
  std::vector<std::string> attributes;     // that they ask for
  std::vector<std::string> rules;          // `entry-1`, ... or `territories/<row>`
  std::vector<std::string> unsupported, notes;
};

// Salesforce's XML or a territory list, told by the first byte. kInvalid when the file is neither,
// or what it makes does not compile.
Result<AdoptedRules> AdoptRules(const std::string& path, const std::string& rule,
                                const Organisation& org);

}  // namespace signalbox
