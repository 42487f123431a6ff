#include "main/access_command.h"

#include <condition_variable>
#include <memory>
#include <mutex>

#include "access/access_book.h"
#include "access/reading_log.h"
#include "api/service.h"
#include "main/control.h"
#include "main/json_text.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

// One request to a service of this process, waited for.
class OneAnswer {
 public:
  Responder NewResponder() { return {queue_, 0, 0}; }
  HttpResponse Wait() {
    std::vector<Reply> replies;
    while (!queue_->TakeAll(&replies)) {
      std::unique_lock lock(bell_->mutex);
      bell_->rang.wait(lock, [this] { return std::exchange(bell_->ringing, false); });
    }
    return std::move(replies.front().response);
  }

 private:
  struct Bell {
    std::mutex mutex;
    std::condition_variable rang;
    bool ringing = false;
  };
  // Both outlive this with the queue, which a responder may still hold.
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::shared_ptr<ReplyQueue> queue_ = std::make_shared<ReplyQueue>([bell = bell_] {
    const std::lock_guard lock(bell->mutex);
    bell->ringing = true;
    bell->rang.notify_one();
  });
};

Code CodeOfStatus(int status) {
  if (status == 404) return Code::kNotFound;
  if (status == 409) return Code::kConflict;
  return status < 500 ? Code::kInvalid : Code::kIo;
}

}  // namespace

Result<std::string> AskAccess(const WorkspaceOptions& options, Method method,
                              const std::string& target, const std::string& body) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options);
  if (!workspace.ok() && workspace.error().code == Code::kConflict)
    return AskServer(options, method, target, body);
  if (!workspace.ok()) return workspace.error();
  SB_ASSIGN(const std::unique_ptr<Views> views, Views::Open(options.directory + "/views.db"));
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<AccessBook> book,
            AccessBook::Open((*workspace)->keys_directory(), (*workspace)->own_keys(),
                             (*workspace)->clock(), random));
  ReadingLog readings(options.directory + "/readings.db", (*workspace)->clock());
  HttpResponse response;
  {
    const ApiService service(**workspace, *views, *book, readings, {});
    HttpRequest request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.remote = "local";
    OneAnswer answer;
    service.HandleLocal(request, answer.NewResponder());
    response = answer.Wait();
  }
  (*workspace)->Close();
  if (response.status < 400) return std::move(response.body);
  return Err(CodeOfStatus(response.status), TextMember(response.body, "detail"));
}

}  // namespace signalbox
