#include "main/reference_import.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "base/json_writer.h"
#include "base/markup.h"
#include "intake/csv.h"
#include "intake/reference_rows.h"
#include "main/command.h"
#include "main/control.h"
#include "workspace/reference.h"
#include "workspace/reference_csv.h"
#include "workspace/system_zones.h"

namespace signalbox {
namespace {

// Rows of one change: few enough that leads do not wait behind an import, enough that the disk's
// flush is shared.
constexpr size_t kRowsPerChange = 1'000;
// A file of the wrong kind has a fault in every row; nobody reads more of them on a screen.
constexpr size_t kFaultsTold = 20;

constexpr std::array<std::string_view, 6> kKinds = {"teams",    "people",        "accounts",
                                                    "contacts", "opportunities", "campaigns"};

// How one kind is read, written and found.
struct People {
  using Record = Person;
  static auto Read(ByteSource* source) { return ReadPeople(source, SystemZones()); }
  static auto Write(const std::vector<Person>& rows) { return WritePeople(rows, SystemZones()); }
  static const auto& All(const State& state) { return state.roster.people(); }
};
struct Teams {
  using Record = Team;
  static auto Read(ByteSource* source) { return ReadTeams(source); }
  static auto Write(const std::vector<Team>& rows) { return WriteTeams(rows); }
  static const auto& All(const State& state) { return state.roster.teams(); }
};
struct Accounts {
  using Record = Account;
  static auto Read(ByteSource* source) { return ReadAccounts(source); }
  static auto Write(const std::vector<Account>& rows) { return WriteAccounts(rows); }
  static const auto& All(const State& state) { return state.directory.accounts(); }
};
struct Contacts {
  using Record = Contact;
  static auto Read(ByteSource* source) { return ReadContacts(source); }
  static auto Write(const std::vector<Contact>& rows) { return WriteContacts(rows); }
  static const auto& All(const State& state) { return state.directory.contacts(); }
};
struct Opportunities {
  using Record = Opportunity;
  static auto Read(ByteSource* source) { return ReadOpportunities(source); }
  static auto Write(const std::vector<Opportunity>& rows) { return WriteOpportunities(rows); }
  static const auto& All(const State& state) { return state.directory.opportunities(); }
};
struct Campaigns {
  using Record = Campaign;
  static auto Read(ByteSource* source) { return ReadCampaigns(source); }
  static auto Write(const std::vector<Campaign>& rows) { return WriteCampaigns(rows); }
  static const auto& All(const State& state) { return state.directory.campaigns(); }
};

// Calls `act` with the kind of that name.
template <typename R, typename Act>
R WithKind(std::string_view kind, Act act) {
  if (kind == "people") return act(People());
  if (kind == "teams") return act(Teams());
  if (kind == "accounts") return act(Accounts());
  if (kind == "contacts") return act(Contacts());
  if (kind == "opportunities") return act(Opportunities());
  if (kind == "campaigns") return act(Campaigns());
  return Err(Code::kInvalid,
             "there is no kind `" + std::string(kind) +
                 "`; known are people, teams, accounts, contacts, opportunities and campaigns");
}

// `act(turn, item)` for each item, some at a time; how many of them changed something.
template <typename Item, typename Act>
Result<int64_t> InBatches(Workspace& workspace, const std::vector<Item>& items, Act act) {
  int64_t changed = 0;
  for (size_t from = 0; from < items.size(); from += kRowsPerChange) {
    const size_t to = std::min(items.size(), from + kRowsPerChange);
    SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
      for (size_t i = from; i < to; ++i) {
        SB_ASSIGN(const bool did, act(turn, items[i]));
        changed += did ? 1 : 0;
      }
      return {};
    }));
  }
  return changed;
}

template <typename K>
Result<std::vector<std::string>> AbsentIds(Workspace& workspace,
                                           const std::vector<typename K::Record>& rows) {
  std::set<std::string_view> named;
  for (const auto& row : rows) named.insert(row.id);
  std::vector<std::string> absent;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    for (const auto& [id, value] : K::All(engine.state())) {
      if (!named.contains(id)) absent.push_back(id);
    }
  }));
  return absent;
}

// The ids to remove: those that `find_absent` gives, once somebody agreed.
template <typename Find>
Result<std::vector<std::string>> AgreedRemovals(const ConfirmRemoval& confirm,
                                                ReferenceImport* done, Find find_absent) {
  std::vector<std::string> absent;
  if (!confirm) return absent;
  if (!done->faults.empty()) {
    done->notes.push_back(
        "nothing was removed, because rows that cannot be read look like absent ones");
    return absent;
  }
  SB_ASSIGN(absent, find_absent());
  if (absent.empty()) return absent;
  SB_ASSIGN(const bool agreed, confirm(absent));
  if (!agreed) absent.clear();
  return absent;
}

template <typename K>
Result<ReferenceImport> ImportKind(Workspace& workspace, ByteSource* source,
                                   const ConfirmRemoval& confirm) {
  using Record = typename K::Record;
  SB_ASSIGN(ReferenceRows<Record> read, K::Read(source));
  ReferenceImport done;
  done.rows = static_cast<int64_t>(read.rows.size());
  done.faults = std::move(read.faults);
  done.notes = std::move(read.notes);
  SB_ASSIGN(const std::vector<std::string> absent,
            AgreedRemovals(confirm, &done, [&] { return AbsentIds<K>(workspace, read.rows); }));
  const Actor actor{ActorKind::kOperator, ""};
  SB_ASSIGN(done.changed, InBatches(workspace, read.rows, [&](Turn& turn, const Record& row) {
              return UpsertColumns<Record>(turn, workspace, actor, read.columns, row);
            }));
  SB_ASSIGN(done.removed, InBatches(workspace, absent, [&](Turn& turn, const std::string& id) {
              return RemoveRecord<Record>(turn, workspace, actor, id);
            }));
  return done;
}

