// Keys under which records that may be one meet, so that only they are compared.
//
// Records of one company share at least one of: registered domain, phone, whole name, part of a
// name, initials, rare word, beginning of the name, its consonants, street with postal code.
// Records of one person: e-mail, national id, birth date with an initial, names with a postal code.
// Symmetric: both sides are asked by the keys that they are filed under. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "insight/match/match_profile.h"

namespace signalbox {

struct BlockKey {
  uint64_t hash = 0;
  uint8_t weight = 0;  // how much sharing it says, to choose among too many
};

// Ascending by hash, each once.
std::vector<BlockKey> BlockKeys(const MatchProfile& profile);

}  // namespace signalbox
