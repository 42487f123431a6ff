// Streets and cities in the form in which two spellings meet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Words of a folded street, kinds of street written one way: `avenue` for `av`, `ave`, `avda`.
// Compass points and what says little (`the`, `de`, `batiment`, `suite`) are left out.
std::vector<std::string> StreetWords(std::string_view folded);

// A folded city in letters and digits, without `cedex` and district numbers behind it, `saint` for
// `st`.
std::string CityKey(std::string_view folded);

}  // namespace signalbox
