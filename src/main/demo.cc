#include "main/demo.h"

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>

#include "intake/generate.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "main/reference_import.h"
#include "main/shipped_bundles.h"

namespace signalbox {
namespace {

constexpr uint64_t kSeed = 7;
// The later ones are as people type, and some of them are earlier people who come back.
constexpr uint64_t kCleanLeads = 1'700;
constexpr uint64_t kLeads = 2'000;
// Below what the engine's queue holds, so that no lead is refused.
constexpr size_t kDemoInFlight = kIntakeQueueInputs / 2;

// What became of the leads. The callbacks come from the engine's thread.
class Tally {
 public:
  void Begin() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return open_ < kDemoInFlight; });
    ++open_;
  }
  void End(const Result<LeadAnswer>& answer) {
    const std::lock_guard lock(mutex_);
    --open_;
    if (answer.ok())
      ++by_status_[std::string(StatusName(answer->status))];
    else if (failure_.ok())
      failure_ = answer.error();
    room_.notify_all();
  }
  Status WaitForAll() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return open_ == 0; });
    return failure_;
  }
  void Print() const {
    std::printf("leads %lu:", kLeads);
    for (const auto& [status, leads] : by_status_) std::printf(" %ld %s", leads, status.c_str());
    std::printf("\n");
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  size_t open_ = 0;
  Status failure_;
  std::map<std::string, int64_t> by_status_;
};

Status RouteLead(Workspace& workspace, const std::string& json, Tally* tally) {
  LeadOrFault lead = ParseLeadJson(json);
  if (!lead) return Err(Code::kInvalid, "a lead of the demo: " + lead.error().message);
  const std::vector<std::string> identities = IdentityKeys(*lead);
  const Bytes content = ContentForm(*lead);
  Submission submission =
      MakeSubmission(workspace.keys(), *std::move(lead), identities, content, "", "");
  submission.answer = [tally](const Result<LeadAnswer>& answer) { tally->End(answer); };
  tally->Begin();
  if (!workspace.engine().Submit(std::move(submission))) {
    tally->End(Err(Code::kUnavailable, "the engine takes no more leads"));
  }
  return {};
}

Status RouteLeads(Workspace& workspace) {
  Tally tally;
  Status sent;
  for (uint64_t i = 0; i < kLeads && sent.ok(); ++i) {
    const LeadProfile profile = i < kCleanLeads ? LeadProfile::kClean : LeadProfile::kMessy;
    sent = RouteLead(workspace, GenerateLead(kSeed, i, profile), &tally);
  }
  // The answers refer to `tally`, so it stays until the last.
  const Status answered = tally.WaitForAll();
  SB_TRY(sent);
  SB_TRY(answered);
  tally.Print();
  return {};
}

}  // namespace

Status FillDemo(Workspace& workspace) {
  for (const ShippedRecords& records : DemoRoster()) {
    SB_TRY(ImportText(workspace, records.kind, records.kind, records.csv));
  }
  std::vector<Finding> findings;
  const auto version = workspace.Publish(DemoBundle(), &findings);
  for (const Finding& finding : findings) std::fprintf(stderr, "%s\n", finding.Text().c_str());
  SB_TRY(version);
  std::printf("policy %s\n", (*version)->name.c_str());
  return RouteLeads(workspace);
}

}  // namespace signalbox
