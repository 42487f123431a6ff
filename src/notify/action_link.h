// Signed links of a notice's actions: who may do what about which notice, until when.
//
// A token is base64url (RFC 4648 section 5, no padding) of 22 bytes and a MAC: version (1), action
// (1), position of the notice's event (8), person (4), end in seconds since 1970 (8), all big
// endian, and the first 16 bytes of HMAC-SHA-256 over these and the log's id, by a key that is
// derived from the workspace's index secret. Whoever has the token may do that one thing as that
// person: it goes to their own mailbox and nowhere else. That it is good once is not its own
// matter. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/hash.h"
#include "base/ids.h"
#include "base/result.h"
#include "engine/clock_body.h"
#include "ports/notifier.h"

namespace signalbox {

// A weekend and a leave of some days.
inline constexpr TimeUs kActionLinkLastsUs = 7 * kDayUs;

struct ActionLink {
  NoticeAction action = NoticeAction::kAccept;
  int64_t position = 0;  // of the event that the notice tells of
  PersonRef person = 0;
  TimeUs ends_at = 0;  // whole seconds
  bool operator==(const ActionLink&) const = default;
};

class LinkSigner {
 public:
  LinkSigner(const Key& index_secret, const Id& log_id);

  std::string Sign(const ActionLink& link) const;
  // kForbidden for what was not signed here, whatever is wrong with it; compares in constant time.
  // Whether it has ended is for the caller to see.
  Result<ActionLink> Open(std::string_view token) const;
  // The token's MAC: what a link that was used is known by.
  static Bytes Mark(std::string_view token);

 private:
  Bytes Mac(BytesView payload) const;

  Key key_{};
  Id log_id_;
};

}  // namespace signalbox
