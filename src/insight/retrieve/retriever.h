// Finds the passages of documents that answer a question: by words (SQLite FTS5, BM25) and by
// meaning (the sentence encoder, 8-bit vectors compared one by one), fused by reciprocal rank
// (Cormack, Clarke, Buettcher 2009). What the reader may not read is left out before anything is
// ranked or counted, so that neither the answer nor its order says that it is there. When nothing
// fits well enough the answer is to abstain. One file; used by one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insight/text/sentence_encoder.h"
#include "store/sqlite/database.h"

namespace signalbox {

struct RetrievalDocument {
  std::string id;       // a newer version of it takes the place of the older
  std::string version;  // as its owner counts; cited
  std::string markdown;
  // Labels, one of which a reader needs (a role, a team); none: everybody may read it.
  std::vector<std::string> access;
};

// A passage as it can be checked: the bytes [begin, end) of that version have that hash.
struct Citation {
  std::string document, version, title;
  int64_t begin = 0, end = 0;
  std::string sha256;  // hex
  std::string text;
  int fit_e4 = 0;  // how well it fits the question, 0 to 10000
};

struct RetrievalAnswer {
  std::vector<Citation> passages;  // the best first; empty when it abstained
  bool abstained = false;
  int best_fit_e4 = 0;       // of all passages found, also when it abstained
  bool words_alone = false;  // there was no encoder
};

struct RetrievalQuestion {
  std::string text;
  std::vector<std::string> access;  // the reader's labels
  size_t limit = 5;
};

// Of a question, and whether it has an answer in the documents.
struct FitSample {
  int fit_e4 = 0;
  bool has_answer = false;
};
// The margin that tells samples apart best (the share of answerable ones at or above it, plus that
// of the others below it); the lowest of equals. 0 for no samples.
int LearnMargin(const std::vector<FitSample>& samples);

class Retriever {
 public:
  // What LearnMargin gives for half of reference_tables/retrieval/questions.csv
  // (policy_questions_test.cc); set_margin takes what it gives for others.
  static constexpr int kMargin = 3505;
  static constexpr int kMarginOfWords = 2001;

  // `path` may be `:memory:`. `encoder` may be null and must outlive the retriever; a file that was
  // filled with another encoder is kConflict: fill it anew.
  static Result<std::unique_ptr<Retriever>> Open(const std::string& path,
                                                 const SentenceEncoder* encoder);

  // Both are durable when they return. kInvalid for a document without id or with broken UTF-8.
  Status Put(const RetrievalDocument& document);
  Status Remove(std::string_view id);

  Result<RetrievalAnswer> Search(const RetrievalQuestion& question);

  void set_margin(int margin_e4) { margin_e4_ = margin_e4; }
  int margin() const { return margin_e4_; }
  size_t chunks() const { return held_.size(); }

 private:
  struct Held {
    int64_t id = 0;
    size_t access = 0;  // in access_
    double length = 0;  // of title and body
  };
  struct Ranked {
    size_t at = 0;  // in held_
    double score = 0;
  };
  using Vector = std::vector<int8_t>;
  // What somebody may read.
  struct Reader {
    std::vector<bool> lists;     // of access_
    std::vector<bool> passages;  // of held_
    double count = 0;            // of them
  };
  using KnownWords = std::map<std::string, bool, std::less<>>;

  Retriever(Database database, const SentenceEncoder* encoder);
  Status CheckEncoder();
  Status LoadHeld();
  Status PutChunks(const RetrievalDocument& document);
  Status RemoveChunks(std::string_view id);
  size_t AccessOf(const std::string& labels);
  Reader ReaderWith(const std::vector<std::string>& labels) const;
  Result<bool> IsCommon(const std::string& word, const Reader& reader, KnownWords* known);
  Result<std::vector<std::string>> TellingWords(const std::vector<std::string>& words,
                                                const Reader& reader);
  Result<std::vector<Ranked>> ByWords(const std::vector<std::string>& words, const Reader& reader);
  std::vector<Ranked> ByMeaning(const Vector& asked, const Reader& reader) const;
  double CosineOf(size_t at, const Vector& asked, double length_of_asked) const;
  Result<Citation> Cite(size_t at);
  int Fit(const Citation& passage, const std::vector<std::string>& words, const Vector& asked,
          size_t at) const;

  Database database_;
  const SentenceEncoder* encoder_;
  int margin_e4_;
  std::vector<Held> held_;       // by id
  std::vector<int8_t> vectors_;  // kEncodedSize for each of held_; empty without an encoder
  std::vector<double> lengths_;  // of each vector
  std::vector<std::vector<std::string>> access_;  // distinct lists of labels
  // Whether a word is common, by Reader::lists; counted once, so that it only saves time.
  std::map<std::vector<bool>, KnownWords> known_words_;
};

}  // namespace signalbox
