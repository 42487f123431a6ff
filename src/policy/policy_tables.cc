#include "policy/policy_tables.h"

#include "policy/compiled.h"

namespace signalbox {

std::map<std::string, std::string> TableFilesOf(const Policy& policy) {
  std::map<std::string, std::string> files;
  for (const auto& [id, table] : policy.tables) files.emplace(id, table->file());
  return files;
}

}  // namespace signalbox
