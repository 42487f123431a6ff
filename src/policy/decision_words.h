// Words that decisions hold and their readers look for. Stored.
#pragma once

#include <string_view>

namespace signalbox {

// The rule of a decision that no rule made.
inline constexpr std::string_view kNothingMatched = "nothing_matched";
// The reason of a decision whose pool has nobody who can take it now.
inline constexpr std::string_view kAllOutReason = "all_out";
// Why somebody of a pool lost who could have taken it.
inline constexpr std::string_view kNotInTurn = "not in turn";

}  // namespace signalbox
