// Finds the sections of the policy documents that say something about a question: BM25 (Robertson
// and Zaragoza, "The Probabilistic Relevance Framework", 2009) in whole numbers, so that the same
// documents and words give the same answer on every machine.
//
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/document.h"

namespace signalbox {

struct SearchedDocument {
  std::string_view name, text;  // borrowed
};

struct DocumentHit {
  size_t document = 0;  // place in what was searched
  DocumentSection section;
  int64_t score = 0;  // in thousandths
};

// The best sections first, at most `limit`; sections that share fewer than two different words with
// the question, or one where it has only one, are no answer.
std::vector<DocumentHit> SearchDocuments(const std::vector<SearchedDocument>& documents,
                                         std::string_view question, size_t limit);

}  // namespace signalbox
