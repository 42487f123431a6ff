#include "policy/territory_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "policy/folded_text.h"
#include "policy/salesforce/criterion.h"
#include "policy/salesforce/import_bundle.h"

namespace signalbox {

namespace {

enum class Use { kText, kPostal, kPostalPrefix, kSize };

struct KnownColumn {
  std::string_view name;  // in our table
  std::string_view attribute;
  Use use;
  std::vector<std::string_view> headers;  // letters and digits, lower case
};

// In the order of importance, which is that of the table.
const std::vector<KnownColumn>& KnownColumns() {
  static const std::vector<KnownColumn> kColumns = {
      {"country", "lead.country", Use::kText, {"country", "countrycode", "countryregion"}},
      {"state", "lead.state", Use::kText, {"state", "stateprovince", "statecode", "province"}},
      {"city", "lead.city", Use::kText, {"city", "town"}},
      {"postal",
       "lead.postal_code",
       Use::kPostal,
       {"postal", "postalcode", "postcode", "zip", "zipcode", "zippostalcode", "plz"}},
      {"postal", "lead.postal_code", Use::kPostalPrefix, {"postalprefix", "zipprefix"}},
      {"segment", "lead.segment", Use::kText, {"segment"}},
      {"industry", "lead.industry", Use::kText, {"industry"}},
      {"source", "lead.source", Use::kText, {"source", "leadsource"}},
      {"employees",
       "lead.employees",
       Use::kSize,
       {"employees", "numberofemployees", "companysize", "size"}},
  };
  return kColumns;
}

constexpr std::string_view kOwnerHeaders[] = {
    "owner",    "ownerid",    "owneremail", "user",        "rep",
    "salesrep", "assignedto", "person",     "salesperson", "accountexecutive"};
constexpr std::string_view kQueueHeaders[] = {"queue", "queuename", "assignedqueue"};
constexpr std::string_view kIdHeaders[] = {"id", "territoryid", "territory", "territoryname"};

std::string Comparable(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out.push_back(c);
    if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c | 0x20));
  }
  return out;
}

template <typename Names>
bool IsOneOf(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string CsvQuoted(std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell.push_back('"');
    cell.push_back(c);
  }
  return cell + "\"";
}

// One value of a cell as our tables write it.
std::string PostalValue(std::string_view value, Use use) {
  const size_t dash = value.find('-');
  if (dash != std::string_view::npos) {
    const std::vector<std::string> prefixes =
        PrefixesOf(TrimSpaces(value.substr(0, dash)), TrimSpaces(value.substr(dash + 1)));
    if (!prefixes.empty()) return fmt::format("{}", fmt::join(prefixes, "|"));
  }
  const bool prefix = use == Use::kPostalPrefix && !value.ends_with('*');
  return std::string(value) + (prefix ? "*" : "");
}

std::string SizeValue(std::string_view value) {
  const size_t dash = value.find('-');
  if (dash != std::string_view::npos) {
    const std::string_view low = TrimSpaces(value.substr(0, dash));
    const std::string_view high = TrimSpaces(value.substr(dash + 1));
    if (AreDigits(low) && AreDigits(high)) return fmt::format("{}..{}", low, high);
  }
  if (value.ends_with('+') && AreDigits(value.substr(0, value.size() - 1))) {
    return fmt::format("{}..", value.substr(0, value.size() - 1));
  }
  return std::string(value);
}

std::string CellOf(std::string_view text, Use use) {
  std::string cell;
  text = TrimSpaces(text);
  const std::string folded = Folded(text);
  if (folded.empty() || folded == "any" || folded == "all" || folded == "*") return "*";
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("|;,"), text.size());
    const std::string_view value = TrimSpaces(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (value.empty()) continue;
    if (!cell.empty()) cell.push_back('|');
    cell += use == Use::kSize   ? SizeValue(value)
            : use == Use::kText ? std::string(value)
                                : PostalValue(value, use);
  }
  return cell.empty() ? "*" : cell;
}

