// Writes CSV (RFC 4180) into a string: a field is quoted where it must be, lines end in LF.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace signalbox {

// Who opens the file. A spreadsheet takes a cell that begins with `= + - @`, a tab or a line end
// for a formula, and runs what a stranger wrote into a form; so for people such a cell begins with
// an apostrophe (OWASP, "CSV injection"), which the spreadsheet hides. A program, and our own
// import, get every cell letter for letter.
enum class CsvFor { kPrograms, kPeople };

class CsvWriter {
 public:
  explicit CsvWriter(std::string* out, char delimiter = ',', CsvFor readers = CsvFor::kPrograms)
      : out_(out), delimiter_(delimiter), readers_(readers) {}

  CsvWriter& Field(std::string_view text);
  void EndRow();

  void Row(std::initializer_list<std::string_view> fields);
  void Row(std::span<const std::string> fields);

 private:
  std::string* out_;
  char delimiter_;
  CsvFor readers_;
  bool first_ = true;
};

}  // namespace signalbox
