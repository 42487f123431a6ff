#include "workspace/personal_limits.h"

#include <algorithm>

#include "access/personal_rules.h"

namespace signalbox {

namespace {

// What the identity of a lead is made of (intake/identity.h).
constexpr Field kIdentity[] = {Field::kEmail,     Field::kPhone,    Field::kExternalId,
                               Field::kFirstName, Field::kLastName, Field::kName};

}  // namespace

Result<FieldSet> KeptAnywhere(Workspace& workspace, const Principal& principal) {
  FieldSet kept;
  if (principal.kind == Principal::Kind::kOperator) return kept;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    if (state.access_rules.personal.empty()) return;
    const Result<PersonalRules> rules = PersonalRules::Parse(state.access_rules.personal);
    const Person* person = state.roster.FindPerson(principal.person);
    const std::string_view team = person == nullptr ? std::string_view() : person->team;
    kept = rules.ok() ? rules->KeptAnywhere(principal, team) : PersonalFields();
  }));
  return kept;
}

Result<bool> MayLookUp(Workspace& workspace, const Principal& principal) {
  if (!principal.IsPerson()) return true;
  SB_ASSIGN(const FieldSet kept, KeptAnywhere(workspace, principal));
  return std::none_of(std::begin(kIdentity), std::end(kIdentity),
                      [&](Field field) { return kept.test(PlaceOf(field)); });
}

Status CheckMayLookUp(Workspace& workspace, const Principal& principal) {
  SB_ASSIGN(const bool may, MayLookUp(workspace, principal));
  if (may) return {};
  return Err(Code::kForbidden,
             "the answer would tell whether somebody is known, and the workspace's rules keep "
             "names, addresses or numbers from you; name a record by its `lead_...` id, have leads "
             "sent by a form, a source or a token of role service, or ask an administrator");
}

}  // namespace signalbox
