#include "engine/state_pages.h"

#include <utility>

#include "base/hash.h"
#include "store/compress.h"

namespace signalbox {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
// A directory of a million accounts, several times over.
constexpr size_t kMaxPartBytes = size_t{2} << 30;
constexpr char kPlain = 0, kZstd = 1;
// No event has this type, so that a page never opens as an event's part.
constexpr uint16_t kPageType = 0xffff;
constexpr int kChunkBits = 20;

int64_t FirstChunk(StatePart part) {
  return static_cast<int64_t>(part) << kChunkBits;
}

Key PartKey(const Keyring& keys) {
  return HmacSha256(keys.index_secret(), {"state.db"});
}

Bytes PartContext(const Id& log_id, StatePart part) {
  Bytes context(log_id.View());
  context.push_back(static_cast<char>(part));
  return context;
}

}  // namespace

StateSealer::StateSealer(const Keyring& keys, const Id& log_id, Random& random)
    : keys_(keys), log_id_(log_id), key_(PartKey(keys)), random_(random) {}

void StateSealer::PutPart(StatePart part, BytesView plain, PageChanges* pages) const {
  Bytes content;
  content.push_back(kZstd);
  if (!CompressIfShorter(plain, Effort::kSmall, &content)) {
    content.assign(1, kPlain);
    content.append(plain);
  }
  Nonce nonce{};
  random_.Fill(nonce);
  Bytes sealed(View(nonce));
  GcmSeal(key_, nonce, PartContext(log_id_, part), content, &sealed);
  pages->drop.push_back({PageKind::kPart, FirstChunk(part), FirstChunk(part) + (1 << kChunkBits)});
  int64_t number = FirstChunk(part);
  for (size_t at = 0; at < sealed.size(); at += kChunkBytes)
    pages->put.push_back({{PageKind::kPart, number++}, sealed.substr(at, kChunkBytes)});
}

Result<Bytes> StateSealer::SealPersonal(const PersonalPage& page, int64_t position) const {
  Bytes out;
  CborWriter writer(&out);
  writer.Array(6);
  writer.Blob(page.clear);
  writer.Int(page.subject);
  writer.Int(position);
  Result<SealedPart> part =
      Seal(keys_, page.subject, log_id_, position, kPageType, page.secret, random_);
  if (!part.ok() && part.error().code != Code::kNotFound) return part.error();
  const SealedPart sealed = part.ok() ? std::move(*part) : SealedPart{};
  writer.Blob(View(sealed.nonce));
  writer.Blob(View(sealed.digest));
  writer.Blob(sealed.ciphertext);
  return out;
}

StateOpener::StateOpener(const StateFile& file, const Keyring& keys, const Id& log_id)
    : file_(file), keys_(keys), log_id_(log_id), key_(PartKey(keys)) {}

Result<Bytes> StateOpener::ReadPart(StatePart part) const {
  Bytes sealed;
  const PageRange chunks{PageKind::kPart, FirstChunk(part), FirstChunk(part) + (1 << kChunkBits)};
  SB_TRY(file_.VisitPages(chunks, [&sealed](int64_t, BytesView chunk) -> Status {
    sealed.append(chunk);
    return {};
  }));
  Nonce nonce{};
  if (sealed.size() < nonce.size()) return Err(Code::kCorrupt, "a part of state.db is missing");
  std::copy_n(sealed.begin(), nonce.size(), reinterpret_cast<char*>(nonce.data()));
  const Result<Bytes> content =
      GcmOpen(key_, nonce, PartContext(log_id_, part), BytesView(sealed).substr(nonce.size()));
  if (!content.ok()) return content.error();
  if (content->empty()) return Err(Code::kCorrupt, "a part of state.db is empty");
  const BytesView stored = BytesView(*content).substr(1);
  return content->front() == kZstd ? Decompress(stored, kMaxPartBytes)
                                   : Result<Bytes>(Bytes(stored));
}

Result<std::pair<Bytes, Bytes>> StateOpener::OpenPersonal(BytesView page) const {
  CborReader reader(page);
  SealedPart sealed;
  reader.Array();
  Bytes clear(reader.Blob());
  sealed.subject = reader.Int();
  const int64_t position = reader.Int();
  body::ReadBlob(reader, &sealed.nonce);
  body::ReadBlob(reader, &sealed.digest);
  sealed.ciphertext = Bytes(reader.Blob());
  if (!reader.AtEnd()) return Err(Code::kCorrupt, "a page of state.db does not read");
  if (sealed.ciphertext.empty()) return std::pair(std::move(clear), Bytes());
  Result<Bytes> secret = Unseal(keys_, sealed, log_id_, position, kPageType);
  if (!secret.ok() && secret.error().code != Code::kNotFound) return secret.error();
  return std::pair(std::move(clear), secret.ok() ? std::move(*secret) : Bytes());
}

namespace {

template <typename S, typename V>
void TableFields(S& tables, V& v) {
  v(tables.layout, tables.lead_count, tables.request_count, tables.next_run, tables.runs);
  v(tables.sizes);
}

}  // namespace

Bytes EncodeTables(const StateChanges& changes, const SavedState& saved) {
  SavedTables tables;
  tables.lead_count = changes.lead_count;
  tables.request_count = changes.request_count;
  tables.next_run = saved.next_run;
  for (const KeyIndex::Runs& runs : saved.runs) {
    std::vector<int64_t>& numbers = tables.runs.emplace_back();
    for (const auto& run : runs) numbers.push_back(run->number());
  }
  for (const IndexChange& index : changes.indexes)
    tables.sizes.push_back(static_cast<int64_t>(index.size));
  Bytes out;
  saved::Putter putter{&out};
  TableFields(tables, putter);
  return out;
}

Result<SavedTables> DecodeTables(BytesView bytes) {
  SavedTables tables;
  CborReader reader(bytes);
  saved::Taker taker{reader};
  TableFields(tables, taker);
  if (tables.layout != kStateLayout) return tables;
  if (!reader.AtEnd() || tables.runs.size() != kKeyIndexes || tables.sizes.size() != kKeyIndexes)
    return Err(Code::kCorrupt, "the tables of state.db do not read");
  return tables;
}

}  // namespace signalbox
