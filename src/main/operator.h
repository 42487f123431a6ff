// Who acts when a command opens the workspace itself: whoever may read its files, under no name.
#pragma once

#include "engine/events.h"

namespace signalbox {

inline const Actor kOperator{ActorKind::kOperator, ""};

}  // namespace signalbox
