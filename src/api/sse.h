// Server-sent events (WHATWG HTML, section 9.2): how one event is written and how a client says
// where it stopped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http_message.h"
#include "base/result.h"

namespace signalbox {

inline constexpr std::string_view kEventStreamMediaType = "text/event-stream";

// A comment that keeps proxies from closing a quiet stream.
inline constexpr std::string_view kSseHeartbeat = ":\n\n";

// The head of every event stream: no cache, no buffering on the way.
HttpResponse EventStreamHead();

// Appends `id`, `event` and `data`, each line of `data` on its own. `event` may not hold line ends
// (they become blanks).
void AppendServerSentEvent(int64_t id, std::string_view event, std::string_view data,
                           std::string* out);

// The position in a Last-Event-ID header: nothing when absent; kInvalid when it is not one of our
// ids.
Result<std::optional<int64_t>> ParseLastEventId(std::string_view header);

}  // namespace signalbox
