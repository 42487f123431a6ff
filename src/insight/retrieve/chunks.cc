#include "insight/retrieve/chunks.h"

#include <algorithm>

namespace signalbox {
namespace {

std::string_view TrimmedHeading(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '#'))
    line.remove_suffix(1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return line;
}

// 1 to 6 for a heading (CommonMark 4.2, without closing signs), else 0.
size_t HeadingLevel(std::string_view line) {
  const size_t level = std::min(line.find_first_not_of('#'), line.size());
  return level >= 1 && level <= 6 && level < line.size() && line[level] == ' ' ? level : 0;
}

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  std::vector<MarkdownChunk> Run() {
    bool in_code = false;
    for (size_t at = 0; at < text_.size();) {
      const size_t end = std::min(text_.find('\n', at), text_.size() - 1) + 1;
      const std::string_view line = text_.substr(at, end - at);
      if (line.starts_with("```")) in_code = !in_code;
      const std::string_view written = line.substr(0, line.find_last_not_of('\n') + 1);
      const size_t level = in_code ? 0 : HeadingLevel(line);
      if (level != 0) {
        End(at);
        headings_.resize(std::min(headings_.size(), level - 1));
        headings_.emplace_back(TrimmedHeading(written.substr(level)));
        begin_ = paragraph_ = end;
      } else if (TrimmedHeading(written).empty() && !in_code) {
        Break(end);
      }
      if (end - begin_ > kMostChunkBytes) Shorten(end);
      at = end;
    }
    End(text_.size());
    return std::move(chunks_);
  }

 private:
  // A paragraph ends here.
  void Break(size_t at) { paragraph_ = at; }

  // What was gathered is too long: it ends at the last paragraph, or where a word ends.
  void Shorten(size_t end) {
    if (paragraph_ > begin_ && paragraph_ < end) End(paragraph_);
    while (end - begin_ > kMostChunkBytes) {
      size_t cut = text_.rfind(' ', begin_ + kMostChunkBytes);
      if (cut == std::string_view::npos || cut <= begin_) {
        cut = begin_ + kMostChunkBytes;
        while (cut > begin_ + 1 && (static_cast<unsigned char>(text_[cut]) & 0xc0) == 0x80) --cut;
      }
      End(cut);
    }
  }

  void End(size_t end) {
    size_t last = end;
    while (last > begin_ && static_cast<unsigned char>(text_[last - 1]) <= ' ') --last;
    while (begin_ < last && static_cast<unsigned char>(text_[begin_]) <= ' ') ++begin_;
    if (last > begin_) {
      MarkdownChunk chunk{{}, begin_, last};
      for (const std::string& heading : headings_)
        chunk.title += (chunk.title.empty() || heading.empty() ? "" : " > ") + heading;
      chunks_.push_back(std::move(chunk));
    }
    begin_ = paragraph_ = end;
  }

  std::string_view text_;
  size_t begin_ = 0, paragraph_ = 0;
  std::vector<std::string> headings_;
  std::vector<MarkdownChunk> chunks_;
};

}  // namespace

std::vector<MarkdownChunk> CutMarkdown(std::string_view text) {
  return Cutter(text).Run();
}

}  // namespace signalbox
