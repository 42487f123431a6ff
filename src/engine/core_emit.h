// Core::EmitRun, for the core's own sources.
#pragma once

#include "engine/core.h"

namespace signalbox {

// A call whose answer was lost and that is not made again: it may have been carried out, and there
// is nothing here that reads back whether it was.
inline bool IsForAPersonWhenLost(const AgentSpec* agent) {
  return agent != nullptr &&
         (agent->effects == EffectClass::kBlind || agent->effects == EffectClass::kProbeable);
}
inline constexpr std::string_view kAnswerUnknown = "answer_unknown";

template <typename B>
Event& Core::EmitRun(Run& run, const B& body, const Attributes* personal) {
  Event& event = Emit(EntityKind::kRun, run.id, B::kType);
  body::Encode(body, &event.clear);
  if (personal != nullptr && HasPart(*personal, Part::kSealed)) {
    Emitted& emitted = out_->back();
    emitted.subject = state_->leads[run.lead].subject;
    EncodeAttributes(*personal, Part::kSealed, &emitted.sealed);
  }
  return event;
}

template <typename B>
Event& Core::EmitLead(uint32_t lead, const B& body) {
  Event& event = Emit(EntityKind::kLead, state_->leads[lead].id, B::kType);
  body::Encode(body, &event.clear);
  return event;
}

}  // namespace signalbox
