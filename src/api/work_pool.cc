#include "api/work_pool.h"

#include "api/body_members.h"
#include "api/problem.h"

namespace signalbox {
namespace {

// Tasks that one thread takes at once: one, because each may wait.
constexpr size_t kTasksPerTurn = 1;
// Of a name that somebody made up; more is no help in finding it.
constexpr size_t kLongestNameTold = 200;

// Of what is read here no name may stand twice. Leads have a reader of their own, which says where.
std::optional<HttpResponse> RefusedBody(const RouteContext& context) {
  if (context.pattern == "/v1/decide") return std::nullopt;
  const std::optional<std::string> twice = RepeatedMember(context.request.body);
  if (!twice) return std::nullopt;
  return ErrorResponse(
      400, "`" + twice->substr(0, kLongestNameTold) + "` stands twice in the body; say it once",
      context.request.path());
}

}  // namespace

WorkPool::WorkPool(size_t threads, size_t capacity) : queue_(capacity) {
  for (size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      std::vector<Task> tasks;
      while (queue_.PopSome(kTasksPerTurn, std::chrono::seconds(60), &tasks)) {
        for (Task& task : tasks) task();
        tasks.clear();
      }
    });
  }
}

WorkPool::~WorkPool() {
  Stop();
}

void WorkPool::Stop() {
  queue_.Close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

HttpResponse ErrorResponse(const Error& error, std::string_view path) {
  Problem problem = ProblemFrom(error);
  problem.instance = path;
  return ProblemResponse(problem);
}

HttpResponse ErrorResponse(int status, std::string detail, std::string_view path) {
  Problem problem = MakeProblem(status, std::move(detail));
  problem.instance = path;
  return ProblemResponse(problem);
}

HttpResponse JsonResponse(std::string body, int status) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

RouteHandler InPool(WorkPool& pool, Answerer answer) {
  return [&pool, answer = std::move(answer)](const RouteContext& context, Responder responder) {
    auto waiting = std::make_shared<Responder>(std::move(responder));
    const bool taken = pool.TryRun(
        [&answer, waiting, request = context.request, principal = context.principal,
         parameters = context.path_parameters, query = context.query, pattern = context.pattern] {
          const RouteContext copy{request, principal, parameters, query, pattern};
          std::optional<HttpResponse> refused = RefusedBody(copy);
          HttpResponse response = refused ? std::move(*refused) : answer(copy);
          PlaceProblem(copy.request, &response);
          waiting->Send(std::move(response));
        });
    if (!taken) {
      waiting->Send(ErrorResponse(503, "too many requests are being read for; try again soon",
                                  context.request.path()));
    }
  };
}

}  // namespace signalbox
