// What spreadsheets do to a table on its way through CSV, and what to write instead. Nothing is
// guessed: a cell that looks damaged is an error, never repaired.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// What the cells of a column hold, as far as damage shows in it.
enum class CellUse : uint8_t { kText, kNumber, kPostalCode };

// `1E+05`, `#REF!`, `Oct-99` and `1,5` in a number, `=A2`, typographic quotes. Empty when the cell
// looks sound.
std::string SpreadsheetDamage(std::string_view cell, CellUse use);

// Digits of the postal codes of a country whose codes are digits of one length; 0 for any other
// text than such a country's ISO 3166 code. After Unicode CLDR's postalCodeData.
size_t PostalDigits(std::string_view folded_country);

// Why a whole file is no comma separated UTF-8: UTF-16, another encoding, `;` or tabs between the
// cells. Empty when it is. Takes the text without its byte order mark.
std::string FileDamage(std::string_view text);

}  // namespace signalbox
