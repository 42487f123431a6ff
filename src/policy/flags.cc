#include "policy/flags.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"

namespace signalbox {
namespace {

// What CEL reads as a member: `flags.in` would not be one.
bool IsFlagName(std::string_view name) {
  if (name.empty() || name.size() > kMaxFlagBytes || name[0] < 'a' || name[0] > 'z') return false;
  if (name == "in" || name == "true" || name == "false" || name == "null") return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

void BundleCompiler::Flags(const YamlNode& node) {
  if (!IsMap(node, "`flags`")) return;
  if (node.keys.size() > kMaxFlags) {
    Error(node, fmt::format("{} flags are more than {}; remove those that are decided",
                            node.keys.size(), kMaxFlags));
    return;
  }
  for (size_t i = 0; i < node.keys.size(); ++i) Flag(node.keys[i], node.items[i]);
}

void BundleCompiler::Flag(const YamlNode& key, const YamlNode& spec) {
  const bool prefixed = key.text.starts_with(kFlagPrefix);
  if (prefixed || !IsFlagName(key.text)) {
    Error(key, fmt::format("`{}` is no name for a flag; write {}", key.text,
                           prefixed ? "it without `flags.`"
                                    : "small letters, digits and `_`, a letter first"));
    return;
  }
  // Conditions may name it even when something of it is wrong: one mistake, one message.
  bool given = false;
  if (IsMap(spec, "a flag")) {
    CheckKeys(spec, "a flag", {"default"}, {}, kPolicyFile, findings_);
    const YamlNode* value = spec.Find("default");
    if (value == nullptr)
      Error(key, fmt::format("flag `{}` has no `default`; write `{{default: false}}`", key.text));
    else if (value->text != "true" && value->text != "false")
      Error(*value, "`default` is `true` or `false`");
    else
      given = value->text == "true";
  }
  policy_->slots.DeclareFlag(std::string(kFlagPrefix) + key.text, given);
  policy_->flags.emplace(key.text, given);
}

const std::map<std::string, bool, std::less<>>& FlagsOf(const Policy& policy) {
  return policy.flags;
}

void PutFlags(const Policy& policy, const std::vector<std::string>& on, Attributes* record) {
  for (const auto& [name, given] : policy.flags) {
    const bool is_on = std::find(on.begin(), on.end(), name) != on.end();
    record->SetExtra(std::string(kFlagPrefix) + name, is_on ? "true" : "false");
  }
}

}  // namespace signalbox
