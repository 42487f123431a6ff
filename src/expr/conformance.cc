#include "expr/conformance.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

using Json = nlohmann::json;

Error Unreadable(std::string_view what) {
  return Err(Code::kUnsupported, fmt::format("cannot read {}", what));
}

Result<Value> DecodeBytes(const Json& json) {
  if (!json.is_string()) return Unreadable("bytes");
  const FunctionSet* decode = FindFunction("base64.decode", false);
  Value argument = Value::String(json.get<std::string>());
  Budget budget;
  Value bytes = CallFunction(*decode, std::span(&argument, 1), budget);
  if (bytes.is_error()) return Unreadable("base64");
  return bytes;
}

template <typename Integer>
Result<Integer> ReadInteger(const Json& json) {
  const std::string text = json.is_string() ? json.get<std::string>() : json.dump();
  Integer value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return Unreadable("an integer");
  }
  return value;
}

Result<Value> ReadDouble(const Json& json) {
  if (json.is_number()) return Value::Double(json.get<double>());
  if (json == "Infinity") return Value::Double(INFINITY);
  if (json == "-Infinity") return Value::Double(-INFINITY);
  if (json == "NaN") return Value::Double(NAN);
  return Unreadable("a double");
}

Result<Value> ReadType(const Json& json) {
  for (int kind = 0; kind < static_cast<int>(Kind::kError); ++kind) {
    if (json == std::string(KindName(static_cast<Kind>(kind)))) {
      return Value::Type(static_cast<Kind>(kind));
    }
  }
  return Unreadable("a type");
}

// The only member of an object as key and value.
Result<std::pair<std::string, Json>> OnlyMember(const Json& json) {
  if (!json.is_object() || json.size() != 1) return Unreadable("an object of one member");
  return std::pair(json.begin().key(), json.begin().value());
}

Result<Value> ReadValue(const Json& json);

Result<Value> ReadList(const Json& json) {
  std::vector<Value> items;
  for (const auto& [key, member] : json.items()) {
    if (key != "values") return Unreadable(key);
    for (const Json& item : member) {
      SB_ASSIGN(Value value, ReadValue(item));
      items.push_back(std::move(value));
    }
  }
  return Value::List(std::move(items));
}

Result<Value> ReadMap(const Json& json) {
  std::vector<MapEntry> entries;
  for (const auto& [key, member] : json.items()) {
    if (key != "entries") return Unreadable(key);
    for (const Json& entry : member) {
      if (entry.size() != 2 || !entry.contains("key") || !entry.contains("value")) {
        return Unreadable("a map entry");
      }
      SB_ASSIGN(Value entry_key, ReadValue(entry["key"]));
      SB_ASSIGN(Value entry_value, ReadValue(entry["value"]));
      entries.push_back({std::move(entry_key), std::move(entry_value)});
    }
  }
  return Value::Map(std::move(entries));
}

Result<Value> ReadValue(const Json& json) {
  SB_ASSIGN(const auto member, OnlyMember(json));
  const auto& [kind, value] = member;
  if (kind == "null_value") return Value::Null();
  if (kind == "bool_value" && value.is_boolean()) return Value::Bool(value.get<bool>());
  if (kind == "int64_value") {
    SB_ASSIGN(const int64_t integer, ReadInteger<int64_t>(value));
    return Value::Int(integer);
  }
  if (kind == "uint64_value") {
    SB_ASSIGN(const uint64_t integer, ReadInteger<uint64_t>(value));
    return Value::Uint(integer);
  }
  if (kind == "double_value") return ReadDouble(value);
  if (kind == "string_value" && value.is_string()) return Value::String(value.get<std::string>());
  if (kind == "bytes_value") return DecodeBytes(value);
  if (kind == "list_value" && value.is_object()) return ReadList(value);
  if (kind == "map_value" && value.is_object()) return ReadMap(value);
  if (kind == "type_value") return ReadType(value);
  return Unreadable(kind);
}

Result<Type> ReadTypeOf(const Json& json);

Result<Type> ReadParameter(const Json& json, const char* name) {
  if (!json.is_object() || !json.contains(name)) return Type::Dyn();
  return ReadTypeOf(json[name]);
}

