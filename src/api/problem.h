// Problem documents (RFC 9457): the one shape of every error that the API answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "base/json_writer.h"
#include "base/result.h"

namespace signalbox {

struct Problem {
  // One thing that is wrong, for answers that name several at once.
  struct Item {
    std::string pointer;
    std::string detail;
  };

  int status = 500;
  std::string type;        // the last part of the type URI, e.g. `invalid`
  std::string title;       // the same for every problem of this type and status
  std::string detail;      // this case: what is wrong, where, what to do
  std::string instance{};  // the request's path; left out when empty
  // RFC 6901, into the body, empty for all of it; none where the body is not what is wrong.
  std::optional<std::string> pointer{};
  std::vector<Item> errors{};
  int retry_after_s = 0;  // sent as Retry-After when above 0
};

inline constexpr std::string_view kProblemMediaType = "application/problem+json";

// Type and title follow from the status.
Problem MakeProblem(int status, std::string detail);

// The one mapping from operating errors to statuses. An I/O or corruption error's message may hold
// paths, so only its code is shown; the full message belongs in the log.
int StatusOf(Code code);
Problem ProblemFrom(const Error& error);

void AppendProblem(const Problem& problem, JsonWriter* json);
// 429 and 503 always carry Retry-After.
HttpResponse ProblemResponse(const Problem& problem);

}  // namespace signalbox
