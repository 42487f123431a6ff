#include "workspace/trace_exporter.h"

#include <algorithm>

#include "base/log.h"
#include "base/scheduling.h"
#include "workspace/otlp.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Events read at once, and spans sent at once: some hundred KB either way.
constexpr int64_t kEventsPerChunk = 2'048;
constexpr size_t kSpansPerRequest = 512;
// A collector that is away for a minute at full load is caught up with; longer is skipped.
constexpr int64_t kMaxBehindEvents = 10'000'000;
// Spans wait this long for others to go with.
constexpr auto kGather = std::chrono::milliseconds(200);
constexpr TimeUs kFirstPauseUs = kSecondUs;
constexpr TimeUs kLongestWaitUs = 30 * kSecondUs;
constexpr TimeUs kRequestUs = 5 * kSecondUs;
// Plans whose step names are kept.
constexpr size_t kMaxPlans = 1'000;
constexpr std::string_view kTracesPath = "/v1/traces";

std::string TracesUrl(std::string endpoint) {
  while (endpoint.ends_with('/')) endpoint.pop_back();
  if (!endpoint.ends_with(kTracesPath)) endpoint += kTracesPath;
  return endpoint;
}

}  // namespace

TraceExporter::TraceExporter(Workspace& workspace, HttpTransport& transport,
                             const std::string& endpoint)
    : workspace_(workspace),
      transport_(transport),
      url_(TracesUrl(endpoint)),
      runs_([this](const Bytes& pin, const std::string& plan) { return StepsOf(pin, plan); }),
      next_(workspace.store().next_position()),
      position_(next_) {
  subscription_ = workspace_.feed().Subscribe([this](const std::vector<Emitted>&) {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(woken_, true)) return;
    }
    changed_.notify_one();
  });
  thread_ = std::thread([this] { Run(); });
}

TraceExporter::~TraceExporter() {
  workspace_.feed().Unsubscribe(subscription_);
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

TraceCounts TraceExporter::counts() const {
  const int64_t end = workspace_.store().next_position();
  return {true, sent_, dropped_, skipped_, failed_, std::max<int64_t>(0, end - position_)};
}

void TraceExporter::Run() {
  RunInBulk();
  for (bool more = false;;) {
    {
      std::unique_lock lock(mutex_);
      const auto stopped = [this] { return stopped_; };
      if (asked_again_in_us_ > 0)
        changed_.wait_for(lock, std::chrono::microseconds(asked_again_in_us_), stopped);
      else if (!more && spans_.empty())
        changed_.wait(lock, [this] { return stopped_ || woken_; });
      else if (!more)
        changed_.wait_for(lock, kGather, stopped);
      if (stopped_) break;
      woken_ = false;
    }
    if (asked_again_in_us_ == 0) {
      more = ReadOn();
      if (more && spans_.size() < kSpansPerRequest) continue;
    }
    Send();
  }
  while (ReadOn() || !spans_.empty()) {
    if (!Send()) return;
  }
}

bool TraceExporter::ReadOn() {
  const Store& store = workspace_.store();
  int64_t end = store.next_position();
  if (end - next_ > kMaxBehindEvents) {
    skipped_ += end - next_;
    Log(LogLevel::kWarning, "traces: the collector is too far behind, " +
                                std::to_string(end - next_) + " events are left out");
    next_ = end;
    runs_.Clear();
  }
  end = std::min(end, next_ + kEventsPerChunk);
  if (next_ >= end) return false;
  const Status read = store.ReadEvents(next_, end, [this](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    return runs_.Take(event, &spans_);
  });
  if (!read.ok()) {
    Log(LogLevel::kError, "traces: events are left out: " + read.error().message);
    skipped_ += end - next_;
    runs_.Clear();
  }
  next_ = end;
  position_ = end;
  return next_ < store.next_position();
}

bool TraceExporter::Send() {
  while (!spans_.empty()) {
    const size_t count = std::min(spans_.size(), kSpansPerRequest);
    const std::vector<TraceSpan> some(spans_.begin(),
                                      spans_.begin() + static_cast<std::ptrdiff_t>(count));
    OutgoingRequest request;
    request.method = "POST";
    request.url = url_;
    request.timeout_us = kRequestUs;
    request.headers = {{"Content-Type", "application/x-protobuf"}};
    request.body =
        EncodeTraces({"signalbox", "0.1.0", FormatId("log", workspace_.store().log_id())}, some);
    const Result<HttpReply> reply = transport_.Fetch(request);
    // Of the specification: these say to come again, every other refusal says that it never fits.
    const bool again =
        !reply.ok() || reply->status == 429 || (reply->status >= 502 && reply->status <= 504);
    if (again) {
      if (failed_++ == 0 || asked_again_in_us_ == 0) {
        Log(LogLevel::kWarning,
            "traces: the collector does not take them, they wait: " +
                (reply.ok() ? "status " + std::to_string(reply->status) : reply.error().message));
      }
      asked_again_in_us_ = std::clamp(asked_again_in_us_ * 2, kFirstPauseUs, kLongestWaitUs);
      return false;
    }
    asked_again_in_us_ = 0;
    (reply->status < 300 ? sent_ : dropped_) += static_cast<int64_t>(count);
    spans_.erase(spans_.begin(), spans_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return true;
}

std::vector<std::string> TraceExporter::StepsOf(const Bytes& pin, const std::string& plan) {
  const std::string key = pin + plan;
  if (const auto known = steps_.find(key); known != steps_.end()) return known->second;
  std::vector<std::string> names;
  const Status asked = workspace_.Ask([&](const Engine& engine) {
    for (const auto& [hash, version] : engine.state().versions) {
      if (View(hash).substr(0, pin.size()) != pin) continue;
      const auto found = version->plans.find(plan);
      if (found == version->plans.end()) continue;
      for (const PlanStep& step : found->second->steps) names.push_back(step.id);
    }
  });
  if (!asked.ok()) return {};
  if (steps_.size() >= kMaxPlans) steps_.clear();
  return steps_[key] = std::move(names);
}

}  // namespace signalbox
