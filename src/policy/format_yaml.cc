// Writes a YAML tree with the comments of its source.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/condition.h"
#include "policy/format_bundle.h"
#include "policy/format_source.h"

namespace signalbox {

namespace {

constexpr size_t kMaxColumns = 100;
// Where a comment beside a short line begins, so that those of neighbouring lines stand together.
constexpr size_t kCommentColumn = 35;
constexpr size_t kIndent = 2;

// Sections whose entries each have a line of their own, whatever would fit.
const std::set<std::string, std::less<>> kSections = {
    "fields", "flags",       "guards",    "rules",  "tables", "pools", "queues",
    "slas",   "escalations", "calendars", "roster", "tests",  "steps"};
// Sections whose entries are written key by key.
const std::set<std::string, std::less<>> kTall = {"guards", "rules", "tests"};

using Place = std::pair<int, int>;
Place PlaceOf(Mark at) {
  return {at.line, at.column};
}

bool IsContainer(const YamlNode& node) {
  return (node.is_map() || node.is_list()) && !node.items.empty();
}

// Columns as an editor counts them.
size_t Width(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsBlockText(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.starts_with(' ') ||
      text.starts_with('\n') || text.ends_with("\n\n")) {
    return false;
  }
  char before = 0;
  for (char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) return false;
    if (c == '\n' && (before == ' ' || before == '\t')) return false;
    before = c;
  }
  return before != ' ';
}

class YamlWriter {
 public:
  YamlWriter(const YamlSource& source, const YamlNode& root) : source_(source), root_(root) {
    for (const YamlComment& comment : source.comments) {
      if (comment.own_line) pending_.push_back({comment.at, comment.text});
    }
    for (int line : source.blank_lines) pending_.push_back({{line, 0}, {}});
    std::sort(pending_.begin(), pending_.end(),
              [](const Own& a, const Own& b) { return PlaceOf(a.at) < PlaceOf(b.at); });
    CollectStarts(root);
    for (const YamlComment& comment : source.comments) {
      if (comment.own_line) continue;
      const YamlNode* owner = OwnerOf(root_, PlaceOf(comment.at));
      beside_[owner == nullptr ? &root_ : owner].push_back(comment.text);
    }
  }

  std::string Write() {
    if (root_.is_map() && !root_.items.empty()) {
      Children(root_, 0, true);
    } else if (IsContainer(root_)) {
      Children(root_, 0, false);
    } else {
      Line(0, root_.is_nothing() ? "" : Inline(root_, false), &root_);
    }
    Comments(INT32_MAX, 0);
    return std::move(out_);
  }

 private:
  struct Own {
    Mark at;
    std::string text;  // empty: a blank line
  };

  Mark StartOf(const YamlNode& parent, size_t i) const {
    return parent.is_map() ? parent.keys[i].at : parent.items[i].at;
  }
  void CollectStarts(const YamlNode& node) {
    for (size_t i = 0; i < node.items.size(); ++i) {
      starts_.push_back(PlaceOf(StartOf(node, i)));
      CollectStarts(node.items[i]);
    }
  }

  // The entry that a comment beside it belongs to: the deepest one that begins before it and is not
  // in a bracket that closed before it.
  const YamlNode* OwnerOf(const YamlNode& parent, Place at) const {
    const YamlNode* last = nullptr;
    for (size_t i = 0; i < parent.items.size(); ++i) {
      if (PlaceOf(StartOf(parent, i)) > at) break;
      last = &parent.items[i];
    }
    if (last == nullptr || !IsContainer(*last)) return last;
    auto close = source_.closes.find(PlaceOf(last->at));
    if (close != source_.closes.end() && PlaceOf(close->second) < at) return last;
    const YamlNode* inner = OwnerOf(*last, at);
    return inner == nullptr ? last : inner;
  }

  bool HasCommentInside(const YamlNode& node) const {
    return std::any_of(node.items.begin(), node.items.end(), [&](const YamlNode& item) {
      return beside_.contains(&item) || HasCommentInside(item);
    });
  }
  int LastLine(const YamlNode& node) const {
    int last = node.at.line;
    if (auto close = source_.closes.find(PlaceOf(node.at)); close != source_.closes.end()) {
      last = close->second.line;
    }
    for (const YamlNode& item : node.items) last = std::max(last, LastLine(item));
    return last;
  }
  bool HasOwnCommentBetween(int after, int until) const {
    return std::any_of(pending_.begin(), pending_.end(), [&](const Own& own) {
      return !own.text.empty() && own.at.line > after && own.at.line <= until;
    });
  }

