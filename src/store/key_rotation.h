// Changing a workspace's own keys while it is used: what was sealed, hashed and signed stays as it
// is, and is read with the keys that it needs.
//
// A capability of the keyring that Keyring::Open gives; others have none. Thread safe as the
// keyring. Each change is durable when it returns, and the key that it replaces is overwritten.
#pragma once

#include "base/hash.h"
#include "base/result.h"
#include "store/keyring.h"

namespace signalbox {

class KeyRotation {
 public:
  virtual ~KeyRotation() = default;

  // Whether the key that wraps all others stands in DIR/master.key.
  virtual bool has_master_file() const = 0;
  // Wraps the workspace key with `next` instead. Where there is a master.key, that becomes `next`
  // too; a crash in between leaves both, and the next Open takes the one that opens.
  virtual Status RotateMaster(const Key& next) = 0;
  // Wraps every secret and every subject key anew. Reads and writes all of keys.db, 32 bytes a
  // subject; whoever needs a subject key waits meanwhile.
  virtual Status RotateWorkspace() = 0;
  // What Keyring::audit_seed() says from now on.
  virtual Status SetAuditSeed(const Key& seed) = 0;
};

// kUnsupported for a keyring that changes nothing, such as a dry run's.
Result<KeyRotation*> RotationOf(Keyring& keys);

}  // namespace signalbox
