#include "workspace/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/json_writer.h"
#include "base/log.h"

namespace signalbox {
namespace {

constexpr int64_t kMostDays = 36'500;
// Of one turn: looking reads two events a lead, forgetting writes some.
constexpr size_t kLookedAtOnce = 2'000;
constexpr size_t kForgottenAtOnce = 200;
constexpr auto kPause = std::chrono::hours(1);
// A rule of days need not be kept to the minute, and a server is not stopped in the middle of one
// turn.
const Actor kRule{ActorKind::kEngine, "retention"};

Result<TimeUs> LastEvent(const Turn& turn, const LeadEntry& entry) {
  const int64_t position = std::max(entry.last_position, entry.run_last_position);
  SB_ASSIGN(const Emitted event, turn.Read(position));
  return event.event.time;
}

}  // namespace

std::string RetentionReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("lead_days", lead_days).Member("looked_at", looked_at);
  json.Member("expired", expired).Member("held", held).EndObject();
  return text;
}

Result<int64_t> SetRetention(Workspace& workspace, const Actor& actor, int64_t lead_days) {
  if (lead_days < 0 || lead_days > kMostDays)
    return Err(Code::kInvalid,
               fmt::format("`{}` is no number of days from 1 to {}, or 0 to keep leads for ever",
                           lead_days, kMostDays));
  return workspace.Apply([&](Turn& turn) -> Status {
    return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kRetentionSet, actor,
                      ev::RetentionSet{lead_days});
  });
}

std::string RetentionRuleJson(Workspace& workspace) {
  int64_t days = 0;
  // A workspace that is closing has no answer, and nobody waits for it.
  (void)workspace.Ask([&](const Engine& engine) { days = engine.state().law.lead_days; });
  std::string text;
  JsonWriter(&text).BeginObject().Member("lead_days", days).EndObject();
  return text;
}

// Leads are kept in order of arrival, so the first that is too young ends it.
Result<bool> ExpireLeads(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry) {
  const State& state = turn.state();
  RetentionReport& report = expiry->report;
  expiry->subjects.clear();
  report.lead_days = state.law.lead_days;
  if (report.lead_days == 0)
    return Err(Code::kConflict,
               "there is no rule of retention; `signalbox retention set DAYS` makes one");
  const TimeUs before = turn.now() - report.lead_days * kDayUs;
  for (size_t looked = 0; expiry->next < state.leads.size(); ++expiry->next, ++looked) {
    const auto lead = static_cast<uint32_t>(expiry->next);
    const LeadEntry entry = state.leads.At(lead);
    if (entry.received_at >= before) return false;
    if (looked == kLookedAtOnce || expiry->subjects.size() == kForgottenAtOnce) return true;
    ++report.looked_at;
    if (state.law.forgotten.contains(lead)) continue;
    SB_ASSIGN(const TimeUs last, LastEvent(turn, entry));
    if (last >= before) continue;
    if (state.law.holds.contains(entry.id)) {
      ++report.held;
      continue;
    }
    ++report.expired;
    if (mode == RetentionMode::kCount) continue;
    expiry->subjects.push_back(entry.subject);
    SB_TRY(turn.Input(EntityKind::kLead, entry.id, EventType::kForgotten, actor,
                      ev::Forgotten{{entry.subject}, false, true}));
  }
  return false;
}

Result<RetentionReport> ApplyRetention(Workspace& workspace, const Actor& actor,
                                       RetentionMode mode) {
  Expiry expiry;
  for (bool more = true; more;) {
    SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
      SB_ASSIGN(more, ExpireLeads(turn, actor, mode, &expiry));
      return {};
    }));
    for (const int64_t subject : expiry.subjects) SB_TRY(workspace.own_keys().Forget(subject));
  }
  return expiry.report;
}

RetentionKeeper::RetentionKeeper(Workspace& workspace) : workspace_(workspace) {
  thread_ = std::thread([this] { Run(); });
}

RetentionKeeper::~RetentionKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void RetentionKeeper::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    lock.unlock();
    const Result<RetentionReport> report =
        ApplyRetention(workspace_, kRule, RetentionMode::kForget);
    if (!report.ok() && report.error().code != Code::kConflict)
      Log(LogLevel::kWarning, "the rule of retention was not kept: " + report.error().message);
    if (report.ok() && report->expired > 0)
      Log(LogLevel::kInfo, fmt::format("{} leads were forgotten by the rule of retention, {} days",
                                       report->expired, report->lead_days));
    lock.lock();
    changed_.wait_for(lock, kPause, [this] { return stopped_; });
  }
}

}  // namespace signalbox
