// An SQL function for FTS5 tables that every connection of a Database knows: word_hits(TABLE)
// gives, for a row that matched, how often each phrase of the query stands in each column. It is a
// blob of one byte for each phrase and column, the columns of the first phrase first, 255 for 255
// and more.
//
// For who ranks rows by counts of their own: FTS5's bm25() counts over all rows of the table, so
// that rows which a reader may not see change how those are ranked that they may.
#pragma once

struct sqlite3;

namespace signalbox {

// False when this SQLite has no FTS5, or no memory is left; a query that uses word_hits then says
// that there is no such function.
bool AddWordHits(sqlite3* connection);

}  // namespace signalbox
