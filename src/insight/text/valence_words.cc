#include "insight/text/valence_words.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "insight/text/text_features.h"

namespace signalbox {
namespace {

// So many words behind a denial are denied.
constexpr int kDenied = 4;
// Two strong words say as much as three.
constexpr float kStrong = 6;

// Apostrophes are gone when words are folded.
constexpr std::string_view kDenials[] = {
    "arent",  "barely", "cannot",  "cant",     "couldnt", "didnt",  "doesnt",  "dont",   "hadnt",
    "hardly", "hasnt",  "havent",  "isnt",     "neither", "never",  "no",      "nobody", "none",
    "nor",    "not",    "nothing", "shouldnt", "wasnt",   "werent", "without", "wont",   "wouldnt"};

bool IsDenial(std::string_view word) {
  return std::find(std::begin(kDenials), std::end(kDenials), word) != std::end(kDenials);
}

}  // namespace

ValenceWords::ValenceWords(const std::vector<std::pair<std::string, int>>& words) {
  for (const auto& [text, valence] : words) {
    const std::vector<std::string> folded = FoldedWords(text);
    if (folded.size() != 1 || valence_.size() >= kMaxValenceWords) continue;
    valence_[folded.front()] =
        static_cast<int8_t>(std::clamp(valence, -kMostValence, kMostValence));
  }
}

ValenceWords::Features ValenceWords::Read(std::string_view text) const {
  float kind = 0, unkind = 0;
  int denied = 0;
  bool denies = false;
  for (const std::string& word : FoldedWords(text)) {
    if (IsDenial(word)) {
      denied = kDenied;
      denies = true;
      continue;
    }
    if (word == "but") {
      kind /= 2;
      unkind /= 2;
      denied = 0;
    }
    const bool is_denied = denied > 0;
    if (denied > 0) --denied;
    const auto found = valence_.find(word);
    if (found == valence_.end()) continue;
    const float valence = found->second;
    if (valence > 0) {
      (is_denied ? unkind : kind) += valence;
    } else {
      // `Not bad` is hardly praise.
      (is_denied ? kind : unkind) += is_denied ? 1 : -valence;
    }
  }
  const auto soft = [](float sum) { return std::min(sum / kStrong, 1.0F); };
  return {soft(kind),
          soft(unkind),
          std::clamp((kind - unkind) / kStrong, -1.0F, 1.0F),
          kind > unkind ? 1.0F : 0.0F,
          unkind > kind ? 1.0F : 0.0F,
          denies ? 1.0F : 0.0F};
}

void ValenceWords::AppendTo(Bytes* out) const {
  // In order, so that the same list gives the same bytes.
  const std::map<std::string, int8_t> ordered(valence_.begin(), valence_.end());
  AppendNumber(static_cast<uint32_t>(ordered.size()), out);
  for (const auto& [word, valence] : ordered) {
    AppendText(word, out);
    AppendNumber(valence, out);
  }
}

bool ValenceWords::Read(ByteCursor* from) {
  valence_.clear();
  const uint32_t count = from->Number<uint32_t>();
  if (count > kMaxValenceWords) return false;
  for (uint32_t i = 0; i < count && from->ok(); ++i) {
    std::string word = from->Text();
    valence_[std::move(word)] = from->Number<int8_t>();
  }
  return from->ok();
}

}  // namespace signalbox
