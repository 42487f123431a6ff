#include "lead/field.h"

#include <algorithm>
#include <array>
#include <vector>

namespace signalbox {
namespace {

constexpr FieldSpec kSpecs[] = {
#define SB_X(number, identifier, name, type, data_class) \
  {Field::identifier, name, FieldType::type, DataClass::data_class},
    SB_FIELDS(SB_X)
#undef SB_X
};

using ByNumber = std::array<const FieldSpec*, kFieldCount>;

constexpr ByNumber IndexByNumber() {
  ByNumber index{};
  for (const FieldSpec& spec : kSpecs) index[static_cast<size_t>(spec.field)] = &spec;
  return index;
}

constexpr ByNumber kByNumber = IndexByNumber();

const std::vector<const FieldSpec*>& SortedByName() {
  static const std::vector<const FieldSpec*> sorted = [] {
    std::vector<const FieldSpec*> all;
    for (const FieldSpec& spec : kSpecs) all.push_back(&spec);
    std::sort(all.begin(), all.end(),
              [](const auto* a, const auto* b) { return a->name < b->name; });
    return all;
  }();
  return sorted;
}

}  // namespace

const FieldSpec* FindField(int number) {
  return number >= 0 && number < kFieldCount ? kByNumber[static_cast<size_t>(number)] : nullptr;
}

std::optional<Field> FieldByName(std::string_view name) {
  const auto& sorted = SortedByName();
  const auto at =
      std::lower_bound(sorted.begin(), sorted.end(), name,
                       [](const FieldSpec* spec, std::string_view n) { return spec->name < n; });
  if (at == sorted.end() || (*at)->name != name) return std::nullopt;
  return (*at)->field;
}

}  // namespace signalbox
