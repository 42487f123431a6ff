#include "api/http_message.h"

#include <charconv>
#include <span>

#include "base/ascii.h"

namespace signalbox {
namespace {

void AppendInBase(uint64_t value, int base, std::string* out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, base);
  out->append(digits, static_cast<size_t>(end.ptr - digits));
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ");
  const size_t begin = out->size();
  out->append(value);
  for (char& c : std::span(*out).subspan(begin)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) c = ' ';
  }
  out->append("\r\n");
}

// On every answer that does not say otherwise itself (Fetch, CSP level 3, Referrer Policy): what we
// answer is never guessed at, framed, or a page, nobody is told where its reader came from, and no
// cache on the way keeps what was meant for one reader.
constexpr std::pair<std::string_view, std::string_view> kSafeHeaders[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
};

// A browser that came by TLS once comes by nothing else for a year (RFC 6797).
constexpr std::string_view kTlsOnly = "Strict-Transport-Security: max-age=31536000\r\n";

}  // namespace

std::string_view MethodName(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    case Method::kOptions:
      return "OPTIONS";
    case Method::kOther:
      break;
  }
  return "OTHER";
}

Method ParseMethod(std::string_view text) {
  for (const Method method : {Method::kPost, Method::kGet, Method::kHead, Method::kPut,
                              Method::kPatch, Method::kDelete, Method::kOptions}) {
    if (text == MethodName(method)) return method;
  }
  return Method::kOther;
}

std::string_view StatusText(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

std::string_view HttpRequest::Header(std::string_view name) const {
  for (const Field& f : fields_) {
    if (EqualsIgnoreCase(Name(f), name)) return {head_.data() + f.value_at, f.value_size};
  }
  return {};
}

int HttpRequest::CountHeader(std::string_view name) const {
  int count = 0;
  for (const Field& f : fields_) count += EqualsIgnoreCase(Name(f), name) ? 1 : 0;
  return count;
}

void HttpRequest::AddHeader(std::string_view name, std::string_view value) {
  const auto at = static_cast<uint32_t>(head_.size());
  const auto name_size = static_cast<uint32_t>(name.size());
  fields_.push_back({at, name_size, at + name_size, static_cast<uint32_t>(value.size())});
  head_.append(name).append(value);
}

std::string_view HttpRequest::query() const {
  const size_t mark = target.find('?');
  if (mark == std::string::npos) return {};
  return std::string_view(target).substr(mark + 1);
}

void HttpRequest::Clear(size_t keep_bytes) {
  target.clear();
  body.clear();
  if (body.capacity() > keep_bytes) std::string().swap(body);
  head_.clear();
  fields_.clear();
}

std::string_view HttpResponse::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoreCase(key, name)) return value;
  }
  return {};
}

void AppendResponse(const HttpResponse& response, const Framing& framing, std::string* out) {
  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  out->reserve(out->size() + 512 + response.body.size());
  out->append("HTTP/1.1 ");
  AppendInBase(static_cast<uint64_t>(response.status), 10, out);
  out->push_back(' ');
  out->append(StatusText(response.status)).append("\r\n");
  if (!response.content_type.empty() && has_body) {
    AppendHeader("Content-Type", response.content_type, out);
  }
  if (framing.streaming) {
    if (!framing.http10) out->append("Transfer-Encoding: chunked\r\n");
  } else if (has_body) {
    out->append("Content-Length: ");
    AppendInBase(response.body.size(), 10, out);
    out->append("\r\n");
  }
  if (!framing.keep_alive) {
    out->append("Connection: close\r\n");
  } else if (framing.http10) {
    out->append("Connection: keep-alive\r\n");
  }
  if (!framing.date.empty()) AppendHeader("Date", framing.date, out);
  for (const auto& [name, value] : response.headers) AppendHeader(name, value, out);
  for (const auto& [name, value] : kSafeHeaders) {
    if (response.Header(name).empty()) AppendHeader(name, value, out);
  }
  if (framing.secure) out->append(kTlsOnly);
  out->append("\r\n");
  if (has_body && !framing.head_only && !framing.streaming) out->append(response.body);
}

void AppendChunk(std::string_view bytes, std::string* out) {
  if (bytes.empty()) return;
  AppendInBase(bytes.size(), 16, out);
  out->append("\r\n").append(bytes).append("\r\n");
}

}  // namespace signalbox
