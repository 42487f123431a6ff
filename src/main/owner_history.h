// Who owned each lead, from an export `lead_id,time,old_owner,new_owner,by`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "main/organisation.h"

namespace signalbox {

struct OwnerChange {
  TimeUs time = 0;
  std::string new_owner, by;
};

class OwnerHistory {
 public:
  // Rows without an owner or with a time that cannot be read are left out and told in `notes`.
  static Result<OwnerHistory> Read(const std::string& path, std::vector<std::string>* notes);

  // The change that gave the lead its first owner by something other than a person, else its
  // earliest; nullptr when the lead has none.
  const OwnerChange* FirstGiven(std::string_view lead, const Organisation& org) const;
  // Whether people gave the lead to `owner` after `first`.
  bool MovedLater(std::string_view lead, const OwnerChange& first, std::string_view owner,
                  const Organisation& org) const;

 private:
  // By time; at one time in the order of the file.
  std::map<std::string, std::vector<OwnerChange>, std::less<>> by_lead_;
};

}  // namespace signalbox
