#include "engine/state_saver.h"

#include <limits>
#include <utility>

#include "audit/merkle.h"
#include "audit/proofs.h"
#include "base/check.h"
#include "engine/state_pages.h"

namespace signalbox {

std::array<KeyIndex*, kKeyIndexes> KeyIndexesOf(State* state) {
  return {&state->identities, &state->external_ids, &state->idempotency,
          &state->lead_by_id.index()};
}

void StateSaver::Begin(State* state) {
  taken_.reset();
  whole_ = true;
  saved_position_ = 0;
  next_run_ = 1;
  merged_.clear();
  if (source_->file == nullptr) return;
  state->leads.ReadFrom(PageKind::kLeads, source_, saved::DecodePage<LeadEntry>);
  state->keyed_requests.ReadFrom(PageKind::kRequests, source_, saved::DecodePage<KeyedRequest>);
  for (KeyIndex* index : KeyIndexesOf(state)) index->ReadFrom(source_);
}

void StateSaver::TakeRuns(State* state, StateChanges* changes) {
  for (const uint32_t lead : state->runs.TakeEnded())
    changes->drop.push_back({PageKind::kRuns, lead, int64_t{lead} + 1});
  state->runs.ForEachUnsaved(whole_, [&](const Run& run) {
    changes->personal.push_back({{PageKind::kRuns, run.lead},
                                 state->leads.At(run.lead).subject,
                                 EncodeRun(run),
                                 EncodeRunSecret(run)});
  });
  changes->drop.push_back({PageKind::kArriving, 0, kAllPages});
  for (const auto& [lead, record] : state->arriving) {
    PersonalPage page{{PageKind::kArriving, lead}, state->leads.At(lead).subject, {}, {}};
    EncodeAttributes(record, Part::kClear, &page.clear);
    EncodeAttributes(record, Part::kSealed, &page.secret);
    changes->personal.push_back(std::move(page));
  }
}

std::shared_ptr<const StateChanges> StateSaver::Take(State* state, const Digest& root) {
  CHECK(taken_ == nullptr && source_->file != nullptr);
  auto changes = std::make_shared<StateChanges>();
  changes->mark = {state->log_id, state->next_position, root};
  changes->drop = std::exchange(merged_, {});
  // A file that holds another state, or half of one, is not built on.
  if (saved_position_ == 0) {
    for (const PageKind kind : {PageKind::kLeads, PageKind::kRequests, PageKind::kKeys,
                                PageKind::kFilter, PageKind::kPart})
      changes->drop.push_back({kind, 0, kAllPages});
  }
  if (whole_) {
    changes->drop.push_back({PageKind::kFollowUps, 0, kAllPages});
    changes->drop.push_back({PageKind::kRuns, 0, kAllPages});
    state->follow_ups.ChangeAll();
  }
  changes->leads = state->leads.TakeChanged();
  changes->requests = state->keyed_requests.TakeChanged();
  changes->follow_ups = state->follow_ups.TakeChanged();
  TakeRuns(state, changes.get());
  changes->live = EncodeLivePart(*state);
  if (whole_ || state->reference_position >= saved_position_)
    changes->reference = EncodeReferencePart(*state);
  const auto indexes = KeyIndexesOf(state);
  for (size_t i = 0; i < kKeyIndexes; ++i)
    changes->indexes[i] = {indexes[i]->Take(), indexes[i]->runs(), indexes[i]->size()};
  changes->lead_count = static_cast<int64_t>(state->leads.size());
  changes->request_count = static_cast<int64_t>(state->keyed_requests.size());
  changes->next_run = next_run_;
  taken_ = changes;
  return changes;
}

void StateSaver::Done(const SaveEnded& ended, State* state) {
  if (ended.changes != taken_) return;
  taken_.reset();
  const Result<SavedState>& saved = ended.saved;
  whole_ = !saved.ok();
  state->leads.Saved(saved.ok());
  state->keyed_requests.Saved(saved.ok());
  const auto indexes = KeyIndexesOf(state);
  for (size_t i = 0; i < kKeyIndexes; ++i)
    indexes[i]->Saved(saved.ok() ? &saved->runs[i] : nullptr);
  if (!saved.ok()) return;
  saved_position_ = saved->position;
  next_run_ = saved->next_run;
  merged_ = saved->merged;
}

void StateSaver::Abandon(State* state) {
  if (taken_ != nullptr) Done({taken_, Err(Code::kUnavailable, "its end was not told")}, state);
}

Result<std::unique_ptr<State>> StateSaver::Load(const StateFile& file, const Store& store,
                                                const Keyring& keys, const ApplyContext& context) {
  SB_ASSIGN(const std::optional<SavedMark> mark, file.ReadMark());
  if (!mark.has_value()) return std::unique_ptr<State>();
  if (mark->log_id != store.log_id() || mark->position > store.next_position())
    return Err(Code::kConflict, "it is of another log");
  const StoreMerkleSource source(store);
  SB_ASSIGN(const MerkleTree tree, MerkleTree::Resume(source, mark->position));
  if (tree.Root() != mark->root) return Err(Code::kConflict, "it is of another log");
  return LoadMarked(file, *mark, keys, context);
}

Result<std::unique_ptr<State>> StateSaver::LoadMarked(const StateFile& file, const SavedMark& mark,
                                                      const Keyring& keys,
                                                      const ApplyContext& context) {
  const StateOpener opener(file, keys, mark.log_id);
  SB_ASSIGN(const Bytes encoded, opener.ReadPart(StatePart::kTables));
  SB_ASSIGN(const SavedTables tables, DecodeTables(encoded));
  if (tables.layout != kStateLayout) return Err(Code::kUnsupported, "another version saved it");
  auto state = std::make_unique<State>();
  state->log_id = mark.log_id;
  Begin(state.get());
  SB_ASSIGN(const Bytes live, opener.ReadPart(StatePart::kLive));
  SB_TRY(DecodeLivePart(live, state.get()));
  SB_ASSIGN(const Bytes reference, opener.ReadPart(StatePart::kReference));
  SB_TRY(DecodeReferencePart(reference, state.get()));
  for (const Digest& hash : state->published) {
    SB_ASSIGN(state->versions[hash], context.load_policy(hash));
  }
  state->leads.Restore(static_cast<size_t>(tables.lead_count), PageKind::kLeads, source_,
                       saved::DecodePage<LeadEntry>);
  state->keyed_requests.Restore(static_cast<size_t>(tables.request_count), PageKind::kRequests,
                                source_, saved::DecodePage<KeyedRequest>);
  const auto indexes = KeyIndexesOf(state.get());
  for (size_t i = 0; i < kKeyIndexes; ++i) {
    KeyIndex::Runs runs;
    for (const int64_t number : tables.runs[i]) {
      SB_ASSIGN(KeyRun run, KeyRun::Load(number, file));
      runs.push_back(std::make_shared<const KeyRun>(std::move(run)));
    }
    indexes[i]->Restore(std::move(runs), static_cast<size_t>(tables.sizes[i]), source_);
  }
  SB_TRY(LoadPages(file, keys, state.get()));
  if (state->next_position != mark.position || !source_->failure.ok())
    return Err(Code::kCorrupt, "state.db does not hold the state of its mark");
  whole_ = false;
  saved_position_ = mark.position;
  next_run_ = tables.next_run;
  return state;
}

Status StateSaver::LoadPages(const StateFile& file, const Keyring& keys, State* state) {
  SB_TRY(file.VisitPages({PageKind::kFollowUps, 0, kAllPages},
                         [state](int64_t, BytesView bytes) -> Status {
                           FollowUps::Group group;
                           CborReader reader(bytes);
                           saved::Take(reader, &group);
                           if (!reader.AtEnd())
                             return Err(Code::kCorrupt, "follow-ups in state.db do not read");
                           state->follow_ups.Restore(std::move(group));
                           return {};
                         }));
  const StateOpener opener(file, keys, state->log_id);
  SB_TRY(file.VisitPages({PageKind::kRuns, 0, kAllPages}, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const auto opened, opener.OpenPersonal(bytes));
    SB_ASSIGN(std::unique_ptr<Run> run, DecodeRun(opened.first, opened.second, *state));
    PutBackWaiting(*run, state);
    state->runs.Put(std::move(run), true);
    state->runs.Pack(kUnpackedRuns);
    return {};
  }));
  return file.VisitPages({PageKind::kArriving, 0, kAllPages},
                         [&](int64_t lead, BytesView bytes) -> Status {
                           SB_ASSIGN(const auto opened, opener.OpenPersonal(bytes));
                           Attributes record;
                           CborReader clear(opened.first);
                           DecodeAttributes(clear, &record);
                           CborReader secret(opened.second);
                           if (!opened.second.empty()) DecodeAttributes(secret, &record);
                           if (!clear.AtEnd() || !secret.AtEnd())
                             return Err(Code::kCorrupt, "a record in state.db does not read");
                           state->arriving[static_cast<uint32_t>(lead)] = std::move(record);
                           return {};
                         });
}

}  // namespace signalbox