class TerritoryImporter {
 public:
  TerritoryImporter(std::string_view file, const std::vector<std::string>& header)
      : file_(file), header_(header) {}

  Status Columns() {
    for (size_t place = 0; place < header_.size(); ++place) SB_TRY(Column(place));
    if (owner_ < 0 && queue_ < 0) {
      return Fail("no column says who gets a territory; name one `owner` or `queue`");
    }
    if (match_.empty()) {
      return Fail(
          "no column says where a territory lies; name one `country`, `state`, `postal`, "
          "`segment`, `industry`, `source` or `employees`");
    }
    std::stable_sort(match_.begin(), match_.end(),
                     [](const Match& a, const Match& b) { return a.order < b.order; });
    return {};
  }

  TerritoryBundle Take(const std::vector<TerritoryRow>& rows) {
    table_ = "id";
    for (const Match& match : match_) table_ += "," + match.name;
    table_ += ",to\n";
    for (const TerritoryRow& row : rows) Row(row);
    queues_.insert("unrouted");
    out_.notes.push_back(fmt::format(
        "{}: every queue has `owner: {{team: imported}}` and `empty_within: 24h`; say in "
        "policy.yaml who owns each and how fast it is worked",
        file_));
    for (const Match& match : match_) out_.attributes.push_back(match.attribute);
    out_.people.assign(people_.begin(), people_.end());
    out_.queues.assign(queues_.begin(), queues_.end());
    out_.files["policy.yaml"] = Policy();
    out_.files["tables/territories.csv"] = std::move(table_);
    AddImportedRoster(out_.people, &out_.files, &out_.roster);
    return std::move(out_);
  }

 private:
  struct Match {
    size_t place = 0, order = 0;
    std::string name, attribute;
    Use use = Use::kText;
    bool own = false;
  };

  Error Fail(std::string_view what) const {
    return Err(Code::kInvalid, fmt::format("{}:1: {}", file_, what));
  }

  Status Column(size_t place) {
    const std::string name = Comparable(header_[place]);
    const auto number = static_cast<int>(place);
    for (auto [headers, column] :
         {std::pair<std::span<const std::string_view>, int*>{kOwnerHeaders, &owner_},
          {kQueueHeaders, &queue_},
          {kIdHeaders, &id_}}) {
      if (!IsOneOf(headers, name)) continue;
      if (*column >= 0) return Twice(place, static_cast<size_t>(*column));
      *column = number;
      return {};
    }
    Match match{.place = place, .order = KnownColumns().size()};
    if (header_[place].ends_with("__c")) {
      SalesforceFields fields;
      const auto field = fields.Find(TrimSpaces(header_[place]));
      if (!field.ok()) return Fail(field.error().message);
      match.attribute = field->attribute;
      match.name = TrimSpaces(header_[place]);
      match.own = true;
    }
    for (size_t i = 0; i < KnownColumns().size(); ++i) {
      const KnownColumn& known = KnownColumns()[i];
      if (!IsOneOf(known.headers, name)) continue;
      match.order = i, match.name = known.name, match.attribute = known.attribute;
      match.use = known.use;
    }
    if (match.name.empty()) {
      out_.notes.push_back(fmt::format("{}:1: warning: the column `{}` is not known and left out",
                                       file_, header_[place]));
      return {};
    }
    for (const Match& earlier : match_) {
      if (earlier.name == match.name) return Twice(place, earlier.place);
    }
    match_.push_back(std::move(match));
    return {};
  }

  Status Twice(size_t place, size_t earlier) const {
    return Fail(fmt::format("the columns `{}` and `{}` say the same; keep one", header_[earlier],
                            header_[place]));
  }

  std::string_view Cell(const TerritoryRow& row, int place) const {
    return place < 0 ? std::string_view{} : TrimSpaces(row.cells[static_cast<size_t>(place)]);
  }

