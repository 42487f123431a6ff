// What the law and good practice of a country say about contacting a person who did not answer the
// question of consent, and about the hours of calls. A table, not legal advice: a workspace whose
// counsel sees it otherwise says so in its policy, which is asked after this.
#pragma once

#include <cstdint>
#include <string_view>

namespace signalbox::reference {

struct ContactLaw {
  bool email_opt_in = true;  // a first e-mail needs consent or a legitimate interest
  bool call_opt_in = true;   // a first call does
  // Local minutes of the day within which a call may be made.
  int16_t calls_from = 8 * 60;
  int16_t calls_to = 20 * 60;
  // Days off, bit 0 is Monday.
  uint8_t days_off = 0b1100000;
};

// Of an ISO alpha-2 code; the strictest for a country that is not in the table or not known.
const ContactLaw& ContactLawOf(std::string_view country);

}  // namespace signalbox::reference
