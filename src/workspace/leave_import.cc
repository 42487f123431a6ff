#include "workspace/leave_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/counted.h"
#include "base/json_writer.h"
#include "workspace/availability_change.h"
#include "workspace/leave_plans.h"
#include "workspace/reference.h"
#include "workspace/system_zones.h"

namespace signalbox {
namespace {

// Lines that an answer names; who has more of them wrong has the wrong file.
constexpr size_t kMaxFaultsListed = 1'000;

// The changes of one import, gathered inside a turn before any of them is fed.
class LeaveGatherer {
 public:
  LeaveGatherer(const State& state, const std::string& person, const MaySetLeave& may, TimeUs now,
                LeaveImport* import);

  void Take(const LeaveEntry& entry);
  // Those whose leave differs now.
  std::vector<Person> Changed() const;
  // What is to become of the leads in hand, for leave that is not over; fed after the people.
  Status Declare(Turn& turn, const MoveOptions& options, const Actor& actor) const;

 private:
  // Empty where the roster has nobody so called, or several.
  std::string FindId(const std::string& named) const;
  void AddTo(const std::string& id, const LeaveEntry& entry);
  // Nothing where it can be done.
  std::string FaultOfThen(const Person& person, const LeaveEntry& entry, InHandThen* then) const;
  void Fault(const LeaveEntry& entry, std::string words) {
    import_.faults.push_back({entry.line, "", std::move(words), ""});
  }

  const State& state_;
  const std::string& person_;
  const MaySetLeave& may_;
  const TimeUs now_;
  LeaveImport& import_;
  std::multimap<std::string, std::string> by_email_;
  std::map<std::string, Person> people_;
  struct Declared {
    std::string person;
    Leave stretch;
    InHandThen then = InHandThen::kKeep;
  };
  std::vector<Declared> declared_;
};

LeaveGatherer::LeaveGatherer(const State& state, const std::string& person, const MaySetLeave& may,
                             TimeUs now, LeaveImport* import)
    : state_(state), person_(person), may_(may), now_(now), import_(*import) {
  for (const auto& [id, one] : state.roster.people()) {
    if (!one.email.empty()) by_email_.emplace(LowerAscii(one.email), id);
  }
}

std::string LeaveGatherer::FindId(const std::string& named) const {
  if (state_.roster.FindPerson(named) != nullptr) return named;
  const std::string email = LowerAscii(named);
  return by_email_.count(email) == 1 ? by_email_.find(email)->second : std::string();
}

std::string LeaveGatherer::FaultOfThen(const Person& person, const LeaveEntry& entry,
                                       InHandThen* then) const {
  if (entry.then.empty()) return {};
  const Result<InHandThen> named = InHandThenByName(entry.then);
  if (!named.ok()) return "`then`: " + named.error().message;
  *then = *named;
  const Status can_be = CheckLeaveThen(person, *then);
  return can_be.ok() ? std::string() : "`then`: " + can_be.error().message;
}

void LeaveGatherer::AddTo(const std::string& id, const LeaveEntry& entry) {
  if (!may_(state_, id)) return Fault(entry, "the leave of `" + id + "` is not yours to set");
  Person& person = people_.emplace(id, *state_.roster.FindPerson(id)).first->second;
  const auto leaves = LeavesOf(entry, person.zone, SystemZones(), now_);
  if (!leaves.ok()) return Fault(entry, leaves.error().message);
  InHandThen then = InHandThen::kKeep;
  if (std::string fault = FaultOfThen(person, entry, &then); !fault.empty())
    return Fault(entry, std::move(fault));
  for (const Leave& leave : *leaves) {
    if (leave.to - leave.from > kLongestLeaveUs)
      return Fault(entry, "a leave is five years at most; who is gone is deactivated");
    const Status added = AddLeave(leave, now_, &person);
    if (!added.ok()) return Fault(entry, added.error().message);
    if (then != InHandThen::kKeep && leave.to > now_) declared_.push_back({id, leave, then});
    ++import_.leaves;
  }
}

void LeaveGatherer::Take(const LeaveEntry& entry) {
  ++import_.entries;
  if (!person_.empty()) return AddTo(person_, entry);
  if (entry.people.empty())
    return Fault(entry, "it names nobody; say whose leave the file is (`person`)");
  size_t found = 0;
  for (const std::string& named : entry.people) {
    const std::string id = FindId(named);
    if (id.empty()) continue;
    ++found;
    AddTo(id, entry);
  }
  if (found == 0)
    Fault(entry, "the roster has nobody called `" + entry.people.front().substr(0, 100) + "`");
}

std::vector<Person> LeaveGatherer::Changed() const {
  std::vector<Person> changed;
  for (const auto& [id, person] : people_) {
    if (!(person == *state_.roster.FindPerson(id))) changed.push_back(person);
  }
  return changed;
}

Status LeaveGatherer::Declare(Turn& turn, const MoveOptions& options, const Actor& actor) const {
  for (const Declared& one : declared_)
    SB_TRY(DeclareLeave(turn, people_.at(one.person), one.stretch, one.then, options, actor));
  return {};
}

}  // namespace

Result<LeaveImport> ImportLeave(Workspace& workspace, std::string_view file,
                                const std::string& person, bool dry_run, const MaySetLeave& may,
                                const MoveOptions& options, const Actor& actor) {
  SB_ASSIGN(const LeaveFile read, ReadLeaveFile(file, SystemZones()));
  LeaveImport import;
  import.passed_over = read.passed_over;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    if (!person.empty() && state.roster.FindPerson(person) == nullptr)
      return Err(Code::kNotFound, "the roster has nobody called `" + person + "`");
    import.faults = read.faults;
    LeaveGatherer gatherer(state, person, may, turn.now(), &import);
    for (const LeaveEntry& entry : read.entries) gatherer.Take(entry);
    const std::vector<Person> changed = gatherer.Changed();
    import.people = static_cast<int64_t>(changed.size());
    if (dry_run) return {};
    for (const Person& one : changed) SB_TRY(UpsertRecord(turn, workspace, actor, one));
    return gatherer.Declare(turn, options, actor);
  }));
  std::stable_sort(import.faults.begin(), import.faults.end(),
                   [](const RowFault& a, const RowFault& b) { return a.line < b.line; });
  return import;
}

std::string LeaveImport::Json() const {
  std::string words = fmt::format("{}, {} of {}, {} passed over, {} unreadable\n",
                                  Counted(entries, "entry", "entries"), Counted(leaves, "absence"),
                                  Counted(people, "person", "people"), passed_over, faults.size());
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("entries", entries).Member("leaves", leaves);
  json.Member("people", people).Member("passed_over", passed_over);
  json.Member("fault_count", static_cast<int64_t>(faults.size()));
  json.Key("faults").BeginArray();
  for (size_t i = 0; i < std::min(faults.size(), kMaxFaultsListed); ++i) {
    json.BeginObject().Member("line", static_cast<int64_t>(faults[i].line));
    json.Member("error", faults[i].error).EndObject();
    words += fmt::format("  line {}: {}\n", faults[i].line, faults[i].error);
  }
  json.EndArray().Member("text", words).EndObject();
  return text;
}

}  // namespace signalbox
