// Names that are not names: what people and scripts type to get past a form.
#pragma once

#include <string_view>

namespace signalbox::reference {

enum class NameVerdict : unsigned char { kMissing, kPlausible, kPlaceholder };

// Reads first and last name, or the whole name where they are missing. In doubt a name is
// plausible: short, rare and non-Latin names are names.
NameVerdict JudgeName(std::string_view first, std::string_view last, std::string_view whole);

}  // namespace signalbox::reference
