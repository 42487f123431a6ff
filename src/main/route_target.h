// Where `route` sends the leads of a file: the engine of a workspace that this process opened, or
// the server that has it open.
//
// One thread. `out` gets a row a lead, in the order of the file, and outlives the target.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lead/attributes.h"
#include "main/result_file.h"
#include "workspace/workspace.h"

namespace signalbox {

class RouteTarget {
 public:
  virtual ~RouteTarget() = default;
  // Fields of the CRM that the active policy names.
  virtual Result<std::vector<std::string>> DeclaredFields() = 0;
  // Of the workspace; empty where it has none.
  virtual Result<EnvironmentFile> Ids() = 0;
  // Waits where too many are at work. An error ends the routing.
  virtual Status Take(Attributes lead) = 0;
  // Returns once every lead that was taken has its row.
  virtual Status Finish() = 0;
};

// E-mail addresses by person id: other systems know people by these.
using Mailboxes = std::map<std::string, std::string, std::less<>>;

Result<std::unique_ptr<RouteTarget>> RouteInto(std::unique_ptr<Workspace> workspace,
                                               ResultFile* out);
// kConflict when the process that has the workspace open takes no commands.
Result<std::unique_ptr<RouteTarget>> RouteThroughServer(const WorkspaceOptions& options,
                                                        ResultFile* out);

}  // namespace signalbox
