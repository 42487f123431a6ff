#include "intake/lead_json.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

#include "base/limits.h"
#include "intake/field_map.h"
#include "intake/json_place.h"
#include "intake/lead_builder.h"

namespace signalbox {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

using Fault = std::optional<LeadFault>;

// The parser reads a few bytes past the text (SIMDJSON_PADDING), so the text is copied to where
// that is allowed; a lead is at most kMaxLeadBytes.
struct ThreadParser {
  simdjson::dom::parser parser{kMaxLeadBytes};
  std::unique_ptr<char[]> text{new char[kMaxLeadBytes + simdjson::SIMDJSON_PADDING]};
  bool ready = parser.allocate(kMaxLeadBytes, kMaxNesting) == simdjson::SUCCESS;
};

ThreadParser& Parser() {
  thread_local ThreadParser parser;
  return parser;
}

std::string PointerStep(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

std::string_view KindOf(element_type type) {
  switch (type) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return "a text";
    case element_type::BOOL:
      return "true or false";
    case element_type::NULL_VALUE:
      return "null";
    default:
      return "a number";
  }
}

// A key that is there twice, or nullopt.
std::optional<std::string_view> RepeatedKey(const object& value) {
  constexpr size_t kFew = 24;
  std::string_view few[kFew];
  size_t count = 0;
  for (const auto field : value) {
    if (count == kFew) break;
    for (size_t i = 0; i < count; ++i) {
      if (few[i].size() == field.key.size() && few[i] == field.key) return field.key;
    }
    few[count++] = field.key;
  }
  if (count < kFew) return std::nullopt;
  std::vector<std::string_view> keys;
  for (const auto field : value) keys.push_back(field.key);
  std::sort(keys.begin(), keys.end());
  const auto at = std::adjacent_find(keys.begin(), keys.end());
  if (at == keys.end()) return std::nullopt;
  return *at;
}

// Names that carry a nested object in one system and a text in another.
bool MayNest(Field field) {
  return field == Field::kCompany || field == Field::kConsent || field == Field::kStreet ||
         field == Field::kCampaign;
}

class LeadReader {
 public:
  LeadReader(Attributes* out, const FieldMap* map) : builder_(out), map_(map) {}

  // `prefix` is the dotted name of the object with its dot, empty for the lead itself. The depth is
  // the parser's, at most kMaxNesting.
  Fault ReadObject(const object& value, const std::string& prefix) {
    if (const auto key = RepeatedKey(value)) {
      return LeadFault{PointerStep(*key), "the name is there twice"};
    }
    for (const auto field : value) {
      Fault fault = prefix.empty() ? ReadMember(field.key, field.value)
                                   : ReadMember(prefix + std::string(field.key), field.value);
      if (fault) {
        fault->pointer = PointerStep(field.key) + fault->pointer;
        return fault;
      }
    }
    return std::nullopt;
  }

 private:
  static Fault Here(LeadBuilder::Fault fault) {
    if (!fault) return std::nullopt;
    return LeadFault{"", *std::move(fault)};
  }

  static Fault WrongType(const ColumnTarget& target, element_type type) {
    const bool number = target.kind == ColumnKind::kInteger || target.kind == ColumnKind::kMoney;
    std::string message = number ? "expected a number, got " : "expected a text, got ";
    return LeadFault{"", message.append(KindOf(type))};
  }

  Fault ReadMember(std::string_view name, const element& value) {
    const element_type type = value.type();
    if (type == element_type::NULL_VALUE) return std::nullopt;
    const NamedTarget named(name, map_);
    if (named.ignored()) return std::nullopt;
    if (map_ != nullptr && map_->HasBelow(name)) {
      if (type == element_type::OBJECT)
        return ReadObject(value.get_object().value_unsafe(), std::string(name) + '.');
      if (type == element_type::ARRAY)
        return ReadItems(value.get_array().value_unsafe(), std::string(name) + '.');
    }
    return ReadValue(named.name(), named.target(), value);
  }

