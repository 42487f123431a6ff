#include "expr/functions.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/check.h"
#include "expr/env.h"

namespace signalbox::cel {

namespace {

constexpr Signature kOperators[] = {
    {"!_(bool) -> bool", nullptr},
    {"-_(int) -> int", nullptr},
    {"-_(double) -> double", nullptr},
    {"_*_(int, int) -> int", nullptr},
    {"_*_(uint, uint) -> uint", nullptr},
    {"_*_(double, double) -> double", nullptr},
    {"_/_(int, int) -> int", nullptr},
    {"_/_(uint, uint) -> uint", nullptr},
    {"_/_(double, double) -> double", nullptr},
    {"_%_(int, int) -> int", nullptr},
    {"_%_(uint, uint) -> uint", nullptr},
    {"_+_(int, int) -> int", nullptr},
    {"_+_(uint, uint) -> uint", nullptr},
    {"_+_(double, double) -> double", nullptr},
    {"_+_(string, string) -> string", nullptr},
    {"_+_(bytes, bytes) -> bytes", nullptr},
    {"_+_(list(A), list(A)) -> list(A)", nullptr},
    {"_+_(timestamp, duration) -> timestamp", nullptr},
    {"_+_(duration, timestamp) -> timestamp", nullptr},
    {"_+_(duration, duration) -> duration", nullptr},
    {"_-_(int, int) -> int", nullptr},
    {"_-_(uint, uint) -> uint", nullptr},
    {"_-_(double, double) -> double", nullptr},
    {"_-_(timestamp, timestamp) -> duration", nullptr},
    {"_-_(timestamp, duration) -> timestamp", nullptr},
    {"_-_(duration, duration) -> duration", nullptr},
    {"_<_(bool, bool) -> bool", nullptr},
    {"_<_(int, int) -> bool", nullptr},
    {"_<_(int, uint) -> bool", nullptr},
    {"_<_(int, double) -> bool", nullptr},
    {"_<_(uint, uint) -> bool", nullptr},
    {"_<_(uint, int) -> bool", nullptr},
    {"_<_(uint, double) -> bool", nullptr},
    {"_<_(double, double) -> bool", nullptr},
    {"_<_(double, int) -> bool", nullptr},
    {"_<_(double, uint) -> bool", nullptr},
    {"_<_(string, string) -> bool", nullptr},
    {"_<_(bytes, bytes) -> bool", nullptr},
    {"_<_(timestamp, timestamp) -> bool", nullptr},
    {"_<_(duration, duration) -> bool", nullptr},
    {"_==_(A, A) -> bool", nullptr},
    {"_in_(A, list(A)) -> bool", nullptr},
    {"_in_(A, map(A, B)) -> bool", nullptr},
    {"_[_](list(A), int) -> A", nullptr},
    {"_[_](map(A, B), A) -> B", nullptr},
    {"_[_](optional(list(A)), int) -> optional(A)", nullptr},
    {"_[_](optional(map(A, B)), A) -> optional(B)", nullptr},
    {"_[?_](list(A), int) -> optional(A)", nullptr},
    {"_[?_](map(A, B), A) -> optional(B)", nullptr},
    {"_[?_](optional(list(A)), int) -> optional(A)", nullptr},
    {"_[?_](optional(map(A, B)), A) -> optional(B)", nullptr},
};

using Key = std::pair<std::string, bool>;
using Table = std::map<Key, FunctionSet>;

// Where the parameter list of `list(A).join(string)` opens.
size_t ParameterListAt(std::string_view head) {
  int depth = 0;
  for (size_t i = head.size(); i-- > 0;) {
    if (head[i] == ')') ++depth;
    if (head[i] == '(' && --depth == 0) return i;
  }
  return 0;
}

void AddParameters(std::string_view text, Overload& overload) {
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i < text.size() && (text[i] != ',' || depth > 0)) continue;
    const std::string_view part = text.substr(start, i - start);
    start = i + 1;
    if (part.empty()) continue;
    const auto type = ParseType(part);
    CHECK(type.has_value());
    overload.parameters.push_back(*type);
  }
}

void AddSignature(const Signature& signature, Table& table) {
  const size_t arrow = signature.text.find(" -> ");
  const std::string_view head = signature.text.substr(0, arrow);
  const size_t open = ParameterListAt(head);
  std::string_view name = head.substr(0, open);
  Overload overload;
  overload.implementation = signature.implementation;
  bool member = false;
  // `string.size` has a type before the dot, `math.abs` a namespace.
  if (const size_t dot = name.rfind('.'); dot != std::string_view::npos) {
    if (const auto receiver = ParseType(name.substr(0, dot))) {
      member = true;
      overload.parameters.push_back(*receiver);
      name.remove_prefix(dot + 1);
    }
  }
  AddParameters(head.substr(open + 1, head.size() - open - 2), overload);
  const auto result = ParseType(signature.text.substr(arrow + 4));
  CHECK(result.has_value());
  overload.result = *result;
  for (const Type& parameter : overload.parameters) {
    overload.kind_masks.push_back(parameter.KindMask());
  }
  FunctionSet& set = table[Key(name, member)];
  set.name = name;
  set.member = member;
  set.overloads.push_back(std::move(overload));
}

const Table& Functions() {
  static const Table table = [] {
    Table built;
    for (const auto part :
         {OperatorSignatures(), CoreSignatures(), StringSignatures(), FormatSignatures(),
          MathSignatures(), TimeSignatures(), OptionalSignatures(), EncoderSignatures()}) {
      for (const Signature& signature : part) AddSignature(signature, built);
    }
    built[Key("math.greatest", false)].variadic = &GreatestOf;
    built[Key("math.least", false)].variadic = &LeastOf;
    return built;
  }();
  return table;
}

bool Admits(const Overload& overload, std::span<const Value> arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const uint32_t bit = 1u << static_cast<uint32_t>(arguments[i].kind());
    if ((overload.kind_masks[i] & bit) == 0) return false;
  }
  return true;
}

}  // namespace

std::span<const Signature> OperatorSignatures() {
  return kOperators;
}

const FunctionSet* FindFunction(std::string_view name, bool member) {
  const auto at = Functions().find(Key(name, member));
  return at == Functions().end() ? nullptr : &at->second;
}

std::string NearestFunction(std::string_view name, bool member) {
  std::vector<std::string> names;
  for (const auto& [key, set] : Functions()) {
    if (set.member == member && key.first.find('_') == std::string::npos) names.push_back(set.name);
  }
  return NearestName(name, names);
}

Value CallFunction(const FunctionSet& functions, std::span<Value> arguments, Budget& budget) {
  for (const Overload& overload : functions.overloads) {
    if (overload.parameters.size() == arguments.size() && Admits(overload, arguments)) {
      return overload.implementation(arguments, budget);
    }
  }
  if (functions.variadic != nullptr && arguments.size() > 2) {
    return functions.variadic(arguments, budget);
  }
  return NoSuchOverload(functions.name, arguments);
}

Value NoSuchOverload(std::string_view name, std::span<const Value> arguments) {
  std::string kinds;
  for (const Value& argument : arguments) {
    if (!kinds.empty()) kinds += ", ";
    kinds += KindName(argument.kind());
  }
  return Value::Error(fmt::format("no such overload: `{}` over ({})", name, kinds));
}

}  // namespace signalbox::cel
