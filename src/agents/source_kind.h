// What kind of source a lead came from, read from the words of its `source`.
#pragma once

#include <string_view>

#include "lead/attributes.h"

namespace signalbox::reference {

enum class SourceKind : unsigned char {
  kUnknown,
  kHandRaise,  // the person asked: form, chat, demo request, trial
  kEvent,      // webinar, trade show, conference
  kReferral,   // partner, customer, colleague
  kList,       // bought, imported or scraped; nobody asked
};

SourceKind KindOfSource(std::string_view source);

// True when the person asked to be contacted: by the lane when intake set it, else by the source,
// else because there is a message in the person's own words.
bool AskedForContact(const Attributes& record);

}  // namespace signalbox::reference
