// Escalation graphs: who is asked to decide about a record, in which order, for how long, and what
// happens when nobody does (docs/sla.md has the syntax).
//
// A node asks one team, person or manager and names what follows its time: another node, or an end.
// Ends are effects, so every way through a graph ends: cycles, dead ends and nodes that nothing
// leads to do not compile.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "policy/compiled.h"
#include "policy/decision.h"
#include "policy/sla.h"

namespace signalbox {

// Asks further than this are a committee.
inline constexpr size_t kMaxEscalationNodes = 50;

// What a decision of kind kEscalate names by `Decision::node`: `GRAPH/NODE`, or the rule's own name
// followed by `/` where the rule asks one team by itself.
const EscalationNode* FindEscalation(const Policy& policy, std::string_view node);

// Who is asked at a node: the person, or their delegate while they are away. kUnknown for a node
// that asks a team.
struct AskedNow {
  std::string person;  // empty: a team, or nobody who can be asked
  std::string team;
  std::string passed_over;  // the person who is away and has nobody to stand in
  std::string_view why;     // AbsenceName
};
AskedNow WhoIsAsked(const EscalationNode& node, const Roster& roster, TimeUs now);

// When the time of a node is up: business time of whoever is asked.
TimeUs DecideBy(const EscalationNode& node, const Roster& roster, TimeUs now);

}  // namespace signalbox
