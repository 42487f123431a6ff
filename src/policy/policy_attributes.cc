#include "policy/policy_attributes.h"

#include "base/json_writer.h"
#include "policy/compiled.h"

namespace signalbox {
namespace {

std::string_view TypeName(SlotType type) {
  switch (type) {
    case SlotType::kInt:
      return "integer";
    case SlotType::kBool:
      return "boolean";
    case SlotType::kText:
    case SlotType::kTextList:
      return "text";
  }
  return "text";
}

void AddValues(const Policy& policy, Slot slot, JsonWriter* json) {
  json->Key("values").BeginArray();
  for (const ExpectedValues& expected : policy.expected) {
    if (expected.slot.number != slot.number) continue;
    for (const std::string& value : expected.folded) json->String(value);
  }
  json->EndArray();
}

}  // namespace

std::string AttributesJson(const Policy& policy) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy", policy.name).Key("attributes").BeginArray();
  for (const std::string& name : policy.slots.Names(false)) {
    const Slot slot = *policy.slots.Find(name);
    json.BeginObject().Member("name", name).Member("type", TypeName(slot.type));
    json.Member("own", policy.slots.IsExtra(slot.number));
    AddValues(policy, slot, &json);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
