// The notifier port: telling one person about one or several things.
//
// A notice is structure, not text: what happened, why it is theirs, what the customer said, until
// when, and what can be done about it. A channel only draws it; what an action does is behind its
// link, so a chat channel needs no logic of its own.
//
// Effect class: a notice is told at least once. A channel that drops a second message with the key
// says so by `keyed`; after a lost answer any other may tell twice, and shows the key so that the
// repeat is recognised. Implementations may block; they run on workers and are thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

// Numbers are part of signed links: never renumber.
enum class NoticeAction : uint8_t { kAccept = 0, kHandBack = 1, kContacted = 2, kSnooze = 3 };
inline constexpr int kNoticeActions = 4;
// `accept`, `hand_back`, `contacted`, `snooze`
std::string_view NoticeActionName(NoticeAction action);

struct NoticeLink {
  NoticeAction action = NoticeAction::kAccept;
  std::string label;  // `Accept`
  std::string url;    // signed, good once
  bool operator==(const NoticeLink&) const = default;
};

// One thing that somebody hears of. Texts are for people and may hold personal data of a customer;
// an empty one is not shown.
struct NoticeItem {
  std::string title;     // `New lead: Erika Muster, Muster GmbH`
  std::string why;       // why the reader is told
  std::string words;     // the customer's own, to the letter
  std::string deadline;  // in the reader's zone
  std::string url;       // of the thing in the console
  std::vector<NoticeLink> actions;
  bool operator==(const NoticeItem&) const = default;
};

struct Notice {
  std::string to;       // a person id of the roster; taken from a decision, never from a lead
  std::string name;     // of that person
  std::string address;  // the person's e-mail as the roster has it
  std::string subject;
  std::string text;  // plain text before the items; of a report all of it
  std::vector<NoticeItem> items;
  TimeUs at = 0;    // when it was written; the same over attempts
  std::string key;  // hexadecimal; the same over attempts
};

enum class NoticeOutcome : unsigned char {
  kSent,     // the channel took it, now or earlier under the key
  kUnknown,  // no answer: it may have been taken
};

class Notifier {
 public:
  virtual ~Notifier() = default;
  // True when a second Send with the key is no second message.
  virtual bool keyed() const = 0;
  // Errors are for what is known not to have been sent: kInvalid where trying again cannot help
  // (nobody has this address), any other where it can.
  virtual Result<NoticeOutcome> Send(const Notice& notice) = 0;
};

}  // namespace signalbox
