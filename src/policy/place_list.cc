#include "policy/place_list.h"

#include "policy/compiled.h"

namespace signalbox {
namespace {

constexpr char kTable[] = "territories";

Error Faults(std::string_view file, const std::string& faults) {
  return Err(Code::kInvalid,
             "`" + std::string(file) +
                 "` is not understood as a list of places, so nothing is done:" + faults);
}

}  // namespace

Result<PlaceList> PlaceList::Read(std::string_view file, const std::vector<std::string>& header,
                                  const std::vector<TerritoryRow>& rows) {
  SB_ASSIGN(TerritoryBundle bundle, ImportTerritories(file, header, rows));
  std::string faults;
  // What names no line is about the policy that an import would draft.
  const std::string whole_file = std::string(file) + ": ";
  for (const std::string& note : bundle.notes) {
    if (!note.starts_with(whole_file)) faults += "\n" + note;
  }
  for (const std::string& queue : bundle.queues) {
    if (queue != "unrouted") faults += "\nqueue `" + queue + "`: records are moved to people";
  }
  if (!faults.empty()) return Faults(file, faults);
  if (bundle.rows == 0) return Faults(file, "\nit has no rows");
  CompileOutcome outcome = CompilePolicy(bundle.files, nullptr);
  for (const Finding& finding : outcome.findings) {
    if (finding.severity == Severity::kError) faults += "\n" + finding.Text();
  }
  if (outcome.policy == nullptr) return Faults(file, faults);
  PlaceList list;
  list.policy_ = std::move(outcome.policy);
  list.people_ = std::move(bundle.people);
  return list;
}

PlaceList::Row PlaceList::Find(const Attributes& record) const {
  const DecisionTable& table = *policy_->tables.find(kTable)->second;
  const TableRow* row = table.Find(SlotValues(policy_->slots, record), 0);
  if (row == nullptr) return {};
  return {row->id, row->target.name};
}

}  // namespace signalbox
