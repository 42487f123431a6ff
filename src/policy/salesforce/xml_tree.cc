#include "policy/salesforce/xml_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "base/bytes.h"
#include "base/limits.h"

namespace signalbox {

namespace {

constexpr std::string_view kXmlSpace = " \t\r\n";

std::string_view WithoutSpace(std::string_view text) {
  const size_t first = text.find_first_not_of(kXmlSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kXmlSpace) - first + 1);
}

int LineAt(std::string_view text, size_t offset) {
  const auto end = text.begin() + static_cast<ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

Error Wrong(std::string_view file, std::string_view text, size_t offset, std::string_view what) {
  return Err(Code::kInvalid, fmt::format("{}:{}: {}", file, LineAt(text, offset), what));
}

// Looks the text through before the parser does, for what must not reach it.
class XmlGate {
 public:
  XmlGate(std::string_view file, std::string_view text) : file_(file), text_(text) {}

  Status Check() {
    while (at_ < text_.size()) {
      if (text_[at_] == '&') {
        SB_TRY(Entity());
        ++at_;
      } else if (text_[at_] == '<') {
        SB_TRY(Markup());
      } else {
        ++at_;
      }
    }
    return {};
  }

 private:
  Error Fail(std::string_view what) const { return Wrong(file_, text_, at_, what); }

  // XML itself names five entities; all others come from a document type.
  Status Entity() const {
    const std::string_view rest = text_.substr(at_ + 1);
    const size_t end = rest.substr(0, 40).find(';');
    if (end == std::string_view::npos) return Fail("a `&` stands alone; write `&amp;`");
    const std::string_view name = rest.substr(0, end);
    if (name.starts_with('#')) return {};
    for (const std::string_view known : {"amp", "lt", "gt", "quot", "apos"}) {
      if (name == known) return {};
    }
    return Fail(fmt::format("unknown entity `&{};`; only those of XML itself are read", name));
  }

  Status SkipTo(std::string_view end, std::string_view what) {
    const size_t found = text_.find(end, at_);
    if (found == std::string_view::npos) {
      return Fail(fmt::format("the file ends inside {}; it was cut off", what));
    }
    at_ = found + end.size();
    return {};
  }

  Status Markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) return SkipTo("-->", "a comment");
    if (rest.starts_with("<![CDATA[")) return SkipTo("]]>", "a CDATA section");
    if (rest.starts_with("<?")) return SkipTo("?>", "an instruction `<?`");
    if (rest.starts_with("<!")) {
      return Fail(
          "a document type (`<!DOCTYPE`, `<!ENTITY`) is refused, because entities can make a small "
          "file endless; Salesforce writes none, so remove it");
    }
    return Tag(rest.starts_with("</"));
  }

  Status Tag(bool closing) {
    const size_t begin = at_;
    char quote = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '&') SB_TRY(Entity());
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        break;
      }
    }
    if (at_ == text_.size()) {
      at_ = begin;
      return Fail("the file ends inside a tag; it was cut off");
    }
    const bool empty = text_[at_ - 1] == '/';
    ++at_;
    if (closing)
      --depth_;
    else if (!empty)
      ++depth_;
    if (depth_ <= kMaxNesting) return {};
    at_ = begin;
    return Fail(fmt::format("elements nested deeper than {}", kMaxNesting));
  }

  std::string_view file_, text_;
  size_t at_ = 0;
  int depth_ = 0;
};

std::string_view LocalName(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class XmlBuilder {
 public:
  explicit XmlBuilder(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_ends_.push_back(static_cast<ptrdiff_t>(i));
    }
  }

  // Depth is bounded by XmlGate.
  XmlElement Build(const pugi::xml_node& node) const {
    XmlElement element;
    element.name = LocalName(node.name());
    const auto before = std::lower_bound(line_ends_.begin(), line_ends_.end(), node.offset_debug());
    element.line = 1 + static_cast<int>(before - line_ends_.begin());
    std::string text;
    for (const pugi::xml_node& child : node.children()) {
      if (child.type() == pugi::node_element) {
        element.children.push_back(Build(child));
      } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        text += child.value();
      }
    }
    element.text = WithoutSpace(text);
    return element;
  }

 private:
  std::vector<ptrdiff_t> line_ends_;
};

bool TextsAreClean(const XmlElement& element) {
  return IsCleanUtf8(element.text) && std::all_of(element.children.begin(), element.children.end(),
                                                  [](const auto& c) { return TextsAreClean(c); });
}

}  // namespace

const XmlElement* XmlElement::Find(std::string_view child) const {
  for (const XmlElement& one : children) {
    if (one.name == child) return &one;
  }
  return nullptr;
}

std::string_view XmlElement::TextOf(std::string_view child) const {
  const XmlElement* found = Find(child);
  return found == nullptr ? std::string_view{} : std::string_view(found->text);
}

std::vector<const XmlElement*> XmlElement::All(std::string_view child) const {
  std::vector<const XmlElement*> all;
  for (const XmlElement& one : children) {
    if (one.name == child) all.push_back(&one);
  }
  return all;
}

Result<XmlElement> ParseXml(std::string_view file, std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() > kMaxXmlBytes) {
    return Err(Code::kInvalid, fmt::format("{}: larger than {} MB", file, kMaxXmlBytes >> 20));
  }
  if (WithoutSpace(text).empty()) return Err(Code::kInvalid, fmt::format("{}: it is empty", file));
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || !IsCleanUtf8(text)) {
    return Err(Code::kInvalid, fmt::format("{}: it is not UTF-8; save it as UTF-8", file));
  }
  SB_TRY(XmlGate(file, text).Check());
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    const auto offset = static_cast<size_t>(std::max<ptrdiff_t>(parsed.offset, 0));
    if (parsed.status == pugi::status_no_document_element) {
      return Wrong(file, text, offset, "there is no XML element in it");
    }
    std::string what = parsed.description();
    std::transform(what.begin(), what.end(), what.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return Wrong(file, text, offset,
                 fmt::format("this is not well-formed XML: {}; it may have been cut off", what));
  }
  const pugi::xml_node root = document.document_element();
  for (pugi::xml_node next = root.next_sibling(); next; next = next.next_sibling()) {
    if (next.type() != pugi::node_element) continue;
    return Wrong(file, text, static_cast<size_t>(next.offset_debug()), "a second root element");
  }
  XmlElement tree = XmlBuilder(text).Build(root);
  if (!TextsAreClean(tree)) {
    return Err(Code::kInvalid, fmt::format("{}: a character reference names no character", file));
  }
  return tree;
}

}  // namespace signalbox
