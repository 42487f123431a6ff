#include "policy/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/bytes.h"
#include "base/limits.h"
#include "policy/findings.h"

namespace signalbox {

namespace {

// Leaves yaml-cpp's parser from within a callback; caught in ParseYaml.
struct Refused {
  Mark at;
  std::string message;
};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view file, std::vector<std::string_view> lines, Findings* findings)
      : file_(file), lines_(std::move(lines)), findings_(findings) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    // yaml-cpp keeps no text of what it takes for a null.
    std::string_view rest = From(mark);
    for (std::string_view word : {"null", "Null", "NULL", "~"}) {
      if (!rest.starts_with(word)) continue;
      Add({.kind = YamlNode::Kind::kText, .at = At(mark), .text = std::string(word)});
      return;
    }
    Add({.kind = YamlNode::Kind::kNothing, .at = At(mark)});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{At(mark), AnchorMessage(mark, '*')};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    if (value.find('\0') != std::string::npos) throw Refused{At(mark), "a NUL byte in a text"};
    YamlNode node{.kind = YamlNode::Kind::kText, .at = At(mark), .text = value};
    node.quoted = tag == "!";
    std::string_view rest = From(mark);
    if (!rest.starts_with("|") && !rest.starts_with(">")) {
      node.text_column = node.at.column + (node.quoted ? 1 : 0);
    }
    Add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    Open({.kind = YamlNode::Kind::kList, .at = At(mark)});
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    Open({.kind = YamlNode::Kind::kMap, .at = At(mark)});
  }
  void OnMapEnd() override { Close(); }

  std::optional<YamlNode> TakeRoot() { return std::move(root_); }

 private:
  static Mark At(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

  // What stands in the source from `mark` to the end of its line.
  std::string_view From(const YAML::Mark& mark) const {
    if (mark.line < 0 || static_cast<size_t>(mark.line) >= lines_.size()) return {};
    std::string_view line = lines_[static_cast<size_t>(mark.line)];
    return line.substr(std::min(line.size(), static_cast<size_t>(std::max(mark.column, 0))));
  }

  std::string AnchorMessage(const YAML::Mark& mark, char sign) const {
    std::string_view rest = From(mark);
    std::string_view word = rest.substr(0, rest.find_first_of(" ,]}\r"));
    return fmt::format(
        "`{}` starts with `{}`, which YAML reads as an anchor; put it in quotes: \"{}\"", word,
        sign, word);
  }
  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != YAML::NullAnchor) throw Refused{At(mark), AnchorMessage(mark, '&')};
  }
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) const {
    if (!From(mark).starts_with("!")) {
      if (tag.empty() || tag == "?" || tag == "!") return;
    }
    std::string_view line = From(mark);
    throw Refused{At(mark),
                  fmt::format("a value that starts with `!` is a tag to YAML; put all of it "
                              "in quotes: '{}'",
                              line.substr(0, line.find_first_of(",}\r")))};
  }

  void Open(YamlNode node) {
    // The caller's own tree is one level deeper than the parser's depth counter.
    if (open_.size() >= static_cast<size_t>(kMaxNesting)) {
      throw Refused{node.at, fmt::format("nested deeper than {} levels", kMaxNesting)};
    }
    Count(node.at);
    open_.push_back(std::move(node));
    pending_.emplace_back();
  }
  void Close() {
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    pending_.pop_back();
    Place(std::move(node));
  }
  void Add(YamlNode node) {
    Count(node.at);
    Place(std::move(node));
  }
  void Count(Mark at) {
    if (++nodes_ > kMaxYamlNodes) {
      throw Refused{at, fmt::format("more than {} values in one file", kMaxYamlNodes)};
    }
  }

  void Place(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    YamlNode& parent = open_.back();
    if (parent.is_map() && parent.keys.size() == parent.items.size()) {
      if (!node.is_text()) throw Refused{node.at, "a key must be a plain word"};
      auto [first, fresh] = pending_.back().emplace(node.text, node.at.line);
      if (!fresh) {
        findings_->Error(
            file_, node.at,
            fmt::format("duplicate key `{}`; it is already in line {}", node.text, first->second));
      }
      parent.keys.push_back(std::move(node));
    } else {
      parent.items.push_back(std::move(node));
    }
  }

  std::string_view file_;
  std::vector<std::string_view> lines_;
  Findings* findings_;
  std::vector<YamlNode> open_;
  std::vector<std::map<std::string, int, std::less<>>> pending_;  // keys of each open map
  std::optional<YamlNode> root_;
  size_t nodes_ = 0;
};

std::vector<std::string_view> SplitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// yaml-cpp's own words are about tokens; these are about the file.
std::string InPlainWords(const std::string& message) {
  if (message.find("end of map") != std::string::npos) {
    return "this map is not finished; check the indentation, the `:` after each key and that every "
           "`{` has its `}`";
  }
  if (message.find("end of sequence") != std::string::npos) {
    return "this list is not finished; check the indentation and that every `[` has its `]`";
  }
  if (message.find("illegal map value") != std::string::npos) {
    return "a `:` where none can stand; put the value in quotes when the `:` belongs to it";
  }
  if (message.find("alias not found") != std::string::npos) {
    return "YAML reads a `*` at the start as an alias; put the value in quotes: \"*\"";
  }
  if (message.find("unknown token") != std::string::npos) {
    return "this cannot start a value; put it in quotes";
  }
  return "not YAML: " + message;
}

bool IsReadable(std::string_view file, std::string_view text,
                const std::vector<std::string_view>& lines, Findings* findings) {
  if (text.size() > kMaxYamlBytes) {
    findings->Error(
        file, {},
        fmt::format("larger than {} MB; long lists belong into a table", kMaxYamlBytes >> 20));
    return false;
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    int line = static_cast<int>(i) + 1;
    if (!IsCleanUtf8(lines[i])) {
      findings->Error(file, {line, 1}, "this line is not UTF-8 text; save the file as UTF-8");
      return false;
    }
    size_t first = lines[i].find_first_not_of(' ');
    if (first != std::string_view::npos && lines[i][first] == '\t') {
      findings->Error(file, {line, static_cast<int>(first) + 1},
                      "a tab indents this line; indent with spaces");
      return false;
    }
  }
  return true;
}

}  // namespace

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (size_t i = 0; i < keys.size() && i < items.size(); ++i) {
    if (keys[i].text == key) return &items[i];
  }
  return nullptr;
}

std::optional<YamlNode> ParseYaml(std::string_view file, std::string_view text,
                                  Findings* findings) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string_view> lines = SplitLines(text);
  if (!IsReadable(file, text, lines, findings)) return std::nullopt;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    TreeBuilder builder(file, lines, findings);
    if (!parser.HandleNextDocument(builder)) {
      findings->Error(file, {}, "the file is empty");
      return std::nullopt;
    }
    std::optional<YamlNode> root = builder.TakeRoot();
    TreeBuilder second(file, lines, findings);
    if (parser.HandleNextDocument(second)) {
      std::optional<YamlNode> extra = second.TakeRoot();
      findings->Error(file, extra ? extra->at : Mark{},
                      "a second document starts here; keep one document in a file (no `---`)");
      return std::nullopt;
    }
    return root;
  } catch (const Refused& refused) {
    findings->Error(file, refused.at, refused.message);
  } catch (const YAML::Exception& e) {
    Mark at = e.mark.is_null() ? Mark{} : Mark{e.mark.line + 1, e.mark.column + 1};
    findings->Error(file, at, InPlainWords(e.msg));
  }
  return std::nullopt;
}

}  // namespace signalbox
