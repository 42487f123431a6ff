// Writes JSON text (RFC 8259) front to back into a string, without a document in between. Strings
// are escaped and must be UTF-8; a broken sequence is written as U+FFFD so that the text stays
// valid JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signalbox {

class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  JsonWriter& Key(std::string_view key);
  JsonWriter& String(std::string_view text);
  JsonWriter& Int(int64_t value);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();
  // Text that is already JSON.
  JsonWriter& Raw(std::string_view json);

  JsonWriter& Member(std::string_view key, std::string_view text) { return Key(key).String(text); }
  JsonWriter& Member(std::string_view key, const char* text) { return Key(key).String(text); }
  JsonWriter& Member(std::string_view key, const std::string& text) {
    return Key(key).String(text);
  }
  JsonWriter& Member(std::string_view key, int64_t value) { return Key(key).Int(value); }
  JsonWriter& Member(std::string_view key, bool value) { return Key(key).Bool(value); }
  // Null when the text is empty.
  JsonWriter& MemberOrNull(std::string_view key, std::string_view text) {
    Key(key);
    return text.empty() ? Null() : String(text);
  }

 private:
  JsonWriter& Open(char c);
  JsonWriter& Close(char c);
  void Separate();

  std::string* out_;
  bool comma_ = false;
};

// `text` as a JSON string with its quotes, appended to `out`.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace signalbox
