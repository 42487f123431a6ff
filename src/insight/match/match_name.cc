#include "insight/match/match_name.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/ascii.h"
#include "insight/match/name_words.h"
#include "reference/company_name.h"
#include "reference/fold.h"
#include "reference/script_forms.h"

namespace signalbox {
namespace {

constexpr size_t kMaxNameBytes = 300;  // as reference/company_name.h

bool HasOtherScript(const icu::UnicodeString& text) {
  for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(text.char32At(at), &status);
    if (script != USCRIPT_LATIN && script != USCRIPT_COMMON && script != USCRIPT_INHERITED &&
        script != USCRIPT_UNKNOWN) {
      return true;
    }
  }
  return false;
}

bool HasHiddenSound(std::string_view text) {
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  for (int32_t at = 0; at < wide.length(); at = wide.moveIndex32(at, 1)) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(wide.char32At(at), &status)) {
      case USCRIPT_HAN:
      case USCRIPT_HIRAGANA:
      case USCRIPT_KATAKANA:
      case USCRIPT_HANGUL:
      case USCRIPT_ARABIC:
      case USCRIPT_HEBREW:
      case USCRIPT_THAI:
        return true;
      default:
        break;
    }
  }
  return false;
}

// A transliterator is no object for two threads.
const icu::Transliterator* ToLatin() {
  thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  }();
  return made.get();
}

// At most kMaxNameBytes, cut before a character.
std::string_view NameOf(std::string_view text) {
  if (text.size() <= kMaxNameBytes) return text;
  size_t end = kMaxNameBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// `oogarden` for `OOGarden.com`; the token itself when it is no web address.
std::string_view WithoutWebEnding(std::string_view token) {
  for (const std::string_view lead : {"https://", "http://", "www."}) {
    if (token.size() > lead.size() && EqualsIgnoreCase(token.substr(0, lead.size()), lead)) {
      token.remove_prefix(lead.size());
    }
  }
  while (true) {
    const size_t dot = token.rfind('.');
    if (dot == std::string_view::npos || dot < 2) return token;
    std::string ending(token.substr(dot + 1));
    for (char& c : ending) c = LowerAscii(c);
    if (!IsWebEnding(ending)) return token;
    token = token.substr(0, dot);
  }
}

std::string WithoutWebEndings(std::string_view text) {
  std::string out;
  size_t at = 0;
  while (at < text.size()) {
    const size_t space = std::min(text.find(' ', at), text.size());
    if (!out.empty()) out += ' ';
    out += WithoutWebEnding(text.substr(at, space - at));
    at = space + 1;
  }
  return out;
}

// What stands in brackets goes to `aside`; the rest is returned.
std::string TakeBrackets(std::string_view text, std::vector<std::string>* aside) {
  std::string out, inside;
  bool open = false;
  for (const char c : text) {
    if (c == '(' || c == '[') {
      open = true;
    } else if (open && (c == ')' || c == ']')) {
      aside->push_back(inside);
      inside.clear();
      open = false;
      out += ' ';
    } else {
      (open ? inside : out) += c;
    }
  }
  // A bracket that is never closed holds nothing.
  return out + inside;
}

std::vector<std::string> WordsOf(std::string_view text) {
  const std::string key = reference::CompanyKey(WithoutWebEndings(text));
  std::vector<std::string> words;
  size_t at = 0;
  while (at < key.size() && words.size() < kMaxNameWords) {
    const size_t space = std::min(key.find(' ', at), key.size());
    if (space > at) words.emplace_back(UsualNameWord(std::string_view(key).substr(at, space - at)));
    at = space + 1;
  }
  return words;
}

std::string Concatenated(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

void AddAlias(std::string_view text, MatchName* name) {
  // Shorter ones meet by chance.
  constexpr size_t kMinAlias = 3;
  constexpr size_t kMaxAliases = 4;
  std::vector<std::string> kept;
  for (std::string& word : WordsOf(text)) {
    if (!IsGenericNameWord(word)) kept.push_back(std::move(word));
  }
  std::string key = Concatenated(kept);
  if (key.size() < kMinAlias || key == name->key || name->aliases.size() >= kMaxAliases) return;
  name->aliases.push_back(std::move(key));
}

// `Mueller` for `Müller`, as German is written where those letters are missing; folding alone makes
// it `Muller`.
std::string InPlainGerman(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kSpelled[] = {
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"}};
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const auto spelled = std::ranges::find_if(
        kSpelled, [&](const auto& one) { return text.substr(at).starts_with(one.first); });
    const bool is_spelled = spelled != std::end(kSpelled);
    out += is_spelled ? spelled->second : text.substr(at, 1);
    at += is_spelled ? spelled->first.size() : 1;
  }
  return out;
}

// Bits of the words that say little. Of a Chinese name, whose characters are a word each when they
// are written in Latin letters, those of its place and trade.
uint64_t SayingLittle(std::string_view text, const std::vector<std::string>& words) {
  uint64_t generic = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    if (IsGenericNameWord(words[i])) generic |= uint64_t{1} << i;
  }
  constexpr size_t kHanBytes = 3;
  const std::string_view called = reference::ShortHanName(text);
  if (called.empty() || words.size() * kHanBytes != text.size()) return generic;
  const size_t begin = static_cast<size_t>(called.data() - text.data()) / kHanBytes;
  const size_t end = begin + called.size() / kHanBytes;
  for (size_t i = 0; i < words.size(); ++i) {
    const uint64_t bit = uint64_t{1} << i;
    generic = i < begin || i >= end ? generic | bit : generic & ~bit;
  }
  return generic;
}

void AddParts(std::string_view text, MatchName* name) {
  static constexpr std::string_view kBetween[] = {" - ", " / ", " | ", ": ", " – ", " by ", ", "};
  for (const std::string_view between : kBetween) {
    const size_t at = text.find(between);
    if (at == std::string_view::npos) continue;
    AddAlias(text.substr(0, at), name);
    AddAlias(text.substr(at + between.size()), name);
  }
}

}  // namespace

