#include "store/sqlite/word_hits.h"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace signalbox {
namespace {

void WordHits(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* answer, int,
              sqlite3_value**) {
  const auto phrases = static_cast<size_t>(api->xPhraseCount(row));
  const auto columns = static_cast<size_t>(api->xColumnCount(row));
  std::vector<uint8_t> hits(phrases * columns);
  for (size_t phrase = 0; phrase < phrases; ++phrase) {
    Fts5PhraseIter at{};
    int column = 0, offset = 0;
    const int found = api->xPhraseFirst(row, static_cast<int>(phrase), &at, &column, &offset);
    if (found != SQLITE_OK) {
      sqlite3_result_error_code(answer, found);
      return;
    }
    // A negative column is the end.
    for (; column >= 0; api->xPhraseNext(row, &at, &column, &offset)) {
      uint8_t& count = hits[phrase * columns + static_cast<size_t>(column)];
      if (count < UINT8_MAX) ++count;
    }
  }
  sqlite3_result_blob(answer, hits.data(), static_cast<int>(hits.size()), SQLITE_TRANSIENT);
}

// As https://sqlite.org/fts5.html, section 7, says that it is to be asked for.
fts5_api* Fts5Of(sqlite3* connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* ask = nullptr;
  if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &ask, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", nullptr);
    sqlite3_step(ask);
  }
  sqlite3_finalize(ask);
  return api;
}

}  // namespace

bool AddWordHits(sqlite3* connection) {
  fts5_api* api = Fts5Of(connection);
  return api != nullptr &&
         api->xCreateFunction(api, "word_hits", nullptr, WordHits, nullptr) == SQLITE_OK;
}

}  // namespace signalbox
