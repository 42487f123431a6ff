// The notifier port: telling one person about one thing.
//
// Effect class: keyed. A channel that drops a second message with the key may be asked again after
// a lost answer; one that cannot says so by `blind`, and then a lost answer goes to a person
// instead of being sent twice. Implementations may block; they run on workers and are thread safe.
#pragma once

#include <string>

#include "base/result.h"

namespace signalbox {

struct Notice {
  std::string to;       // a person id of the roster; taken from a decision, never from a lead
  std::string address;  // the person's e-mail as the roster has it
  std::string subject;
  std::string text;     // plain text
  std::string lead_id;  // what it is about; the link back is made of it
  std::string key;      // the same over attempts and redelivery
};

enum class NoticeOutcome : unsigned char {
  kSent,     // the channel took it, now or earlier under the key
  kUnknown,  // no answer
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // True when a second Send with the key is no second message.
  virtual bool keyed() const = 0;
  // Errors are for what is known not to have been sent.
  virtual Result<NoticeOutcome> Send(const Notice& notice) = 0;
};

}  // namespace signalbox
