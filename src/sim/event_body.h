// The body of an event that the program itself wrote; that it does not read is a broken invariant.
#pragma once

#include <utility>

#include "base/check.h"
#include "base/result.h"
#include "engine/events.h"
#include "store/event.h"

namespace signalbox {

template <typename B>
B BodyOf(const Event& event) {
  Result<B> body = DecodeBody<B>(event.clear);
  CHECK(body.ok());
  return std::move(*body);
}

}  // namespace signalbox
