// The desk's resolver: takes a request up, and completes, rejects, asks or escalates it within one
// turn, so that no case is ever seen half done (docs/desk.md).
//
// Inside a turn, on the engine's thread.
#pragma once

#include "desk/approver.h"
#include "workspace/desk_facts.h"

namespace signalbox {

// Who acts where the resolver does.
inline Actor DeskAgent() {
  return {ActorKind::kAgent, "desk"};
}

// Feeds everything that follows from the findings. The case is New or Triaging. Whoever decides
// nothing is asked nothing; not set: whoever the roster says is asked.
Status ActOnFindings(Turn& turn, const Id& entity, const CaseFindings& findings,
                     const DecidesNothing& decides_nothing = {});

// Gives a record to somebody and says so in the case's audit; `give` is what HowToGive said.
Status GiveRecord(Turn& turn, const Id& entity, uint32_t lead, const ev::LeadActed& give,
                  const Actor& actor, ev::CaseToolCalled tool);

}  // namespace signalbox
