// Values as people write them in files and forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// `1200`, also `1,200`, `1 200`, `1'200`, `1.200.000`, `$5,000,000.00`, `1200.0`, `5e6`, as whole
// units. A fraction other than zero is rounded with `round_fraction` and refused without. Missing
// when it is no number (`51-200`, `many`) or does not fit.
std::optional<int64_t> ReadWrittenInteger(std::string_view text, bool round_fraction);

// A number in the form of a program, `1200`, `-3.5`, `5e6`; otherwise the same.
std::optional<int64_t> ReadPlainInteger(std::string_view text, bool round_fraction);

// `true yes y t on x 1` and `false no n f off 0`, any case.
std::optional<bool> ReadWrittenBool(std::string_view text);

// `given | legitimate_interest | refused | unknown`, from those words and the ones that systems use
// for them (`opt_in`, `unsubscribed`, HubSpot's legal bases). Missing when it is none.
std::optional<std::string_view> ReadConsent(std::string_view text);

// `text` in backticks for a message, cut after 40 bytes between characters.
std::string Quoted(std::string_view text);

}  // namespace signalbox
