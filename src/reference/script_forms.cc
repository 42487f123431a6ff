#include "reference/script_forms.h"

#include <span>

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

// What registered Chinese names begin with: the country, provinces and the large cities, simplified
// and traditional.
constexpr std::string_view kHanPlaces[] = {
    "中国", "中國", "北京", "上海", "天津", "重庆", "广东", "浙江", "江苏", "山东", "福建", "四川",
    "湖北", "湖南", "河南", "河北", "安徽", "江西", "陕西", "辽宁", "广州", "深圳", "杭州", "南京",
    "苏州", "成都", "武汉", "西安", "青岛", "厦门", "宁波", "无锡", "长沙", "郑州", "合肥", "福州",
    "济南", "大连", "沈阳", "佛山", "东莞", "珠海", "香港", "台湾", "臺灣", "台北", "臺北"};
// A place may be followed by its kind.
constexpr std::string_view kHanPlaceKinds[] = {"市", "省", "（", "）", "(", ")"};
// What they end with before the legal form: trades that say little.
constexpr std::string_view kHanTrades[] = {
    "科技", "技术", "技術", "网络", "網路", "信息", "资讯", "電子", "电子", "软件", "软体", "集团",
    "集團", "贸易", "貿易", "国际", "國際", "控股", "实业", "實業", "投资", "咨询", "服务", "商贸",
    "数码", "智能", "传媒", "文化", "发展", "通信", "通讯", "股份", "企业", "工业", "管理"};

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

std::string_view ShortHanName(std::string_view name) {
  constexpr size_t kHanBytes = 3;  // of a character in UTF-8
  constexpr size_t kShortest = 2 * kHanBytes;
  const std::string_view whole = WithoutScriptForms(name);
  std::string_view rest = whole;
  const auto take = [&rest](std::span<const std::string_view> words, bool at_end) {
    for (const std::string_view word : words) {
      if (rest.size() < word.size() + kShortest) continue;
      if (!(at_end ? rest.ends_with(word) : rest.starts_with(word))) continue;
      rest = at_end ? rest.substr(0, rest.size() - word.size()) : rest.substr(word.size());
      return true;
    }
    return false;
  };
  while (take(kHanPlaces, false)) {
    while (take(kHanPlaceKinds, false)) {
    }
  }
  while (take(kHanTrades, true)) {
  }
  return rest.size() == whole.size() ? std::string_view() : rest;
}

}  // namespace signalbox::reference
