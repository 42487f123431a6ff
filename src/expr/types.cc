#include "expr/types.h"

#include <algorithm>
#include <array>

#include "expr/ast.h"

namespace signalbox::cel {

namespace {

struct NamedType {
  std::string_view name;
  TypeKind kind;
  uint32_t mask;
};

constexpr uint32_t Bit(Kind kind) {
  return 1u << static_cast<uint32_t>(kind);
}
constexpr uint32_t kAllKinds = ~0u;

constexpr std::array<NamedType, 14> kNamed = {{
    {"dyn", TypeKind::kDyn, kAllKinds},
    {"null", TypeKind::kNull, Bit(Kind::kNull)},
    {"bool", TypeKind::kBool, Bit(Kind::kBool)},
    {"int", TypeKind::kInt, Bit(Kind::kInt)},
    {"uint", TypeKind::kUint, Bit(Kind::kUint)},
    {"double", TypeKind::kDouble, Bit(Kind::kDouble)},
    {"string", TypeKind::kString, Bit(Kind::kString)},
    {"bytes", TypeKind::kBytes, Bit(Kind::kBytes)},
    {"timestamp", TypeKind::kTimestamp, Bit(Kind::kTimestamp)},
    {"duration", TypeKind::kDuration, Bit(Kind::kDuration)},
    {"type", TypeKind::kType, Bit(Kind::kType)},
    {"list", TypeKind::kList, Bit(Kind::kList)},
    {"map", TypeKind::kMap, Bit(Kind::kMap)},
    {"optional", TypeKind::kOptional, Bit(Kind::kOptional)},
}};

// Splits at commas outside parentheses.
std::vector<std::string_view> SplitParameters(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')') {
      --depth;
    }
  }
  return parts;
}

// The kinds that may stand where a message, timestamp or optional is wanted include null.
bool IsNullable(TypeKind kind) {
  return kind == TypeKind::kTimestamp || kind == TypeKind::kDuration ||
         kind == TypeKind::kOptional || kind == TypeKind::kNull;
}

}  // namespace

Type::Type(TypeKind kind, std::vector<Type> parameters) : kind_(kind) {
  for (const Type& parameter : parameters) {
    depth_ = std::max(depth_, static_cast<uint16_t>(parameter.depth_ + 1));
  }
  if (depth_ > kMaxDepth) {
    // Too deep to say anything useful about; the check is then left to the evaluation.
    *this = Dyn();
    return;
  }
  parameters_ = std::make_shared<const std::vector<Type>>(std::move(parameters));
}

Type Type::Variable(uint32_t number) {
  Type type(TypeKind::kVariable);
  type.variable_ = number;
  return type;
}

std::string Type::ToString() const {
  if (is(TypeKind::kVariable)) return "dyn";
  std::string text(kNamed[static_cast<size_t>(kind_)].name);
  if (parameter_count() == 0) return text;
  text += '(';
  for (size_t i = 0; i < parameter_count(); ++i) {
    if (i > 0) text += ", ";
    text += parameter(i).ToString();
  }
  return text + ')';
}

uint32_t Type::KindMask() const {
  return is(TypeKind::kVariable) ? kAllKinds : kNamed[static_cast<size_t>(kind_)].mask;
}

bool Type::operator==(const Type& other) const {
  if (kind_ != other.kind_ || variable_ != other.variable_) return false;
  if (parameters_ == other.parameters_) return true;
  return parameters_ != nullptr && other.parameters_ != nullptr &&
         *parameters_ == *other.parameters_;
}

std::optional<Type> ParseType(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.size() == 1 && text[0] >= 'A' && text[0] <= 'Z') {
    return Type::Variable(static_cast<uint32_t>(text[0] - 'A'));
  }
  const size_t open = text.find('(');
  const std::string_view name = text.substr(0, open);
  std::vector<Type> parameters;
  if (open != std::string_view::npos) {
    if (!text.ends_with(')')) return std::nullopt;
    for (std::string_view part : SplitParameters(text.substr(open + 1, text.size() - open - 2))) {
      const auto parameter = ParseType(part);
      if (!parameter) return std::nullopt;
      parameters.push_back(*parameter);
    }
  }
  const size_t count = parameters.size();
  if (name == "list" && count == 1) return Type::List(parameters[0]);
  if (name == "optional" && count == 1) return Type::Optional(parameters[0]);
  if (name == "map" && count == 2) return Type::Map(parameters[0], parameters[1]);
  if (count != 0) return std::nullopt;
  for (const NamedType& named : kNamed) {
    const bool plain = named.kind < TypeKind::kList;
    if (named.name == name && plain) return Type(named.kind);
  }
  return std::nullopt;
}

