#include "lead/account.h"

namespace signalbox {

bool Opportunity::open() const {
  static constexpr char kClosed[] = "closed";
  if (stage.size() < 6) return true;
  for (size_t i = 0; i < 6; ++i) {
    if ((stage[i] | 0x20) != kClosed[i]) return true;
  }
  return false;
}

}  // namespace signalbox
