// HTTP requests: any bytes, in pieces of any size, are a request or are refused with a status; how
// they were cut changes nothing. Any text as a query or a path is read or refused.
//
// The first byte is the size of the pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/request_parser.h"
#include "api/router.h"
#include "base/bytes.h"
#include "base/check.h"

namespace signalbox {
namespace {

constexpr size_t kHeaderBytes = 512;
constexpr size_t kBodyBytes = 512;
// Requests on one connection.
constexpr int kRequests = 8;

struct Read {
  std::vector<std::string> requests;
  int status = 0;  // of what ended it, 0 when it only wants more
  bool operator==(const Read&) const = default;
};

std::string TextOf(const HttpRequest& request) {
  CHECK(request.body.size() <= kBodyBytes && request.header_bytes() <= 2 * kHeaderBytes);
  std::string text(MethodName(request.method));
  text += ' ' + std::string(request.path()) + '?' + std::string(request.query());
  for (const char* name : {"Authorization", "Content-Type", "Idempotency-Key"})
    text += '\n' + std::string(request.Header(name));
  return text + '\n' + request.body;
}

Read ReadInPieces(std::string_view bytes, size_t piece) {
  RequestParser parser(kHeaderBytes, kBodyBytes);
  Read read;
  HttpRequest request;
  parser.Begin(&request);
  size_t end = std::min(piece, bytes.size());
  for (size_t at = 0; static_cast<int>(read.requests.size()) < kRequests;) {
    size_t consumed = 0;
    const RequestParser::Outcome outcome = parser.Put(bytes.substr(at, end - at), &consumed);
    CHECK(consumed <= end - at);
    at += consumed;
    if (outcome == RequestParser::Outcome::kBad) {
      read.status = parser.status();
      CHECK(read.status >= 400 && read.status < 600 && !parser.detail().empty());
      return read;
    }
    if (outcome == RequestParser::Outcome::kDone) {
      read.requests.push_back(TextOf(request));
      if (!parser.keep_alive()) return read;
      request.Clear(kBodyBytes);
      parser.Begin(&request);
      continue;
    }
    if (outcome == RequestParser::Outcome::kHead) continue;
    if (end == bytes.size()) return read;
    end = std::min(end + piece, bytes.size());
  }
  return read;
}

void ReadAddress(std::string_view text) {
  const auto query = ParseQuery(text);
  if (query.ok()) {
    for (const auto& [name, value] : *query) CHECK(IsCleanUtf8(name) && IsCleanUtf8(value));
  }
  const auto segments = SplitPath(text);
  if (!segments.ok()) return;
  for (const std::string& one : *segments)
    CHECK(!one.empty() && one != "." && one != ".." && one.find('/') == std::string::npos);
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const signalbox::Read whole = signalbox::ReadInPieces(text, text.size());
  const signalbox::Read cut = signalbox::ReadInPieces(text, 1 + bytes[0] % 64);
  CHECK(whole.requests == cut.requests);
  signalbox::ReadAddress(text);
  return 0;
}
