#include "agents/spec_yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

#include "agents/http_agent.h"
#include "agents/registry.h"
#include "agents/schema.h"
#include "base/bytes.h"
#include "base/json_writer.h"
#include "base/limits.h"

namespace signalbox {
namespace {

// A spec with two schemas fits easily.
constexpr size_t kMaxSpecBytes = size_t{512} << 10;

constexpr std::string_view kDeterminisms[] = {"pure", "recorded", "external"};
constexpr std::string_view kEffectWords[] = {"none",        "read",      "keyed",
                                             "conditional", "probeable", "blind"};

class Reader {
 public:
  explicit Reader(std::string_view where) : where_(where) {}

  Error At(const YAML::Node& node, const std::string& message) const {
    std::string place = where_;
    const YAML::Mark mark = node.Mark();
    if (mark.line >= 0) {
      if (!place.empty()) place += ':';
      place += (where_.empty() ? "line " : "") + std::to_string(mark.line + 1);
    }
    Error error = Err(Code::kInvalid, message);
    return place.empty() ? error : Within(place, std::move(error));
  }

  Result<std::string> Text(const YAML::Node& node, const std::string& key) const {
    if (!node.IsScalar()) return At(node, "`" + key + "` is one text");
    return node.Scalar();
  }

  Result<int64_t> Int(const YAML::Node& node, const std::string& key) const {
    int64_t number = 0;
    if (node.IsScalar()) {
      const std::string& text = node.Scalar();
      const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (fault == std::errc() && end == text.data() + text.size() && number >= 0 &&
          number <= INT32_MAX) {
        return number;
      }
    }
    return At(node, "`" + key + "` is a whole number of 0 or more");
  }

  Result<TimeUs> Duration(const YAML::Node& node, const std::string& key) const {
    SB_ASSIGN(const std::string text, Text(node, key));
    const Result<TimeUs> duration = ParseDuration(text);
    if (duration.ok()) return *duration;
    return At(node, "`" + key + "` is `" + text + "`; write a duration such as `200ms` or `5s`");
  }

  Result<std::vector<std::string>> Texts(const YAML::Node& node, const std::string& key) const {
    std::vector<std::string> texts;
    if (!node.IsSequence()) return At(node, "`" + key + "` is a list, such as `[a, b]`");
    for (const YAML::Node& each : node) {
      SB_ASSIGN(std::string text, Text(each, key));
      texts.push_back(std::move(text));
    }
    return texts;
  }

  Result<std::vector<Field>> Fields(const YAML::Node& node, const std::string& key) const {
    std::vector<Field> fields;
    if (!node.IsSequence()) return At(node, "`" + key + "` is a list of fields");
    for (const YAML::Node& each : node) {
      SB_ASSIGN(const std::string name, Text(each, key));
      std::optional<Field> field = FieldByName(name);
      if (!field) field = FieldByName("lead." + name);
      if (!field) return At(each, "`" + name + "` is no field; write one such as `lead.country`");
      if (std::find(fields.begin(), fields.end(), *field) != fields.end()) {
        return At(each, "`" + name + "` stands in `" + key + "` twice");
      }
      fields.push_back(*field);
    }
    return fields;
  }

  template <size_t kCount>
  Result<uint8_t> Choice(const YAML::Node& node, const std::string& key,
                         const std::string_view (&names)[kCount]) const {
    SB_ASSIGN(const std::string text, Text(node, key));
    std::string all;
    for (size_t i = 0; i < kCount; ++i) {
      if (names[i] == text) return static_cast<uint8_t>(i);
      all.append(i == 0 ? "" : ", ").append(names[i]);
    }
    return At(node, "`" + key + "` is `" + text + "`; use one of " + all);
  }