Result<Type> ReadTypeOf(const Json& json) {
  static const std::map<std::string, Type> kNamed = {
      {"BOOL", Type::Bool()},           {"INT64", Type::Int()},         {"UINT64", Type::Uint()},
      {"DOUBLE", Type::Double()},       {"STRING", Type::String()},     {"BYTES", Type::Bytes()},
      {"TIMESTAMP", Type::Timestamp()}, {"DURATION", Type::Duration()}, {"ANY", Type::Dyn()}};
  SB_ASSIGN(const auto member, OnlyMember(json));
  const auto& [kind, value] = member;
  if (kind == "dyn") return Type::Dyn();
  if (kind == "null") return Type::Null();
  if (kind == "type") return Type(TypeKind::kType);
  if ((kind == "primitive" || kind == "well_known") && value.is_string()) {
    const auto at = kNamed.find(value.get<std::string>());
    if (at != kNamed.end()) return at->second;
  }
  if (kind == "list_type") {
    SB_ASSIGN(Type item, ReadParameter(value, "elem_type"));
    return Type::List(std::move(item));
  }
  if (kind == "map_type") {
    SB_ASSIGN(Type key, ReadParameter(value, "key_type"));
    SB_ASSIGN(Type item, ReadParameter(value, "value_type"));
    return Type::Map(std::move(key), std::move(item));
  }
  if (kind == "abstract_type" && value.value("name", "") == "optional_type") {
    if (!value.contains("parameter_types")) return Type::Optional(Type::Dyn());
    SB_ASSIGN(Type item, ReadTypeOf(value["parameter_types"].at(0)));
    return Type::Optional(std::move(item));
  }
  return Unreadable("type " + kind);
}

class BoundSlots : public SlotReader {
 public:
  std::vector<std::optional<Value>> values;
  bool Read(uint32_t slot, Value* out) const override {
    if (!values[slot]) return false;
    *out = *values[slot];
    return true;
  }
};

struct Case {
  std::string expression;
  CompileOptions options;
  TypeEnv env;
  BoundSlots slots;
  bool wants_error = false;
  Value wanted = Value::Bool(true);
};

Status ReadNames(const Json& json, Case& test) {
  std::map<std::string, Type> types;
  if (json.contains("type_env")) {
    for (const Json& declaration : json["type_env"]) {
      for (const auto& [key, member] : declaration.items()) {
        if (key != "name" && key != "ident") return Unreadable("declaration " + key);
      }
      SB_ASSIGN(const Type type, ReadParameter(declaration.at("ident"), "type"));
      types.insert_or_assign(declaration.at("name").get<std::string>(), type);
    }
  }
  std::map<std::string, Value> values;
  if (json.contains("bindings")) {
    for (const auto& [name, binding] : json["bindings"].items()) {
      SB_ASSIGN(const auto member, OnlyMember(binding));
      if (member.first != "value") return Unreadable("binding " + member.first);
      SB_ASSIGN(Value value, ReadValue(member.second));
      values.insert_or_assign(name, std::move(value));
      types.emplace(name, Type::Dyn());
    }
  }
  for (const auto& [name, type] : types) {
    test.env.Declare(name, type, static_cast<uint32_t>(test.slots.values.size()));
    const auto value = values.find(name);
    test.slots.values.push_back(value == values.end() ? std::nullopt
                                                      : std::optional(value->second));
  }
  return {};
}

Result<Case> ReadCase(const Json& json) {
  static const std::set<std::string> kKnown = {
      "file",       "section",       "name",     "description", "expr",     "value",
      "eval_error", "disable_check", "bindings", "type_env",    "container"};
  for (const auto& [key, member] : json.items()) {
    if (!kKnown.contains(key)) return Unreadable("key `" + key + "`");
  }
  Case test;
  test.expression = json.at("expr").get<std::string>();
  test.options.type_check = !json.value("disable_check", false);
  test.env.set_container(json.value("container", ""));
  test.wants_error = json.contains("eval_error");
  SB_TRY(ReadNames(json, test));
  if (json.contains("value")) {
    SB_ASSIGN(test.wanted, ReadValue(json["value"]));
  }
  return test;
}

