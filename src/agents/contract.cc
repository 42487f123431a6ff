#include "agents/contract.h"

namespace signalbox {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kAbstain:
      return "abstain";
    case Outcome::kReject:
      return "reject";
    case Outcome::kNeedsHuman:
      return "needs_human";
    case Outcome::kError:
      return "error";
  }
  return "error";
}

}  // namespace signalbox
