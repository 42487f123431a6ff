#include <algorithm>
#include <cmath>

#include "agents/schema_compiled.h"
#include "base/bytes.h"
#include "base/limits.h"

namespace signalbox {
namespace {

// A schema longer than this was not written for an agent's few fields.
constexpr size_t kMaxSchemaBytes = size_t{256} << 10;
// Of one compiled pattern, as RE2 counts.
constexpr int64_t kPatternMemory = int64_t{1} << 20;

constexpr std::string_view kTypes[] = {"null",   "boolean", "object", "array",
                                       "number", "string",  "integer"};

void WholeNumbersToIntegers(Json* value) {
  if (value->is_structured()) {
    for (Json& item : *value) WholeNumbersToIntegers(&item);
  } else if (value->is_number_float()) {
    const double number = value->get<double>();
    // Up to 2^53 a double holds every integer.
    if (std::abs(number) <= 9007199254740992.0 && number == std::floor(number)) {
      *value = static_cast<int64_t>(number);
    }
  }
}

std::string Escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

class Compiler {
 public:
  explicit Compiler(JsonSchema::Compiled* out) : out_(out) {}

  Status VisitAll() {
    SB_TRY(Visit(out_->root, ""));
    // Targets wait here and not on the stack: a chain of references may be long.
    while (!targets_.empty()) {
      const auto [schema, at] = std::move(targets_.back());
      targets_.pop_back();
      SB_TRY(Visit(*schema, at));
    }
    return {};
  }

 private:
  Status Visit(const Json& schema, const std::string& at) {
    if (schema.is_boolean()) return {};
    if (!schema.is_object()) return Bad(at, "a schema is an object, `true` or `false`");
    if (const auto ref = schema.find("$ref"); ref != schema.end() && ref->is_string()) {
      // The siblings of `$ref` are ignored in draft 7.
      return VisitReference(ref->get_ref<const std::string&>(), at);
    }
    for (const auto& [key, value] : schema.items()) {
      SB_TRY(VisitKeyword(key, value, at + '/' + Escaped(key)));
    }
    return {};
  }

  static Error Bad(const std::string& at, const std::string& message) {
    return Err(Code::kInvalid, "schema at `" + (at.empty() ? "/" : at) + "`: " + message);
  }

  Status VisitReference(const std::string& ref, const std::string& at) {
    if (out_->references.contains(ref)) return {};
    if (ref.empty() || ref[0] != '#' || (ref.size() > 1 && ref[1] != '/')) {
      return Err(Code::kUnsupported, "schema at `" + at + "`: `$ref` to `" + ref +
                                         "` leaves the document; write the schema out under "
                                         "`definitions` and refer to `#/definitions/...`");
    }
    std::string pointer;
    for (size_t i = 1; i < ref.size(); ++i) {
      if (ref[i] == '%' && i + 2 < ref.size()) {
        const Result<Bytes> byte = FromHex(ref.substr(i + 1, 2));
        if (!byte.ok()) return Bad(at, "`$ref` to `" + ref + "` is no pointer");
        pointer += *byte;
        i += 2;
      } else {
        pointer += ref[i];
      }
    }
    try {
      const Json& target = out_->root.at(Json::json_pointer(pointer));
      out_->references.emplace(ref, &target);
      targets_.emplace_back(&target, pointer);
      return {};
    } catch (const Json::exception&) {
      return Bad(at, "`$ref` to `" + ref + "` finds nothing");
    }
  }

  Status VisitKeyword(const std::string& key, const Json& value, const std::string& at) {
    if (key == "properties" || key == "definitions" || key == "patternProperties") {
      return VisitMap(key, value, at);
    }
    if (key == "dependencies") return VisitDependencies(value, at);
    if (key == "allOf" || key == "anyOf" || key == "oneOf") {
      if (!value.is_array() || value.empty()) return Bad(at, "it is a list of schemas");
      return VisitList(value, at);
    }
    if (key == "items" && value.is_array()) return VisitList(value, at);
    if (key == "items" || key == "additionalItems" || key == "additionalProperties" ||
        key == "contains" || key == "propertyNames" || key == "not" || key == "if" ||
        key == "then" || key == "else") {
      return Visit(value, at);
    }
    if (key == "pattern") return VisitPattern(value, at);
    if (key == "type") return VisitType(value, at);
    if (key == "enum" && !value.is_array()) return Bad(at, "it is a list of values");
    if (key == "required" && !IsListOfTexts(value)) return Bad(at, "it is a list of names");
    if (key == "multipleOf" && !(value.is_number() && value.get<double>() > 0)) {
      return Bad(at, "it is a number above 0");
    }
    static constexpr std::string_view kNumbers[] = {"maximum", "minimum", "exclusiveMaximum",
                                                    "exclusiveMinimum"};
    static constexpr std::string_view kCounts[] = {"maxLength", "minLength",     "maxItems",
                                                   "minItems",  "maxProperties", "minProperties"};
    const auto names = [&](const auto& list) {
      return std::find(std::begin(list), std::end(list), key) != std::end(list);
    };
    if (names(kNumbers) && !value.is_number()) return Bad(at, "it is a number");
    if (names(kCounts) && !(value.is_number_integer() && value.get<int64_t>() >= 0)) {
      return Bad(at, "it is a whole number of 0 or more");
    }
    return {};
  }

