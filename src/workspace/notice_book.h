// DIR/notices.db: who is to be told of what, what was read, and what went out.
//
// Rows say that somebody hears of an event, never what it says: positions of the log, numbers of
// people, words of the policy. What a notice says is read from the log whenever it is shown, so it
// ends with the key of whoever it is about. The one text that lies here, of a report that waits to
// be sent, is sealed and goes when it went out. Losing the file costs what was read, who wanted
// what, and links that were not used; notices of the last kNoticesKeptUs come again, and none of
// these is mailed a second time. Owned by whoever serves; thread safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "notify/delivery_time.h"
#include "notify/notices_of.h"
#include "store/keyring.h"
#include "store/sqlite/database.h"

namespace signalbox {

// Older ones are forgotten: the lead's own history has everything for ever.
inline constexpr TimeUs kNoticesKeptUs = 30 * kDayUs;
// Of one person, those that went out or need not; a list of more is no list.
inline constexpr int64_t kNoticesKeptEach = 2'000;

// Where a notice stands on its way into a mail. Numbers are stored.
enum class NoticeMail : uint8_t { kNone = 0, kWaiting = 1, kInMessage = 2, kOvertaken = 3 };
// What became of a message. Numbers are stored.
enum class MessageState : uint8_t { kWaiting = 0, kSent = 1, kGivenUp = 2 };

struct NoticeRow {
  int64_t number = 0;  // in order of telling; the cursor of lists
  int64_t position = 0;
  PersonRef person = 0;
  NoticeKind kind = NoticeKind::kLeadGiven;
  EntityKind about_kind = EntityKind::kLead;
  Id about;
  std::string thing;
  TimeUs due = 0, at = 0, read_at = 0, snoozed_until = 0;
};

// One mail, or whatever a channel makes of it.
struct NoticeMessage {
  int64_t number = 0;
  PersonRef person = 0;
  TimeUs made_at = 0;
  int64_t attempts = 0;
  bool digest = false;
  int64_t total = 0;            // notices that it was made for
  std::string key;              // hexadecimal
  std::string subject, text;    // of a report; else both empty
  std::vector<NoticeRow> rows;  // at most kMaxFolded
};

// Of the wait for the channel.
struct NoticeCounts {
  int64_t sent = 0, given_up = 0;  // messages, since the file was made
  int64_t waiting = 0;             // messages that were made and did not go out yet
  int64_t retried = 0;             // of these, those that were tried before
  TimeUs oldest_waiting_at = 0;    // 0: none
  int64_t given_up_lately = 0;     // within a day: what still needs somebody
};

class NoticeBook {
 public:
  // Makes the file where there is none, and anew where it is damaged. A new one says so by
  // `next_position` -1, until Begin.
  static Result<std::unique_ptr<NoticeBook>> Open(const std::string& path, const Keyring& keys,
                                                  TimeUs now);

  // --- what follows the log
  int64_t next_position();
  // A new file reads on from `position` and mails nothing of what is before `mail_from`.
  Status Begin(int64_t position, int64_t mail_from);
  struct Addressed {
    NoticeDue due;  // with `person` found
    bool mail = false;
  };
  // All or nothing; what is there already stays as it is. `last` is the leaf hash of the event
  // before `next_position`.
  Status Follow(const std::vector<Addressed>& notices, int64_t next_position, const Digest& last,
                TimeUs now);
  // Of the event before `next_position`; nothing before the first Follow.
  Result<std::optional<Digest>> LastFollowed();
  // The log is another one (a backup was put back): all but settings is forgotten, and links that
  // were made before `now` do not act.
  Status Reset(TimeUs now);

  // --- what people see and do
  struct Page {
    std::vector<NoticeRow> rows;  // newest first
    int64_t unread = 0;           // of all, those that are not put off
    int64_t next = 0;             // cursor; 0: no more
  };
  Result<Page> List(PersonRef person, bool unread_only, int64_t before, int64_t limit, TimeUs now);
  // kNotFound where this person was not told of it.
  Result<NoticeRow> Find(PersonRef person, int64_t position);
  Status MarkRead(PersonRef person, int64_t position, TimeUs now);
  // Unread again, and told again, at `until`.
  Status Snooze(PersonRef person, int64_t position, TimeUs until);
  // Takes away everybody's notices of before `before`, with messages and used links that ended by
  // then; what still waits to be told stays. How many notices went.
  Result<int64_t> Expire(TimeUs before);
  // How many would.
  Result<int64_t> CountExpired(TimeUs before);
  // Nothing where the person has said nothing.
  Result<std::optional<NoticeSettings>> Settings(PersonRef person);
  Status PutSettings(PersonRef person, const NoticeSettings& settings);

