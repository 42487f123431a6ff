// An AgentSpec as deterministic CBOR, for events and the saved state. The webhook secret is left
// out: it is sealed where it is stored, never beside codes in the clear.
#pragma once

#include "agents/contract.h"
#include "base/bytes.h"
#include "base/cbor.h"

namespace signalbox {

void EncodeAgentSpec(const AgentSpec& spec, Bytes* out);
// Fails the reader on anything that EncodeAgentSpec does not write.
AgentSpec DecodeAgentSpec(CborReader& reader);

}  // namespace signalbox
