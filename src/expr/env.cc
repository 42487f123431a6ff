#include "expr/env.h"

#include <algorithm>

#include "base/ascii.h"

namespace signalbox::cel {

namespace {

// Names longer than this are compared by no one.
constexpr size_t kNameLimit = 128;

// Optimal string alignment (Damerau-Levenshtein without moving a changed letter again); case counts
// for nothing.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = LowerAscii(a[i - 1]) == LowerAscii(b[j - 1]) ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && LowerAscii(a[i - 1]) == LowerAscii(b[j - 2]) &&
          LowerAscii(a[i - 2]) == LowerAscii(b[j - 1])) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

void TypeEnv::Declare(std::string_view name, Type type, uint32_t slot) {
  attributes_.insert_or_assign(std::string(name),
                               Attribute{std::string(name), std::move(type), slot});
}

const Attribute* TypeEnv::Find(std::string_view name) const {
  const auto at = attributes_.find(name);
  return at == attributes_.end() ? nullptr : &at->second;
}

std::string TypeEnv::FirstUnder(std::string_view prefix) const {
  const std::string start = std::string(prefix) + ".";
  const auto at = attributes_.lower_bound(start);
  return at != attributes_.end() && at->first.starts_with(start) ? at->first : "";
}

std::vector<std::string> TypeEnv::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, attribute] : attributes_) names.push_back(name);
  return names;
}

std::string TypeEnv::Nearest(std::string_view name) const {
  return NearestName(name, Names());
}

std::string NearestName(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.size() > kNameLimit) return "";
  std::string best;
  // A third of the letters wrong is another word.
  size_t best_distance = std::max<size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kNameLimit) continue;
    const size_t distance = EditDistance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace signalbox::cel
