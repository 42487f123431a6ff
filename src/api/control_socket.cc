#include "api/control_socket.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/bytes.h"
#include "base/hash.h"

namespace signalbox {
namespace {

// A socket address holds 108 bytes on Linux and 104 on macOS, with the final zero.
constexpr size_t kMaxSocketPathBytes = 100;

// 64 bits of a hash: two workspaces of one computer do not meet by chance.
constexpr size_t kNameHexDigits = 16;

std::string Canonical(const std::string& directory) {
  std::error_code ec;
  const std::filesystem::path path = std::filesystem::weakly_canonical(directory, ec);
  std::string text = ec ? directory : path.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace

std::string ControlSocketPath(const std::string& directory) {
  const std::string canonical = Canonical(directory);
  std::string path = canonical + "/control.sock";
  if (path.size() <= kMaxSocketPathBytes) return path;
  const char* set = std::getenv("TMPDIR");
  const std::string folder = set == nullptr || *set == '\0' ? "/tmp" : Canonical(set);
  const std::string name =
      "/signalbox-" + ToHex(View(Sha256(canonical))).substr(0, kNameHexDigits) + ".sock";
  // A temporary folder can be too long as well.
  return (folder.size() + name.size() <= kMaxSocketPathBytes ? folder : "/tmp") + name;
}

}  // namespace signalbox
