// What becomes of records and of people outside of routing: merged, converted, deleted, opted out,
// given to somebody by the CRM, forgotten.
#include "engine/record_events.h"
#include "sim/world.h"
#include "workspace/forget.h"

namespace signalbox {
namespace {

const Actor kOutsideSystem{ActorKind::kOperator, "crm"};

const LeadEntry& RecordAt(const State& state, uint64_t which) {
  return state.leads.At(which % state.leads.size());
}

}  // namespace

// Of records in any state; what makes no sense must be refused, and nothing of it may stay.
void World::ChangeRecord() {
  const uint64_t how = random_.Below(6), which = random_.Next(), other = random_.Next();
  const auto by = static_cast<PersonRef>(random_.Below(7));
  Change([=](signalbox::Turn& turn) -> Status {
    const State& state = turn.state();
    if (state.leads.empty()) return {};
    const LeadEntry& entry = RecordAt(state, which);
    const auto say = [&](EventType type, const auto& body) {
      return turn.Input(EntityKind::kLead, entry.id, type, kOutsideSystem, body);
    };
    switch (how) {
      case 0:
        return say(EventType::kRecordMerged, ev::RecordMerged{RecordAt(state, other).id, by});
      case 1:
        return say(EventType::kRecordConverted, ev::RecordConverted{by});
      case 2:
        return say(EventType::kRecordDeleted, ev::RecordDeleted{by});
      case 3:
        return say(EventType::kOptedOut, ev::OptedOut{by, false});
      case 4:
        return say(EventType::kOptedOut, ev::OptedOut{by, true});
      default:
        return say(EventType::kOwnerChangedOutside,
                   ev::OwnerChangedOutside{by, static_cast<PersonRef>(entry.owner), true});
    }
  });
}

// The event first, the keys after: a process that dies between them finishes at its next start.
void World::ForgetSomebody() {
  const uint64_t which = random_.Next();
  // Somebody of the team, who made requests and sent no lead.
  const std::string seller = Chance(25) ? RandomSeller() : std::string();
  auto subjects = std::make_shared<std::vector<int64_t>>();
  signalbox::Change change;
  change.apply = [this, which, seller, subjects](signalbox::Turn& turn) -> Status {
    const State& state = turn.state();
    if (state.leads.empty()) return {};
    const std::string named = seller.empty() ? FormatId("lead", RecordAt(state, which).id) : seller;
    SB_ASSIGN(const PersonRecords person, FindPerson(turn, *keys_, named, {}));
    for (const PersonCase& one : person.cases) {
      subjects->push_back(one.subject);
      SB_TRY(EraseCase(turn, kOutsideSystem, one, ev::Forgotten{{one.subject}}));
    }
    for (const PersonLead& one : person.leads) {
      subjects->push_back(one.subject);
      SB_TRY(turn.Input(EntityKind::kLead, one.entity, EventType::kForgotten, kOutsideSystem,
                        ev::Forgotten{{one.subject}}));
    }
    return {};
  };
  change.done = [this, subjects](const Status& status, int64_t) {
    if (!status.ok()) return;
    for (const int64_t subject : *subjects) {
      if (const Status gone = keys_->Forget(subject); gone.ok()) continue;
      reached_->Mark("erasure_cut_short");
      erasure_is_open_ = true;
      return;
    }
  };
  engine_->Apply(std::move(change));
}

}  // namespace signalbox
