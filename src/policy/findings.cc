#include "policy/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace signalbox {

namespace {

// Restricted Damerau-Levenshtein distance (optimal string alignment), given up above `most`.
size_t Distance(std::string_view a, std::string_view b, size_t most) {
  if (a.size() > b.size() + most || b.size() > a.size() + most) return most + 1;
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

bool Contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string Finding::Text() const {
  std::string_view name = severity == Severity::kError ? "error" : "warning";
  if (line == 0) return fmt::format("{}: {}: {}", file, name, message);
  return fmt::format("{}:{}:{}: {}: {}", file, line, column, name, message);
}

void Findings::Error(std::string_view file, Mark at, std::string message) {
  ++errors_;
  Add(Severity::kError, file, at, std::move(message));
}

void Findings::Warn(std::string_view file, Mark at, std::string message) {
  Add(Severity::kWarning, file, at, std::move(message));
}

void Findings::Add(Severity severity, std::string_view file, Mark at, std::string message) {
  if (full()) {
    ++left_out_;
    return;
  }
  findings_.push_back({severity, std::string(file), at.line, at.column, std::move(message)});
}

std::vector<Finding> Findings::Take() {
  auto place = [](const Finding& f) { return std::tie(f.file, f.line, f.column); };
  std::stable_sort(findings_.begin(), findings_.end(),
                   [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
  if (left_out_ > 0) {
    findings_.push_back({errors_ > 0 ? Severity::kError : Severity::kWarning, "policy.yaml", 0, 0,
                         fmt::format("{} more findings are not shown", left_out_)});
  }
  errors_ = left_out_ = 0;
  return std::move(findings_);
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  // A third of the word may differ, and never more than two letters: beyond that it is another
  // word.
  size_t most = std::min<size_t>(2, std::max<size_t>(1, word.size() / 3));
  const std::string* best = nullptr;
  size_t best_distance = most + 1;
  for (const std::string& name : known) {
    size_t distance = Distance(word, name, most);
    if (distance < best_distance) best = &name, best_distance = distance;
  }
  return best == nullptr ? "" : fmt::format("; did you mean `{}`?", *best);
}

void CheckKeys(const YamlNode& map, std::string_view what,
               std::initializer_list<std::string_view> known,
               std::initializer_list<std::string_view> later, std::string_view file,
               Findings* findings) {
  for (const YamlNode& key : map.keys) {
    if (Contains(known, key.text)) continue;
    if (Contains(later, key.text)) {
      findings->Error(file, key.at, fmt::format("not supported yet: {}", key.text));
      continue;
    }
    std::vector<std::string> names(known.begin(), known.end());
    std::string hint = DidYouMean(key.text, names);
    if (hint.empty()) hint = fmt::format("; {} has `{}`", what, fmt::join(names, "`, `"));
    findings->Error(file, key.at, fmt::format("unknown key `{}`{}", key.text, hint));
  }
}

}  // namespace signalbox
