// A policy: one immutable compiled version of a bundle, named by its content hash.
//
// A bundle is a directory (policy.yaml, tables/*.csv, plans/*.yaml, tests/*.yaml) read into
// BundleFiles. Compiling reads no file and no clock. A Policy is shared between threads and never
// changes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "lead/attributes.h"
#include "policy/pool.h"
#include "policy/roster.h"

namespace signalbox {

// Path inside the bundle (`/` separated, sorted) to content. Roster and environment files do not
// belong to it.
using BundleFiles = std::map<std::string, std::string>;

// Reads policy.yaml, tables/, plans/, templates/ and tests/ of a directory. kInvalid for a link, a
// file over 16 MB, a name that is not UTF-8; kNotFound without policy.yaml.
Result<BundleFiles> ReadBundle(const std::string& directory);
// SHA-256 over the deterministic CBOR map of paths to contents, which is what PackBundle stores: a
// version is all of its files, its tests too (docs/decisions/tests-belong-to-a-version.md).
Digest BundleHash(const BundleFiles& files);
// The first 12 hex digits, as people see it: `policy_version`.
std::string VersionName(const Digest& hash);
Bytes PackBundle(const BundleFiles& files);
Result<BundleFiles> UnpackBundle(BytesView bytes);

enum class Severity : uint8_t { kWarning, kError };
struct Finding {
  Severity severity = Severity::kError;
  std::string file;
  int line = 0;  // 1-based, 0 when it concerns the whole file
  int column = 0;
  std::string message;
  std::string Text() const;  // `policy.yaml:12:5: error: ...`
};

class Policy;  // policy/compiled.h; opaque outside policy/

struct CompileOutcome {
  std::shared_ptr<const Policy> policy;  // null when any finding is an error
  std::vector<Finding> findings;         // by file, line, column
};

// With a roster, people and teams that do not exist are warnings (the roster is workspace data and
// may follow); without one they are not looked for. Everything else that a bundle names and does
// not have is an error, and so is every key of the syntax that this version does not do:
// `not supported yet: KEY`.
CompileOutcome CompilePolicy(const BundleFiles& files, const Roster* roster);

// The bundle's content hash; VersionName of it is the policy's version.
const Digest& HashOf(const Policy& policy);
// What `policy:` says.
const std::string& NameOf(const Policy& policy);
// Pools and queues as declared, by id.
const std::map<std::string, PoolSpec>& PoolsOf(const Policy& policy);
struct QueueSpec {
  std::string id;
  std::string owner_team, owner_person;  // one of the two
  TimeUs empty_within_us = 0;
};
const std::map<std::string, QueueSpec>& QueuesOf(const Policy& policy);
// Content of plans/<name>.yaml by name; the loader is plans/.
const std::map<std::string, std::string>& PlansOf(const Policy& policy);
// What starts a run, as written: `created`, `came_back`, `by_hand`, and the fields of `changed` by
// name.
const std::vector<std::string>& TriggersOf(const Policy& policy);

}  // namespace signalbox