  // Calls `read` for each member; an unknown one is an error that names those there are.
  using Members = std::map<std::string, std::function<Status(const YAML::Node&)>>;
  Status Object(const YAML::Node& node, const std::string& what, const Members& members) const {
    if (!node.IsMap()) return At(node, what + " is an object of keys and values");
    std::vector<std::string> seen;
    for (const auto& pair : node) {
      if (!pair.first.IsScalar()) return At(pair.first, "a key of " + what + " is one text");
      const std::string& key = pair.first.Scalar();
      const auto member = members.find(key);
      if (member == members.end()) {
        std::string all;
        for (const auto& [name, read] : members) all += (all.empty() ? "" : ", ") + name;
        return At(pair.first, "`" + key + "` is no key of " + what + "; there are " + all);
      }
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        return At(pair.first, "`" + key + "` stands there twice");
      }
      seen.push_back(key);
      SB_TRY(member->second(pair.second));
    }
    return {};
  }

 private:
  std::string where_;
};

// A schema written as YAML, as the JSON text that it stands for. Quoted scalars are texts.
Status ToJson(const Reader& in, const YAML::Node& node, int depth, std::string* out,
              JsonWriter* json) {
  if (depth > kMaxNesting) return in.At(node, "the schema is nested too deep");
  // Aliases of aliases multiply.
  if (out->size() > kMaxSpecBytes) return in.At(node, "the schema is too long");
  if (node.IsMap()) {
    json->BeginObject();
    for (const auto& pair : node) {
      if (!pair.first.IsScalar()) return in.At(pair.first, "a key of a schema is one text");
      json->Key(pair.first.Scalar());
      SB_TRY(ToJson(in, pair.second, depth + 1, out, json));
    }
    json->EndObject();
  } else if (node.IsSequence()) {
    json->BeginArray();
    for (const YAML::Node& each : node) SB_TRY(ToJson(in, each, depth + 1, out, json));
    json->EndArray();
  } else if (node.IsScalar()) {
    const std::string& text = node.Scalar();
    const bool quoted = node.Tag() == "!";
    const bool number = !text.empty() &&
                        text.find_first_not_of("0123456789+-.eE") == std::string::npos &&
                        JsonSchema::Compile("{\"const\":" + text + "}").ok();
    if (!quoted && (text == "true" || text == "false" || text == "null" || number)) {
      json->Raw(text);
    } else {
      json->String(text);
    }
  } else {
    json->Null();
  }
  return {};
}

Result<std::string> ReadSchema(const Reader& in, const YAML::Node& node, const std::string& key) {
  std::string text;
  if (node.IsScalar() && node.Scalar().starts_with("{")) {
    text = node.Scalar();  // JSON as a text
  } else {
    JsonWriter json(&text);
    SB_TRY(ToJson(in, node, 0, &text, &json));
  }
  const Result<JsonSchema> schema = JsonSchema::Compile(text);
  if (!schema.ok()) return in.At(node, "`" + key + "`: " + schema.error().message);
  return text;
}

// A member that reads into `target` by `Reader::method`.
template <typename Target, typename Value>
auto Into(const Reader& in, std::string key, Target* target,
          Result<Value> (Reader::*method)(const YAML::Node&, const std::string&) const) {
  return [&in, key = std::move(key), target, method](const YAML::Node& node) -> Status {
    SB_ASSIGN(Value value, (in.*method)(node, key));
    *target = static_cast<Target>(std::move(value));
    return {};
  };
}

Reader::Members LimitMembers(const Reader& in, AgentSpec* spec) {
  return {
      {"timeout", Into(in, "timeout", &spec->timeout_us, &Reader::Duration)},
      {"retry",
       [&in, spec](const YAML::Node& node) {
         return in.Object(
             node, "`retry`",
             {{"times", Into(in, "times", &spec->retry.times, &Reader::Int)},
              {"backoff", Into(in, "backoff", &spec->retry.first_backoff_us, &Reader::Duration)},
              {"max_backoff",
               Into(in, "max_backoff", &spec->retry.max_backoff_us, &Reader::Duration)}});
       }},
      {"breaker",
       [&in, spec](const YAML::Node& node) {
         return in.Object(
             node, "`breaker`",
             {{"failures", Into(in, "failures", &spec->breaker.failures, &Reader::Int)},
              {"open_for", Into(in, "open_for", &spec->breaker.open_for_us, &Reader::Duration)}});
       }},
      {"quota",
       [&in, spec](const YAML::Node& node) {
         return in.Object(
             node, "`quota`",
             {{"concurrency", Into(in, "concurrency", &spec->quota.concurrency, &Reader::Int)},
              {"per_minute", Into(in, "per_minute", &spec->quota.per_minute, &Reader::Int)},
              {"per_day", Into(in, "per_day", &spec->quota.per_day, &Reader::Int)}});
       }},
  };
}

Reader::Members StateMembers(const Reader& in, AgentSpec* spec) {
  return {
      {"lifecycle",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(const std::string name, in.Text(node, "lifecycle"));
         const Result<Lifecycle> state = ParseLifecycle(name);
         if (!state.ok()) return in.At(node, state.error().message);
         spec->lifecycle = *state;
         return {};
       }},
      {"canary_percent", Into(in, "canary_percent", &spec->canary_percent, &Reader::Int)},
      {"sunset",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(const std::string text, in.Text(node, "sunset"));
         const Result<TimeUs> time = ParseTime(text);
         if (!time.ok()) return in.At(node, "`sunset` is `" + text + "`; write a day or a time");
         spec->sunset = *time;
         return {};
       }},
      {"successor", Into(in, "successor", &spec->successor, &Reader::Text)},
      {"fallback", Into(in, "fallback", &spec->fallback, &Reader::Text)},
  };
}

