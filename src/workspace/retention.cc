#include "workspace/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "base/json_writer.h"
#include "base/log.h"
#include "workspace/forget.h"

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

// By the record that they are about; those that can still be read.
using RequestsOf = std::multimap<Id, PersonCase>;

RequestsOf ReadableRequests(const State& state) {
  RequestsOf all;
  for (const auto& [number, entry] : state.cases.by_number) {
    if (entry.erased || entry.record.IsZero()) continue;
    all.emplace(entry.record, PersonCase{number, entry.id, entry.subject, IsOpen(entry.status)});
  }
  return all;
}

// When everything that the rule is about must have happened before.
Result<TimeUs> RuledBefore(const Turn& turn) {
  const int64_t days = turn.state().law.lead_days;
  if (days == 0)
    return Err(Code::kConflict,
               "there is no rule of retention; `signalbox retention set DAYS` makes one");
  return turn.now() - days * kDayUs;
}

// Forgets the lead and what was written in requests about it, or counts them.
Status ExpireLead(Turn& turn, const Actor& actor, RetentionMode mode, const LeadEntry& entry,
                  const RequestsOf& requests, Expiry* expiry) {
  ++expiry->report.expired;
  const auto [from, to] = requests.equal_range(entry.id);
  expiry->report.requests += std::distance(from, to);
  if (from != to) expiry->counted.insert(entry.id);
  if (mode == RetentionMode::kCount) return {};
  for (auto at = from; at != to; ++at) {
    expiry->subjects.push_back(at->second.subject);
    SB_TRY(EraseCase(turn, actor, at->second, ev::Forgotten{{at->second.subject}, false, true}));
  }
  expiry->subjects.push_back(entry.subject);
  return turn.Input(EntityKind::kLead, entry.id, EventType::kForgotten, actor,
                    ev::Forgotten{{entry.subject}, false, true});
}

}  // namespace

std::string RetentionReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("lead_days", lead_days).Member("looked_at", looked_at);
  json.Member("expired", expired).Member("held", held).Member("requests", requests);
  json.Member("held_requests", held_requests).EndObject();
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
  SB_ASSIGN(const TimeUs before, RuledBefore(turn));
  const RequestsOf requests = ReadableRequests(state);
  for (size_t looked = 0; expiry->next < state.leads.size(); ++expiry->next, ++looked) {
    const auto lead = static_cast<uint32_t>(expiry->next);
    const LeadEntry entry = state.leads.At(lead);
    if (entry.received_at >= before) return false;
    if (looked == kLookedAtOnce || expiry->subjects.size() >= kForgottenAtOnce) return true;
    ++report.looked_at;
    if (state.law.forgotten.contains(lead)) continue;
    SB_ASSIGN(const TimeUs last, LastEvent(turn, entry));
    if (last >= before) continue;
    if (state.law.holds.contains(entry.id)) {
      ++report.held;
      continue;
    }
    SB_TRY(ExpireLead(turn, actor, mode, entry, requests, expiry));
  }
  return false;
}

Result<bool> ExpireRequests(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry) {
  const State& state = turn.state();
  RetentionReport& report = expiry->report;
  expiry->subjects.clear();
  SB_ASSIGN(const TimeUs before, RuledBefore(turn));
  std::vector<PersonCase> due;
  for (auto at = state.cases.by_number.lower_bound(expiry->next_request);
       at != state.cases.by_number.end() && due.size() < kForgottenAtOnce; ++at) {
    const CaseEntry& entry = at->second;
    expiry->next_request = at->first + 1;
    // One that is open is ended by its own timers.
    if (entry.erased || IsOpen(entry.status) || entry.changed_at >= before) continue;
    // Counted with its lead, and gone with it where anything is changed.
    if (expiry->counted.contains(entry.record)) continue;
    if (state.law.holds.contains(entry.record)) {
      ++report.held_requests;
      continue;
    }
    due.push_back({at->first, entry.id, entry.subject, false});
  }
  report.requests += std::ssize(due);
  const bool more = due.size() == kForgottenAtOnce;
  if (mode == RetentionMode::kCount) return more;
  for (const PersonCase& one : due) {
    expiry->subjects.push_back(one.subject);
    SB_TRY(EraseCase(turn, actor, one, ev::Forgotten{{one.subject}, false, true}));
  }
  return more;
}

Result<RetentionReport> ApplyRetention(Workspace& workspace, const Actor& actor,
                                       RetentionMode mode) {
  Expiry expiry;
  for (const auto look : {ExpireLeads, ExpireRequests}) {
    for (bool more = true; more;) {
      SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
        SB_ASSIGN(more, look(turn, actor, mode, &expiry));
        return {};
      }));
      for (const int64_t subject : expiry.subjects) SB_TRY(workspace.own_keys().Forget(subject));
    }
  }
  return expiry.report;
}

RetentionKeeper::RetentionKeeper(Workspace& workspace)
    : workspace_(workspace), rounds_(kPause, [this] { Once(); }) {}

void RetentionKeeper::Once() {
  const Result<RetentionReport> report = ApplyRetention(workspace_, kRule, RetentionMode::kForget);
  if (!report.ok() && report.error().code != Code::kConflict)
    Log(LogLevel::kWarning, "the rule of retention was not kept: " + report.error().message);
  if (report.ok() && report->expired + report->requests > 0)
    Log(LogLevel::kInfo, fmt::format("{} leads and {} requests of the desk were forgotten by the "
                                     "rule of retention, {} days",
                                     report->expired, report->requests, report->lead_days));
}

}  // namespace signalbox