  // Of an array that the map reaches into.
  Fault ReadItems(const simdjson::dom::array& items, const std::string& prefix) {
    size_t number = 0;
    for (const element item : items) {
      const std::string index = std::to_string(number++);
      Fault fault = ReadMember(prefix + index, item);
      if (fault) {
        fault->pointer = "/" + index + fault->pointer;
        return fault;
      }
    }
    return std::nullopt;
  }

  Fault ReadValue(std::string_view name, const ColumnTarget* target, const element& value) {
    const element_type type = value.type();
    switch (type) {
      case element_type::STRING:
        return Here(builder_.AddText(name, target, value.get_string().value_unsafe(),
                                     map_ == nullptr ? Strictness::kTyped : Strictness::kText));
      case element_type::BOOL:
        return Here(builder_.AddBool(name, target, value.get_bool().value_unsafe()));
      case element_type::OBJECT: {
        if (target != nullptr && !MayNest(target->field)) return WrongType(*target, type);
        if (name.size() > kMaxExtraNameBytes) return LeadFault{"", "the name is too long"};
        return ReadObject(value.get_object().value_unsafe(), std::string(name) + '.');
      }
      case element_type::ARRAY:
        if (target != nullptr) return WrongType(*target, type);
        return Here(builder_.AddText(name, nullptr, simdjson::minify(value), Strictness::kText));
      default:
        return ReadNumber(name, target, value);
    }
  }

  Fault ReadNumber(std::string_view name, const ColumnTarget* target, const element& value) {
    char text[32];
    char* end = text;
    if (value.is_int64()) {
      end = std::to_chars(text, text + sizeof text, value.get_int64().value_unsafe()).ptr;
    } else if (value.is_uint64()) {
      end = std::to_chars(text, text + sizeof text, value.get_uint64().value_unsafe()).ptr;
    } else {
      end = std::to_chars(text, text + sizeof text, value.get_double().value_unsafe()).ptr;
    }
    const std::string_view written(text, static_cast<size_t>(end - text));
    return Here(builder_.AddNumber(name, target, written));
  }

  LeadBuilder builder_;
  const FieldMap* const map_;
};

// The parser says only that the text is wrong; the place is looked for here.
LeadFault MalformedJson(std::string_view json, simdjson::error_code error) {
  if (error == simdjson::DEPTH_ERROR) {
    return {"", "nested deeper than " + std::to_string(kMaxNesting) + " levels"};
  }
  if (const size_t bad = FirstBadUtf8(json); bad != std::string_view::npos) {
    return {"", "not JSON, " + LineAndColumn(json, bad) + ": invalid UTF-8"};
  }
  if (const size_t nul = json.find('\0'); nul != std::string_view::npos) {
    return {"", "not JSON, " + LineAndColumn(json, nul) + ": a NUL byte"};
  }
  const std::optional<JsonFault> fault = FindJsonFault(json);
  if (!fault) return {"", "not JSON"};
  return {fault->pointer, "not JSON, " + fault->words};
}

}  // namespace

LeadOrFault ParseLeadJson(std::string_view json, const FieldMap* map) {
  if (json.size() > kMaxLeadBytes) {
    return std::unexpected(
        LeadFault{"", "longer than " + std::to_string(kMaxLeadBytes) + " bytes"});
  }
  ThreadParser& mine = Parser();
  if (!mine.ready) return std::unexpected(LeadFault{"", "out of memory"});
  std::copy(json.begin(), json.end(), mine.text.get());
  std::memset(mine.text.get() + json.size(), 0, simdjson::SIMDJSON_PADDING);
  element root;
  const simdjson::error_code error =
      mine.parser.parse(mine.text.get(), json.size(), false).get(root);
  if (error != simdjson::SUCCESS) return std::unexpected(MalformedJson(json, error));
  if (root.type() != element_type::OBJECT) {
    std::string message = "expected an object, got ";
    return std::unexpected(LeadFault{"", message.append(KindOf(root.type()))});
  }
  LeadOrFault lead;
  Fault fault = LeadReader(&*lead, map).ReadObject(root.get_object().value_unsafe(), "");
  if (fault) return std::unexpected(*std::move(fault));
  return lead;
}

}  // namespace signalbox
