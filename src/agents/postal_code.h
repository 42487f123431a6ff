// Postal codes as their country writes them.
#pragma once

#include <string>
#include <string_view>

namespace signalbox::reference {

// Trimmed, capitals, one space where the country has one (`SW1A 1AA`, `K1A 0B1`, `1012 AB`),
// without a country prefix (`D-10115`), with the zeros that a spreadsheet took from a ZIP code.
// What does not look like the country's codes is only trimmed and set in capitals.
std::string TidyPostalCode(std::string_view country, std::string_view state, std::string_view text);

}  // namespace signalbox::reference
