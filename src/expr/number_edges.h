// Where the whole numbers end on the line of the doubles: the first double that no int, and the
// first that no uint reaches.
#pragma once

namespace signalbox::cel {

inline constexpr double kTwo63 = 9223372036854775808.0;
inline constexpr double kTwo64 = 18446744073709551616.0;

}  // namespace signalbox::cel
