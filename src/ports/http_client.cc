#include "ports/http_client.h"

#include <curl/curl.h>

#include <algorithm>

namespace signalbox {
namespace {

// A reply's headers, all together: more is no honest server's.
constexpr size_t kMaxHeaderBytes = size_t{64} << 10;

struct EasyCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListCleanup>;

CURL* ThisThreadsHandle() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  thread_local const std::unique_ptr<CURL, EasyCleanup> handle(ready == CURLE_OK ? curl_easy_init()
                                                                                 : nullptr);
  return handle.get();
}

struct Receiving {
  HttpReply reply;
  size_t max_bytes = 0;
  size_t header_bytes = 0;
  bool too_long = false;
};

size_t TakeBody(char* bytes, size_t size, size_t count, void* into) {
  auto* receiving = static_cast<Receiving*>(into);
  const size_t length = size * count;
  if (receiving->reply.body.size() + length > receiving->max_bytes) {
    receiving->too_long = true;
    return 0;
  }
  receiving->reply.body.append(bytes, length);
  return length;
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* into) {
  auto* receiving = static_cast<Receiving*>(into);
  const size_t length = size * count;
  receiving->header_bytes += length;
  if (receiving->header_bytes > kMaxHeaderBytes) {
    receiving->too_long = true;
    return 0;
  }
  std::string_view line(bytes, length);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    // A status line: what came before belonged to `100 Continue`.
    if (line.starts_with("HTTP/")) receiving->reply.headers.clear();
    return length;
  }
  HttpHeader header{std::string(line.substr(0, colon)), {}};
  std::transform(header.name.begin(), header.name.end(), header.name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const size_t value = line.find_first_not_of(" \t", colon + 1);
  if (value != std::string_view::npos) header.value = line.substr(value);
  receiving->reply.headers.push_back(std::move(header));
  return length;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

Status CheckRequest(const OutgoingRequest& request) {
  if (!request.url.starts_with("http://") && !request.url.starts_with("https://")) {
    return Err(Code::kInvalid, "`" + request.url + "` is no http or https address");
  }
  if (request.method.empty() || !std::all_of(request.method.begin(), request.method.end(),
                                             [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return Err(Code::kInvalid, "`" + request.method + "` is no HTTP method");
  }
  for (const HttpHeader& header : request.headers) {
    if (header.name.empty() || HasControl(header.name) || HasControl(header.value) ||
        header.name.find_first_of(": ") != std::string::npos) {
      return Err(Code::kInvalid,
                 "the header `" + header.name + "` holds a character that none may");
    }
  }
  return {};
}

Result<HeaderList> MakeHeaders(const OutgoingRequest& request) {
  HeaderList list;
  // curl asks for `100 Continue` before larger bodies, which costs a round trip.
  std::vector<std::string> lines = {"Expect:"};
  for (const HttpHeader& header : request.headers) {
    // `Name;` is curl's way to write a header without a value.
    lines.push_back(header.value.empty() ? header.name + ';' : header.name + ": " + header.value);
  }
  for (const std::string& line : lines) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return Err(Code::kUnavailable, "there is no memory for a request");
    list.release();
    list.reset(longer);
  }
  return list;
}

void SetOptions(CURL* curl, const OutgoingRequest& request, const curl_slist* headers,
                Receiving* receiving, char* fault) {
  // Keeps the connections and forgets the request before.
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "signalbox");
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, fault);
  const TimeUs timeout_ms = std::max<TimeUs>(1, request.timeout_us / kMillisecondUs);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, TakeBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiving);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, TakeHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, receiving);
}

Error Explain(CURLcode code, const OutgoingRequest& request, const Receiving& receiving,
              const char* fault) {
  const std::string where = "`" + request.method + " " + request.url + "`";
  if (receiving.too_long) {
    return Err(Code::kExhausted,
               where + " answered more than " + std::to_string(request.max_reply_bytes) + " bytes");
  }
  const std::string why = *fault != '\0' ? fault : curl_easy_strerror(code);
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return Err(Code::kDeadline,
               where + " did not answer within " + FormatDuration(request.timeout_us));
  }
  // libcurl names both a scheme that is none and an answer that is no HTTP so.
  const bool of_http = request.url.starts_with("http://") || request.url.starts_with("https://");
  if (code == CURLE_URL_MALFORMAT || (code == CURLE_UNSUPPORTED_PROTOCOL && !of_http)) {
    return Err(Code::kInvalid, where + ": " + why);
  }
  return Err(Code::kUnavailable, where + ": " + why);
}

}  // namespace

std::string_view HttpReply::Header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

Result<HttpReply> HttpClient::Fetch(const OutgoingRequest& request) {
  SB_TRY(CheckRequest(request));
  CURL* curl = ThisThreadsHandle();
  if (curl == nullptr) return Err(Code::kUnavailable, "libcurl does not start");
  SB_ASSIGN(const HeaderList headers, MakeHeaders(request));
  Receiving receiving;
  receiving.max_bytes = request.max_reply_bytes;
  char fault[CURL_ERROR_SIZE] = "";
  SetOptions(curl, request, headers.get(), &receiving, fault);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) return Explain(code, request, receiving, fault);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  receiving.reply.status = static_cast<int>(status);
  return std::move(receiving.reply);
}

}  // namespace signalbox
