#include "reference/script_forms.h"

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

// Longer ones before those that they end with.
constexpr std::string_view kScriptForms[] = {
    "株式会社", "（株）",   "(株)",     "㈱",           "有限会社",     "（有）",   "(有)",
    "合同会社", "合資会社", "合名会社", "股份有限公司", "有限责任公司", "有限公司", "주식회사",
    "（주）",   "(주)",     "㈜",       "유한회사",     "บริษัท",         "(มหาชน)",  "จำกัด",
    "شركة",     "ش.م.م",    "ش.م.ع",    "ООО",          "ПАО",          "АО",       "ТОВ",
    "АТ",       "ПрАТ",     "Α.Ε.",     "ΑΕ",           "Ε.Π.Ε.",       "בע\"מ",    "בע״מ"};

// Forms of these scripts are words of their own; the others may stand against the name.
bool MustStandApart(std::string_view form) {
  // Greek, Cyrillic, Hebrew and Arabic letters are the two-byte ones of UTF-8.
  const auto first = static_cast<unsigned char>(form.front());
  return first >= 0xc2 && first < 0xe0;
}

// Whether `name` has the form at that end and a name beside it.
bool HasScriptForm(std::string_view name, std::string_view form, bool at_end) {
  if (name.size() <= form.size()) return false;
  if (at_end ? !name.ends_with(form) : !name.starts_with(form)) return false;
  const char beside = at_end ? name[name.size() - form.size() - 1] : name[form.size()];
  return !MustStandApart(form) || beside == ' ' || beside == ',' || beside == '"';
}

}  // namespace

std::string_view WithoutScriptForms(std::string_view name) {
  name = TrimBlanks(name);
  // `บริษัท ปตท. จำกัด (มหาชน)` has three; each round takes one.
  constexpr int kMostForms = 4;
  for (int round = 0; round < kMostForms; ++round) {
    const std::string_view before = name;
    for (const std::string_view form : kScriptForms) {
      if (HasScriptForm(name, form, true)) {
        name = TrimBlanks(name.substr(0, name.size() - form.size()));
      } else if (HasScriptForm(name, form, false)) {
        name = TrimBlanks(name.substr(form.size()));
      }
    }
    if (name == before) break;
  }
  return name;
}

}  // namespace signalbox::reference
