// Reads CSV as people have it: RFC 4180 and the ways that spreadsheets and CRMs depart from it.
//
// Taken: a UTF-8 byte order mark, UTF-16 with its own (read as UTF-8), LF, CRLF and CR mixed,
// quoted fields with delimiters, line ends and doubled quotes, spaces after a closing quote, a
// quote in the middle of a plain field, empty lines and rows of empty fields (passed over), empty
// fields beyond the header's width, Excel's first line `sep=;`. Refused as a whole: UTF-32, and
// UTF-16 without a mark. Refused as one row, with the good rows around it kept: a wrong number of
// fields, text after a closing quote, a quote that is not closed, invalid UTF-8, a NUL, a row
// longer than kMaxLeadBytes. After a row with a broken quote or beyond the length, reading goes on
// at the line after the row's first, so one stray quote costs one line.
//
// Streams: memory is a few hundred KB, whatever the file's size. Not thread safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/byte_source.h"

namespace signalbox {

struct CsvRow {
  uint64_t line = 0;                     // of the row's first byte, from 1
  std::vector<std::string_view> fields;  // unquoted; valid until the next row is read
  std::string_view raw;                  // as it stands in the file, without its line end
  // What is wrong with the row, empty for a good one; `fields` are then not to be used.
  std::string fault;
};

class CsvReader {
 public:
  // `delimiter` 0 asks for the one of `, ; tab |` that cuts the first rows alike. The source must
  // outlive the reader.
  explicit CsvReader(ByteSource* source, char delimiter = 0)
      : source_(source), window_(source), delimiter_(delimiter) {}

  // False at the end. The first row sets the width that all must have. kInvalid when the file is no
  // CSV at all, kIo from the source.
  Result<bool> Next(CsvRow* row);

  char delimiter() const { return delimiter_; }
  uint64_t consumed_bytes() const { return window_.consumed_bytes(); }
  uint64_t total_bytes() const { return window_.total_bytes(); }

 private:
  enum class Scan : uint8_t { kRow, kMore, kBroken };

  Status Start();
  // Reads until there is enough to judge the file by.
  Status Look();
  char SniffDelimiter();
  // Cuts the row at the front of `bytes`; `row_bytes_` is then its length with its line end.
  Scan ScanRow(std::string_view bytes, CsvRow* row);
  Scan Unfinished(std::string_view bytes, bool quoted, CsvRow* row) const;
  Scan EndOfRow(std::string_view bytes, size_t at, CsvRow* row);
  std::string_view Unquoted(std::string_view inner);
  void CheckRow(CsvRow* row);
  Status BreakAtFirstLine(CsvRow* row);
  Status SkipLine();
  void Consume(size_t count);

  ByteSource* source_;
  std::unique_ptr<ByteSource> decoded_;  // of a file in UTF-16; `window_` then looks at this
  ByteWindow window_;
  char delimiter_;
  bool started_ = false;
  bool skipping_line_ = false;  // the rest of a line that was too long
  size_t width_ = 0;
  uint64_t line_ = 1;
  size_t row_bytes_ = 0;
  std::string text_;  // unquoted fields of the current row, end to end; never reallocated
};

}  // namespace signalbox
