#include "workspace/notice_book.h"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/log.h"
#include "workspace/notice_row.h"

namespace signalbox {
namespace {

constexpr char kBookTables[] = R"(
CREATE TABLE IF NOT EXISTS book (
  one INTEGER PRIMARY KEY CHECK (one = 1), layout INTEGER NOT NULL, made_at INTEGER NOT NULL,
  next_position INTEGER NOT NULL, mail_from INTEGER NOT NULL, last BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notices (
  number INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL, person INTEGER NOT NULL,
  kind INTEGER NOT NULL, about_kind INTEGER NOT NULL, about BLOB NOT NULL, thing BLOB NOT NULL,
  due INTEGER NOT NULL, at INTEGER NOT NULL, read_at INTEGER NOT NULL DEFAULT 0,
  snoozed_until INTEGER NOT NULL DEFAULT 0, mail INTEGER NOT NULL, mail_at INTEGER NOT NULL,
  message INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX IF NOT EXISTS notices_by_event ON notices(position, person);
CREATE INDEX IF NOT EXISTS notices_by_person ON notices(person, number);
CREATE INDEX IF NOT EXISTS notices_waiting ON notices(person, mail_at) WHERE mail = 1;
CREATE INDEX IF NOT EXISTS notices_by_message ON notices(message) WHERE message <> 0;
CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, person INTEGER NOT NULL,
  made_at INTEGER NOT NULL, digest INTEGER NOT NULL, sealed BLOB NOT NULL,
  state INTEGER NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS messages_by_key ON messages(key);
CREATE INDEX IF NOT EXISTS messages_waiting ON messages(next_at) WHERE state = 0;
CREATE INDEX IF NOT EXISTS messages_sent ON messages(person, ended_at) WHERE state = 1;
CREATE TABLE IF NOT EXISTS totals (
  one INTEGER PRIMARY KEY CHECK (one = 1), sent INTEGER NOT NULL, given_up INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS settings (
  person INTEGER PRIMARY KEY, mail INTEGER NOT NULL, digest INTEGER NOT NULL,
  quiet_from INTEGER NOT NULL, quiet_to INTEGER NOT NULL, in_hours INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS used_links (
  mark BLOB PRIMARY KEY, at INTEGER NOT NULL, outcome BLOB NOT NULL, ends_at INTEGER NOT NULL)
  WITHOUT ROWID;
)";
constexpr int64_t kBookLayout = 1;
// Pages of the write-ahead file that are put away at once: 4 MB.
constexpr int kBookCheckpointPages = 1'000;

}  // namespace

NoticeBook::NoticeBook(Database database, const Keyring& keys)
    : database_(std::move(database)),
      key_(HmacSha256(keys.index_secret(), {"signalbox notices 1"})) {}

Result<std::unique_ptr<NoticeBook>> NoticeBook::OpenFile(const std::string& path,
                                                         const Keyring& keys, TimeUs now) {
  SB_ASSIGN(Database database, Database::Open(path, {.create = true}));
  SB_TRY(database.Execute(
      "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"));
  std::unique_ptr<NoticeBook> book(new NoticeBook(std::move(database), keys));
  SB_TRY(book->MakeTables(now));
  return book;
}

Result<std::unique_ptr<NoticeBook>> NoticeBook::Open(const std::string& path, const Keyring& keys,
                                                     TimeUs now) {
  Result<std::unique_ptr<NoticeBook>> book = OpenFile(path, keys, now);
  if (book.ok() || book.error().code != Code::kCorrupt) return book;
  Log(LogLevel::kWarning, "notices.db is damaged and made again: " + book.error().message);
  for (const char* end : {"", "-wal", "-shm"}) unlink((path + end).c_str());
  return OpenFile(path, keys, now);
}

Status NoticeBook::MakeTables(TimeUs now) {
  SB_TRY(database_.Execute(kBookTables));
  SB_ASSIGN(Statement first,
            database_.Prepare("INSERT OR IGNORE INTO book VALUES (1, ?, ?, -1, 0, x'')"));
  SB_TRY(first.Bind(1, kBookLayout).Bind(2, now).Run());
  SB_TRY(database_.Execute("INSERT OR IGNORE INTO totals VALUES (1, 0, 0)"));
  SB_ASSIGN(const int64_t layout, database_.QueryInt("SELECT layout FROM book"));
  if (layout != kBookLayout)
    return Err(Code::kUnsupported,
               "notices.db was written by another version of Signalbox; move it away, and what was "
               "read and wanted is asked for anew");
  SB_ASSIGN(links_since_, database_.QueryInt("SELECT made_at FROM book"));
  return {};
}

Status NoticeBook::Together(const std::function<Status()>& work) {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  Status done = work();
  if (done.ok()) done = database_.Execute("COMMIT");
  if (!done.ok() && database_.InTransaction()) (void)database_.Execute("ROLLBACK");
  if (done.ok() && database_.WalPages() > kBookCheckpointPages)
    return database_.Checkpoint(Database::CheckpointMode::kPassive);
  return done;
}

Status NoticeBook::Durably(const std::function<Status()>& work) {
  SB_TRY(database_.Execute("PRAGMA synchronous = FULL"));
  const Status done = Together(work);
  SB_TRY(database_.Execute("PRAGMA synchronous = NORMAL"));
  return done;
}

int64_t NoticeBook::next_position() {
  const std::lock_guard lock(mutex_);
  return database_.QueryInt("SELECT next_position FROM book").value_or(-1);
}

Status NoticeBook::Begin(int64_t position, int64_t mail_from) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement begin,
              database_.Prepare("UPDATE book SET next_position = ?, mail_from = ?"));
    return begin.Bind(1, position).Bind(2, mail_from).Run();
  });
}

