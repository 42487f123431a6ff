#include "policy/slot_table.h"

#include <charconv>

#include "base/check.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

struct PersonSlot {
  std::string_view name;
  SlotType type;
};
// In the order of PersonAttribute.
constexpr PersonSlot kPersonSlots[] = {
    {"person.id", SlotType::kText},         {"person.team", SlotType::kText},
    {"person.manager", SlotType::kText},    {"person.zone", SlotType::kText},
    {"person.skills", SlotType::kTextList}, {"person.weight", SlotType::kInt},
    {"person.active", SlotType::kBool},
};

SlotType TypeOf(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return SlotType::kText;
    case FieldType::kInt:
      return SlotType::kInt;
    case FieldType::kBool:
      return SlotType::kBool;
  }
  return SlotType::kText;
}

}  // namespace

SlotTable::SlotTable() {
  for (int number = 0; number < kFieldCount; ++number) {
    const FieldSpec* spec = FindField(number);
    if (spec == nullptr) continue;
    slots_.emplace(spec->name, Slot{number, TypeOf(spec->type)});
    names_.emplace(number, spec->name);
  }
}

SlotTable SlotTable::OfPeople() {
  SlotTable table;
  table.slots_.clear();
  table.names_.clear();
  table.Close();
  return table;
}

bool SlotTable::Declare(std::string_view name, SlotType type) {
  constexpr std::string_view kPrefix = "lead.";
  CHECK(name.starts_with(kPrefix));
  if (!slots_.emplace(name, Slot{first_person_, type}).second) return false;
  names_.emplace(first_person_, name);
  extras_.emplace_back(name.substr(kPrefix.size()));
  ++first_person_;
  return true;
}

bool SlotTable::DeclareFlag(std::string_view name, bool given) {
  if (!slots_.emplace(name, Slot{first_person_, SlotType::kBool}).second) return false;
  names_.emplace(first_person_, name);
  extras_.emplace_back(name);
  flags_.emplace(first_person_, given);
  ++first_person_;
  return true;
}

std::optional<bool> SlotTable::FlagDefault(int number) const {
  const auto at = flags_.find(number);
  if (at == flags_.end()) return std::nullopt;
  return at->second;
}

void SlotTable::Close() {
  int number = first_person_;
  for (const PersonSlot& slot : kPersonSlots) {
    slots_.emplace(slot.name, Slot{number, slot.type});
    names_.emplace(number, slot.name);
    ++number;
  }
}

std::optional<Slot> SlotTable::Find(std::string_view name) const {
  auto it = slots_.find(name);
  if (it == slots_.end()) return std::nullopt;
  return it->second;
}

std::vector<std::string> SlotTable::Names(bool with_person) const {
  std::vector<std::string> names;
  for (const auto& [name, slot] : slots_) {
    if (with_person || !IsPerson(slot.number)) names.push_back(name);
  }
  return names;
}

const std::string& SlotTable::NameOf(int number) const {
  return names_.at(number);
}

bool SlotValues::Has(Slot slot) const {
  if (slot.number < kFieldCount) return record_.Has(static_cast<Field>(slot.number));
  if (table_.IsPerson(slot.number)) {
    if (person_ == nullptr) return false;
    return slot.type != SlotType::kText || !Text(slot).empty();
  }
  const std::string* text = record_.FindExtra(table_.ExtraName(slot.number));
  return (text != nullptr && !text->empty()) || table_.FlagDefault(slot.number).has_value();
}

std::string_view SlotValues::Text(Slot slot) const {
  if (slot.type != SlotType::kText) return {};
  if (slot.number < kFieldCount) return record_.Text(static_cast<Field>(slot.number));
  if (!table_.IsPerson(slot.number)) {
    const std::string* text = record_.FindExtra(table_.ExtraName(slot.number));
    return text == nullptr ? std::string_view{} : std::string_view(*text);
  }
  if (person_ == nullptr) return {};
  switch (table_.PersonAttributeOf(slot.number)) {
    case PersonAttribute::kId:
      return person_->id;
    case PersonAttribute::kTeam:
      return person_->team;
    case PersonAttribute::kManager:
      return person_->manager;
    case PersonAttribute::kZone:
      return person_->zone;
    default:
      return {};
  }
}

std::optional<int64_t> SlotValues::Int(Slot slot) const {
  if (slot.number < kFieldCount) {
    if (!record_.Has(static_cast<Field>(slot.number))) return std::nullopt;
    return record_.Int(static_cast<Field>(slot.number));
  }
  if (table_.IsPerson(slot.number)) {
    if (person_ == nullptr) return std::nullopt;
    if (table_.PersonAttributeOf(slot.number) == PersonAttribute::kWeight) return person_->weight;
    return person_->active ? 1 : 0;
  }
  const std::string* text = record_.FindExtra(table_.ExtraName(slot.number));
  if (text == nullptr || text->empty()) {
    const std::optional<bool> flag = table_.FlagDefault(slot.number);
    return flag.has_value() ? std::optional<int64_t>(*flag) : std::nullopt;
  }
  if (slot.type == SlotType::kInt) return ParseWholeNumber(TrimSpaces(*text));
  if (EqualsFolded(*text, "true")) return 1;
  if (EqualsFolded(*text, "false")) return 0;
  return std::nullopt;
}

const std::vector<std::string>& SlotValues::List(Slot) const {
  static const std::vector<std::string> kNone;
  return person_ == nullptr ? kNone : person_->skills;
}

std::optional<int64_t> ParseWholeNumber(std::string_view text) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace signalbox
