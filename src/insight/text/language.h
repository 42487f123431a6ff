// Which language a text is in (Google's CLD2). The models here read English: what is not is marked,
// so that policy routes it to somebody who reads it and nothing is misread in silence. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

struct TextLanguage {
  std::string code = "und";  // ISO 639-1 as CLD2 has it, such as `pt` or `zh`; `und` when unknown
  bool is_sure = false;      // CLD2 calls its answer reliable
  // Whether the English models may read it: it is English, or too short to tell and in plain Latin
  // letters.
  bool is_read = false;
};

TextLanguage DetectLanguage(std::string_view text);

// Fewer letters say too little to call a language other than English.
inline constexpr size_t kLeastLetters = 12;

}  // namespace signalbox
