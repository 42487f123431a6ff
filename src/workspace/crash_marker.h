// `in_hand`: a file of the workspace that is mapped into memory, where the engine notes what it
// works on. A process that dies by a signal leaves it as it was, and noting costs no system call.
//
// Only deaths of the process count: what was in hand when the machine went down (another boot id)
// is no suspect. The file holds ids and keyed hashes, no personal data; it is of this machine alone
// and no part of a backup. A file that does not read is begun anew.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "engine/in_hand.h"

namespace signalbox {

class CrashMarker : public InHand {
 public:
  // Reads what the last process left, and counts it. The room is taken at once, so that a full disk
  // cannot end the process through the mapping: kExhausted when there is none.
  static Result<std::unique_ptr<CrashMarker>> Open(const std::string& directory);
  ~CrashMarker() override;
  CrashMarker(const CrashMarker&) = delete;
  CrashMarker& operator=(const CrashMarker&) = delete;

  void Hold(std::span<const InputKey> inputs) override;
  bool IsSuspect(const InputKey& input) const override;
  bool HasSuspects() const override;
  std::vector<Suspect> Suspects() const override;
  void Survived(const InputKey& input) override;

 private:
  struct Page;
  explicit CrashMarker(Page* page) : page_(page) {}
  void CountDeaths();

  Page* const page_;
};

}  // namespace signalbox
