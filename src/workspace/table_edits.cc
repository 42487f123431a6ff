#include "workspace/table_edits.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "engine/access_events.h"
#include "policy/policy_tables.h"
#include "workspace/policy_changes.h"
#include "workspace/policy_versions.h"

namespace signalbox {
namespace {

// The active version as it is edited, and the bounds as they stand.
struct EditedPolicy {
  Digest hash{};
  BundleFiles bundle;
  std::map<std::string, std::string> tables;  // id to file
  std::vector<TableBounds> bounds;
  int64_t bounds_position = -1;
};

Error NoSuchTable() {
  return Err(Code::kNotFound, "there is no table of this name, or it is not yours to edit");
}

Result<EditedPolicy> ReadActive(Workspace& workspace) {
  EditedPolicy read;
  std::shared_ptr<const PolicyVersion> version;
  std::string bounds;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    version = state.Active();
    bounds = state.access_rules.tables;
    read.bounds_position = state.access_rules.tables_position;
  }));
  if (version == nullptr)
    return Err(Code::kNotFound, "the workspace has no active policy; publish one first");
  read.hash = version->hash;
  read.tables = TableFilesOf(*version->policy);
  SB_ASSIGN(const Bytes blob, workspace.store().ReadBlob(version->hash));
  SB_ASSIGN(read.bundle, UnpackBundle(blob));
  SB_ASSIGN(read.bounds, ParseTableBounds(bounds));
  return read;
}

const TableBounds* BoundsFor(const EditedPolicy& policy, const TableEditor& editor,
                             const std::string& table) {
  return editor.bounded ? BoundsOf(policy.bounds, table, editor.person) : nullptr;
}

bool MayEdit(const EditedPolicy& policy, const TableEditor& editor, const std::string& table) {
  return policy.tables.contains(table) &&
         (!editor.bounded || BoundsFor(policy, editor, table) != nullptr);
}

void AddTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (const std::string& text : texts) json->String(text);
  json->EndArray();
}

void AddBounds(const TableBounds* bounds, JsonWriter* json) {
  json->Key("bounds");
  if (bounds == nullptr) {
    json->Null();
    return;
  }
  json->BeginObject().Key("may").BeginArray();
  if (bounds->may_change) json->String("change");
  if (bounds->may_add) json->String("add");
  if (bounds->may_remove) json->String("remove");
  json->EndArray();
  AddTexts("columns", {bounds->columns.begin(), bounds->columns.end()}, json);
  json->Key("values").BeginObject();
  for (const auto& [column, values] : bounds->values) AddTexts(column, values, json);
  json->EndObject().Member("most_rows", bounds->most_rows).EndObject();
}

void AddTable(const EditedPolicy& policy, const TableEditor& editor, const std::string& table,
              JsonWriter* json) {
  const std::string& file = policy.tables.at(table);
  json->Member("table", table).Member("file", file);
  const std::string& text = policy.bundle.at(file);
  const int64_t lines = std::count(text.begin(), text.end(), '\n');
  json->Member("lines", lines + (text.empty() || text.ends_with('\n') ? 0 : 1));
  AddBounds(BoundsFor(policy, editor, table), json);
}

Status CheckStillSo(const State& state, const EditedPolicy& policy, const TableEditor& editor) {
  if (state.activated.empty() || state.activated.back() != policy.hash)
    return Err(Code::kConflict, "another version became active meanwhile; edit that one");
  if (editor.bounded && state.access_rules.tables_position != policy.bounds_position)
    return Err(Code::kConflict, "the bounds of this table changed meanwhile; try again");
  return {};
}

std::string EditedJson(const VersionStanding& standing, const std::string& table,
                       const EditedPolicy& policy, const TableChange& change) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy_version", standing.version);
  json.Member("stage", StageName(standing.stage)).Member("table", table);
  json.Member("base", VersionName(policy.hash));
  AddTexts("added", change.added, &json);
  AddTexts("changed", change.changed, &json);
  AddTexts("removed", change.removed, &json);
  json.EndObject();
  return text;
}

}  // namespace

