// A record ready to be compared, as bytes of a match store.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "insight/match/match_source.h"

namespace signalbox {

// Raised with every change of the bytes or of what a profile is: a store of another version is
// refused and made again.
inline constexpr int kAccountCodecVersion = 2;

Bytes EncodeAccount(const MatchAccount& account);
// Into what the caller keeps from call to call. kCorrupt for bytes that EncodeAccount did not
// write.
Status DecodeAccount(BytesView bytes, MatchAccount* account);

}  // namespace signalbox
