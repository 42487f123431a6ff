// Leads of one request on their way through the engine: collects the answers and sends them once,
// all of them or what is known when the time is up.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/deadlines.h"
#include "api/http_responder.h"
#include "engine/submission.h"
#include "workspace/workspace.h"

namespace signalbox {

class Metrics;
struct Problem;

class LeadBatch : public Expiring, public std::enable_shared_from_this<LeadBatch> {
 public:
  // `many`: answered as an array. `accepted_only`: 202 as soon as the leads are durable. The
  // workspace outlives it.
  LeadBatch(Workspace& workspace, Metrics* metrics, Responder responder, std::string path,
            size_t count, bool many, bool accepted_only);

  // The item was not taken. Any thread.
  void Refuse(size_t item, const Problem& problem);
  // Hands one lead to the engine. `patient`: when the engine's queue is full, waits for answers to
  // this batch's own leads before it gives up with 429. Not for the engine's thread.
  void Submit(size_t item, Submission&& submission, bool patient);

  bool OnDeadline() override;

 private:
  enum class Stage : uint8_t { kNew, kOut, kDone };
  struct Item {
    Stage stage = Stage::kNew;
    int status = 0;
    bool replayed = false;
    std::string json;
    // What finds the lead in the state when it has no answer yet.
    std::vector<KeyedHash> identities;
    KeyedHash content{};
    std::string external_id;
  };

  // Leads of one batch that may wait in the engine's queue, so that a large one leaves room for
  // others.
  static constexpr size_t kWindow = 1'024;

  void OnAnswer(size_t number, const Result<LeadAnswer>& answer);
  void End(size_t number, int status, std::string json, bool replayed);
  // With the lock held; takes it over.
  void SendIfComplete(std::unique_lock<std::mutex> lock);
  HttpResponse BuildResponse() const;
  void AnswerWithWhatIsKnown(const Engine& engine);

  Workspace& workspace_;
  Metrics* const metrics_;
  const std::string path_;
  const bool many_;
  const bool accepted_only_;
  const TimeUs began_;

  std::mutex mutex_;
  std::condition_variable room_;
  Responder responder_;
  std::vector<Item> items_;
  size_t undone_;
  size_t out_ = 0;
  bool hurried_ = false;  // the time is up: what still comes is answered when it is durable
  bool sent_ = false;
};

}  // namespace signalbox
