// WhyNotText.
#include <fmt/format.h>

#include "policy/why_not.h"

namespace signalbox {
namespace {

std::string ChangeWords(const WhyNotChange& change) {
  if (change.to.empty())
    return fmt::format("without {} (it is `{}`)", change.attribute, change.from);
  const std::string from = change.from.empty() ? "missing" : "`" + change.from + "`";
  return fmt::format("with {} `{}` (it is {})", change.attribute, change.to, from);
}

std::string WayWords(const WhyNotWay& way, const std::string& wanted) {
  std::string words;
  for (const WhyNotChange& change : way.changes) {
    words += (words.empty() ? "" : " and ") + ChangeWords(change);
  }
  if (!way.absence.empty()) {
    words += fmt::format("{}if {} had been at work (was {})", words.empty() ? "" : ", and ", wanted,
                         way.absence);
  }
  if (way.turns > 0) {
    words += fmt::format("{}after {} more {} of pool {}", words.empty() ? "" : ", ", way.turns,
                         way.turns == 1 ? "turn" : "turns", way.pool);
  }
  std::string by = way.rule.empty() ? "" : ", by " + way.rule;
  if (!way.row.empty()) by += ", row " + way.row;
  return words + by;
}

}  // namespace

std::string WhyNotText(const WhyNot& answer) {
  const std::string& wanted = answer.wanted;
  if (!answer.known)
    return fmt::format("`{}` is neither a person of the roster nor a queue of the policy\n",
                       wanted);
  if (answer.got_it) return fmt::format("it did go to {}\n", wanted);
  std::string text;
  if (!answer.lost.empty()) {
    text += fmt::format("{} was considered and lost: {}{}\n", wanted, answer.lost,
                        answer.lost_by.empty() ? "" : ", by " + answer.lost_by);
  }
  if (answer.ways.empty()) {
    if (!answer.reachable)
      return text + fmt::format("nothing in this policy leads to {}\n", wanted);
    text +=
        fmt::format("no change of up to {} attributes sends it to {}\n", kMaxWhyNotChanges, wanted);
    if (!answer.looked_at_all)
      text += fmt::format("(the search ended after {} decisions)\n", kMaxWhyNotDecisions);
    return text;
  }
  text += fmt::format("it would have gone to {}\n", wanted);
  for (size_t i = 0; i < answer.ways.size(); ++i) {
    text += fmt::format("  {}{}\n", i == 0 ? "" : "or ", WayWords(answer.ways[i], wanted));
  }
  return text;
}

}  // namespace signalbox
