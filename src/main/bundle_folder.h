// Writes a bundle that an import or `adopt` made into a folder.
#pragma once

#include <string>

#include "base/result.h"
#include "policy/policy.h"

namespace signalbox {

// Each file through a temporary name; folders are made. kInvalid, with nothing written, when a
// file of that name is there that no import made (its first words are others): what a person wrote
// is never lost. Tables, whose first line is their header, go with the policy.yaml beside them.
Status WriteBundleFolder(const std::string& directory, const BundleFiles& files);

}  // namespace signalbox
