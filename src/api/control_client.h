// Speaks to a running server through its control socket, so that a command works on a workspace
// that is being served.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/http_message.h"
#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

struct ControlReply {
  int status = 0;
  std::string content_type;
  std::string body;
};

// Longer than any single command takes on a large workspace.
inline constexpr TimeUs kControlTimeoutUs = 10 * kMinuteUs;

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// One request over the unix socket at `socket_path`, with `headers` beside its own; blocks until
// the whole answer is there. An answer of any status is a reply. kNotFound when no server listens
// there (the caller may open the workspace itself), kForbidden when another user's process does,
// kUnavailable when the server ended midway, kDeadline after `timeout_us`, kExhausted for an answer
// above the limit in the .cc.
Result<ControlReply> CallControl(const std::string& socket_path, Method method,
                                 const std::string& target, const std::string& body,
                                 TimeUs timeout_us = kControlTimeoutUs,
                                 const HeaderList& headers = {});

}  // namespace signalbox
