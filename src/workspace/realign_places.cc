#include "workspace/realign_places.h"

#include <fmt/format.h>

#include <map>

#include "engine/apply.h"
#include "intake/byte_source.h"
#include "intake/csv.h"
#include "policy/place_list.h"
#include "workspace/read_ahead.h"

namespace signalbox {
namespace {

constexpr char kListName[] = "the list";

Result<PlaceList> ReadList(const std::string& text) {
  TextSource source(text);
  CsvReader reader(&source);
  CsvRow row;
  std::vector<std::string> header;
  std::vector<TerritoryRow> rows;
  for (;;) {
    SB_ASSIGN(const bool more, reader.Next(&row));
    if (!more) break;
    if (!row.fault.empty())
      return Err(Code::kInvalid, fmt::format("line {} of the list: {}", row.line, row.fault));
    std::vector<std::string> cells(row.fields.begin(), row.fields.end());
    if (header.empty()) {
      header = std::move(cells);
      continue;
    }
    if (cells.size() != header.size())
      return Err(Code::kInvalid, fmt::format("line {} of the list has {} cells, and the first line "
                                             "{}; nothing is done",
                                             row.line, cells.size(), header.size()));
    rows.push_back({static_cast<int>(row.line), std::move(cells)});
  }
  return PlaceList::Read(kListName, header, rows);
}

struct Placed {
  std::string row;
  std::string person;  // empty: the list does not name this place
  std::string external_id;
  bool erased = false;
};

class PlaceReader {
 public:
  PlaceReader(State* state, const RealignQuestion& question, const PlaceList& list)
      : state_(*state), question_(question), list_(list) {}

  // As the record was when it was last decided: with what the steps before learned of its place.
  void TakeDecision(const Event& event) {
    const Run* run = state_.FindRun(event.entity);
    if (run == nullptr) return;
    const PlaceList::Row row = list_.Find(run->record);
    placed_[run->lead] = {std::string(row.id), std::string(row.person),
                          std::string(run->record.Text(Field::kExternalId)), false};
  }

  void NoteErasure(const Event& event) {
    const auto lead = state_.lead_by_id.find(event.entity);
    if (event.entity_kind == EntityKind::kLead && lead != state_.lead_by_id.end())
      placed_[lead->second].erased = true;
  }

  Result<MovePreview> Finish() {
    SB_TRY(CheckPeople());
    preview_.kind = MoveKind::kRealign;
    for (const auto& [lead, placed] : placed_) {
      Move(lead, placed);
      if (preview_.rows.size() > kMaxMoves)
        return Err(Code::kExhausted,
                   fmt::format("more than {} leads would move; split the list", kMaxMoves));
    }
    CountOwners(state_, &preview_);
    return std::move(preview_);
  }

 private:
  Status CheckPeople() const {
    std::string faults;
    for (const std::string& id : list_.people()) {
      const Person* person = state_.roster.FindPerson(id);
      if (person == nullptr)
        faults += "\nthe roster has nobody called `" + id + "`";
      else if (!person->active)
        faults += "\n`" + id + "` is not active and takes no leads";
    }
    if (faults.empty()) return {};
    return Err(Code::kInvalid, "the list cannot be done, so nothing is:" + faults);
  }

  // Who was turned away, waits or lives no longer is nobody's open lead.
  void Move(uint32_t lead, const Placed& placed) {
    const LeadEntry& entry = state_.leads[lead];
    if (placed.person.empty() || entry.owner == 0 || entry.status != LeadStatus::kRouted) return;
    ++preview_.looked_at;
    ev::MoveRow row;
    row.lead = entry.id;
    row.run = entry.run;
    row.from = StandsAt(state_, lead);
    row.to = row.from;
    row.to.owner = state_.RefOf(placed.person);
    row.to.reason = "realigned";
    row.to.pool.clear();
    row.to.turn.clear();
    row.to.points = 0;
    row.to.counters.clear();
    row.touched_too = !question_.HeldOver();
    if (row.to.owner == row.from.owner) {
      ++preview_.same;
      return;
    }
    MoveEntry told;
    told.lead_id = FormatId("lead", entry.id);
    told.external_id = placed.external_id;
    told.from = PlaceName(state_, row.from);
    told.to = placed.person;
    told.row = placed.row;
    std::string why = placed.erased ? "forgotten" : WhyNotMoved(state_, row);
    if (why.empty()) return AddMove(state_, std::move(told), std::move(row), &preview_);
    if (!placed.erased && entry.acted != 0 && question_.HeldOver()) why = "held_over";
    told.left_out = std::move(why);
    preview_.left_out.push_back(std::move(told));
  }

  State& state_;
  const RealignQuestion& question_;
  const PlaceList& list_;
  std::map<uint32_t, Placed> placed_;
  MovePreview preview_;
};

}  // namespace

Result<MovePreview> PreviewRealignPlaces(const Store& store, const Keyring& keys,
                                         const StoredPolicyLoader& load_policy,
                                         const RealignQuestion& question) {
  SB_ASSIGN(const PlaceList list, ReadList(question.accounts));
  const ApplyContext context = StoredContext(store, load_policy);
  State state;
  state.log_id = store.log_id();
  PlaceReader reader(&state, question, list);
  SB_TRY(ReadOpenedAhead(store, keys, 0, store.next_position(), [&](OpenedEvent& opened) -> Status {
    const Event& event = opened.event;
    if (static_cast<EventType>(event.type) == EventType::kDecisionMade) reader.TakeDecision(event);
    SB_TRY(FoldEvent(event, opened.sealed, context, &state));
    if (opened.erased) reader.NoteErasure(event);
    return {};
  }));
  return reader.Finish();
}

}  // namespace signalbox
