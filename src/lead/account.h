// Reference records that a lead is looked up against (interfaces.md, `import
// accounts|contacts|opportunities|campaigns`).
#pragma once

#include <cstdint>
#include <string>

namespace signalbox {

struct Account {
  std::string id, name, website, type, owner, parent, phone, street, postal_code, city, country;
  bool operator==(const Account&) const = default;
};

struct Contact {
  std::string id, email, name, account, owner;
  bool operator==(const Contact&) const = default;
};

struct Opportunity {
  std::string id, account, stage, owner;
  int64_t amount = 0;
  // A stage that starts with `closed` (any case) is not open.
  bool open() const;
  bool operator==(const Opportunity&) const = default;
};

struct Campaign {
  std::string id, name;
  bool operator==(const Campaign&) const = default;
};

}  // namespace signalbox
