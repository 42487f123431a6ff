// Calling others over HTTP: the port that HTTP agents and connectors go through, and the client
// that serves it in production.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

struct HttpHeader {
  std::string name;
  std::string value;
  bool operator==(const HttpHeader&) const = default;
};

struct OutgoingRequest {
  std::string method = "GET";
  std::string url = {};  // http or https, absolute
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  // For all of it: name look-up, connection, TLS, request and reply.
  TimeUs timeout_us = 5 * kSecondUs;
  // Of the reply's body. An agent's answer is a few KB; what a step may keep is 64 KB
  // (kMaxStepOutputBytes), so four times that is nonsense.
  size_t max_reply_bytes = size_t{256} << 10;
};

struct HttpReply {
  int status = 0;
  std::vector<HttpHeader> headers;  // names in lower case
  std::string body = {};
  // Empty when there is none. `name` in lower case.
  std::string_view Header(std::string_view name) const;
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // Any status is a reply. kInvalid for a request that cannot be sent (another scheme, a line break
  // in a header); kDeadline past the timeout; kUnavailable when there was no whole reply: whether
  // the other side acted is then unknown; kExhausted when the reply is longer than allowed.
  virtual Result<HttpReply> Fetch(const OutgoingRequest& request) = 0;
};

// Over libcurl. Follows no redirect, takes no proxy from the environment, checks certificates.
// Thread safe: each thread keeps one handle and with it its open connections, until the thread
// ends.
class HttpClient : public HttpTransport {
 public:
  Result<HttpReply> Fetch(const OutgoingRequest& request) override;
};

}  // namespace signalbox
