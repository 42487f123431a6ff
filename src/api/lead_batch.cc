#include "api/lead_batch.h"

#include <algorithm>

#include "api/lead_json_out.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "api/work_pool.h"

namespace signalbox {
namespace {

// Wall time may jump: the lead is looked for among those that came this much before the request,
// too.
constexpr TimeUs kClockSlackUs = 10 * kSecondUs;
// How long a patient Submit waits for its own answers at most, when the engine stands still.
constexpr auto kPatience = std::chrono::seconds(5);

Problem ProblemOf(const Error& error) {
  // A key that was used with another body is the sender's mistake about this request, not about the
  // record.
  if (error.code == Code::kConflict) return MakeProblem(422, error.message);
  return ProblemFrom(error);
}

std::string RejectedJson(const Problem& problem) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("status", "rejected").Key("error");
  AppendProblem(problem, &json);
  json.EndObject();
  return text;
}

// A lead that was taken and is not decided yet; zero when it is not among those the engine knows.
uint32_t FindTaken(const State& state, const std::vector<KeyedHash>& identities,
                   const KeyedHash& content, TimeUs since) {
  for (const KeyedHash& identity : identities) {
    const uint32_t found = state.FindIdentity(identity);
    if (found != KeyIndex::kNone) return found;
  }
  for (size_t i = state.leads.size(); i > 0 && state.leads[i - 1].received_at >= since; --i) {
    if (state.leads[i - 1].content == content) return static_cast<uint32_t>(i - 1);
  }
  return KeyIndex::kNone;
}

}  // namespace

LeadBatch::LeadBatch(Workspace& workspace, Metrics* metrics, Responder responder, std::string path,
                     size_t count, bool many, bool accepted_only)
    : workspace_(workspace),
      metrics_(metrics),
      path_(std::move(path)),
      many_(many),
      accepted_only_(accepted_only),
      began_(workspace.clock().Now()),
      responder_(std::move(responder)),
      items_(count),
      undone_(count) {}

void LeadBatch::Refuse(size_t item, const Problem& problem) {
  if (many_) return End(item, problem.status, RejectedJson(problem), false);
  std::unique_lock lock(mutex_);
  if (std::exchange(sent_, true)) return;
  Problem whole = problem;
  whole.instance = path_;
  lock.unlock();
  responder_.Send(ProblemResponse(whole));
}

void LeadBatch::Submit(size_t number, Submission&& submission, bool patient) {
  {
    std::unique_lock lock(mutex_);
    if (patient) {
      room_.wait_for(lock, kPatience, [this] { return out_ < kWindow || hurried_; });
    }
    Item& item = items_[number];
    item.identities = submission.identities;
    item.content = submission.content;
    item.external_id = submission.external_id_text;
    item.stage = Stage::kOut;
    ++out_;
    submission.wait = !accepted_only_ && !hurried_;
  }
  submission.answer = [self = shared_from_this(), number](const Result<LeadAnswer>& answer) {
    self->OnAnswer(number, answer);
  };
  bool taken = workspace_.engine().Submit(std::move(submission));
  while (!taken && patient && !workspace_.engine().failed()) {
    std::unique_lock lock(mutex_);
    const size_t before = out_;
    if (before <= 1) break;
    if (!room_.wait_for(lock, kPatience, [&] { return out_ < before; })) break;
    lock.unlock();
    taken = workspace_.engine().Submit(std::move(submission));
  }
  if (taken) return;
  if (workspace_.engine().failed()) {
    return OnAnswer(number, Err(Code::kUnavailable,
                                "the store failed and nothing more is taken; restart to recover"));
  }
  OnAnswer(number, Err(Code::kExhausted,
                       "the workspace's queue is full; try again after the time in Retry-After"));
}

void LeadBatch::OnAnswer(size_t number, const Result<LeadAnswer>& answer) {
  if (!answer.ok()) return Refuse(number, ProblemOf(answer.error()));
  const int status =
      accepted_only_ && StatusOfAnswer(*answer) == 201 ? 202 : StatusOfAnswer(*answer);
  metrics_->CountLead(StatusName(answer->status));
  End(number, status, AnswerJson(*answer), answer->replayed);
}

void LeadBatch::End(size_t number, int status, std::string json, bool replayed) {
  std::unique_lock lock(mutex_);
  Item& item = items_[number];
  if (item.stage == Stage::kDone) return;
  if (item.stage == Stage::kOut) --out_;
  item.stage = Stage::kDone;
  item.status = status;
  item.json = std::move(json);
  item.replayed = replayed;
  --undone_;
  if (many_) room_.notify_all();
  SendIfComplete(std::move(lock));
}

void LeadBatch::SendIfComplete(std::unique_lock<std::mutex> lock) {
  if (undone_ > 0 || std::exchange(sent_, true)) return;
  HttpResponse response = BuildResponse();
  lock.unlock();
  responder_.Send(std::move(response));
}

HttpResponse LeadBatch::BuildResponse() const {
  HttpResponse response;
  response.status = 200;
  bool replayed = !items_.empty();
  size_t bytes = 2;
  int refused = 0;
  for (const Item& item : items_) {
    if (item.status == 202 || (item.status == 201 && response.status == 200))
      response.status = item.status;
    refused = item.status >= 400 && (refused == 0 || refused == item.status) ? item.status : -1;
    replayed &= item.replayed;
    bytes += item.json.size() + 1;
  }
  if (replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  if (!many_) {
    response.body = items_.front().json;
    return response;
  }
  // Nothing was taken, for a reason that passes: the sender's own retry does it.
  if (refused == 429 || refused == 503) {
    return ErrorResponse(refused, "none of the leads was taken; send them again", path_);
  }
  response.body.reserve(bytes);
  response.body.push_back('[');
  for (const Item& item : items_) {
    if (response.body.size() > 1) response.body.push_back(',');
    response.body += item.json;
  }
  response.body.push_back(']');
  return response;
}

bool LeadBatch::OnDeadline() {
  {
    const std::lock_guard lock(mutex_);
    if (sent_) return true;
    hurried_ = true;
    room_.notify_all();
    // Still being handed over, by a thread that no longer waits now.
    for (const Item& item : items_) {
      if (item.stage == Stage::kNew) return false;
    }
  }
  // A full queue refuses the question: ask again at the next tick.
  return workspace_.engine().Ask(Question{
      [self = shared_from_this()](const Engine& engine) { self->AnswerWithWhatIsKnown(engine); }});
}

void LeadBatch::AnswerWithWhatIsKnown(const Engine& engine) {
  std::unique_lock lock(mutex_);
  if (sent_) return;
  for (Item& item : items_) {
    if (item.stage == Stage::kDone) continue;
    const uint32_t lead =
        FindTaken(engine.state(), item.identities, item.content, began_ - kClockSlackUs);
    LeadAnswer answer;
    if (lead != KeyIndex::kNone) answer = engine.AnswerOf(lead);
    answer.external_id = item.external_id;
    item.stage = Stage::kDone;
    item.status = 202;
    item.json = AnswerJson(answer);
  }
  undone_ = 0;
  SendIfComplete(std::move(lock));
}

}  // namespace signalbox
