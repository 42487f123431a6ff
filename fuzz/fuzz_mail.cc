// Mail from outside: any bytes are a message or a refusal that says why; what was read of a message
// is UTF-8, within the limits, and no longer than what came.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "desk/mail_message.h"

namespace signalbox {
namespace {

// A byte that does not decode becomes three.
constexpr size_t kMostGrowth = 3;

void Read(std::string_view raw) {
  const Result<MailMessage> message = ParseMail(raw);
  if (!message.ok()) {
    CHECK(!message.error().message.empty());
    return;
  }
  CHECK(message->from.find('@') != std::string::npos);
  CHECK(IsCleanUtf8(message->subject) && IsCleanUtf8(message->text));
  CHECK(message->subject.find('\n') == std::string::npos);
  CHECK(message->text.size() <= raw.size() * kMostGrowth);
  CHECK(message->references.size() <= kMaxMailReferences);
  CHECK(message->files.size() <= kMaxMailParts);
  size_t bytes = 0;
  for (const MailFile& file : message->files) {
    CHECK(IsCleanUtf8(file.name));
    bytes += file.content.size();
  }
  CHECK(bytes <= raw.size());
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::Read({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
