// All that is known of a person, for the person: their records with every event, every run and
// decision, and the requests of the desk about them or by them, as JSON.
#pragma once

#include <string>

#include "access/sight.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// `{"as_of","leads":[{"lead_id","status","owner","owner_name","queue","rule","reason","touches","legal_hold",
// "fields","events","runs":[{"run_id","events"}]}],"contacts":[{"id","values","events"}],
// "requests":[...],"left_out":[{"of","fields","events","why"}]}`, requests as
// workspace/person_requests.h has them; events as the API shows them
// (workspace/event_json.h), personal fields included, but for what the workspace's rules keep from
// `sight`: that is missing, and said in `left_out`, the events by how many were narrowed. By an
// address or an external id the caller has checked that they may look anybody up. kNotFound for
// nobody, and for who was forgotten. Changes nothing. Any thread but the engine's.
Result<std::string> ExportPerson(Workspace& workspace, const std::string& subject,
                                 const Sight& sight);

}  // namespace signalbox
