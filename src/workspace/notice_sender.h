// Takes notices from the book to the people they are for, over a channel (ports/notifier.h).
//
// What waits for somebody becomes a message when their hours allow it (notify/delivery_time.h); a
// message is written into the book before it goes out, with the key that every attempt carries. So
// a process that ends between the two sends it again, recognisably, and loses none. A channel that
// is away is asked again after 5 s, then twice as long up to an hour, and a message is given up
// after three days, which `attention` and the metrics show.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "access/sight.h"
#include "notify/action_link.h"
#include "ports/notifier.h"
#include "workspace/notice_book.h"
#include "workspace/notice_texts.h"
#include "workspace/workspace.h"

namespace signalbox {

inline constexpr TimeUs kFirstRetryUs = 5 * kSecondUs;
inline constexpr TimeUs kLongestRetryUs = kHourUs;
inline constexpr TimeUs kGiveUpAfterUs = 3 * kDayUs;

// Told each time that a message is about to show personal fields to somebody; an error keeps it
// back.
using MailReading = std::function<Status(PersonRef person, int64_t records)>;
// The roles of whoever signs in as somebody of the roster, for the workspace's rules about personal
// fields; none where nobody does.
using RolesOf = std::function<RoleSet(const std::string& person)>;

struct SenderParts {
  Workspace& workspace;
  NoticeBook& book;
  Notifier& notifier;
  LinkSigner signer;
  std::string base_url;     // `https://leads.acme.example`, without a slash at its end
  NoticeSettings settings;  // of whoever said nothing
  MailReading record;
  RolesOf roles_of{};  // not set: nobody has roles
};

// One look at what is due, by hand: what the thread below does. One thread at a time.
class NoticeRound {
 public:
  explicit NoticeRound(SenderParts parts) : parts_(std::move(parts)) {}

  // Sends what is due at `now`; when the next round is worth it.
  Result<TimeUs> Run(TimeUs now);

 private:
  struct Reader {
    PersonRef ref = 0;
    Person person;
    NoticeSettings settings;
    bool known = false;
  };
  Result<Reader> ReaderOf(PersonRef ref);
  Result<Sight> SightOfReader(const Reader& reader) const;
  Status MakeMessages(TimeUs now);
  // False when the channel is away.
  Result<bool> SendOne(const NoticeMessage& message, TimeUs now);
  Result<Notice> Write(const NoticeMessage& message, const Reader& reader, bool* nothing_left);
  // After an attempt that did not succeed.
  Status PutOff(const NoticeMessage& message, bool hopeless, TimeUs until, TimeUs now);
  Status AddActions(const NoticeRow& row, TimeUs made_at, NoticeTold* told) const;

  SenderParts parts_;
  TimeUs away_until_ = 0;  // of the channel
  TimeUs retry_us_ = 0;
};

// Rounds on a thread of its own, while it lives.
class NoticeSender {
 public:
  explicit NoticeSender(SenderParts parts);
  // A message that is out is waited for.
  ~NoticeSender();
  NoticeSender(const NoticeSender&) = delete;
  NoticeSender& operator=(const NoticeSender&) = delete;

  // There is something new.
  void Wake();

 private:
  void Run();

  const Clock& clock_;
  NoticeRound round_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool woken_ = true;
  std::thread thread_;
};

}  // namespace signalbox
