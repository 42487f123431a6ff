#include "api/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>
#include <utility>  // Beast 1.74 uses std::exchange without including it

namespace signalbox {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using StringView = boost::beast::string_view;

std::string_view Std(StringView text) {
  return {text.data(), text.size()};
}

// A body is announced by anyone and received slowly; only so much is set aside before bytes arrive.
constexpr uint64_t kMaxReserveBytes = 256 << 10;

// The end of a chunked body, `0 CRLF CRLF`. Beast asserts that it is given as much of the last
// chunk each time, which bytes that come one by one are not; nothing shorter ends a body, so
// nothing waits for ever.
constexpr size_t kChunkedEndBytes = 5;

// Header fields of one request. A browser sends about 20; each costs a search on every look-up.
constexpr int kMaxHeaderFields = 100;

// RFC 9112 section 3.2.2: `http://authority/path?query`, which a server must take, too. What stands
// behind the scheme; nothing for another form.
std::optional<std::string_view> BehindScheme(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (EqualsIgnoreCase(target.substr(0, scheme.size()), scheme))
      return target.substr(scheme.size());
  }
  return std::nullopt;
}

struct Refusal {
  int status = 400;
  std::string detail;
};

class Collector final : public http::basic_parser<true> {
 public:
  Collector(HttpRequest* into, size_t max_header, size_t max_body, Refusal* refusal)
      : into_(into), max_header_(max_header), max_body_(max_body), refusal_(refusal) {
    header_limit(static_cast<uint32_t>(max_header));
    body_limit(std::numeric_limits<uint64_t>::max());  // checked below, where 413 can be told
  }

  bool http10() const { return http10_; }
  bool expects_body() const { return expects_body_; }
  uint64_t announced_bytes() const { return announced_bytes_; }

 private:
  void Refuse(int status, std::string detail, error_code& ec) {
    *refusal_ = {status, std::move(detail)};
    ec = http::error::bad_field;
  }

  void on_request_impl(http::verb, StringView method, StringView target, int version,
                       error_code& ec) override {
    into_->method = ParseMethod(Std(method));
    http10_ = version == 10;
    if (const auto rest = BehindScheme(Std(target))) return TakeAbsolute(*rest, ec);
    into_->target = Std(target);
    if (target.empty() || (target[0] != '/' && target != "*")) {
      Refuse(400, "the request target must be a path that begins with `/`", ec);
    }
  }

  // The authority counts in place of the `Host` header, which must be there all the same.
  void TakeAbsolute(std::string_view rest, error_code& ec) {
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    if (authority.empty() || authority.find_first_of("@#") != std::string_view::npos) {
      Refuse(400,
             "the host in the request target must be a name or an address, with a port at most",
             ec);
      return;
    }
    into_->AddHeader("Host", authority);
    hosts_ = 1;
    rest.remove_prefix(authority.size());
    into_->target = rest.starts_with('/') ? "" : "/";
    into_->target += rest;
  }

  void on_response_impl(int, StringView, int, error_code&) override {}

  void on_field_impl(http::field name, StringView name_text, StringView value,
                     error_code& ec) override {
    if (head_done_) return;  // a trailer: allowed, and nothing here reads one
    if (++fields_ > kMaxHeaderFields ||
        into_->header_bytes() + name_text.size() + value.size() > max_header_) {
      Refuse(431, "the request's header fields are too large; send fewer or shorter ones", ec);
      return;
    }
    if (name == http::field::transfer_encoding && !EqualsIgnoreCase(Std(value), "chunked")) {
      Refuse(501, "`Transfer-Encoding` may only be `chunked`", ec);
      return;
    }
    if (name == http::field::transfer_encoding) coded_ = true;
    if (name == http::field::content_length) sized_ = true;
    // Both at once is how requests are smuggled past a proxy (RFC 9112 section 6.3).
    if (coded_ && (sized_ || http10_)) {
      Refuse(400, "`Transfer-Encoding` cannot stand beside `Content-Length` or in HTTP/1.0", ec);
      return;
    }
    into_->AddHeader(Std(name_text), Std(value));
  }

  void on_header_impl(error_code& ec) override {
    head_done_ = true;
    const int hosts = into_->CountHeader("Host") - hosts_;
    if (hosts > 1 || (hosts == 0 && !http10_)) {
      Refuse(400, "exactly one `Host` header is required (RFC 9112 section 3.2)", ec);
      return;
    }
    const auto length = content_length();
    announced_bytes_ = chunked() ? max_body_ : length.get_value_or(0);
    expects_body_ = announced_bytes_ > 0;
    if (length && *length > max_body_) TooLarge(ec);
  }

  void on_body_init_impl(boost::optional<uint64_t> const& length, error_code&) override {
    if (length) into_->body.reserve(static_cast<size_t>(std::min(*length, kMaxReserveBytes)));
  }

  size_t on_body_impl(StringView body, error_code& ec) override { return Append(body, ec); }

  void on_chunk_header_impl(uint64_t, StringView, error_code&) override {}

