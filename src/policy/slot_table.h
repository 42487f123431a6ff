// SlotTable: every attribute that the conditions and tables of one policy may name, with its slot.
//
// Slots are numbered: fields of lead/field.h by their own numbers, then the bundle's own fields
// (`fields:`) and its feature flags (`flags:`), then the attributes of a candidate
// (`person.skills`), which only `forbid` may read.
// Built while compiling, then only read, from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lead/attributes.h"
#include "lead/person.h"

namespace signalbox {

enum class SlotType : uint8_t { kText, kInt, kBool, kTextList };

struct Slot {
  int number = 0;
  SlotType type = SlotType::kText;
};

enum class PersonAttribute : uint8_t { kId, kTeam, kManager, kZone, kSkills, kWeight, kActive };

class SlotTable {
 public:
  SlotTable();
  // Closed, with the attributes of a person and nothing else: for conditions over the roster.
  static SlotTable OfPeople();

  // A field of the bundle, `lead.` and its own name. False when the name is taken.
  bool Declare(std::string_view name, SlotType type);
  // A feature flag, `flags.` and its name: `given` where a record says nothing of it. False when
  // the name is taken.
  bool DeclareFlag(std::string_view name, bool given);
  // Call once after the last Declare: gives the candidate's attributes their slots.
  void Close();

  std::optional<Slot> Find(std::string_view name) const;
  bool IsPerson(int number) const { return number >= first_person_; }
  bool knows_records() const { return names_.begin()->first < first_person_; }
  std::vector<std::string> Names(bool with_person) const;
  const std::string& NameOf(int number) const;

  // The bundle's own field of a slot: the name under which a lead keeps it.
  const std::string& ExtraName(int number) const {
    return extras_[static_cast<size_t>(number - kFieldCount)];
  }
  bool IsExtra(int number) const { return number >= kFieldCount && number < first_person_; }
  // What a flag is where nobody set it; nothing for any other attribute.
  std::optional<bool> FlagDefault(int number) const;
  PersonAttribute PersonAttributeOf(int number) const {
    return static_cast<PersonAttribute>(number - first_person_);
  }

 private:
  std::map<std::string, Slot, std::less<>> slots_;
  std::map<int, std::string> names_;
  std::vector<std::string> extras_;
  std::map<int, bool> flags_;
  int first_person_ = kFieldCount;
};

// Reads slots of one record and, for `forbid`, of one candidate. Borrows all three; lives for one
// decision.
class SlotValues {
 public:
  SlotValues(const SlotTable& table, const Attributes& record, const Person* person = nullptr)
      : table_(table), record_(record), person_(person) {}

  bool Has(Slot slot) const;
  // Empty when missing or not a text.
  std::string_view Text(Slot slot) const;
  // Nothing when missing, or when a field of the bundle does not hold what it was declared as. A
  // yes or no reads as 0 or 1.
  std::optional<int64_t> Int(Slot slot) const;
  const std::vector<std::string>& List(Slot slot) const;
  const SlotTable& table() const { return table_; }

 private:
  const SlotTable& table_;
  const Attributes& record_;
  const Person* person_;
};

// A whole number as written, without sign, spaces, fraction or exponent but a leading `-`.
std::optional<int64_t> ParseWholeNumber(std::string_view text);

}  // namespace signalbox
