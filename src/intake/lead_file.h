// Reads the leads of a CSV, JSON or NDJSON file one by one, with bounded memory.
//
// The format is told by the file's ending (.csv .tsv .txt, .json .ndjson .jsonl) and, for any other
// ending, by its first byte. A row that cannot be read becomes a fault for the rejects file
// (`line,column,error,row`) and the rest goes on. Not thread safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/byte_source.h"
#include "intake/column_map.h"
#include "lead/attributes.h"

namespace signalbox {

struct RowFault {
  uint64_t line = 0;   // of the row's first byte, from 1
  std::string column;  // header, or JSON pointer; empty for the whole row
  std::string error;
  std::string row;  // as it stands in the file
  bool operator==(const RowFault&) const = default;
};

struct LeadRow {
  uint64_t line = 0;
  bool good = false;
  Attributes lead;  // when good
  RowFault fault;   // when not
};

// Another file's columns, added to each lead whose `column` has the same value in both files (the
// name compared as in intake/columns.h). The lead's own values win; a joined id is never the lead's
// own. Rows of a key that was there before are passed over.
struct JoinFile {
  std::unique_ptr<ByteSource> source;
  std::string column;
};

class LeadFile {
 public:
  virtual ~LeadFile() = default;
  // False at the end. An error ends the reading: the disk failed or the file is no such file.
  virtual Result<bool> Next(LeadRow* row) = 0;
  // The fields that the policy declares beside ours. A column of such a name, compared as in
  // intake/columns.h, is that field, as spelled here; what the column is by the table of known
  // names it stays beside. Before the first Next; JSON names its fields exactly and needs none of
  // it.
  virtual void DeclareFields(const std::vector<std::string>&) {}
  // For a progress bar; total is 0 when not known.
  virtual uint64_t consumed_bytes() const = 0;
  virtual uint64_t total_bytes() const = 0;
  // What a person should know: columns that were not recognised and stay `lead.<own name>`, two
  // columns for one field, faulty rows of the joined file. Complete once opened.
  virtual const std::vector<std::string>& notes() const = 0;
};

// `name` is for the ending alone. `map` and `join` may be null; with JSON they are kInvalid.
Result<std::unique_ptr<LeadFile>> OpenLeads(std::string_view name,
                                            std::unique_ptr<ByteSource> source,
                                            const ColumnMap* map, JoinFile* join);

struct LeadFileOptions {
  std::string path;      // `-` is standard input
  std::string map_path;  // `--map`, empty for none
  std::string join;      // `--join FILE:COLUMN`, empty for none
};
Result<std::unique_ptr<LeadFile>> OpenLeadFile(const LeadFileOptions& options);

// The header and one line of the rejects file.
void WriteRejectsHeader(std::string* csv);
void WriteReject(const RowFault& fault, std::string* csv);

}  // namespace signalbox
