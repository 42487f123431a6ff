// GET /v1/owner: who owns it, for whoever has an e-mail address, a company, an id or a link in
// hand.
#include "api/answer_route.h"
#include "api/lead_json_out.h"
#include "api/recorded_reading.h"
#include "base/json_writer.h"
#include "reference/company_name.h"
#include "reference/domain.h"
#include "workspace/lead_sight.h"
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

OwnedRecord FindContact(const Directory& directory, const std::string& text) {
  const Contact* contact = directory.ContactByEmail(text);
  if (contact != nullptr) return {"contact", contact->id, contact->name, contact->owner};
  if (const auto at = directory.contacts().find(text); at != directory.contacts().end())
    return {"contact", at->first, at->second.name, at->second.owner};
  return {};
}

OwnedRecord FindRecord(const Directory& directory, const std::string& text, bool contacts) {
  if (contacts) {
    const OwnedRecord contact = FindContact(directory, text);
    if (!contact.kind.empty()) return contact;
  }
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

Result<SeenAnswer> OwnerJson(Workspace& workspace, const RouteContext& context,
                             const Sight& sight) {
  const std::string* given = context.Query("of");
  const std::string of = given == nullptr ? std::string() : Named(*given);
  if (of.empty() || of.size() > kMaxLookUpBytes) {
    return Err(Code::kInvalid,
               "give `of`: an e-mail address, a company, a record's id or a link to one");
  }
  const bool contacts = sight.SeesAllPersonal() && context.principal.May(Permission::kReadContacts);
  SeenAnswer answer;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Result<uint32_t> lead = FindLeadFor(state, workspace.keys(), sight, of);
    if (!lead.ok() || !sight.SeesLead(OwnerOf(state, state.leads[*lead]))) {
      const OwnedRecord record = FindRecord(state.directory, of, contacts);
      answer.personal = record.kind == "contact" ? 1 : 0;
      answer.text = RecordJson(state, record);
      return;
    }
    JsonWriter json(&answer.text);
    json.BeginObject().Member("found", "lead").Key("id").Null().Key("name").Null();
    json.Key("owner").Null();
    json.Key("lead").Raw(AnswerJson(engine.AnswerOf(*lead))).EndObject();
  }));
  return answer;
}

}  // namespace

void AddOwnerRoutes(ApiParts& parts, Router* router) {
  Route owner =
      AnswerRoute(parts, Method::kGet, "/v1/owner", "Who owns a record, and by which decision",
                  [&parts](const RouteContext& context) {
                    return AnswerSeen(parts, context, "of", [&](const Sight& sight) {
                      return OwnerJson(parts.workspace, context, sight);
                    });
                  });
  owner.query = {
      {"of", "an e-mail address, a company or its domain, an id, or a link to a record"}};
  owner.response_schema = "OwnedRecord";
  router->Add(Permission::kReadLeads, std::move(owner));
}

}  // namespace signalbox
