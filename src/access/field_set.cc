#include "access/field_set.h"

#include <algorithm>

#include "base/ascii.h"

namespace signalbox {
namespace {

constexpr std::string_view kLeadPrefix = "lead.";

// What tells of what; in one step, so that a hidden first name hides the whole name and not the
// last one.
struct Tells {
  Field hidden, as_well;
};
constexpr Tells kTells[] = {
    {Field::kEmail, Field::kDomain},        {Field::kWebsite, Field::kDomain},
    {Field::kDomain, Field::kWebsite},      {Field::kFirstName, Field::kName},
    {Field::kLastName, Field::kName},       {Field::kName, Field::kFirstName},
    {Field::kName, Field::kLastName},       {Field::kCompany, Field::kCompanyKey},
    {Field::kCompany, Field::kAccountName}, {Field::kCompanyKey, Field::kCompany},
};

// What people and programs write as they like, so that anything may stand in it.
constexpr Field kFreeTexts[] = {Field::kMessage, Field::kTitle, Field::kExternalId, Field::kKey};

// Shorter ones, as a country's code, stand in every other word.
constexpr size_t kShortestQuoted = 4;
// As many last digits are the same number, however its front is written.
constexpr size_t kDigitsOfPhone = 7;

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits;
}

void Move(Field field, Attributes* from, Attributes* to) {
  if (SpecOf(field).type == FieldType::kText)
    to->SetText(field, from->Text(field));
  else
    to->SetInt(field, from->Int(field));
  from->Remove(field);
}

// Those of `extras` that `goes` names.
template <typename Goes>
void MoveExtras(Goes goes, Attributes* from, Attributes* to) {
  Attributes left;
  bool moved = false;
  for (const Attributes::Extra& extra : from->extras()) {
    const bool taken = goes(extra);
    moved |= taken;
    (taken ? to : &left)->SetExtra(extra.name, extra.text);
  }
  if (!moved) return;
  for (const Field field : from->Fields()) Move(field, from, &left);
  *from = std::move(left);
}

}  // namespace

void HiddenValues::Add(const Attributes& hidden) {
  const auto add = [this](std::string_view value) {
    if (value.size() >= kShortestQuoted) values_.insert(LowerAscii(value));
  };
  for (const Field field : hidden.Fields()) {
    if (SpecOf(field).type != FieldType::kText) continue;
    const std::string_view value = hidden.Text(field);
    if (field == Field::kPhone && DigitsOf(value).size() >= kDigitsOfPhone) {
      const std::string digits = DigitsOf(value);
      phones_.insert(digits.substr(digits.size() - kDigitsOfPhone));
    }
    // A part of an address that stands alone says little, and stands in many words.
    if (field != Field::kDomain && field != Field::kCompanyKey) add(value);
  }
  for (const Attributes::Extra& extra : hidden.extras()) add(extra.text);
}

bool HiddenValues::StandIn(std::string_view text) const {
  const std::string folded = LowerAscii(text);
  const std::string digits = phones_.empty() ? std::string() : DigitsOf(text);
  const auto stands_in = [](const std::set<std::string>& all, const std::string& where) {
    return std::any_of(all.begin(), all.end(), [&where](const std::string& value) {
      return where.find(value) != std::string::npos;
    });
  };
  return stands_in(values_, folded) || stands_in(phones_, digits);
}

const FieldSet& PersonalFields() {
  static const FieldSet all = [] {
    FieldSet fields;
    for (int number = 0; number < kFieldCount; ++number) {
      const FieldSpec* spec = FindField(number);
      if (spec != nullptr && spec->data_class == DataClass::kPersonal)
        fields.set(static_cast<size_t>(number));
    }
    return fields.set(kFreeFields);
  }();
  return all;
}

std::optional<size_t> PersonalFieldByName(std::string_view name) {
  if (name == kFreeFieldsName) return kFreeFields;
  std::optional<Field> field = FieldByName(name);
  if (!field) field = FieldByName(std::string(kLeadPrefix) + std::string(name));
  if (!field || !PersonalFields().test(PlaceOf(*field))) return std::nullopt;
  return PlaceOf(*field);
}

std::vector<std::string> NamesOf(const FieldSet& fields) {
  std::vector<std::string> names;
  for (size_t place = 0; place < kFreeFields; ++place) {
    if (!fields.test(place)) continue;
    std::string_view name = FindField(static_cast<int>(place))->name;
    if (name.starts_with(kLeadPrefix)) name.remove_prefix(kLeadPrefix.size());
    names.emplace_back(name);
  }
  if (fields.test(kFreeFields)) names.emplace_back(kFreeFieldsName);
  return names;
}

FieldSet WithWhatTells(FieldSet fields) {
  FieldSet all = fields;
  for (const Tells& one : kTells) {
    if (fields.test(PlaceOf(one.hidden))) all.set(PlaceOf(one.as_well));
  }
  return all;
}

Attributes TakeOut(const FieldSet& hidden, Attributes* attributes, const HiddenValues& known) {
  Attributes taken;
  for (const Field field : attributes->Fields()) {
    if (hidden.test(PlaceOf(field))) Move(field, attributes, &taken);
  }
  if (hidden.test(kFreeFields))
    MoveExtras([](const Attributes::Extra&) { return true; }, attributes, &taken);
  HiddenValues quotes = known;
  quotes.Add(taken);
  if (quotes.empty()) return taken;
  for (const Field field : kFreeTexts) {
    if (attributes->Has(field) && quotes.StandIn(attributes->Text(field)))
      Move(field, attributes, &taken);
  }
  MoveExtras([&](const Attributes::Extra& extra) { return quotes.StandIn(extra.text); }, attributes,
             &taken);
  return taken;
}

}  // namespace signalbox
