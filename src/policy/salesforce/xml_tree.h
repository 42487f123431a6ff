// XmlElement: one XML document as a plain tree of elements and their texts, for the metadata files
// of other systems.
//
// Attributes are passed over (an element with `xsi:nil` is empty anyway), prefixes of names are
// taken off, comments and processing instructions are passed over. XML 1.0 in UTF-8 by way of
// pugixml (xml_tree.cc only). Document types are refused whole: with them a small file can name an
// endless one (entity expansion) or another file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct XmlElement {
  std::string name;
  std::string text;  // without white space at both ends; of all pieces directly inside
  int line = 0;      // 1-based, where the element begins
  std::vector<XmlElement> children;

  // The first child of that name; nullptr when there is none.
  const XmlElement* Find(std::string_view child) const;
  // Its text, empty without such a child.
  std::string_view TextOf(std::string_view child) const;
  std::vector<const XmlElement*> All(std::string_view child) const;
};

// Bytes of one document: the largest rule files of large organisations have some hundred KB.
inline constexpr size_t kMaxXmlBytes = size_t{8} << 20;

// The root element. kInvalid, as `file:line: what is wrong`, for a document type, an entity that
// XML itself does not name, text that is not UTF-8, a document that is not well formed or ends too
// early, more than kMaxXmlBytes, or elements nested deeper than kMaxNesting.
Result<XmlElement> ParseXml(std::string_view file, std::string_view text);

}  // namespace signalbox
