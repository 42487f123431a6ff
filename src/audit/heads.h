// heads.log: the signed heads of a workspace, kept outside its data (DIR.keys/heads.log), append
// only.
//
// The file is signed notes (audit/checkpoint.h), each followed by one empty line. A note has one
// empty line inside it, so the file is: text lines, empty line, signature lines, empty line, and
// again. A crash may leave an unfinished note at the end; the reader gives what is whole and says
// so, and the writer cuts it off before it appends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

// One writer, not thread safe. Closes the file when it ends.
class HeadsWriter {
 public:
  // Opens or makes `path` (mode 0600), syncs its directory, and cuts off an unfinished note.
  static Result<HeadsWriter> Open(const std::string& path);
  HeadsWriter(HeadsWriter&& other) noexcept;
  HeadsWriter& operator=(HeadsWriter&& other) noexcept;
  ~HeadsWriter();

  // Durable when it returns. kExhausted when the disk is full: nothing of it is left in the file,
  // and it may be tried again. After kIo the writer refuses every further note.
  Status Append(std::string_view note);

 private:
  HeadsWriter(int file, std::string path) : file_(file), path_(std::move(path)) {}
  int file_ = -1;
  std::string path_;
  bool failed_ = false;
};

struct HeadsText {
  std::vector<std::string> notes;  // whole ones, in their order
  size_t whole_bytes = 0;          // where the unfinished rest begins
  bool has_rest = false;
};

// Splits the text of a heads file. Nothing is verified here.
HeadsText SplitHeads(std::string_view text);

// The whole file; kNotFound when there is none.
Result<std::string> ReadHeadsFile(const std::string& path);

}  // namespace signalbox
