// The messages of the notice book: what waits, what is made of it, what became of it.
#include "base/cbor.h"
#include "base/random.h"
#include "workspace/notice_book.h"
#include "workspace/notice_row.h"

namespace signalbox {

Result<std::vector<NoticeBook::WaitingFor>> NoticeBook::Waiting(TimeUs now) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement rows, database_.Prepare("SELECT person, count(*), sum(mail_at > at) FROM "
                                              "notices WHERE mail = 1 AND mail_at <= ? "
                                              "GROUP BY person"));
  rows.Bind(1, now);
  std::vector<WaitingFor> waiting;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return waiting;
    waiting.push_back({rows.Int(0), rows.Int(1), rows.Int(2)});
  }
}

Result<TimeUs> NoticeBook::NextTime() {
  const std::lock_guard lock(mutex_);
  const std::string never = std::to_string(INT64_MAX);
  return database_.QueryInt(
      "SELECT min(coalesce((SELECT min(mail_at) FROM notices WHERE mail = 1), " + never +
      "), coalesce((SELECT min(next_at) FROM messages WHERE state = 0), " + never + "))");
}

Result<std::vector<TimeUs>> NoticeBook::SentTo(PersonRef person, TimeUs since) {
  const std::lock_guard lock(mutex_);
  // Those on their way count too, else a server that is away lets a flood gather.
  SB_ASSIGN(Statement rows,
            database_.Prepare("SELECT made_at FROM messages WHERE person = ? AND made_at > ? AND "
                              "sealed = x'' ORDER BY made_at"));
  rows.Bind(1, person).Bind(2, since);
  std::vector<TimeUs> sent;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return sent;
    sent.push_back(rows.Int(0));
  }
}

Status NoticeBook::Postpone(PersonRef person, TimeUs now, TimeUs until) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement postpone,
              database_.Prepare("UPDATE notices SET mail_at = ? WHERE mail = 1 AND person = ? AND "
                                "mail_at <= ?"));
    return postpone.Bind(1, until).Bind(2, person).Bind(3, now).Run();
  });
}

std::string NoticeBook::KeyOfMessage(int64_t number) const {
  const std::string of = std::to_string(links_since_) + "." + std::to_string(number);
  return ToHex(View(HmacSha256(key_, {"message", of})).substr(0, 16));
}

Result<int64_t> NoticeBook::NewMessage(PersonRef person, bool digest, std::string_view key,
                                       BytesView sealed, TimeUs now) {
  SB_ASSIGN(const int64_t last,
            database_.QueryInt("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = "
                               "'messages'), 0)"));
  const std::string name = key.empty() ? KeyOfMessage(last + 1) : std::string(key);
  SB_ASSIGN(Statement insert,
            database_.Prepare("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, 0)"));
  insert.Bind(1, last + 1).Bind(2, BytesView(name)).Bind(3, person).Bind(4, now);
  insert.Bind(5, int64_t{digest}).Bind(6, sealed).Bind(7, now);
  SB_TRY(insert.Run());
  return last + 1;
}

Status NoticeBook::MakeMessages(PersonRef person, bool single, bool digest, int64_t most,
                                TimeUs now) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement rows,
              database_.Prepare("SELECT number FROM notices WHERE mail = 1 AND person = ? AND "
                                "mail_at <= ? ORDER BY number LIMIT ?"));
    rows.Bind(1, person).Bind(2, now).Bind(3, most);
    std::vector<int64_t> numbers;
    for (;;) {
      SB_ASSIGN(const bool more, rows.Step());
      if (!more) break;
      numbers.push_back(rows.Int(0));
    }
    rows.Reset();
    SB_ASSIGN(Statement put,
              database_.Prepare("UPDATE notices SET mail = 2, message = ? WHERE number = ?"));
    int64_t message = 0;
    for (const int64_t number : numbers) {
      if (message == 0 || single) {
        SB_ASSIGN(message, NewMessage(person, digest, "", "", now));
      }
      SB_TRY(put.Bind(1, message).Bind(2, number).Run());
    }
    return {};
  });
}

Bytes NoticeBook::SealReport(std::string_view subject, std::string_view text,
                             const std::string& key) const {
  Bytes plain;
  CborWriter cbor(&plain);
  cbor.Array(2), cbor.Text(subject), cbor.Text(text);
  Nonce nonce;
  SystemRandom().Fill(nonce);
  Bytes sealed(View(nonce));
  GcmSeal(key_, nonce, key, plain, &sealed);
  return sealed;
}

Status NoticeBook::OpenReport(BytesView sealed, NoticeMessage* message) const {
  const Error damaged = Err(Code::kCorrupt, "notices.db: a report does not open");
  Nonce nonce;
  if (sealed.size() < nonce.size()) return damaged;
  std::copy(sealed.begin(), sealed.begin() + nonce.size(), nonce.begin());
  const auto plain = GcmOpen(key_, nonce, message->key, sealed.substr(nonce.size()));
  if (!plain.ok()) return damaged;
  CborReader cbor(*plain);
  if (cbor.Array() != 2) return damaged;
  message->subject = cbor.Text();
  message->text = cbor.Text();
  return cbor.AtEnd() ? Status() : damaged;
}

