// A list of places and who has them, as teams keep it in a spreadsheet, as something that can be
// asked: whose is this record?
//
// Read as territory_import.h reads one, with nothing guessed: a column that is not known, a row
// that names nobody or a queue, and two rows that fit one record equally well are faults. The most
// specific row decides. Immutable; any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/territory_import.h"

namespace signalbox {

class PlaceList {
 public:
  // kInvalid names every fault with its line.
  static Result<PlaceList> Read(std::string_view file, const std::vector<std::string>& header,
                                const std::vector<TerritoryRow>& rows);

  struct Row {
    std::string_view id, person;  // the list's own; valid as long as it is
  };
  // The row that a record falls under; an empty one for none.
  Row Find(const Attributes& record) const;
  const std::vector<std::string>& people() const { return people_; }

 private:
  std::shared_ptr<const Policy> policy_;
  std::vector<std::string> people_;
};

}  // namespace signalbox
