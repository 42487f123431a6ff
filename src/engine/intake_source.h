// A source: a name under which leads come in (`POST /v1/intake/{source}`), with the field names of
// its sender and the way in which its sender signs. Workspace data, set by events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// How a source's requests are signed. Numbers are stored: append only.
enum class SignatureKind : uint8_t {
  kNone = 0,              // not at all: the workspace's token is asked for
  kStandardWebhooks = 1,  // webhook-id, webhook-timestamp, webhook-signature
  kHubSha256 = 2,         // X-Hub-Signature-256: sha256=<hex HMAC-SHA-256 of the body>
  kHexSha256 = 3,         // X-Signature: <hex HMAC-SHA-256 of the body>
};
// `none`, `standard_webhooks`, `hub_sha256`, `hex_sha256`.
std::string_view SignatureName(SignatureKind kind);
// kInvalid names the four.
Result<SignatureKind> ParseSignature(std::string_view name);

struct IntakeSource {
  std::string name;
  Digest mapping{};  // blob with the field map as it was given; zero: the usual names
  SignatureKind signature = SignatureKind::kNone;
  // Sealed where stored. Empty although there is a signature: it was erased, and nothing passes.
  Bytes secret;
  bool operator==(const IntakeSource&) const = default;
};

}  // namespace signalbox
