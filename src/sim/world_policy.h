// The two policy versions that the simulation publishes, rolls back and publishes again.
#pragma once

#include <string>
#include <string_view>

#include "policy/policy.h"

namespace signalbox {

inline constexpr char kSimPlan[] = R"(plan: route_lead
record: lead
steps:
  - {id: normalise, kind: agent, needs: normalise}
  - {id: enrich, kind: agent, needs: enrich_outside, after: [normalise], deadline: 90s,
     retry: {times: 2, backoff: 5s}, fallback: [enrich_second], on_failure: skip}
  - {id: consent, kind: agent, needs: consent, after: [normalise]}
  - {id: pause, kind: wait, for: 20m, after: [normalise], when: {lead.country: GB}}
  - {id: match, kind: lookup, needs: match, after: [enrich, consent, pause]}
  - {id: route, kind: decide, needs: route, after: [match]}
  - {id: assign, kind: decide, needs: assign, after: [route]}
  - {id: book, kind: agent, needs: book, after: [assign], when: {lead.country: FR}}
  - {id: write_back, kind: effect, needs: write_back, after: [assign, book]}
  - {id: notify, kind: effect, needs: notify, after: [write_back]}
merge:
  lead.employees: [received, enrich]
)";

// What the guard says of whoever did not say whether we may write.
inline constexpr std::string_view kNoConsent = "no consent";

// `again`: the version that routes a person anew who comes back.
inline BundleFiles SimBundle(bool again) {
  std::string text = R"(policy: simulation
record: lead
)";
  if (again) text += "triggers: [created, came_back]\n";
  text += R"(guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest, unknown]}
    else: {reject: no_lawful_basis}
  - name: known-consent
    require: {lead.consent: [given, legitimate_interest, refused]}
    else: {hold: {queue: unrouted, reason: no consent}}
rules:
  - name: known-person
    when: {prior.owner.active: true}
    assign: {owner_of: prior}
  - name: asked
    when: {lead.country: BR, lead.last_name: {starts: Buyer1}}
    escalate: {graph: desk}
  - name: north
    when: {lead.country: [DE, GB]}
    assign: {pool: north}
    sla: [first_touch, accept]
  - name: west
    when: {lead.country: [US, FR]}
    assign: {pool: west}
    sla: [first_touch]
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  north: {members: {team: north}, strategy: weighted, all_out: hold}
)";
  text += again ? "  west: {members: {team: west}, strategy: rotation, all_out: hold}\n"
                : "  west: {members: {team: west}, strategy: weighted, all_out: hold}\n";
  text +=
      "queues:\n  unrouted: {owner: {team: north}, empty_within: 4h}\n"
      "  desk: {owner: {person: finn}, empty_within: 30m}\n";
  text += R"(slas:
  first_touch:
    within: 40m
    stops: [crm.activity_by_owner, meeting.booked, desk.contacted]
    pauses: [held, waiting_for_customer]
    steps:
      - {at: 20m, remind: owner}
      - {at: 40m, reassign: same_pool, at_most: 2}
      - {at: 60m, escalate: {team: north}, again: 10m}
  accept:
    within: 2h
    clock: team
    stops: [desk.accepted]
    on_reassign: continue
    steps:
      - {at: 90m, reassign: {queue: desk}}
escalations:
  desk:
    begins: team
    nodes:
      team: {team: west, decide_within: 30m, otherwise: boss}
      boss: {person: ada, decide_within: 30m, otherwise: {assign: {pool: west}}}
hand_back_reasons:
  wrong_person: {then: route_again}
  bad_record: {then: correct, queue: desk}
  not_now: {then: recycle, after: 1h}
  later: {then: recycle}
  not_a_lead: {then: disqualify}
)";
  return {{"policy.yaml", text}, {"plans/route_lead.yaml", kSimPlan}};
}

}  // namespace signalbox