Type Unifier::NewVariable() {
  bindings_.emplace_back();
  return Type::Variable(static_cast<uint32_t>(bindings_.size() - 1));
}

Type Unifier::Instance::Of(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kVariable: {
      const uint32_t number = type.variable();
      if (fresh_.size() <= number) fresh_.resize(number + 1);
      if (!fresh_[number]) fresh_[number] = unifier_.NewVariable();
      return *fresh_[number];
    }
    case TypeKind::kList:
      return Type::List(Of(type.parameter()));
    case TypeKind::kOptional:
      return Type::Optional(Of(type.parameter()));
    case TypeKind::kMap:
      return Type::Map(Of(type.parameter(0)), Of(type.parameter(1)));
    default:
      return type;
  }
}

const Type& Unifier::Shallow(const Type& type) const {
  const Type* at = &type;
  while (at->is(TypeKind::kVariable) && bindings_[at->variable()]) {
    at = &*bindings_[at->variable()];
  }
  return *at;
}

bool Unifier::Occurs(uint32_t variable, const Type& type) const {
  const Type& seen = Shallow(type);
  if (seen.is(TypeKind::kVariable)) return seen.variable() == variable;
  for (size_t i = 0; i < seen.parameter_count(); ++i) {
    if (Occurs(variable, seen.parameter(i))) return true;
  }
  return false;
}

void Unifier::Bind(uint32_t variable, const Type& type) {
  bindings_[variable] = type;
  trail_.push_back(variable);
}

void Unifier::RollBack(size_t mark) {
  while (trail_.size() > mark) {
    bindings_[trail_.back()].reset();
    trail_.pop_back();
  }
}

bool Unifier::Assign(const Type& to, const Type& from) {
  const Type a = Shallow(to);
  const Type b = Shallow(from);
  if (a.is(TypeKind::kVariable) && b.is(TypeKind::kVariable) && a.variable() == b.variable()) {
    return true;
  }
  if (a.is(TypeKind::kVariable)) {
    if (Occurs(a.variable(), b)) return false;
    Bind(a.variable(), b);
    return true;
  }
  if (b.is(TypeKind::kVariable)) {
    if (Occurs(b.variable(), a)) return false;
    Bind(b.variable(), a);
    return true;
  }
  if (a.is_dyn() || b.is_dyn()) return true;
  if (a.is(TypeKind::kNull)) return IsNullable(b.kind());
  if (b.is(TypeKind::kNull)) return IsNullable(a.kind());
  if (a.kind() != b.kind()) return false;
  for (size_t i = 0; i < a.parameter_count(); ++i) {
    if (!Assign(a.parameter(i), b.parameter(i))) return false;
  }
  return true;
}

Type Unifier::Resolve(const Type& type) const {
  const Type& seen = Shallow(type);
  switch (seen.kind()) {
    case TypeKind::kList:
      return Type::List(Resolve(seen.parameter()));
    case TypeKind::kOptional:
      return Type::Optional(Resolve(seen.parameter()));
    case TypeKind::kMap:
      return Type::Map(Resolve(seen.parameter(0)), Resolve(seen.parameter(1)));
    default:
      return seen;
  }
}

Type Unifier::Final(const Type& type) const {
  const Type& seen = Shallow(type);
  switch (seen.kind()) {
    case TypeKind::kVariable:
      return Type::Dyn();
    case TypeKind::kList:
      return Type::List(Final(seen.parameter()));
    case TypeKind::kOptional:
      return Type::Optional(Final(seen.parameter()));
    case TypeKind::kMap:
      return Type::Map(Final(seen.parameter(0)), Final(seen.parameter(1)));
    default:
      return seen;
  }
}

}  // namespace signalbox::cel
