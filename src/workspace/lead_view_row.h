// A row of the views' table of leads, as it is read. For views.cc and views_list.cc.
#pragma once

#include "store/sqlite/database.h"
#include "workspace/views.h"

namespace signalbox {

// In the order that ReadLeadViewRow takes them in.
extern const char kLeadViewColumns[];
LeadViewRow ReadLeadViewRow(const Statement& s);

}  // namespace signalbox