  void Row(const TerritoryRow& row) {
    const std::string_view owner = Cell(row, owner_), queue = Cell(row, queue_);
    if (owner.empty() == queue.empty()) {
      out_.notes.push_back(
          fmt::format("{}:{}: error: the row has {} and is left out", file_, row.line,
                      owner.empty() ? "neither an owner nor a queue" : "an owner and a queue"));
      return;
    }
    std::string id(Cell(row, id_));
    if (id.empty()) id = fmt::format("line-{}", row.line);
    if (!ids_.insert(id).second) id = fmt::format("{} (line {})", id, row.line);
    std::string line = CsvQuoted(id);
    for (const Match& match : match_) {
      line += "," + CsvQuoted(CellOf(row.cells[match.place], match.use));
    }
    if (owner.empty()) {
      queues_.emplace(queue);
      line += "," + CsvQuoted(fmt::format("queue:{}", queue));
    } else {
      people_.emplace(owner);
      line += "," + CsvQuoted(fmt::format("person:{}", owner));
    }
    table_ += line + "\n";
    ++out_.rows;
  }

  std::string Policy() const {
    std::string fields, match;
    for (const Match& one : match_) {
      if (one.own) fields += fmt::format("  {}: {{type: text}}\n", one.attribute);
      match += fmt::format("{}{}: {}", match.empty() ? "" : ", ", one.name, one.attribute);
    }
    std::string text = fmt::format(
        "{}-territories` from {}, {} rows.\n"
        "policy: territories\nrecord: lead\ntriggers: [created, came_back, by_hand]\n\n",
        kImportMark, OneCommentLine(file_), out_.rows);
    if (!fields.empty()) text += "fields:\n" + fields + "\n";
    text += fmt::format(
        "rules:\n  - name: territory\n    assign: {{table: territories}}\n"
        "nothing_matched: {{queue: unrouted, reason: no territory fits}}\n\n"
        "tables:\n  territories:\n    file: tables/territories.csv\n"
        "    match: {{{}}}\n    gives: {{to: target}}\n    hit: priority\n"
        "    prefer: most_specific        # the order of the rows means nothing\n\n{}",
        match, ImportedQueues(out_.queues));
    return text;
  }

  std::string_view file_;
  const std::vector<std::string>& header_;
  int owner_ = -1, queue_ = -1, id_ = -1;
  std::vector<Match> match_;
  std::set<std::string> people_, queues_, ids_;
  std::string table_;
  TerritoryBundle out_;
};

}  // namespace

std::vector<std::string> PrefixesOf(std::string_view low, std::string_view high) {
  std::vector<std::string> prefixes;
  if (low.size() > kMaxCodeDigits) return {};
  if (low.size() != high.size() || !AreDigits(low) || !AreDigits(high) || low > high) return {};
  size_t same = 0;
  while (same < low.size() && low[same] == high[same]) ++same;
  if (same == low.size()) return {std::string(low)};
  const std::string_view low_rest = low.substr(same + 1), high_rest = high.substr(same + 1);
  const bool from_start = low_rest.find_first_not_of('0') == std::string_view::npos;
  const bool to_end = high_rest.find_first_not_of('9') == std::string_view::npos;
  if (from_start && to_end && low[same] == '0' && high[same] == '9' && same > 0) {
    return {std::string(low.substr(0, same)) + "*"};
  }
  for (char digit = low[same]; digit <= high[same]; ++digit) {
    const std::string head = std::string(low.substr(0, same)) + digit;
    const bool first = digit == low[same] && !from_start;
    const bool last = digit == high[same] && !to_end;
    if (first || last) {
      const std::string from = first ? std::string(low) : head + std::string(low_rest.size(), '0');
      const std::string to = last ? std::string(high) : head + std::string(low_rest.size(), '9');
      for (std::string& inner : PrefixesOf(from, to)) prefixes.push_back(std::move(inner));
    } else {
      prefixes.push_back(low_rest.empty() ? head : head + "*");
    }
  }
  return prefixes;
}

Result<TerritoryBundle> ImportTerritories(std::string_view file,
                                          const std::vector<std::string>& header,
                                          const std::vector<TerritoryRow>& rows) {
  TerritoryImporter importer(file, header);
  SB_TRY(importer.Columns());
  return importer.Take(rows);
}

}  // namespace signalbox
