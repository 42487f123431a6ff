#include "sim/sim_disk.h"

#include <algorithm>

namespace signalbox {
namespace {

// What a drive writes at once or not at all.
constexpr size_t kSectorBytes = 512;

void Put(size_t at, BytesView bytes, Bytes* content) {
  if (content->size() < at + bytes.size()) content->resize(at + bytes.size(), '\0');
  std::copy(bytes.begin(), bytes.end(), content->begin() + static_cast<ptrdiff_t>(at));
}

}  // namespace

bool SimDisk::Exists(const std::string& name) const {
  const auto at = files_.find(name);
  return at != files_.end() && at->second.exists;
}

DiskResult SimDisk::Step(bool* happens) {
  *happens = false;
  if (dead_) return DiskResult::kIo;
  ++changes_;
  *happens = true;
  if (countdown_ < 0 || --countdown_ > 0) return DiskResult::kOk;
  countdown_ = -1;
  dead_ = true;
  *happens = random_.Below(2) == 0;
  return DiskResult::kIo;
}

DiskResult SimDisk::Create(const std::string& name) {
  bool happens = false;
  const DiskResult result = Step(&happens);
  if (happens) files_[name].exists = true;
  return result;
}

DiskResult SimDisk::Delete(const std::string& name, bool sync_directory) {
  bool happens = false;
  const DiskResult result = Step(&happens);
  const auto at = files_.find(name);
  if (!happens || at == files_.end()) return result;
  File& file = at->second;
  file.exists = false;
  file.seen.clear();
  file.waiting.push_back({Kind::kTruncate, 0, {}, false});
  if (sync_directory) files_.erase(at);
  return result;
}

DiskResult SimDisk::Write(const std::string& name, int64_t at, BytesView bytes) {
  File& file = files_[name];
  const size_t end = static_cast<size_t>(at) + bytes.size();
  if (full_ && !dead_ && end > file.seen.size()) return DiskResult::kFull;
  bool happens = false;
  const DiskResult result = Step(&happens);
  if (!happens) return result;
  file.waiting.push_back({Kind::kWrite, at, Bytes(bytes), false});
  Perform(file.waiting.back(), &file.seen);
  return result;
}

DiskResult SimDisk::Truncate(const std::string& name, int64_t size) {
  bool happens = false;
  const DiskResult result = Step(&happens);
  if (!happens) return result;
  File& file = files_[name];
  file.waiting.push_back({Kind::kTruncate, size, {}, false});
  Perform(file.waiting.back(), &file.seen);
  return result;
}

DiskResult SimDisk::Sync(const std::string& name) {
  bool happens = false;
  const DiskResult result = Step(&happens);
  if (!happens) return result;
  File& file = files_[name];
  const bool fails = fail_sync_;
  fail_sync_ = false;
  for (Change& change : file.waiting) {
    if (fails && random_.Below(2) == 0) change.clean = true;
    if (!fails && !change.clean) Perform(change, &file.lasting);
  }
  if (fails) return DiskResult::kIo;
  file.waiting.clear();
  file.name_lasts = true;
  return result;
}

DiskResult SimDisk::Read(const std::string& name, int64_t at, size_t size, BytesView* out) const {
  *out = {};
  if (dead_) return DiskResult::kIo;
  const auto file = files_.find(name);
  if (file == files_.end()) return DiskResult::kIo;
  const BytesView seen(file->second.seen);
  if (static_cast<size_t>(at) < seen.size()) *out = seen.substr(static_cast<size_t>(at), size);
  return DiskResult::kOk;
}

int64_t SimDisk::Size(const std::string& name) const {
  const auto at = files_.find(name);
  return at == files_.end() ? 0 : static_cast<int64_t>(at->second.seen.size());
}

Bytes SimDisk::Content(const std::string& name) const {
  const auto at = files_.find(name);
  return at == files_.end() || !at->second.exists ? Bytes() : at->second.seen;
}

void SimDisk::Place(const std::string& name, const Bytes& content) {
  files_.erase(name);
  if (content.empty()) return;
  File& file = files_[name];
  file.seen = file.lasting = content;
  file.exists = file.name_lasts = true;
}

void SimDisk::Perform(const Change& change, Bytes* content) {
  if (change.kind == Kind::kTruncate)
    content->resize(static_cast<size_t>(change.at), '\0');
  else
    Put(static_cast<size_t>(change.at), change.bytes, content);
}

void SimDisk::Tear(const Change& change, Bytes* content) {
  const BytesView bytes(change.bytes);
  for (size_t from = 0; from < bytes.size();) {
    const size_t place = static_cast<size_t>(change.at) + from;
    const size_t size = std::min(bytes.size() - from, kSectorBytes - place % kSectorBytes);
    if (random_.Below(2) == 0) Put(place, bytes.substr(from, size), content);
    from += size;
  }
}

void SimDisk::LosePower(File* file) {
  if (file->exists != file->name_lasts) file->exists = random_.Below(2) == 0;
  file->name_lasts = file->exists;
  // Half of the losses take everything that waited; mixing alone would nearly never drop a long
  // tail.
  const bool all_gone = random_.Below(2) == 0;
  for (const Change& change : file->waiting) {
    const uint64_t fate = random_.Below(3);
    if (change.clean || all_gone || fate == 0) {
      ++lost_;
    } else if (fate == 1 && change.kind == Kind::kWrite) {
      ++torn_;
      Tear(change, &file->lasting);
    } else {
      Perform(change, &file->lasting);
    }
  }
  file->waiting.clear();
  file->seen = file->lasting;
}

void SimDisk::Restart(bool power_lost) {
  dead_ = fail_sync_ = full_ = false;
  countdown_ = -1;
  if (!power_lost) return;
  for (auto& [name, file] : files_) LosePower(&file);
  std::erase_if(files_, [](const auto& one) { return !one.second.exists; });
}

}  // namespace signalbox
