// Cuts a Markdown document into the passages that are searched and cited: each lies under one
// heading, is at most kMostChunkBytes long, ends where a paragraph ends if it can, and is a byte
// range of the document. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// About as much as the sentence encoder reads.
inline constexpr size_t kMostChunkBytes = 900;

struct MarkdownChunk {
  std::string title;  // the headings above it, `Refunds > Late requests`
  size_t begin = 0, end = 0;
};

std::vector<MarkdownChunk> CutMarkdown(std::string_view text);

}  // namespace signalbox
