#include "plans/plan_loader.h"

namespace signalbox {

std::string_view ShippedRouteLead() {
  return R"(plan: route_lead
record: lead
steps:
  - {id: normalise, kind: agent, needs: normalise}
  - {id: validate, kind: agent, needs: validate, after: [normalise]}
  - {id: enrich, kind: agent, needs: enrich, after: [validate]}
  - {id: consent, kind: agent, needs: consent, after: [enrich]}
  - {id: match, kind: lookup, needs: match, after: [consent]}
  - {id: intent, kind: agent, needs: intent, after: [consent]}
  - {id: score, kind: agent, needs: score, after: [match, intent]}
  - {id: advise, kind: agent, needs: advise_contact, after: [score]}
  - {id: route, kind: decide, needs: route, after: [score]}
  - {id: assign, kind: decide, needs: assign, after: [route]}
  - {id: write_back, kind: effect, needs: write_back, after: [assign]}
  - {id: notify, kind: effect, needs: notify, after: [write_back]}
)";
}

}  // namespace signalbox
