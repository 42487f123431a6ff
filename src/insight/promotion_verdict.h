// Whether a model may come into use, of whichever kind. A plain value.
#pragma once

#include <string>

namespace signalbox {

struct PromotionVerdict {
  std::string objection;  // why not, with the figures; empty: it may be promoted
  std::string why;        // what spoke for it
};

}  // namespace signalbox
