// Tables that no rule uses, and pools whose people all take nothing.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/check_run.h"

namespace signalbox {

namespace {

// True for an absence that time does not end.
bool Lasts(Absence absence) {
  return absence == Absence::kInactive || absence == Absence::kNoWeight;
}

}  // namespace

void CheckPeople(CheckRun* run) {
  std::set<std::string_view> used;
  for (const Rule& rule : run->policy.rules) {
    if (rule.effect.kind == Effect::Kind::kTable) used.insert(rule.effect.table->id());
  }
  for (const auto& [id, table] : run->policy.tables) {
    if (used.contains(id)) continue;
    run->Warn("policy.yaml", table->spec().at, fmt::format("no rule uses the table `{}`", id));
  }
  if (run->roster == nullptr) return;
  for (const auto& [id, pool] : run->policy.pools) {
    std::vector<Candidate> members;
    ListCandidates(pool, *run->roster, 0, &members);
    // That nobody is in it at all was said when the bundle was compiled.
    if (members.empty()) continue;
    bool none = std::all_of(members.begin(), members.end(),
                            [](const Candidate& one) { return Lasts(one.absence); });
    if (!none) continue;
    run->Warn("policy.yaml", {},
              fmt::format("pool `{}`: nobody of its {} people takes anything; they are inactive or "
                          "have weight 0",
                          id, members.size()));
  }
}

}  // namespace signalbox
