// What the policy documents of a workspace say to a question, by words and by meaning
// (insight/retrieve): read beside the engine's thread, because the sentence encoder takes
// milliseconds, and handed to the turn that decides, which records it. A replay folds what was
// recorded and needs no encoder.
//
// Owned by whoever answers requests: the API, one for all of its routes, or one command.
// Passages are kept in memory and follow the documents. Thread safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/case_events.h"
#include "insight/retrieve/retriever.h"
#include "workspace/workspace.h"

namespace signalbox {

// Names of documents, and the hash of the text of each.
using DocumentTexts = std::map<std::string, Digest>;

struct PolicyReading {
  std::string question;
  std::vector<std::string> labels;  // of whoever asks (desk/document_readers.h)
  DocumentTexts documents;  // all that were there; searched are those that `labels` may read
  std::vector<ev::CaseCitation> citations;  // whole sections, the best first; empty: it abstained
};

// Citations of one decision: what somebody reads.
inline constexpr size_t kMaxCitations = 3;

class DeskLibrary {
 public:
  using LoadEncoder = std::function<std::unique_ptr<SentenceEncoder>()>;

  // New passages that one question waits for, about six milliseconds each; what is beyond comes
  // with the next questions.
  static constexpr size_t kTakenInAtOnce = 200;
  // With more of them a search takes longer than a request should wait for.
  static constexpr size_t kMostPassages = 10'000;

  // `workspace` outlives it. `load` is called once, by the first question.
  explicit DeskLibrary(Workspace& workspace, LoadEncoder load = {});
  ~DeskLibrary();

  // Nothing where there is no encoder, where more passages are new than one question waits for,
  // and where the documents cannot be read (a line in the log says why): the caller goes by words.
  // `person` is who asks: what they may not read is left out before anything is ranked.
  std::optional<PolicyReading> Read(const std::string& question, const std::string& person);

 private:
  Result<std::optional<PolicyReading>> Search(const std::string& question,
                                              const std::string& person);
  Status Begin();
  Result<bool> TakeIn(const DocumentTexts& wanted);
  Result<std::vector<ev::CaseCitation>> CitationsOf(
      const RetrievalAnswer& answer, const std::map<std::string, ev::CaseCitation>& versions);

  Workspace& workspace_;
  const LoadEncoder load_;
  std::mutex mutex_;
  bool begun_ = false;
  std::unique_ptr<SentenceEncoder> encoder_;  // before what borrows it
  std::unique_ptr<Retriever> passages_;       // null: no encoder
  std::map<std::string, Digest> held_;        // what passages_ has
};

}  // namespace signalbox
