// People of the simulation: whoever has a lead does something with it, and others too.
#include "engine/verbs.h"
#include "sim/world.h"

namespace signalbox {
namespace {

constexpr std::string_view kReasons[] = {"wrong_person", "bad_record", "not_now", "later",
                                         "not_a_lead",   "because",    ""};
constexpr std::string_view kQueues[] = {"", "unrouted", "desk", "nowhere"};
const Actor kSeller{ActorKind::kPerson, "seller"};

}  // namespace

// Half of it is what a sensible person would do; the rest must be refused, and nothing of it may
// stay.
void World::ActOnLead() {
  const uint64_t which = random_.Next(), who = random_.Below(4), what = random_.Below(kVerbCount);
  const uint64_t reason = random_.Below(std::size(kReasons));
  const uint64_t queue = random_.Below(std::size(kQueues));
  const uint64_t to = random_.Below(8);
  const TimeUs later = static_cast<TimeUs>(random_.Below(2 * kHourUs));
  Change([=](signalbox::Turn& turn) -> Status {
    const State& state = turn.state();
    if (state.leads.empty()) return {};
    const LeadEntry& entry = state.leads[which % state.leads.size()];
    ev::LeadActed body;
    body.verb = static_cast<Verb>(what);
    if (entry.status == LeadStatus::kHeld && who < 2) body.verb = Verb::kDecide;
    if (entry.status == LeadStatus::kQueued && who < 2) body.verb = Verb::kClaim;
    body.by = who == 0 ? 0 : static_cast<PersonRef>(entry.owner);
    const bool needs_to = body.verb == Verb::kHandOver || body.verb == Verb::kDecide;
    if (needs_to) body.to = static_cast<PersonRef>(to);
    if (body.verb == Verb::kClaim) body.by = static_cast<PersonRef>(to);
    const bool needs_queue =
        body.verb == Verb::kRecall || (body.verb == Verb::kDecide && body.to == 0);
    if (needs_queue) body.queue = kQueues[queue];
    if (body.verb == Verb::kHandBack) body.reason = kReasons[reason];
    if (body.verb == Verb::kDecide && body.to == 0 && body.queue.empty()) body.reason = "no_fit";
    if (body.reason == "later") body.until = turn.now() + later;
    return turn.Act(entry.id, body, kSeller);
  });
}

}  // namespace signalbox
