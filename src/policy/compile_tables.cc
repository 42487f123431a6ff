// Decision tables: what policy.yaml says of them, and their CSV rows.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/bundle_compiler.h"
#include "policy/csv_rows.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

constexpr int32_t kFirstDay = 0;
constexpr int32_t kLastDay = 9999'12'31;

// YYYYMMDD of `2026-12-31`; nothing for anything else.
std::optional<int32_t> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = ParseWholeNumber(text.substr(0, 4)), month = ParseWholeNumber(text.substr(5, 2)),
       day = ParseWholeNumber(text.substr(8, 2));
  if (!year || !month || !day || *year < 0 || *month < 1 || *month > 12 || *day < 1) {
    return std::nullopt;
  }
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  if (*day > kDays[*month - 1] + (leap && *month == 2 ? 1 : 0)) return std::nullopt;
  return static_cast<int32_t>(*year * 10'000 + *month * 100 + *day);
}

// Reads the rows of one CSV file against what policy.yaml says of it.
class RowReader {
 public:
  RowReader(std::string_view file, HitPolicy hit, const std::vector<MatchColumn>& columns,
            std::string_view target, const Policy& policy, Findings* findings)
      : file_(file),
        hit_(hit),
        columns_(columns),
        target_(target),
        policy_(policy),
        findings_(findings) {}

  // False when a column is missing.
  bool ReadHeader(const TableCsvRow& header) {
    std::vector<std::string> known = {"id", "valid_from", "valid_to", "note", std::string(target_)};
    if (hit_ == HitPolicy::kFirst) known.emplace_back("order");
    for (const MatchColumn& column : columns_) known.push_back(column.name);
    for (size_t i = 0; i < header.cells.size(); ++i) {
      std::string name(TrimSpaces(header.cells[i]));
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        findings_->Error(
            file_, {header.line, 1},
            fmt::format("unknown column `{}`{}", name,
                        name.empty() ? "; every column has a name" : DidYouMean(name, known)));
      } else if (!places_.emplace(name, i).second) {
        findings_->Error(file_, {header.line, 1}, fmt::format("column `{}` is there twice", name));
      }
    }
    bool good = true;
    for (const std::string& name : known) {
      if (name == "valid_from" || name == "valid_to" || name == "note") continue;
      if (places_.contains(name)) continue;
      findings_->Error(file_, {header.line, 1}, fmt::format("the column `{}` is missing", name));
      good = false;
    }
    return good;
  }

  std::optional<TableRow> Read(const TableCsvRow& csv) {
    TableRow row{.id = std::string(Cell(csv, "id")), .line = csv.line};
    if (row.id.empty()) {
      Fail(csv, "a row without `id`; give every row a name of its own that stays with it");
      return std::nullopt;
    }
    auto [first, fresh] = ids_.emplace(row.id, csv.line);
    bool good =
        fresh || Fail(csv, fmt::format("the id `{}` is already in line {}", row.id, first->second));
    for (const MatchColumn& column : columns_) {
      auto cell = ParseCell(Cell(csv, column.name), column.slot.type);
      if (cell.ok()) {
        row.cells.push_back(*std::move(cell));
      } else {
        good = Fail(csv, fmt::format("column `{}`: {}", column.name, cell.error().message));
      }
    }
    good = ReadTarget(csv, &row) && good;
    good = ReadDays(csv, &row) && good;
    if (hit_ == HitPolicy::kFirst) {
      std::optional<int64_t> order = ParseWholeNumber(Cell(csv, "order"));
      if (!order) good = Fail(csv, "`order` is a whole number; the least that fits decides");
      row.order = order.value_or(0);
    }
    if (!good) return std::nullopt;
    return row;
  }

 private:
  std::string_view Cell(const TableCsvRow& csv, std::string_view column) const {
    auto it = places_.find(column);
    return it == places_.end() ? std::string_view{} : TrimSpaces(csv.cells[it->second]);
  }
  bool Fail(const TableCsvRow& csv, std::string message) {
    findings_->Error(file_, {csv.line, 1}, std::move(message));
    return false;
  }

  bool ReadTarget(const TableCsvRow& csv, TableRow* row) {
    std::string_view text = Cell(csv, target_);
    size_t colon = text.find(':');
    std::string_view kind = text.substr(0, colon);
    std::string name(colon == std::string_view::npos ? "" : TrimSpaces(text.substr(colon + 1)));
    if (name.empty() || (kind != "pool" && kind != "person" && kind != "queue")) {
      return Fail(csv, fmt::format("`{}` is no target; write `pool:NAME`, `person:ID` or "
                                   "`queue:NAME`",
                                   text));
    }
    row->target.kind = kind == "pool"     ? TargetKind::kPool
                       : kind == "person" ? TargetKind::kPerson
                                          : TargetKind::kQueue;
    auto missing = [&](const auto& known) {
      if (known.contains(name)) return false;
      std::vector<std::string> names;
      for (const auto& [id, value] : known) names.push_back(id);
      Fail(csv, fmt::format("there is no {} `{}`{}", kind, name, DidYouMean(name, names)));
      return true;
    };
    if (row->target.kind == TargetKind::kPool && missing(policy_.pools)) return false;
    if (row->target.kind == TargetKind::kQueue && missing(policy_.queues)) return false;
    row->target.name = std::move(name);
    return true;
  }

  bool ReadDays(const TableCsvRow& csv, TableRow* row) {
    auto read = [&](std::string_view column, int32_t otherwise) -> std::optional<int32_t> {
      std::string_view text = Cell(csv, column);
      if (text.empty()) return otherwise;
      std::optional<int32_t> day = ParseDay(text);
      if (!day) {
        Fail(csv, fmt::format("`{}` in `{}` is not a day; write `2026-12-31`", text, column));
      }
      return day;
    };
    std::optional<int32_t> from = read("valid_from", kFirstDay), to = read("valid_to", kLastDay);
    if (!from || !to) return false;
    if (*from > *to) return Fail(csv, "`valid_to` lies before `valid_from`");
    row->from_day = *from;
    row->to_day = *to;
    return true;
  }

  std::string_view file_;
  HitPolicy hit_;
  const std::vector<MatchColumn>& columns_;
  std::string_view target_;
  const Policy& policy_;
  Findings* findings_;
  std::map<std::string, size_t, std::less<>> places_;
  std::map<std::string, int> ids_;
};

}  // namespace

