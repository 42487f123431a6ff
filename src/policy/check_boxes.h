// Boxes: sets of records as products of sets of value classes, with exact subtraction.
//
// An attribute's values fall into finitely many classes that no condition of the policy tells
// apart; a box allows some classes of some attributes and every class of the others. A set of
// records is a list of boxes. Used by one check, on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace signalbox {

// What is left of a check's budget: one step is about one box looked at. Counted, so that the same
// bundle always gives the same findings.
struct CheckSteps {
  int64_t left = 0;
  bool Spend(int64_t count = 1) {
    left -= count;
    return left > 0;
  }
  bool spent() const { return left <= 0; }
};

class ClassSet {
 public:
  ClassSet() = default;
  explicit ClassSet(size_t size, bool full = false);

  size_t size() const { return size_; }
  void Add(size_t index) { words_[index / 64] |= uint64_t{1} << (index % 64); }
  bool Has(size_t index) const { return (words_[index / 64] >> (index % 64)) & 1; }
  bool empty() const;
  ClassSet operator&(const ClassSet& other) const;
  ClassSet operator|(const ClassSet& other) const;
  ClassSet operator-(const ClassSet& other) const;
  bool operator==(const ClassSet&) const = default;

 private:
  size_t size_ = 0;
  std::vector<uint64_t> words_;
};

// By attribute number; an attribute that is not there is free.
using Box = std::map<int, ClassSet>;
using Boxes = std::vector<Box>;

// Everything: one box without restrictions.
inline Boxes Everything() {
  return {Box{}};
}

// The records in both. Empty boxes are left out. When the steps are spent, what is known so far.
Boxes Intersect(const Boxes& a, const Boxes& b, CheckSteps* steps);
// The records of `a` that are not in `b`.
Boxes Subtract(Boxes a, const Boxes& b, CheckSteps* steps);

}  // namespace signalbox
