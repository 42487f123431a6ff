// The state file: what the engine's state was at one position of the log, as numbered pages, so
// that a start folds only what came after it, and so that what nobody asks for need not be in
// memory.
//
// It is derived from the log and may be deleted, unless the log's older part was purged. A save is
// all or nothing: whoever reads sees the pages of one position. Pages hold no personal data in the
// clear; whoever writes them seals it. One thread saves, any thread reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

inline constexpr int64_t kAllPages = int64_t{1} << 48;

// Numbers are stored. What each holds stands in engine/state_codec.h.
enum class PageKind : uint8_t {
  kLeads = 1,
  kRequests = 2,
  kFollowUps = 3,
  kRuns = 4,
  kArriving = 5,
  kPart = 6,
  kKeys = 7,
  kFilter = 8,
};

struct PageId {
  PageKind kind = PageKind::kPart;
  int64_t number = 0;  // below 2^48
  auto operator<=>(const PageId&) const = default;
};

// Pages of one kind with numbers in [from, to).
struct PageRange {
  PageKind kind = PageKind::kPart;
  int64_t from = 0, to = 0;
};

struct PageRow {
  PageId id;
  Bytes bytes;
};

// What the pages are of.
struct SavedMark {
  Id log_id;
  int64_t position = 0;  // everything before it is folded
  Digest root{};         // of the Merkle tree of that size
  bool operator==(const SavedMark&) const = default;
};

struct PageChanges {
  SavedMark mark;
  std::vector<PageRow> put;
  std::vector<PageRange> drop;
};

using PageVisitor = std::function<Status(int64_t number, BytesView bytes)>;

class StateFile {
 public:
  virtual ~StateFile() = default;

  // Nothing where nothing was saved, or only by a version that wrote pages otherwise.
  virtual Result<std::optional<SavedMark>> ReadMark() const = 0;
  // kNotFound for a page that is not there, kCorrupt for one that is not as it was written.
  virtual Result<Bytes> ReadPage(PageId id) const = 0;
  // Ascending by number. `visit` reads no pages.
  virtual Status VisitPages(const PageRange& range, const PageVisitor& visit) const = 0;
  // Durable when it returns; drops first.
  virtual Status Save(const PageChanges& changes) = 0;
  // Nothing is saved any more.
  virtual Status Clear() = 0;

  virtual int64_t DiskBytes() const = 0;
};

struct StateFileOptions {
  // SQLite's name of the file system that holds it; empty for the system's own.
  std::string vfs;
  // Nothing is written; kNotFound where there is no file.
  bool read_only = false;
};

// DIR/state.db. A file that is damaged, or that another layout wrote, is made anew: the log says it
// all.
Result<std::unique_ptr<StateFile>> OpenStateFile(const std::string& directory,
                                                 const StateFileOptions& options);

}  // namespace signalbox
