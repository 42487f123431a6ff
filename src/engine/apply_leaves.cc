#include <algorithm>

#include "engine/apply.h"
#include "engine/leave_events.h"
#include "engine/leaves_ahead.h"

namespace signalbox {
namespace {

void DropLeave(PersonRef person, TimeUs from, TimeUs to, State* state) {
  std::erase_if(state->leaves_ahead, [&](const LeaveAhead& one) {
    return one.person == person && one.from == from && one.to == to;
  });
}

}  // namespace

std::string_view InHandThenName(InHandThen then) {
  switch (then) {
    case InHandThen::kKeep:
      return "keep";
    case InHandThen::kDelegate:
      return "delegate";
    case InHandThen::kRouteAgain:
      return "route_again";
  }
  return "keep";
}

std::string_view LeaveOutcomeName(LeaveOutcome outcome) {
  switch (outcome) {
    case LeaveOutcome::kDone:
      return "done";
    case LeaveOutcome::kCancelled:
      return "cancelled";
    case LeaveOutcome::kMissed:
      return "missed";
  }
  return "done";
}

Status ApplyLeaves(const Event& event, State* state) {
  if (static_cast<EventType>(event.type) == EventType::kLeavePlanned) {
    SB_ASSIGN(const auto body, DecodeBody<ev::LeavePlanned>(event.clear));
    DropLeave(body.person, body.from, body.to, state);
    state->leaves_ahead.push_back(
        {body.person, body.from, body.to, body.then, body.by, body.most, event.position});
    return {};
  }
  SB_ASSIGN(const auto body, DecodeBody<ev::LeaveSettled>(event.clear));
  DropLeave(body.person, body.from, body.to, state);
  return {};
}

}  // namespace signalbox
