// All that is known of a person, for the person: their records with every event, every run and
// decision, as JSON.
#pragma once

#include <string>

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// `{"as_of","leads":[{"lead_id","status","owner","owner_name","queue","rule","reason","touches","legal_hold",
// "fields","events","runs":[{"run_id","events"}]}],"contacts":[{"id","values","events"}]}`; events
// as the API shows them (workspace/event_json.h), personal fields included. kNotFound for nobody,
// and for who was forgotten. Changes nothing. Any thread but the engine's.
Result<std::string> ExportPerson(Workspace& workspace, const std::string& subject);

}  // namespace signalbox