  // On one line; nothing when that cannot say it.
  std::optional<std::string> Flow(const YamlNode& node) const {
    if (node.is_nothing()) return std::nullopt;
    if (node.is_text()) {
      if (node.text.find('\n') != std::string::npos) return std::nullopt;
      return FormatScalar(node.text, node.quoted, true);
    }
    std::string out = node.is_map() ? "{" : "[";
    for (size_t i = 0; i < node.items.size(); ++i) {
      if (i > 0) out += ", ";
      if (node.is_map()) out += FormatScalar(node.keys[i].text, node.keys[i].quoted, true) + ": ";
      std::optional<std::string> item = Flow(node.items[i]);
      if (!item) return std::nullopt;
      out += *item;
    }
    return out + (node.is_map() ? "}" : "]");
  }

  std::string Inline(const YamlNode& node, bool in_flow) const {
    if (node.is_text()) return FormatScalar(node.text, node.quoted, in_flow);
    return Flow(node).value_or("");
  }

  // Comments and blank lines that stand before `line`.
  void Comments(int line, size_t indent, int least_column = 0) {
    while (next_ < pending_.size() && pending_[next_].at.line < line) {
      const Own& own = pending_[next_];
      if (own.text.empty()) {
        // Whose blank line it is shows with the comment after it.
        size_t after = next_;
        while (after < pending_.size() && pending_[after].text.empty()) ++after;
        const bool ours = after < pending_.size() && pending_[after].at.line < line &&
                          pending_[after].at.column >= least_column;
        if (least_column > 0 && !ours) return;
        blank_ = true;
      } else {
        if (own.at.column < least_column) return;
        Put(std::string(indent, ' ') + own.text);
      }
      ++next_;
    }
  }

  void Put(const std::string& line) {
    if (blank_ && !out_.empty() && !opened_) out_ += "\n";
    blank_ = opened_ = false;
    out_ += line + "\n";
  }

  std::vector<std::string> BesideOf(const YamlNode& owner) const {
    auto beside = beside_.find(&owner);
    return beside == beside_.end() ? std::vector<std::string>{} : beside->second;
  }

  void Line(size_t indent, const std::string& text, const YamlNode* owner) {
    std::string line = std::string(indent, ' ') + text;
    const std::vector<std::string> beside = BesideOf(*owner);
    for (size_t i = 1; i < beside.size(); ++i) Put(std::string(indent, ' ') + beside[i]);
    if (!beside.empty()) {
      const size_t width = Width(line);
      line.append(width < kCommentColumn ? kCommentColumn - width : 2, ' ');
      line += beside.front();
    }
    Put(line);
  }

  // One entry after `head` (`key:` or `-`), which stands at `indent` or behind a dash.
  void Entry(size_t indent, const std::string& head, int head_line, const YamlNode& value,
             bool tall, const std::string& lead) {
    const std::string start = lead + head;
    if (value.is_nothing()) return Line(indent, start, &value);
    if (value.is_text()) {
      if (IsBlockText(value.text)) {
        return BlockText(indent, start, indent + lead.size() + kIndent, value);
      }
      return Line(indent, start + " " + FormatScalar(value.text, value.quoted, false), &value);
    }
    const bool free = !HasCommentInside(value) && !HasOwnCommentBetween(head_line, LastLine(value));
    if (std::optional<std::string> flow = Flow(value);
        flow && (value.items.empty() || (!tall && free))) {
      const std::string line = start + " " + *flow;
      if (value.items.empty() || indent + Width(line) <= kMaxColumns) {
        return Line(indent, line, &value);
      }
    }
    Line(indent, start, &value);
    opened_ = true;
    Children(value, indent + lead.size() + kIndent, false);
    opened_ = false;
  }

  void BlockText(size_t indent, const std::string& start, size_t depth, const YamlNode& value) {
    const bool ends = value.text.ends_with('\n');
    Line(indent, start + (ends ? " |" : " |-"), &value);
    std::string_view rest = value.text;
    if (ends) rest.remove_suffix(1);
    while (true) {
      const size_t end = rest.find('\n');
      const std::string_view line = rest.substr(0, end);
      out_ += line.empty() ? "\n" : std::string(depth, ' ') + std::string(line) + "\n";
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
    }
  }

