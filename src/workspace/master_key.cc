#include "workspace/master_key.h"

#include <openssl/crypto.h>
#include <stdio.h>

#include <cstdlib>

#include "store/key_files.h"

namespace signalbox {
namespace {

constexpr char kFromCommand[] = "SIGNALBOX_MASTER_KEY_COMMAND";
constexpr char kFromEnvironment[] = "SIGNALBOX_MASTER_KEY";
// A key has 64 digits and a line feed; whatever prints more prints no key.
constexpr size_t kMaxPrinted = 128;

const char* Setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == 0 ? nullptr : value;
}

Result<Key> AskCommand(const char* command) {
  FILE* pipe = popen(command, "r");
  if (pipe == nullptr)
    return Err(Code::kUnavailable, std::string("`") + kFromCommand + "` cannot be run");
  char printed[kMaxPrinted];
  const size_t size = fread(printed, 1, sizeof printed, pipe);
  const bool done = pclose(pipe) == 0;
  Result<Key> key = ParseMasterKey(std::string_view(printed, size),
                                   std::string("what `") + kFromCommand + "` printed");
  OPENSSL_cleanse(printed, sizeof printed);
  if (!done)
    return Err(Code::kUnavailable,
               std::string("`") + kFromCommand + "` failed; run it by hand to see why");
  return key;
}

}  // namespace

Result<std::optional<Key>> MasterKeyFromOutside() {
  if (const char* command = Setting(kFromCommand); command != nullptr) {
    SB_ASSIGN(const Key key, AskCommand(command));
    return std::optional<Key>(key);
  }
  if (const char* text = Setting(kFromEnvironment); text != nullptr) {
    SB_ASSIGN(const Key key, ParseMasterKey(text, std::string("`") + kFromEnvironment + "`"));
    return std::optional<Key>(key);
  }
  return std::optional<Key>();
}

}  // namespace signalbox