Status NoticeBook::Follow(const std::vector<Addressed>& notices, int64_t next_position,
                          const Digest& last, TimeUs now) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_TRY(Insert(notices));
    SB_TRY(Prune(notices, now));
    SB_ASSIGN(Statement cursor, database_.Prepare("UPDATE book SET next_position = ?, last = ?"));
    return cursor.Bind(1, next_position).Bind(2, View(last)).Run();
  });
}

Result<std::optional<Digest>> NoticeBook::LastFollowed() {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement row, database_.Prepare("SELECT last FROM book"));
  SB_ASSIGN(const bool found, row.Step());
  std::optional<Digest> last;
  if (!found || row.Blob(0).size() != Digest{}.size()) return last;
  const std::span<const uint8_t> bytes = Span(row.Blob(0));
  std::copy(bytes.begin(), bytes.end(), last.emplace().begin());
  return last;
}

Status NoticeBook::Reset(TimeUs now) {
  const std::lock_guard lock(mutex_);
  SB_TRY(Durably([&]() -> Status {
    SB_TRY(database_.Execute("DELETE FROM notices; DELETE FROM messages; DELETE FROM used_links"));
    SB_ASSIGN(Statement anew, database_.Prepare("UPDATE book SET made_at = ?, next_position = -1, "
                                                "mail_from = 0, last = x''"));
    return anew.Bind(1, now).Run();
  }));
  links_since_ = now;
  return {};
}

TimeUs NoticeBook::links_since() {
  const std::lock_guard lock(mutex_);
  return links_since_;
}

