// A field map: what a sender's own names mean, for JSON and forms. The same YAML as `--map` for
// files (intake/column_map.h), without `header` and `delimiter`:
//
//   columns: {work_email: email, answers.company size: employees, items.0.sku: lead.sku}
//   ignore: [utm, answers.internal]
//
// A name within nested objects is its path with dots, an item of an array its number from 0. Each
// part of a path compares as in intake/columns.h. What is ignored is passed over with all below it;
// what is not named reads as it would without a map, and yields to what is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/columns.h"

namespace signalbox {

class FieldMap {
 public:
  struct Entry {
    std::string name;                    // the field or extra as the map spells it
    std::optional<ColumnTarget> target;  // none: an extra
    bool ignored = false;
  };

  // kInvalid names the key and line, or the name that is there twice.
  static Result<FieldMap> Parse(std::string_view yaml);

  // Nullptr when the map does not name `path`.
  const Entry* Find(std::string_view path) const;
  // Whether it names something below `path`.
  bool HasBelow(std::string_view path) const;
  // `target` of a name that the map does not have; yields where the map fills the same field.
  ColumnTarget Yielding(const ColumnTarget& target) const;

 private:
  Status Add(std::string_view path, Entry entry);

  std::map<std::string, Entry, std::less<>> entries_;  // by comparable path
  std::vector<Field> filled_;
};

// What one name of a sender means, by a map where there is one and else by the table of names.
class NamedTarget {
 public:
  // Both outlive it; `map` may be null.
  NamedTarget(std::string_view name, const FieldMap* map);
  NamedTarget(const NamedTarget&) = delete;
  NamedTarget& operator=(const NamedTarget&) = delete;

  bool ignored() const { return entry_ != nullptr && entry_->ignored; }
  // For an extra, and for the fault of a field.
  std::string_view name() const { return entry_ == nullptr ? name_ : entry_->name; }
  // Nullptr: an extra.
  const ColumnTarget* target() const { return target_; }

 private:
  std::string_view name_;
  const FieldMap::Entry* entry_ = nullptr;
  const ColumnTarget* target_ = nullptr;
  std::optional<ColumnTarget> yielding_;
};

}  // namespace signalbox
