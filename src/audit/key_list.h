// audit.vkey: the public keys that signed a log's heads, one a line, the present one first. Heads
// of before a rotation verify by the keys below it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.h"
#include "base/result.h"

namespace signalbox {

// kInvalid names the line; an empty text is no list.
Result<std::vector<AuditVerifierKey>> ParseKeyList(std::string_view text);
// One line each, with its line feed.
std::string KeyListText(const std::vector<AuditVerifierKey>& keys);

}  // namespace signalbox
