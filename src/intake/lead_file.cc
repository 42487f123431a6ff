#include "intake/lead_file.h"

#include <algorithm>
#include <array>

#include "intake/byte_source.h"
#include "intake/csv_leads.h"
#include "intake/csv_writer.h"
#include "intake/json_leads.h"
#include "intake/json_place.h"

namespace signalbox {
namespace {

// Bytes that were looked at come first again.
class PrefixedSource : public ByteSource {
 public:
  PrefixedSource(std::string front, std::unique_ptr<ByteSource> rest)
      : front_(std::move(front)), rest_(std::move(rest)) {}

  Result<size_t> Read(std::span<char> to) override {
    if (at_ == front_.size()) return rest_->Read(to);
    const size_t count = std::min(to.size(), front_.size() - at_);
    std::copy_n(front_.data() + at_, count, to.data());
    at_ += count;
    return count;
  }
  uint64_t total_bytes() const override { return rest_->total_bytes(); }

 private:
  std::string front_;
  size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

bool EndsWithAny(std::string_view name, std::initializer_list<std::string_view> endings) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool BeginsAsJson(std::string_view front) {
  if (front.starts_with(kByteOrderMark)) front.remove_prefix(kByteOrderMark.size());
  const size_t at = front.find_first_not_of(kJsonSpace);
  return at != std::string_view::npos && (front[at] == '{' || front[at] == '[');
}

Result<std::string> ReadMapText(const std::string& path) {
  SB_ASSIGN(const auto source, OpenFileSource(path));
  std::string text;
  std::array<char, 16384> chunk;
  while (true) {
    SB_ASSIGN(const size_t got, source->Read(chunk));
    if (got == 0) return text;
    text.append(chunk.data(), got);
    // Far beyond any map; ParseColumnMap names its own limit.
    if (text.size() > (size_t{1} << 20)) return text;
  }
}

}  // namespace

Result<std::unique_ptr<LeadFile>> OpenLeads(std::string_view name,
                                            std::unique_ptr<ByteSource> source,
                                            const ColumnMap* map, JoinFile* join) {
  bool json = EndsWithAny(name, {".json", ".ndjson", ".jsonl"});
  if (!json && !EndsWithAny(name, {".csv", ".tsv", ".txt"})) {
    std::string front(4096, '\0');
    SB_ASSIGN(const size_t got, source->Read(front));
    front.resize(got);
    json = BeginsAsJson(front);
    source = std::make_unique<PrefixedSource>(std::move(front), std::move(source));
  }
  if (!json) return CsvLeads::Open(std::move(source), map, join);
  if (map != nullptr) return Err(Code::kInvalid, "a column map is for CSV files, this is JSON");
  if (join != nullptr) return Err(Code::kInvalid, "a join is for CSV files, this is JSON");
  return std::unique_ptr<LeadFile>(std::make_unique<JsonLeads>(std::move(source)));
}

Result<std::unique_ptr<LeadFile>> OpenLeadFile(const LeadFileOptions& options) {
  SB_ASSIGN(auto source, OpenFileSource(options.path));
  ColumnMap map;
  if (!options.map_path.empty()) {
    SB_ASSIGN(const std::string yaml, ReadMapText(options.map_path));
    auto parsed = ParseColumnMap(yaml);
    if (!parsed.ok()) return Within(options.map_path, std::move(parsed).error());
    map = *std::move(parsed);
  }
  JoinFile join;
  if (!options.join.empty()) {
    const size_t colon = options.join.rfind(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == options.join.size()) {
      return Err(Code::kInvalid, "`--join` is FILE:COLUMN, got `" + options.join + "`");
    }
    join.column = options.join.substr(colon + 1);
    SB_ASSIGN(join.source, OpenFileSource(options.join.substr(0, colon)));
  }
  auto leads = OpenLeads(options.path, std::move(source), options.map_path.empty() ? nullptr : &map,
                         options.join.empty() ? nullptr : &join);
  if (!leads.ok()) return Within(options.path, std::move(leads).error());
  return leads;
}

void WriteRejectsHeader(std::string* csv) {
  CsvWriter(csv).Row({"line", "column", "error", "row"});
}

void WriteReject(const RowFault& fault, std::string* csv) {
  CsvWriter(csv, ',', CsvFor::kPeople)
      .Row({std::to_string(fault.line), fault.column, fault.error, fault.row});
}

}  // namespace signalbox
