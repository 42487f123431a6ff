#include "workspace/desk_documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "desk/document.h"
#include "desk/document_readers.h"

namespace signalbox {
namespace {

constexpr size_t kMaxDocumentNameBytes = 100;

bool IsDocumentName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxDocumentNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

struct StoredDocument {
  std::string name, owner;
  DocumentEntry entry;
  Bytes text;
  bool current = true;  // no later version took its place, nor was it removed
};

struct Found {
  std::vector<StoredDocument> documents;
  std::vector<std::string> labels;  // of whoever reads
};

// With their texts; those that `reader` may not read are left out.
Result<std::vector<StoredDocument>> Opened(const Workspace& workspace, const DocumentReader& reader,
                                           Found found) {
  std::vector<StoredDocument> readable;
  for (StoredDocument& document : found.documents) {
    SB_ASSIGN(document.text, workspace.store().ReadBlob(document.entry.text));
    if (reader.keeps_them || MayRead(ReadersOf(document.text), found.labels))
      readable.push_back(std::move(document));
  }
  return readable;
}

Result<std::vector<StoredDocument>> ReadDocuments(Workspace& workspace,
                                                  const DocumentReader& reader,
                                                  const std::string& only) {
  Found found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    found.labels = ReaderLabels(state.roster, reader.person);
    for (const auto& [name, entry] : state.cases.documents) {
      if (only.empty() || name == only)
        found.documents.push_back({name, state.PersonOf(entry.owner), entry, {}, true});
    }
  }));
  return Opened(workspace, reader, std::move(found));
}

// The version that a decision cites, whatever became of the document since.
Result<std::vector<StoredDocument>> ReadCited(Workspace& workspace, const DocumentReader& reader,
                                              const std::string& name, const std::string& hash) {
  Found found;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const Cases& cases = engine.state().cases;
    found.labels = ReaderLabels(engine.state().roster, reader.person);
    for (const auto& [digest, text] : cases.texts) {
      if (text.name != name || ToHex(View(digest)) != hash) continue;
      DocumentEntry entry;
      entry.title = text.title, entry.version = text.version;
      entry.text = digest, entry.at = text.at;
      const auto now = cases.documents.find(name);
      const bool current = now != cases.documents.end() && now->second.text == digest;
      found.documents.push_back(
          {name, current ? engine.state().PersonOf(now->second.owner) : "", entry, {}, current});
    }
  }));
  return Opened(workspace, reader, std::move(found));
}

void AddDocument(const StoredDocument& document, bool with_text, JsonWriter* json) {
  const DocumentEntry& entry = document.entry;
  json->BeginObject().Member("name", document.name).Member("title", entry.title);
  json->Member("version", entry.version).MemberOrNull("owner", document.owner);
  json->Key("readers").BeginArray();
  for (const std::string& label : ReadersOf(document.text)) json->String(label);
  json->EndArray();
  json->Member("hash", ToHex(View(entry.text))).Member("added_at", FormatTime(entry.at));
  json->Key("sections").BeginArray();
  for (const DocumentSection& section : SectionsOf(document.text)) {
    json->BeginObject().MemberOrNull("heading", section.heading);
    json->Member("from", static_cast<int64_t>(section.from));
    json->Member("to", static_cast<int64_t>(section.to)).EndObject();
  }
  json->EndArray();
  if (with_text) json->Member("text", document.text).Member("current", document.current);
  json->EndObject();
}

}  // namespace

std::string DocumentNameOf(std::string_view path) {
  std::string_view stem = path.substr(path.find_last_of('/') + 1);
  stem = stem.substr(0, stem.rfind('.'));
  std::string name;
  for (const char c : stem) {
    const char small = LowerAscii(c);
    const bool word = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (word)
      name.push_back(small);
    else if (!name.empty() && name.back() != '-')
      name.push_back('-');
  }
  while (name.ends_with('-')) name.pop_back();
  return name;
}

Status SetDocument(Workspace& workspace, const std::string& actor, const std::string& name,
                   std::string_view file) {
  if (!IsDocumentName(name))
    return Err(Code::kInvalid, "a document's name has small letters, digits and `-`");
  SB_ASSIGN(const DeskDocument document, ParseDeskDocument(file));
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    const PersonRef owner = state.RefOf(document.owner);
    if (owner == 0) {
      return Err(Code::kInvalid, "`owner`: the roster has nobody called `" + document.owner + "`");
    }
    SB_TRY(CheckReaders(state.roster, document.readers));
    const auto& documents = state.cases.documents;
    const auto before = documents.find(name);
    const bool same_version =
        before != documents.end() && before->second.version == document.version;
    if (same_version && before->second.text == Sha256(document.text)) return {};
    if (same_version) {
      return Err(Code::kConflict, "version `" + document.version +
                                      "` of this document is there with another text; raise "
                                      "`version`");
    }
    if (before == documents.end() && documents.size() >= kMaxDocuments)
      return Err(Code::kExhausted, "the workspace has as many policy documents as it can have");
    ev::DocumentSet body{name, document.title, document.version, owner, {}};
    body.text = turn.PutBlob(document.text);
    return turn.Input(EntityKind::kWorkspace, state.log_id, EventType::kDocumentSet,
                      {ActorKind::kOperator, actor}, body);
  }));
  return {};
}

Status RemoveDocument(Workspace& workspace, const std::string& actor, const std::string& name) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    if (!turn.state().cases.documents.contains(name))
      return Err(Code::kNotFound, "there is no policy document `" + name + "`");
    return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kDocumentRemoved,
                      {ActorKind::kOperator, actor}, ev::DocumentRemoved{name});
  }));
  return {};
}

Result<std::string> ListDocuments(Workspace& workspace, const DocumentReader& reader) {
  SB_ASSIGN(const std::vector<StoredDocument> documents, ReadDocuments(workspace, reader, ""));
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("items").BeginArray();
  for (const StoredDocument& document : documents) AddDocument(document, false, &json);
  json.EndArray().EndObject();
  return text;
}

Result<std::string> ReadDocument(Workspace& workspace, const DocumentReader& reader,
                                 const std::string& name, const std::string& hash) {
  std::vector<StoredDocument> documents;
  if (IsDocumentName(name)) {
    SB_ASSIGN(documents, hash.empty() ? ReadDocuments(workspace, reader, name)
                                      : ReadCited(workspace, reader, name, hash));
  }
  if (documents.empty() && !hash.empty())
    return Err(Code::kNotFound, "policy document `" + name + "` never had a text with the hash `" +
                                    hash.substr(0, 64) + "`");
  if (documents.empty()) return Err(Code::kNotFound, "there is no policy document `" + name + "`");
  std::string text;
  JsonWriter json(&text);
  AddDocument(documents.front(), true, &json);
  return text;
}

Result<DocumentRequest> ParseDocumentRequest(std::string_view json) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  const auto text_of = [&root](const char* name) -> const std::string* {
    const auto at = root.is_object() ? root.find(name) : root.end();
    return at == root.end() ? nullptr : at->get_ptr<const std::string*>();
  };
  const std::string* name = text_of("name");
  const std::string* text = text_of("text");
  if (name == nullptr || text == nullptr)
    return Err(Code::kInvalid,
               "send {\"name\": \"lead-ownership\", \"text\": \"---\\ntitle: ...\"}");
  return DocumentRequest{*name, *text};
}

std::string DocumentRequestJson(const DocumentRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("name", request.name).Member("text", request.text).EndObject();
  return text;
}

}  // namespace signalbox
