#include "intake/csv.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "intake/byte_source.h"
#include "intake/columns.h"
#include "intake/utf16_source.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

constexpr size_t kMaxRowBytes = kMaxLeadBytes;
// Rows that the delimiter is judged by: enough to see past a free-text comma in one of them.
constexpr int kSniffRows = 10;
// Looked at before the first row is cut; a pipe may give less at once.
constexpr size_t kSniffBytes = 1'024;

bool Empty(const CsvRow& row) {
  return std::all_of(row.fields.begin(), row.fields.end(),
                     [](std::string_view field) { return TrimBlanks(field).empty(); });
}

std::string_view WhyNoCsv(std::string_view front) {
  if (front.starts_with(std::string_view("\xff\xfe\0\0", 4)) ||
      front.starts_with(std::string_view("\0\0\xfe\xff", 4))) {
    return "the file is UTF-32; save it as `CSV UTF-8`";
  }
  if (front.size() > 1 && (front[0] == '\0') != (front[1] == '\0')) {
    return "the file is UTF-16 and does not say so; save it as `CSV UTF-8`";
  }
  if (front.starts_with("PK\x03\x04")) {
    return "the file is a workbook or zip archive; save it as `CSV UTF-8`";
  }
  if (front.starts_with("\x1f\x8b")) return "the file is compressed; unpack it first";
  return {};
}

}  // namespace

Result<bool> CsvReader::Next(CsvRow* row) {
  if (!started_) SB_TRY(Start());
  while (true) {
    if (skipping_line_) SB_TRY(SkipLine());
    row->fault.clear();
    const std::string_view bytes = window_.bytes();
    if (bytes.empty()) {
      SB_ASSIGN(const bool more, window_.Grow());
      if (!more) return false;
      continue;
    }
    const Scan scan = ScanRow(bytes, row);
    if (scan == Scan::kMore) {
      SB_TRY(window_.Grow());
      continue;
    }
    row->line = line_;
    if (scan == Scan::kBroken) {
      SB_TRY(BreakAtFirstLine(row));
      return true;
    }
    Consume(row_bytes_);
    if (Empty(*row)) continue;
    CheckRow(row);
    return true;
  }
}

Status CsvReader::Start() {
  started_ = true;
  text_.reserve(kMaxRowBytes + 1);
  SB_TRY(Look());
  if (const std::string_view why = WhyNoCsv(window_.bytes()); !why.empty()) {
    return Err(Code::kInvalid, std::string(why));
  }
  if (BeginsAsUtf16(window_.bytes())) {
    decoded_ = std::make_unique<Utf16Source>(window_.bytes(), source_);
    window_ = ByteWindow(decoded_.get());
    SB_TRY(Look());
  }
  if (window_.bytes().starts_with(kByteOrderMark)) window_.Consume(kByteOrderMark.size());
  const std::string_view bytes = window_.bytes();
  if (bytes.size() > 5 && ComparableName(bytes.substr(0, 3)) == "sep" && bytes[3] == '=' &&
      (bytes[5] == '\r' || bytes[5] == '\n')) {
    if (delimiter_ == 0) delimiter_ = bytes[4];
    Consume(bytes.substr(5).starts_with("\r\n") ? 7 : 6);
  }
  if (delimiter_ == 0) delimiter_ = SniffDelimiter();
  return {};
}

Status CsvReader::Look() {
  bool more = true;
  while (more && window_.bytes().size() < kSniffBytes) {
    SB_ASSIGN(more, window_.Grow());
  }
  return {};
}

