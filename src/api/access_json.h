// Users, API tokens and readings as the API answers them, and what is read from its requests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/access_book.h"
#include "access/reading_log.h"
#include "base/json_writer.h"
#include "base/result.h"

namespace signalbox {

// The members of a JSON object that a request sent. Reading a member that is not of its kind fails;
// so does Finish where there is one that nobody asked for.
class RequestBody {
 public:
  static Result<RequestBody> Read(std::string_view json);
  ~RequestBody();
  RequestBody(RequestBody&&) noexcept;

  // Absent and null are nothing.
  Result<std::optional<std::string>> Text(std::string_view name);
  Result<std::optional<bool>> Flag(std::string_view name);
  Result<std::optional<std::vector<std::string>>> Texts(std::string_view name);
  // A text that must be there.
  Result<std::string> Needed(std::string_view name);
  Status Finish() const;

 private:
  RequestBody();
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

// `{"id","login","name","email","roles":[],"person","active","created_at"}`; never a password.
void AppendUser(const User& user, JsonWriter* json);
// `{"user":{...},"csrf","permissions":[]}`
std::string SessionJson(const User& user, const Principal& principal, std::string_view csrf);
// `{"id","name","user","roles":[],"scopes":[],"created_at","expires_at"}`, and the secret as
// `token` once.
void AppendApiToken(const ApiToken& token, std::string_view secret, JsonWriter* json);
void AppendReading(const ReadingEvent& event, JsonWriter* json);

}  // namespace signalbox
