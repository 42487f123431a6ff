// environment.yaml: what differs between sandbox and production while the policy is the same
// (docs/environments.md).
//
//   environment: production            # the kind of workspace that it is written for
//   people:                            # ids of the roster and the policy to ids in each CRM
//     lena@acme.example: {salesforce: 0055g00000AbcDEAAZ, hubspot: lena@acme.example}
//   queues:
//     unrouted: {salesforce: 00G5g000004XyZ1EAK}
//   production_endpoints:              # what a sandbox never calls
//     - https://agents.acme.example/
//
// Imported by a command and kept in the workspace, sealed; outside the hash of every bundle. Pure;
// any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/contract.h"
#include "agents/registry.h"
#include "base/result.h"
#include "engine/environment.h"

namespace signalbox {

inline constexpr size_t kMaxEnvironmentKeys = 100'000;
inline constexpr size_t kMaxEnvironmentEndpoints = 1'000;

struct EnvironmentFile {
  using Ids = std::map<std::string, std::string, std::less<>>;  // CRM to id
  bool production = false;
  std::map<std::string, Ids, std::less<>> people, queues;
  std::vector<std::string> production_endpoints;

  // The id of a person or queue in `crm`; nullptr where the file does not map it.
  const std::string* PersonIn(std::string_view crm, std::string_view person) const;
  const std::string* QueueIn(std::string_view crm, std::string_view queue) const;
  // The declared address that `url` lies under; nullptr for none.
  const std::string* EndpointOf(std::string_view url) const;
};

// `file` names it in messages. kInvalid with every fault and its place.
Result<EnvironmentFile> ReadEnvironmentFile(std::string_view file, std::string_view text);

// The file of a workspace; an empty one where none was imported.
Result<EnvironmentFile> FileOf(const Environment& environment);

// Whether this workspace may have the file, with the agents that it has: kInvalid for one of the
// other kind, kConflict where an agent of a sandbox calls what it declares production's.
Status CheckEnvironment(const Environment& environment, const EnvironmentFile& file,
                        const Registry& registry);

// Whether this workspace may call the address; kForbidden, naming the declared one.
Status CheckEndpoint(const Environment& environment, std::string_view url);

}  // namespace signalbox