void BundleCompiler::Tables(const YamlNode& node) {
  if (!IsMap(node, "`tables`")) return;
  for (size_t i = 0; i < node.keys.size(); ++i) Table(node.keys[i], node.items[i]);
}

std::optional<HitPolicy> BundleCompiler::HitOf(const YamlNode& spec) {
  const YamlNode* hit = spec.Find("hit");
  const YamlNode* prefer = spec.Find("prefer");
  if (hit != nullptr && hit->text != "priority" && hit->text != "first") {
    static const std::vector<std::string> kLater = {"unique", "any", "collect", "rule_order"};
    bool later = std::find(kLater.begin(), kLater.end(), hit->text) != kLater.end();
    Error(*hit, later ? fmt::format("not supported yet: {}", hit->text)
                      : fmt::format("unknown hit policy `{}`{}; write `priority` or `first`",
                                    hit->text, DidYouMean(hit->text, {"priority", "first"})));
    return std::nullopt;
  }
  bool first = hit != nullptr && hit->text == "first";
  if (prefer != nullptr && (first || prefer->text != "most_specific")) {
    Error(*prefer, first
                       ? "`prefer` belongs to `hit: priority`; `first` goes by the column `order`"
                       : fmt::format("not supported yet: prefer: {}; write `prefer: most_specific`",
                                     prefer->text));
    return std::nullopt;
  }
  return first ? HitPolicy::kFirst : HitPolicy::kPriority;
}

std::vector<MatchColumn> BundleCompiler::MatchOf(const YamlNode& spec, const YamlNode& key) {
  const YamlNode* match = spec.Find("match");
  std::vector<MatchColumn> columns;
  if (match == nullptr || !match->is_map() || match->keys.empty()) {
    Error(key, "a table needs `match`: `match: {country: lead.country}`, most important first");
    return columns;
  }
  if (match->keys.size() > kMaxMatchColumns) {
    Error(*match, fmt::format("more than {} columns to match", kMaxMatchColumns));
    return columns;
  }
  for (size_t i = 0; i < match->keys.size(); ++i) {
    const std::string& attribute = match->items[i].text;
    std::optional<Slot> slot = policy_->slots.Find(attribute);
    if (!slot || policy_->slots.IsPerson(slot->number)) {
      Error(match->items[i], UnknownAttributeMessage(attribute, policy_->slots, false));
      return {};
    }
    columns.push_back({match->keys[i].text, attribute, *slot});
  }
  return columns;
}

void BundleCompiler::Table(const YamlNode& key, const YamlNode& spec) {
  if (!IsMap(spec, "a table")) return;
  CheckKeys(spec, "a table", {"file", "match", "gives", "hit", "prefer"}, {"regions", "default"},
            kPolicyFile, findings_);
  std::string file = RequiredText(spec, "file", "a table");
  std::optional<HitPolicy> hit = HitOf(spec);
  std::vector<MatchColumn> columns = MatchOf(spec, key);
  // Rules may name it even when something of it is wrong: one mistake, one message.
  auto& table = policy_->tables[key.text];
  table =
      std::make_unique<DecisionTable>(key.text, file, hit.value_or(HitPolicy::kPriority), columns);
  const YamlNode* gives = spec.Find("gives");
  if (gives == nullptr || !gives->is_map() || gives->keys.size() != 1) {
    Error(gives != nullptr ? *gives : key, "a table gives one target: `gives: {to: target}`");
    return;
  }
  if (gives->items[0].text != "target") {
    Error(gives->items[0],
          fmt::format("not supported yet: {}; a table gives a `target`", gives->items[0].text));
    return;
  }
  auto content = files_.find(file);
  if (content == files_.end()) {
    if (!file.empty()) Error(*spec.Find("file"), fmt::format("the bundle has no file `{}`", file));
    return;
  }
  if (!hit || columns.empty()) return;
  std::vector<TableCsvRow> csv = ReadCsvRows(file, content->second, findings_);
  if (csv.empty()) return;
  RowReader reader(file, *hit, columns, gives->keys[0].text, *policy_, findings_);
  if (!reader.ReadHeader(csv.front())) return;
  std::vector<TableRow> rows;
  for (size_t i = 1; i < csv.size(); ++i) {
    std::optional<TableRow> row = reader.Read(csv[i]);
    if (!row) continue;
    if (row->from_day != kFirstDay || row->to_day != kLastDay) policy_->has_validity = true;
    rows.push_back(*std::move(row));
  }
  table->Build(std::move(rows), findings_);
}

}  // namespace signalbox
