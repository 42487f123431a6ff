#include "engine/intake_source.h"

namespace signalbox {
namespace {

constexpr SignatureKind kKinds[] = {SignatureKind::kNone, SignatureKind::kStandardWebhooks,
                                    SignatureKind::kHubSha256, SignatureKind::kHexSha256};

}  // namespace

std::string_view SignatureName(SignatureKind kind) {
  switch (kind) {
    case SignatureKind::kNone:
      return "none";
    case SignatureKind::kStandardWebhooks:
      return "standard_webhooks";
    case SignatureKind::kHubSha256:
      return "hub_sha256";
    case SignatureKind::kHexSha256:
      return "hex_sha256";
  }
  return "none";
}

Result<SignatureKind> ParseSignature(std::string_view name) {
  for (const SignatureKind kind : kKinds) {
    if (SignatureName(kind) == name) return kind;
  }
  return Err(Code::kInvalid,
             "`signature` is standard_webhooks, hub_sha256, hex_sha256 or none, not `" +
                 std::string(name.substr(0, 100)) + "`");
}

}  // namespace signalbox
