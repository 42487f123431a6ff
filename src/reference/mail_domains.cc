#include "reference/mail_domains.h"

#include "reference/sorted_lines.h"

// The assembler finds the files through the same -I src as the compiler.
asm(R"(
  .section .rodata
  .global sb_free_mail_begin
sb_free_mail_begin:
  .incbin "../reference_tables/free_mail_domains.txt"
  .global sb_free_mail_end
sb_free_mail_end:
  .byte 0
  .global sb_disposable_begin
sb_disposable_begin:
  .incbin "../reference_tables/disposable_mail_domains.txt"
  .global sb_disposable_end
sb_disposable_end:
  .byte 0
  .text
)");

extern "C" {
extern const char sb_free_mail_begin;
extern const char sb_free_mail_end;
extern const char sb_disposable_begin;
extern const char sb_disposable_end;
}

namespace signalbox::reference {
namespace {

std::string_view FreeMail() {
  static const std::string_view table = WithoutHeader(
      {&sb_free_mail_begin, static_cast<size_t>(&sb_free_mail_end - &sb_free_mail_begin)});
  return table;
}

std::string_view Disposable() {
  static const std::string_view table = WithoutHeader(
      {&sb_disposable_begin, static_cast<size_t>(&sb_disposable_end - &sb_disposable_begin)});
  return table;
}

}  // namespace

bool IsFreeMail(std::string_view domain) {
  return HasLine(FreeMail(), domain);
}

bool IsDisposable(std::string_view domain) {
  // A parent of one label is a public suffix, never an entry.
  for (size_t dot = domain.find('.'); dot != std::string_view::npos; dot = domain.find('.')) {
    if (HasLine(Disposable(), domain)) return true;
    domain.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace signalbox::reference
