#include "workspace/few_told.h"

#include "access/personal_rules.h"

namespace signalbox {

int64_t FewestToldIn(const State& state) {
  const Result<PersonalRules> rules = PersonalRules::Parse(state.access_rules.personal);
  return rules.ok() ? rules->fewest_told() : kFewestTold;
}

Status CheckNothingKept(const Sight& sight) {
  if (sight.KeptAnywhere().none()) return {};
  return Err(Code::kForbidden,
             "fields of some records are kept from you, and this counts over all of them and any "
             "time; reports of a whole week (`/v1/reports/rules`, `/v1/reports/returned` with "
             "`week`) hide single people");
}

}  // namespace signalbox
