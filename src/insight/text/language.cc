#include "insight/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>
#include <cstdio>  // before CLD2's header, which uses it and does not say so

namespace signalbox {
namespace {

// What follows says the same again.
constexpr size_t kMostRead = 8192;

bool IsLatinLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

TextLanguage DetectLanguage(std::string_view text) {
  text = text.substr(0, kMostRead);
  TextLanguage found;
  CLD2::Language best[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  bool is_reliable = false;
  const CLD2::CLDHints hints = {nullptr, "", CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  int valid_bytes = 0;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      text.data(), static_cast<int>(text.size()), true, &hints, CLD2::kCLDFlagBestEffort, best,
      percents, scores, nullptr, &text_bytes, &is_reliable, &valid_bytes);
  if (language != CLD2::UNKNOWN_LANGUAGE) found.code = CLD2::LanguageCode(language);
  if (found.code == "un") found.code = "und";
  found.is_sure = is_reliable;
  const auto letters = static_cast<size_t>(std::count_if(text.begin(), text.end(), IsLatinLetter));
  const bool is_plain = std::all_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool is_unknown = found.code == "und" || (letters < kLeastLetters && !is_reliable);
  if (is_unknown && letters < kLeastLetters) found.code = found.code == "en" ? "en" : "und";
  found.is_read = found.code == "en" || (is_unknown && is_plain);
  return found;
}

}  // namespace signalbox
