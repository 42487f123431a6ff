#include "policy/escalation.h"

#include "policy/sla_due.h"

namespace signalbox {

const EscalationNode* FindEscalation(const Policy& policy, std::string_view node) {
  const auto found = policy.escalations.find(node);
  return found == policy.escalations.end() ? nullptr : &found->second;
}

AskedNow WhoIsAsked(const EscalationNode& node, const Roster& roster, TimeUs now) {
  AskedNow asked;
  std::string person = node.ask.name;
  if (node.ask.kind == NoticeTarget::Kind::kTeam) {
    asked.team = node.ask.name;
    return asked;
  }
  if (node.ask.kind == NoticeTarget::Kind::kManagerOfTeam) {
    asked.team = node.ask.name;
    const Team* team = roster.FindTeam(node.ask.name);
    // Without a manager the team itself is asked: somebody sees it.
    if (team == nullptr || team->manager.empty()) return asked;
    person = team->manager;
  }
  // Hours do not matter: the time that they have is counted in them.
  const auto away = [&](const std::string& who) {
    const Absence absence = roster.AbsenceAt(who, now);
    return absence == Absence::kOffHours || absence == Absence::kNoWeight ? Absence::kNone
                                                                          : absence;
  };
  const Absence absence = away(person);
  if (absence == Absence::kNone) {
    asked.person = std::move(person);
    return asked;
  }
  const Person* found = roster.FindPerson(person);
  if (found != nullptr && !found->delegate.empty() && away(found->delegate) == Absence::kNone) {
    asked.person = found->delegate;
    return asked;
  }
  asked.passed_over = std::move(person);
  asked.why = AbsenceName(absence);
  return asked;
}

TimeUs DecideBy(const EscalationNode& node, const Roster& roster, TimeUs now) {
  const AskedNow asked = WhoIsAsked(node, roster, now);
  const CountedTime time = asked.person.empty() ? CountedTime::OfTeam(roster, asked.team)
                                                : CountedTime::OfPerson(roster, asked.person);
  const TimeUs due = time.After(now, node.decide_within_us);
  // Nobody's time comes within two years: the clock on the wall decides instead.
  return due >= 0 ? due : now + node.decide_within_us;
}

}  // namespace signalbox
