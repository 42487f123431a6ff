#include "intake/csv_writer.h"

namespace signalbox {
namespace {

bool LooksLikeFormula(std::string_view text) {
  return !text.empty() &&
         std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

}  // namespace

CsvWriter& CsvWriter::Field(std::string_view text) {
  if (readers_ == CsvFor::kPeople && LooksLikeFormula(text)) {
    readers_ = CsvFor::kPrograms;
    Field("'" + std::string(text));
    readers_ = CsvFor::kPeople;
    return *this;
  }
  if (!first_) out_->push_back(delimiter_);
  const bool edge = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  // A byte order mark in front of the file's first field would be taken for the file's own.
  const bool quote = edge || text.starts_with("\xef\xbb\xbf") ||
                     text.find_first_of("\"\r\n") != std::string_view::npos ||
                     text.find(delimiter_) != std::string_view::npos;
  first_ = false;
  if (!quote) {
    out_->append(text);
    return *this;
  }
  out_->push_back('"');
  for (const char c : text) {
    if (c == '"') out_->push_back('"');
    out_->push_back(c);
  }
  out_->push_back('"');
  return *this;
}

void CsvWriter::EndRow() {
  out_->push_back('\n');
  first_ = true;
}

void CsvWriter::Row(std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) Field(field);
  EndRow();
}

void CsvWriter::Row(std::span<const std::string> fields) {
  for (const std::string& field : fields) Field(field);
  EndRow();
}

}  // namespace signalbox
