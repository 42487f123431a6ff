#include "engine/key_run.h"

#include <algorithm>
#include <cstring>

#include "base/cbor.h"

namespace signalbox {
namespace {

constexpr size_t kEntryBytes = 20;
constexpr size_t kBitsPerKey = 12;
constexpr int kBitsSet = 6;

void PutEntry(const KeyEntry& entry, Bytes* out) {
  out->append(View(entry.key));
  for (int i = 0; i < 4; ++i) out->push_back(static_cast<char>(entry.value >> (8 * i)));
}

KeyEntry EntryAt(BytesView page, size_t at) {
  const BytesView bytes = page.substr(at * kEntryBytes, kEntryBytes);
  KeyEntry entry;
  std::memcpy(entry.key.data(), bytes.data(), entry.key.size());
  for (size_t i = 0; i < 4; ++i)
    entry.value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[16 + i])) << (8 * i);
  return entry;
}

}  // namespace

uint64_t MixKey(const KeyedHash& key) {
  uint64_t a = 0, b = 0;
  std::memcpy(&a, key.data(), sizeof a);
  std::memcpy(&b, key.data() + sizeof a, sizeof b);
  uint64_t mixed = (a ^ (b * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd;
  mixed ^= mixed >> 32;
  return mixed * 0xc4ceb9fe1a85ec53;
}

KeyFilter::KeyFilter(size_t keys) {
  const size_t blocks = std::max<size_t>(1, (keys * kBitsPerKey + 511) / 512);
  words_.resize(blocks * kWords);
}

void KeyFilter::Add(const KeyedHash& key) {
  const uint64_t mixed = MixKey(key);
  const size_t blocks = words_.size() / kWords;
  uint64_t* block = &words_[static_cast<size_t>((mixed >> 32) * blocks >> 32) * kWords];
  uint64_t bits = mixed * 0x9e3779b97f4a7c15;
  for (int i = 0; i < kBitsSet; ++i, bits >>= 9)
    block[(bits >> 6) & 7] |= uint64_t{1} << (bits & 63);
}

bool KeyFilter::MayHold(const KeyedHash& key) const {
  if (words_.empty()) return false;
  const uint64_t mixed = MixKey(key);
  const size_t blocks = words_.size() / kWords;
  const uint64_t* block = &words_[static_cast<size_t>((mixed >> 32) * blocks >> 32) * kWords];
  uint64_t bits = mixed * 0x9e3779b97f4a7c15;
  for (int i = 0; i < kBitsSet; ++i, bits >>= 9) {
    if ((block[(bits >> 6) & 7] >> (bits & 63) & 1) == 0) return false;
  }
  return true;
}

Bytes KeyFilter::Encode() const {
  Bytes out;
  out.reserve(words_.size() * 8);
  for (const uint64_t word : words_) {
    for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(word >> (8 * i)));
  }
  return out;
}

Result<KeyFilter> KeyFilter::Decode(BytesView bytes) {
  if (bytes.empty() || bytes.size() % (8 * kWords) != 0)
    return Err(Code::kCorrupt, "a filter of state.db is not whole");
  KeyFilter filter;
  filter.words_.resize(bytes.size() / 8);
  for (size_t i = 0; i < bytes.size(); ++i)
    filter.words_[i / 8] |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * (i % 8));
  return filter;
}

KeyRun KeyRun::Make(int64_t number, std::span<const KeyEntry> sorted, std::vector<PageRow>* pages) {
  KeyRun run;
  run.number_ = number;
  run.size_ = sorted.size();
  run.filter_ = KeyFilter(sorted.size());
  for (size_t at = 0; at < sorted.size(); at += kPerPage) {
    const auto some = sorted.subspan(at, std::min(kPerPage, sorted.size() - at));
    run.first_.push_back(some.front().key);
    Bytes page;
    page.reserve(some.size() * kEntryBytes);
    for (const KeyEntry& entry : some) {
      PutEntry(entry, &page);
      run.filter_.Add(entry.key);
    }
    pages->push_back({{PageKind::kKeys, PageNumber(number, at / kPerPage)}, std::move(page)});
  }
  pages->push_back({{PageKind::kFilter, number}, run.Describe()});
  return run;
}

Bytes KeyRun::Describe() const {
  Bytes out;
  CborWriter writer(&out);
  writer.Array(3);
  writer.Int(static_cast<int64_t>(size_));
  Bytes first;
  first.reserve(first_.size() * 16);
  for (const KeyedHash& key : first_) first.append(View(key));
  writer.Blob(first);
  writer.Blob(filter_.Encode());
  return out;
}

Result<KeyRun> KeyRun::Load(int64_t number, const StateFile& file) {
  SB_ASSIGN(const Bytes bytes, file.ReadPage({PageKind::kFilter, number}));
  CborReader reader(bytes);
  KeyRun run;
  run.number_ = number;
  reader.Array();
  run.size_ = static_cast<size_t>(reader.Int());
  const BytesView first = reader.Blob();
  run.first_.resize(first.size() / 16);
  for (size_t i = 0; i < run.first_.size(); ++i)
    std::memcpy(run.first_[i].data(), first.data() + 16 * i, 16);
  SB_ASSIGN(run.filter_, KeyFilter::Decode(reader.Blob()));
  if (!reader.AtEnd() || run.first_.size() != (run.size_ + kPerPage - 1) / kPerPage)
    return Err(Code::kCorrupt, "a run of keys in state.db is not whole");
  return run;
}

uint32_t KeyRun::Find(const KeyedHash& key, PageSource* source) const {
  if (!filter_.MayHold(key)) return kNone;
  const auto after = std::upper_bound(first_.begin(), first_.end(), key);
  if (after == first_.begin()) return kNone;
  const auto page = static_cast<size_t>(after - first_.begin()) - 1;
  const Bytes bytes = source->Read({PageKind::kKeys, PageNumber(number_, page)});
  size_t low = 0, high = bytes.size() / kEntryBytes;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    const KeyEntry entry = EntryAt(bytes, middle);
    if (entry.key == key) return entry.value;
    if (entry.key < key)
      low = middle + 1;
    else
      high = middle;
  }
  return kNone;
}

std::vector<PageRange> KeyRun::Pages() const {
  return {{PageKind::kFilter, number_, number_ + 1},
          {PageKind::kKeys, PageNumber(number_, 0), PageNumber(number_ + 1, 0)}};
}

Status KeyRun::ReadAll(const StateFile& file, std::vector<KeyEntry>* out) const {
  const PageRange pages{PageKind::kKeys, PageNumber(number_, 0), PageNumber(number_ + 1, 0)};
  return file.VisitPages(pages, [out](int64_t, BytesView page) -> Status {
    for (size_t i = 0; i < page.size() / kEntryBytes; ++i) out->push_back(EntryAt(page, i));
    return {};
  });
}

}  // namespace signalbox
