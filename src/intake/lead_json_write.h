// A lead as the JSON that intake/lead_json.h reads.
#pragma once

#include <string>

#include "lead/attributes.h"

namespace signalbox {

// Appends one object. ParseLeadJson of it gives the same fields and extras, for what a file, a form
// or JSON can say of a lead; fields that steps add are left out.
void WriteLeadJson(const Attributes& lead, std::string* out);

}  // namespace signalbox
