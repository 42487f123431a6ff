#include "api/source_book.h"

#include "base/log.h"

namespace signalbox {
namespace {

Result<std::shared_ptr<const BookedSource>> Book(const Store& store, const IntakeSource& source) {
  auto booked = std::make_shared<BookedSource>();
  booked->source = source;
  if (source.mapping != Digest{}) {
    SB_ASSIGN(const Bytes mapping, store.ReadBlob(source.mapping));
    SB_ASSIGN(booked->map, FieldMap::Parse(mapping));
  }
  return std::shared_ptr<const BookedSource>(std::move(booked));
}

}  // namespace

SourceBook::SourceBook(Workspace& workspace) : workspace_(workspace) {
  IntakeSources sources;
  Status taken = workspace.Ask([&](const Engine& engine) { sources = engine.state().sources; });
  if (taken.ok()) taken = Take(sources);
  if (!taken.ok()) Log(LogLevel::kError, "the sources do not read: " + taken.error().message);
}

std::shared_ptr<const BookedSource> SourceBook::Find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto at = booked_.find(name);
  return at == booked_.end() ? nullptr : at->second;
}

std::vector<std::shared_ptr<const BookedSource>> SourceBook::All() const {
  std::vector<std::shared_ptr<const BookedSource>> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, booked] : booked_) all.push_back(booked);
  return all;
}

Status SourceBook::Set(const Actor& actor, const SourceSettings& settings) {
  const std::lock_guard changing(changing_);
  SB_ASSIGN(const IntakeSources sources, SetSource(workspace_, actor, settings));
  return Take(sources);
}

Status SourceBook::Remove(const Actor& actor, const std::string& name) {
  const std::lock_guard changing(changing_);
  SB_ASSIGN(const IntakeSources sources, RemoveSource(workspace_, actor, name));
  return Take(sources);
}

Status SourceBook::Take(const IntakeSources& sources) {
  decltype(booked_) next;
  for (const auto& [name, source] : sources) {
    std::shared_ptr<const BookedSource> booked = Find(name);
    if (booked == nullptr || booked->source != source) {
      SB_ASSIGN(booked, Book(workspace_.store(), source));
    }
    next.emplace(name, std::move(booked));
  }
  const std::lock_guard lock(mutex_);
  booked_ = std::move(next);
  return {};
}

}  // namespace signalbox
