#include "insight/text/sentence_pieces.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace signalbox {
namespace {

constexpr char32_t kSpace = U'▁';

uint64_t ChildKey(uint32_t node, char32_t point) {
  return uint64_t{node} << 32 | point;
}

std::u32string CodePoints(const icu::UnicodeString& text) {
  std::u32string points;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    points.push_back(static_cast<char32_t>(text.char32At(i)));
  return points;
}

std::u32string Plain(std::string_view text) {
  const icu::StringPiece bytes(text.data(), static_cast<int32_t>(text.size()));
  icu::UnicodeString read = icu::UnicodeString::fromUTF8(bytes);
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(code);
  if (U_SUCCESS(code)) {
    icu::UnicodeString normal = nfkc->normalize(read, code);
    if (U_SUCCESS(code)) read = std::move(normal);
  }
  std::u32string points = CodePoints(read);
  std::replace(points.begin(), points.end(), U' ', kSpace);
  if (!points.empty()) points.insert(points.begin(), kSpace);
  return points;
}

}  // namespace

void SentencePieces::Add(std::string_view text, double score) {
  const int id = added_++;
  if (static_cast<size_t>(id) < kReserved) return;
  uint32_t node = 0;
  const icu::StringPiece bytes(text.data(), static_cast<int32_t>(text.size()));
  for (const char32_t point : CodePoints(icu::UnicodeString::fromUTF8(bytes))) {
    const auto [at, is_new] =
        children_.try_emplace(ChildKey(node, point), static_cast<uint32_t>(nodes_.size()));
    if (is_new) nodes_.emplace_back();
    node = at->second;
  }
  nodes_[node] = Node{id, score};
}

void SentencePieces::Extend(const std::u32string& points, size_t from,
                            std::vector<Step>* steps) const {
  const auto reach = [&](size_t end, double score, int piece) {
    Step& step = (*steps)[end];
    const double sum = score + (*steps)[from].score;
    // A sum of 0 counts as not reached: so does the tokeniser that the encoder was packed with.
    if (step.reached && step.score != 0 && sum < step.score) return;
    step = Step{sum, piece, static_cast<int>(end - from), true};
  };
  uint32_t node = 0;
  bool found = false;
  for (size_t at = from; at < points.size(); ++at) {
    const auto child = children_.find(ChildKey(node, points[at]));
    if (child == children_.end()) break;
    node = child->second;
    if (nodes_[node].piece < 0) continue;
    found = true;
    reach(at + 1, nodes_[node].score, nodes_[node].piece);
  }
  if (!found) reach(from + 1, 0, 0);
}

std::vector<int> SentencePieces::Split(std::string_view text) const {
  const std::u32string points = Plain(text);
  std::vector<Step> steps(points.size() + 1);
  for (size_t from = 0; from < points.size(); ++from) Extend(points, from, &steps);
  std::vector<int> pieces;
  for (size_t at = points.size(); at > 0; at -= static_cast<size_t>(steps[at].length)) {
    const int piece = steps[at].piece;
    if (piece == 0 && !pieces.empty() && pieces.back() == 0) continue;
    pieces.push_back(piece);
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

}  // namespace signalbox
