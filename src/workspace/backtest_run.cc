#include "workspace/backtest_run.h"

#include <algorithm>
#include <map>
#include <set>

namespace signalbox {
namespace {

bool IsAbsent(std::string_view lost) {
  return lost == AbsenceName(Absence::kInactive) || lost == AbsenceName(Absence::kUnknown);
}

struct Doubt {
  std::string_view kind;
  std::string rule, about;
  auto operator<=>(const Doubt&) const = default;
};

// What a reader of the report should look at before this version ships.
std::set<Doubt> DoubtsOf(const Decision& decision, const Roster& roster, TimeUs now) {
  std::set<Doubt> doubts;
  for (const Unknown& unknown : decision.unknowns) {
    const bool guard = decision.reason == "guard_unknown" && unknown.rule == decision.rule;
    const std::string_view kind = unknown.rule == "fields" ? "new_value"
                                  : guard                  ? "guard_unknown"
                                                           : "rule_unknown";
    doubts.insert({kind, unknown.rule, unknown.attribute});
  }
  if (decision.disposition == Disposition::kHold && decision.reason == "all_out")
    doubts.insert({"nobody_at_work", decision.rule, decision.pool});
  for (const Considered& lost : decision.considered) {
    // A pool's members are passed over silently; a person whom a rule names is missed.
    if (lost.by.empty() || !IsAbsent(lost.lost)) continue;
    const bool unknown = lost.lost == AbsenceName(Absence::kUnknown);
    doubts.insert({unknown ? "owner_unknown" : "owner_inactive", lost.by, lost.owner});
  }
  if (decision.disposition == Disposition::kAssign && decision.pool.empty()) {
    const Absence absence = roster.AbsenceAt(decision.owner, now);
    if (absence == Absence::kAway || absence == Absence::kPaused)
      doubts.insert({"owner_away", decision.rule, decision.owner});
  }
  return doubts;
}

bool Moved(const BacktestPlace& from, const BacktestPlace& to) {
  return from.target != to.target || from.disposition != to.disposition;
}

}  // namespace

BacktestPlace PlaceOfDecision(const Decision& decision) {
  BacktestPlace place;
  place.decided = true;
  place.disposition = decision.disposition;
  place.rule = decision.rule;
  place.row = decision.row;
  place.reason = decision.reason;
  place.target = decision.disposition == Disposition::kAssign ? decision.owner : decision.queue;
  if (place.target.empty()) place.target = decision.asked;
  if (!place.target.empty()) return place;
  switch (decision.disposition) {
    case Disposition::kHold:
      place.target = "held";
      break;
    case Disposition::kReject:
      place.target = "rejected";
      break;
    default:
      place.target = "escalated";
  }
  return place;
}

BacktestRun::BacktestRun(const BacktestOptions& options)
    : options_(options), before_(options.before), after_(options.after) {
  report_.mode = options.mode;
  report_.before = options.before->name;
  report_.after = options.after->name;
  report_.before_name = NameOf(*options.before->policy);
  report_.after_name = NameOf(*options.after->policy);
}

void BacktestRun::Start(const PoolStates& pools) {
  before_.Start(pools);
  after_.Start(pools);
  started_ = true;
}

BacktestRun::Placed BacktestRun::Keep(const BacktestPlace& place) {
  return {words_.Intern(place.target), words_.Intern(place.rule), words_.Intern(place.row),
          words_.Intern(place.reason), place.disposition,         place.decided};
}

BacktestPlace BacktestRun::PlaceOf(const Placed& placed) const {
  return {placed.disposition,     placed.decided,        words_.Of(placed.target),
          words_.Of(placed.rule), words_.Of(placed.row), words_.Of(placed.reason)};
}

void BacktestRun::NoteTime(const BacktestCase& one) {
  const int64_t revision = one.roster.revision();
  if (report_.decisions++ == 0) {
    report_.since = one.now;
    report_.roster_from = revision;
  }
  report_.until = std::max(report_.until, one.now);
  report_.roster_to = revision;
}

Status BacktestRun::Take(const BacktestCase& one) {
  if (!started_) Start(one.pools == nullptr ? PoolStates{} : *one.pools);
  NoteTime(one);
  if (leads_.size() <= one.lead) leads_.resize(one.lead + 1);
  if (one.recorded != nullptr) leads_[one.lead].recorded = Keep(*one.recorded);
  const bool of_file = one.pools == nullptr;
  if (options_.mode != BacktestMode::kClosed) TakeOpen(one, of_file ? before_.pools() : *one.pools);
  // A's own pools stand for the history that a file does not have.
  if (options_.mode == BacktestMode::kOpen && !of_file) return {};
  leads_[one.lead].time = one.now;
  SB_TRY(TakeClosed(one, one.record, one.stopped_before, &before_));
  const Attributes& after = one.record_after != nullptr ? *one.record_after : one.record;
  return TakeClosed(one, after, one.stopped_after, &after_);
}

Status BacktestRun::TakeClosed(const BacktestCase& one, const Attributes& record,
                               const BacktestPlace* stopped, PolicyLoop* loop) {
  SB_TRY(loop->AskAgain(one.roster, one.now));
  if (one.again) return {};
  if (stopped != nullptr) {
    loop->Put(one.lead, *stopped);
    return {};
  }
  return loop->Take(one.lead, record, one.roster, one.now);
}

void BacktestRun::TakeOpen(const BacktestCase& one, const PoolStates& pools) {
  const Attributes& record_after = one.record_after != nullptr ? *one.record_after : one.record;
  Decision before, after;
  DecideInput input{one.record, one.roster, pools, one.now, {}};
  DecideInput input_after{record_after, one.roster, pools, one.now, {}};
  if (!one.owner.empty()) {
    input.previous_owners.emplace_back(one.owner);
    input_after.previous_owners.emplace_back(one.owner);
  }
  if (one.stopped_before == nullptr) before = Decide(*options_.before->policy, input);
  if (one.stopped_after == nullptr) after = Decide(*options_.after->policy, input_after);
  Lead& lead = leads_[one.lead];
  lead.time = one.now;
  const BacktestPlace from =
      one.stopped_before != nullptr ? *one.stopped_before : PlaceOfDecision(before);
  const BacktestPlace to =
      one.stopped_after != nullptr ? *one.stopped_after : PlaceOfDecision(after);
  lead.before = Keep(from);
  lead.after = Keep(to);
  if (Moved(from, to) && one.record.Has(Field::kExternalId))
    external_ids_[one.lead] = one.record.Text(Field::kExternalId);
  // Asked again, a lead has the doubts that it had.
  if (!one.again && one.stopped_after == nullptr) NoteConflicts(one, before, after);
}

void BacktestRun::NoteConflicts(const BacktestCase& one, const Decision& before,
                                const Decision& after) {
  const std::set<Doubt> now = DoubtsOf(after, one.roster, one.now);
  if (now.empty()) return;
  const std::set<Doubt> then = DoubtsOf(before, one.roster, one.now);
  report_.conflict_count += static_cast<int64_t>(now.size());
  for (const Doubt& doubt : now) {
    if (conflicts_.size() >= kMaxBacktestListed) return;
    conflicts_.push_back({one.lead, words_.Intern(doubt.kind), words_.Intern(doubt.rule),
                          words_.Intern(doubt.about), then.contains(doubt)});
  }
}

void BacktestRun::OwnerChanged(size_t lead, std::string_view from, std::string_view to) {
  before_.OwnerChanged(lead, from, to);
  after_.OwnerChanged(lead, from, to);
}

void BacktestRun::CountMoves(const LeadNames& id_of) {
  std::map<std::pair<uint32_t, uint32_t>, int64_t> flows;
  const uint32_t nothing = words_.Intern("nothing_matched");
  for (size_t i = 0; i < leads_.size(); ++i) {
    const Lead& lead = leads_[i];
    if (!lead.before.decided) continue;
    report_.as_recorded += lead.recorded.decided && lead.recorded.target == lead.before.target;
    report_.unmatched_before += lead.before.rule == nothing;
    if (lead.after.rule == nothing) {
      ++report_.unmatched_count;
      if (report_.unmatched.size() < kMaxBacktestListed) report_.unmatched.push_back(id_of(i));
    }
    const BacktestPlace from = PlaceOf(lead.before), to = PlaceOf(lead.after);
    if (!Moved(from, to)) continue;
    ++report_.moved_count;
    ++flows[{lead.before.target, lead.after.target}];
    if (report_.moved.size() >= kMaxBacktestListed) continue;
    const auto external = external_ids_.find(i);
    report_.moved.push_back(
        {id_of(i), external == external_ids_.end() ? "" : external->second, lead.time, from, to});
  }
  for (const auto& [ends, count] : flows)
    report_.flows.push_back({words_.Of(ends.first), words_.Of(ends.second), count});
  std::stable_sort(report_.flows.begin(), report_.flows.end(),
                   [](const auto& a, const auto& b) { return a.leads > b.leads; });
}

void BacktestRun::ListConflicts(const LeadNames& id_of) {
  for (const Conflict& one : conflicts_) {
    report_.conflicts.push_back({id_of(one.lead), words_.Of(one.kind), words_.Of(one.rule),
                                 words_.Of(one.about), one.before});
  }
}

void BacktestRun::CountLoads(const Roster& roster) {
  std::map<std::string, BacktestLoad> loads;
  const auto count = [&](const BacktestPlace& place, int64_t BacktestLoad::*column) {
    if (!place.decided) return;
    BacktestLoad& load = loads[place.target];
    load.is_person |= place.disposition == Disposition::kAssign;
    ++(load.*column);
  };
  for (size_t i = 0; i < leads_.size(); ++i) {
    const Lead& lead = leads_[i];
    count(PlaceOf(lead.recorded), &BacktestLoad::recorded);
    count(PlaceOf(lead.before), &BacktestLoad::before);
    count(PlaceOf(lead.after), &BacktestLoad::after);
    if (options_.mode == BacktestMode::kOpen) continue;
    const BacktestPlace before = before_.PlaceOf(i), after = after_.PlaceOf(i);
    count(before, &BacktestLoad::closed_before);
    count(after, &BacktestLoad::closed_after);
    report_.closed_moved_count += before.decided && Moved(before, after);
    const bool recorded = lead.recorded.decided;
    report_.loop_before.modelled += recorded && words_.Of(lead.recorded.target) != before.target;
    report_.loop_after.modelled += recorded && words_.Of(lead.recorded.target) != after.target;
  }
  std::vector<int64_t> before, after;
  for (auto& [target, load] : loads) {
    load.target = target;
    load.is_person |= roster.FindPerson(target) != nullptr;
    if (load.is_person) before.push_back(load.before), after.push_back(load.after);
    report_.loads.push_back(std::move(load));
  }
  report_.jain_before_e4 = JainE4(before);
  report_.jain_after_e4 = JainE4(after);
}

Result<BacktestReport> BacktestRun::Finish(const Roster& roster, const LeadNames& id_of) {
  for (PolicyLoop* loop : {&before_, &after_}) SB_TRY(loop->AskAgain(roster, report_.until));
  report_.leads = std::count_if(leads_.begin(), leads_.end(), [](const Lead& lead) {
    return lead.recorded.decided || lead.before.decided || lead.time != 0;
  });
  if (options_.mode != BacktestMode::kOpen) {
    report_.loop_before = before_.Summary();
    report_.loop_after = after_.Summary();
  }
  CountMoves(id_of);
  ListConflicts(id_of);
  CountLoads(roster);
  if (options_.mode != BacktestMode::kOpen) {
    report_.jain_before_e4 = report_.loop_before.jain_e4;
    report_.jain_after_e4 = report_.loop_after.jain_e4;
  }
  return std::move(report_);
}

}  // namespace signalbox
