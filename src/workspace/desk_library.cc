#include "workspace/desk_library.h"

#include <algorithm>

#include "base/log.h"
#include "desk/document.h"
#include "desk/document_readers.h"
#include "workspace/shipped_encoder.h"

namespace signalbox {
namespace {

// A section may be cut into several passages, and is cited once.
constexpr size_t kPassagesRead = 4 * kMaxCitations;

// The section that a byte of a text lies in; null where it lies in none.
const DocumentSection* SectionAt(const std::vector<DocumentSection>& sections, int64_t at) {
  const auto found = std::find_if(sections.begin(), sections.end(), [at](const auto& section) {
    return static_cast<int64_t>(section.from) <= at && at < static_cast<int64_t>(section.to);
  });
  return found == sections.end() ? nullptr : &*found;
}

}  // namespace

DeskLibrary::DeskLibrary(Workspace& workspace, LoadEncoder load)
    : workspace_(workspace), load_(load ? std::move(load) : LoadEncoder(LoadShippedEncoder)) {}

DeskLibrary::~DeskLibrary() = default;

std::optional<PolicyReading> DeskLibrary::Read(const std::string& question,
                                               const std::string& person) {
  const std::lock_guard lock(mutex_);
  Result<std::optional<PolicyReading>> read = Search(question, person);
  if (read.ok()) return *std::move(read);
  Log(LogLevel::kWarning,
      "policy documents are searched by their words alone: " + read.error().message);
  return std::nullopt;
}

Status DeskLibrary::Begin() {
  if (begun_) return {};
  begun_ = true;
  encoder_ = load_();
  if (encoder_ == nullptr) return {};
  SB_ASSIGN(passages_, Retriever::Open(":memory:", encoder_.get()));
  return {};
}

// False where something is left to take in.
Result<bool> DeskLibrary::TakeIn(const DocumentTexts& wanted) {
  for (auto held = held_.begin(); held != held_.end();) {
    const auto now = wanted.find(held->first);
    if (now != wanted.end() && now->second == held->second) {
      ++held;
      continue;
    }
    SB_TRY(passages_->Remove(held->first));
    held = held_.erase(held);
  }
  const size_t before = passages_->chunks();
  for (const auto& [name, hash] : wanted) {
    if (held_.contains(name)) continue;
    const size_t new_ones = passages_->chunks() - before;
    if (new_ones >= kTakenInAtOnce || passages_->chunks() >= kMostPassages) return false;
    SB_ASSIGN(const Bytes text, workspace_.store().ReadBlob(hash));
    SB_TRY(passages_->Put({name, ToHex(View(hash)), WithoutReaders(text), ReadersOf(text)}));
    held_.emplace(name, hash);
  }
  return passages_->chunks() <= kMostPassages;
}

Result<std::vector<ev::CaseCitation>> DeskLibrary::CitationsOf(
    const RetrievalAnswer& answer, const std::map<std::string, ev::CaseCitation>& versions) {
  std::vector<ev::CaseCitation> citations;
  for (const Citation& passage : answer.passages) {
    if (citations.size() == kMaxCitations) break;
    if (passage.fit_e4 < passages_->margin()) continue;
    const auto version = versions.find(passage.document);
    if (version == versions.end()) continue;
    ev::CaseCitation cited = version->second;
    SB_ASSIGN(const Bytes text, workspace_.store().ReadBlob(cited.hash));
    const std::vector<DocumentSection> sections = SectionsOf(text);
    const DocumentSection* section = SectionAt(sections, passage.begin);
    if (section == nullptr) continue;
    cited.section = section->heading;
    cited.from = static_cast<int64_t>(section->from);
    cited.to = static_cast<int64_t>(section->to);
    if (std::find(citations.begin(), citations.end(), cited) == citations.end())
      citations.push_back(std::move(cited));
  }
  return citations;
}

Result<std::optional<PolicyReading>> DeskLibrary::Search(const std::string& question,
                                                         const std::string& person) {
  if (begun_ && passages_ == nullptr) return std::optional<PolicyReading>();
  PolicyReading reading;
  reading.question = question;
  std::map<std::string, ev::CaseCitation> versions;
  SB_TRY(workspace_.Ask([&](const Engine& engine) {
    reading.labels = ReaderLabels(engine.state().roster, person);
    for (const auto& [name, entry] : engine.state().cases.documents) {
      reading.documents.emplace(name, entry.text);
      versions.emplace(name, ev::CaseCitation{name, entry.version, {}, 0, 0, entry.text});
    }
  }));
  SB_TRY(Begin());
  if (passages_ == nullptr) return std::optional<PolicyReading>();
  SB_ASSIGN(const bool is_whole, TakeIn(reading.documents));
  if (!is_whole) return std::optional<PolicyReading>();
  SB_ASSIGN(const RetrievalAnswer answer,
            passages_->Search({question, reading.labels, kPassagesRead}));
  SB_ASSIGN(reading.citations, CitationsOf(answer, versions));
  return std::optional(std::move(reading));
}

}  // namespace signalbox
