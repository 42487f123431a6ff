#include "workspace/event_mask.h"

namespace signalbox {
namespace {

// Events whose sealed part is fields of the record, and nothing else.
bool BringsFields(const Event& event) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kLeadReceived:
    case EventType::kTouchRecorded:
    case EventType::kRecordRouted:
    case EventType::kStepFinished:
    case EventType::kStepReported:
    case EventType::kClockFired:
    case EventType::kLeadActed:
      return true;
    default:
      return false;
  }
}

void AddHidden(const FieldSet& hidden, const std::vector<OpenedEvent>& events,
               HiddenValues* values) {
  for (const OpenedEvent& opened : events) {
    if (opened.sealed.empty() || !BringsFields(opened.event)) continue;
    Attributes shown = AttributesOf({}, opened.sealed);
    values->Add(TakeOut(hidden, &shown));
  }
}

}  // namespace

void MaskFields(const FieldSet& hidden, OpenedEvent* opened, const HiddenValues& known) {
  if (hidden.none() || opened->sealed.empty()) return;
  Attributes shown = AttributesOf({}, opened->sealed);
  // What does not read as fields is hidden whole, whatever it is.
  if (!BringsFields(opened->event) || shown.empty() || hidden == PersonalFields())
    return MaskPersonal(opened);
  if (TakeOut(hidden, &shown, known).empty()) return;
  opened->masked = true;
  opened->sealed.clear();
  if (!shown.empty()) EncodeAttributes(shown, Part::kSealed, &opened->sealed);
}

HiddenValues HiddenIn(const FieldSet& hidden, const LeadHistory& history) {
  HiddenValues values;
  // Where all is hidden there is no text left that could quote.
  if (hidden.none() || hidden == PersonalFields()) return values;
  AddHidden(hidden, history.events, &values);
  for (const RunHistory& run : history.runs) AddHidden(hidden, run.events, &values);
  return values;
}

void MaskHistory(const FieldSet& hidden, LeadHistory* history) {
  const HiddenValues known = HiddenIn(hidden, *history);
  for (OpenedEvent& opened : history->events) MaskFields(hidden, &opened, known);
  for (RunHistory& run : history->runs) {
    for (OpenedEvent& opened : run.events) MaskFields(hidden, &opened, known);
  }
}

}  // namespace signalbox