char CsvReader::SniffDelimiter() {
  char best = ',';
  size_t best_score = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    delimiter_ = candidate;
    std::string_view sample = window_.bytes();
    CsvRow row;
    size_t width = 0, rows = 0, alike = 0;
    while (rows < kSniffRows && !sample.empty() && ScanRow(sample, &row) == Scan::kRow) {
      if (!Empty(row)) {
        if (rows++ == 0) width = row.fields.size();
        alike += row.fields.size() == width;
      }
      sample.remove_prefix(row_bytes_);
    }
    // A cut that all rows agree on goes before any other, a wider one before a narrower.
    const size_t score = width < 2 ? 0 : (alike == rows ? 1'000'000 : 0) + width;
    if (score > best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return best;
}

CsvReader::Scan CsvReader::Unfinished(std::string_view bytes, bool quoted, CsvRow* row) const {
  if (bytes.size() > kMaxRowBytes) {
    row->fault = "longer than " + std::to_string(kMaxRowBytes) + " bytes";
    if (quoted) row->fault += "; a quote may not be closed";
    return Scan::kBroken;
  }
  if (!window_.at_end()) return Scan::kMore;
  if (!quoted) return Scan::kRow;
  row->fault = "a quote is not closed";
  return Scan::kBroken;
}

std::string_view CsvReader::Unquoted(std::string_view inner) {
  if (inner.find('"') == std::string_view::npos) return inner;
  const size_t start = text_.size();
  for (size_t i = 0; i < inner.size(); ++i) {
    text_.push_back(inner[i]);
    if (inner[i] == '"') ++i;
  }
  return std::string_view(text_).substr(start);
}

CsvReader::Scan CsvReader::ScanRow(std::string_view all, CsvRow* row) {
  const std::string_view bytes = all.substr(0, kMaxRowBytes + 1);
  const char stops[] = {delimiter_, '\n', '\r'};
  const std::string_view ends(stops, sizeof stops);
  row->fields.clear();
  text_.clear();
  size_t at = 0;
  while (true) {
    if (at < bytes.size() && bytes[at] == '"') {
      size_t close = bytes.find('"', at + 1);
      while (close != std::string_view::npos && bytes.substr(close + 1).starts_with('"')) {
        close = bytes.find('"', close + 2);
      }
      if (close == std::string_view::npos) return Unfinished(all, true, row);
      row->fields.push_back(Unquoted(bytes.substr(at + 1, close - at - 1)));
      at = close + 1;
      while (at < bytes.size() && bytes[at] == ' ') ++at;
      if (at < bytes.size() && ends.find(bytes[at]) == std::string_view::npos) {
        row->fault = "text after a closing quote";
        return Scan::kBroken;
      }
    } else {
      const size_t start = at;
      at = std::min(bytes.find_first_of(ends, at), bytes.size());
      row->fields.push_back(bytes.substr(start, at - start));
    }
    if (at == bytes.size() || bytes[at] != delimiter_) return EndOfRow(all, at, row);
    ++at;
  }
}

CsvReader::Scan CsvReader::EndOfRow(std::string_view bytes, size_t at, CsvRow* row) {
  const bool cut = at >= std::min(bytes.size(), kMaxRowBytes + 1);
  const bool half_end = !cut && bytes[at] == '\r' && at + 1 == bytes.size();
  if (cut || (half_end && !window_.at_end())) {
    if (const Scan scan = Unfinished(bytes, false, row); scan != Scan::kRow) return scan;
  }
  row->raw = bytes.substr(0, at);
  row_bytes_ = at;
  if (!cut) row_bytes_ += bytes.substr(at).starts_with("\r\n") ? 2 : 1;
  return Scan::kRow;
}

void CsvReader::CheckRow(CsvRow* row) {
  for (size_t i = 0; i < row->fields.size(); ++i) {
    const std::string_view field = row->fields[i];
    if (IsCleanUtf8(field)) continue;
    const bool nul = field.find('\0') != std::string_view::npos;
    row->fault = (nul ? "a NUL character in field " : "invalid UTF-8 in field ") +
                 std::to_string(i + 1) + (nul ? "" : "; save the file as UTF-8");
    return;
  }
  if (width_ == 0) width_ = row->fields.size();
  while (row->fields.size() > width_ && row->fields.back().empty()) row->fields.pop_back();
  if (row->fields.size() == width_) return;
  row->fault =
      "expected " + std::to_string(width_) + " fields, got " + std::to_string(row->fields.size());
}

Status CsvReader::BreakAtFirstLine(CsvRow* row) {
  size_t end = window_.bytes().find_first_of("\r\n");
  while ((end == std::string_view::npos && window_.bytes().size() <= kMaxRowBytes) ||
         (end != std::string_view::npos && end + 1 == window_.bytes().size() &&
          window_.bytes()[end] == '\r')) {
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more) break;
    end = window_.bytes().find_first_of("\r\n");
  }
  const std::string_view bytes = window_.bytes();
  row->fields.clear();
  row->raw = bytes.substr(0, std::min(end, kMaxRowBytes));
  if (end > kMaxRowBytes) {
    Consume(row->raw.size());
    skipping_line_ = !window_.at_end() || !window_.bytes().empty();
  } else {
    Consume(end + (bytes.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return {};
}

Status CsvReader::SkipLine() {
  while (skipping_line_) {
    const std::string_view bytes = window_.bytes();
    const size_t end = bytes.find_first_of("\r\n");
    if (end != std::string_view::npos && (end + 1 < bytes.size() || window_.at_end())) {
      Consume(end + (bytes.substr(end).starts_with("\r\n") ? 2 : 1));
      skipping_line_ = false;
      return {};
    }
    Consume(std::min(end, bytes.size()));
    SB_ASSIGN(const bool more, window_.Grow());
    if (!more && window_.bytes().empty()) skipping_line_ = false;
  }
  return {};
}

void CsvReader::Consume(size_t count) {
  const std::string_view bytes = window_.bytes().substr(0, count);
  for (size_t i = 0; i < bytes.size(); ++i) {
    line_ += bytes[i] == '\n' || (bytes[i] == '\r' && !bytes.substr(i + 1).starts_with('\n'));
  }
  window_.Consume(count);
}

}  // namespace signalbox
