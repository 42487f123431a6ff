#include "reference/fold.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

// Appends one folded ASCII character to `out`; a run of separators becomes one space, none leads.
void AppendFolded(char c, std::string* out) {
  if (IsAsciiAlnum(c)) {
    out->push_back(LowerAscii(c));
    return;
  }
  if (c == '.' || c == '\'' || c == '`') return;
  const bool open = !out->empty() && out->back() != ' ';
  if (c == '&' || c == '+') {
    out->append(open ? " and " : "and ");
  } else if (open) {
    out->push_back(' ');
  }
}

// Letters that Unicode does not decompose, written as people without that keyboard write them.
std::string_view PlainLetter(UChar32 c) {
  switch (c) {
    case 0x00e6:
      return "ae";
    case 0x00f0:
      return "d";
    case 0x00f8:
      return "o";
    case 0x00fe:
      return "th";
    case 0x0111:
      return "d";
    case 0x0131:
      return "i";
    case 0x0142:
      return "l";
    case 0x0153:
      return "oe";
    default:
      return {};
  }
}

void FoldUnicode(std::string_view text, std::string* out) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
  const auto folded = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString plain =
      decompose->normalize(casefold->normalize(folded, status), status);
  if (U_FAILURE(status)) return;
  for (int32_t at = 0; at < plain.length(); at = plain.moveIndex32(at, 1)) {
    const UChar32 c = plain.char32At(at);
    if (c < 0x80) {
      AppendFolded(static_cast<char>(c), out);
    } else if (const std::string_view letter = PlainLetter(c); !letter.empty()) {
      out->append(letter);
    } else if (c == 0x2018 || c == 0x2019 || u_getCombiningClass(c) != 0 ||
               u_charType(c) == U_NON_SPACING_MARK) {
      continue;
    } else if (u_isalnum(c)) {
      icu::UnicodeString(c).toUTF8String(*out);
    } else {
      AppendFolded(' ', out);
    }
  }
}

}  // namespace

void FoldInto(std::string_view text, std::string* out) {
  out->clear();
  if (IsAscii(text)) {
    for (const char c : text) AppendFolded(c, out);
  } else {
    FoldUnicode(text, out);
  }
  if (!out->empty() && out->back() == ' ') out->pop_back();
}

std::string Fold(std::string_view text) {
  std::string out;
  FoldInto(text, &out);
  return out;
}

std::string DomainToAscii(std::string_view domain) {
  static const std::unique_ptr<icu::IDNA> idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::IDNA> made(
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI |
                                           UIDNA_CHECK_CONTEXTJ | UIDNA_USE_STD3_RULES,
                                       status));
    return U_SUCCESS(status) ? std::move(made) : nullptr;
  }();
  if (!idna) return {};
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  icu::IDNAInfo found;
  UErrorCode status = U_ZERO_ERROR;
  idna->nameToASCII_UTF8(icu::StringPiece(domain.data(), static_cast<int32_t>(domain.size())), sink,
                         found, status);
  if (U_FAILURE(status) || found.hasErrors()) return {};
  return out;
}

}  // namespace signalbox::reference
