// Reading an e-mail address: RFC 5321 lengths, the dot-atom and quoted-string forms of RFC 5322,
// UTF-8 local parts (RFC 6531), international domains (UTS #46).
//
// What no business address is written as stays out: comments, folding white space, address literals
// (`[192.0.2.1]`), domains of one label. Values; thread safe; no allocation for ASCII addresses.
#pragma once

#include <array>
#include <string_view>

namespace signalbox::reference {

enum class EmailFault : unsigned char {
  kNone,
  kMissing,   // nothing to read
  kSyntax,    // not an address
  kNoDomain,  // a domain that cannot exist: one label, a numeric top level, `.invalid`
};

class EmailAddress {
 public:
  EmailFault fault() const { return fault_; }
  bool valid() const { return fault_ == EmailFault::kNone; }
  // The whole address in lower case, the domain in ASCII. Empty unless valid. Local parts compare
  // without case because every provider of note treats them so.
  std::string_view address() const { return {text_.data(), size_}; }
  std::string_view local() const { return {text_.data(), at_}; }
  std::string_view domain() const {
    return valid() ? address().substr(at_ + 1) : std::string_view();
  }

 private:
  friend EmailAddress ReadEmail(std::string_view text);
  // RFC 5321 section 4.5.3.1.3 with erratum 1690: 254 bytes.
  static constexpr size_t kMaxAddress = 254;
  std::array<char, kMaxAddress> text_;
  size_t size_ = 0;
  size_t at_ = 0;
  EmailFault fault_ = EmailFault::kMissing;
};

// Takes surrounding space, `mailto:` and `Name <address>` off first.
EmailAddress ReadEmail(std::string_view text);

// `info`, `sales`, `noreply`, ...: a desk rather than a person (RFC 2142 and common use). Lower
// case.
bool IsRoleMailbox(std::string_view local);

}  // namespace signalbox::reference