std::string Latinised(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  constexpr UChar kReplacement = 0xfffd;  // what ICU puts for bytes that are no UTF-8
  wide.findAndReplace(icu::UnicodeString(kReplacement), icu::UnicodeString());
  if (HasOtherScript(wide)) {
    if (const icu::Transliterator* to_latin = ToLatin()) to_latin->transliterate(wide);
  }
  std::string out;
  wide.toUTF8String(out);
  return out;
}

MatchName ReadMatchName(std::string_view text) {
  text = NameOf(text);
  if (!IsAscii(text)) text = reference::WithoutScriptForms(text);
  MatchName name;
  name.hides_sound = !IsAscii(text) && HasHiddenSound(text);
  std::vector<std::string> aside;
  // Those that are left, in small letters say, go before the letters do.
  std::string latin = Latinised(text);
  if (latin != text && !IsAscii(text)) {
    const std::string own = reference::CompanyKey(text);
    if (IsAscii(Latinised(own)) && HasOtherScript(icu::UnicodeString::fromUTF8(own))) {
      latin = Latinised(own);
    }
  }
  const std::string outside = TakeBrackets(latin, &aside);
  name.words = WordsOf(outside);
  if (name.words.empty()) name.words = WordsOf(latin);
  name.generic = SayingLittle(text, name.words);
  for (size_t i = 0; i < name.words.size(); ++i) {
    const std::string& word = name.words[i];
    if (!name.IsGeneric(i)) {
      name.core += word;
    }
    if (name.words.size() > 1) name.initials += word[0];
  }
  name.key = Concatenated(name.words);
  if (name.core.size() < 2) name.core = name.key;
  if (const std::string german = InPlainGerman(outside); german != outside) AddAlias(german, &name);
  for (const std::string& part : aside) AddAlias(part, &name);
  AddParts(outside, &name);
  return name;
}

}  // namespace signalbox
