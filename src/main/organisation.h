// Who works in the organisation whose rules are adopted: users and queues of its exports.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct OrgMember {
  std::string id, name, email;
  bool queue = false;
  bool active = true;
};

// Not thread safe while it is filled.
class Organisation {
 public:
  // Columns by their usual names (`Id`, `Username`, `Email`, `Name`, `IsActive`; for queues `Id`,
  // `Name`, `DeveloperName`). kInvalid for a file in which nobody could be named. What was left out
  // is in `notes`.
  Status AddUsers(const std::string& path, std::vector<std::string>* notes);
  Status AddQueues(const std::string& path, std::vector<std::string>* notes);

  bool has_users() const { return has_users_; }
  bool has_queues() const { return has_queues_; }
  // By id, username, e-mail or name, without case; the first who was named so. Nullptr for nobody.
  const OrgMember* FindUser(std::string_view text) const;
  const OrgMember* FindQueue(std::string_view text) const;
  const OrgMember* Find(std::string_view text) const;

  // Whether both mean the same user or queue, by whatever name.
  bool Same(std::string_view a, std::string_view b) const;
  // Whether whoever changed a record is a person and no rule, flow or integration, by their name.
  bool IsPerson(std::string_view by) const;

 private:
  // Members by every folded name.
  using Names = std::map<std::string, size_t, std::less<>>;
  const OrgMember* FindIn(const Names& names, std::string_view text) const;

  bool has_users_ = false, has_queues_ = false;
  std::vector<OrgMember> members_;
  Names users_, queues_;
};

}  // namespace signalbox
