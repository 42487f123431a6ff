#include "workspace/backtest_leads.h"

#include "intake/identity.h"
#include "workspace/lead_trial.h"

namespace signalbox {
namespace {

const Digest& PlanHash(const PolicyVersion& version) {
  static const Digest kNone{};
  const Plan* plan = PlanFor(version, "lead");
  return plan == nullptr ? kNone : plan->hash;
}

BacktestPlace PlaceOfStop(const LeadTrial::Outcome& outcome) {
  BacktestPlace place;
  place.decided = true;
  place.disposition =
      outcome.status == LeadStatus::kRejected ? Disposition::kReject : Disposition::kHold;
  place.target = place.disposition == Disposition::kReject ? "rejected" : "held";
  place.reason = outcome.reason;
  return place;
}

class FileBacktest {
 public:
  FileBacktest(const BacktestOptions& options, std::unique_ptr<LeadTrial> before,
               std::unique_ptr<LeadTrial> after)
      : options_(options),
        run_(options),
        before_(std::move(before)),
        after_(std::move(after)),
        returns_(Returns(*options.before->policy)) {}

  Status Take(const Attributes& lead, TimeUs now);
  Result<BacktestReport> Finish();
  void Start() { run_.Start(before_->state().pools); }

 private:
  static bool Returns(const Policy& policy) {
    for (const std::string& trigger : TriggersOf(policy)) {
      if (trigger == "came_back") return true;
    }
    return false;
  }
  // The number of this person's record; nothing when the lead starts no run.
  std::optional<size_t> NumberOf(const Attributes& lead);

  const BacktestOptions& options_;
  BacktestRun run_;
  const std::unique_ptr<LeadTrial> before_, after_;  // no `after` where the plans are one
  const bool returns_;
  std::unordered_map<std::string, size_t> by_identity_;
  std::vector<std::string> names_;  // of leads, as the file calls them
  int64_t duplicates_ = 0, stopped_ = 0;
};

std::optional<size_t> FileBacktest::NumberOf(const Attributes& lead) {
  const std::vector<std::string> identities = IdentityKeys(lead);
  size_t number = names_.size();
  for (const std::string& identity : identities) {
    const auto at = by_identity_.find(identity);
    if (at != by_identity_.end()) number = std::min(number, at->second);
  }
  for (const std::string& identity : identities) by_identity_.try_emplace(identity, number);
  if (number == names_.size()) {
    const std::string_view own = lead.Text(Field::kExternalId);
    names_.push_back(own.empty() ? "#" + std::to_string(number + 1) : std::string(own));
    return number;
  }
  ++duplicates_;
  if (!returns_) return std::nullopt;
  return number;
}

Status FileBacktest::Take(const Attributes& lead, TimeUs now) {
  const std::optional<size_t> number = NumberOf(lead);
  if (!number.has_value()) return {};
  SB_ASSIGN(LeadTrial::Outcome before, before_->Run(*number, lead, now));
  LeadTrial::Outcome after = before;
  if (after_ != nullptr) {
    SB_ASSIGN(after, after_->Run(*number, lead, now));
  }
  const BacktestPlace stop_before = PlaceOfStop(before), stop_after = PlaceOfStop(after);
  if (before.record == nullptr && after.record == nullptr) ++stopped_;
  Attributes copy, copy_after;
  if (before.record != nullptr)
    before.record = &RecordUnder(*options_.before->policy, before_->run(), before_->state(),
                                 options_.flags, &copy);
  if (after.record != nullptr) {
    const LeadTrial& trial = after_ != nullptr ? *after_ : *before_;
    after.record = &RecordUnder(*options_.after->policy, trial.run(), trial.state(), options_.flags,
                                &copy_after);
  }
  SB_TRY(run_.Take({.lead = *number,
                    .record = before.record != nullptr ? *before.record : lead,
                    .record_after = after.record,
                    .roster = before_->state().roster,
                    .now = now,
                    .stopped_before = before.record == nullptr ? &stop_before : nullptr,
                    .stopped_after = after.record == nullptr ? &stop_after : nullptr}));
  const BacktestPlace place = run_.PlaceBefore(*number);
  if (place.disposition != Disposition::kAssign) return {};
  before_->SetOwner(*number, place.target);
  if (after_ != nullptr) after_->SetOwner(*number, place.target);
  return {};
}

Result<BacktestReport> FileBacktest::Finish() {
  SB_ASSIGN(BacktestReport report,
            run_.Finish(before_->state().roster, [this](size_t lead) { return names_[lead]; }));
  report.from_file = true;
  report.duplicates = duplicates_;
  report.stopped = stopped_;
  return report;
}

}  // namespace

std::unique_ptr<State> CopyForTrial(const State& state) {
  auto copy = std::make_unique<State>();
  copy->log_id = state.log_id;
  copy->roster = state.roster;
  copy->person_ids = state.person_ids;
  copy->person_refs = state.person_refs;
  copy->directory = state.directory;
  copy->pools = state.pools;
  copy->registry = state.registry;
  copy->flags = state.flags;
  return copy;
}

Result<BacktestReport> BacktestLeads(std::unique_ptr<State> state, const LeadSource& next,
                                     const BacktestOptions& options, TimeUs now) {
  std::unique_ptr<LeadTrial> before, after;
  if (PlanHash(*options.before) != PlanHash(*options.after)) {
    SB_ASSIGN(after, LeadTrial::Make(CopyForTrial(*state), *options.after));
  }
  SB_ASSIGN(before, LeadTrial::Make(CopyForTrial(*state), *options.before));
  state.reset();
  FileBacktest backtest(options, std::move(before), std::move(after));
  backtest.Start();
  for (Attributes lead;; lead.Clear()) {
    SB_ASSIGN(const bool more, next(&lead));
    if (!more) break;
    const TimeUs at = lead.Has(Field::kReceivedAt) ? lead.Int(Field::kReceivedAt) : now;
    if (at < options.since || at >= options.until) continue;
    SB_TRY(backtest.Take(lead, at));
  }
  return backtest.Finish();
}

}  // namespace signalbox
