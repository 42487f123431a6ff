// Which kind of Salesforce metadata a file holds, by its root element.
#pragma once

#include <string_view>

#include "base/result.h"
#include "policy/salesforce/xml_tree.h"

namespace signalbox {

enum class MetadataKind { kAssignmentRules, kMatchingRules, kDuplicateRule };

// kInvalid, with file, line and what was expected, for every other root.
Result<MetadataKind> MetadataKindOf(const XmlElement& root, std::string_view file);

}  // namespace signalbox
