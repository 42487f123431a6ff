// Result<T>: the value of an operation that can fail for reasons outside the program's control.
//
// Operating errors (disk, network, bad input) are Results. Domain outcomes (a lead rejected, a step
// that abstains) are ordinary values, and broken invariants are CHECK (base/check.h). Messages
// follow one style: lower case, no full stop, input in backticks, and what to do next where there
// is something to do.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace signalbox {

// A closed set: callers switch on it, and api/ maps each to one HTTP status.
enum class Code {
  kInvalid,      // the input is wrong; saying it again will not help
  kNotFound,     // the thing named does not exist
  kConflict,     // it exists, or changed under us
  kUnsupported,  // understood, but this version does not do it
  kForbidden,    // not allowed to this caller
  kExhausted,    // a named limit was reached; later it may work
  kUnavailable,  // the outside did not answer; try again
  kDeadline,     // it took too long
  kIo,           // disk or socket failed
  kCorrupt,      // stored bytes are not what was written
};

std::string_view CodeName(Code code);

struct Error {
  Code code;
  std::string message;
};

template <typename T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
  Result(Error error) : std::expected<T, Error>(std::unexpect, std::move(error)) {}

  bool ok() const { return this->has_value(); }
};

using Status = Result<void>;

inline Error Err(Code code, std::string message) {
  return Error{code, std::move(message)};
}

// Puts `where: ` before the message, so that each layer adds the place it knows.
inline Error Within(std::string_view where, Error error) {
  error.message = std::string(where) + ": " + error.message;
  return error;
}

}  // namespace signalbox

#define SB_CONCAT_INNER(a, b) a##b
#define SB_CONCAT(a, b) SB_CONCAT_INNER(a, b)

// Returns the error to the caller when `expr` failed.
#define SB_TRY(expr) SB_TRY_INNER(SB_CONCAT(sb_status_, __LINE__), expr)
#define SB_TRY_INNER(tmp, expr)                   \
  do {                                            \
    auto&& tmp = (expr);                          \
    if (!tmp.ok()) return std::move(tmp).error(); \
  } while (false)

// Declares `lhs` with the value of `expr`, or returns its error.
#define SB_ASSIGN(lhs, expr) SB_ASSIGN_INNER(SB_CONCAT(sb_result_, __LINE__), lhs, expr)
#define SB_ASSIGN_INNER(tmp, lhs, expr)         \
  auto&& tmp = (expr);                          \
  if (!tmp.ok()) return std::move(tmp).error(); \
  lhs = std::move(*tmp)
