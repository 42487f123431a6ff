// The keys directory and its master.key: mode 0700 and 0600 from the moment they exist, synced
// before anything is wrapped under them.
#pragma once

#include <string>

#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"

namespace signalbox {

// Makes what is missing: the directory, and DIR/keys.db as an empty file, so that SQLite never
// makes it readable by others.
Status MakeKeyFiles(const std::string& directory);

// The key in DIR/master.key; with `create` makes one where there is none and no keys.db has
// content. kNotFound when there is none, kInvalid when it is not 64 hex digits.
Result<Key> LoadMasterKey(const std::string& directory, bool create, Random& random);

// The next master key beside the present one (DIR/master.key.next), durable when it returns; and
// the step that puts it in its place.
Status StageMasterKey(const std::string& directory, const Key& key);
Status TakeStagedMasterKey(const std::string& directory);
// kNotFound when there is none.
Result<Key> LoadStagedMasterKey(const std::string& directory);

// 64 hex digits, as every source of a master key gives it; `from` is what the error names.
Result<Key> ParseMasterKey(std::string_view text, const std::string& from);

}  // namespace signalbox
