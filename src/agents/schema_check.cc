#include <algorithm>
#include <cmath>

#include "agents/schema_compiled.h"
#include "agents/schema_format.h"

namespace signalbox {
namespace {

// Schemas inside schemas that look at one document. References can lead in a circle; an honest
// schema over a document of at most kMaxNesting levels stays far below.
constexpr int kMaxDepth = 400;
// Single checks of one document: branches of `anyOf` over branches multiply.
constexpr int kMaxChecks = 200'000;

size_t CodePoints(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool HasType(const Json& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") {
    return value.is_number_integer() ||
           (value.is_number_float() && std::isfinite(value.get<double>()) &&
            value.get<double>() == std::floor(value.get<double>()));
  }
  return value.is_number();
}

bool IsMultiple(const Json& value, const Json& of) {
  if (value.is_number_integer() && of.is_number_integer()) {
    return value.get<int64_t>() % of.get<int64_t>() == 0;
  }
  const double quotient = value.get<double>() / of.get<double>();
  if (!std::isfinite(quotient)) return false;
  // A quotient is as exact as doubles are: 0.0075 is a multiple of 0.0001.
  const double nearest = std::round(quotient);
  return std::abs(quotient - nearest) <= 1e-9 * std::max(1.0, std::abs(quotient));
}

class Checker {
 public:
  explicit Checker(const JsonSchema::Compiled& compiled) : compiled_(compiled) {}

  // The first fault by the order of keywords; `fault()` then tells where and what.
  bool Fits(const Json& schema, const Json& value, const std::string& at) {
    if (++checks_ > kMaxChecks || depth_ >= kMaxDepth) exhausted_ = true;
    if (exhausted_) return false;
    if (schema.is_boolean()) return schema.get<bool>() || Say(at, "nothing is allowed here");
    ++depth_;
    const bool fits = FitsObject(schema, value, at);
    --depth_;
    return fits;
  }

  bool exhausted() const { return exhausted_; }
  const std::string& fault() const { return fault_; }

 private:
  // Null when the schema does not have the keyword.
  static const Json* Get(const Json& schema, const char* keyword) {
    const auto at = schema.find(keyword);
    return at == schema.end() ? nullptr : &*at;
  }

  bool Say(const std::string& at, const std::string& what) {
    fault_ = "at `" + (at.empty() ? "/" : at) + "`: " + what;
    return false;
  }

  bool FitsObject(const Json& schema, const Json& value, const std::string& at) {
    if (const Json* ref = Get(schema, "$ref"); ref != nullptr && ref->is_string()) {
      return Fits(*compiled_.references.find(ref->get_ref<const std::string&>())->second, value,
                  at);
    }
    if (!FitsAnyValue(schema, value, at) || !FitsBranches(schema, value, at)) return false;
    if (value.is_string()) return FitsText(schema, value.get_ref<const std::string&>(), at);
    if (value.is_number()) return FitsNumber(schema, value, at);
    if (value.is_array()) return FitsArray(schema, value, at);
    if (value.is_object()) return FitsMembers(schema, value, at);
    return true;
  }

  bool FitsAnyValue(const Json& schema, const Json& value, const std::string& at) {
    if (const Json* type = Get(schema, "type")) {
      const bool fits =
          type->is_array()
              ? std::any_of(type->begin(), type->end(),
                            [&](const Json& each) {
                              return HasType(value, each.get_ref<const std::string&>());
                            })
              : HasType(value, type->get_ref<const std::string&>());
      if (!fits) return Say(at, "it must be of type " + type->dump());
    }
    if (const Json* list = Get(schema, "enum")) {
      if (std::find(list->begin(), list->end(), value) == list->end()) {
        return Say(at, "it must be one of " + list->dump());
      }
    }
    if (const Json* constant = Get(schema, "const")) {
      if (value != *constant) return Say(at, "it must be " + constant->dump());
    }
    return true;
  }