  // The entries of a map or list, each on lines of its own. `dash` leads the first one's line.
  void Children(const YamlNode& node, size_t indent, bool is_root, const std::string& dash = {}) {
    for (size_t i = 0; i < node.items.size(); ++i) {
      const YamlNode& value = node.items[i];
      const std::string& lead = i == 0 ? dash : kNone;
      const size_t at = indent - lead.size();
      Comments(StartOf(node, i).line, at);
      if (node.is_map()) {
        const std::string key = FormatScalar(node.keys[i].text, node.keys[i].quoted, false);
        if (is_root) section_ = node.keys[i].text;
        const bool tall = is_root && kSections.contains(section_);
        Entry(at, key + ":", node.keys[i].at.line, value, tall, lead);
      } else if (IsContainer(value) && !ItemFits(node, value, indent)) {
        // Beside the dash it would read as a comment of the first entry.
        for (const std::string& comment : BesideOf(value)) Put(std::string(at, ' ') + comment);
        Children(value, indent + kIndent, false, lead + "- ");
      } else {
        Entry(at, "-", value.at.line, value, false, lead);
      }
    }
    const bool is_flow = source_.closes.contains(PlaceOf(node.at));
    if (is_root || is_flow || node.items.empty()) return;
    // What stands below the last entry, as deep as the entries.
    const Place last = LastStart(node);
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), last);
    Comments(next == starts_.end() ? INT32_MAX : next->first, indent, node.at.column);
  }
  Place LastStart(const YamlNode& node) const {
    const YamlNode& item = node.items.back();
    const Place own = PlaceOf(StartOf(node, node.items.size() - 1));
    return IsContainer(item) ? std::max(own, LastStart(item)) : own;
  }

  // Whether a map or list of a list stands on one line.
  bool ItemFits(const YamlNode& list, const YamlNode& item, size_t indent) const {
    if (root_.Find(section_) == &list && kTall.contains(section_)) return false;
    // Also one behind the item's own dash, which stands above what the item holds.
    if (HasCommentInside(item) || HasOwnCommentBetween(item.at.line - 1, LastLine(item)))
      return false;
    const std::optional<std::string> flow = Flow(item);
    return flow && indent + 2 + Width(*flow) <= kMaxColumns;
  }

  static const std::string kNone;

  const YamlSource& source_;
  const YamlNode& root_;
  std::vector<Own> pending_;
  size_t next_ = 0;
  std::vector<Place> starts_;  // of every entry, in order
  std::map<const YamlNode*, std::vector<std::string>> beside_;
  std::string section_;  // key of the root that is being written
  std::string out_;
  bool blank_ = false;   // a blank line is due
  bool opened_ = false;  // the line before opened a block
};

const std::string YamlWriter::kNone;

bool IsSameTree(const YamlNode& a, const YamlNode& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  if (a.is_text() && a.quoted != b.quoted && ParseRange(a.text)) return false;
  for (size_t i = 0; i < a.items.size(); ++i) {
    if (a.is_map() && a.keys[i].text != b.keys[i].text) return false;
    if (!IsSameTree(a.items[i], b.items[i])) return false;
  }
  return true;
}

std::vector<std::string> CommentsOf(const YamlSource& source) {
  std::vector<std::string> texts;
  for (const YamlComment& comment : source.comments) texts.push_back(comment.text);
  std::sort(texts.begin(), texts.end());
  return texts;
}

constexpr const char* kUnusual =
    "cannot be formatted without a change of meaning; write unusual YAML (`?` keys, texts over "
    "several lines) in a plainer way";

std::optional<std::string> FormatOnce(std::string_view file, std::string_view text,
                                      Findings* findings) {
  const std::string mended = QuoteRefusedValues(file, std::string(text));
  const std::optional<YamlNode> root = ParseYaml(file, mended, findings);
  if (!root || findings->has_error()) return std::nullopt;
  const YamlSource source = ScanYaml(mended);
  std::string out = YamlWriter(source, *root).Write();
  // What cannot be written so that it reads the same stays as it is.
  Findings again;
  const std::optional<YamlNode> written = ParseYaml(file, out, &again);
  if (!written || !IsSameTree(*root, *written) || CommentsOf(source) != CommentsOf(ScanYaml(out))) {
    findings->Error(file, {}, kUnusual);
    return std::nullopt;
  }
  return out;
}

// A comment beside a dash goes above it, and then what it stood in the way of may fit on one line,
// one depth a round.
constexpr int kMaxRounds = 64;

}  // namespace

std::optional<std::string> FormatYaml(std::string_view file, std::string_view text,
                                      Findings* findings) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::optional<std::string> formatted = FormatOnce(file, text, findings);
  for (int round = 0; formatted && round < kMaxRounds; ++round) {
    std::optional<std::string> next = FormatOnce(file, *formatted, findings);
    if (next == formatted) return next;
    formatted = std::move(next);
  }
  if (formatted) findings->Error(file, {}, kUnusual);
  return std::nullopt;
}

}  // namespace signalbox
