// The ledger: what the world was told, written down outside of what it is checked against.
//
// One thread. Every check gives empty for good, or a sentence that says what was broken.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "sim/reached.h"
#include "store/store.h"

namespace signalbox {

// A request of the desk as somebody was told that it stands.
struct CaseTold {
  int64_t number = 0;  // 0: nothing was done
  CaseStatus status = CaseStatus::kNew;
  int64_t position = 0;  // of its last event
};

class Ledger {
 public:
  explicit Ledger(Reached* reached) : reached_(reached) {}

  // An answer that a caller got.
  void Acknowledged(const LeadAnswer& answer);
  // What somebody at the desk was told that a request is.
  void Acknowledged(const CaseTold& told);
  // Events after their commit, as the event stream gets them.
  void Published(const std::vector<Emitted>& events);

  // Nothing published is gone or changed. What the log has beyond it is taken over, though nobody
  // was told yet: the first thing published makes it final. Called on a store that has just been
  // opened.
  std::string TakeOver(const Store& store);
  // A backup of so many events was put back: what came after them is given up.
  void WentBack(int64_t events);
  // Nothing acknowledged is lost, and it is as it was said unless something happened to the record
  // since.
  std::string CheckAnswers(const Engine& engine) const;
  std::string CheckCaseAnswers(const State& state) const;
  size_t published() const { return leaves_.size(); }

 private:
  void Note(const Event& event);
  void NoteRunFinished(const Event& event);
  void NoteRefused(const Event& event);
  void NoteFollowUp(const Event& event);
  void NoteRecord(const Event& event);

  Reached* const reached_;
  std::vector<Digest> leaves_;
  size_t told_ = 0;  // of leaves_
  std::map<Id, LeadAnswer> answers_;
  std::map<int64_t, CaseTold> cases_;
  std::map<Id, Id> record_of_;  // by run
  std::set<Id> held_for_data_;  // records
  std::set<Id> held_all_out_;
  std::string broken_;
};

}  // namespace signalbox
