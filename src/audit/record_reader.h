// The verifier's own reading of a stored record, from docs/formats.md; shares nothing with
// store/record.h. Not thread safe; reuse one reader for many records.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace signalbox {

// Where a stored log is not as written.
struct LogFault {
  int64_t position = 0;  // of the event, as near as the damage allows
  std::string problem;
};

class RecordReader {
 public:
  RecordReader();
  ~RecordReader();

  // Reads the record stored under `first_position`. A fault, or nothing and then events() are its
  // events, valid until the next Read and while `record` is.
  std::optional<LogFault> Read(int64_t first_position, BytesView record);
  const std::vector<BytesView>& events() const { return events_; }

 private:
  struct Zstd;

  std::string OpenPayload(BytesView record, BytesView* payload);
  std::optional<LogFault> SplitEvents(int64_t first_position, uint32_t count, BytesView payload);

  std::unique_ptr<Zstd> zstd_;
  Bytes copy_;
  Bytes payload_;
  std::vector<BytesView> events_;
};

}  // namespace signalbox
