#include "base/result.h"

namespace signalbox {

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kInvalid:
      return "invalid";
    case Code::kNotFound:
      return "not_found";
    case Code::kConflict:
      return "conflict";
    case Code::kUnsupported:
      return "unsupported";
    case Code::kForbidden:
      return "forbidden";
    case Code::kExhausted:
      return "exhausted";
    case Code::kUnavailable:
      return "unavailable";
    case Code::kDeadline:
      return "deadline";
    case Code::kIo:
      return "io";
    case Code::kCorrupt:
      return "corrupt";
  }
  return "unknown";
}

}  // namespace signalbox
