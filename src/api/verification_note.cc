#include "api/verification_note.h"

#include <utility>

#include "base/check.h"
#include "base/json_writer.h"

namespace signalbox {

VerificationNote::Run::Run(VerificationNote* note, const Principal& by, TimeUs now) : note_(note) {
  const std::lock_guard lock(note_->mutex_);
  CHECK(!note_->running_.has_value());
  note_->running_ = Noted{now, 0, by.name, by.person, ""};
}

VerificationNote::Run::~Run() {
  const std::lock_guard lock(note_->mutex_);
  note_->running_.reset();
}

void VerificationNote::Run::End(std::string report, TimeUs now) {
  const std::lock_guard lock(note_->mutex_);
  note_->last_ = *note_->running_;
  note_->last_->ended = now;
  note_->last_->report = std::move(report);
}

std::string VerificationNote::Json() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("running");
  if (running_.has_value()) {
    json.BeginObject().Member("since", FormatTime(running_->began)).Member("by", running_->by);
    json.MemberOrNull("person", running_->person).EndObject();
  } else {
    json.Null();
  }
  json.Key("last");
  if (last_.has_value()) {
    json.BeginObject().Member("verified_to", FormatTime(last_->began));
    json.Member("ended_at", FormatTime(last_->ended)).Member("by", last_->by);
    json.MemberOrNull("person", last_->person).Key("report").Raw(last_->report).EndObject();
  } else {
    json.Null();
  }
  json.EndObject();
  return text;
}

}  // namespace signalbox
