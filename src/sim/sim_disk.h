// A disk in memory that loses what was not synced, as disks do.
//
// Every file has two contents: what reads see (the page cache), and what lasts (the platter). A
// write changes the first and waits; a sync carries what waits to the second. A loss of power
// leaves each waiting write whole, gone or torn at sectors of 512 bytes, by the seed; the kept ones
// stay in their order, because one page cache holds one version of a byte. A sync that fails marks
// what waited as clean although some of it never arrives, as Linux does (Rebello et al., "Can
// Applications Recover from fsync Failures?", USENIX ATC 2020): a later sync says yes and carries
// nothing of it.
//
// One thread. Outlives the file system that is registered over it (sim/sim_vfs.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"

namespace signalbox {

enum class DiskResult : uint8_t { kOk, kIo, kFull };

class SimDisk {
 public:
  explicit SimDisk(uint64_t seed) : random_(seed) {}

  bool Exists(const std::string& name) const;
  DiskResult Create(const std::string& name);
  DiskResult Delete(const std::string& name, bool sync_directory);
  DiskResult Write(const std::string& name, int64_t at, BytesView bytes);
  DiskResult Truncate(const std::string& name, int64_t size);
  // Also makes the file's name last.
  DiskResult Sync(const std::string& name);
  // Fewer than `size` bytes at the end of the file.
  DiskResult Read(const std::string& name, int64_t at, size_t size, BytesView* out) const;
  int64_t Size(const std::string& name) const;

  // The process dies at the `changes`-th change from now (write, truncation, creation, deletion,
  // sync): that one may still have happened, and nothing works after it.
  void DieAfter(int64_t changes) { countdown_ = changes; }
  void FailNextSync() { fail_sync_ = true; }
  // While full, files do not grow.
  void SetFull(bool full) { full_ = full; }

  // What an operator copies while no process runs, and puts there; it lasts. Empty: no file.
  Bytes Content(const std::string& name) const;
  void Place(const std::string& name, const Bytes& content);

  // The process is gone. Reads and writes fail until Restart.
  void Die() { dead_ = true; }
  bool dead() const { return dead_; }
  // A new process. Without power loss the page cache is still there.
  void Restart(bool power_lost);

  // Bytes of all changes that were asked for; two runs of one seed have the same.
  uint64_t changes() const { return changes_; }
  int64_t torn() const { return torn_; }
  int64_t lost() const { return lost_; }

 private:
  enum class Kind : uint8_t { kWrite, kTruncate };
  struct Change {
    Kind kind = Kind::kWrite;
    int64_t at = 0;  // or the new size
    Bytes bytes;
    bool clean = false;  // a failed sync gave it up: no later one carries it
  };
  struct File {
    Bytes seen, lasting;
    std::vector<Change> waiting;
    bool exists = false, name_lasts = false;
  };

  // kIo when the process dies here; `*happens` says whether the change still does.
  DiskResult Step(bool* happens);
  void LosePower(File* file);
  void Tear(const Change& change, Bytes* content);
  static void Perform(const Change& change, Bytes* content);

  SeededRandom random_;
  std::map<std::string, File, std::less<>> files_;
  int64_t countdown_ = -1;
  bool fail_sync_ = false, full_ = false, dead_ = false;
  uint64_t changes_ = 0;
  int64_t torn_ = 0, lost_ = 0;
};

}  // namespace signalbox
