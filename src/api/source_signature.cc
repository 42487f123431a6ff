#include "api/source_signature.h"

#include <charconv>

#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

constexpr std::string_view kHubPrefix = "sha256=";

std::string_view SignatureHeader(SignatureKind kind) {
  switch (kind) {
    case SignatureKind::kStandardWebhooks:
      return "webhook-signature";
    case SignatureKind::kHubSha256:
      return "X-Hub-Signature-256";
    case SignatureKind::kHexSha256:
      return "X-Signature";
    case SignatureKind::kNone:
      break;
  }
  return {};
}

Status CheckStandard(const IntakeSource& source, const HttpRequest& request, TimeUs now) {
  const std::string_view id = request.Header("webhook-id");
  const std::string_view text = request.Header("webhook-timestamp");
  int64_t timestamp = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, timestamp);
  if (id.empty() || text.empty() || read.ec != std::errc() || read.ptr != end) {
    return Err(Code::kForbidden,
               "a signed request has `webhook-id`, `webhook-timestamp` in seconds and "
               "`webhook-signature`");
  }
  return CheckWebhook(source.secret, id, timestamp, request.body,
                      request.Header("webhook-signature"), now);
}

}  // namespace

bool HasSignature(const IntakeSource& source, const HttpRequest& request) {
  const std::string_view header = SignatureHeader(source.signature);
  return !header.empty() && !request.Header(header).empty();
}

Result<std::string> CheckSignature(const IntakeSource& source, const HttpRequest& request,
                                   TimeUs now) {
  const std::string_view header = SignatureHeader(source.signature);
  std::string_view given = request.Header(header);
  if (given.empty()) {
    return Err(Code::kForbidden,
               "this source's requests are signed: send `" + std::string(header) + "`");
  }
  std::string_view key = request.Header("Idempotency-Key");
  if (source.signature == SignatureKind::kStandardWebhooks) {
    SB_TRY(CheckStandard(source, request, now));
    key = request.Header("webhook-id");
  } else {
    if (source.signature == SignatureKind::kHubSha256) {
      if (!given.starts_with(kHubPrefix)) {
        return Err(Code::kForbidden, "`X-Hub-Signature-256` is `sha256=` and 64 hex digits");
      }
      given.remove_prefix(kHubPrefix.size());
    }
    SB_TRY(CheckBodySignature(source.secret, request.body, given));
  }
  if (key.empty()) return std::string();
  return "source " + source.name + " " + std::string(key);
}

}  // namespace signalbox
