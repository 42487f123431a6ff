#include "intake/json_leads.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/limits.h"
#include "intake/byte_source.h"
#include "intake/json_place.h"
#include "intake/lead_json.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

std::string TooLong() {
  return "longer than " + std::to_string(kMaxLeadBytes) + " bytes";
}

}  // namespace

Status JsonLeads::Begin() {
  SB_TRY(window_.Grow());
  if (window_.bytes().starts_with(kByteOrderMark)) window_.Consume(kByteOrderMark.size());
  SB_ASSIGN(const bool any, ToContent());
  if (!any) return Err(Code::kInvalid, "the file is empty");
  // The end of a lead and the beginning of the next must be in sight.
  while (window_.bytes().size() <= kMaxLeadBytes) {
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) break;
  }
  const std::string_view sight = window_.bytes();
  switch (ShapeOfJson(sight)) {
    case JsonShape::kArray:
      Consume(1);
      shape_ = Shape::kArray;
      break;
    case JsonShape::kLines:
      shape_ = Shape::kLines;
      break;
    case JsonShape::kOne:
      shape_ = sight.size() > kMaxLeadBytes ? Shape::kLines : Shape::kOne;
      break;
  }
  return {};
}

Result<bool> JsonLeads::ToContent() {
  while (true) {
    const std::string_view bytes = window_.bytes();
    const size_t at = bytes.find_first_not_of(kJsonSpace);
    Consume(std::min(at, bytes.size()));
    if (at != std::string_view::npos) return true;
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) return false;
  }
}

Result<bool> JsonLeads::Next(LeadRow* row) {
  if (shape_ == Shape::kUnknown) SB_TRY(Begin());
  row->lead.Clear();
  row->fault = {};
  if (shape_ == Shape::kDone) return false;
  if (shape_ == Shape::kArray) return NextOfArray(row);
  SB_ASSIGN(const bool any, ToContent());
  if (!any) return false;
  row->line = line_;
  if (shape_ == Shape::kLines) return NextLine(row);
  const std::string_view all = window_.bytes();
  Read(TrimBlanks(all), row);
  Consume(all.size());
  return true;
}

Result<bool> JsonLeads::NextLine(LeadRow* row) {
  size_t end = window_.bytes().find('\n');
  while (end == std::string_view::npos && window_.bytes().size() <= kMaxLeadBytes) {
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) break;
    end = window_.bytes().find('\n');
  }
  const std::string_view bytes = window_.bytes();
  if (std::min(end, bytes.size()) <= kMaxLeadBytes) {
    Read(TrimBlanks(bytes.substr(0, end)), row);
    Consume(std::min(end, bytes.size()));
    return true;
  }
  Refuse(bytes.substr(0, kMaxLeadBytes), TooLong(), row);
  while (end == std::string_view::npos) {
    Consume(window_.bytes().size());
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) return true;
    end = window_.bytes().find('\n');
  }
  Consume(end);
  return true;
}

Result<bool> JsonLeads::NextOfArray(LeadRow* row) {
  const auto fail = [&](std::string_view what) {
    return Err(Code::kInvalid,
               "not JSON, line " + std::to_string(line_) + ": " + std::string(what));
  };
  SB_ASSIGN(bool any, ToContent());
  if (any && window_.bytes().front() == ',' && !first_) {
    Consume(1);
    SB_ASSIGN(any, ToContent());
  } else if (any && window_.bytes().front() == ']') {
    Consume(1);
    shape_ = Shape::kDone;
    SB_ASSIGN(const bool rest, ToContent());
    if (rest) return fail("text after the end of the array");
    return false;
  } else if (any && !first_) {
    return fail("expected `,` or `]`");
  }
  if (!any) return fail("the array does not end");
  first_ = false;
  row->line = line_;
  SB_TRY(TakeItem(row));
  return true;
}

Status JsonLeads::TakeItem(LeadRow* row) {
  JsonValueEnd value;
  size_t seen = 0;
  bool too_long = false;
  while (true) {
    const std::string_view bytes = window_.bytes();
    const size_t more_bytes = value.Feed(bytes.substr(seen));
    if (more_bytes != JsonValueEnd::npos) {
      if (!too_long) Read(bytes.substr(0, seen + more_bytes), row);
      Consume(seen + more_bytes);
      return {};
    }
    seen = bytes.size();
    if (too_long || seen > kMaxLeadBytes) {
      if (!too_long) Refuse(bytes.substr(0, kMaxLeadBytes), TooLong(), row);
      too_long = true;
      Consume(seen);
      seen = 0;
    }
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) {
      return Err(Code::kInvalid, "not JSON, line " + std::to_string(row->line) +
                                     ": the value that begins here does not end");
    }
  }
}

void JsonLeads::Read(std::string_view item, LeadRow* row) const {
  LeadOrFault lead = ParseLeadJson(item);
  row->good = lead.has_value();
  if (row->good) {
    row->lead = *std::move(lead);
    return;
  }
  Refuse(item.substr(0, kMaxLeadBytes), std::move(lead.error().message), row);
  row->fault.column = std::move(lead.error().pointer);
}

void JsonLeads::Refuse(std::string_view item, std::string error, LeadRow* row) const {
  row->good = false;
  row->fault = RowFault{row->line, {}, std::move(error), std::string(item)};
}

void JsonLeads::Consume(size_t count) {
  const std::string_view bytes = window_.bytes().substr(0, count);
  line_ += static_cast<uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  window_.Consume(count);
}

}  // namespace signalbox