  size_t on_chunk_body_impl(uint64_t, StringView body, error_code& ec) override {
    return Append(body, ec);
  }

  void on_finish_impl(error_code&) override {}

  size_t Append(StringView body, error_code& ec) {
    if (body.size() > max_body_ - into_->body.size()) {
      TooLarge(ec);
      return 0;
    }
    into_->body.append(body.data(), body.size());
    return body.size();
  }

  void TooLarge(error_code& ec) {
    Refuse(413,
           "the body is larger than " + std::to_string(max_body_) +
               " bytes; send fewer leads at once, or use `signalbox route` for a file",
           ec);
  }

  HttpRequest* into_;
  const size_t max_header_;
  const size_t max_body_;
  Refusal* refusal_;
  int fields_ = 0;
  bool http10_ = false;
  int hosts_ = 0;  // that the target brought
  bool head_done_ = false;
  bool coded_ = false;
  bool sized_ = false;
  bool expects_body_ = false;
  uint64_t announced_bytes_ = 0;
};

}  // namespace

class RequestParser::Inner {
 public:
  Inner(size_t max_header, size_t max_body) : max_header_(max_header), max_body_(max_body) {}

  void Begin(HttpRequest* into) {
    into_ = into;
    refusal_.detail.clear();
    head_told_ = false;
    head_bytes_ = 0;
    parser_.emplace(into, max_header_, max_body_, &refusal_);
  }

  Outcome Put(std::string_view bytes, size_t* consumed) {
    *consumed = 0;
    if (head_told_ && parser_->is_done()) return Outcome::kDone;
    if (bytes.empty()) return Outcome::kNeedMore;
    error_code ec;
    do {
      const std::string_view rest = bytes.substr(*consumed);
      if (head_told_ && parser_->chunked() && rest.size() < kChunkedEndBytes &&
          rest.starts_with('0'))
        return Outcome::kNeedMore;
      const size_t body_before = into_->body.size();
      const size_t taken = parser_->put({rest.data(), rest.size()}, ec);
      *consumed += taken;
      if (!head_told_) head_bytes_ += taken;
      if (ec) break;
      // Beast counts a head that comes whole from its second line on, and a chunk's line (or the
      // trailers) not at all.
      const size_t line = head_told_ ? taken - (into_->body.size() - body_before) : head_bytes_;
      if (line > max_header_) {
        ec = http::error::header_limit;
        break;
      }
      if (parser_->is_header_done() && !head_told_) {
        head_told_ = true;
        return Outcome::kHead;
      }
    } while (!parser_->is_done() && *consumed < bytes.size());
    if (!ec) return parser_->is_done() ? Outcome::kDone : Outcome::kNeedMore;
    // What the parser wants whole (the head, a chunk's line) it leaves; more of it than a head may
    // have is an attack.
    if (ec == http::error::need_more) {
      const size_t line = bytes.size() - *consumed + (head_told_ ? 0 : head_bytes_);
      if (line <= max_header_) return Outcome::kNeedMore;
      ec = http::error::header_limit;
    }
    Explain(ec);
    return Outcome::kBad;
  }

  const Collector& parser() const { return *parser_; }
  const Refusal& refusal() const { return refusal_; }

 private:
  void Explain(const error_code& ec) {
    if (!refusal_.detail.empty()) return;  // ours, and more exact
    if (ec == http::error::header_limit) {
      refusal_ = {431, "the request's header fields (or a chunk's) are larger than " +
                           std::to_string(max_header_) + " bytes; send fewer or shorter ones"};
    } else if (ec == http::error::bad_version) {
      refusal_ = {505, "this server speaks HTTP/1.1 and HTTP/1.0"};
    } else {
      refusal_ = {400, "the request is not well-formed HTTP/1.1: " + ec.message()};
    }
  }

  const size_t max_header_;
  const size_t max_body_;
  HttpRequest* into_ = nullptr;
  std::optional<Collector> parser_;
  Refusal refusal_;
  bool head_told_ = false;
  size_t head_bytes_ = 0;
};

RequestParser::RequestParser(size_t max_header_bytes, size_t max_body_bytes)
    : inner_(std::make_unique<Inner>(max_header_bytes, max_body_bytes)) {}
RequestParser::~RequestParser() = default;

void RequestParser::Begin(HttpRequest* into) {
  inner_->Begin(into);
}
RequestParser::Outcome RequestParser::Put(std::string_view bytes, size_t* consumed) {
  return inner_->Put(bytes, consumed);
}
bool RequestParser::keep_alive() const {
  return inner_->parser().keep_alive();
}
bool RequestParser::http10() const {
  return inner_->parser().http10();
}
bool RequestParser::expects_body() const {
  return inner_->parser().expects_body();
}
uint64_t RequestParser::announced_bytes() const {
  return inner_->parser().announced_bytes();
}
int RequestParser::status() const {
  return inner_->refusal().status;
}
const std::string& RequestParser::detail() const {
  return inner_->refusal().detail;
}

}  // namespace signalbox
