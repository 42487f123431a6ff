#include "engine/verbs.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/clock_times.h"

namespace signalbox {
namespace {

constexpr std::string_view kVerbNames[kVerbCount] = {
    "accept",    "contacted", "book",   "activity", "wait",   "resume",
    "hand_back", "hand_over", "recall", "claim",    "decide", "met"};

// A reason in the clear is a code: what people write by themselves may be about people.
constexpr size_t kMaxReasonCode = 64;

// Beside the bits of SlaStop: no clock stops by it alone.
constexpr uint8_t kMetBit = 16;

bool IsReasonCode(std::string_view text) {
  return !text.empty() && text.size() <= kMaxReasonCode &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Status CheckPerson(const State& state, PersonRef ref, std::string_view what) {
  const Person* person = state.roster.FindPerson(state.PersonOf(ref));
  if (person == nullptr)
    return Err(Code::kInvalid, fmt::format("`{}` names nobody of the roster", what));
  if (!person->active)
    return Err(Code::kConflict, fmt::format("`{}` is not active and takes no leads", person->id));
  return {};
}

Status CheckQueue(const Policy& policy, const std::string& queue) {
  if (QueuesOf(policy).contains(queue)) return {};
  return Err(Code::kInvalid, fmt::format("the lead's policy has no queue `{}`", queue));
}

Status CheckHandBack(const State&, const LeadEntry& entry, const Policy& policy,
                     const ev::LeadActed& body, TimeUs now) {
  if (body.by != 0 && body.by != static_cast<PersonRef>(entry.owner))
    return Err(Code::kConflict, "only its owner hands a lead back; a manager recalls it");
  const auto& reasons = HandBackReasonsOf(policy);
  const auto reason = reasons.find(body.reason);
  if (reason == reasons.end()) {
    std::vector<std::string> names;
    for (const auto& [name, spec] : reasons) names.push_back(name);
    if (names.empty())
      return Err(Code::kConflict,
                 "the policy lists no reasons to hand a lead back; add `hand_back_reasons`");
    return Err(Code::kInvalid, fmt::format("`{}` is no reason of the policy; give one of `{}`",
                                           body.reason, fmt::join(names, "`, `")));
  }
  const bool day = reason->second.then == HandBackThen::kRecycle && reason->second.after_us == 0;
  if (day && body.until <= now)
    return Err(Code::kInvalid, "`until` is missing or has passed: the day on which it comes back");
  return {};
}

Status CheckDecide(const State& state, const LeadEntry& entry, const Policy& policy,
                   const ev::LeadActed& body) {
  const Run* run = state.FindRun(entry.run);
  if (entry.status != LeadStatus::kHeld || run == nullptr || !run->waits || StepToDecide(*run) < 0)
    return Err(Code::kConflict, "nothing about this lead waits for a decision");
  if ((body.to != 0) + !body.queue.empty() + !body.reason.empty() != 1)
    return Err(Code::kInvalid, "a decision is one of `to`, `queue` or, to reject, `reason`");
  if (body.to != 0) return CheckPerson(state, body.to, "to");
  if (!body.queue.empty()) return CheckQueue(policy, body.queue);
  if (IsReasonCode(body.reason)) return {};
  return Err(Code::kInvalid,
             "a `reason` is a code of small letters, digits and `_`, such as `no_fit`");
}

Status CheckClaim(const State& state, const LeadEntry& entry, const ev::LeadActed& body) {
  SB_TRY(CheckPerson(state, body.by, "by"));
  if (entry.status == LeadStatus::kQueued) return {};
  const Run* run = state.FindRun(entry.run);
  const bool waits = entry.status == LeadStatus::kHeld && run != nullptr && run->waits &&
                     StepToDecide(*run) >= 0 && entry.queue != 0;
  if (waits) return {};
  return Err(Code::kConflict, "this lead waits in no queue, so nobody can claim it");
}

}  // namespace

std::string_view VerbName(Verb verb) {
  const auto number = static_cast<size_t>(verb);
  return number < std::size(kVerbNames) ? kVerbNames[number] : "unknown";
}

Result<Verb> VerbByName(std::string_view name) {
  for (size_t i = 0; i < std::size(kVerbNames); ++i) {
    if (kVerbNames[i] == name) return static_cast<Verb>(i);
  }
  return Err(Code::kNotFound, fmt::format("`{}` is nothing that can be done with a lead; it is one "
                                          "of `{}`",
                                          name, fmt::join(kVerbNames, "`, `")));
}

uint8_t ActedBits(Verb verb) {
  switch (verb) {
    case Verb::kAccept:
      return static_cast<uint8_t>(SlaStop::kAccepted);
    case Verb::kContacted:
      return static_cast<uint8_t>(SlaStop::kContacted);
    case Verb::kBook:
      return static_cast<uint8_t>(SlaStop::kMeetingBooked);
    case Verb::kActivity:
      return static_cast<uint8_t>(SlaStop::kActivityByOwner);
    case Verb::kMet:
      return static_cast<uint8_t>(SlaStop::kActivityByOwner) | kMetBit;
    default:
      return 0;
  }
}

bool EarnedTurn(CreditOn credit, uint8_t acted) {
  switch (credit) {
    case CreditOn::kAssigned:
      return true;
    case CreditOn::kAccepted:
      return acted != 0;
    case CreditOn::kBooked:
      return (acted & (static_cast<uint8_t>(SlaStop::kMeetingBooked) | kMetBit)) != 0;
    case CreditOn::kHeld:
      return (acted & kMetBit) != 0;
  }
  return true;
}

int64_t StepToDecide(const Run& run) {
  for (size_t i = 0; i < run.plan->steps.size(); ++i) {
    const PlanStep& step = run.plan->steps[i];
    if (step.kind == StepKind::kDecide && step.needs != "assign") return static_cast<int64_t>(i);
  }
  return -1;
}

Status CheckVerb(const State& state, uint32_t lead, const ev::LeadActed& body, TimeUs now) {
  SB_TRY(CheckAlive(state, lead));
  const LeadEntry& entry = state.leads[lead];
  const auto version = state.PolicyOf(lead);
  if (version == nullptr) return Err(Code::kConflict, "this lead was never routed");
  const Policy& policy = *version->policy;
  if (body.verb == Verb::kClaim) return CheckClaim(state, entry, body);
  if (body.verb == Verb::kDecide) return CheckDecide(state, entry, policy, body);
  if (entry.owner == 0 || entry.status != LeadStatus::kRouted)
    return Err(Code::kConflict, "nobody has this lead, so there is nothing to say about it");
  switch (body.verb) {
    case Verb::kHandBack:
      return CheckHandBack(state, entry, policy, body, now);
    case Verb::kHandOver:
      if (body.to == static_cast<PersonRef>(entry.owner))
        return Err(Code::kConflict, "whom it is handed over to has it already");
      return CheckPerson(state, body.to, "to");
    case Verb::kRecall:
      if (entry.acted != 0)
        return Err(Code::kConflict,
                   "its owner has taken it up, so it is not recalled; the owner "
                   "hands it back or over");
      return body.queue.empty() ? Status() : CheckQueue(policy, body.queue);
    default:
      return {};
  }
}

bool NeedsRecord(const State& state, uint32_t lead, const ev::LeadActed& body) {
  if (body.verb == Verb::kRecall) return body.queue.empty();
  if (body.verb != Verb::kHandBack) return false;
  const auto version = state.PolicyOf(lead);
  if (version == nullptr) return false;
  const auto& reasons = HandBackReasonsOf(*version->policy);
  const auto reason = reasons.find(body.reason);
  return reason != reasons.end() && reason->second.then == HandBackThen::kRouteAgain;
}

bool NeedsRecord(const State& state, uint32_t lead, const LeadClock& clock) {
  if (clock.body.kind == ClockKind::kRecycle) return true;
  const auto version = state.PolicyOf(lead);
  const SlaSpec* sla = version == nullptr ? nullptr : SlaOf(*version->policy, clock.body);
  const auto step = static_cast<size_t>(clock.body.step);
  if (sla == nullptr || step >= sla->steps.size()) return false;
  const int64_t used = step < clock.body.reassigned.size() ? clock.body.reassigned[step] : 0;
  return sla->steps[step].kind == SlaStep::Kind::kReassign && used < sla->steps[step].at_most;
}

}  // namespace signalbox
