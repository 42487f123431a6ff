// A table of records by number, of which only the pages that are in use need be in memory; the
// rest lie in a state file (store/state_file.h).
//
// A reference stays good until the next Trim, whatever is added. What is read without const counts
// as changed. A page that cannot be read gives records at their defaults and is noted in the
// source: whoever commits asks there first. One thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"
#include "store/state_file.h"

namespace signalbox {

// Where pages are read from, and what went wrong with it. Outlives the tables that read from it.
struct PageSource {
  const StateFile* file = nullptr;
  Status failure;  // the first

  // Empty, and noted, where it cannot be read.
  Bytes Read(PageId id) {
    Result<Bytes> page = file == nullptr ? Result<Bytes>(Err(Code::kNotFound, "nothing is saved"))
                                         : file->ReadPage(id);
    if (page.ok()) return std::move(*page);
    Note(page.error());
    return {};
  }
  void Note(Error error) {
    if (failure.ok()) failure = std::move(error);
  }
};

template <typename T>
class PageTable {
 public:
  static constexpr size_t kPerPage = 64;
  using Page = std::array<T, kPerPage>;
  // Decodes what a save wrote of a page.
  using Decode = Status (*)(BytesView bytes, Page* page);

  class const_iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;
    const_iterator() = default;
    const_iterator(const PageTable* table, size_t at) : table_(table), at_(at) {}
    const T& operator*() const { return (*table_)[at_]; }
    const T* operator->() const { return &(*table_)[at_]; }
    const_iterator& operator++() { return ++at_, *this; }
    const_iterator operator++(int) { return {table_, at_++}; }
    bool operator==(const const_iterator&) const = default;

   private:
    const PageTable* table_ = nullptr;
    size_t at_ = 0;
  };

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](size_t at) const { return Find(at, false); }
  T& operator[](size_t at) { return Find(at, true); }
  const T& At(size_t at) const { return Find(at, false); }
  const T& front() const { return Find(0, false); }
  const T& back() const { return Find(size_ - 1, false); }
  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, size_}; }

  void push_back(const T& value) {
    if (size_ % kPerPage == 0) {
      slots_.emplace_back();
      slots_.back().page = std::make_unique<Page>();
      ++resident_;
    }
    ++size_;
    Find(size_ - 1, true) = value;
  }
  void pop_back() {
    Find(size_ - 1, true) = T{};
    --size_;
    if (size_ % kPerPage != 0) return;
    slots_.pop_back();
    --resident_;
  }

  // Pages as they were saved: none is read before it is asked for.
  void Restore(size_t size, PageKind kind, PageSource* source, Decode decode) {
    kind_ = kind, source_ = source, decode_ = decode;
    size_ = size;
    resident_ = 0;
    slots_.clear();
    slots_.resize((size + kPerPage - 1) / kPerPage);
  }
  // For a table that begins empty.
  void ReadFrom(PageKind kind, PageSource* source, Decode decode) {
    kind_ = kind, source_ = source, decode_ = decode;
  }

  // Copies of the pages that changed since they were last taken; they stay in memory until Saved.
  std::vector<std::pair<int64_t, Page>> TakeChanged() {
    std::vector<std::pair<int64_t, Page>> changed;
    for (size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      if (!slot.changed) continue;
      changed.emplace_back(static_cast<int64_t>(i), *slot.page);
      slot.changed = false;
      slot.saving = true;
    }
    return changed;
  }
  // What was taken is in the file now, or is to be taken again.
  void Saved(bool saved) {
    for (Slot& slot : slots_) {
      if (!slot.saving) continue;
      slot.saving = false;
      slot.changed = slot.changed || !saved;
    }
  }

  // Lets go of pages that can be read again, those not used lately first, until at most `pages` are
  // in memory.
  void Trim(size_t pages) {
    if (source_ == nullptr || resident_ <= pages) return;
    for (size_t looked = 0; resident_ > pages && looked < 2 * slots_.size(); ++looked) {
      Slot& slot = slots_[hand_ = (hand_ + 1) % slots_.size()];
      if (slot.page == nullptr || slot.changed || slot.saving) continue;
      if (std::exchange(slot.used, false)) continue;
      slot.page.reset();
      --resident_;
    }
  }
  size_t resident_pages() const { return resident_; }

 private:
  struct Slot {
    std::unique_ptr<Page> page;
    bool used = true, changed = false, saving = false;
  };

  T& Find(size_t at, bool change) const {
    CHECK(at < size_);
    Slot& slot = slots_[at / kPerPage];
    if (slot.page == nullptr) Load(at / kPerPage, &slot);
    slot.used = true;
    slot.changed |= change;
    return (*slot.page)[at % kPerPage];
  }
  void Load(size_t number, Slot* slot) const {
    slot->page = std::make_unique<Page>();
    ++resident_;
    const Bytes bytes = source_->Read({kind_, static_cast<int64_t>(number)});
    if (!source_->failure.ok()) return;
    const Status decoded = decode_(bytes, slot->page.get());
    if (!decoded.ok()) source_->Note(decoded.error());
  }

  mutable std::vector<Slot> slots_;
  size_t size_ = 0;
  mutable size_t resident_ = 0;
  size_t hand_ = 0;
  PageKind kind_ = PageKind::kLeads;
  PageSource* source_ = nullptr;
  Decode decode_ = nullptr;
};

}  // namespace signalbox
