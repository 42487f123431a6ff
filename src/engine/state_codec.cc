#include "engine/state_codec.h"

#include "base/check.h"
#include "engine/records.h"

namespace signalbox {
namespace {

using saved::Put;
using saved::Take;

Status Whole(const CborReader& reader, std::string_view what) {
  if (reader.AtEnd()) return {};
  return Err(Code::kCorrupt, std::string(what) + " of state.db does not read");
}

template <typename Map>
void PutRecords(const Map& records, Bytes* out) {
  CborWriter(out).Array(records.size());
  for (const auto& [id, record] : records) CborWriter(out).Blob(EncodeRecord(record));
}

template <typename T, typename Target>
void TakeRecords(CborReader& reader, Target* target) {
  for (size_t n = reader.Array(); n > 0 && reader.ok(); --n) {
    Result<T> record = DecodeRecord<T>(reader.Blob());
    if (!record.ok()) return reader.Fail();
    target->Upsert(std::move(*record));
  }
}

// A registry does not write its secrets.
void PutSecrets(const Registry& registry, Bytes* out) {
  std::map<std::pair<std::string, std::string>, Bytes> secrets;
  for (const AgentSpec* spec : registry.All()) {
    if (!spec->secret.empty()) secrets[{spec->id, spec->version}] = spec->secret;
  }
  Put(secrets, out);
}

Status TakeSecrets(CborReader& reader, Registry* registry) {
  std::map<std::pair<std::string, std::string>, Bytes> secrets;
  Take(reader, &secrets);
  for (auto& [agent, secret] : secrets) {
    const AgentSpec* spec = registry->Find(agent.first, agent.second);
    if (spec == nullptr) return Err(Code::kCorrupt, "a secret in state.db is of no agent");
    AgentSpec with_secret = *spec;
    with_secret.secret = std::move(secret);
    SB_TRY(registry->Register(std::move(with_secret)));
  }
  return {};
}

void PutAttributes(const Attributes& attributes, Part part, Bytes* out) {
  Bytes encoded;
  EncodeAttributes(attributes, part, &encoded);
  CborWriter(out).Blob(encoded);
}

void TakeAttributes(CborReader& reader, Attributes* attributes) {
  CborReader inner(reader.Blob());
  DecodeAttributes(inner, attributes);
  if (!inner.AtEnd()) reader.Fail();
}

void PutRecord(const Run& run, Part part, Bytes* out) {
  PutAttributes(run.record, part, out);
  CborWriter(out).Array(run.outputs.size());
  for (const auto& [step, output] : run.outputs) {
    Put(step, out);
    PutAttributes(output, part, out);
  }
}

void TakeRecord(CborReader& reader, Run* run) {
  TakeAttributes(reader, &run->record);
  for (size_t n = reader.Array(); n > 0 && reader.ok(); --n) {
    int step = 0;
    Take(reader, &step);
    TakeAttributes(reader, &run->outputs[step]);
  }
}

template <typename S, typename V>
void RunFields(S& run, V& v) {
  v(run.id, run.lead, run.trigger, run.steps, run.sequence, run.last_position);
  v(run.started_position, run.timers, run.decided, run.decision, run.finished, run.waits);
  v(run.counted, run.exclude, run.rule, run.pool, run.queue, run.sla, run.node, run.waits_for);
  v(run.waits_since, run.route_attempts, run.refused_results, run.owner_seen);
}

template <typename S, typename V>
void LiveFields(S& state, V& v) {
  v(state.epoch, state.next_position, state.decider_version, state.last_time, state.pools);
  v(state.open, state.stages, state.moves, state.refused_results, state.reference_position);
  v(state.law, state.build, state.quarantined, state.sla_breaches, state.flags, state.ends);
  v(state.schedules, state.environment, state.access_rules, state.cases, state.models);
  v(state.purges, state.leaves_ahead);
}

template <typename S, typename V>
void ReferenceFields(S& state, V& v) {
  v(state.tails, state.person_ids, state.person_refs, state.sources, state.published);
  v(state.activated);
}

}  // namespace

Bytes EncodeLivePart(const State& state) {
  Bytes out;
  saved::Putter putter{&out};
  LiveFields(state, putter);
  Put(state.words.all(), &out);
  state.registry.Encode(&out);
  PutSecrets(state.registry, &out);
  return out;
}

Status DecodeLivePart(BytesView bytes, State* state) {
  CborReader reader(bytes);
  saved::Taker taker{reader};
  LiveFields(*state, taker);
  std::vector<std::string> words;
  Take(reader, &words);
  for (const std::string& word : words) state->words.Intern(word);
  SB_ASSIGN(state->registry, Registry::Decode(reader));
  SB_TRY(TakeSecrets(reader, &state->registry));
  return Whole(reader, "the live part");
}

Bytes EncodeReferencePart(const State& state) {
  Bytes out;
  saved::Putter putter{&out};
  ReferenceFields(state, putter);
  PutRecords(state.roster.people(), &out);
  PutRecords(state.roster.teams(), &out);
  Put(state.roster.revision(), &out);
  PutRecords(state.directory.accounts(), &out);
  PutRecords(state.directory.contacts(), &out);
  PutRecords(state.directory.opportunities(), &out);
  PutRecords(state.directory.campaigns(), &out);
  return out;
}

Status DecodeReferencePart(BytesView bytes, State* state) {
  CborReader reader(bytes);
  saved::Taker taker{reader};
  ReferenceFields(*state, taker);
  TakeRecords<Person>(reader, &state->roster);
  TakeRecords<Team>(reader, &state->roster);
  int64_t revision = 0;
  Take(reader, &revision);
  state->roster.RestoreRevision(revision);
  TakeRecords<Account>(reader, &state->directory);
  TakeRecords<Contact>(reader, &state->directory);
  TakeRecords<Opportunity>(reader, &state->directory);
  TakeRecords<Campaign>(reader, &state->directory);
  return Whole(reader, "the reference part");
}

Bytes EncodeRun(const Run& run) {
  Bytes out;
  Put(run.policy->hash, &out);
  Put(run.plan->name, &out);
  saved::Putter putter{&out};
  RunFields(run, putter);
  PutRecord(run, Part::kClear, &out);
  return out;
}

Bytes PackRun(const Run& run) {
  Bytes out;
  saved::Putter putter{&out};
  RunFields(run, putter);
  PutRecord(run, Part::kAll, &out);
  return out;
}

std::unique_ptr<Run> UnpackRun(BytesView bytes) {
  auto run = std::make_unique<Run>();
  CborReader reader(bytes);
  saved::Taker taker{reader};
  RunFields(*run, taker);
  TakeRecord(reader, run.get());
  CHECK(reader.AtEnd());
  return run;
}

Bytes EncodeRunSecret(const Run& run) {
  Bytes out;
  PutRecord(run, Part::kSealed, &out);
  return out;
}

Result<std::unique_ptr<Run>> DecodeRun(BytesView bytes, BytesView secret, const State& state) {
  auto run = std::make_unique<Run>();
  CborReader reader(bytes);
  Digest policy{};
  std::string plan;
  Take(reader, &policy);
  Take(reader, &plan);
  saved::Taker taker{reader};
  RunFields(*run, taker);
  TakeRecord(reader, run.get());
  SB_TRY(Whole(reader, "a run"));
  if (!secret.empty()) {
    CborReader hidden(secret);
    TakeRecord(hidden, run.get());
    SB_TRY(Whole(hidden, "a run's record"));
  }
  const auto version = state.versions.find(policy);
  if (version == state.versions.end())
    return Err(Code::kCorrupt, "a run in state.db has a policy that was never published");
  const auto found = version->second->plans.find(plan);
  if (found == version->second->plans.end() || run->steps.size() != found->second->steps.size() ||
      run->lead >= state.leads.size()) {
    return Err(Code::kCorrupt, "a run in state.db is not of its plan");
  }
  run->policy = version->second;
  run->plan = found->second;
  return run;
}

}  // namespace signalbox
