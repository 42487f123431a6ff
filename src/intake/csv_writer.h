// Writes CSV (RFC 4180) into a string: a field is quoted where it must be, lines end in LF.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace signalbox {

class CsvWriter {
 public:
  explicit CsvWriter(std::string* out, char delimiter = ',') : out_(out), delimiter_(delimiter) {}

  CsvWriter& Field(std::string_view text);
  void EndRow();

  void Row(std::initializer_list<std::string_view> fields);
  void Row(std::span<const std::string> fields);

 private:
  std::string* out_;
  char delimiter_;
  bool first_ = true;
};

}  // namespace signalbox
