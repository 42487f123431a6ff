// `route` on a workspace that is being served: arrays of leads, sent through the control socket.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "intake/lead_json_write.h"
#include "intake/reference_rows.h"
#include "main/control.h"
#include "main/route_target.h"
#include "workspace/system_zones.h"

namespace signalbox {
namespace {

// Leads of one request: enough that a commit is shared, few enough that their answer is soon there.
constexpr size_t kLeadsPerRequest = 500;

using nlohmann::json;

std::string TextOf(const json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>()
                                                                     : std::string();
}

json MemberOf(const json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  return object.is_object() && at != object.end() ? *at : json();
}

class ServerTarget : public RouteTarget {
 public:
  ServerTarget(WorkspaceOptions options, ResultFile* out, Mailboxes mailboxes)
      : options_(std::move(options)), out_(out), mailboxes_(std::move(mailboxes)) {}

  Result<std::vector<std::string>> DeclaredFields() override {
    SB_ASSIGN(const std::string answer, AskServer(options_, Method::kGet, "/v1/policies", ""));
    std::vector<std::string> fields;
    const json versions = MemberOf(json::parse(answer, nullptr, false), "versions");
    for (const json& version : versions) {
      if (MemberOf(version, "active") != true) continue;
      for (const json& field : MemberOf(version, "fields")) {
        if (field.is_string()) fields.push_back(field.get<std::string>());
      }
    }
    return fields;
  }

  Result<EnvironmentFile> Ids() override {
    SB_ASSIGN(const std::string answer, AskServer(options_, Method::kGet, "/v1/environment", ""));
    const json text = MemberOf(json::parse(answer, nullptr, false), "text");
    if (!text.is_string()) return EnvironmentFile{};
    return ReadEnvironmentFile("environment.yaml", text.get<std::string>());
  }

  Status Take(Attributes lead) override {
    body_ += body_.empty() ? "[" : ",";
    WriteLeadJson(lead, &body_);
    senders_.push_back(
        {std::string(lead.Text(Field::kExternalId)), std::string(lead.Text(Field::kEmail))});
    return senders_.size() < kLeadsPerRequest ? Status() : Send();
  }

  Status Finish() override { return senders_.empty() ? Status() : Send(); }

 private:
  struct Sender {
    std::string external_id, email;
  };

  Status Send() {
    const std::string target = options_.dry_run ? "/v1/decide" : "/v1/leads";
    const std::string body = options_.dry_run ? "{\"leads\":" + body_ + "]}" : body_ + "]";
    SB_ASSIGN(const std::string answer, AskServer(options_, Method::kPost, target, body));
    const json items = json::parse(answer, nullptr, false);
    if (!items.is_array() || items.size() != senders_.size()) {
      return Err(Code::kUnavailable, "the server answered something else than a list of leads");
    }
    for (size_t i = 0; i < senders_.size(); ++i) AddRow(senders_[i], items[i]);
    body_.clear();
    senders_.clear();
    return {};
  }

  void AddRow(const Sender& sender, const json& item) {
    if (const json error = MemberOf(item, "error"); error.is_object()) {
      return out_->AddFailed(sender.external_id, TextOf(error, "detail"));
    }
    RoutedLead row;
    row.lead_id = sender.external_id.empty() ? TextOf(item, "lead_id") : sender.external_id;
    row.email = sender.email;
    row.status = TextOf(item, "status");
    row.rule = TextOf(item, "rule");
    row.row = TextOf(item, "row");
    row.reason = TextOf(item, "reason");
    row.policy_version = TextOf(item, "policy_version");
    row.duplicate_of = TextOf(item, "duplicate_of");
    const std::string person = TextOf(MemberOf(item, "owner"), "id");
    const std::string queue = TextOf(item, "queue");
    row.owner_type = !person.empty() ? "person" : queue.empty() ? "" : "queue";
    row.owner = person.empty() ? queue : person;
    const auto mailbox = mailboxes_.find(person);
    if (mailbox != mailboxes_.end()) row.owner_email = mailbox->second;
    out_->Add(row);
  }

  const WorkspaceOptions options_;
  ResultFile* out_;
  const Mailboxes mailboxes_;
  std::string body_;
  std::vector<Sender> senders_;
};

}  // namespace

Result<std::unique_ptr<RouteTarget>> RouteThroughServer(const WorkspaceOptions& options,
                                                        ResultFile* out) {
  SB_ASSIGN(const std::string csv, AskServer(options, Method::kGet, "/v1/people", ""));
  TextSource source(csv);
  SB_ASSIGN(const ReferenceRows<Person> people, ReadPeople(&source, SystemZones()));
  Mailboxes mailboxes;
  for (const Person& person : people.rows) mailboxes[person.id] = person.email;
  if (options.dry_run) {
    std::fprintf(
        stderr,
        "note: the workspace is being served, so each lead is decided as if it came alone: "
        "turns do not pass on from one lead of the file to the next\n");
  }
  return std::make_unique<ServerTarget>(options, out, std::move(mailboxes));
}

}  // namespace signalbox
