#include "workspace/backtest_history.h"

#include <map>

#include "base/cbor.h"
#include "engine/apply.h"
#include "workspace/backtest_run.h"
#include "workspace/read_ahead.h"

namespace signalbox {
namespace {

class HistoryReader {
 public:
  HistoryReader(const Id& log_id, const ApplyContext& context, const BacktestOptions& options)
      : context_(context), options_(options), run_(options) {
    state_.log_id = log_id;
  }

  Status Take(OpenedEvent& opened);
  Result<BacktestReport> Finish();

 private:
  Status TakeDecision(const Event& event);
  Status TakeOwnerChange(const Event& event);
  void NoteErasure(const OpenedEvent& opened);
  bool InSlice(TimeUs time) const { return time >= options_.since && time < options_.until; }

  const ApplyContext& context_;
  const BacktestOptions& options_;
  State state_;
  BacktestRun run_;
  std::vector<bool> erased_;  // by lead
  int64_t erased_count_ = 0;
  bool roster_erased_ = false;
};

Status HistoryReader::Take(OpenedEvent& opened) {
  const Event& event = opened.event;
  const auto type = static_cast<EventType>(event.type);
  if (opened.erased && event.entity_kind == EntityKind::kPerson) roster_erased_ = true;
  if (InSlice(event.time)) {
    if (type == EventType::kDecisionMade) SB_TRY(TakeDecision(event));
    if (type == EventType::kOwnerChangedOutside) SB_TRY(TakeOwnerChange(event));
  }
  SB_TRY(FoldEvent(event, opened.sealed, context_, &state_));
  if (opened.erased) NoteErasure(opened);
  return {};
}

void HistoryReader::NoteErasure(const OpenedEvent& opened) {
  const Event& event = opened.event;
  uint32_t lead = 0;
  if (event.entity_kind == EntityKind::kLead) {
    const auto at = state_.lead_by_id.find(event.entity);
    if (at == state_.lead_by_id.end()) return;
    lead = at->second;
  } else if (const Run* run = state_.FindRun(event.entity); run != nullptr) {
    lead = run->lead;
  } else {
    return;
  }
  if (erased_.size() <= lead) erased_.resize(lead + 1);
  erased_count_ += !erased_[lead] && InSlice(event.time);
  erased_[lead] = true;
}

// Before the event is folded, everything stands as the decision saw it.
Status HistoryReader::TakeDecision(const Event& event) {
  const Run* run = state_.FindRun(event.entity);
  if (run == nullptr || (run->lead < erased_.size() && erased_[run->lead])) return {};
  SB_ASSIGN(const ev::DecisionMade stored, DecodeBody<ev::DecisionMade>(event.clear));
  Decision as_stored;
  as_stored.disposition = stored.disposition;
  as_stored.owner = state_.PersonOf(stored.owner);
  as_stored.queue = stored.queue;
  as_stored.rule = stored.rule;
  as_stored.row = stored.row;
  const BacktestPlace recorded = PlaceOfDecision(as_stored);
  Attributes before, after;
  const Policy &policy = *options_.before->policy, &other = *options_.after->policy;
  return run_.Take({.lead = run->lead,
                    .record = RecordUnder(policy, *run, state_, options_.flags, &before),
                    .record_after = &RecordUnder(other, *run, state_, options_.flags, &after),
                    .roster = state_.roster,
                    .pools = &state_.pools,
                    .now = event.time,
                    .owner = state_.PersonOf(state_.leads[run->lead].owner),
                    .again = run->route_attempts > 0,
                    .recorded = &recorded});
}

Status HistoryReader::TakeOwnerChange(const Event& event) {
  const auto lead = state_.lead_by_id.find(event.entity);
  if (lead == state_.lead_by_id.end()) return {};
  SB_ASSIGN(const ev::OwnerChangedOutside body, DecodeBody<ev::OwnerChangedOutside>(event.clear));
  run_.OwnerChanged(lead->second, state_.PersonOf(body.previous), state_.PersonOf(body.owner));
  return {};
}

Result<BacktestReport> HistoryReader::Finish() {
  SB_ASSIGN(BacktestReport report, run_.Finish(state_.roster, [this](size_t lead) {
    return FormatId("lead", state_.leads[lead].id);
  }));
  report.erased = erased_count_;
  report.roster_erased = roster_erased_;
  return report;
}

// Told by the envelope's first keys, because there are ten million other events.
bool IsOfPolicy(BytesView bytes) {
  constexpr int64_t kEntityKindKey = 4;
  CborReader reader(bytes);
  for (size_t pairs = reader.Map(); pairs > 0 && reader.ok(); --pairs) {
    const int64_t key = reader.Int();
    if (key == kEntityKindKey) return reader.Int() == static_cast<int64_t>(EntityKind::kPolicy);
    if (key > kEntityKindKey) return false;
    reader.Skip();
  }
  return false;
}

}  // namespace

Result<BacktestReport> BacktestHistory(const Store& store, const Keyring& keys,
                                       const StoredPolicyLoader& load_policy,
                                       const BacktestOptions& options) {
  const ApplyContext context = StoredContext(store, load_policy);
  HistoryReader reader(store.log_id(), context, options);
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(),
                         [&](OpenedEvent& opened) { return reader.Take(opened); }));
  return reader.Finish();
}

Result<std::shared_ptr<const PolicyVersion>> FindStoredVersion(
    const Store& store, const StoredPolicyLoader& load_policy, const std::string& name) {
  std::shared_ptr<const PolicyVersion> found;
  std::map<Digest, std::shared_ptr<const PolicyVersion>> published;
  SB_TRY(store.ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    if (!IsOfPolicy(bytes)) return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (static_cast<EventType>(event.type) == EventType::kPolicyActivated && name == "active") {
      SB_ASSIGN(const ev::PolicyActivated body, DecodeBody<ev::PolicyActivated>(event.clear));
      found = published[body.hash];
    }
    if (static_cast<EventType>(event.type) != EventType::kPolicyPublished) return {};
    SB_ASSIGN(const ev::PolicyPublished body, DecodeBody<ev::PolicyPublished>(event.clear));
    SB_ASSIGN(const Bytes blob, store.ReadBlob(body.hash));
    SB_ASSIGN(std::shared_ptr<const PolicyVersion> version, load_policy(body.hash, blob));
    if (version->name == name || ToHex(View(body.hash)) == name) found = version;
    published[body.hash] = std::move(version);
    return {};
  }));
  if (found != nullptr) return found;
  return Err(Code::kNotFound, "no version `" + name +
                                  "` was ever published, and there is no such bundle; see "
                                  "`policy versions`");
}

}  // namespace signalbox
