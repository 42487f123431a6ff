#include "workspace/key_changes.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include "base/random.h"
#include "store/key_files.h"
#include "store/key_rotation.h"

namespace signalbox {
namespace {

constexpr size_t kMaxFileBytes = 128;

Result<Key> ReadNext(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Err(Code::kInvalid, "cannot read `" + path + "`");
  char text[kMaxFileBytes];
  const ssize_t size = read(file, text, sizeof text);
  close(file);
  if (size < 0) return Err(Code::kIo, "cannot read `" + path + "`");
  Result<Key> key =
      ParseMasterKey(std::string_view(text, static_cast<size_t>(size)), "`" + path + "`");
  OPENSSL_cleanse(text, sizeof text);
  return key;
}

Status RotateMaster(KeyRotation& rotation, const std::string& next_file) {
  if (rotation.has_master_file() != next_file.empty()) {
    return Err(Code::kInvalid,
               next_file.empty()
                   ? "the master key comes from outside: make the next one there, name a file that "
                     "holds it with --next, and give it to the next start"
                   : "the master key is in master.key; leave out --next, a new one is drawn");
  }
  Key next{};
  if (next_file.empty()) {
    SystemRandom().Fill(next);
  } else {
    SB_ASSIGN(next, ReadNext(next_file));
  }
  const Status rotated = rotation.RotateMaster(next);
  OPENSSL_cleanse(next.data(), next.size());
  return rotated;
}

}  // namespace

Status RotateKey(Workspace& workspace, std::string_view what, const std::string& next_file) {
  if (what == "audit") return workspace.RotateAuditKey();
  if (what != "master" && what != "workspace")
    return Err(Code::kInvalid, "the keys that can be rotated are `master`, `workspace`, `audit`");
  SB_ASSIGN(KeyRotation * rotation, RotationOf(workspace.own_keys()));
  return what == "master" ? RotateMaster(*rotation, next_file) : rotation->RotateWorkspace();
}

}  // namespace signalbox
