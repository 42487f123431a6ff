#include "workspace/lead_search.h"

#include <algorithm>

#include "workspace/event_json.h"
#include "workspace/event_mask.h"

namespace signalbox {
namespace {

// Events of one record that are looked at; one with more is known by the latest of them.
constexpr int kMostEvents = 500;

constexpr Field kFactFields[] = {Field::kEmail,   Field::kExternalId, Field::kPhone,
                                 Field::kWebsite, Field::kFirstName,  Field::kLastName,
                                 Field::kName,    Field::kCompany};

// Nothing for an event that was purged.
Result<OpenedEvent> ReadMasked(const Workspace& workspace, int64_t position,
                               const FieldSet& hidden) {
  SB_ASSIGN(OpenedEvent opened, ReadOpened(workspace.store(), workspace.keys(), position));
  MaskFields(hidden, &opened);
  return opened;
}

// What the event said of the record; empty for one that says nothing.
Result<Attributes> SaidBy(const OpenedEvent& opened) {
  if (TypeOf(opened) == EventType::kLeadReceived) {
    SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
    return AttributesOf(body.attributes, opened.sealed);
  }
  if (TypeOf(opened) != EventType::kTouchRecorded) return Attributes();
  SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(opened.event.clear));
  return body.double_submit ? Attributes() : AttributesOf(body.attributes, opened.sealed);
}

Result<SearchFacts> ShownFacts(const Workspace& workspace, const SaidPlaces& places,
                               const FieldSet& hidden) {
  std::vector<Attributes> said;
  // Most records were said once: then nothing stands between.
  const bool once = places.said <= places.received;
  int64_t at = once ? places.received : places.last;
  for (int looked = 0; at >= 0 && looked < kMostEvents; ++looked) {
    const Result<OpenedEvent> opened = ReadMasked(workspace, at, hidden);
    if (!opened.ok() && opened.error().code == Code::kNotFound) break;
    if (!opened.ok()) return opened.error();
    SB_ASSIGN(Attributes one, SaidBy(*opened));
    said.push_back(std::move(one));
    if (once || TypeOf(*opened) == EventType::kLeadReceived) break;
    at = opened->event.previous;
  }
  Attributes record;
  for (auto one = said.rbegin(); one != said.rend(); ++one) record.Overlay(*one);
  return FactsOf(record);
}

}  // namespace

SaidPlaces SaidPlacesOf(const LeadEntry& entry) {
  return {entry.received_position, entry.said_position, entry.last_position};
}

bool HidesAllFacts(const FieldSet& hidden) {
  return std::all_of(std::begin(kFactFields), std::end(kFactFields),
                     [&](Field field) { return hidden.test(PlaceOf(field)); });
}

Result<bool> SaysAll(const Workspace& workspace, const std::vector<SaidPlaces>& places,
                     const FieldSet& hidden, const std::vector<SearchTerm>& terms) {
  std::vector<SearchFacts> all;
  for (const SaidPlaces& one : places) {
    SB_ASSIGN(SearchFacts facts, ShownFacts(workspace, one, hidden));
    all.push_back(std::move(facts));
  }
  return std::all_of(terms.begin(), terms.end(), [&](const SearchTerm& term) {
    return std::any_of(all.begin(), all.end(),
                       [&](const SearchFacts& facts) { return term.Fits(facts); });
  });
}

}  // namespace signalbox
