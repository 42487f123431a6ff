#include "workspace/search_index.h"

#include <unistd.h>

#include <algorithm>
#include <bitset>
#include <map>
#include <tuple>

#include "engine/events.h"
#include "engine/record_events.h"
#include "store/event_view.h"
#include "store/sqlite/steady_vfs.h"
#include "workspace/search_words.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

constexpr int64_t kSearchLayout = 1;
// Leads of a part: its pages are few enough that a step changes each of them about once, and a
// million leads are 122 parts to look into.
constexpr int64_t kPartLeads = 8'192;
// As of the views: 16 MB.
constexpr int kCheckpointPages = 4'000;
// Names the key's use; another one makes other hashes.
constexpr std::string_view kPurpose = "signalbox search 1";

// What was taken out is overwritten, not only let go.
constexpr char kSettings[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;";
constexpr char kTables[] = R"(
  CREATE TABLE texts(part INTEGER NOT NULL, token INTEGER NOT NULL, place INTEGER NOT NULL,
    origin INTEGER NOT NULL, PRIMARY KEY(part, token, place, origin)) WITHOUT ROWID;
  CREATE TABLE merges(target INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY(target, number)) WITHOUT ROWID;
  CREATE TABLE cursor(one INTEGER PRIMARY KEY, applied INTEGER NOT NULL, last_number INTEGER NOT NULL,
    log BLOB NOT NULL, key_check BLOB NOT NULL);
)";

using Places = std::bitset<kPartLeads>;

// The leads of a part that have one of the tokens.
Status ReadPlaces(Statement* find, int64_t part, const std::vector<uint32_t>& tokens,
                  Places* places) {
  for (const uint32_t token : tokens) {
    find->Bind(1, part).Bind(2, static_cast<int64_t>(token));
    for (;;) {
      SB_ASSIGN(const bool more, find->Step());
      if (!more) break;
      if (const int64_t place = find->Int(0); place >= 0 && place < kPartLeads)
        places->set(static_cast<size_t>(place));
    }
    find->Reset();
  }
  return {};
}

}  // namespace

void RemoveSearchIndex(const std::string& directory) {
  for (const char* end : {"", "-wal", "-shm"}) unlink((directory + "/search.db" + end).c_str());
}

Result<std::unique_ptr<SearchIndex>> SearchIndex::Open(const std::string& path, const Keyring& keys,
                                                       const Id& log_id) {
  const Database::Options options{.create = true, .vfs = SteadyVfs(SteadyFiles::kDatabase)};
  SB_ASSIGN(Database database, Database::Open(path, options));
  SB_TRY(database.Execute(kSettings));
  std::unique_ptr<SearchIndex> index(new SearchIndex(std::move(database), keys));
  SB_TRY(index->Prepare(log_id));
  Database::Options reading;
  reading.read_only = true;
  SB_ASSIGN(Database reader, Database::Open(path, reading));
  index->reader_ = std::make_unique<Database>(std::move(reader));
  return index;
}

Status SearchIndex::Prepare(const Id& log_id) {
  const Digest key = HmacSha256(keys_.index_secret(), {kPurpose});
  std::copy(key.begin(), key.end(), key_.begin());
  const Digest check = HmacSha256(key_, {"check"});
  SB_ASSIGN(const int64_t layout, database_.QueryInt("PRAGMA user_version"));
  if (layout != kSearchLayout) return Make(log_id);
  SB_ASSIGN(Statement read,
            database_.Prepare("SELECT applied, last_number, log, key_check FROM cursor"));
  SB_ASSIGN(const bool found, read.Step());
  const bool ours = found && read.Blob(2) == log_id.View() && read.Blob(3) == View(check);
  if (ours) applied_ = read.Int(0), last_number_ = read.Int(1);
  read.Reset();
  return ours ? Status() : Make(log_id);
}

