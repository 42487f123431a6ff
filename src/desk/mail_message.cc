#include "desk/mail_message.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "desk/mail_part.h"
#include "desk/mail_text.h"

namespace signalbox {
namespace {

constexpr std::string_view kPlainText = "text/plain";

// `--boundary` at the beginning of a line, after which nothing but space or `--` stands.
struct Delimiter {
  size_t begin = 0, end = 0;  // of its line, with the line end before it
  bool last = false;
};

// From `at`, which is the beginning of a line.
bool FindDelimiter(std::string_view body, std::string_view dashed, size_t at, Delimiter* found) {
  while (at < body.size()) {
    const size_t line_end = std::min(body.find('\n', at), body.size());
    const std::string_view line = body.substr(at, line_end - at);
    if (line.starts_with(dashed)) {
      std::string_view rest = line.substr(dashed.size());
      const bool last = rest.starts_with("--");
      if (last) rest.remove_prefix(2);
      if (rest.find_first_not_of(" \t\r") == std::string_view::npos) {
        size_t begin = at;
        if (begin > 0 && body[begin - 1] == '\n') --begin;
        if (begin > 0 && begin < at && body[begin - 1] == '\r') --begin;
        *found = {begin, std::min(line_end + 1, body.size()), last};
        return true;
      }
    }
    at = line_end + 1;
  }
  return false;
}

class Reader {
 public:
  explicit Reader(MailMessage* message) : message_(message) {}

  Status Read(const MailHeader& header, std::string_view body, int depth) {
    if (++parts_ > kMaxMailParts)
      return Err(Code::kInvalid, fmt::format("the message has over {} parts", kMaxMailParts));
    if (depth > kMaxMailDepth)
      return Err(Code::kInvalid,
                 fmt::format("the message has parts more than {} deep", kMaxMailDepth));
    const MailValue type = ParseMailValue(header.First("content-type"));
    if (type.word.starts_with("multipart/") && !type.Of("boundary").empty())
      return ReadParts(type, body, depth);
    ReadLeaf(header, type, body);
    return {};
  }

  // Of several ways to say the same, HTML is for who reads no text.
  std::string Text() const { return has_text_ ? text_ : std::string(); }

 private:
  Status ReadParts(const MailValue& type, std::string_view body, int depth) {
    const std::string dashed = "--" + std::string(type.Of("boundary"));
    Delimiter open;
    if (!FindDelimiter(body, dashed, 0, &open)) return {};
    while (!open.last) {
      Delimiter close;
      const bool ended = FindDelimiter(body, dashed, open.end, &close);
      const size_t end = ended ? std::max(close.begin, open.end) : body.size();
      std::string_view part = body.substr(open.end, end - open.end);
      const MailHeader header = MailHeader::Take(&part);
      SB_TRY(Read(header, part, depth + 1));
      if (!ended) return {};
      open = close;
    }
    return {};
  }

  void ReadLeaf(const MailHeader& header, const MailValue& type, std::string_view body) {
    const MailValue place = ParseMailValue(header.First("content-disposition"));
    std::string name = DecodeHeader(place.Of("filename"));
    if (name.empty()) name = DecodeHeader(type.Of("name"));
    const bool plain = type.word.empty() || type.word == kPlainText;
    const bool attached = place.word == "attachment" || !name.empty();
    const std::string_view encoding = header.First("content-transfer-encoding");
    if (plain && !attached) {
      const std::string text = ToCleanText(DecodeTransfer(encoding, body), type.Of("charset"));
      if (has_text_ && !text_.ends_with('\n')) text_.push_back('\n');
      text_ += text;
      has_text_ = true;
      return;
    }
    // Marked-up text beside the plain one, signatures and the like have no name and are no file.
    if (!attached) return;
    message_->files.push_back(
        {name, plain ? std::string(kPlainText) : type.word, DecodeTransfer(encoding, body)});
  }

  MailMessage* message_;
  size_t parts_ = 0;
  std::string text_;
  bool has_text_ = false;
};

bool IsAutomatic(const MailHeader& header) {
  const std::string submitted = ParseMailValue(header.First("auto-submitted")).word;
  if (!submitted.empty() && submitted != "no") return true;
  const std::string precedence = LowerAscii(header.First("precedence"));
  return precedence == "bulk" || precedence == "junk" || precedence == "list" ||
         header.First("return-path") == "<>" || !header.First("list-id").empty();
}

void TakeReferences(const MailHeader& header, MailMessage* message) {
  for (const char* name : {"in-reply-to", "references"}) {
    std::vector<std::string> ids = MailIds(header.First(name));
    std::reverse(ids.begin(), ids.end());
    for (std::string& id : ids) {
      const bool known = std::find(message->references.begin(), message->references.end(), id) !=
                         message->references.end();
      if (!known && message->references.size() < kMaxMailReferences)
        message->references.push_back(std::move(id));
    }
  }
}

// `On Tuesday Lena wrote:`, which programs write in the language of their reader.
bool Introduces(std::string_view line) {
  return line.ends_with(':') && line.size() < 200 && !line.starts_with('>');
}

}  // namespace

std::string WithoutQuote(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto blank = [](std::string_view line) {
    return line.find_first_not_of(" \t") == std::string_view::npos;
  };
  const auto drop_blank = [&] {
    while (!lines.empty() && blank(lines.back())) lines.pop_back();
  };
  drop_blank();
  const size_t before = lines.size();
  while (!lines.empty() && (lines.back().starts_with('>') || blank(lines.back()))) lines.pop_back();
  if (lines.size() < before && !lines.empty() && Introduces(lines.back())) lines.pop_back();
  drop_blank();
  std::string out;
  for (const std::string_view line : lines) {
    if (!out.empty() || line.data() != lines.front().data()) out.push_back('\n');
    out += line;
  }
  const size_t begin = out.find_first_not_of('\n');
  return begin == std::string::npos ? std::string() : out.substr(begin);
}

Result<MailMessage> ParseMail(std::string_view raw) {
  if (raw.size() > kMaxMailBytes)
    return Err(Code::kInvalid,
               fmt::format("the message is larger than {} MB", kMaxMailBytes >> 20));
  MailMessage message;
  std::string_view body = raw;
  const MailHeader header = MailHeader::Take(&body);
  if (raw.size() - body.size() > kMaxMailHeaderBytes)
    return Err(Code::kInvalid,
               fmt::format("the message's header is over {} KB", kMaxMailHeaderBytes >> 10));
  if (header.empty())
    return Err(Code::kInvalid, "this is no message: it begins with no header such as `From:`");
  const std::vector<std::string> from = MailAddresses(header.First("from"));
  if (header.Count("from") != 1 || from.size() != 1 || from[0].find('@') == std::string::npos)
    return Err(Code::kInvalid, "a message has one `From` with one address");
  message.from = from[0];
  message.subject = DecodeHeader(header.First("subject"));
  const std::vector<std::string> ids = MailIds(header.First("message-id"));
  if (!ids.empty()) message.id = ids.front();
  TakeReferences(header, &message);
  message.automatic = IsAutomatic(header);
  Reader reader(&message);
  SB_TRY(reader.Read(header, body, 0));
  message.text = WithoutQuote(reader.Text());
  return message;
}

}  // namespace signalbox