  // --- links that act once
  struct UsedLink {
    TimeUs at = 0;
    std::string outcome;  // a sentence without personal data
  };
  Result<std::optional<UsedLink>> FindUsed(BytesView mark);
  Status PutUsed(BytesView mark, TimeUs at, std::string_view outcome, TimeUs ends_at);
  // Snooze and PutUsed, both or neither: nothing but this book knows of a snooze.
  Status SnoozeByLink(PersonRef person, int64_t position, TimeUs until, BytesView mark,
                      const UsedLink& used, TimeUs ends_at);
  // Links that were made before this file do not act: nobody knows which were used.
  TimeUs links_since();

  // --- what sends
  struct WaitingFor {
    PersonRef person = 0;
    int64_t notices = 0;
    int64_t put_off = 0;  // of these, until a time that has come now
  };
  // People for whom something waits whose time has come.
  Result<std::vector<WaitingFor>> Waiting(TimeUs now);
  // When the next notice's time, or a message's next attempt, comes; INT64_MAX for never.
  Result<TimeUs> NextTime();
  Result<std::vector<TimeUs>> SentTo(PersonRef person, TimeUs since);
  Status Postpone(PersonRef person, TimeUs now, TimeUs until);
  // Makes a message of the first `most` that wait for the person, or with `single` one of each.
  // What came since they were counted is of the next round, or a burst would slip through one by
  // one.
  Status MakeMessages(PersonRef person, bool single, bool digest, int64_t most, TimeUs now);
  // A report: once for a key. kConflict where there was one with it.
  Status AddReport(PersonRef person, std::string_view subject, std::string_view text,
                   std::string_view key, TimeUs now);
  // The next message whose attempt is due; nothing when none is.
  Result<std::optional<NoticeMessage>> NextMessage(TimeUs now);
  Status Sent(int64_t message, TimeUs now);
  Status TryAgain(int64_t message, TimeUs at);
  Status GiveUp(int64_t message, TimeUs now);
  // A notice that says nothing true any more.
  Status Overtaken(int64_t number);
  // A message that has nothing to say any more.
  Status Drop(int64_t message);
  // What waits for somebody who wants no mail, or is no longer here, goes nowhere.
  Status LeaveUnsent(PersonRef person, TimeUs now);
  Result<NoticeCounts> Counts(TimeUs now);

 private:
  NoticeBook(Database database, const Keyring& keys);
  static Result<std::unique_ptr<NoticeBook>> OpenFile(const std::string& path, const Keyring& keys,
                                                      TimeUs now);
  Status MakeTables(TimeUs now);
  // `work` in one transaction: all of it, or nothing.
  Status Together(const std::function<Status()>& work);
  // The same, and on the disk when it returns: what people did is not derived from anything.
  Status Durably(const std::function<Status()>& work);
  Status WriteSnooze(PersonRef person, int64_t position, TimeUs until);
  Status WriteUsed(BytesView mark, TimeUs at, std::string_view outcome, TimeUs ends_at);
  Status Insert(const std::vector<Addressed>& notices);
  Status Prune(const std::vector<Addressed>& notices, TimeUs now);
  Result<int64_t> NewMessage(PersonRef person, bool digest, std::string_view key, BytesView sealed,
                             TimeUs now);
  std::string KeyOfMessage(int64_t number) const;
  Status ReadRows(NoticeMessage* message);
  Bytes SealReport(std::string_view subject, std::string_view text, const std::string& key) const;
  Status OpenReport(BytesView sealed, NoticeMessage* message) const;

  std::mutex mutex_;
  Database database_;
  Key key_{};
  TimeUs links_since_ = 0;
};

}  // namespace signalbox
