// A lead's state as the API answers it (`POST /v1/leads`, `GET /v1/leads/{id}`, the items of
// lists).
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "engine/submission.h"

namespace signalbox {

// Whose it is now: nobody's while it is queued, for a queue owns no leads.
bool HasOwner(const LeadAnswer& answer);

// What happened, in one sentence: `routed to Lena Weber by the rule germany`.
std::string ExplainAnswer(const LeadAnswer& answer);

// The members of the object without its braces, so that callers can add their own. An id that is
// zero is written as null. `explanation` is JSON that stands in place of the sentence.
void AppendAnswerMembers(const LeadAnswer& answer, JsonWriter* json,
                         std::string_view explanation = {});

// The whole object, as text.
std::string AnswerJson(const LeadAnswer& answer);

// 201 for a new record, 200 for a duplicate, a touch or a replay, 202 while nothing is decided yet.
int StatusOfAnswer(const LeadAnswer& answer);

}  // namespace signalbox