Status SearchIndex::Make(const Id& log_id) {
  applied_ = last_number_ = 0;
  SB_TRY(
      database_.Execute("BEGIN; DROP TABLE IF EXISTS texts; DROP TABLE IF EXISTS merges;"
                        "DROP TABLE IF EXISTS cursor"));
  SB_TRY(database_.Execute(kTables));
  const Digest check = HmacSha256(key_, {"check"});
  SB_ASSIGN(Statement put, database_.Prepare("INSERT INTO cursor VALUES(1, 0, 0, ?, ?)"));
  put.Bind(1, log_id.View()).Bind(2, View(check));
  SB_TRY(put.Run());
  return database_.Execute(
      ("PRAGMA user_version=" + std::to_string(kSearchLayout) + "; COMMIT").c_str());
}

uint32_t SearchIndex::TokenOf(std::string_view text) const {
  const Digest hash = HmacSha256(key_, {text});
  uint32_t token = 0;
  for (size_t i = 0; i < sizeof(token); ++i) token = token << 8 | hash[i];
  return token;
}

Result<int64_t> SearchIndex::NumberOf(const Views& views, const Id& lead) {
  if (const auto at = arrived_.find(lead); at != arrived_.end()) return at->second;
  return views.NumberOf(lead);
}

Status SearchIndex::Take(const Views& views, BytesView bytes) {
  SB_ASSIGN(const EventView view, ViewEvent(bytes));
  const auto type = static_cast<EventType>(view.type);
  if (type != EventType::kLeadReceived && type != EventType::kTouchRecorded &&
      type != EventType::kForgotten && type != EventType::kRecordMerged &&
      type != EventType::kRecordDeleted)
    return {};
  SB_ASSIGN(const OpenedEvent opened, OpenEvent(bytes, keys_));
  // A contact or a request is forgotten by an event of the same type.
  if (opened.event.entity_kind != EntityKind::kLead) return {};
  if (type == EventType::kLeadReceived) arrived_[opened.event.entity] = ++last_number_;
  SB_ASSIGN(const int64_t number, NumberOf(views, opened.event.entity));
  switch (type) {
    case EventType::kLeadReceived:
    case EventType::kTouchRecorded:
      return TakeSaid(number, opened);
    case EventType::kRecordMerged:
      return TakeMerge(views, opened);
    case EventType::kForgotten:
      erased_.push_back(number);
      std::erase_if(rows_, [&](const Row& row) { return row.origin == number; });
      Remove(number);
      return {};
    default:
      Remove(number);
      return {};
  }
}

Status SearchIndex::TakeSaid(int64_t number, const OpenedEvent& opened) {
  Attributes clear;
  if (TypeOf(opened) == EventType::kTouchRecorded) {
    SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(opened.event.clear));
    if (body.double_submit) return {};
    clear = body.attributes;
  } else {
    SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
    clear = body.attributes;
  }
  for (const std::string& text : IndexTexts(FactsOf(AttributesOf(clear, opened.sealed))))
    rows_.push_back({number, TokenOf(text), 0});
  return {};
}

// What the merged record said finds the one that stands for it now.
Status SearchIndex::TakeMerge(const Views& views, const OpenedEvent& opened) {
  SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(opened.event.clear));
  SB_ASSIGN(const int64_t number, NumberOf(views, opened.event.entity));
  SB_ASSIGN(const int64_t into, NumberOf(views, body.into));
  // Its rows may be those of this step.
  SB_TRY(WriteBack());
  SB_ASSIGN(Statement find,
            database_.Prepare("SELECT token, origin FROM texts WHERE part = ? AND place = ?"));
  find.Bind(1, number / kPartLeads).Bind(2, number % kPartLeads);
  for (;;) {
    SB_ASSIGN(const bool more, find.Step());
    if (!more) break;
    const int64_t origin = find.Int(1) == 0 ? number : find.Int(1);
    rows_.push_back({into, static_cast<uint32_t>(find.Int(0)), origin});
  }
  merged_.push_back({number, into});
  Remove(number);
  return {};
}

