#include "workspace/personal_limits.h"

#include "access/personal_rules.h"

namespace signalbox {

Status CheckNothingKept(Workspace& workspace, const Principal& principal) {
  if (principal.kind == Principal::Kind::kOperator) return {};
  bool kept = false;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    if (state.access_rules.personal.empty()) return;
    const Result<PersonalRules> rules = PersonalRules::Parse(state.access_rules.personal);
    const Person* person = state.roster.FindPerson(principal.person);
    kept = !rules.ok() ||
           rules->Narrows(principal, person == nullptr ? std::string_view() : person->team);
  }));
  if (!kept) return {};
  return Err(Code::kForbidden,
             "this shows the personal fields of everybody, and the workspace's rules keep some of "
             "them from you; ask an administrator");
}

}  // namespace signalbox
