// /v1/{people|teams|accounts|contacts|opportunities|campaigns}: all of a kind as the CSV that
// `signalbox import` reads, and one record by PUT and DELETE of its external id. The members of a
// PUT are the columns of the CSV, read by the same readers, so that both mean the same: what is not
// said of a record that is there stays as it is.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "api/act_refused.h"
#include "api/acting_person.h"
#include "api/api_parts.h"
#include "api/recorded_reading.h"
#include "api/router.h"
#include "base/json_writer.h"
#include "intake/csv_writer.h"
#include "intake/reference_rows.h"
#include "workspace/contact_sight.h"
#include "workspace/personal_limits.h"
#include "workspace/reference.h"
#include "workspace/reference_csv.h"
#include "workspace/system_zones.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// A record is a few hundred bytes; a person with many leaves is a few KB.
constexpr size_t kMaxRecordBytes = size_t{64} << 10;

constexpr char kCsv[] = "text/csv; charset=utf-8";
// The columns that a list has not, because the workspace's rules keep them from whoever asks.
constexpr char kLeftOut[] = "Signalbox-Left-Out";

Error WrongValue(std::string_view name) {
  return Err(Code::kInvalid, "`" + std::string(name) +
                                 "` is a text, a number, true, false, null or a list of texts");
}

Result<std::string> ScalarText(std::string_view name, const nlohmann::json& value) {
  if (const auto* text = value.get_ptr<const std::string*>(); text != nullptr) return *text;
  if (value.is_boolean()) return std::string(value == true ? "true" : "false");
  if (value.is_null()) return std::string();
  if (value.is_number_integer()) return value.dump();
  return WrongValue(name);
}

Result<std::string> ValueText(std::string_view name, const nlohmann::json& value) {
  if (!value.is_array()) return ScalarText(name, value);
  std::string joined;
  for (const nlohmann::json& one : value) {
    SB_ASSIGN(const std::string text, ScalarText(name, one));
    if (!joined.empty()) joined.push_back('|');
    joined += text;
  }
  return joined;
}

// The object as a header and one row.
Result<std::string> RowOf(std::string_view body, std::string_view id) {
  if (body.size() > kMaxRecordBytes) return Err(Code::kInvalid, "a record is at most 64 KB");
  const nlohmann::json object = nlohmann::json::parse(body, nullptr, false);
  if (!object.is_object()) return Err(Code::kInvalid, "the body is no JSON object");
  std::vector<std::string> names = {"id"}, values = {std::string(id)};
  for (const auto& [name, value] : object.items()) {
    SB_ASSIGN(const std::string text, ValueText(name, value));
    if (text.find('\0') != std::string::npos)
      return Err(Code::kInvalid, "`" + name + "` holds a NUL");
    if (name == "id") {
      if (text != id) return Err(Code::kInvalid, "`id` is not the one in the path");
      continue;
    }
    names.push_back(name);
    values.push_back(text);
  }
  std::string csv;
  CsvWriter writer(&csv);
  writer.Row(names);
  writer.Row(values);
  return csv;
}

// One record, and which of its columns the request says.
template <typename T, typename Read>
Result<ReferenceRows<T>> ReadRecord(const RouteContext& context, Read read) {
  SB_ASSIGN(const std::string csv, RowOf(context.request.body, context.Path("external_id")));
  TextSource source(csv);
  SB_ASSIGN(ReferenceRows<T> rows, read(&source));
  if (!rows.faults.empty()) {
    const RowFault& fault = rows.faults.front();
    return Err(Code::kInvalid,
               (fault.column.empty() ? "" : "`" + fault.column + "`: ") + fault.error);
  }
  if (!rows.notes.empty()) return Err(Code::kInvalid, rows.notes.front());
  if (rows.rows.size() != 1) return Err(Code::kInvalid, "the record has no `id`");
  return rows;
}

template <typename T, typename Read>
HttpResponse Put(Workspace& workspace, const RouteContext& context, Read read) {
  const Result<ReferenceRows<T>> read_row = ReadRecord<T>(context, read);
  if (!read_row.ok()) return ErrorResponse(read_row.error(), context.request.path());
  const T& record = read_row->rows.front();
  bool changed = false;
  const Result<int64_t> position = workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(changed, UpsertColumns(turn, workspace, ActorOf(context), read_row->columns, record));
    return {};
  });
  if (!position.ok()) return ErrorResponse(position.error(), context.request.path());
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  json.Member("id", record.id).Member("changed", changed).Member("position", *position).EndObject();
  return JsonResponse(std::move(text));
}

