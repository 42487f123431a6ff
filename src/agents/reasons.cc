#include "agents/reasons.h"

#include <algorithm>

namespace signalbox {
namespace {

struct Row {
  std::string_view code;
  std::string_view words;
};

constexpr Row kRows[] = {
#define SB_X(identifier, code, words) {code, words},
    SB_REASONS(SB_X)
#undef SB_X
};

constexpr std::string_view kPlaceholder = "{field}";

}  // namespace

std::string FieldWords(Field field) {
  const std::string_view name = SpecOf(field).name;
  std::string words(name.starts_with("lead.") ? name.substr(5) : name);
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '_' || c == '.'; }, ' ');
  return words;
}

std::optional<std::string> RenderReason(std::string_view code, Field field) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& each) { return each.code == code; });
  if (row == std::end(kRows)) return std::nullopt;
  std::string words(row->words);
  const size_t at = words.find(kPlaceholder);
  if (at != std::string::npos) words.replace(at, kPlaceholder.size(), FieldWords(field));
  return words;
}

}  // namespace signalbox
