#include "policy/check_boxes.h"

#include <algorithm>
#include <optional>

namespace signalbox {

ClassSet::ClassSet(size_t size, bool full) : size_(size), words_((size + 63) / 64) {
  for (size_t i = 0; full && i < size; ++i) Add(i);
}

bool ClassSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

ClassSet ClassSet::operator&(const ClassSet& other) const {
  ClassSet out = *this;
  for (size_t i = 0; i < words_.size(); ++i) out.words_[i] &= other.words_[i];
  return out;
}

ClassSet ClassSet::operator|(const ClassSet& other) const {
  ClassSet out = *this;
  for (size_t i = 0; i < words_.size(); ++i) out.words_[i] |= other.words_[i];
  return out;
}

ClassSet ClassSet::operator-(const ClassSet& other) const {
  ClassSet out = *this;
  for (size_t i = 0; i < words_.size(); ++i) out.words_[i] &= ~other.words_[i];
  return out;
}

namespace {

// Nothing when no record is in both.
std::optional<Box> Meeting(const Box& a, const Box& b) {
  Box out = a;
  for (const auto& [attribute, classes] : b) {
    auto [it, fresh] = out.emplace(attribute, classes);
    if (fresh) continue;
    it->second = it->second & classes;
    if (it->second.empty()) return std::nullopt;
  }
  return out;
}

// Cuts `from` along each attribute of `what` in turn; what is left at the end lies in `what`.
void CutOut(Box from, const Box& what, Boxes* out) {
  for (const auto& [attribute, classes] : what) {
    auto it = from.emplace(attribute, ClassSet(classes.size(), true)).first;
    ClassSet outside = it->second - classes;
    if (!outside.empty()) {
      Box piece = from;
      piece[attribute] = std::move(outside);
      out->push_back(std::move(piece));
    }
    it->second = it->second & classes;
    if (it->second.empty()) return;
  }
}

}  // namespace

Boxes Intersect(const Boxes& a, const Boxes& b, CheckSteps* steps) {
  Boxes out;
  for (const Box& left : a) {
    for (const Box& right : b) {
      if (!steps->Spend()) return out;
      if (auto meeting = Meeting(left, right)) out.push_back(*std::move(meeting));
    }
  }
  return out;
}

Boxes Subtract(Boxes a, const Boxes& b, CheckSteps* steps) {
  for (const Box& what : b) {
    Boxes rest;
    for (Box& box : a) {
      if (!steps->Spend()) return a;
      if (Meeting(box, what)) {
        CutOut(std::move(box), what, &rest);
      } else {
        rest.push_back(std::move(box));
      }
    }
    a = std::move(rest);
  }
  return a;
}

}  // namespace signalbox
