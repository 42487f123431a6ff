#include "policy/spreadsheet_damage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/bytes.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

bool IsOnly(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return IsDigit(c) || others.find(c) != std::string_view::npos;
  });
}

// `1E+05`, `1.067E+03`, `1,067E+03`.
bool IsScientific(std::string_view text) {
  size_t exponent = text.find_first_of("Ee");
  if (exponent == std::string_view::npos || exponent + 2 >= text.size()) return false;
  return IsOnly(text.substr(0, exponent), ".,") && text[exponent + 1] == '+' &&
         IsOnly(text.substr(exponent + 2), "");
}

// As spreadsheets write months in English, German and French.
constexpr std::array<std::string_view, 27> kMonths = {
    "jan",  "feb",  "mar", "apr",  "may",  "jun",  "jul",  "aug", "sep",
    "oct",  "nov",  "dec", "mrz",  "mär",  "mai",  "okt",  "dez", "janv",
    "févr", "mars", "avr", "juin", "juil", "août", "sept", "déc", "fév"};

// `Oct-99`, `10-Jan`, `10. Jan`.
bool IsMonthDate(std::string_view text) {
  std::string folded = Folded(text);
  size_t dash = folded.find_first_of("-. ");
  if (dash == std::string::npos) return false;
  std::string_view left = std::string_view(folded).substr(0, dash);
  std::string_view right = std::string_view(folded).substr(dash + 1);
  right.remove_prefix(std::min(right.find_first_not_of(' '), right.size()));
  right = right.substr(0, right.find_first_of("-. "));
  auto is_month = [](std::string_view word) {
    return std::find(kMonths.begin(), kMonths.end(), word) != kMonths.end();
  };
  return (is_month(left) && IsOnly(right, "")) || (is_month(right) && IsOnly(left, ""));
}

// `01.10.2026`, `10/1/2026`, `2026-10-01`.
bool IsDayDate(std::string_view text) {
  auto count = [&](char c) { return std::count(text.begin(), text.end(), c); };
  return IsOnly(text, "-/.") && text.find("..") == std::string_view::npos &&
         (count('-') == 2 || count('/') == 2 || count('.') == 2);
}

// A quote that an editor curled at either end: “DE”, ‘DE’, „DE“, «DE».
bool HasCurledQuotes(std::string_view text) {
  for (std::string_view quote :
       {"\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "\u00ab", "\u00bb"}) {
    if (text.starts_with(quote) || text.ends_with(quote)) return true;
  }
  return false;
}

struct PostalLength {
  std::string_view countries;  // separated by spaces
  size_t digits;
};
constexpr PostalLength kPostalLengths[] = {
    {"fo is", 3},
    {"am at au be bg ch cy dk ge hu li lu mk no nz ph si tn za", 4},
    {"ba de dz ee eg es fi fr hr id it kr lt ma me mx my pe pr rs sa th tr ua us uy", 5},
    {"by cn co in kz ro ru sg", 6},
};

}  // namespace

std::string SpreadsheetDamage(std::string_view cell, CellUse use) {
  if (IsScientific(cell)) {
    return fmt::format(
        "`{}` is what a spreadsheet made of a long number; format the column as text "
        "and type it again",
        cell);
  }
  if (cell.starts_with("#") && (cell.ends_with("!") || cell == "#N/A" || cell == "#NAME?")) {
    return fmt::format("`{}` is a spreadsheet's error value", cell);
  }
  if (cell.starts_with("=")) {
    return fmt::format("`{}` is a formula; write its value", cell);
  }
  if (cell.starts_with("'")) {
    return fmt::format(
        "`{}` begins with the mark by which a spreadsheet keeps text; leave the "
        "`'` out",
        cell);
  }
  if (HasCurledQuotes(cell)) {
    return fmt::format("`{}` has typographic quotes; leave them out", cell);
  }
  if (use != CellUse::kText && (IsMonthDate(cell) || IsDayDate(cell))) {
    return use == CellUse::kNumber
               ? fmt::format(
                     "`{}` is a date, perhaps what a spreadsheet made of `1-10`; format "
                     "the column as text and write ranges as `1..10`",
                     cell)
               : fmt::format("`{}` is a date; format the column as text and type it again", cell);
  }
  if (use == CellUse::kNumber && cell.find("..") == std::string_view::npos &&
      cell.find_first_of(".,") != std::string_view::npos && IsOnly(cell, ".,")) {
    return fmt::format(
        "`{}` has a comma or a point inside; write whole numbers without either, "
        "as `1000`",
        cell);
  }
  return {};
}

size_t PostalDigits(std::string_view folded_country) {
  if (folded_country.size() != 2) return 0;
  for (const PostalLength& length : kPostalLengths) {
    for (size_t at = 0; at < length.countries.size(); at += 3) {
      if (length.countries.substr(at, 2) == folded_country) return length.digits;
    }
  }
  return 0;
}

std::string FileDamage(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
      text.substr(0, 200).find('\0') != std::string_view::npos) {
    return "a UTF-16 file, which spreadsheets call `Unicode text`; save the sheet as `CSV UTF-8`";
  }
  if (!IsCleanUtf8(text)) return "not UTF-8 text; save the sheet as `CSV UTF-8`";
  std::string_view header = text.substr(0, text.find_first_of("\r\n"));
  for (char separator : {';', '\t'}) {
    if (header.find(',') != std::string_view::npos) continue;
    if (header.find(separator) == std::string_view::npos) continue;
    return fmt::format("separated by {}; save the sheet as comma separated CSV",
                       separator == ';' ? "`;`" : "tabs");
  }
  return {};
}

}  // namespace signalbox
