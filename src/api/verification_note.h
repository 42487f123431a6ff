// Of the log, what its last verification found: for everybody who may ask, whoever ran it.
//
// Kept while the server runs; a start knows of none. One run at a time, which the caller holds
// (api/whole_log.h). Any thread.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "access/principal.h"
#include "base/clock.h"

namespace signalbox {

class VerificationNote {
 public:
  // A run, until it is destroyed. One that did not come to an end leaves what was noted before.
  class Run {
   public:
    Run(VerificationNote* note, const Principal& by, TimeUs now);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    // `report` is the answer of the run, a JSON object.
    void End(std::string report, TimeUs now);

   private:
    VerificationNote* note_;
  };

  // `{"running":{"since","by","person"}|null,"last":{"verified_to","ended_at","by","person",
  // "report"}|null}`: `verified_to` is when the run began, so all that was there then was read;
  // `by` the principal, `person` who of the roster that is, or null.
  std::string Json() const;

 private:
  struct Noted {
    TimeUs began = 0, ended = 0;
    std::string by, person, report;
  };

  mutable std::mutex mutex_;
  std::optional<Noted> running_, last_;
};

}  // namespace signalbox
