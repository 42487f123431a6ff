// `route` on a workspace that this process opened.
#include <condition_variable>
#include <mutex>

#include "intake/identity.h"
#include "main/route_target.h"
#include "policy/own_fields.h"

namespace signalbox {
namespace {

// Leads handed to the engine and not answered yet: as many as its queue holds, so that the reader
// waits for the engine.
constexpr int64_t kInFlight = 4'096;

// Rows are written in the order of the file, and answers come almost in that order.
class Answers {
 public:
  Answers(ResultFile* out, Mailboxes mailboxes) : out_(out), mailboxes_(std::move(mailboxes)) {}

  uint64_t Begin(std::string external_id, const Attributes& lead) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return next_ - written_ < kInFlight; });
    Waiting& row = open_[next_];
    row.lead.lead_id = std::move(external_id);
    row.lead.email = lead.Text(Field::kEmail);
    return static_cast<uint64_t>(next_++);
  }

  void End(uint64_t number, const Result<LeadAnswer>& answer) {
    const std::lock_guard lock(mutex_);
    Waiting& row = open_[static_cast<int64_t>(number)];
    row.done = true;
    if (answer.ok())
      FillRow(*answer, &row.lead);
    else
      row.error = answer.error().message;
    while (!open_.empty() && open_.begin()->second.done) {
      const Waiting& next = open_.begin()->second;
      if (next.error.empty())
        out_->Add(next.lead);
      else
        out_->AddFailed(next.lead.lead_id, next.error);
      open_.erase(open_.begin());
      ++written_;
    }
    room_.notify_all();
  }

  void WaitForAll() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return written_ == next_; });
  }

 private:
  struct Waiting {
    RoutedLead lead;
    std::string error;
    bool done = false;
  };

  void FillRow(const LeadAnswer& answer, RoutedLead* row) const {
    if (row->lead_id.empty()) row->lead_id = FormatId("lead", answer.lead);
    row->status = StatusName(answer.status);
    const bool person = !answer.owner.empty() && (answer.status == LeadStatus::kRouted ||
                                                  answer.status == LeadStatus::kDuplicate);
    row->owner_type = person ? "person" : answer.queue.empty() ? "" : "queue";
    row->owner = person ? answer.owner : answer.queue;
    const auto mailbox = person ? mailboxes_.find(answer.owner) : mailboxes_.end();
    if (mailbox != mailboxes_.end()) row->owner_email = mailbox->second;
    row->rule = answer.rule;
    row->row = answer.row;
    row->reason = answer.reason;
    row->policy_version = answer.policy_version;
    if (answer.duplicate_of.has_value()) {
      row->duplicate_of = FormatId("lead", *answer.duplicate_of);
    }
  }

  ResultFile* out_;
  const Mailboxes mailboxes_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::map<int64_t, Waiting> open_;
  int64_t next_ = 0, written_ = 0;
};

// The e-mail addresses by which other systems know the people.
Result<Mailboxes> ReadMailboxes(Workspace& workspace) {
  Mailboxes mailboxes;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    for (const auto& [id, person] : engine.state().roster.people()) mailboxes[id] = person.email;
  }));
  return mailboxes;
}

class EngineTarget : public RouteTarget {
 public:
  EngineTarget(std::unique_ptr<Workspace> workspace, ResultFile* out, Mailboxes mailboxes)
      : answers_(out, std::move(mailboxes)), workspace_(std::move(workspace)) {}
  // The answers refer to `answers_`.
  ~EngineTarget() override { answers_.WaitForAll(); }

  Result<std::vector<std::string>> DeclaredFields() override {
    std::vector<std::string> fields;
    SB_TRY(workspace_->Ask([&](const Engine& engine) {
      const auto active = engine.state().Active();
      if (active != nullptr) fields = OwnFieldsOf(*active->policy);
    }));
    return fields;
  }

  Result<EnvironmentFile> Ids() override {
    Result<EnvironmentFile> file = EnvironmentFile{};
    SB_TRY(
        workspace_->Ask([&](const Engine& engine) { file = FileOf(engine.state().environment); }));
    return file;
  }

  Status Take(Attributes lead) override {
    const uint64_t number = answers_.Begin(std::string(lead.Text(Field::kExternalId)), lead);
    const std::vector<std::string> identities = IdentityKeys(lead);
    const Bytes content = ContentForm(lead);
    Submission submission =
        MakeSubmission(workspace_->keys(), std::move(lead), identities, content, "", "");
    submission.answer = [this, number](const Result<LeadAnswer>& answer) {
      answers_.End(number, answer);
    };
    if (!workspace_->engine().Submit(std::move(submission))) {
      answers_.End(number, Err(Code::kUnavailable, "the engine takes no more leads"));
    }
    return {};
  }

  Status Finish() override {
    answers_.WaitForAll();
    workspace_->Close();
    return {};
  }

 private:
  Answers answers_;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace

Result<std::unique_ptr<RouteTarget>> RouteInto(std::unique_ptr<Workspace> workspace,
                                               ResultFile* out) {
  SB_ASSIGN(Mailboxes mailboxes, ReadMailboxes(*workspace));
  return std::make_unique<EngineTarget>(std::move(workspace), out, std::move(mailboxes));
}

}  // namespace signalbox
