#include "insight/retrieve/retriever.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/hash.h"
#include "insight/retrieve/byte_dot.h"
#include "insight/retrieve/chunks.h"
#include "insight/retrieve/word_ranking.h"
#include "insight/text/text_features.h"

namespace signalbox {
namespace {

// Of each list so many take part in the fusion, each with 1 / (kRankOffset + rank).
constexpr size_t kFused = 50;
constexpr double kRankOffset = 60;
// A question's rarest words say enough; each further one costs time.
constexpr size_t kQuestionWords = 12;
// Of a question of nothing but words that most passages have so many are looked for: each tells
// next to nothing, and costs as much time as there are passages.
constexpr size_t kCommonWordsAsked = 2;
// Of what readers asked for so much is remembered; then it is forgotten and counted anew.
constexpr size_t kWordsKnown = 10'000;
// Of how well a passage fits. Of .3, .5, .7, .85 and 1 it tells the questions that teach the margin
// apart best.
constexpr double kMeaningsPart = 0.7;
// Between labels as they are stored; no label may hold it.
constexpr char kBetween = '\n';

constexpr std::string_view kSchema = R"(
  CREATE TABLE IF NOT EXISTS made_with(encoder BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS chunk(
    id INTEGER PRIMARY KEY, document TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL,
    first INTEGER NOT NULL, past INTEGER NOT NULL, hash BLOB NOT NULL, access TEXT NOT NULL,
    body TEXT NOT NULL, vector BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS chunk_of ON chunk(document);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    title, body, content='chunk', content_rowid='id', tokenize='porter unicode61');
)";

constexpr std::string_view kCommon[] = {
    "a",    "an",   "and",   "are",   "as",    "at",   "be",   "by",   "can", "do",
    "does", "for",  "from",  "has",   "have",  "how",  "i",    "if",   "in",  "is",
    "it",   "its",  "may",   "me",    "my",    "no",   "not",  "of",   "on",  "or",
    "our",  "that", "the",   "their", "there", "they", "this", "to",   "was", "we",
    "what", "when", "where", "which", "who",   "why",  "will", "with", "you", "your"};

// What a question is about, without the words of every question.
std::vector<std::string> ContentWords(std::string_view text) {
  std::vector<std::string> words;
  for (std::string& word : FoldedWordsAndNumbers(text)) {
    const bool is_common = std::binary_search(std::begin(kCommon), std::end(kCommon), word);
    if (!is_common && std::find(words.begin(), words.end(), word) == words.end())
      words.push_back(std::move(word));
  }
  std::stable_sort(words.begin(), words.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  if (words.size() > kQuestionWords) words.resize(kQuestionWords);
  return words;
}

std::string MatchText(const std::vector<std::string>& words) {
  std::string match;
  for (const std::string& word : words) match += (match.empty() ? "\"" : " OR \"") + word + "\"";
  return match;
}

std::vector<int8_t> InEightBits(const std::array<float, kEncodedSize>& numbers) {
  float most = 1e-9F;
  for (const float number : numbers) most = std::max(most, std::fabs(number));
  std::vector<int8_t> out;
  out.reserve(kEncodedSize);
  for (const float number : numbers)
    out.push_back(static_cast<int8_t>(std::lround(number / most * 127)));
  return out;
}

double LengthOf(const int8_t* numbers) {
  return std::sqrt(static_cast<double>(std::max(ByteDot(numbers, numbers, kEncodedSize), 1)));
}

std::string LabelLine(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels) text += label + kBetween;
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> labels;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find(kBetween, at);
    labels.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return labels;
}

}  // namespace

int LearnMargin(const std::vector<FitSample>& samples) {
  std::vector<FitSample> rising = samples;
  std::sort(rising.begin(), rising.end(),
            [](const FitSample& a, const FitSample& b) { return a.fit_e4 < b.fit_e4; });
  double answerable = 0, others = 0;
  for (const FitSample& sample : rising) (sample.has_answer ? answerable : others) += 1;
  double given_up = 0, refused = 0, best = 1;
  int margin = 0;
  for (size_t i = 0; i < rising.size(); ++i) {
    (rising[i].has_answer ? given_up : refused) += 1;
    if (i + 1 < rising.size() && rising[i + 1].fit_e4 == rising[i].fit_e4) continue;
    const double good =
        (answerable == 0 ? 0 : 1 - given_up / answerable) + (others == 0 ? 0 : refused / others);
    if (good > best) {
      best = good;
      margin = rising[i].fit_e4 + 1;
    }
  }
  return margin;
}

Retriever::Retriever(Database database, const SentenceEncoder* encoder)
    : database_(std::move(database)),
      encoder_(encoder),
      margin_e4_(encoder == nullptr ? kMarginOfWords : kMargin) {}

Result<std::unique_ptr<Retriever>> Retriever::Open(const std::string& path,
                                                   const SentenceEncoder* encoder) {
  Database::Options options;
  options.create = true;
  SB_ASSIGN(Database database, Database::Open(path, options));
  SB_TRY(database.Execute(std::string(kSchema).c_str()));
  std::unique_ptr<Retriever> retriever(new Retriever(std::move(database), encoder));
  SB_TRY(retriever->CheckEncoder());
  SB_TRY(retriever->LoadHeld());
  return retriever;
}

Status Retriever::CheckEncoder() {
  const Digest wanted = encoder_ == nullptr ? Digest{} : encoder_->digest();
  SB_ASSIGN(Statement made, database_.Prepare("SELECT encoder FROM made_with"));
  SB_ASSIGN(const bool is_made, made.Step());
  if (is_made) {
    if (made.Blob(0) == View(wanted)) return {};
    return Err(Code::kConflict,
               "the passages were stored with another sentence encoder; fill the file anew");
  }
  SB_ASSIGN(Statement insert, database_.Prepare("INSERT INTO made_with VALUES (?)"));
  insert.Bind(1, View(wanted));
  return insert.Run();
}

Status Retriever::LoadHeld() {
  held_.clear();
  known_words_.clear();
  vectors_.clear();
  lengths_.clear();
  SB_ASSIGN(Statement all,
            database_.Prepare("SELECT id, access, vector, past - first + length(title) FROM chunk "
                              "ORDER BY id"));
  while (true) {
    SB_ASSIGN(const bool has_row, all.Step());
    if (!has_row) return {};
    held_.push_back(
        {all.Int(0), AccessOf(std::string(all.Blob(1))), static_cast<double>(all.Int(3))});
    const BytesView vector = all.Blob(2);
    if (encoder_ == nullptr) continue;
    if (vector.size() != kEncodedSize)
      return Err(Code::kCorrupt, "a stored passage has no vector; fill the file anew");
    const auto* from = reinterpret_cast<const int8_t*>(vector.data());
    vectors_.insert(vectors_.end(), from, from + kEncodedSize);
    lengths_.push_back(LengthOf(from));
  }
}

size_t Retriever::AccessOf(const std::string& labels) {
  std::vector<std::string> wanted = Split(labels);
  const auto at = std::find(access_.begin(), access_.end(), wanted);
  if (at != access_.end()) return static_cast<size_t>(at - access_.begin());
  access_.push_back(std::move(wanted));
  return access_.size() - 1;
}

Status Retriever::RemoveChunks(std::string_view id) {
  SB_ASSIGN(Statement words,
            database_.Prepare("INSERT INTO words(words, rowid, title, body) SELECT 'delete', "
                              "id, title, body FROM chunk WHERE document = ?"));
  words.BindText(1, id);
  SB_TRY(words.Run());
  SB_ASSIGN(Statement chunks, database_.Prepare("DELETE FROM chunk WHERE document = ?"));
  chunks.BindText(1, id);
  return chunks.Run();
}

Status Retriever::PutChunks(const RetrievalDocument& document) {
  SB_TRY(RemoveChunks(document.id));
  SB_ASSIGN(Statement insert,
            database_.Prepare("INSERT INTO chunk(document, version, title, first, past, hash, "
                              "access, body, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  const std::string access = LabelLine(document.access);
  for (const MarkdownChunk& chunk : CutMarkdown(document.markdown)) {
    const std::string_view body =
        std::string_view(document.markdown).substr(chunk.begin, chunk.end - chunk.begin);
    const Digest hash = Sha256(body);
    std::vector<int8_t> vector;
    if (encoder_ != nullptr)
      vector = InEightBits(encoder_->Encode(chunk.title + ". " + std::string(body)).sentence);
    insert.BindText(1, document.id).BindText(2, document.version).BindText(3, chunk.title);
    insert.Bind(4, static_cast<int64_t>(chunk.begin)).Bind(5, static_cast<int64_t>(chunk.end));
    insert.Bind(6, View(hash)).BindText(7, access).BindText(8, body);
    insert.Bind(9, BytesView(reinterpret_cast<const char*>(vector.data()), vector.size()));
    SB_TRY(insert.Run());
  }
  SB_ASSIGN(Statement words,
            database_.Prepare("INSERT INTO words(rowid, title, body) SELECT id, title, body FROM "
                              "chunk WHERE document = ?"));
  words.BindText(1, document.id);
  return words.Run();
}

Status Retriever::Put(const RetrievalDocument& document) {
  if (document.id.empty()) return Err(Code::kInvalid, "a document needs an id");
  if (!IsCleanUtf8(document.markdown) || !IsCleanUtf8(document.id))
    return Err(Code::kInvalid, "document `" + document.id + "` is not UTF-8");
  for (const std::string& label : document.access) {
    if (label.empty() || label.find(kBetween) != std::string::npos)
      return Err(Code::kInvalid, "document `" + document.id + "` has an empty or broken label");
  }
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  Status put = PutChunks(document);
  if (put.ok()) put = database_.Execute("COMMIT");
  if (!put.ok()) {
    if (database_.InTransaction()) SB_TRY(database_.Execute("ROLLBACK"));
    return put;
  }
  return LoadHeld();
}

Status Retriever::Remove(std::string_view id) {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  Status removed = RemoveChunks(id);
  if (removed.ok()) removed = database_.Execute("COMMIT");
  if (!removed.ok()) {
    if (database_.InTransaction()) SB_TRY(database_.Execute("ROLLBACK"));
    return removed;
  }
  return LoadHeld();
}

Retriever::Reader Retriever::ReaderWith(const std::vector<std::string>& labels) const {
  Reader reader;
  for (const std::vector<std::string>& needed : access_) {
    reader.lists.push_back(needed.empty() ||
                           std::any_of(needed.begin(), needed.end(), [&labels](const auto& label) {
                             return std::find(labels.begin(), labels.end(), label) != labels.end();
                           }));
  }
  reader.passages.reserve(held_.size());
  for (const Held& held : held_) {
    const bool is_readable = reader.lists[held.access];
    reader.passages.push_back(is_readable);
    reader.count += is_readable ? 1 : 0;
  }
  return reader;
}

namespace {

template <typename Ranked>
void KeepBest(std::vector<Ranked>* ranked) {
  const auto better = [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.at < b.at;
  };
  const size_t kept = std::min(kFused, ranked->size());
  std::partial_sort(ranked->begin(), ranked->begin() + static_cast<ptrdiff_t>(kept), ranked->end(),
                    better);
  ranked->resize(kept);
}

}  // namespace

// More than half of what the reader may read has it: BM25 gives nothing for such a word.
Result<bool> Retriever::IsCommon(const std::string& word, const Reader& reader, KnownWords* known) {
  if (const auto found = known->find(word); found != known->end()) return found->second;
  SB_ASSIGN(Statement find, database_.Prepare("SELECT rowid FROM words WHERE words MATCH ? "
                                              "ORDER BY rowid"));
  const std::string match = MatchText({word});
  find.BindText(1, match);
  double with = 0;
  for (size_t at = 0; with * 2 <= reader.count;) {
    SB_ASSIGN(const bool has_row, find.Step());
    if (!has_row) break;
    while (at < held_.size() && held_[at].id < find.Int(0)) ++at;
    if (at < held_.size() && held_[at].id == find.Int(0) && reader.passages[at]) with += 1;
  }
  const bool is_common = with * 2 > reader.count;
  known->emplace(word, is_common);
  return is_common;
}

// Those that tell passages apart; of a question that has none, its first few.
Result<std::vector<std::string>> Retriever::TellingWords(const std::vector<std::string>& words,
                                                         const Reader& reader) {
  size_t known = 0;
  for (const auto& [lists, of_them] : known_words_) known += of_them.size();
  if (known > kWordsKnown) known_words_.clear();
  KnownWords& of_reader = known_words_[reader.lists];
  std::vector<std::string> telling;
  for (const std::string& word : words) {
    SB_ASSIGN(const bool is_common, IsCommon(word, reader, &of_reader));
    if (!is_common) telling.push_back(word);
  }
  if (!telling.empty()) return telling;
  return std::vector<std::string>(
      words.begin(),
      words.begin() + static_cast<ptrdiff_t>(std::min(words.size(), kCommonWordsAsked)));
}

Result<std::vector<Retriever::Ranked>> Retriever::ByWords(const std::vector<std::string>& words,
                                                          const Reader& reader) {
  std::vector<Ranked> ranked;
  if (words.empty()) return ranked;
  SB_ASSIGN(const std::vector<std::string> telling, TellingWords(words, reader));
  double length = 0;
  for (size_t at = 0; at < held_.size(); ++at) length += reader.passages[at] ? held_[at].length : 0;
  WordRanking ranking(reader.count, length / std::max(reader.count, 1.0));
  SB_ASSIGN(Statement find, database_.Prepare("SELECT rowid, word_hits(words) FROM words WHERE "
                                              "words MATCH ? ORDER BY rowid"));
  const std::string match = MatchText(telling);
  find.BindText(1, match);
  for (size_t at = 0;;) {
    SB_ASSIGN(const bool has_row, find.Step());
    if (!has_row) break;
    while (at < held_.size() && held_[at].id < find.Int(0)) ++at;
    if (at < held_.size() && held_[at].id == find.Int(0) && reader.passages[at])
      ranking.Add(at, held_[at].length, find.Blob(1));
  }
  for (const auto& [at, score] : ranking.Scores()) ranked.push_back({at, score});
  KeepBest(&ranked);
  return ranked;
}

double Retriever::CosineOf(size_t at, const Vector& asked, double length) const {
  return ByteDot(vectors_.data() + at * kEncodedSize, asked.data(), kEncodedSize) /
         (lengths_[at] * length);
}

std::vector<Retriever::Ranked> Retriever::ByMeaning(const Vector& asked,
                                                    const Reader& reader) const {
  std::vector<Ranked> ranked;
  if (asked.empty()) return ranked;
  const double length = LengthOf(asked.data());
  ranked.reserve(held_.size());
  for (size_t at = 0; at < held_.size(); ++at) {
    if (reader.passages[at]) ranked.push_back({at, CosineOf(at, asked, length)});
  }
  KeepBest(&ranked);
  return ranked;
}

Result<Citation> Retriever::Cite(size_t at) {
  SB_ASSIGN(Statement read,
            database_.Prepare("SELECT document, version, title, first, past, hash, body FROM "
                              "chunk WHERE id = ?"));
  read.Bind(1, held_[at].id);
  SB_ASSIGN(const bool is_there, read.Step());
  if (!is_there) return Err(Code::kCorrupt, "a passage is no longer in its file");
  Citation cited;
  cited.document = read.Blob(0);
  cited.version = read.Blob(1);
  cited.title = read.Blob(2);
  cited.begin = read.Int(3);
  cited.end = read.Int(4);
  cited.sha256 = ToHex(read.Blob(5));
  cited.text = read.Blob(6);
  return cited;
}

// Meaning, and the share of the question's words that are there.
int Retriever::Fit(const Citation& passage, const std::vector<std::string>& words,
                   const Vector& asked, size_t at) const {
  const std::vector<std::string> said = FoldedWordsAndNumbers(passage.title + " " + passage.text);
  double covered = 0;
  for (const std::string& word : words) {
    // `refunds` answers `refund`.
    const size_t stem = word.size() > 4 ? word.size() - 1 : word.size();
    covered += std::any_of(said.begin(), said.end(), [&](const std::string& other) {
      return other.starts_with(std::string_view(word).substr(0, stem));
    });
  }
  const double share = words.empty() ? 0 : covered / static_cast<double>(words.size());
  if (asked.empty()) return static_cast<int>(std::lround(share * 10'000));
  const double meaning = std::max(0.0, CosineOf(at, asked, LengthOf(asked.data())));
  return static_cast<int>(
      std::lround((kMeaningsPart * meaning + (1 - kMeaningsPart) * share) * 10'000));
}

Result<RetrievalAnswer> Retriever::Search(const RetrievalQuestion& question) {
  const Reader reader = ReaderWith(question.access);
  const std::vector<std::string> words = ContentWords(question.text);
  Vector asked;
  if (encoder_ != nullptr) asked = InEightBits(encoder_->Encode(question.text).sentence);
  SB_ASSIGN(const std::vector<Ranked> by_words, ByWords(words, reader));
  const std::vector<Ranked> by_meaning = ByMeaning(asked, reader);
  std::map<size_t, double> fused;
  for (const auto* list : {&by_words, &by_meaning}) {
    for (size_t rank = 0; rank < list->size(); ++rank)
      fused[(*list)[rank].at] += 1 / (kRankOffset + static_cast<double>(rank));
  }
  std::vector<Ranked> order;
  for (const auto& [at, score] : fused) order.push_back({at, score});
  KeepBest(&order);
  RetrievalAnswer answer;
  answer.words_alone = encoder_ == nullptr;
  for (size_t i = 0; i < std::min(question.limit, order.size()); ++i) {
    SB_ASSIGN(Citation cited, Cite(order[i].at));
    cited.fit_e4 = Fit(cited, words, asked, order[i].at);
    answer.best_fit_e4 = std::max(answer.best_fit_e4, cited.fit_e4);
    answer.passages.push_back(std::move(cited));
  }
  answer.abstained = answer.passages.empty() || answer.best_fit_e4 < margin_e4_;
  if (answer.abstained) answer.passages.clear();
  return answer;
}

}  // namespace signalbox
