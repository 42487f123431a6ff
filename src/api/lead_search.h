// A page of the leads that somebody finds by words: candidates of the index (workspace/
// search_index.h), narrowed by the views, and each compared with its record as they see it.
#pragma once

#include <cstdint>
#include <vector>

#include "access/sight.h"
#include "api/api_parts.h"
#include "api/lead_rows.h"
#include "base/result.h"
#include "workspace/search_words.h"
#include "workspace/views.h"

namespace signalbox {

// The newest first. `filter` has who may own them where the reader does not see all leads. The
// number that the next page goes on from goes to `last`; 0 where there is no more. A page may be
// short, and have a next one, where many records had to be read to fill it.
Status SearchLeads(ApiParts& parts, const LeadFilter& filter, const std::vector<SearchTerm>& terms,
                   const Sight& sight, std::vector<ShownLead>* shown, int64_t* last);

}  // namespace signalbox
