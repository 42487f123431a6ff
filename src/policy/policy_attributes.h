// What conditions of one policy may read: its attributes with their types, for whoever writes them.
//
// Pure; any thread.
#pragma once

#include <string>

#include "policy/policy.h"

namespace signalbox {

// `{"policy","attributes":[{"name","type","own","values"}]}`, by name; types are `text`, `integer`
// and `boolean`. `own` are those that the bundle declares, `values` those that it expects of them,
// in small letters. Without a candidate's (`person.`), which only `forbid` reads.
std::string AttributesJson(const Policy& policy);

}  // namespace signalbox
