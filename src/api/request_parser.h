// Reads HTTP/1.x requests (RFC 9112) from bytes as they come, over Boost.Beast's parser, which
// stays in the .cc. Not thread safe; one a connection, reused for every request on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace signalbox {

class RequestParser {
 public:
  enum class Outcome {
    kNeedMore,  // everything usable was taken; call again with the rest and more
    kHead,      // request line and headers are complete; call again for the body
    kDone,      // the request is complete
    kBad,       // `status()` and `detail()` say why; nothing more can be read from this connection
  };

  RequestParser(size_t max_header_bytes, size_t max_body_bytes);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  // Starts a request, written into `into`, which must live until the next Begin.
  void Begin(HttpRequest* into);

  // Reads from the front of `bytes` and says in `consumed` how many were taken; the caller brings
  // the others again.
  Outcome Put(std::string_view bytes, size_t* consumed);

  // From kHead on.
  bool keep_alive() const;
  bool http10() const;
  bool expects_body() const;
  // The body's size where the head says it, all that may be where it is chunked.
  uint64_t announced_bytes() const;

  // After kBad: 400, 413, 431, 501 or 505.
  int status() const;
  const std::string& detail() const;

 private:
  class Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace signalbox
