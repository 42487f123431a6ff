// SalesforceField: which attribute of a lead a field of Salesforce's Lead is, and how conditions
// read it.
//
// Standard fields that we hold under a name of our own (`Lead.PostalCode` is `lead.postal_code`)
// are read there; every other (`Lead.Company_Size__c`, `Lead.Rating`) is an attribute of its own
// name, which the imported bundle declares as a text. Salesforce compares names without case; the
// first spelling of a file is kept.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct SalesforceField {
  // kFullName is `Lead.Name`, which Salesforce composes of first and last name.
  enum class Kind { kText, kInteger, kCheckbox, kFullName };
  Kind kind = Kind::kText;
  std::string attribute;  // `lead.Company_Size__c`
  bool declared = false;  // the bundle must declare it
  bool is_date = false;   // known to be a date, so that `TODAY` is one

  // CEL that says whether it has a value, and CEL of its text (for a value that is there).
  std::string HasCel() const;
  std::string TextCel() const;
};

class SalesforceFields {
 public:
  // kInvalid, with why, for a field of another object (`User.Profile`, `Lead.Owner.Name`) and for
  // what is no field name.
  Result<SalesforceField> Find(std::string_view written);

  // Attributes to declare, `lead.<Name>`, sorted; with the name as Salesforce spells it.
  std::map<std::string, std::string> Declared() const;
  // Every attribute that was found, sorted.
  std::vector<std::string> Attributes() const;

 private:
  std::map<std::string, SalesforceField> by_folded_name_;
};

}  // namespace signalbox
