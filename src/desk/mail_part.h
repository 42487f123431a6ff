// The header of a message or of one of its parts, as fields, and values with parameters.
//
// Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox {

// Fields by name in small letters, values unfolded and undecoded.
class MailHeader {
 public:
  // Takes the header off the front of `text`, with the empty line that ends it.
  static MailHeader Take(std::string_view* text);

  // The first of this name; empty for none. `name` in small letters.
  std::string_view First(std::string_view name) const;
  size_t Count(std::string_view name) const;
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// `multipart/mixed; boundary="x"`: a word in small letters, and parameters by their names in small
// letters. `name*=utf-8''a%20b` and `name*0=`, `name*1=` are read too (RFC 2231).
struct MailValue {
  std::string word;
  std::map<std::string, std::string, std::less<>> parameters;
  std::string_view Of(std::string_view name) const;
};
MailValue ParseMailValue(std::string_view text);

// The addresses of a list as `Lena <lena@acme.example>, x@y.example`; comments and names are passed
// over.
std::vector<std::string> MailAddresses(std::string_view text);

// What stands between `<` and `>`, each.
std::vector<std::string> MailIds(std::string_view text);

}  // namespace signalbox
