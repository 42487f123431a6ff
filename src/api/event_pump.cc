#include "api/event_pump.h"

#include <algorithm>

#include "api/sse.h"
#include "base/log.h"
#include "workspace/event_json.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Events read at once for one follower: about 100 KB of text.
constexpr int64_t kEventsPerChunk = 256;
// What may wait for one client before the pump holds back; far below what cuts it off.
constexpr size_t kHoldBackBytes = kMaxStreamBacklogBytes / 4;
// How often a slow client is looked at again.
constexpr auto kSlowTick = std::chrono::milliseconds(20);
// Proxies close a connection on which nothing came for about a minute.
constexpr auto kHeartbeat = std::chrono::seconds(15);

}  // namespace

EventPump::EventPump(Workspace& workspace) : workspace_(workspace) {
  subscription_ = workspace_.feed().Subscribe([this](const std::vector<Emitted>&) {
    {
      const std::lock_guard lock(mutex_);
      if (followers_ == 0) return;
      woken_ = true;
    }
    changed_.notify_one();
  });
  thread_ = std::thread([this] { Run(); });
}

EventPump::~EventPump() {
  Stop();
}

void EventPump::Stop() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, true)) return;
  }
  workspace_.feed().Unsubscribe(subscription_);
  changed_.notify_one();
  thread_.join();
  following_.clear();
  arriving_.clear();
}

bool EventPump::HasRoom() const {
  const std::lock_guard lock(mutex_);
  return followers_ < kMaxFollowers && !stopped_;
}

Status EventPump::Follow(ResponseStream stream, int64_t from, Viewer viewer) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || followers_ >= kMaxFollowers) {
      return Err(Code::kExhausted, "too many follow the events already");
    }
    arriving_.push_back({std::move(stream), from, std::move(viewer)});
    ++followers_;
    woken_ = true;
  }
  changed_.notify_one();
  return {};
}

void EventPump::Look(Follower* follower) {
  std::optional<Sight> sight = follower->viewer();
  if (sight) return follower->sight.Set(std::move(*sight));
  follower->stream.Close();
  follower->stream = ResponseStream();
}

void EventPump::Run() {
  auto beat = std::chrono::steady_clock::now() + kHeartbeat;
  bool slow = false;
  for (;;) {
    size_t known = 0;
    {
      std::unique_lock lock(mutex_);
      const auto ready = [this] { return stopped_ || woken_; };
      if (slow)
        changed_.wait_for(lock, kSlowTick, ready);
      else if (followers_ == 0)
        changed_.wait(lock, ready);
      else
        changed_.wait_until(lock, beat, ready);
      if (stopped_) return;
      woken_ = false;
      known = following_.size();
      for (Follower& follower : arriving_) following_.push_back(std::move(follower));
      arriving_.clear();
    }
    for (size_t i = known; i < following_.size(); ++i) Look(&following_[i]);
    const bool heartbeat = std::chrono::steady_clock::now() >= beat;
    if (heartbeat) beat = std::chrono::steady_clock::now() + kHeartbeat;
    slow = false;
    for (Follower& follower : following_) slow |= !Serve(&follower, heartbeat);
    std::erase_if(following_, [](const Follower& follower) { return follower.stream.gone(); });
    const std::lock_guard lock(mutex_);
    followers_ = following_.size() + arriving_.size();
  }
}

bool EventPump::Serve(Follower* follower, bool heartbeat) {
  const Store& store = workspace_.store();
  if (heartbeat && !follower->stream.gone()) {
    Look(follower);
    follower->stream.Write(kSseHeartbeat);
  }
  const int64_t end = std::min(store.next_position(), follower->next + kEventsPerChunk);
  if (follower->stream.gone() || follower->next >= end) return true;
  if (follower->stream.backlog_bytes() > kHoldBackBytes) return false;
  std::vector<OpenedEvent> events;
  Status read = store.ReadEvents(follower->next, end, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(OpenedEvent opened, OpenEvent(bytes, workspace_.keys()));
    events.push_back(std::move(opened));
    return {};
  });
  if (read.ok()) read = follower->sight.Narrow(workspace_, &events);
  if (!read.ok()) {
    Log(LogLevel::kError, "an event stream ended: " + read.error().message);
    follower->stream.Close();
    follower->stream = ResponseStream();
    return true;
  }
  std::string text;
  for (const OpenedEvent& opened : events) {
    const std::string data = EventJson(opened, [this](PersonRef person) { return NameOf(person); });
    AppendServerSentEvent(opened.event.position,
                          EventTypeName(static_cast<EventType>(opened.event.type)), data, &text);
  }
  follower->next = end;
  if (!text.empty()) follower->stream.Write(text);
  return end >= store.next_position();
}

std::string EventPump::NameOf(int64_t person) {
  const auto place = static_cast<size_t>(person - 1);
  if (person < 1) return {};
  if (place >= person_ids_.size()) {
    const Status asked =
        workspace_.Ask([this](const Engine& engine) { person_ids_ = engine.state().person_ids; });
    if (!asked.ok()) return {};
  }
  return place < person_ids_.size() ? person_ids_[place] : std::string();
}

}  // namespace signalbox
