#include "intake/md5.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace signalbox {

std::array<uint8_t, 16> Md5(std::string_view bytes) {
  std::array<uint8_t, 16> digest;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) == 1);
  return digest;
}

}  // namespace signalbox
