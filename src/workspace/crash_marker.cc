#include "workspace/crash_marker.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/limits.h"

namespace signalbox {
namespace {

constexpr char kMagic[8] = {'s', 'b', 'h', 'a', 'n', 'd', '1', '\0'};
// A turn's inputs, its timers and the records that it asks about: never more than this.
constexpr uint32_t kMostHeld = 2 * kBatchInputs;
// Beyond it the oldest is forgotten: it has not come back while a thousand others did.
constexpr uint32_t kMostSuspects = 1'024;
constexpr size_t kBootIdBytes = 36;

std::array<char, kBootIdBytes> BootId() {
  std::array<char, kBootIdBytes> id{};
  const int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (file < 0) return id;
  if (read(file, id.data(), id.size()) != static_cast<ssize_t>(id.size())) id = {};
  close(file);
  return id;
}

}  // namespace

// Native byte order: it is read on the machine that wrote it, or not at all.
struct CrashMarker::Page {
  char magic[sizeof kMagic];
  std::array<char, kBootIdBytes> boot;
  uint32_t held_count;
  uint32_t suspect_count;
  InputKey held[kMostHeld];
  InputKey suspects[kMostSuspects];
  uint32_t deaths[kMostSuspects];
};

Result<std::unique_ptr<CrashMarker>> CrashMarker::Open(const std::string& directory) {
  const std::string path = directory + "/in_hand";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Err(Code::kIo, "cannot open `" + path + "`: " + std::strerror(errno));
  const int full = posix_fallocate(file, 0, sizeof(Page));
  void* mapped = full != 0
                     ? MAP_FAILED
                     : mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) {
    return Err(full == ENOSPC ? Code::kExhausted : Code::kIo,
               "cannot map `" + path + "`: " + std::strerror(full != 0 ? full : errno));
  }
  std::unique_ptr<CrashMarker> marker(new CrashMarker(static_cast<Page*>(mapped)));
  marker->CountDeaths();
  return marker;
}

CrashMarker::~CrashMarker() {
  munmap(page_, sizeof(Page));
}

void CrashMarker::CountDeaths() {
  const auto boot = BootId();
  const bool reads = std::memcmp(page_->magic, kMagic, sizeof kMagic) == 0 &&
                     page_->held_count <= kMostHeld && page_->suspect_count <= kMostSuspects;
  if (!reads) std::memset(static_cast<void*>(page_), 0, sizeof(Page));
  const uint32_t held = page_->boot == boot ? page_->held_count : 0;
  for (uint32_t i = 0; i < held; ++i) {
    const InputKey& key = page_->held[i];
    InputKey* const end = page_->suspects + page_->suspect_count;
    InputKey* at = std::find(page_->suspects, end, key);
    if (at == end) {
      if (page_->suspect_count == kMostSuspects) Survived(page_->suspects[0]);
      at = page_->suspects + page_->suspect_count++;
      *at = key;
      page_->deaths[at - page_->suspects] = 0;
    }
    ++page_->deaths[at - page_->suspects];
  }
  page_->held_count = 0;
  page_->boot = boot;
  std::memcpy(page_->magic, kMagic, sizeof kMagic);
}

// A signal may come between any two instructions: the keys stand before their count does.
void CrashMarker::Hold(std::span<const InputKey> inputs) {
  const auto count = static_cast<uint32_t>(std::min<size_t>(inputs.size(), kMostHeld));
  const std::atomic_ref<uint32_t> held(page_->held_count);
  held.store(0, std::memory_order_relaxed);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  std::copy_n(inputs.begin(), count, page_->held);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  held.store(count, std::memory_order_relaxed);
}

bool CrashMarker::IsSuspect(const InputKey& input) const {
  const InputKey* const end = page_->suspects + page_->suspect_count;
  return std::find(static_cast<const InputKey*>(page_->suspects), end, input) != end;
}

bool CrashMarker::HasSuspects() const {
  return page_->suspect_count > 0;
}

std::vector<Suspect> CrashMarker::Suspects() const {
  std::vector<Suspect> all;
  for (uint32_t i = 0; i < page_->suspect_count; ++i)
    all.push_back({page_->suspects[i], page_->deaths[i]});
  return all;
}

// Order is kept: the first is the oldest.
void CrashMarker::Survived(const InputKey& input) {
  InputKey* const end = page_->suspects + page_->suspect_count;
  InputKey* const at = std::find(page_->suspects, end, input);
  if (at == end) return;
  const auto place = at - page_->suspects;
  std::copy(at + 1, end, at);
  std::copy(page_->deaths + place + 1, page_->deaths + page_->suspect_count, page_->deaths + place);
  --page_->suspect_count;
}

}  // namespace signalbox
