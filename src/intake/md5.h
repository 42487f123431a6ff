// MD5 (RFC 1321), for one purpose: the peers' benchmark makes its leads from it (--profile peers).
// Never for anything that must resist an attacker.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace signalbox {

std::array<uint8_t, 16> Md5(std::string_view bytes);

}  // namespace signalbox
