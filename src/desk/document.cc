#include "desk/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/ascii.h"
#include "base/bytes.h"
#include "desk/document_readers.h"

namespace signalbox {
namespace {

constexpr size_t kMaxFrontMatterText = 200;
constexpr size_t kShortestWord = 3;

constexpr std::string_view kEverywhere[] = {
    "and",  "are",   "been",  "but",  "for",   "from", "had",    "has", "have",
    "her",  "his",   "its",   "may",  "not",   "our",  "please", "she", "that",
    "the",  "their", "them",  "then", "there", "they", "this",   "was", "were",
    "what", "when",  "which", "who",  "will",  "with", "you",    "your"};

// The next line without its end; `at` moves behind it.
std::string_view Line(std::string_view text, size_t* at) {
  const size_t end = std::min(text.find('\n', *at), text.size());
  const std::string_view line = text.substr(*at, end - *at);
  *at = std::min(end + 1, text.size());
  return line;
}

std::string_view Unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
                      text.front() == text.back();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

Status TakeFrontMatter(std::string_view file, size_t* at, DeskDocument* document,
                       std::string* readers) {
  for (int number = 2; *at < file.size(); ++number) {
    const std::string_view line = TrimBlanks(Line(file, at));
    if (line == "---") return {};
    if (line.empty()) continue;
    const size_t colon = line.find(':');
    std::string* const target = line.starts_with("title:")     ? &document->title
                                : line.starts_with("version:") ? &document->version
                                : line.starts_with("owner:")   ? &document->owner
                                : line.starts_with("readers:") ? readers
                                                               : nullptr;
    if (target == nullptr) {
      return Err(Code::kInvalid,
                 fmt::format("line {}: front matter has `title`, `version`, `owner` and, where not "
                             "everybody may read it, `readers`",
                             number));
    }
    *target = Unquoted(TrimBlanks(line.substr(colon + 1)));
    if (target->size() > kMaxFrontMatterText) {
      return Err(Code::kInvalid,
                 fmt::format("line {}: longer than {} bytes", number, kMaxFrontMatterText));
    }
  }
  return Err(Code::kInvalid, "the front matter does not end; close it with a line `---`");
}

// `readers` is what the front matter has of them; else what stands before the text counts, so that
// a text as it was stored can be given again.
Status TakeText(std::string_view text, const std::string& readers, DeskDocument* document) {
  document->readers = ReadersOf(text);
  if (!readers.empty()) {
    SB_ASSIGN(document->readers, ParseReaders(readers));
  }
  if (!document->readers.empty()) {
    std::string all = "person:" + document->owner;
    for (const std::string& reader : document->readers) all += "," + reader;
    SB_ASSIGN(document->readers, ParseReaders(all));
  }
  document->text = WithReaders(document->readers, text.substr(TextBegin(text)));
  return {};
}

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

Result<DeskDocument> ParseDeskDocument(std::string_view file) {
  if (file.size() > kMaxDocumentBytes)
    return Err(Code::kInvalid,
               fmt::format("a policy document has at most {} KB", kMaxDocumentBytes >> 10));
  if (!IsCleanUtf8(file)) return Err(Code::kInvalid, "a policy document is text in UTF-8");
  size_t at = 0;
  if (TrimBlanks(Line(file, &at)) != "---") {
    return Err(Code::kInvalid,
               "line 1: a policy document begins with front matter: `---`, then `title:`, "
               "`version:` and `owner:`, then `---`");
  }
  DeskDocument document;
  std::string readers;
  SB_TRY(TakeFrontMatter(file, &at, &document, &readers));
  for (const auto& [name, value] :
       {std::pair("title", &document.title), std::pair("version", &document.version),
        std::pair("owner", &document.owner)}) {
    if (value->empty())
      return Err(Code::kInvalid, fmt::format("the front matter has no `{}`", name));
  }
  SB_TRY(TakeText(file.substr(at), readers, &document));
  if (SectionsOf(document.text).empty())
    return Err(Code::kInvalid, "the document says nothing after its front matter");
  return document;
}

std::vector<DocumentSection> SectionsOf(std::string_view text) {
  std::vector<DocumentSection> sections;
  const size_t first = TextBegin(text);
  DocumentSection section{{}, first, first};
  bool fenced = false;
  const auto close = [&](size_t end) {
    section.to = end;
    if (!WordsOf(text.substr(section.from, end - section.from)).empty())
      sections.push_back(section);
  };
  for (size_t at = first; at < text.size();) {
    const size_t begin = at;
    const std::string_view line = Line(text, &at);
    if (line.starts_with("```") || line.starts_with("~~~")) fenced = !fenced;
    const size_t marks = line.find_first_not_of('#');
    const bool heading = !fenced && marks != std::string_view::npos && marks >= 1 && marks <= 6 &&
                         line[marks] == ' ';
    if (!heading) continue;
    close(begin);
    section = {std::string(TrimBlanks(line.substr(marks))), begin, begin};
  }
  close(text.size());
  return sections;
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto close = [&] {
    const bool everywhere =
        std::find(std::begin(kEverywhere), std::end(kEverywhere), word) != std::end(kEverywhere);
    if (word.size() >= kShortestWord && !everywhere) {
      if (word.size() > kShortestWord && word.back() == 's' && word[word.size() - 2] != 's')
        word.pop_back();
      words.push_back(word);
    }
    word.clear();
  };
  for (const char c : text) {
    const char small = LowerAscii(c);
    if (IsWordByte(small))
      word.push_back(small);
    else
      close();
  }
  close();
  return words;
}

}  // namespace signalbox
