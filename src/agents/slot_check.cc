#include "agents/slot_check.h"

#include <algorithm>

#include "agents/reasons.h"
#include "base/bytes.h"
#include "base/limits.h"

namespace signalbox {
namespace {

bool HasItsType(const Attributes& output, Field field) {
  const std::string_view text = output.Text(field);
  switch (SpecOf(field).type) {
    case FieldType::kText:
      return !text.empty() && text.size() <= kMaxFieldBytes && IsCleanUtf8(text);
    case FieldType::kInt:
      return text.empty();
    case FieldType::kBool:
      return text.empty() && (output.Int(field) == 0 || output.Int(field) == 1);
  }
  return false;
}

Field FirstUndeclared(const AgentSpec& spec, const Attributes& output) {
  for (const Field field : output.Fields()) {
    if (std::find(spec.outputs.begin(), spec.outputs.end(), field) == spec.outputs.end()) {
      return field;
    }
  }
  return Field::kEmail;
}

}  // namespace

std::optional<SlotFault> CheckOutput(const AgentSpec& spec, const AgentResult& result) {
  if (result.confidence_e4 < 0 || result.confidence_e4 > 10000) {
    return SlotFault{reason::kBadConfidence};
  }
  if (result.outcome != Outcome::kOk && result.reason.empty()) {
    return SlotFault{reason::kReasonMissing};
  }
  size_t declared = 0, bytes = 0;
  for (const Field field : spec.outputs) {
    if (!result.output.Has(field)) continue;
    ++declared;
    if (!HasItsType(result.output, field)) return SlotFault{reason::kWrongType, field};
    bytes += result.output.Text(field).size();
  }
  if (bytes > kMaxStepOutputBytes) return SlotFault{reason::kAgentTooLarge};
  if (declared != result.output.size() || !result.output.extras().empty()) {
    return SlotFault{reason::kUndeclaredOutput, FirstUndeclared(spec, result.output)};
  }
  return std::nullopt;
}

}  // namespace signalbox
