// GET /v1/owner: who owns it, for whoever has an e-mail address, a company, an id or a link in
// hand.
#include "agents/company_name.h"
#include "agents/domain.h"
#include "api/answer_route.h"
#include "api/lead_json_out.h"
#include "base/json_writer.h"
#include "workspace/lead_lookup.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Longer than any e-mail address, id or link of a CRM.
constexpr size_t kMaxLookUpBytes = 2'000;

// A record that is not a lead, as the directory has it.
struct OwnedRecord {
  std::string_view kind;  // empty: nothing was found
  std::string id, name, owner;
};

OwnedRecord OfAccount(const Directory& directory, const std::vector<std::string>* ids) {
  const Account* account =
      ids == nullptr || ids->empty() ? nullptr : directory.FindAccount((*ids)[0]);
  if (account == nullptr) return {};
  return {"account", account->id, account->name, account->owner};
}

OwnedRecord FindRecord(const Directory& directory, const std::string& text) {
  const Contact* contact = directory.ContactByEmail(text);
  if (contact != nullptr) return {"contact", contact->id, contact->name, contact->owner};
  if (const auto at = directory.contacts().find(text); at != directory.contacts().end())
    return {"contact", at->first, at->second.name, at->second.owner};
  if (const Account* account = directory.FindAccount(text); account != nullptr)
    return {"account", account->id, account->name, account->owner};
  if (const auto at = directory.opportunities().find(text); at != directory.opportunities().end())
    return {"opportunity", at->first, at->first, at->second.owner};
  const OwnedRecord named =
      OfAccount(directory, directory.AccountsByName(reference::CompanyKey(text)));
  if (!named.kind.empty()) return named;
  const size_t at_sign = text.rfind('@');
  const std::string host = at_sign == std::string::npos ? text : text.substr(at_sign + 1);
  return OfAccount(directory, directory.AccountsByDomain(reference::RegistrableDomain(host)));
}

// What a link names: the last part of its path that says something. Anything else as it is.
std::string Named(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::string(text);
  std::string_view path = text.substr(scheme + 3);
  path = path.substr(0, path.find_first_of("?#"));
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  std::string_view last = path.substr(path.rfind('/') + 1);
  // Links of Salesforce's Lightning end with what is done to the record.
  if (last == "view" || last == "edit") {
    path.remove_suffix(last.size() + 1);
    last = path.substr(path.rfind('/') + 1);
  }
  return std::string(last);
}

std::string RecordJson(const State& state, const OwnedRecord& record) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("found", record.kind).MemberOrNull("id", record.id);
  json.MemberOrNull("name", record.name).Key("owner");
  if (record.owner.empty()) {
    json.Null();
  } else {
    const Person* person = state.roster.FindPerson(record.owner);
    json.BeginObject().Member("type", "person").Member("id", record.owner);
    json.MemberOrNull("name", person == nullptr ? "" : person->name).EndObject();
  }
  json.Key("lead").Null().EndObject();
  return text;
}

Result<std::string> OwnerJson(Workspace& workspace, const RouteContext& context) {
  const std::string* given = context.Query("of");
  const std::string of = given == nullptr ? std::string() : Named(*given);
  if (of.empty() || of.size() > kMaxLookUpBytes) {
    return Err(Code::kInvalid,
               "give `of`: an e-mail address, a company, a record's id or a link to one");
  }
  std::string text;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Result<uint32_t> lead = FindLead(engine.state(), workspace.keys(), of);
    if (!lead.ok()) {
      text = RecordJson(engine.state(), FindRecord(engine.state().directory, of));
      return;
    }
    JsonWriter json(&text);
    json.BeginObject().Member("found", "lead").Key("id").Null().Key("name").Null();
    json.Key("owner").Null();
    json.Key("lead").Raw(AnswerJson(engine.AnswerOf(*lead))).EndObject();
  }));
  return text;
}

}  // namespace

void AddOwnerRoutes(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route owner = AnswerRoute(
      parts, Method::kGet, "/v1/owner", "Who owns a record, and by which decision",
      [&workspace](const RouteContext& context) { return OwnerJson(workspace, context); });
  owner.query = {
      {"of", "an e-mail address, a company or its domain, an id, or a link to a record"}};
  owner.response_schema = "OwnedRecord";
  router->Add(std::move(owner));
}

}  // namespace signalbox
