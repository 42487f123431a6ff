#include "api/problem.h"

namespace signalbox {
namespace {

// What a caller should wait when nothing more is known: a full queue empties in well under a
// second.
constexpr int kDefaultRetryAfterS = 1;

std::string_view TypeOf(int status) {
  switch (status) {
    case 400:
      return "invalid";
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 406:
      return "not_acceptable";
    case 408:
      return "request_timeout";
    case 409:
      return "conflict";
    case 413:
      return "too_large";
    case 415:
      return "unsupported_media_type";
    case 417:
      return "expectation_failed";
    case 422:
      return "unprocessable";
    case 429:
      return "too_many_requests";
    case 431:
      return "headers_too_large";
    case 501:
      return "unsupported";
    case 503:
      return "unavailable";
    case 504:
      return "deadline";
    case 505:
      return "http_version";
    default:
      return status < 500 ? "invalid" : "internal";
  }
}

}  // namespace

Problem MakeProblem(int status, std::string detail) {
  Problem problem;
  problem.status = status;
  problem.type = TypeOf(status);
  problem.title = StatusText(status);
  problem.detail = std::move(detail);
  return problem;
}

int StatusOf(Code code) {
  switch (code) {
    case Code::kInvalid:
      return 400;
    case Code::kNotFound:
      return 404;
    case Code::kConflict:
      return 409;
    case Code::kUnsupported:
      return 501;
    case Code::kForbidden:
      return 403;
    case Code::kExhausted:
      return 429;
    case Code::kUnavailable:
      return 503;
    case Code::kDeadline:
      return 504;
    case Code::kIo:
      return 500;
    case Code::kCorrupt:
      return 500;
  }
  return 500;
}

Problem ProblemFrom(const Error& error) {
  if (error.code == Code::kIo || error.code == Code::kCorrupt) {
    return MakeProblem(500, "the server could not read or write its storage (`" +
                                std::string(CodeName(error.code)) +
                                "`); its log says more, see also /readyz");
  }
  return MakeProblem(StatusOf(error.code), error.message);
}

void AppendProblem(const Problem& problem, JsonWriter* json) {
  json->BeginObject()
      .Member("type", "urn:signalbox:problem:" + problem.type)
      .Member("title", problem.title)
      .Member("status", int64_t{problem.status})
      .Member("detail", problem.detail);
  if (!problem.instance.empty()) json->Member("instance", problem.instance);
  if (problem.pointer) json->Member("pointer", *problem.pointer);
  if (!problem.errors.empty()) {
    json->Key("errors").BeginArray();
    for (const Problem::Item& item : problem.errors) {
      json->BeginObject();
      json->Member("pointer", item.pointer).Member("detail", item.detail).EndObject();
    }
    json->EndArray();
  }
  json->EndObject();
}

HttpResponse ProblemResponse(const Problem& problem) {
  HttpResponse response;
  response.status = problem.status;
  response.content_type = kProblemMediaType;
  JsonWriter json(&response.body);
  AppendProblem(problem, &json);
  const bool temporary = problem.status == 429 || problem.status == 503;
  const int wait_s =
      problem.retry_after_s > 0 ? problem.retry_after_s : (temporary ? kDefaultRetryAfterS : 0);
  if (wait_s > 0) response.headers.emplace_back("Retry-After", std::to_string(wait_s));
  return response;
}

}  // namespace signalbox
