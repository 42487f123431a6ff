// From the events of the log to what reports count (docs/reports.md defines each number).
//
// Derived event by event, with what is known of the lead before the event, so that the same log
// gives the same counts however it is cut into pieces. Used by Views, on its thread.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/events.h"
#include "store/event.h"
#include "workspace/report_tables.h"

namespace signalbox {

// What reports remember of a lead between events; columns of its row in the views.
struct ReportMemory {
  // Bits of `marks`.
  static constexpr int64_t kPlaced = 1;   // it has had an owner
  static constexpr int64_t kByHand = 2;   // people had a hand in where it went before that
  static constexpr int64_t kAgain = 4;    // its first run is over and another began
  static constexpr int64_t kTouched = 8;  // its first contact was counted

  int64_t marks = 0;
  PersonRef had = 0;   // the last owner that it lost
  std::string band;    // of its score; empty before it is scored
  std::string sender;  // who handed it to us: a source, a token; empty for a file
  std::string broken;  // its SLAs that were counted as broken, each followed by a line end
  bool operator==(const ReportMemory&) const = default;
};

// A lead as it is before the event.
struct ReportedLead {
  int64_t number = 0;
  TimeUs received_at = 0;
  PersonRef owner = 0;
  const std::string& rule;
  const Bytes& policy;
  ReportMemory* memory;
};

class ReportFold {
 public:
  explicit ReportFold(ReportTables* tables) : tables_(tables) {}

  // Whether the event counts for the lead that it or its run is about: then TakeLead is to be
  // called, for `LeadReceived` after the lead's row was made.
  static bool IsOfLead(EventType type);
  Status TakeLead(const Event& event, const ReportedLead& lead);
  // False for the clear part of a `StepFinished` that TakeLead would take nothing from, as most
  // are: found without decoding it.
  static bool TakesStep(BytesView clear);
  // Every event, whether of a lead or not.
  Status TakeAny(const Event& event);
  // The same for one that nothing else is counted of.
  void TakeTime(TimeUs time) { tables_->AddEvent(time); }

 private:
  void Count(const Event& event, const ReportedLead& lead, ReportMeasure measure, PersonRef person,
             std::string detail, int64_t value = 0);
  Status TakeStep(const Event& event, const ReportedLead& lead);
  Status TakeDecision(const Event& event, const ReportedLead& lead);
  Status TakeTurn(const Event& event, const ReportedLead& lead, const ev::DecisionMade& body);
  Status TakeAssignment(const Event& event, const ReportedLead& lead);
  Status TakeVerb(const Event& event, const ReportedLead& lead);
  Status TakeMove(const Event& event, const ReportedLead& lead);
  Status TakeRunStart(const Event& event, const ReportedLead& lead);
  Status TakeRunEnd(const Event& event, const ReportedLead& lead);
  void TakeClocks(const Event& event, const ReportedLead& lead,
                  const std::vector<ev::ClockBody>& clocks);
  void Place(const Event& event, const ReportedLead& lead, ReportMeasure how, PersonRef owner,
             const std::string& rule);

  ReportTables* tables_;
};

}  // namespace signalbox