void SearchIndex::Remove(int64_t number) {
  std::erase_if(rows_, [&](const Row& row) { return row.number == number; });
  removed_.push_back(number);
}

// Looking for the rows of a lead reads its part, so those of a part are looked for together.
Status SearchIndex::RemoveRows() {
  std::map<int64_t, std::string> places;
  for (const int64_t number : removed_) {
    std::string& list = places[number / kPartLeads];
    list += (list.empty() ? "" : ",") + std::to_string(number % kPartLeads);
  }
  for (const auto& [part, list] : places) {
    SB_TRY(database_.Execute(
        ("DELETE FROM texts WHERE part = " + std::to_string(part) + " AND place IN (" + list + ")")
            .c_str()));
  }
  return erased_.empty() ? Status() : RemoveErased();
}

// What a forgotten record had said goes from those too that it was merged into.
Status SearchIndex::RemoveErased() {
  SB_ASSIGN(Statement find, database_.Prepare("SELECT target FROM merges WHERE number = ?"));
  SB_ASSIGN(Statement remove,
            database_.Prepare("DELETE FROM texts WHERE part = ? AND place = ? AND origin = ?"));
  for (const int64_t number : erased_) {
    find.Bind(1, number);
    std::vector<int64_t> targets;
    for (;;) {
      SB_ASSIGN(const bool more, find.Step());
      if (!more) break;
      targets.push_back(find.Int(0));
    }
    find.Reset();
    for (const int64_t target : targets) {
      remove.Bind(1, target / kPartLeads).Bind(2, target % kPartLeads).Bind(3, number);
      SB_TRY(remove.Run());
    }
  }
  return {};
}

Status SearchIndex::PutMerges() {
  SB_ASSIGN(Statement merge, database_.Prepare("INSERT OR IGNORE INTO merges VALUES(?, ?)"));
  SB_ASSIGN(Statement follow, database_.Prepare("INSERT OR IGNORE INTO merges SELECT ?, number "
                                                "FROM merges WHERE target = ?"));
  for (const Merge& one : merged_) {
    merge.Bind(1, one.into).Bind(2, one.number);
    SB_TRY(merge.Run());
    follow.Bind(1, one.into).Bind(2, one.number);
    SB_TRY(follow.Run());
  }
  return {};
}

Status SearchIndex::PutRows() {
  const auto key = [](const Row& row) {
    return std::tuple(row.number / kPartLeads, row.token, row.number, row.origin);
  };
  std::sort(rows_.begin(), rows_.end(),
            [&](const Row& a, const Row& b) { return key(a) < key(b); });
  SB_ASSIGN(Statement put, database_.Prepare("INSERT OR IGNORE INTO texts VALUES(?, ?, ?, ?)"));
  for (const Row& row : rows_) {
    put.Bind(1, row.number / kPartLeads).Bind(2, static_cast<int64_t>(row.token));
    put.Bind(3, row.number % kPartLeads).Bind(4, row.origin);
    SB_TRY(put.Run());
  }
  return {};
}

// Rows only: inside the transaction of the step.
Status SearchIndex::WriteBack() {
  SB_TRY(RemoveRows());
  SB_TRY(PutMerges());
  SB_TRY(PutRows());
  rows_.clear(), removed_.clear(), erased_.clear(), merged_.clear();
  return {};
}

Status SearchIndex::Undo() {
  rows_.clear(), removed_.clear(), erased_.clear(), merged_.clear(), arrived_.clear();
  return database_.InTransaction() ? database_.Execute("ROLLBACK") : Status();
}

