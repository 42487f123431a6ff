// Finds a record by what people have in hand: our id, their own id, or the person's e-mail address.
#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/state.h"
#include "store/keyring.h"

namespace signalbox {

// The place in State::leads of `lead_...`, an external id or an e-mail address, looked for in this
// order. kNotFound says what may be given. Where the state is: the engine's thread.
Result<uint32_t> FindLead(const State& state, const Keyring& keys, std::string_view text);

// What FindLead says of a record that is not there; also where whoever asks may not see it.
Error NoSuchLead();

}  // namespace signalbox
