#include <algorithm>
#include <cstdio>

#include "insight/text/entity_readers.h"
#include "insight/text/written_amount.h"

namespace signalbox {
namespace {

using Words = std::vector<TextToken>;

bool Holds(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsSeatWord(std::string_view word) {
  return Holds({"seat",       "seats",    "user",      "users",         "licence",      "licences",
                "license",    "licenses", "people",    "person",        "employee",     "employees",
                "staff",      "agents",   "reps",      "rep",           "sellers",      "members",
                "colleagues", "logins",   "headcount", "accounts",      "sdrs",         "bdrs",
                "aes",        "csms",     "engineers", "developers",    "salespeople",  "persons",
                "ftes",       "fte",      "workers",   "subscriptions", "subscription", "pax"},
               word);
}
bool IsThingWord(std::string_view word) {
  return Holds(
      {"leads",   "contacts",  "records",     "emails",        "messages",  "calls",   "tickets",
       "offices", "branches",  "stores",      "sites",         "countries", "units",   "servers",
       "devices", "customers", "teams",       "workspaces",    "locations", "records", "deals",
       "forms",   "regions",   "territories", "opportunities", "invoices",  "orders"},
      word);
}
// What may stand between a number and who is counted: `25 named users`.
bool IsQualifier(const TextToken& token) {
  return Holds({"named",     "additional", "more",       "new",        "extra",     "full",
                "paid",      "active",     "concurrent", "sales",      "support",   "service",
                "internal",  "external",   "total",      "remote",     "licensed",  "power",
                "basic",     "pro",        "premium",    "enterprise", "standard",  "customer",
                "marketing", "field",      "human",      "admin",      "of",        "our",
                "qualified", "inbound",    "monthly",    "open",       "different", "or",
                "so",        "software"},
               token.lower) ||
         (token.kind == TextToken::Kind::kWord && token.is_capital && MonthNamed(token.lower) < 0 &&
          WeekdayNamed(token.lower) < 0);
}

std::string MoneyText(std::string_view code, int64_t milli) {
  char text[48];
  std::snprintf(text, sizeof text, "%s%s%lld.%02lld", std::string(code).c_str(),
                code.empty() ? "" : " ", static_cast<long long>(milli / 1000),
                static_cast<long long>(milli % 1000 / 10));
  return text;
}

// One amount or two: `10-15k EUR`.
struct Range {
  WrittenAmount low, high;
  bool is_range = false;
  size_t begin = 0, end = 0;  // tokens, its currency among them
  const WrittenCurrency* currency = nullptr;
};

bool JoinsAmounts(const Words& tokens, size_t begin, size_t sign) {
  const std::string& word = tokens[sign].lower;
  if (word == "-" || word == "\u2013" || word == "\u2014" || word == "to") return true;
  return word == "and" && begin > 0 && tokens[begin - 1].lower == "between";
}

// The number at `at` with the currency on either side of it; nothing when there is no number.
std::optional<Range> RangeAt(const Words& tokens, size_t at) {
  const CurrencySpan before = CurrencyFrom(tokens, at);
  const size_t first = before.currency == nullptr ? at : before.end;
  std::optional<WrittenAmount> low = ReadWrittenAmount(tokens, first, before.currency != nullptr);
  if (!low.has_value()) return std::nullopt;
  Range range{*low, *low, false, at, low->end, before.currency};
  CurrencySpan behind = CurrencyFrom(tokens, range.end);
  if (behind.currency != nullptr) range.end = behind.end;
  if (range.end + 1 < tokens.size() && JoinsAmounts(tokens, at, range.end)) {
    const CurrencySpan again = CurrencyFrom(tokens, range.end + 1);
    const size_t next = again.currency == nullptr ? range.end + 1 : again.end;
    const bool has_currency = range.currency != nullptr || behind.currency != nullptr;
    if (const auto high = ReadWrittenAmount(tokens, next, has_currency); high.has_value()) {
      // `10-15k` is ten thousand and more, and `10k-15` is what it says.
      WrittenAmount scaled = range.low;
      if (scaled.times == 1 && scaled.milli < high->milli / high->times)
        scaled.milli *= high->times;
      // `Q3 2026 - 100 users` and a date are no range.
      if (scaled.milli < high->milli) {
        range.low = scaled;
        range.high = *high;
        range.is_range = true;
        range.end = high->end;
        if (again.currency != nullptr && range.currency == nullptr) range.currency = again.currency;
        if (behind.currency == nullptr) behind = CurrencyFrom(tokens, range.end);
        if (behind.currency != nullptr && behind.end > range.end) range.end = behind.end;
      }
    }
  }
  // `$5,000 CAD`: what names the country says more.
  if (behind.currency != nullptr && (range.currency == nullptr || !behind.currency->code.empty())) {
    range.currency = behind.currency;
  }
  return range;
}

class AmountReader {
 public:
  AmountReader(const Words& tokens, std::vector<TextEntity>* out) : tokens_(tokens), out_(out) {}

  void Read() {
    for (size_t at = 0; at < tokens_.size();) {
      const std::optional<Range> range = RangeAt(tokens_, at);
      at = range.has_value() ? std::max(Take(*range), at + 1) : at + 1;
    }
  }

 private:
  std::string_view Word(size_t at) const {
    return at < tokens_.size() ? std::string_view(tokens_[at].lower) : std::string_view();
  }
  std::string_view Back(size_t at, size_t by) const {
    return by <= at ? Word(at - by) : std::string_view();
  }

  void Add(TextEntityKind kind, size_t begin, size_t end, std::string value) {
    counted_end_ = end;
    if (kind == TextEntityKind::kMoney) money_end_ = end;
    out_->push_back({kind, {tokens_[begin].span.begin, tokens_[end - 1].span.end}, value, {}});
  }

  static std::string Sum(const Range& range) {
    const std::string_view code = range.currency == nullptr ? "" : range.currency->code;
    const std::string low = MoneyText(code, range.low.milli);
    return range.is_range ? low + "/" + MoneyText({}, range.high.milli) : low;
  }
  static std::string Whole(const Range& range) {
    const std::string low = std::to_string(range.low.milli / 1000);
    return range.is_range ? low + "/" + std::to_string(range.high.milli / 1000) : low;
  }

  // Words before a number that make it money: `budget is around 40k`.
  bool IsSpent(const Range& range) const {
    const bool is_each =
        Holds({"per", "/", "each"}, Word(range.end)) ||
        (Word(range.end) == "a" && Holds({"month", "year", "user", "seat"}, Word(range.end + 1)));
    const bool is_much = range.low.milli >= 100'000 || is_each;
    if (!is_much) return false;
    if (Holds({"budget", "budgeted"}, Word(range.end)) ||
        (Word(range.end) == "to" && Holds({"spend", "invest"}, Word(range.end + 1)))) {
      return true;
    }
    for (size_t i = range.begin; i-- > money_end_ && range.begin - i <= 8;) {
      const std::string_view word = tokens_[i].lower;
      if (Holds({"budget", "spend", "pay", "paying", "cost", "costs", "price", "priced", "charged",
                 "spending", "budgeted", "invest", "quoted", "quote"},
                word)) {
        // `a budget for 2027`.
        return !IsYear(range);
      }
      const bool is_other_sum =
          tokens_[i].is_number && i >= counted_end_ && !IsYearNumber(tokens_[i]);
      if (is_other_sum || Holds({".", "?", "!"}, word)) return false;
    }
    return false;
  }

  static bool IsYearNumber(const TextToken& token) {
    return token.lower.size() == 4 && token.milli >= 1'990'000 && token.milli <= 2'100'000;
  }
  bool IsYear(const Range& range) const {
    return range.end == range.begin + 1 && IsYearNumber(tokens_[range.begin]) &&
           Holds({"for", "in", "of", "by", "during", "since", "fy", "until", "before", "budget"},
                 Back(range.begin, 1));
  }

  // Where who or what is counted stands behind the number; 0 for nowhere.
  size_t CountedAt(size_t end) const {
    if (Word(end) == "+" || Word(end) == "x") ++end;
    if (Word(end) == "-" &&
        (Holds({"person", "seat", "user", "employee", "people"}, Word(end + 1))))
      ++end;
    constexpr size_t kMostQualifiers = 3;
    for (size_t more = 0; more <= kMostQualifiers && end < tokens_.size(); ++more, ++end) {
      if (IsSeatWord(Word(end)) || IsThingWord(Word(end))) return end;
      if (!IsQualifier(tokens_[end])) return 0;
    }
    return 0;
  }

  // `seats: 250`, `headcount of 300`, `number of users = 40`, `a team of 40`.
  size_t CountedBefore(size_t begin) const {
    size_t at = begin;
    while (at > 0 && Holds({":", "=", "is", "of", "are"}, Word(at - 1))) --at;
    if (at == 0) return tokens_.size();
    const bool is_team =
        Word(begin - 1) == "of" && Holds({"team", "company", "department", "organisation",
                                          "organization", "headcount", "staff", "group"},
                                         Word(at - 1));
    const bool is_form = Holds({":", "="}, Word(begin - 1)) && IsSeatWord(Word(at - 1));
    const bool is_size = Word(at - 1) == "headcount" ||
                         (Word(at - 1) == "size" && Holds({"team", "company"}, Back(at - 1, 1)));
    return is_team || is_form || is_size ? at - 1 : tokens_.size();
  }

  // The token to go on from.
  size_t Take(const Range& range) {
    if (range.currency != nullptr) {
      Add(TextEntityKind::kMoney, range.begin, range.end, Sum(range));
      return range.end;
    }
    // `1/2 of our users`.
    const bool is_part = range.begin > 0 && Word(range.begin - 1) == "/";
    const bool is_whole = !is_part && range.low.milli % 1000 == 0 && range.high.milli % 1000 == 0;
    if (const size_t counted = CountedAt(range.end); counted != 0 && is_whole && !IsVague(range)) {
      const bool is_seats = IsSeatWord(Word(counted));
      Add(is_seats ? TextEntityKind::kSeats : TextEntityKind::kQuantity, range.begin, counted + 1,
          is_seats ? Whole(range) : Whole(range) + " " + std::string(Word(counted)));
      return counted + 1;
    }
    if (IsSpent(range) || Word(range.high.end - 1) == "grand") {
      Add(TextEntityKind::kMoney, range.begin, range.end, Sum(range));
    } else if (is_whole && CountedBefore(range.begin) != tokens_.size()) {
      const bool is_named = !Holds({"of"}, Word(range.begin - 1));
      Add(TextEntityKind::kSeats, is_named ? CountedBefore(range.begin) : range.begin, range.end,
          Whole(range));
    }
    return range.end;
  }

  // `one person told me` counts nobody.
  bool IsVague(const Range& range) const {
    return !range.is_range && range.low.milli == 1000 && range.low.is_in_words;
  }

  const Words& tokens_;
  std::vector<TextEntity>* out_;
  size_t counted_end_ = 0;  // behind what was found last
  size_t money_end_ = 0;    // and behind the last money
};

}  // namespace

void ReadAmounts(const Words& tokens, std::vector<TextEntity>* out) {
  AmountReader(tokens, out).Read();
}

}  // namespace signalbox
