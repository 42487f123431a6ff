// The CRM port: the one write that routing needs, who owns a record.
//
// Effect class: conditional. The write names the owner that the decision saw, so a lost answer is
// settled by reading back and nothing that a person changed meanwhile is overwritten. A connector
// that passes the key on is keyed as well. Implementations may block; they run on workers, never on
// the engine's thread, and are thread safe.
#pragma once

#include <string>

#include "base/result.h"

namespace signalbox {

enum class WriteOutcome : unsigned char {
  kWritten,         // the record has the new owner, by this call or an earlier one with the key
  kChangedOutside,  // somebody else changed the owner; nothing was written
  kUnknown,         // no answer: it may or may not have been written; read back before any retry
};

struct OwnerWrite {
  std::string record;          // the CRM's id of the record
  std::string expected_owner;  // the owner that the decision saw; empty for none
  std::string new_owner;
  // The same over attempts, fallbacks and redelivery: H(workspace, run, step, effect number).
  std::string key;
};

struct OwnerWriteReply {
  WriteOutcome outcome = WriteOutcome::kUnknown;
  std::string owner;  // who owns the record now, where that is known
};

class Crm {
 public:
  virtual ~Crm() = default;

  // Errors are for what is known not to have happened: kNotFound for no such record, kForbidden,
  // kInvalid, and kUnavailable when nothing was sent.
  virtual Result<OwnerWriteReply> CompareAndSetOwner(const OwnerWrite& write) = 0;

  // The owner now, empty for none. Effect class: read.
  virtual Result<std::string> ReadOwner(const std::string& record) = 0;
};

}  // namespace signalbox
