// A realignment by place: open leads go to whoever has their place by a list, whichever version of
// the policy decided them and whoever has them for whatever reason (docs/repair.md).
//
// Reads only; any thread, with a state of its own.
#pragma once

#include "workspace/realign.h"

namespace signalbox {

// `question.accounts` is the list: country, state, city, postal code or prefix, size band, and the
// owner. kInvalid names every line that is not understood, or whose person cannot have leads.
Result<MovePreview> PreviewRealignPlaces(const Store& store, const Keyring& keys,
                                         const StoredPolicyLoader& load_policy,
                                         const RealignQuestion& question);

}  // namespace signalbox
