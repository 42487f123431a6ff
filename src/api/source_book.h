// The sources of a served workspace, ready to read by: who asks for one on an I/O thread must not
// wait for the engine.
//
// All changes of sources while a server runs go through its book, one at a time. Find from any
// thread; the rest blocks, so not from I/O threads or the engine's.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/intake_source.h"
#include "intake/field_map.h"
#include "workspace/source_changes.h"
#include "workspace/workspace.h"

namespace signalbox {

struct BookedSource {
  IntakeSource source;
  FieldMap map;  // names nothing where the source has none
};

class SourceBook {
 public:
  // The workspace outlives the book.
  explicit SourceBook(Workspace& workspace);

  // Nullptr for a name that was never set.
  std::shared_ptr<const BookedSource> Find(std::string_view name) const;
  // By name.
  std::vector<std::shared_ptr<const BookedSource>> All() const;

  // As SetSource and RemoveSource; what follows is read by the new settings.
  Status Set(const Actor& actor, const SourceSettings& settings);
  Status Remove(const Actor& actor, const std::string& name);

 private:
  Status Take(const IntakeSources& sources);

  Workspace& workspace_;
  std::mutex changing_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const BookedSource>, std::less<>> booked_;
};

}  // namespace signalbox