Status NoticeBook::AddReport(PersonRef person, std::string_view subject, std::string_view text,
                             std::string_view key, TimeUs now) {
  const std::string name =
      ToHex(View(HmacSha256(key_, {"report", std::to_string(person), "/", key})).substr(0, 16));
  const std::lock_guard lock(mutex_);
  return Durably([&]() -> Status {
    SB_ASSIGN(Statement known, database_.Prepare("SELECT 1 FROM messages WHERE key = ?"));
    known.Bind(1, BytesView(name));
    SB_ASSIGN(const bool found, known.Step());
    if (found) return Err(Code::kConflict, "this was handed over already");
    const Bytes sealed = SealReport(subject, text, name);
    SB_TRY(NewMessage(person, false, name, sealed, now));
    return {};
  });
}

Status NoticeBook::ReadRows(NoticeMessage* message) {
  SB_ASSIGN(Statement rows,
            database_.Prepare(std::string("SELECT ") + kNoticeColumns +
                              " FROM notices WHERE message = ? AND mail = 2 ORDER BY number"));
  rows.Bind(1, message->number);
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    ++message->total;
    if (message->rows.size() >= kMaxFolded) continue;
    SB_ASSIGN(NoticeRow row, ReadNoticeRow(rows));
    message->rows.push_back(std::move(row));
  }
}

Result<std::optional<NoticeMessage>> NoticeBook::NextMessage(TimeUs now) {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement row,
            database_.Prepare("SELECT number, key, person, made_at, digest, sealed, attempts FROM "
                              "messages WHERE state = 0 AND next_at <= ? ORDER BY next_at, number "
                              "LIMIT 1"));
  row.Bind(1, now);
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return std::optional<NoticeMessage>();
  NoticeMessage message;
  message.number = row.Int(0);
  message.key = row.Blob(1);
  message.person = row.Int(2);
  message.made_at = row.Int(3);
  message.digest = row.Int(4) != 0;
  message.attempts = row.Int(6);
  if (!row.Blob(5).empty()) SB_TRY(OpenReport(row.Blob(5), &message));
  SB_TRY(ReadRows(&message));
  return std::optional(std::move(message));
}

Status NoticeBook::Sent(int64_t message, TimeUs now) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement sent, database_.Prepare("UPDATE messages SET state = 1, ended_at = ?, "
                                                "sealed = x'' WHERE number = ?"));
    SB_TRY(sent.Bind(1, now).Bind(2, message).Run());
    return database_.Execute("UPDATE totals SET sent = sent + 1");
  });
}

Status NoticeBook::TryAgain(int64_t message, TimeUs at) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement again, database_.Prepare("UPDATE messages SET attempts = attempts + 1, "
                                                 "next_at = ? WHERE number = ?"));
    return again.Bind(1, at).Bind(2, message).Run();
  });
}

Status NoticeBook::GiveUp(int64_t message, TimeUs now) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement over, database_.Prepare("UPDATE messages SET state = 2, ended_at = ?, "
                                                "sealed = x'' WHERE number = ?"));
    SB_TRY(over.Bind(1, now).Bind(2, message).Run());
    return database_.Execute("UPDATE totals SET given_up = given_up + 1");
  });
}

Status NoticeBook::Overtaken(int64_t number) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement over, database_.Prepare("UPDATE notices SET mail = 3 WHERE number = ?"));
    return over.Bind(1, number).Run();
  });
}

Status NoticeBook::Drop(int64_t message) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement drop, database_.Prepare("DELETE FROM messages WHERE number = ?"));
    return drop.Bind(1, message).Run();
  });
}

Status NoticeBook::LeaveUnsent(PersonRef person, TimeUs now) {
  const std::lock_guard lock(mutex_);
  return Together([&]() -> Status {
    SB_ASSIGN(Statement leave, database_.Prepare("UPDATE notices SET mail = 0 WHERE mail = 1 AND "
                                                 "person = ? AND mail_at <= ?"));
    return leave.Bind(1, person).Bind(2, now).Run();
  });
}

Result<NoticeCounts> NoticeBook::Counts(TimeUs now) {
  const std::lock_guard lock(mutex_);
  NoticeCounts counts;
  SB_ASSIGN(counts.sent, database_.QueryInt("SELECT sent FROM totals"));
  SB_ASSIGN(counts.given_up, database_.QueryInt("SELECT given_up FROM totals"));
  SB_ASSIGN(Statement row,
            database_.Prepare("SELECT count(*), coalesce(sum(attempts > 0), 0), "
                              "coalesce(min(made_at), 0) FROM messages WHERE state = 0"));
  SB_ASSIGN(const bool found, row.Step());
  if (found) {
    counts.waiting = row.Int(0);
    counts.retried = row.Int(1);
    counts.oldest_waiting_at = row.Int(2);
  }
  SB_ASSIGN(Statement lately,
            database_.Prepare("SELECT count(*) FROM messages WHERE state = 2 AND ended_at > ?"));
  lately.Bind(1, now - kDayUs);
  SB_ASSIGN(const bool counted, lately.Step());
  counts.given_up_lately = counted ? lately.Int(0) : 0;
  return counts;
}

}  // namespace signalbox