template <typename T>
HttpResponse Delete(Workspace& workspace, const RouteContext& context) {
  const std::string id(context.Path("external_id"));
  bool removed = false;
  const Result<int64_t> position = workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(removed, RemoveRecord<T>(turn, workspace, ActorOf(context), id));
    return {};
  });
  if (!position.ok()) return ErrorResponse(position.error(), context.request.path());
  if (!removed) return ErrorResponse(404, "there is no `" + id + "`", context.request.path());
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("id", id).Member("position", *position).EndObject();
  return JsonResponse(std::move(text));
}

template <typename T>
Result<HttpResponse> ListOf(ApiParts& parts, const RouteContext&) {
  HttpResponse response;
  SB_TRY(parts.workspace.Ask(
      [&](const Engine& engine) { response.body = ReferenceCsv<T>(engine.state()); }));
  return response;
}

// People of customers, as far as the reader may see them.
template <>
Result<HttpResponse> ListOf<Contact>(ApiParts& parts, const RouteContext& context) {
  HttpResponse response;
  SB_ASSIGN(const FieldSet kept, KeptAnywhere(parts.workspace, context.principal));
  size_t contacts = 0;
  SB_TRY(parts.workspace.Ask([&](const Engine& engine) {
    response.body = ContactsCsv(engine.state(), kept);
    contacts = engine.state().directory.contacts().size();
  }));
  SB_TRY(RecordReading(parts, context, "", static_cast<int64_t>(contacts)));
  if (const std::vector<std::string> left_out = KeptOfContact(kept); !left_out.empty())
    response.headers.emplace_back(kLeftOut, fmt::format("{}", fmt::join(left_out, ", ")));
  return response;
}

template <typename T>
HttpResponse List(ApiParts& parts, const RouteContext& context) {
  Result<HttpResponse> listed = ListOf<T>(parts, context);
  if (!listed.ok()) return ErrorResponse(listed.error(), context.request.path());
  listed->content_type = kCsv;
  return *std::move(listed);
}

template <typename T, typename Read>
void AddKindRoutes(ApiParts& parts, Router* router, const std::string& kind, std::string schema,
                   Read read) {
  Workspace& workspace = parts.workspace;
  Route put;
  put.method = Method::kPut;
  put.pattern = "/v1/" + kind + "/{external_id}";
  put.summary = "Add or replace one of the " + kind;
  put.request_schema = std::move(schema);
  put.response_schema = "Upserted";
  put.handler = InPool(parts.pool, [&workspace, read](const RouteContext& context) {
    return Put<T>(workspace, context, read);
  });
  router->Add(Permission::kWriteReference, std::move(put));
  Route remove;
  remove.method = Method::kDelete;
  remove.pattern = "/v1/" + kind + "/{external_id}";
  remove.summary = "Remove one of the " + kind;
  remove.response_schema = "RemovedRecord";
  remove.handler = InPool(parts.pool, [&workspace](const RouteContext& context) {
    return Delete<T>(workspace, context);
  });
  router->Add(Permission::kWriteReference, std::move(remove));
  Route list;
  list.pattern = "/v1/" + kind;
  list.summary = "All " + kind + ", as the CSV that an import reads";
  list.response_type = kCsv;
  list.handler =
      InPool(parts.pool, [&parts](const RouteContext& context) { return List<T>(parts, context); });
  router->Add(std::is_same_v<T, Contact> ? Permission::kReadContacts : Permission::kReadReference,
              std::move(list));
}

}  // namespace

void AddReferenceRoutes(ApiParts& parts, Router* router) {
  const auto people = [](ByteSource* source) { return ReadPeople(source, SystemZones()); };
  AddKindRoutes<Person>(parts, router, "people", "Person", people);
  AddKindRoutes<Team>(parts, router, "teams", "Team", ReadTeams);
  AddKindRoutes<Account>(parts, router, "accounts", "Account", ReadAccounts);
  AddKindRoutes<Contact>(parts, router, "contacts", "Contact", ReadContacts);
  AddKindRoutes<Opportunity>(parts, router, "opportunities", "Opportunity", ReadOpportunities);
  AddKindRoutes<Campaign>(parts, router, "campaigns", "Campaign", ReadCampaigns);
}

}  // namespace signalbox
