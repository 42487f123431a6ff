#include "main/organisation.h"

#include <algorithm>

#include "intake/written_value.h"
#include "main/csv_table.h"
#include "policy/folded_text.h"

namespace signalbox {
namespace {

// Words of a name by which systems sign what they change.
constexpr std::string_view kAutomatic[] = {
    "system",      "automated", "automation", "rule",   "rules",  "workflow", "flow",
    "integration", "api",       "bot",        "script", "router", "robin",    "assignment"};

bool SoundsAutomatic(std::string_view name) {
  std::string word;
  for (size_t i = 0; i <= name.size(); ++i) {
    const char c = i < name.size() ? name[i] : ' ';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
      word.push_back(static_cast<char>(c | 0x20));
      continue;
    }
    if (std::find(std::begin(kAutomatic), std::end(kAutomatic), word) != std::end(kAutomatic)) {
      return true;
    }
    word.clear();
  }
  return name.empty();
}

}  // namespace

Status Organisation::AddUsers(const std::string& path, std::vector<std::string>* notes) {
  SB_ASSIGN(const CsvTable table, ReadCsvTable(path));
  notes->insert(notes->end(), table.faults.begin(), table.faults.end());
  const int id = table.Find({"id", "userid"}), username = table.Find({"username", "login"});
  const int email = table.Find({"email", "emailaddress"}), name = table.Find({"name", "fullname"});
  const int first = table.Find({"firstname"}), last = table.Find({"lastname"});
  const int active = table.Find({"isactive", "active", "status"});
  if (id < 0 && username < 0 && email < 0) {
    return Err(Code::kInvalid, path + ": users need a column `Id`, `Username` or `Email`");
  }
  has_users_ = true;
  for (const CsvTable::Row& row : table.rows) {
    OrgMember member;
    member.email = CsvTable::Cell(row, email);
    member.name = CsvTable::Cell(row, name);
    if (member.name.empty()) {
      member.name =
          std::string(CsvTable::Cell(row, first)) + " " + std::string(CsvTable::Cell(row, last));
      member.name = TrimSpaces(member.name);
    }
    for (const int column : {id, username, email}) {
      if (member.id.empty()) member.id = CsvTable::Cell(row, column);
    }
    const std::string_view state = CsvTable::Cell(row, active);
    member.active =
        state.empty() || EqualsFolded(state, "active") || ReadWrittenBool(state).value_or(false);
    const size_t place = members_.size();
    for (const std::string_view known :
         {CsvTable::Cell(row, id), CsvTable::Cell(row, username), std::string_view(member.email),
          std::string_view(member.name)}) {
      if (!known.empty()) users_.emplace(Folded(known), place);
    }
    members_.push_back(std::move(member));
  }
  return {};
}

Status Organisation::AddQueues(const std::string& path, std::vector<std::string>* notes) {
  SB_ASSIGN(const CsvTable table, ReadCsvTable(path));
  notes->insert(notes->end(), table.faults.begin(), table.faults.end());
  const int id = table.Find({"id", "queueid"}), name = table.Find({"name", "label", "queue"});
  const int developer = table.Find({"developername", "apiname"}), email = table.Find({"email"});
  if (id < 0 && name < 0 && developer < 0) {
    return Err(Code::kInvalid, path + ": queues need a column `Id`, `Name` or `DeveloperName`");
  }
  has_queues_ = true;
  for (const CsvTable::Row& row : table.rows) {
    OrgMember member{.queue = true};
    member.name = CsvTable::Cell(row, name);
    for (const int column : {id, developer, name}) {
      if (member.id.empty()) member.id = CsvTable::Cell(row, column);
    }
    const size_t place = members_.size();
    for (const int column : {id, developer, name, email}) {
      const std::string_view known = CsvTable::Cell(row, column);
      if (!known.empty()) queues_.emplace(Folded(known), place);
    }
    members_.push_back(std::move(member));
  }
  return {};
}

const OrgMember* Organisation::FindIn(const Names& names, std::string_view text) const {
  const auto found = names.find(Folded(text));
  return found == names.end() ? nullptr : &members_[found->second];
}

const OrgMember* Organisation::FindUser(std::string_view text) const {
  return FindIn(users_, text);
}

const OrgMember* Organisation::FindQueue(std::string_view text) const {
  return FindIn(queues_, text);
}

const OrgMember* Organisation::Find(std::string_view text) const {
  const OrgMember* user = FindUser(text);
  return user != nullptr ? user : FindQueue(text);
}

bool Organisation::Same(std::string_view a, std::string_view b) const {
  const OrgMember* first = Find(a);
  const OrgMember* second = Find(b);
  if (first != nullptr && second != nullptr) return first == second;
  return Folded(a) == Folded(b);
}

bool Organisation::IsPerson(std::string_view by) const {
  const OrgMember* user = FindUser(by);
  return !SoundsAutomatic(user != nullptr && !user->name.empty() ? std::string_view(user->name)
                                                                 : by);
}

}  // namespace signalbox