  // How many of the schemas fit; their faults are not ours.
  int CountFits(const Json& schemas, const Json& value, const std::string& at) {
    int fits = 0;
    const std::string before = fault_;
    for (const Json& schema : schemas) fits += Fits(schema, value, at);
    fault_ = before;
    return fits;
  }

  bool FitsBranches(const Json& schema, const Json& value, const std::string& at) {
    if (const Json* all = Get(schema, "allOf")) {
      for (const Json& each : *all) {
        if (!Fits(each, value, at)) return false;
      }
    }
    if (const Json* any = Get(schema, "anyOf")) {
      if (CountFits(*any, value, at) == 0) return Say(at, "it fits none of `anyOf`");
    }
    if (const Json* one = Get(schema, "oneOf")) {
      if (CountFits(*one, value, at) != 1) return Say(at, "it must fit exactly one of `oneOf`");
    }
    if (const Json* no = Get(schema, "not")) {
      if (CountFits(Json::array({*no}), value, at) != 0) return Say(at, "it fits `not`");
    }
    if (const Json* condition = Get(schema, "if")) {
      const bool holds = CountFits(Json::array({*condition}), value, at) != 0;
      const Json* then = Get(schema, holds ? "then" : "else");
      if (then != nullptr && !Fits(*then, value, at)) return false;
    }
    return !exhausted_;
  }

  bool FitsText(const Json& schema, const std::string& text, const std::string& at) {
    const Json* most = Get(schema, "maxLength");
    const Json* least = Get(schema, "minLength");
    if (most != nullptr || least != nullptr) {
      const size_t length = CodePoints(text);
      if (most != nullptr && length > most->get<size_t>()) return Say(at, "it is too long");
      if (least != nullptr && length < least->get<size_t>()) return Say(at, "it is too short");
    }
    if (const Json* pattern = Get(schema, "pattern")) {
      if (!Matches(pattern->get_ref<const std::string&>(), text)) {
        return Say(at, "it does not match the pattern " + pattern->dump());
      }
    }
    if (const Json* format = Get(schema, "format"); format != nullptr && format->is_string()) {
      if (!FitsFormat(format->get_ref<const std::string&>(), text)) {
        return Say(at, "it is not of the format " + format->dump());
      }
    }
    return true;
  }

  bool Matches(const std::string& pattern, const std::string& text) const {
    return RE2::PartialMatch(text, *compiled_.patterns.find(pattern)->second);
  }

  bool FitsNumber(const Json& schema, const Json& value, const std::string& at) {
    if (const Json* most = Get(schema, "maximum"); most != nullptr && value > *most) {
      return Say(at, "it is above " + most->dump());
    }
    if (const Json* least = Get(schema, "minimum"); least != nullptr && value < *least) {
      return Say(at, "it is below " + least->dump());
    }
    if (const Json* most = Get(schema, "exclusiveMaximum"); most != nullptr && value >= *most) {
      return Say(at, "it must be below " + most->dump());
    }
    if (const Json* least = Get(schema, "exclusiveMinimum"); least != nullptr && value <= *least) {
      return Say(at, "it must be above " + least->dump());
    }
    if (const Json* of = Get(schema, "multipleOf"); of != nullptr && !IsMultiple(value, *of)) {
      return Say(at, "it is no multiple of " + of->dump());
    }
    return true;
  }

  bool FitsCount(const Json& schema, const char* least_key, const char* most_key, size_t count,
                 const std::string& at) {
    const Json* most = Get(schema, most_key);
    const Json* least = Get(schema, least_key);
    if (most != nullptr && count > most->get<size_t>()) return Say(at, "it holds too many");
    if (least != nullptr && count < least->get<size_t>()) return Say(at, "it holds too few");
    return true;
  }