Status NoticeBook::Insert(const std::vector<Addressed>& notices) {
  if (notices.empty()) return {};
  SB_ASSIGN(const int64_t mail_from, database_.QueryInt("SELECT mail_from FROM book"));
  SB_ASSIGN(Statement insert,
            database_.Prepare("INSERT OR IGNORE INTO notices (position, person, kind, about_kind, "
                              "about, thing, due, at, mail, mail_at) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  for (const Addressed& one : notices) {
    const NoticeDue& due = one.due;
    const bool mailed = one.mail && due.position >= mail_from;
    const NoticeMail mail = mailed ? NoticeMail::kWaiting : NoticeMail::kNone;
    insert.Bind(1, due.position).Bind(2, due.person).Bind(3, static_cast<int64_t>(due.kind));
    insert.Bind(4, static_cast<int64_t>(due.about_kind)).Bind(5, due.about.View());
    insert.Bind(6, BytesView(due.thing)).Bind(7, due.due).Bind(8, due.at);
    insert.Bind(9, static_cast<int64_t>(mail)).Bind(10, due.at);
    SB_TRY(insert.Run());
  }
  return {};
}

Status NoticeBook::Prune(const std::vector<Addressed>& notices, TimeUs now) {
  std::set<PersonRef> people;
  for (const Addressed& one : notices) people.insert(one.due.person);
  SB_ASSIGN(Statement prune,
            database_.Prepare(
                "DELETE FROM notices WHERE person = ?1 AND mail <> 1 AND (at < ?2 OR number <= "
                "(SELECT number FROM notices WHERE person = ?1 ORDER BY number DESC "
                "LIMIT 1 OFFSET ?3)) AND message NOT IN "
                "(SELECT number FROM messages WHERE state = 0)"));
  for (const PersonRef person : people) {
    prune.Bind(1, person).Bind(2, now - kNoticesKeptUs).Bind(3, kNoticesKeptEach);
    SB_TRY(prune.Run());
  }
  SB_ASSIGN(Statement messages,
            database_.Prepare("DELETE FROM messages WHERE state <> 0 AND ended_at < ?"));
  SB_TRY(messages.Bind(1, now - kNoticesKeptUs).Run());
  SB_ASSIGN(Statement links, database_.Prepare("DELETE FROM used_links WHERE ends_at < ?"));
  return links.Bind(1, now - kNoticesKeptUs).Run();
}

namespace {

constexpr char kOldNotices[] =
    "at < ? AND mail <> 1 AND message NOT IN (SELECT number FROM messages WHERE state = 0)";

}  // namespace

Result<int64_t> NoticeBook::CountExpired(TimeUs before) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement count,
            database_.Prepare(std::string("SELECT count(*) FROM notices WHERE ") + kOldNotices));
  count.Bind(1, before);
  SB_ASSIGN(const bool found, count.Step());
  return found ? count.Int(0) : 0;
}

Result<int64_t> NoticeBook::Expire(TimeUs before) {
  SB_ASSIGN(const int64_t notices, CountExpired(before));
  const std::lock_guard lock(mutex_);
  SB_TRY(Durably([&]() -> Status {
    for (const std::string& old : {std::string("notices WHERE ") + kOldNotices,
                                   std::string("messages WHERE state <> 0 AND ended_at < ?"),
                                   std::string("used_links WHERE ends_at < ?")}) {
      SB_ASSIGN(Statement expire, database_.Prepare("DELETE FROM " + old));
      SB_TRY(expire.Bind(1, before).Run());
    }
    return {};
  }));
  // What was deleted is not left in the file beside.
  if (notices > 0) SB_TRY(database_.Checkpoint(Database::CheckpointMode::kTruncate));
  return notices;
}

Result<NoticeBook::Page> NoticeBook::List(PersonRef person, bool unread_only, int64_t before,
                                          int64_t limit, TimeUs now) {
  const std::lock_guard lock(mutex_);
  Page page;
  SB_ASSIGN(Statement rows,
            database_.Prepare(std::string("SELECT ") + kNoticeColumns +
                              " FROM notices WHERE person = ?1 AND (?2 = 0 OR number < ?2) AND "
                              "(?3 = 0 OR (read_at = 0 AND snoozed_until <= ?5)) "
                              "ORDER BY number DESC LIMIT ?4"));
  rows.Bind(1, person).Bind(2, before).Bind(3, int64_t{unread_only}).Bind(4, limit + 1);
  rows.Bind(5, now);
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    if (static_cast<int64_t>(page.rows.size()) == limit) {
      page.next = page.rows.back().number;
      break;
    }
    SB_ASSIGN(NoticeRow row, ReadNoticeRow(rows));
    page.rows.push_back(std::move(row));
  }
  rows.Reset();
  SB_ASSIGN(Statement unread,
            database_.Prepare("SELECT count(*) FROM notices WHERE person = ? AND read_at = 0 AND "
                              "snoozed_until <= ?"));
  unread.Bind(1, person).Bind(2, now);
  SB_ASSIGN(const bool counted, unread.Step());
  page.unread = counted ? unread.Int(0) : 0;
  return page;
}

Result<NoticeRow> NoticeBook::Find(PersonRef person, int64_t position) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement row, database_.Prepare(std::string("SELECT ") + kNoticeColumns +
                                             " FROM notices WHERE position = ? AND person = ?"));
  row.Bind(1, position).Bind(2, person);
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return Err(Code::kNotFound, "you have no notice with this id");
  return ReadNoticeRow(row);
}