Reader::Members SpecMembers(const Reader& in, AgentSpec* spec) {
  Reader::Members members = {
      {"id", Into(in, "id", &spec->id, &Reader::Text)},
      {"version", Into(in, "version", &spec->version, &Reader::Text)},
      {"owner", Into(in, "owner", &spec->owner, &Reader::Text)},
      {"url", Into(in, "url", &spec->url, &Reader::Text)},
      {"secret", Into(in, "secret", &spec->secret, &Reader::Text)},
      {"capabilities", Into(in, "capabilities", &spec->capabilities, &Reader::Texts)},
      {"regions", Into(in, "regions", &spec->regions, &Reader::Texts)},
      {"data_classes", Into(in, "data_classes", &spec->data_classes, &Reader::Texts)},
      {"inputs", Into(in, "inputs", &spec->inputs, &Reader::Fields)},
      {"outputs", Into(in, "outputs", &spec->outputs, &Reader::Fields)},
      {"kind",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(const std::string name, in.Text(node, "kind"));
         const Result<AgentKind> kind = ParseAgentKind(name);
         if (!kind.ok()) return in.At(node, kind.error().message);
         spec->kind = *kind;
         return {};
       }},
      {"determinism",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(const uint8_t choice, in.Choice(node, "determinism", kDeterminisms));
         spec->determinism = static_cast<Determinism>(choice);
         return {};
       }},
      {"effects",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(const uint8_t choice, in.Choice(node, "effects", kEffectWords));
         spec->effects = static_cast<EffectClass>(choice);
         return {};
       }},
      {"input_schema",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(spec->input_schema, ReadSchema(in, node, "input_schema"));
         return {};
       }},
      {"output_schema",
       [&in, spec](const YAML::Node& node) -> Status {
         SB_ASSIGN(spec->output_schema, ReadSchema(in, node, "output_schema"));
         return {};
       }},
  };
  members.merge(LimitMembers(in, spec));
  members.merge(StateMembers(in, spec));
  return members;
}

void WriteJsonTexts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.Key(key).BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteJsonFields(JsonWriter& json, std::string_view key, const std::vector<Field>& fields) {
  json.Key(key).BeginArray();
  for (const Field field : fields) json.String(SpecOf(field).name);
  json.EndArray();
}

}  // namespace

