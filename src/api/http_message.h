// One HTTP request and one HTTP response as values (RFC 9110), free of any library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace signalbox {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

std::string_view MethodName(Method method);
// Methods are case-sensitive (RFC 9110 section 9.1).
Method ParseMethod(std::string_view text);

// The reason phrase of `status`, or `Unknown`.
std::string_view StatusText(int status);

// A request as received. Headers lie in one buffer that a connection reuses from request to
// request, so a warm connection allocates nothing for them. Whoever gets one by reference may use
// it only during that call.
class HttpRequest {
 public:
  Method method = Method::kGet;
  std::string target;  // origin form as sent, `/v1/leads?limit=5`
  std::string body;
  std::string remote;   // the caller's address, for the log; `unix` on a control socket
  bool secure = false;  // came over TLS

  // The first value of a header, without surrounding blanks; empty when absent.
  std::string_view Header(std::string_view name) const;
  int CountHeader(std::string_view name) const;
  void AddHeader(std::string_view name, std::string_view value);
  size_t header_bytes() const { return head_.size(); }

  // The target before and after the first `?`.
  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  std::string_view query() const;

  // Ready for the next request; keeps buffers up to `keep_bytes`.
  void Clear(size_t keep_bytes);

 private:
  struct Field {
    uint32_t name_at, name_size, value_at, value_size;
  };
  std::string_view Name(const Field& f) const { return {head_.data() + f.name_at, f.name_size}; }

  std::string head_;
  std::vector<Field> fields_;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";  // not sent when empty
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool close = false;  // end the connection after this answer

  std::string_view Header(std::string_view name) const;
};

// How the answer must be framed, which the request decides.
struct Framing {
  bool keep_alive = true;
  bool http10 = false;
  bool head_only = false;   // the answer to HEAD: every header, no body
  bool streaming = false;   // length unknown: chunked, or until the close for HTTP/1.0
  bool secure = false;      // it goes out over TLS
  std::string_view date{};  // an IMF-fixdate, not sent when empty
};

// Appends the response's bytes (RFC 9112) to `out`; for a stream only the head. Control characters
// in header values are sent as blanks, so that no value can split the answer.
void AppendResponse(const HttpResponse& response, const Framing& framing, std::string* out);

// Appends one chunk of a chunked body; an empty `bytes` appends nothing.
void AppendChunk(std::string_view bytes, std::string* out);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace signalbox
