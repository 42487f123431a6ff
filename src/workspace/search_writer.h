// The thread that keeps search.db behind the views while a workspace is served.
//
// It works in bulk, and while leads come quickly takes a fifth of a core at most: a search then
// says by `as_of` how far it is. Nobody waits for it but who asks to (`WaitFor`): an erasure, and a
// reader who looks for what they just did.
//
// A file that is damaged, or cannot be written, is made anew once; after that searches are refused
// until the next start. Owned by whoever serves; ends before the views, their writer and the
// workspace. Public functions are thread safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/result.h"
#include "workspace/search_index.h"

namespace signalbox {

class ViewsWriter;
class Workspace;

class SearchWriter {
 public:
  SearchWriter(Workspace& workspace, const Views& views, const ViewsWriter& views_writer);
  // Ends after the step that it is at.
  ~SearchWriter();

  // Everything below it can be found.
  int64_t applied() const { return applied_; }
  // True once the event at `position` is in the file; false after `wait_us`, or when it cannot be
  // written. The views are waited for with it.
  bool WaitFor(int64_t position, TimeUs wait_us);
  // What searches ask. kUnavailable while there is none.
  Result<std::shared_ptr<const SearchIndex>> index() const;

 private:
  void Run();
  Status Open();
  // Whether there is more to take in.
  Result<bool> Step();
  void Fail(const Error& error);

  Workspace& workspace_;
  const Views& views_;
  const ViewsWriter& views_writer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool woken_ = false;
  int64_t hurried_to_ = -1;
  bool failed_ = false;
  std::shared_ptr<SearchIndex> index_;
  std::atomic<int64_t> applied_ = 0;
  int64_t subscription_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
