#include "intake/field_map.h"

#include <algorithm>

#include "intake/column_map.h"

namespace signalbox {
namespace {

// Each part as it compares, the dots between them kept.
std::string ComparablePath(std::string_view path) {
  std::string out;
  while (true) {
    const size_t dot = std::min(path.find('.'), path.size());
    out += ComparableName(path.substr(0, dot));
    if (dot == path.size()) return out;
    out.push_back('.');
    path.remove_prefix(dot + 1);
  }
}

}  // namespace

Status FieldMap::Add(std::string_view path, Entry entry) {
  std::string key = ComparablePath(path);
  const bool hollow =
      key.empty() || key.front() == '.' || key.back() == '.' || key.find("..") != std::string::npos;
  if (hollow) return Err(Code::kInvalid, "`" + std::string(path) + "` is no name of a field");
  if (!entries_.emplace(std::move(key), std::move(entry)).second) {
    return Err(Code::kInvalid, "`" + std::string(path) + "` is there twice");
  }
  return {};
}

Result<FieldMap> FieldMap::Parse(std::string_view yaml) {
  SB_ASSIGN(const ColumnMap columns, ParseColumnMap(yaml));
  if (!columns.header || columns.delimiter != 0) {
    return Err(Code::kInvalid,
               "`header` and `delimiter` are for files; a source has `columns` and `ignore`");
  }
  FieldMap map;
  for (const auto& [path, field] : columns.columns) {
    Entry entry;
    entry.name = field.starts_with("lead.") ? field.substr(5) : field;
    if (const ColumnTarget* target = RecogniseColumn(field); target != nullptr) {
      entry.target = *target;
      entry.target->rank = 0;
      entry.target->loose = false;
      map.filled_.push_back(target->field);
    }
    SB_TRY(map.Add(path, std::move(entry)));
  }
  for (const std::string& path : columns.ignore) SB_TRY(map.Add(path, {path, {}, true}));
  return map;
}

const FieldMap::Entry* FieldMap::Find(std::string_view path) const {
  const auto at = entries_.find(ComparablePath(path));
  return at == entries_.end() ? nullptr : &at->second;
}

bool FieldMap::HasBelow(std::string_view path) const {
  const std::string prefix = ComparablePath(path) + ".";
  const auto at = entries_.lower_bound(prefix);
  return at != entries_.end() && at->first.starts_with(prefix);
}

ColumnTarget FieldMap::Yielding(const ColumnTarget& target) const {
  ColumnTarget out = target;
  if (std::find(filled_.begin(), filled_.end(), target.field) != filled_.end())
    out.rank = static_cast<uint8_t>(out.rank + kUnmappedRank);
  return out;
}

NamedTarget::NamedTarget(std::string_view name, const FieldMap* map)
    : name_(name), entry_(map == nullptr ? nullptr : map->Find(name)) {
  if (entry_ != nullptr) {
    target_ = entry_->target ? &*entry_->target : nullptr;
    return;
  }
  target_ = RecogniseColumn(name);
  if (target_ == nullptr || map == nullptr) return;
  yielding_ = map->Yielding(*target_);
  target_ = &*yielding_;
}

}  // namespace signalbox
