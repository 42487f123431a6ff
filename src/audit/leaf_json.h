// An event's envelope and clear part as JSON, for people and for evidence. Byte strings are hex;
// map keys that are numbers become their decimal text. What is sealed is not in it. Pure.
#pragma once

#include "audit/leaf.h"

namespace signalbox {

class JsonWriter;

// `leaf` was read by ReadLeaf.
void WriteLeafJson(const Leaf& leaf, JsonWriter& json);

}  // namespace signalbox