  static bool IsListOfTexts(const Json& value) {
    return value.is_array() && std::all_of(value.begin(), value.end(),
                                           [](const Json& each) { return each.is_string(); });
  }

  Status VisitMap(const std::string& keyword, const Json& value, const std::string& at) {
    if (!value.is_object()) return Bad(at, "it is an object of schemas");
    for (const auto& [key, schema] : value.items()) {
      if (keyword == "patternProperties") SB_TRY(VisitPattern(key, at));
      SB_TRY(Visit(schema, at + '/' + Escaped(key)));
    }
    return {};
  }

  Status VisitList(const Json& value, const std::string& at) {
    for (size_t i = 0; i < value.size(); ++i) SB_TRY(Visit(value[i], at + '/' + std::to_string(i)));
    return {};
  }

  Status VisitDependencies(const Json& value, const std::string& at) {
    if (!value.is_object()) return Bad(at, "it is an object");
    for (const auto& [key, dependency] : value.items()) {
      if (!IsListOfTexts(dependency)) SB_TRY(Visit(dependency, at + '/' + Escaped(key)));
    }
    return {};
  }

  Status VisitType(const Json& value, const std::string& at) {
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& type : list) {
      if (!type.is_string() || std::find(std::begin(kTypes), std::end(kTypes),
                                         type.get_ref<const std::string&>()) == std::end(kTypes)) {
        return Bad(at, "a type is null, boolean, object, array, number, string or integer");
      }
    }
    return {};
  }

  Status VisitPattern(const Json& value, const std::string& at) {
    if (!value.is_string()) return Bad(at, "a pattern is a text");
    const std::string& text = value.get_ref<const std::string&>();
    if (out_->patterns.contains(text)) return {};
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kPatternMemory);
    auto pattern = std::make_unique<RE2>(text, options);
    if (!pattern->ok()) {
      return Err(Code::kUnsupported,
                 "schema at `" + at + "`: the pattern `" + text + "`: " + pattern->error());
    }
    out_->patterns.emplace(text, std::move(pattern));
    return {};
  }

  JsonSchema::Compiled* out_;
  std::vector<std::pair<const Json*, std::string>> targets_;
};

}  // namespace

bool NestsDeeperThan(std::string_view json, int limit) {
  int depth = 0;
  bool text = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        text = false;
      }
    } else if (c == '"') {
      text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > limit) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

Result<Json> ParseJson(std::string_view text) {
  if (NestsDeeperThan(text, kMaxNesting)) {
    return Err(Code::kInvalid, "JSON nested deeper than " + std::to_string(kMaxNesting));
  }
  try {
    Json value = Json::parse(text);
    WholeNumbersToIntegers(&value);
    return value;
  } catch (const Json::parse_error& fault) {
    return Err(Code::kInvalid, "not JSON: byte " + std::to_string(fault.byte));
  } catch (const Json::exception&) {
    // A number beyond what a double holds.
    return Err(Code::kInvalid, "not JSON that can be held: a number is out of range");
  }
}

Result<JsonSchema> JsonSchema::Compile(std::string_view text) {
  if (text.size() > kMaxSchemaBytes) {
    return Err(Code::kInvalid,
               "a schema of more than " + std::to_string(kMaxSchemaBytes) + " bytes is too long");
  }
  auto compiled = std::make_shared<Compiled>();
  auto root = ParseJson(text);
  if (!root.ok()) return Within("schema", root.error());
  compiled->root = std::move(*root);
  SB_TRY(Compiler(compiled.get()).VisitAll());
  return JsonSchema(std::move(compiled));
}

}  // namespace signalbox
