// Threads for handlers that read the disk or wait for the engine, so that I/O threads never do.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "api/http_responder.h"
#include "api/router.h"
#include "base/bounded_queue.h"

namespace signalbox {

// Thread safe. Tasks that were taken are run before the destructor returns.
class WorkPool {
 public:
  using Task = std::move_only_function<void()>;

  WorkPool(size_t threads, size_t capacity);
  ~WorkPool();

  // False when too many wait already, or after Stop; `task` is untouched then.
  bool TryRun(Task&& task) { return queue_.TryPush(std::move(task)); }
  // Takes no more, finishes what was taken.
  void Stop();

 private:
  BoundedQueue<Task> queue_;
  std::vector<std::thread> threads_;
};

// A handler's answer, computed on a thread of the pool; it may block.
using Answerer = std::function<HttpResponse(const RouteContext&)>;

// Wraps `answer` into a handler that returns at once. A full pool answers 503 with Retry-After.
RouteHandler InPool(WorkPool& pool, Answerer answer);

// The problem document of `error`, with the request's path.
HttpResponse ErrorResponse(const Error& error, std::string_view path);
HttpResponse ErrorResponse(int status, std::string detail, std::string_view path);
HttpResponse JsonResponse(std::string body, int status = 200);

}  // namespace signalbox
