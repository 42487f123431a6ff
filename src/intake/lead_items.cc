#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "intake/byte_source.h"
#include "intake/json_place.h"
#include "intake/lead_json.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

// Counts lines up to places that only move forward.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  size_t At(const char* place) {
    const auto to = static_cast<size_t>(place - text_.data());
    line_ += static_cast<size_t>(std::count(text_.data() + from_, text_.data() + to, '\n'));
    from_ = to;
    return line_;
  }

 private:
  std::string_view text_;
  size_t from_ = 0;
  size_t line_ = 1;
};

Error TooMany() {
  return Err(Code::kExhausted, "more than " + std::to_string(kMaxLeadsPerRequest) +
                                   " leads in one request; send them in parts");
}

Result<ParsedLeads> ParseLines(std::string_view body, const FieldMap* map) {
  ParsedLeads leads{.many = true, .items = {}};
  for (size_t line_number = 1; !body.empty(); ++line_number) {
    const size_t end = std::min(body.find('\n'), body.size());
    const std::string_view line = TrimBlanks(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
    if (line.empty()) continue;
    if (leads.items.size() == kMaxLeadsPerRequest) return TooMany();
    leads.items.push_back({leads.items.size(), line_number, line, ParseLeadJson(line, map)});
  }
  return leads;
}

Result<ParsedLeads> ParseArray(std::string_view body, const FieldMap* map) {
  ParsedLeads leads{.many = true, .items = {}};
  LineCounter lines(body);
  const auto fail = [&](size_t at, std::string_view what) {
    return Err(Code::kInvalid, "not JSON, " + LineAndColumn(body, at) + ": " + std::string(what));
  };
  size_t at = body.find('[') + 1;
  bool first = true;
  while (true) {
    at = std::min(body.find_first_not_of(kJsonSpace, at), body.size());
    if (at == body.size()) return fail(at, "the array does not end");
    if (first && body[at] == ']') break;
    const size_t length = JsonValueEnd().Feed(body.substr(at));
    if (length == JsonValueEnd::npos) return fail(at, "the value that begins here does not end");
    const std::string_view raw = body.substr(at, length);
    if (leads.items.size() == kMaxLeadsPerRequest) return TooMany();
    leads.items.push_back({leads.items.size(), lines.At(raw.data()), raw, ParseLeadJson(raw, map)});
    first = false;
    at = std::min(body.find_first_not_of(kJsonSpace, at + length), body.size());
    if (at == body.size()) return fail(at, "the array does not end");
    if (body[at] == ']') break;
    if (body[at] != ',') return fail(at, "expected `,` or `]`");
    ++at;
  }
  if (body.find_first_not_of(kJsonSpace, at + 1) != std::string_view::npos) {
    return fail(at + 1, "text after the end of the array");
  }
  return leads;
}

}  // namespace

Result<ParsedLeads> ParseLeads(std::string_view body, const FieldMap* map) {
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  const std::string_view trimmed = TrimBlanks(body);
  if (trimmed.empty()) {
    return Err(Code::kInvalid, "the body is empty; send a lead as a JSON object");
  }
  switch (ShapeOfJson(trimmed)) {
    case JsonShape::kArray:
      return ParseArray(body, map);
    case JsonShape::kLines:
      return ParseLines(body, map);
    case JsonShape::kOne:
      break;
  }
  ParsedLeads leads;
  leads.items.push_back(
      {0, LineCounter(body).At(trimmed.data()), trimmed, ParseLeadJson(trimmed, map)});
  return leads;
}

}  // namespace signalbox
