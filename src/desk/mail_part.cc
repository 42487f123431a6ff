#include "desk/mail_part.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "desk/mail_text.h"

namespace signalbox {
namespace {

// The next line without its end.
std::string_view TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A quoted string from its opening quote on, without its backslashes; `at` goes behind it.
std::string TakeQuoted(std::string_view text, size_t* at) {
  std::string out;
  for (++*at; *at < text.size() && text[*at] != '"'; ++*at) {
    if (text[*at] == '\\' && *at + 1 < text.size()) ++*at;
    out.push_back(text[*at]);
  }
  if (*at < text.size()) ++*at;
  return out;
}

// Behind a comment, which may hold others.
void SkipComment(std::string_view text, size_t* at) {
  int depth = 0;
  for (; *at < text.size(); ++*at) {
    if (text[*at] == '\\')
      ++*at;
    else if (text[*at] == '(')
      ++depth;
    else if (text[*at] == ')' && --depth == 0)
      break;
  }
  *at = std::min(*at + 1, text.size());
}

// `utf-8''a%20b`, or the percents of a later piece.
std::string Unpercent(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const Result<Bytes> byte = FromHex(LowerAscii(text.substr(i + 1, 2)));
      if (byte.ok()) {
        out += *byte;
        i += 2;
        continue;
      }
    }
    out.push_back(text[i]);
  }
  return out;
}

// `name*1*` as `name`; the pieces come in order, as every program writes them.
void AddParameter(std::string_view name, const std::string& value, MailValue* to) {
  const size_t star = name.find('*');
  const std::string plain(name.substr(0, star));
  if (star == std::string_view::npos) {
    to->parameters.emplace(plain, value);
    return;
  }
  if (!name.ends_with('*')) {
    to->parameters[plain] += value;
    return;
  }
  std::string_view rest = value;
  std::string charset = "utf-8";
  const bool first = !to->parameters.contains(plain);
  const size_t quote = rest.find('\'');
  const size_t second = quote == std::string_view::npos ? quote : rest.find('\'', quote + 1);
  if (first && second != std::string_view::npos) {
    charset = rest.substr(0, quote);
    rest.remove_prefix(second + 1);
  }
  to->parameters[plain] += ToCleanText(Unpercent(rest), charset);
}

std::string TakeValue(std::string_view text, size_t* at) {
  while (*at < text.size() && (text[*at] == ' ' || text[*at] == '\t')) ++*at;
  if (*at < text.size() && text[*at] == '"') return TakeQuoted(text, at);
  const size_t end = std::min(text.find_first_of("; \t(", *at), text.size());
  std::string value(text.substr(*at, end - *at));
  *at = end;
  return value;
}

}  // namespace

MailHeader MailHeader::Take(std::string_view* text) {
  MailHeader header;
  while (!text->empty()) {
    const std::string_view line = TakeLine(text);
    if (line.empty()) break;
    if ((line.front() == ' ' || line.front() == '\t') && !header.fields_.empty()) {
      header.fields_.back().second += line;
      continue;
    }
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    header.fields_.emplace_back(LowerAscii(TrimBlanks(line.substr(0, colon))),
                                std::string(line.substr(colon + 1)));
  }
  return header;
}

std::string_view MailHeader::First(std::string_view name) const {
  for (const auto& [field, value] : fields_) {
    if (field == name) return TrimBlanks(value);
  }
  return {};
}

size_t MailHeader::Count(std::string_view name) const {
  return static_cast<size_t>(std::count_if(fields_.begin(), fields_.end(),
                                           [&](const auto& field) { return field.first == name; }));
}

std::string_view MailValue::Of(std::string_view name) const {
  const auto at = parameters.find(name);
  return at == parameters.end() ? std::string_view() : std::string_view(at->second);
}

MailValue ParseMailValue(std::string_view text) {
  MailValue value;
  size_t at = std::min(text.find(';'), text.size());
  std::string_view word = text.substr(0, at);
  word = word.substr(0, word.find('('));
  value.word = LowerAscii(TrimBlanks(word));
  while (at < text.size()) {
    if (text[at] == '(') {
      SkipComment(text, &at);
      continue;
    }
    if (text[at] == ';' || text[at] == ' ' || text[at] == '\t') {
      ++at;
      continue;
    }
    const size_t equals = text.find_first_of("=;", at);
    if (equals == std::string_view::npos) break;
    const std::string name = LowerAscii(TrimBlanks(text.substr(at, equals - at)));
    at = equals;
    if (text[at] == ';') continue;
    ++at;
    const std::string given = TakeValue(text, &at);
    if (!name.empty()) AddParameter(name, given, &value);
  }
  return value;
}

std::vector<std::string> MailAddresses(std::string_view text) {
  std::vector<std::string> addresses;
  std::string bare, angled;
  bool in_angle = false, has_angle = false;
  const auto end_one = [&] {
    const std::string_view one = TrimBlanks(has_angle ? angled : bare);
    if (!one.empty()) addresses.emplace_back(one);
    bare.clear(), angled.clear();
    in_angle = has_angle = false;
  };
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '(' && !in_angle) {
      SkipComment(text, &at);
      continue;
    }
    if (c == '"') {
      const std::string quoted = TakeQuoted(text, &at);
      // A quoted name is none of the address; a quoted local part keeps its quotes.
      const bool local = at < text.size() && text[at] == '@';
      if (local) (in_angle ? angled : bare) += '"' + quoted + '"';
      continue;
    }
    if (c == ',' || c == ';')
      end_one();
    else if (c == '<')
      in_angle = has_angle = true;
    else if (c == '>')
      in_angle = false;
    else
      (in_angle ? angled : bare).push_back(c);
    ++at;
  }
  end_one();
  return addresses;
}

std::vector<std::string> MailIds(std::string_view text) {
  std::vector<std::string> ids;
  while (true) {
    const size_t open = text.find('<');
    if (open == std::string_view::npos) return ids;
    const size_t close = text.find('>', open);
    if (close == std::string_view::npos) return ids;
    const std::string_view id = TrimBlanks(text.substr(open + 1, close - open - 1));
    if (!id.empty()) ids.emplace_back(id);
    text.remove_prefix(close + 1);
  }
}

}  // namespace signalbox
