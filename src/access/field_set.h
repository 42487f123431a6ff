// Sets of personal fields: what a rule of the workspace is about, and what of a record somebody may
// not see (access/personal_rules.h, access/sight.h).
//
// A personal field is one that events keep in their sealed part (lead/field.h). Free fields, which
// come under their senders' own names, are one together. Pure; thread safe.
#pragma once

#include <bitset>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lead/attributes.h"
#include "lead/field.h"

namespace signalbox {

// By the field's number; the last one is all free fields.
using FieldSet = std::bitset<kFieldCount + 1>;
inline constexpr size_t kFreeFields = kFieldCount;
// What rules and answers call them.
inline constexpr std::string_view kFreeFieldsName = "free_fields";

constexpr size_t PlaceOf(Field field) {
  return static_cast<size_t>(field);
}

// Every personal field.
const FieldSet& PersonalFields();
// `email`, `account.name`, `free_fields`: as answers name them. Nothing for what is no personal
// field.
std::optional<size_t> PersonalFieldByName(std::string_view name);
// In ascending order of their numbers.
std::vector<std::string> NamesOf(const FieldSet& fields);

// With the fields that say the same in another form: the domain of an address, the name that is
// made of two parts.
FieldSet WithWhatTells(FieldSet fields);

// Values that somebody may not see, by which free texts that quote one are known: a number however
// it is written, other values from four letters on.
class HiddenValues {
 public:
  void Add(const Attributes& hidden);
  bool empty() const { return values_.empty() && phones_.empty(); }
  bool StandIn(std::string_view text) const;

 private:
  std::set<std::string> values_, phones_;
};

// Takes the fields of `hidden` out of `attributes`, and with them each free text (the message, the
// title, the sender's own id, free fields) in which the value of one of them stands, or one of
// `known`, which came at another time. What was taken out is returned.
Attributes TakeOut(const FieldSet& hidden, Attributes* attributes, const HiddenValues& known = {});

}  // namespace signalbox
