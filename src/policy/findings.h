// Findings: collects what is wrong with a bundle while it is compiled, with its place.
//
// Owned by one compilation, on one thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/yaml_tree.h"

namespace signalbox {

class Findings {
 public:
  // More than this many say nothing new; the rest is counted in one last finding.
  static constexpr size_t kMaxFindings = 100;

  void Error(std::string_view file, Mark at, std::string message);
  void Warn(std::string_view file, Mark at, std::string message);
  bool has_error() const { return errors_ > 0; }
  // True when so many errors are known that looking for more is not worth the time.
  bool full() const { return findings_.size() >= kMaxFindings; }
  // By file, line, column; the object is empty afterwards.
  std::vector<Finding> Take();

 private:
  void Add(Severity severity, std::string_view file, Mark at, std::string message);

  std::vector<Finding> findings_;
  size_t errors_ = 0;
  size_t left_out_ = 0;
};

// "; did you mean `x`?" for the known name closest to `word`, or nothing when none is close.
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

// Reports every key of a map that is neither in `known` nor in `later`. Keys in `later` belong to
// the syntax but not to this version: `not supported yet: KEY`. `what` names the map: "a rule".
void CheckKeys(const YamlNode& map, std::string_view what,
               std::initializer_list<std::string_view> known,
               std::initializer_list<std::string_view> later, std::string_view file,
               Findings* findings);

}  // namespace signalbox
