#include "workspace/source_changes.h"

#include <algorithm>

#include "base/json_writer.h"
#include "intake/field_map.h"
#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

// The name is a segment of an address, and stands in the clear part of events.
constexpr size_t kMaxSourceNameBytes = 64;

bool IsSourceName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxSourceNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

Result<IntakeSource> Checked(const SourceSettings& settings) {
  if (!IsSourceName(settings.name)) {
    return Err(Code::kInvalid,
               "a source's name is 1 to 64 letters, digits, `.`, `_` and `-`, not `" +
                   settings.name.substr(0, 100) + "`");
  }
  IntakeSource source;
  source.name = settings.name;
  source.secret = settings.secret;
  if (!settings.signature.empty()) {
    SB_ASSIGN(source.signature, ParseSignature(settings.signature));
  } else if (!settings.secret.empty()) {
    source.signature = SignatureKind::kStandardWebhooks;
  }
  const bool is_signed = source.signature != SignatureKind::kNone;
  if (is_signed && source.secret.empty())
    return Err(Code::kInvalid, "a signature needs a secret to be checked with");
  if (!is_signed && !source.secret.empty())
    return Err(Code::kInvalid, "a secret is for checking signatures; say which kind");
  // The one check that its secret can be used at all.
  if (is_signed) SB_TRY(SignWebhook(source.secret, "", 0, ""));
  if (!settings.mapping.empty()) {
    const Result<FieldMap> map = FieldMap::Parse(settings.mapping);
    if (!map.ok()) return Within("the field map", map.error());
    source.mapping = Sha256(settings.mapping);
  }
  return source;
}

Id SourceEntity(const State& state, const std::string& name) {
  return DeriveId(0, state.log_id, 0, "source:" + name);
}

}  // namespace

Result<IntakeSources> SetSource(Workspace& workspace, const Actor& actor,
                                const SourceSettings& settings) {
  SB_ASSIGN(const IntakeSource source, Checked(settings));
  IntakeSources after;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const IntakeSources& sources = turn.state().sources;
    const auto known = sources.find(source.name);
    if (known == sources.end() && sources.size() >= kMaxSources)
      return Err(Code::kExhausted, "there are 1000 sources already; remove one first");
    if (known == sources.end() || known->second != source) {
      if (!settings.mapping.empty()) turn.PutBlob(settings.mapping);
      int64_t subject = 0;
      if (!source.secret.empty()) {
        SB_ASSIGN(subject, turn.NewSubject());
      }
      SB_TRY(turn.Input(EntityKind::kWorkspace, SourceEntity(turn.state(), source.name),
                        EventType::kSourceSet, actor,
                        ev::SourceSet{source.name, source.mapping, source.signature}, source.secret,
                        subject));
    }
    after = turn.state().sources;
    return {};
  }));
  return after;
}

Result<IntakeSources> RemoveSource(Workspace& workspace, const Actor& actor,
                                   const std::string& name) {
  IntakeSources after;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    if (!turn.state().sources.contains(name))
      return Err(Code::kNotFound, "there is no source `" + name.substr(0, 100) + "`");
    SB_TRY(turn.Input(EntityKind::kWorkspace, SourceEntity(turn.state(), name),
                      EventType::kSourceRemoved, actor, ev::SourceRemoved{name}));
    after = turn.state().sources;
    return {};
  }));
  return after;
}

Result<std::string> SourceJson(const Store& store, const IntakeSource& source) {
  Bytes mapping;
  if (source.mapping != Digest{}) {
    SB_ASSIGN(mapping, store.ReadBlob(source.mapping));
  }
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("name", source.name);
  json.Member("signature", SignatureName(source.signature));
  json.Member("signed", source.signature != SignatureKind::kNone);
  json.MemberOrNull("mapping", mapping).EndObject();
  return text;
}

}  // namespace signalbox
