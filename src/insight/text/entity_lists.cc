#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>

#include "insight/text/entity_readers.h"

namespace signalbox {
namespace {

using Words = std::vector<TextToken>;

// What is looked for: its words in lower case, and what it is called then.
struct Listed {
  std::vector<std::string> words;
  TextEntityKind kind;
  std::string value;
};

// By the first word, the longest first.
using Index = std::map<std::string, std::vector<Listed>, std::less<>>;

void AddListed(std::string_view name, TextEntityKind kind, std::string value, Index* index) {
  Listed listed{{}, kind, std::move(value)};
  for (const TextToken& token : CutTokens(name)) listed.words.push_back(token.lower);
  if (listed.words.empty()) return;
  std::vector<Listed>& same = (*index)[listed.words.front()];
  same.push_back(std::move(listed));
  std::stable_sort(same.begin(), same.end(), [](const Listed& a, const Listed& b) {
    return a.words.size() > b.words.size();
  });
}

struct NamedCode {
  std::string_view name, code;
};
// Beside the English names that ICU has. `US` and `UK` only as written there, since `us` is a word.
constexpr NamedCode kCountrySpellings[] = {{"usa", "US"},
                                           {"united states of america", "US"},
                                           {"america", "US"},
                                           {"england", "GB"},
                                           {"scotland", "GB"},
                                           {"wales", "GB"},
                                           {"great britain", "GB"},
                                           {"holland", "NL"},
                                           {"czech republic", "CZ"},
                                           {"turkey", "TR"},
                                           {"korea", "KR"},
                                           {"emirates", "AE"},
                                           {"uae", "AE"},
                                           {"uk", "GB"},
                                           {"u.k", "GB"},
                                           {"u.s", "US"},
                                           {"deutschland", "DE"},
                                           {"österreich", "AT"},
                                           {"schweiz", "CH"},
                                           {"suisse", "CH"},
                                           {"españa", "ES"},
                                           {"italia", "IT"},
                                           {"frankreich", "FR"},
                                           {"polska", "PL"},
                                           {"nederland", "NL"},
                                           {"belgië", "BE"},
                                           {"belgique", "BE"},
                                           {"sverige", "SE"},
                                           {"danmark", "DK"},
                                           {"norge", "NO"},
                                           {"brasil", "BR"}};

constexpr NamedCode kIndustries[] = {{"manufacturing", "manufacturing"},
                                     {"manufacturer", "manufacturing"},
                                     {"healthcare", "healthcare"},
                                     {"health care", "healthcare"},
                                     {"hospital", "healthcare"},
                                     {"clinic", "healthcare"},
                                     {"bank", "financial_services"},
                                     {"banking", "financial_services"},
                                     {"fintech", "financial_services"},
                                     {"financial services", "financial_services"},
                                     {"insurance", "insurance"},
                                     {"insurer", "insurance"},
                                     {"retail", "retail"},
                                     {"retailer", "retail"},
                                     {"e-commerce", "retail"},
                                     {"ecommerce", "retail"},
                                     {"logistics", "logistics"},
                                     {"shipping company", "logistics"},
                                     {"university", "education"},
                                     {"school", "education"},
                                     {"education", "education"},
                                     {"government", "government"},
                                     {"public sector", "government"},
                                     {"municipality", "government"},
                                     {"nonprofit", "nonprofit"},
                                     {"charity", "nonprofit"},
                                     {"telecom", "telecommunications"},
                                     {"telecommunications", "telecommunications"},
                                     {"real estate", "real_estate"},
                                     {"construction", "construction"},
                                     {"automotive", "automotive"},
                                     {"pharma", "pharmaceuticals"},
                                     {"pharmaceutical", "pharmaceuticals"},
                                     {"biotech", "pharmaceuticals"},
                                     {"energy company", "energy"},
                                     {"utility company", "energy"},
                                     {"software company", "software"},
                                     {"saas", "software"},
                                     {"law firm", "legal"},
                                     {"consulting firm", "consulting"},
                                     {"consultancy", "consulting"},
                                     {"hotel", "hospitality"},
                                     {"hospitality", "hospitality"},
                                     {"restaurant", "hospitality"},
                                     {"agriculture", "agriculture"},
                                     {"media company", "media"},
                                     {"marketing agency", "marketing"}};

Index MakeConstant() {
  Index index;
  for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
    icu::UnicodeString name;
    icu::Locale("", *code).getDisplayCountry(icu::Locale::getEnglish(), name);
    std::string utf8;
    name.toUTF8String(utf8);
    AddListed(utf8, TextEntityKind::kCountry, *code, &index);
  }
  for (const NamedCode& each : kCountrySpellings)
    AddListed(each.name, TextEntityKind::kCountry, std::string(each.code), &index);
  for (const NamedCode& each : kIndustries) {
    AddListed(each.name, TextEntityKind::kIndustry, std::string(each.code), &index);
    if (!each.name.ends_with('s') && !each.name.ends_with('g'))
      AddListed(std::string(each.name) + "s", TextEntityKind::kIndustry, std::string(each.code),
                &index);
  }
  AddListed("universities", TextEntityKind::kIndustry, "education", &index);
  AddListed("charities", TextEntityKind::kIndustry, "nonprofit", &index);
  return index;
}

// `bank account`, `we bank on you`: the word, and not the trade.
bool IsOtherBank(const Words& tokens, size_t at) {
  if (tokens[at].lower != "bank" && tokens[at].lower != "banks") return false;
  const auto is_one = [&tokens](size_t word, std::initializer_list<std::string_view> words) {
    return word < tokens.size() &&
           std::find(words.begin(), words.end(), tokens[word].lower) != words.end();
  };
  return is_one(at + 1, {"account", "accounts", "holiday", "holidays", "transfer", "details",
                         "statement", "statements", "card", "on"}) ||
         (at > 0 && is_one(at - 1, {"we", "you", "to", "i", "can", "west", "data"}));
}

void Look(const Index& index, const Words& tokens, std::vector<TextEntity>* out) {
  for (size_t at = 0; at < tokens.size(); ++at) {
    const auto named = index.find(tokens[at].lower);
    if (named == index.end()) continue;
    for (const Listed& listed : named->second) {
      const size_t count = listed.words.size();
      if (at + count > tokens.size()) continue;
      const bool is_it = std::equal(
          listed.words.begin(), listed.words.end(), tokens.begin() + static_cast<ptrdiff_t>(at),
          [](const std::string& word, const TextToken& token) { return word == token.lower; });
      // `turkey for lunch` is no country.
      if (!is_it || (listed.kind == TextEntityKind::kCountry && !tokens[at].is_capital)) continue;
      if (listed.kind == TextEntityKind::kIndustry && IsOtherBank(tokens, at)) continue;
      out->push_back({listed.kind,
                      {tokens[at].span.begin, tokens[at + count - 1].span.end},
                      listed.value,
                      {}});
      break;
    }
  }
}

}  // namespace

void ReadLists(std::string_view text, const Words& tokens, const EntityContext& context,
               std::vector<TextEntity>* out) {
  static const Index constant = MakeConstant();
  Index own;
  for (const std::string& name : context.products)
    AddListed(name, TextEntityKind::kProduct, name, &own);
  for (const std::string& name : context.competitors)
    AddListed(name, TextEntityKind::kCompetitor, name, &own);
  Look(own, tokens, out);
  Look(constant, tokens, out);
  for (const TextToken& token : tokens) {
    const std::string_view written =
        text.substr(token.span.begin, token.span.end - token.span.begin);
    if (written == "US") out->push_back({TextEntityKind::kCountry, token.span, "US", {}});
  }
}

}  // namespace signalbox
