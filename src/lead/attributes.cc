#include "lead/attributes.h"

#include <algorithm>

namespace signalbox {
namespace {

constexpr int64_t kExtrasKey = kFieldCount + 100;

bool BelongsTo(Field field, Part part) {
  if (part == Part::kAll) return true;
  return (SpecOf(field).data_class == DataClass::kPersonal) == (part == Part::kSealed);
}

// RFC 8949 4.2.1: the bytewise order of encoded text keys is by length first, then by content.
bool KeyOrder(const Attributes::Extra& a, const Attributes::Extra& b) {
  if (a.name.size() != b.name.size()) return a.name.size() < b.name.size();
  return a.name < b.name;
}

}  // namespace

std::string_view Attributes::Text(Field field) const {
  const uint8_t at = index_[Number(field)];
  return at == 0 ? std::string_view() : values_[at - 1].text;
}

int64_t Attributes::Int(Field field) const {
  const uint8_t at = index_[Number(field)];
  return at == 0 ? 0 : values_[at - 1].number;
}

Attributes::Value& Attributes::Slot(Field field) {
  uint8_t& at = index_[Number(field)];
  if (at == 0) {
    // Most sets hold some, and a lead some dozens: growing one by one would move them all the time.
    constexpr size_t kFirst = 8;
    if (values_.size() == values_.capacity())
      values_.reserve(std::max(kFirst, 2 * values_.capacity()));
    values_.push_back(Value{field, 0, {}});
    at = static_cast<uint8_t>(values_.size());
  }
  return values_[at - 1];
}

void Attributes::SetText(Field field, std::string_view text) {
  if (text.empty()) return Remove(field);
  Slot(field).text.assign(text);
}

void Attributes::SetInt(Field field, int64_t value) {
  Slot(field).number = value;
}

void Attributes::Remove(Field field) {
  uint8_t& at = index_[Number(field)];
  if (at == 0) return;
  const size_t place = at - 1U;
  at = 0;
  if (place + 1 != values_.size()) {
    values_[place] = std::move(values_.back());
    index_[Number(values_[place].field)] = static_cast<uint8_t>(place + 1);
  }
  values_.pop_back();
}

void Attributes::Overlay(const Attributes& other) {
  for (const Value& value : other.values_) {
    Value& mine = Slot(value.field);
    mine.number = value.number;
    mine.text = value.text;
  }
  for (const Extra& extra : other.extras_) SetExtra(extra.name, extra.text);
}

const std::string* Attributes::FindExtra(std::string_view name) const {
  for (const Extra& extra : extras_) {
    if (extra.name == name) return &extra.text;
  }
  return nullptr;
}

void Attributes::SetExtra(std::string_view name, std::string_view text) {
  for (Extra& extra : extras_) {
    if (extra.name == name) {
      extra.text.assign(text);
      return;
    }
  }
  extras_.push_back(Extra{std::string(name), std::string(text)});
}

std::vector<Field> Attributes::Fields() const {
  std::vector<Field> fields;
  fields.reserve(values_.size());
  for (size_t number = 0; number < index_.size(); ++number) {
    if (index_[number] != 0) fields.push_back(static_cast<Field>(number));
  }
  return fields;
}

void Attributes::Clear() {
  index_.fill(0);
  values_.clear();
  extras_.clear();
}

bool Attributes::operator==(const Attributes& other) const {
  if (values_.size() != other.values_.size() || extras_.size() != other.extras_.size())
    return false;
  for (const Value& value : values_) {
    if (!other.Has(value.field) || other.Text(value.field) != value.text ||
        other.Int(value.field) != value.number) {
      return false;
    }
  }
  return std::all_of(extras_.begin(), extras_.end(), [&](const Extra& extra) {
    const std::string* text = other.FindExtra(extra.name);
    return text != nullptr && *text == extra.text;
  });
}

void EncodeAttributes(const Attributes& attributes, Part part, Bytes* out) {
  std::array<uint8_t, kFieldCount> fields{};
  size_t count = 0;
  for (int n = 0; n < kFieldCount && !attributes.empty(); ++n) {
    const auto field = static_cast<Field>(n);
    if (attributes.Has(field) && BelongsTo(field, part)) fields[count++] = static_cast<uint8_t>(n);
  }
  const bool extras = part != Part::kClear && !attributes.extras().empty();
  CborWriter writer(out);
  writer.Map(count + (extras ? 1 : 0));
  for (size_t i = 0; i < count; ++i) {
    const auto field = static_cast<Field>(fields[i]);
    writer.Int(fields[i]);
    switch (SpecOf(field).type) {
      case FieldType::kText:
        writer.Text(attributes.Text(field));
        break;
      case FieldType::kInt:
        writer.Int(attributes.Int(field));
        break;
      case FieldType::kBool:
        writer.Bool(attributes.Bool(field));
        break;
    }
  }
  if (!extras) return;
  std::vector<Attributes::Extra> sorted = attributes.extras();
  std::sort(sorted.begin(), sorted.end(), KeyOrder);
  writer.Int(kExtrasKey);
  writer.Map(sorted.size());
  for (const Attributes::Extra& extra : sorted) {
    writer.Text(extra.name);
    writer.Text(extra.text);
  }
}

void DecodeAttributes(CborReader& reader, Attributes* out) {
  for (size_t n = reader.Map(); n > 0 && reader.ok(); --n) {
    const int64_t key = reader.Int();
    if (key == kExtrasKey) {
      for (size_t k = reader.Map(); k > 0 && reader.ok(); --k) {
        const std::string_view name = reader.Text();
        out->SetExtra(name, reader.Text());
      }
      continue;
    }
    const FieldSpec* spec =
        key >= 0 && key < kFieldCount ? FindField(static_cast<int>(key)) : nullptr;
    if (spec == nullptr) return reader.Fail();
    switch (spec->type) {
      case FieldType::kText:
        out->SetText(spec->field, reader.Text());
        break;
      case FieldType::kInt:
        out->SetInt(spec->field, reader.Int());
        break;
      case FieldType::kBool:
        out->SetBool(spec->field, reader.Bool());
        break;
    }
  }
}

bool HasPart(const Attributes& attributes, Part part) {
  if (part != Part::kClear && !attributes.extras().empty()) return true;
  if (attributes.size() == 0) return false;
  for (int n = 0; n < kFieldCount; ++n) {
    const auto field = static_cast<Field>(n);
    if (attributes.Has(field) && BelongsTo(field, part)) return true;
  }
  return false;
}

}  // namespace signalbox