Status NoticeBook::MarkRead(PersonRef person, int64_t position, TimeUs now) {
  SB_TRY(Find(person, position));
  const std::lock_guard lock(mutex_);
  return Durably([&]() -> Status {
    SB_ASSIGN(Statement mark,
              database_.Prepare("UPDATE notices SET read_at = ?, snoozed_until = 0 "
                                "WHERE position = ? AND person = ? AND read_at = 0"));
    return mark.Bind(1, now).Bind(2, position).Bind(3, person).Run();
  });
}

Status NoticeBook::Snooze(PersonRef person, int64_t position, TimeUs until) {
  SB_TRY(Find(person, position));
  const std::lock_guard lock(mutex_);
  return Durably([&] { return WriteSnooze(person, position, until); });
}

Status NoticeBook::SnoozeByLink(PersonRef person, int64_t position, TimeUs until, BytesView mark,
                                const UsedLink& used, TimeUs ends_at) {
  SB_TRY(Find(person, position));
  const std::lock_guard lock(mutex_);
  return Durably([&]() -> Status {
    SB_TRY(WriteSnooze(person, position, until));
    return WriteUsed(mark, used.at, used.outcome, ends_at);
  });
}

Status NoticeBook::WriteSnooze(PersonRef person, int64_t position, TimeUs until) {
  // What was never mailed (mail is off for it) stays so.
  SB_ASSIGN(Statement snooze,
            database_.Prepare("UPDATE notices SET read_at = 0, snoozed_until = ?1, "
                              "mail_at = ?1, mail = CASE mail WHEN 2 THEN 1 ELSE mail END "
                              "WHERE position = ?2 AND person = ?3"));
  return snooze.Bind(1, until).Bind(2, position).Bind(3, person).Run();
}

Result<std::optional<NoticeSettings>> NoticeBook::Settings(PersonRef person) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement row, database_.Prepare("SELECT mail, digest, quiet_from, quiet_to, in_hours "
                                             "FROM settings WHERE person = ?"));
  row.Bind(1, person);
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<NoticeSettings>();
  NoticeSettings settings;
  settings.mail = row.Int(0) != 0;
  settings.digest_minute = static_cast<int>(row.Int(1));
  settings.quiet_from_minute = static_cast<int>(row.Int(2));
  settings.quiet_to_minute = static_cast<int>(row.Int(3));
  settings.in_working_hours = row.Int(4) != 0;
  return std::optional(settings);
}

Status NoticeBook::PutSettings(PersonRef person, const NoticeSettings& settings) {
  const std::lock_guard lock(mutex_);
  return Durably([&]() -> Status {
    SB_ASSIGN(Statement put,
              database_.Prepare("INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?, ?, ?)"));
    put.Bind(1, person).Bind(2, int64_t{settings.mail}).Bind(3, int64_t{settings.digest_minute});
    put.Bind(4, int64_t{settings.quiet_from_minute}).Bind(5, int64_t{settings.quiet_to_minute});
    return put.Bind(6, int64_t{settings.in_working_hours}).Run();
  });
}

Result<std::optional<NoticeBook::UsedLink>> NoticeBook::FindUsed(BytesView mark) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement row, database_.Prepare("SELECT at, outcome FROM used_links WHERE mark = ?"));
  row.Bind(1, mark);
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<UsedLink>();
  return std::optional(UsedLink{row.Int(0), std::string(row.Blob(1))});
}

Status NoticeBook::PutUsed(BytesView mark, TimeUs at, std::string_view outcome, TimeUs ends_at) {
  const std::lock_guard lock(mutex_);
  return Durably([&] { return WriteUsed(mark, at, outcome, ends_at); });
}

Status NoticeBook::WriteUsed(BytesView mark, TimeUs at, std::string_view outcome, TimeUs ends_at) {
  SB_ASSIGN(Statement put, database_.Prepare("INSERT INTO used_links VALUES (?, ?, ?, ?)"));
  return put.Bind(1, mark).Bind(2, at).Bind(3, BytesView(outcome)).Bind(4, ends_at).Run();
}

}  // namespace signalbox
