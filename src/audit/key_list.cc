#include "audit/key_list.h"

namespace signalbox {

Result<std::vector<AuditVerifierKey>> ParseKeyList(std::string_view text) {
  std::vector<AuditVerifierKey> keys;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line == "\r") continue;
    SB_ASSIGN(AuditVerifierKey key, AuditVerifierKey::Parse(line));
    keys.push_back(std::move(key));
  }
  if (keys.empty()) return Err(Code::kInvalid, "the file holds no verifier key");
  return keys;
}

std::string KeyListText(const std::vector<AuditVerifierKey>& keys) {
  std::string text;
  for (const AuditVerifierKey& key : keys) text += key.Text() + "\n";
  return text;
}

}  // namespace signalbox
