#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "intake/field_map.h"
#include "intake/json_place.h"
#include "intake/lead_builder.h"
#include "intake/lead_json.h"

namespace signalbox {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// WHATWG URL 5.1: `+` is a space, and a `%` that begins no escape stands for itself.
std::string Decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out.push_back(' ');
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

std::optional<LeadFault> AddPair(std::string_view pair, const FieldMap* map,
                                 std::vector<std::string>* seen, LeadBuilder* builder) {
  const size_t equals = std::min(pair.find('='), pair.size());
  const std::string name = Decoded(pair.substr(0, equals));
  const std::string value = Decoded(pair.substr(std::min(equals + 1, pair.size())));
  if (FirstBadUtf8(name) != std::string::npos || name.find('\0') != std::string::npos) {
    return LeadFault{"", "the name of a field is not clean UTF-8"};
  }
  if (FirstBadUtf8(value) != std::string::npos) return LeadFault{'/' + name, "invalid UTF-8"};
  if (name.empty()) return std::nullopt;
  const NamedTarget named(name, map);
  if (named.ignored()) return std::nullopt;
  const ColumnTarget* target = named.target();
  const bool again = std::find(seen->begin(), seen->end(), name) != seen->end();
  LeadBuilder::Fault fault;
  if (again && target == nullptr) {
    fault = builder->AppendExtra(named.name(), value);
  } else if (!again) {
    if (seen->size() > 2 * kMaxExtraFields) return LeadFault{"", "too many fields"};
    seen->push_back(name);
    fault = builder->AddText(named.name(), target, value, Strictness::kText);
  }
  if (!fault) return std::nullopt;
  return LeadFault{'/' + name, *std::move(fault)};
}

}  // namespace

LeadOrFault ParseLeadForm(std::string_view body, const FieldMap* map) {
  if (body.size() > kMaxLeadBytes) {
    return std::unexpected(
        LeadFault{"", "longer than " + std::to_string(kMaxLeadBytes) + " bytes"});
  }
  LeadOrFault lead;
  LeadBuilder builder(&*lead);
  std::vector<std::string> seen;
  while (!body.empty()) {
    const size_t end = std::min(body.find('&'), body.size());
    if (end > 0) {
      std::optional<LeadFault> fault = AddPair(body.substr(0, end), map, &seen, &builder);
      if (fault) return std::unexpected(*std::move(fault));
    }
    body.remove_prefix(std::min(end + 1, body.size()));
  }
  return lead;
}

}  // namespace signalbox