Result<AgentSpec> ReadAgentSpec(std::string_view text, std::string_view where) {
  const Reader in(where);
  if (text.size() > kMaxSpecBytes || !IsCleanUtf8(text) || NestsDeeperThan(text, kMaxNesting)) {
    return Err(Code::kInvalid, "an agent's file is clean UTF-8 of at most " +
                                   std::to_string(kMaxSpecBytes) + " bytes, nested at most " +
                                   std::to_string(kMaxNesting) + " deep");
  }
  AgentSpec spec;
  spec.kind = AgentKind::kHttp;
  spec.determinism = Determinism::kExternal;
  spec.effects = EffectClass::kRead;
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    SB_TRY(in.Object(root, "an agent", SpecMembers(in, &spec)));
  } catch (const YAML::Exception& fault) {
    std::string place(where);
    if (fault.mark.line >= 0) place += ':' + std::to_string(fault.mark.line + 1);
    return Within(place, Err(Code::kInvalid, "not YAML: " + fault.msg));
  }
  if (spec.kind != AgentKind::kHttp) {
    return Err(Code::kUnsupported, "agent `" + spec.id + "`: not supported yet: kind " +
                                       std::string(AgentKindName(spec.kind)) +
                                       "; only kind http can be added");
  }
  SB_TRY(CheckSpec(spec));
  if (spec.input_schema.empty()) spec.input_schema = SchemaOfFields(spec.inputs);
  if (spec.output_schema.empty()) spec.output_schema = SchemaOfFields(spec.outputs);
  return spec;
}

std::string WriteAgentSpec(const AgentSpec& spec) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("id", spec.id).Member("version", spec.version);
  json.Member("kind", AgentKindName(spec.kind));
  WriteJsonTexts(json, "capabilities", spec.capabilities);
  WriteJsonFields(json, "inputs", spec.inputs);
  WriteJsonFields(json, "outputs", spec.outputs);
  if (!spec.input_schema.empty()) json.Key("input_schema").Raw(spec.input_schema);
  if (!spec.output_schema.empty()) json.Key("output_schema").Raw(spec.output_schema);
  json.Member("determinism", kDeterminisms[static_cast<size_t>(spec.determinism)]);
  json.Member("effects", kEffectWords[static_cast<size_t>(spec.effects)]);
  WriteJsonTexts(json, "regions", spec.regions);
  WriteJsonTexts(json, "data_classes", spec.data_classes);
  json.Key("quota").BeginObject().Member("concurrency", int64_t{spec.quota.concurrency});
  json.Member("per_minute", spec.quota.per_minute).Member("per_day", spec.quota.per_day);
  json.EndObject().Member("timeout", FormatDuration(spec.timeout_us));
  json.Key("retry").BeginObject().Member("times", int64_t{spec.retry.times});
  json.Member("backoff", FormatDuration(spec.retry.first_backoff_us));
  json.Member("max_backoff", FormatDuration(spec.retry.max_backoff_us)).EndObject();
  json.Key("breaker").BeginObject().Member("failures", int64_t{spec.breaker.failures});
  json.Member("open_for", FormatDuration(spec.breaker.open_for_us)).EndObject();
  json.Member("lifecycle", LifecycleName(spec.lifecycle));
  json.Member("canary_percent", int64_t{spec.canary_percent});
  json.MemberOrNull("sunset", spec.sunset == 0 ? "" : FormatTime(spec.sunset));
  json.MemberOrNull("successor", spec.successor).MemberOrNull("fallback", spec.fallback);
  json.Member("owner", spec.owner).MemberOrNull("url", spec.url);
  if (spec.kind == AgentKind::kModel) json.Member("model", spec.model);
  json.EndObject();
  return text;
}

}  // namespace signalbox
