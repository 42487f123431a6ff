// The API's description for machines: OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0), made from the
// table of routes, so that it names every route and nothing else.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/router.h"

namespace signalbox {

// One schema (JSON Schema 2020-12) that routes name in request_schema and response_schema.
struct ApiSchema {
  std::string_view name;
  std::string_view json;
};

// In the order in which the document shows them: those of routing, of changes to records, of the
// law, of access, of how things stand, of the desk, of models, of notices, of people and queues,
// of reports.
std::span<const ApiSchema> ApiSchemas();
std::span<const ApiSchema> RoutingSchemas();
std::span<const ApiSchema> LawSchemas();
std::span<const ApiSchema> AccessSchemas();
std::span<const ApiSchema> ChangeSchemas();
std::span<const ApiSchema> StandingSchemas();
std::span<const ApiSchema> DeskSchemas();
std::span<const ApiSchema> ModelSchemas();
std::span<const ApiSchema> NoticeSchemas();
std::span<const ApiSchema> PeopleSchemas();
std::span<const ApiSchema> ReportSchemas();
bool HasApiSchema(std::string_view name);

// The document as JSON. A schema name that ApiSchemas does not hold is described as any object.
std::string OpenApiJson(const Router& router);

}  // namespace signalbox
