// Fields, queues and triggers; pools and calendars have files of their own.
#include <fmt/format.h>

#include <algorithm>

#include "policy/bundle_compiler.h"
#include "policy/compile_pools.h"
#include "policy/flags.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

std::optional<SlotType> TypeByName(std::string_view name) {
  if (name == "text") return SlotType::kText;
  if (name == "integer") return SlotType::kInt;
  if (name == "boolean") return SlotType::kBool;
  return std::nullopt;
}

}  // namespace

void BundleCompiler::Triggers(const YamlNode& node) {
  if (!IsList(node, "`triggers`")) return;
  for (const YamlNode& item : node.items) {
    if (item.is_text()) {
      if (item.text == "created" || item.text == "came_back" || item.text == "by_hand") {
        policy_->triggers.push_back(item.text);
        continue;
      }
      if (item.text == "schedule") {
        Error(item,
              "a schedule says when and which records: `{schedule: weekdays 08:00, when: "
              "{queue.id: nurture}}`");
        continue;
      }
      Error(item, fmt::format("unknown trigger `{}`{}", item.text,
                              DidYouMean(item.text, {"created", "came_back", "by_hand"})) +
                      "; triggers are `created`, `came_back`, `by_hand`, `{changed: [...]}`, "
                      "`{schedule: weekdays 08:00, when: {...}}`");
      continue;
    }
    if (!IsMap(item, "a trigger")) continue;
    if (item.Find("schedule") != nullptr) {
      Schedule(item);
      continue;
    }
    CheckKeys(item, "a trigger", {"changed", "schedule"}, {}, kPolicyFile, findings_);
    const YamlNode* changed = item.Find("changed");
    if (changed == nullptr || !IsList(*changed, "`changed`")) continue;
    for (const YamlNode& field : changed->items) {
      if (field.text.starts_with(kFlagPrefix)) {
        Error(field, fmt::format("`{}` is a flag, not a field of a record; a run begins with the "
                                 "flags as they are, and a change of one starts none",
                                 field.text));
      } else if (!policy_->slots.Find(field.text) || field.text.starts_with("person.")) {
        Error(field, UnknownAttributeMessage(field.text, policy_->slots, false));
      } else {
        policy_->triggers.push_back(field.text);
      }
    }
  }
}

void BundleCompiler::Fields(const YamlNode& node) {
  if (!IsMap(node, "`fields`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Field(node.keys[i], node.items[i]);
}

void BundleCompiler::Field(const YamlNode& key, const YamlNode& spec) {
  if (!key.text.starts_with("lead.") || key.text.size() == 5) {
    Error(key, fmt::format("`{}` is no field of a lead; write `lead.{}`", key.text, key.text));
    return;
  }
  if (!IsMap(spec, "a field")) return;
  CheckKeys(spec, "a field", {"type", "values"}, {"required", "class"}, kPolicyFile, findings_);
  std::string type_name = RequiredText(spec, "type", "a field");
  if (type_name.empty()) return;
  std::optional<SlotType> type = TypeByName(type_name);
  if (!type) {
    Error(*spec.Find("type"),
          fmt::format("unknown type `{}`{}; types are `text`, `integer`, `boolean`", type_name,
                      DidYouMean(type_name, {"text", "integer", "boolean"})));
    return;
  }
  std::optional<Slot> known = policy_->slots.Find(key.text);
  if (known && known->type != *type) {
    Error(key, fmt::format("`{}` is known already, with another type; leave it out", key.text));
    return;
  }
  if (!known) policy_->slots.Declare(key.text, *type);
  const YamlNode* values = spec.Find("values");
  if (values == nullptr || !IsList(*values, "`values`")) return;
  if (*type != SlotType::kText) {
    Error(*values, "`values` are for texts");
    return;
  }
  ExpectedValues expected{key.text, *policy_->slots.Find(key.text), {}};
  for (const YamlNode& value : values->items) expected.folded.push_back(Folded(value.text));
  policy_->expected.push_back(std::move(expected));
}

void BundleCompiler::Pools(const YamlNode& node) {
  CompilePools(node, policy_.get(), findings_);
}

void BundleCompiler::Queues(const YamlNode& node) {
  if (!IsMap(node, "`queues`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Queue(node.keys[i], node.items[i]);
}

void BundleCompiler::Queue(const YamlNode& key, const YamlNode& spec) {
  QueueSpec queue{.id = key.text};
  // Rules may name it even when something of it is wrong: one mistake, one message.
  policy_->queues.emplace(key.text, queue);
  if (!IsMap(spec, "a queue")) return;
  CheckKeys(spec, "a queue", {"owner", "empty_within"}, {"sla", "order", "lanes"}, kPolicyFile,
            findings_);
  const YamlNode* owner = spec.Find("owner");
  if (owner == nullptr || !owner->is_map() || owner->keys.size() != 1) {
    Error(key, fmt::format("queue `{}` has no owner; add `owner: {{team: NAME}}` or `owner: "
                           "{{person: ID}}`",
                           key.text));
  } else {
    CheckKeys(*owner, "`owner`", {"team", "person"}, {}, kPolicyFile, findings_);
    if (const YamlNode* team = owner->Find("team")) queue.owner_team = team->text;
    if (const YamlNode* person = owner->Find("person")) queue.owner_person = person->text;
    bool known = owner->keys[0].text == "team" || owner->keys[0].text == "person";
    if (known && queue.owner_team.empty() && queue.owner_person.empty()) {
      Error(*owner, "the owner of a queue is the id of a team or a person");
    }
  }
  const YamlNode* within = spec.Find("empty_within");
  if (within == nullptr) {
    Error(key, fmt::format("queue `{}` has no time; add `empty_within: 4h`", key.text));
  } else if (auto duration = ParseDuration(within->text); !duration.ok() || *duration <= 0) {
    Error(*within, fmt::format("`{}` is not a time; write `30m`, `4h` or `2d`", within->text));
  } else {
    queue.empty_within_us = *duration;
  }
  policy_->queues[key.text] = std::move(queue);
}

}  // namespace signalbox
