#include "api/sse.h"

#include <algorithm>
#include <charconv>

namespace signalbox {

HttpResponse EventStreamHead() {
  HttpResponse head;
  head.content_type = kEventStreamMediaType;
  head.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  return head;
}

void AppendServerSentEvent(int64_t id, std::string_view event, std::string_view data,
                           std::string* out) {
  out->append("id: ").append(std::to_string(id)).append("\nevent: ");
  for (const char c : event) out->push_back(c == '\n' || c == '\r' ? ' ' : c);
  out->push_back('\n');
  while (true) {
    // CR, LF and CR LF each end a line for the client.
    const size_t end = std::min(data.find_first_of("\r\n"), data.size());
    out->append("data: ").append(data.substr(0, end)).push_back('\n');
    if (end == data.size()) break;
    const bool pair = data.substr(end).starts_with("\r\n");
    data.remove_prefix(end + (pair ? 2 : 1));
  }
  out->push_back('\n');
}

Result<std::optional<int64_t>> ParseLastEventId(std::string_view header) {
  if (header.empty()) return std::optional<int64_t>();
  int64_t value = 0;
  const char* end = header.data() + header.size();
  const auto read = std::from_chars(header.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < 0) {
    return Err(Code::kInvalid, "`Last-Event-ID` must be the id of an event, a whole number from 0");
  }
  return std::optional<int64_t>(value);
}

}  // namespace signalbox
