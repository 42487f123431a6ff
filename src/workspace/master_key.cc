#include "workspace/master_key.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <cstdlib>
#include <string_view>

#include "store/key_files.h"
#include "workspace/command_answer.h"

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

// What the command is called in what we say of it.
std::string Named(std::string_view what) {
  return std::string("`") + kFromCommand + "` " + std::string(what);
}

}  // namespace

Result<Key> MasterKeyFromCommand(const char* command, std::chrono::milliseconds limit) {
  Result<CommandAnswer> answer = AskCommand(command, kMaxPrinted, limit);
  if (!answer.ok() && answer.error().code == Code::kDeadline) {
    return Err(Code::kDeadline,
               Named(fmt::format("did not end within {} seconds and was killed; run it by hand to "
                                 "see what it waits for, and start again",
                                 static_cast<double>(limit.count()) / 1000)));
  }
  if (!answer.ok()) return Within(std::string("`") + kFromCommand + "`", answer.error());
  std::string& printed = answer->printed;
  Result<Key> key = ParseMasterKey(printed, "what " + Named("printed"));
  OPENSSL_cleanse(printed.data(), printed.size());
  if (!answer->succeeded)
    return Err(Code::kUnavailable, Named("failed; run it by hand to see why"));
  return key;
}

Result<std::optional<Key>> MasterKeyFromOutside() {
  if (const char* command = Setting(kFromCommand); command != nullptr) {
    SB_ASSIGN(const Key key, MasterKeyFromCommand(command, kMasterKeyCommandLimit));
    return std::optional<Key>(key);
  }
  if (const char* text = Setting(kFromEnvironment); text != nullptr) {
    SB_ASSIGN(const Key key, ParseMasterKey(text, std::string("`") + kFromEnvironment + "`"));
    return std::optional<Key>(key);
  }
  return std::optional<Key>();
}

}  // namespace signalbox
