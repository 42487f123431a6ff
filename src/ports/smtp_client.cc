#include "ports/smtp_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace signalbox {
namespace {

struct CurlEnd {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct RecipientsEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct MailUpload {
  std::string_view rest;
  bool whole = false;  // all of it was handed over
};

size_t GiveMail(char* into, size_t size, size_t count, void* from) {
  auto* upload = static_cast<MailUpload*>(from);
  const size_t length = std::min(size * count, upload->rest.size());
  std::memcpy(into, upload->rest.data(), length);
  upload->rest.remove_prefix(length);
  upload->whole = upload->rest.empty();
  return length;
}

bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '<' && c != '>';
  });
}

// RFC 4954 section 6 and RFC 3207: what the settings cause, not the message.
bool IsOfSettings(long answer) {
  return answer == 530 || answer == 534 || answer == 535 || answer == 538;
}

void SetAddress(CURL* curl, const SmtpSettings& settings) {
  const bool implicit = settings.tls == SmtpTls::kImplicit;
  const std::string url = std::string(implicit ? "smtps" : "smtp") + "://" + settings.host + ":" +
                          std::to_string(settings.port) + "/signalbox";
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  const long wanted = settings.tls == SmtpTls::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  curl_easy_setopt(curl, CURLOPT_USE_SSL, wanted);
  if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
  if (!settings.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
  }
  const TimeUs timeout_ms = std::max<TimeUs>(1, settings.timeout_us / kMillisecondUs);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
}

}  // namespace

Result<NoticeOutcome> SmtpClient::Send(const std::string& from, const std::string& to,
                                       const std::string& message) {
  if (!IsPlain(from) || !IsPlain(to))
    return Err(Code::kInvalid, "a mail address holds a character that none may");
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CurlEnd> curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (curl == nullptr) return Err(Code::kUnavailable, "libcurl does not start");
  SetAddress(curl.get(), settings_);
  const std::string sender = "<" + from + ">";
  const std::unique_ptr<curl_slist, RecipientsEnd> recipients(
      curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  if (recipients == nullptr) return Err(Code::kUnavailable, "there is no memory for a mail");
  MailUpload upload{message};
  char fault[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, GiveMail);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, fault);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return NoticeOutcome::kSent;
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  const std::string where = "`" + settings_.host + ":" + std::to_string(settings_.port) +
                            "`: " + (*fault != '\0' ? fault : curl_easy_strerror(code));
  if (answer >= 500 && answer < 600 && !IsOfSettings(answer)) return Err(Code::kInvalid, where);
  // 354 asked for the message; after it nothing was heard any more.
  if (upload.whole && answer < 400) return NoticeOutcome::kUnknown;
  return Err(code == CURLE_OPERATION_TIMEDOUT ? Code::kDeadline : Code::kUnavailable, where);
}

}  // namespace signalbox