Result<TableEdit> ParseTableEdit(std::string_view json) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  const auto text_of = [&root](const char* name) -> const std::string* {
    const auto at = root.is_object() ? root.find(name) : root.end();
    return at == root.end() ? nullptr : at->get_ptr<const std::string*>();
  };
  const std::string* base = text_of("base");
  const std::string* text = text_of("text");
  const std::string* by = text_of("by");
  const size_t members = by == nullptr ? 2 : 3;
  if (base == nullptr || text == nullptr || root.size() != members)
    return Err(Code::kInvalid,
               "send {\"base\": \"0123456789ab\", \"text\": \"id,country,to\\n...\"}: the version "
               "that was edited, and the whole table");
  return TableEdit{*base, *text, by == nullptr ? std::string() : *by};
}

std::string TableEditJson(const TableEdit& edit) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("base", edit.base).Member("text", edit.text);
  if (!edit.by.empty()) json.Member("by", edit.by);
  json.EndObject();
  return text;
}

Result<std::string> EditTable(Workspace& workspace, const TableEditor& editor,
                              const std::string& table, const TableEdit& edit,
                              std::vector<Finding>* findings) {
  SB_ASSIGN(EditedPolicy policy, ReadActive(workspace));
  if (!MayEdit(policy, editor, table)) return NoSuchTable();
  if (edit.base != VersionName(policy.hash) && edit.base != ToHex(View(policy.hash)))
    return Err(Code::kConflict, "version `" + edit.base.substr(0, 64) +
                                    "` is not the active one any more, which is `" +
                                    VersionName(policy.hash) + "`; edit that one");
  std::string& text = policy.bundle.at(policy.tables.at(table));
  SB_ASSIGN(const TableChange change, CompareTables(text, edit.text));
  if (change.rows() == 0) return Err(Code::kConflict, "no row of the table differs");
  if (const TableBounds* bounds = BoundsFor(policy, editor, table); bounds != nullptr)
    SB_TRY(CheckBounds(*bounds, change));
  text = edit.text;
  ev::TableEdited body;
  body.table = table;
  body.base = policy.hash;
  body.version = BundleHash(policy.bundle);
  body.added = std::ssize(change.added);
  body.changed = std::ssize(change.changed);
  body.removed = std::ssize(change.removed);
  PublishedWith with;
  with.check = [&](const State& state) { return CheckStillSo(state, policy, editor); };
  with.record = [&](Turn& turn) -> Status {
    SB_ASSIGN(body.by, StatedPerson(turn.state(), editor.person));
    return turn.Input(EntityKind::kPolicy, DeriveId(0, turn.state().log_id, 0, "policy"),
                      EventType::kTableEdited, {ActorKind::kOperator, editor.actor}, body);
  };
  StageRequest request;
  request.stage = StageName(PolicyStage::kDraft);
  request.by = editor.person;
  SB_ASSIGN(const VersionStanding standing,
            PublishPolicy(workspace, editor.actor, policy.bundle, request, findings, with));
  return EditedJson(standing, table, policy, change);
}

Result<std::string> ListTables(Workspace& workspace, const TableEditor& editor) {
  SB_ASSIGN(const EditedPolicy policy, ReadActive(workspace));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("base", VersionName(policy.hash)).Key("tables").BeginArray();
  for (const auto& [table, file] : policy.tables) {
    if (!MayEdit(policy, editor, table)) continue;
    json.BeginObject();
    AddTable(policy, editor, table, &json);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

Result<std::string> ReadTable(Workspace& workspace, const TableEditor& editor,
                              const std::string& table) {
  SB_ASSIGN(const EditedPolicy policy, ReadActive(workspace));
  if (!MayEdit(policy, editor, table)) return NoSuchTable();
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("base", VersionName(policy.hash));
  AddTable(policy, editor, table, &json);
  json.Member("text", policy.bundle.at(policy.tables.at(table))).EndObject();
  return text;
}

}  // namespace signalbox
