// How the state's values stand in a state file: each field of each struct, in order, as CBOR.
//
// Nothing is left out and nothing has a number, for the file is made anew when this changes:
// whoever adds a field to a struct names it here and raises kStateLayout. What a page or part holds
// stands with its function. Pure.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/cbor.h"
#include "engine/state.h"

namespace signalbox {

inline constexpr int64_t kStateLayout = 7;

namespace saved {

template <typename S, typename T>
concept Is = std::is_same_v<std::remove_const_t<S>, T>;
template <typename T>
concept HasVisit = requires(T& value, body::Counter& counter) {
  T::Visit(value, counter);
};

template <typename S, typename V>
requires Is<S, TurnTaken>
void Fields(S& s, V& v) {
  v(s.at, s.place, s.points, s.counters);
}
template <typename S, typename V>
requires Is<S, LeadEntry>
void Fields(S& s, V& v) {
  v(s.id, s.run, s.subject, s.last_position, s.run_last_position, s.received_position);
  v(s.said_position, s.received_at, s.said_at, s.content, s.share_key, s.sequence, s.touches);
  v(s.owner, s.queue, s.rule, s.row, s.reason, s.policy, s.record, s.pool, s.turn_pool, s.turn);
  v(s.status, s.refused_results, s.acted);
}
template <typename S, typename V>
requires Is<S, KeyedRequest>
void Fields(S& s, V& v) {
  v(s.key, s.body, s.lead, s.at);
}
template <typename S, typename V>
requires Is<S, LeadClock>
void Fields(S& s, V& v) {
  v(s.body, s.generation);
}
template <typename S, typename V>
requires Is<S, FollowUp>
void Fields(S& s, V& v) {
  v(s.clocks, s.earlier);
}
template <typename S, typename V>
requires Is<S, StepState>
void Fields(S& s, V& v) {
  v(s.phase, s.outcome, s.attempt, s.agent, s.tried, s.task, s.deadline_timer);
}
template <typename S, typename V>
requires Is<S, RunTimer>
void Fields(S& s, V& v) {
  v(s.generation, s.purpose, s.step, s.due, s.open);
}
template <typename S, typename V>
requires Is<S, PoolLane>
void Fields(S& s, V& v) {
  v(s.pool, s.list);
}
template <typename S, typename V>
requires Is<S, PoolState::Member>
void Fields(S& s, V& v) {
  v(s.person, s.weight, s.turns, s.level, s.last_turn, s.taken, s.calibration, s.eligible, s.away);
}
template <typename S, typename V>
requires Is<S, PoolState::Count>
void Fields(S& s, V& v) {
  v(s.period, s.count, s.since);
}
template <typename S, typename V>
requires Is<S, PoolState::Counter>
void Fields(S& s, V& v) {
  v(s.name, s.of_pool, s.by_place, s.last);
}
template <typename S, typename V>
requires Is<S, PoolState>
void Fields(S& s, V& v) {
  v(s.members, s.by_person, s.turns, s.shares, s.last_picked, s.period, s.period_since);
  v(s.counters);
}
template <typename S, typename V>
requires Is<S, StageCounts>
void Fields(S& s, V& v) {
  v(s.decided, s.rejected, s.held, s.unassigned, s.breached);
}
template <typename S, typename V>
requires Is<S, ShadowCounts>
void Fields(S& s, V& v) {
  v(s.compared, s.moved, s.held, s.unassigned);
}
template <typename S, typename V>
requires Is<S, VersionStage>
void Fields(S& s, V& v) {
  v(s.stage, s.share_e4, s.halt_margin_e4, s.halt_after, s.author, s.approver, s.counts, s.shadow);
  v(s.halted);
}
template <typename S, typename V>
requires Is<S, PolicyStages>
void Fields(S& s, V& v) {
  v(s.versions, s.shadow, s.canary, s.counted_since, s.approval_required);
}
template <typename S, typename V>
requires Is<S, MovePlan>
void Fields(S& s, V& v) {
  v(s.body, s.planned_at, s.next, s.moved, s.left_out, s.batch_at, s.approved, s.approved_by);
  v(s.undone_by, s.rows_moved, s.told);
}
template <typename S, typename V>
requires Is<S, CaseEntry>
void Fields(S& s, V& v) {
  v(s.id, s.number, s.subject, s.status, s.priority, s.decision, s.requester, s.approver);
  v(s.record, s.next_owner, s.reason, s.asks, s.questions, s.reminders, s.created_at);
  v(s.changed_at, s.closed_at, s.due, s.generation, s.duplicate_of, s.shown, s.first_position);
  v(s.same_record, s.same_words, s.erased);
}
template <typename S, typename V>
requires Is<S, DocumentText>
void Fields(S& s, V& v) {
  v(s.name, s.title, s.version, s.at);
}
template <typename S, typename V>
requires Is<S, DocumentEntry>
void Fields(S& s, V& v) {
  v(s.title, s.version, s.owner, s.text, s.at, s.position);
}
template <typename S, typename V>
requires Is<S, Cases>
void Fields(S& s, V& v) {
  v(s.by_number, s.numbers, s.open, s.documents, s.texts, s.mail);
}
template <typename S, typename V>
requires Is<S, ModelEntry>
void Fields(S& s, V& v) {
  v(s.kind, s.model, s.file, s.standing, s.since, s.position, s.before, s.author, s.approver);
}
template <typename S, typename V>
requires Is<S, AgentModels>
void Fields(S& s, V& v) {
  v(s.versions, s.champion, s.challenger, s.tellings);
}
template <typename S, typename V>
requires Is<S, ModelBook>
void Fields(S& s, V& v) {
  v(s.by_agent);
}
template <typename S, typename V>
requires Is<S, LegalHold>
void Fields(S& s, V& v) {
  v(s.kind, s.position, s.since);
}
template <typename S, typename V>
requires Is<S, LawState>
void Fields(S& s, V& v) {
  v(s.forgotten, s.subjects, s.holds, s.rules);
}
template <typename S, typename V>
requires Is<S, PurgeEntry>
void Fields(S& s, V& v) {
  v(s.position, s.before, s.at, s.remainder);
}
template <typename S, typename V>
requires Is<S, LeaveAhead>
void Fields(S& s, V& v) {
  v(s.person, s.from, s.to, s.then, s.by, s.most, s.position);
}
template <typename S, typename V>
requires Is<S, FlagSetting>
void Fields(S& s, V& v) {
  v(s.share_e4, s.by, s.since);
}
template <typename S, typename V>
requires Is<S, RecordEnd>
void Fields(S& s, V& v) {
  v(s.kind, s.into, s.at);
}
template <typename S, typename V>
requires Is<S, ScheduleRuns>
void Fields(S& s, V& v) {
  v(s.runs, s.active_since, s.changes);
}
template <typename S, typename V>
requires Is<S, Environment>
void Fields(S& s, V& v) {
  v(s.production, s.text, s.set_at);
}
template <typename S, typename V>
requires Is<S, AccessRules>
void Fields(S& s, V& v) {
  v(s.tables, s.personal, s.weights);
  v(s.tables_position, s.personal_position, s.weights_position);
}
template <typename S, typename V>
requires Is<S, EntityTail>
void Fields(S& s, V& v) {
  v(s.sequence, s.last_position);
}
template <typename S, typename V>
requires Is<S, IntakeSource>
void Fields(S& s, V& v) {
  v(s.name, s.mapping, s.signature, s.secret);
}

template <typename T>
concept IsMap = requires {
  typename T::mapped_type;
};
template <typename T>
concept IsSet = requires {
  typename T::key_type;
}
&&!IsMap<T>;
template <typename T>
concept IsPair = requires {
  typename T::first_type;
};
template <typename T>
concept IsOptional = requires(T& value) {
  value.has_value();
};
template <typename T>
concept IsVector = std::is_same_v<T, std::vector<typename T::value_type>>;

template <typename T>
void Put(const T& value, Bytes* out);
template <typename T>
void Take(CborReader& reader, T* value);

struct Putter {
  Bytes* out;
  template <typename... T>
  void operator()(const T&... fields) {
    (Put(fields, out), ...);
  }
};
struct Taker {
  CborReader& reader;
  template <typename... T>
  void operator()(T&... fields) {
    (Take(reader, &fields), ...);
  }
};

template <typename T>
void PutSeveral(const T& value, Bytes* out) {
  CborWriter writer(out);
  if constexpr (std::is_same_v<T, std::vector<bool>>) {
    Bytes bits;
    for (const bool bit : value) bits.push_back(bit ? '1' : '0');
    writer.Blob(bits);
  } else if constexpr (IsPair<T>) {
    Put(value.first, out), Put(value.second, out);
  } else if constexpr (IsOptional<T>) {
    writer.Bool(value.has_value());
    if (value.has_value()) Put(*value, out);
  } else {
    writer.Array(value.size());
    for (const auto& one : value) Put(one, out);
  }
}

template <typename T>
void Put(const T& value, Bytes* out) {
  CborWriter writer(out);
  if constexpr (std::is_same_v<T, bool>) {
    writer.Bool(value);
  } else if constexpr (std::is_same_v<T, uint64_t>) {
    writer.Uint(value);
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    writer.Int(static_cast<int64_t>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    writer.Blob(value);
  } else if constexpr (std::is_same_v<T, Id>) {
    writer.Blob(value.View());
  } else if constexpr (std::is_same_v<T, KeyedHash> || std::is_same_v<T, Digest>) {
    writer.Blob(View(value));
  } else if constexpr (HasVisit<T>) {
    writer.Blob(EncodeBody(value));
  } else if constexpr (IsMap<T> || IsSet<T> || IsPair<T> || IsOptional<T> || IsVector<T>) {
    PutSeveral(value, out);
  } else {
    Putter putter{out};
    Fields(value, putter);
  }
}

template <typename T>
void TakeSeveral(CborReader& reader, T* value) {
  if constexpr (std::is_same_v<T, std::vector<bool>>) {
    for (const char bit : reader.Blob()) value->push_back(bit == '1');
  } else if constexpr (IsPair<T>) {
    Take(reader, &value->first), Take(reader, &value->second);
  } else if constexpr (IsOptional<T>) {
    if (reader.Bool()) Take(reader, &value->emplace());
  } else {
    for (size_t n = reader.Array(); n > 0 && reader.ok(); --n) {
      if constexpr (IsMap<T>) {
        typename T::key_type key{};
        Take(reader, &key);
        Take(reader, &(*value)[std::move(key)]);
      } else if constexpr (IsSet<T>) {
        typename T::key_type key{};
        Take(reader, &key);
        value->insert(std::move(key));
      } else {
        Take(reader, &value->emplace_back());
      }
    }
  }
}

template <typename T>
void Take(CborReader& reader, T* value) {
  if constexpr (std::is_same_v<T, bool>) {
    *value = reader.Bool();
  } else if constexpr (std::is_same_v<T, uint64_t>) {
    *value = reader.Uint();
  } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
    *value = static_cast<T>(reader.Int());
  } else if constexpr (std::is_same_v<T, std::string>) {
    *value = std::string(reader.Blob());
  } else if constexpr (std::is_same_v<T, Id>) {
    body::ReadBlob(reader, &value->bytes);
  } else if constexpr (std::is_same_v<T, KeyedHash> || std::is_same_v<T, Digest>) {
    body::ReadBlob(reader, value);
  } else if constexpr (HasVisit<T>) {
    Result<T> decoded = DecodeBody<T>(reader.Blob());
    if (decoded.ok())
      *value = std::move(*decoded);
    else
      reader.Fail();
  } else if constexpr (IsMap<T> || IsSet<T> || IsPair<T> || IsOptional<T> || IsVector<T>) {
    TakeSeveral(reader, value);
  } else {
    Taker taker{reader};
    Fields(*value, taker);
  }
}

// A page of a PageTable: its records, one after the other.
template <typename T>
Bytes EncodePage(const typename PageTable<T>::Page& page) {
  Bytes out;
  for (const T& record : page) Put(record, &out);
  return out;
}
template <typename T>
Status DecodePage(BytesView bytes, typename PageTable<T>::Page* page) {
  CborReader reader(bytes);
  for (T& record : *page) Take(reader, &record);
  if (!reader.AtEnd()) return Err(Code::kCorrupt, "a page of state.db does not read");
  return {};
}

}  // namespace saved

// What is sealed of a page: for one person, or for the workspace.
enum class StatePart : uint8_t {
  kLive = 0,       // what every record may change, words and counts among it
  kReference = 1,  // what operators change: people, accounts, agents, sources, policies
  kTables = 2,     // how large each table is, which runs each index has
};

Bytes EncodeLivePart(const State& state);
Bytes EncodeReferencePart(const State& state);
// Policies are named only; the loader finds them.
Status DecodeLivePart(BytesView bytes, State* state);
Status DecodeReferencePart(BytesView bytes, State* state);

// A run without what is personal of its record; and that.
Bytes EncodeRun(const Run& run);
Bytes EncodeRunSecret(const Run& run);
// `secret` is empty when its person was forgotten. Its policy must be in `state`.
Result<std::unique_ptr<Run>> DecodeRun(BytesView bytes, BytesView secret, const State& state);

// A run with everything but the policy and the plan that it pins, to be kept in memory; and back.
Bytes PackRun(const Run& run);
std::unique_ptr<Run> UnpackRun(BytesView bytes);

}  // namespace signalbox
