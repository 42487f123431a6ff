// A policy document of the workspace: Markdown with front matter, cut into the sections that can be
// cited.
//
//   ---
//   title: Lead ownership
//   version: 3
//   owner: lena
//   readers: team:revops
//   ---
//   ## Corrections
//   ...
//
// `readers` may be left out (desk/document_readers.h). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

// A document that people read in one go; retrieval looks at every word of every document.
inline constexpr size_t kMaxDocumentBytes = size_t{256} << 10;
inline constexpr size_t kMaxDocuments = 500;

struct DeskDocument {
  std::string title, version, owner;
  std::vector<std::string> readers;  // labels; the owner's too where there are any
  // What follows the front matter, with the readers before it: stored, cited and hashed.
  std::string text;
};

// kInvalid names the line and what is missing.
Result<DeskDocument> ParseDeskDocument(std::string_view file);

struct DocumentSection {
  std::string heading;      // empty before the first one
  size_t from = 0, to = 0;  // bytes of the text, with the heading's line
};
// Every section of a text, as it is stored, that has words; a heading inside a fenced block is
// none, and the readers belong to none.
std::vector<DocumentSection> SectionsOf(std::string_view text);

// Words as they are compared: letters and digits of at least three bytes in small ASCII letters,
// without those that every English text has, and without a plural's `s`.
std::vector<std::string> WordsOf(std::string_view text);

}  // namespace signalbox
