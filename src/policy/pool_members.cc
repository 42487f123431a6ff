#include "policy/pool_members.h"

#include <array>

#include "policy/findings.h"

namespace signalbox {
namespace {

const SlotTable& PeopleSlots() {
  static const SlotTable slots = SlotTable::OfPeople();
  return slots;
}

// What one thread last found. The rule is held on to, so that its address is nobody else's.
struct Found {
  std::shared_ptr<const MemberRule> rule;
  uint64_t stamp = 0;
  std::vector<const Person*> members;
};

}  // namespace

std::shared_ptr<const MemberRule> MemberRule::Compile(const YamlNode& node, std::string_view file,
                                                      Findings* findings) {
  std::optional<Condition> condition =
      Condition::Compile(node, PeopleSlots(), true, file, findings);
  if (!condition) return nullptr;
  return std::shared_ptr<const MemberRule>(new MemberRule(*std::move(condition)));
}

bool MemberRule::Holds(const Person& person) const {
  static const Attributes no_record;
  return condition_.Evaluate(SlotValues(PeopleSlots(), no_record, &person), nullptr) ==
         Truth::kTrue;
}

const std::vector<const Person*>& MembersOf(const PoolSpec& spec, const Roster& roster) {
  if (spec.where == nullptr) return roster.MembersOf(spec.team);
  // A policy has tens of pools; those that meet in a slot only pay for the search again.
  constexpr size_t kSlots = 64;
  thread_local std::array<Found, kSlots> slots;
  Found& found = slots[std::hash<const void*>{}(spec.where.get()) / alignof(MemberRule) % kSlots];
  if (found.rule != spec.where || found.stamp != roster.stamp()) {
    found.rule = spec.where;
    found.stamp = roster.stamp();
    found.members.clear();
    for (const auto& [id, person] : roster.people()) {
      if (spec.where->Holds(person)) found.members.push_back(&person);
    }
  }
  return found.members;
}

Absence AbsenceFrom(const PoolSpec& spec, const Person& person, TimeUs now) {
  const Absence absence = Roster::AbsenceOf(person, now);
  if (spec.calendar == nullptr) return absence;
  if (absence != Absence::kNone && absence != Absence::kOffHours) return absence;
  return IsFreeDay(*spec.calendar, ToLocal(now, person.zone)) ? Absence::kHoliday : absence;
}

}  // namespace signalbox