// A record as the body of its PUT: those of its columns that the file has, by name.
template <typename K>
Result<std::string> RecordJson(const typename K::Record& record, const ColumnNames& said) {
  const std::string csv = K::Write({record});
  TextSource source(csv);
  CsvReader reader(&source, ',');
  CsvRow row;
  SB_TRY(reader.Next(&row));
  const std::vector<std::string> names(row.fields.begin(), row.fields.end());
  SB_TRY(reader.Next(&row));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (size_t i = 0; i < names.size(); ++i) {
    if (said.contains(names[i])) json.Member(names[i], row.fields[i]);
  }
  json.EndObject();
  return text;
}

// What the server has and the file does not name.
template <typename K>
Result<std::vector<std::string>> AbsentThere(const WorkspaceOptions& options,
                                             const std::string& path,
                                             const std::vector<typename K::Record>& rows) {
  SB_ASSIGN(const std::string csv, AskServer(options, Method::kGet, path, ""));
  TextSource source(csv);
  SB_ASSIGN(const ReferenceRows<typename K::Record> there, K::Read(&source));
  std::set<std::string_view> named;
  for (const auto& row : rows) named.insert(row.id);
  std::vector<std::string> absent;
  for (const auto& row : there.rows) {
    if (!named.contains(row.id)) absent.push_back(row.id);
  }
  return absent;
}

template <typename K>
Result<ReferenceImport> SendKind(const WorkspaceOptions& options, std::string_view kind,
                                 ByteSource* source, const ConfirmRemoval& confirm) {
  SB_ASSIGN(ReferenceRows<typename K::Record> read, K::Read(source));
  ReferenceImport done;
  done.faults = std::move(read.faults);
  done.notes = std::move(read.notes);
  const std::string all = "/v1/" + std::string(kind);
  SB_ASSIGN(const std::vector<std::string> absent, AgreedRemovals(confirm, &done, [&] {
              return AbsentThere<K>(options, all, read.rows);
            }));
  const std::string path = all + "/";
  for (const auto& record : read.rows) {
    SB_ASSIGN(const std::string body, RecordJson<K>(record, read.columns));
    const Result<std::string> reply =
        AskServer(options, Method::kPut, path + UrlEscape(record.id), body);
    if (!reply.ok()) {
      return Within(std::to_string(done.rows) + " rows are in, then `" + record.id + "`",
                    reply.error());
    }
    ++done.rows;
    done.changed += reply->find("\"changed\":true") != std::string::npos ? 1 : 0;
  }
  for (const std::string& id : absent) {
    SB_TRY(AskServer(options, Method::kDelete, path + UrlEscape(id), ""));
    ++done.removed;
  }
  return done;
}

}  // namespace

Result<ReferenceImport> ImportReference(Workspace& workspace, std::string_view kind,
                                        ByteSource* source, const ConfirmRemoval& confirm) {
  return WithKind<Result<ReferenceImport>>(
      kind, [&]<typename K>(K) { return ImportKind<K>(workspace, source, confirm); });
}

Result<ReferenceImport> ImportThroughServer(const WorkspaceOptions& options, std::string_view kind,
                                            ByteSource* source, const ConfirmRemoval& confirm) {
  return WithKind<Result<ReferenceImport>>(
      kind, [&]<typename K>(K) { return SendKind<K>(options, kind, source, confirm); });
}

Status ImportText(Workspace& workspace, std::string_view kind, std::string_view name,
                  std::string_view csv_text) {
  TextSource source(csv_text);
  const Result<ReferenceImport> done = ImportReference(workspace, kind, &source, nullptr);
  if (!done.ok()) return Within(name, done.error());
  PrintFaults(name, done->faults);
  for (const std::string& note : done->notes) {
    std::fprintf(stderr, "%s: note: %s\n", std::string(name).c_str(), note.c_str());
  }
  return {};
}

Status ImportRosterOf(Workspace& workspace, const std::string& bundle_directory) {
  for (const std::string_view kind : kKinds) {
    const std::string path = bundle_directory + "/roster/" + std::string(kind) + ".csv";
    SB_ASSIGN(const std::optional<std::string> text, ReadIfThere(path));
    if (text) SB_TRY(ImportText(workspace, kind, path, *text));
  }
  return {};
}

Status CheckReferenceKind(std::string_view kind) {
  return WithKind<Status>(kind, []<typename K>(K) { return Status(); });
}

Result<std::string> ExportReference(const State& state, std::string_view kind) {
  return WithKind<Result<std::string>>(kind, [&]<typename K>(K) -> Result<std::string> {
    return ReferenceCsv<typename K::Record>(state);
  });
}

void PrintFaults(std::string_view name, const std::vector<RowFault>& faults) {
  for (size_t i = 0; i < std::min(faults.size(), kFaultsTold); ++i) {
    const RowFault& fault = faults[i];
    const std::string column = fault.column.empty() ? "" : fault.column + ": ";
    std::fprintf(stderr, "%s:%lu: %s%s\n", std::string(name).c_str(), fault.line, column.c_str(),
                 fault.error.c_str());
  }
  if (faults.size() <= kFaultsTold) return;
  std::fprintf(stderr, "%s: and %zu more\n", std::string(name).c_str(),
               faults.size() - kFaultsTold);
}

}  // namespace signalbox
