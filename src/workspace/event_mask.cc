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

}  // namespace

void MaskFields(const FieldSet& hidden, OpenedEvent* opened) {
  if (hidden.none() || opened->sealed.empty()) return;
  Attributes shown = AttributesOf({}, opened->sealed);
  // What does not read as fields is hidden whole, whatever it is.
  if (!BringsFields(opened->event) || shown.empty() || hidden == PersonalFields())
    return MaskPersonal(opened);
  if (TakeOut(hidden, &shown).empty()) return;
  opened->masked = true;
  opened->sealed.clear();
  if (!shown.empty()) EncodeAttributes(shown, Part::kSealed, &opened->sealed);
}

}  // namespace signalbox