Result<bool> SearchIndex::CatchUp(const Store& store, const Views& views, int64_t until) {
  const int64_t from = applied_, to = std::min(until, from + kEventsPerStep);
  if (to <= from) return false;
  const int64_t last_number = last_number_;
  const auto step = [&]() -> Status {
    SB_TRY(database_.Execute("BEGIN"));
    SB_TRY(store.ReadEvents(from, to, [&](int64_t, BytesView bytes) -> Status {
      SB_TRY(Take(views, bytes));
      overwrite_due_ = overwrite_due_ || !removed_.empty();
      return {};
    }));
    SB_TRY(WriteBack());
    const std::string cursor = "UPDATE cursor SET applied = " + std::to_string(to) +
                               ", last_number = " + std::to_string(last_number_) + "; COMMIT";
    return database_.Execute(cursor.c_str());
  };
  if (Status done = step(); !done.ok()) {
    last_number_ = last_number;
    SB_TRY(Undo());
    return done.error();
  }
  arrived_.clear();
  if (overwrite_due_) {
    // The write-ahead file still has the pages as they were. A reader in the way is over soon, and
    // then it is tried again by the next step.
    const Status emptied = database_.Checkpoint(Database::CheckpointMode::kTruncate);
    if (!emptied.ok() && emptied.error().code != Code::kUnavailable) return emptied.error();
    overwrite_due_ = !emptied.ok();
  } else if (database_.WalPages() > kCheckpointPages) {
    SB_TRY(database_.Checkpoint(Database::CheckpointMode::kPassive));
  }
  applied_ = to;
  return to < until;
}

Result<SearchFound> SearchIndex::Find(const std::vector<std::vector<std::string>>& terms,
                                      int64_t before, size_t wanted) const {
  std::vector<std::vector<uint32_t>> tokens;
  for (const std::vector<std::string>& texts : terms) {
    std::vector<uint32_t>& some = tokens.emplace_back();
    for (const std::string& text : texts) some.push_back(TokenOf(text));
  }
  const std::lock_guard lock(reading_);
  SB_ASSIGN(const int64_t last, reader_->QueryInt("SELECT last_number FROM cursor"));
  SB_ASSIGN(Statement find,
            reader_->Prepare("SELECT place FROM texts WHERE part = ? AND token = ?"));
  SearchFound found;
  before = std::min(before, last + 1);
  for (int64_t part = (before - 1) / kPartLeads; part >= 0 && before > 1; --part) {
    Places fit;
    fit.set();
    for (const std::vector<uint32_t>& some : tokens) {
      Places places;
      SB_TRY(ReadPlaces(&find, part, some, &places));
      fit &= places;
      if (fit.none()) break;
    }
    for (int64_t place = fit.none() ? -1 : kPartLeads - 1; place >= 0; --place) {
      const int64_t number = part * kPartLeads + place;
      if (fit.test(static_cast<size_t>(place)) && number < before) found.numbers.push_back(number);
    }
    if (part > 0 && found.numbers.size() >= wanted) {
      found.from = part * kPartLeads;
      break;
    }
  }
  return found;
}

Result<std::vector<int64_t>> SearchIndex::MergedInto(int64_t number) const {
  const std::lock_guard lock(reading_);
  SB_ASSIGN(Statement find, reader_->Prepare("SELECT number FROM merges WHERE target = ?"));
  find.Bind(1, number);
  std::vector<int64_t> numbers;
  for (;;) {
    SB_ASSIGN(const bool more, find.Step());
    if (!more) return numbers;
    numbers.push_back(find.Int(0));
  }
}

Result<Digest> SearchIndex::Contents() const {
  const std::lock_guard lock(reading_);
  Digest all{};
  for (const char* table : {"SELECT part, token, place, origin FROM texts ORDER BY 1, 2, 3, 4",
                            "SELECT target, number, 0, 0 FROM merges ORDER BY 1, 2"}) {
    SB_ASSIGN(Statement read, reader_->Prepare(table));
    for (;;) {
      SB_ASSIGN(const bool more, read.Step());
      if (!more) break;
      std::string row;
      for (int column = 0; column < 4; ++column) row += std::to_string(read.Int(column)) + " ";
      all = Sha256({View(all), row});
    }
  }
  return all;
}

}  // namespace signalbox
