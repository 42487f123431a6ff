// Moves a write-ahead file's pages into its database on a thread of its own, so that commits do not
// wait for megabytes to be synced.
//
// SQLite lets one connection checkpoint while another commits: the pages that were there when it
// began are moved, and the writer goes on behind them (https://www.sqlite.org/wal.html). What it
// adds meanwhile the writer must move itself, or the file never begins anew.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"

namespace signalbox {

// Of a database that its owner has open in WAL mode for as long as this lives. The owner's thread.
class Checkpointer {
 public:
  explicit Checkpointer(std::string path) : path_(std::move(path)) {}
  // Waits for the checkpoint under way.
  ~Checkpointer();

  // Begins a passive one. There is none under way, and what came of the last was taken.
  void Begin();
  bool under_way() const;
  // What came of the last one, once; nothing while it is under way or where none was.
  std::optional<Status> TakeEnded();
  // Until none is under way.
  void Wait();

 private:
  void Run();

  const std::string path_;
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  bool wanted_ = false, stopped_ = false;
  std::optional<Status> ended_;
  std::thread thread_;  // from the first Begin on
};

}  // namespace signalbox