// The cases were converted from protobuf text format, and some expected texts still hold its
// escapes `\?`, `\uXXXX` and `\UXXXXXXXX` unresolved. This resolves those, and nothing else.
std::string ResolveLeftoverEscapes(std::string_view text) {
  std::string resolved;
  for (size_t at = 0; at < text.size(); ++at) {
    const char kind = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    const size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (kind == '?') {
      resolved += '?';
      ++at;
      continue;
    }
    uint32_t code_point = 0;
    const std::string_view hex = text.substr(at, digits + 2);
    if (digits > 0 && hex.size() == digits + 2) {
      const auto parsed = std::from_chars(hex.data() + 2, hex.data() + hex.size(), code_point, 16);
      if (parsed.ptr == hex.data() + hex.size() && IsScalarValue(code_point)) {
        AppendUtf8(code_point, resolved);
        at += digits + 1;
        continue;
      }
    }
    resolved += text[at];
  }
  return resolved;
}

// Equality as the cases mean it: of the same kind, and NaN equals NaN. `b` is what the case
// expects.
bool SameValue(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is(Kind::kString) || a.is(Kind::kBytes)) {
    return a.as_text() == b.as_text() || a.as_text() == ResolveLeftoverEscapes(b.as_text());
  }
  if (a.is(Kind::kDouble) && std::isnan(a.as_double())) return std::isnan(b.as_double());
  if (a.is(Kind::kList)) {
    if (a.items().size() != b.items().size()) return false;
    for (size_t i = 0; i < a.items().size(); ++i) {
      if (!SameValue(a.items()[i], b.items()[i])) return false;
    }
    return true;
  }
  if (a.is(Kind::kMap)) {
    if (a.entries().size() != b.entries().size()) return false;
    for (const MapEntry& entry : a.entries()) {
      const Value* other = b.Find(entry.key);
      if (other == nullptr || !SameValue(entry.value, *other)) return false;
    }
    return true;
  }
  Budget budget;
  return Equals(a, b, budget).value_or(false);
}

// What went wrong, or empty.
std::string RunCase(const Json& json) {
  const Result<Case> test = ReadCase(json);
  if (!test.ok()) return test.error().message;
  const Result<Program> program = Compile(test->expression, test->env, test->options);
  if (!program.ok()) return test->wants_error ? "" : program.error().message;
  Budget budget;
  const Value result = Eval(*program, test->slots, budget);
  if (result.is_absent()) return test->wants_error ? "" : Describe(*program, result);
  if (test->wants_error) return "gives " + ToCel(result) + " instead of an error";
  if (SameValue(result, test->wanted)) return "";
  return "gives " + ToCel(result) + " instead of " + ToCel(test->wanted);
}

Status RunLine(std::string_view line, size_t number, ConformanceReport& report) {
  // The library reports what it cannot read by exceptions.
  try {
    const Json json = Json::parse(line);
    if (!json.is_object()) throw std::invalid_argument("not an object");
    const std::string problem = RunCase(json);
    if (problem.empty()) {
      ++report.passed;
      return {};
    }
    ++report.failed;
    report.failures.push_back(fmt::format("{}/{}/{}: {}: {}", json.value("file", ""),
                                          json.value("section", ""), json.value("name", ""),
                                          json.value("expr", ""), problem));
    return {};
  } catch (const nlohmann::json::parse_error&) {
    return Err(Code::kInvalid, fmt::format("line {}: this is not JSON; a case is an object with "
                                           "`name` and `expr`, all of it on one line",
                                           number));
  } catch (const std::exception& exception) {
    return Err(Code::kInvalid, fmt::format("line {}: {}", number, exception.what()));
  }
}

}  // namespace

Result<ConformanceReport> RunConformance(std::string_view jsonl) {
  ConformanceReport report;
  size_t number = 0;
  while (!jsonl.empty()) {
    const size_t end = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view line = jsonl.substr(0, end);
    jsonl.remove_prefix(std::min(end + 1, jsonl.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    SB_TRY(RunLine(line, number, report));
  }
  return report;
}

}  // namespace signalbox::cel