  bool FitsArray(const Json& schema, const Json& value, const std::string& at) {
    if (!FitsCount(schema, "minItems", "maxItems", value.size(), at)) return false;
    const Json* items = Get(schema, "items");
    const Json* rest = Get(schema, "additionalItems");
    for (size_t i = 0; i < value.size() && items != nullptr; ++i) {
      const Json* each = !items->is_array() ? items : i < items->size() ? &(*items)[i] : rest;
      if (each != nullptr && !Fits(*each, value[i], at + '/' + std::to_string(i))) return false;
    }
    if (const Json* contains = Get(schema, "contains")) {
      const std::string before = fault_;
      const bool found = std::any_of(value.begin(), value.end(),
                                     [&](const Json& each) { return Fits(*contains, each, at); });
      fault_ = before;
      if (!found) return Say(at, "none of its items fits `contains`");
    }
    if (const Json* unique = Get(schema, "uniqueItems"); unique != nullptr && *unique == true) {
      std::vector<const Json*> sorted;
      for (const Json& each : value) sorted.push_back(&each);
      std::sort(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) { return *a < *b; });
      const auto same = [](const Json* a, const Json* b) { return *a == *b; };
      if (std::adjacent_find(sorted.begin(), sorted.end(), same) != sorted.end()) {
        return Say(at, "an item stands there twice");
      }
    }
    return true;
  }

  bool FitsMembers(const Json& schema, const Json& value, const std::string& at) {
    if (!FitsCount(schema, "minProperties", "maxProperties", value.size(), at)) return false;
    if (const Json* required = Get(schema, "required")) {
      for (const Json& name : *required) {
        if (!value.contains(name.get_ref<const std::string&>())) {
          return Say(at, "the member " + name.dump() + " is missing");
        }
      }
    }
    if (const Json* names = Get(schema, "propertyNames")) {
      for (const auto& [name, member] : value.items()) {
        if (!Fits(*names, Json(name), at)) return false;
      }
    }
    for (const auto& [name, member] : value.items()) {
      if (!FitsMember(schema, name, member, at + '/' + name)) return false;
    }
    return FitsDependencies(schema, value, at);
  }

  bool FitsMember(const Json& schema, const std::string& name, const Json& member,
                  const std::string& at) {
    bool named = false;
    if (const Json* properties = Get(schema, "properties")) {
      if (const auto each = properties->find(name); each != properties->end()) {
        named = true;
        if (!Fits(*each, member, at)) return false;
      }
    }
    if (const Json* patterns = Get(schema, "patternProperties")) {
      for (const auto& [pattern, each] : patterns->items()) {
        if (!Matches(pattern, name)) continue;
        named = true;
        if (!Fits(each, member, at)) return false;
      }
    }
    const Json* rest = named ? nullptr : Get(schema, "additionalProperties");
    return rest == nullptr || Fits(*rest, member, at);
  }

  bool FitsDependencies(const Json& schema, const Json& value, const std::string& at) {
    const Json* dependencies = Get(schema, "dependencies");
    if (dependencies == nullptr) return true;
    for (const auto& [name, dependency] : dependencies->items()) {
      if (!value.contains(name)) continue;
      if (!dependency.is_array()) {
        if (!Fits(dependency, value, at)) return false;
        continue;
      }
      for (const Json& needed : dependency) {
        if (!value.contains(needed.get_ref<const std::string&>())) {
          return Say(at, "the member " + needed.dump() + " is missing");
        }
      }
    }
    return true;
  }

  const JsonSchema::Compiled& compiled_;
  std::string fault_;
  int checks_ = 0;
  int depth_ = 0;
  bool exhausted_ = false;
};

}  // namespace

Status JsonSchema::Check(std::string_view document) const {
  SB_ASSIGN(const Json value, ParseJson(document));
  Checker checker(*compiled_);
  if (checker.Fits(compiled_->root, value, "")) return {};
  if (checker.exhausted()) {
    return Err(Code::kExhausted, "the schema refers to itself without end over this document");
  }
  return Err(Code::kInvalid, checker.fault());
}

}  // namespace signalbox
