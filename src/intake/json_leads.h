// The JSON and NDJSON side of intake/lead_file.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "intake/lead_file.h"

namespace signalbox {

// One object, an array of objects, or one object a line; told by the text as in
// intake/lead_json.h, but of any length: memory holds one lead at a time.
class JsonLeads : public LeadFile {
 public:
  explicit JsonLeads(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), window_(source_.get()) {}

  Result<bool> Next(LeadRow* row) override;
  uint64_t consumed_bytes() const override { return window_.consumed_bytes(); }
  uint64_t total_bytes() const override { return window_.total_bytes(); }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  enum class Shape : uint8_t { kUnknown, kOne, kLines, kArray, kDone };

  Status Begin();
  // Skips white space; false at the end of the file.
  Result<bool> ToContent();
  Result<bool> NextLine(LeadRow* row);
  Result<bool> NextOfArray(LeadRow* row);
  Status TakeItem(LeadRow* row);
  void Read(std::string_view item, LeadRow* row) const;
  void Refuse(std::string_view item, std::string error, LeadRow* row) const;
  void Consume(size_t count);

  std::unique_ptr<ByteSource> source_;
  ByteWindow window_;
  Shape shape_ = Shape::kUnknown;
  bool first_ = true;
  uint64_t line_ = 1;
  std::vector<std::string> notes_;
};

}  // namespace signalbox
