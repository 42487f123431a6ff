// How notices go out, as metrics.
#pragma once

#include <string>

namespace signalbox {

class NoticeDesk;

// Asks the book and the log's end; nothing is added where the book does not answer.
void AppendNoticeFigures(NoticeDesk& desk, std::string* out);

}  // namespace signalbox
