#include "api/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <set>

namespace signalbox {
namespace {

using simdjson::dom::element;
using testing::HasSubstr;

class OpenApiTest : public testing::Test {
 protected:
  OpenApiTest() {
    Add({.method = Method::kPost,
         .pattern = "/v1/leads",
         .summary = "Send leads",
         .request_schema = "LeadInput",
         .response_schema = "LeadAnswer",
         .success = {201, 200, 202},
         .request_types = {"application/json", "application/x-ndjson"}});
    Add({.method = Method::kGet, .pattern = "/healthz"}, Permission::kAnyone);
    Add({.method = Method::kGet,
         .pattern = "/v1/leads",
         .query = {{"limit", "at most so many"}},
         .response_schema = "LeadList"});
    Add({.method = Method::kGet, .pattern = "/v1/leads/{id}/notes/{note}"});
    Add({.method = Method::kGet,
         .pattern = "/v1/events",
         .response_schema = "Event",
         .response_type = "text/event-stream"});
    Add({.method = Method::kDelete,
         .pattern = "/v1/odd",
         .response_schema = "Odd",
         .success = {204}});
    Add({.method = Method::kGet, .pattern = "/v1/odd", .response_schema = "Odd"});
    text_ = OpenApiJson(router_);
    document_ = parser_.parse(simdjson::padded_string(text_));
  }

  void Add(Route route, Permission permission = Permission::kReadLeads) {
    route.handler = [](const RouteContext&, Responder) {};
    if (route.summary.empty()) route.summary = "test";
    router_.Add(permission, std::move(route));
  }

  element At(const std::string& pointer) { return document_.at_pointer(pointer).value(); }
  std::string Text(const std::string& pointer) {
    return std::string(At(pointer).get_string().value());
  }
  bool Has(const std::string& pointer) {
    return document_.at_pointer(pointer).error() == simdjson::SUCCESS;
  }

  AccessCheck access_;
  Router router_{access_};
  std::string text_;
  simdjson::dom::parser parser_;
  element document_;
};

TEST_F(OpenApiTest, EveryRouteIsInItAndNothingElse) {
  std::set<std::string> described;
  for (const auto& [path, operations] : At("/paths").get_object()) {
    for (const auto& [method, operation] : operations.get_object()) {
      described.insert(std::string(method) + " " + std::string(path));
    }
  }
  EXPECT_EQ(described, (std::set<std::string>{"post /v1/leads", "get /v1/leads", "get /healthz",
                                              "get /v1/leads/{id}/notes/{note}", "get /v1/events",
                                              "delete /v1/odd", "get /v1/odd"}));
}

TEST_F(OpenApiTest, TheRequiredMembersOfTheFormatAreThere) {
  EXPECT_EQ(Text("/openapi"), "3.1.0");
  EXPECT_EQ(Text("/info/title"), "Signalbox");
  EXPECT_EQ(Text("/info/version"), "1.0.0");
  std::set<std::string_view> ids;
  for (const auto& [path, operations] : At("/paths").get_object()) {
    for (const auto& [method, operation] : operations.get_object()) {
      EXPECT_TRUE(ids.insert(operation["operationId"].get_string().value()).second) << path;
      ASSERT_GE(operation["responses"].get_object().value().size(), 2u) << path;
      for (const auto& [status, response] : operation["responses"].get_object()) {
        const bool described = response["description"].error() == simdjson::SUCCESS;
        EXPECT_TRUE(described || response["$ref"].error() == simdjson::SUCCESS) << path << status;
      }
    }
  }
}

TEST_F(OpenApiTest, EveryParameterOfAPathIsDeclaredAndRequired) {
  const std::string parameters = "/paths/~1v1~1leads~1{id}~1notes~1{note}/get/parameters";
  EXPECT_EQ(At(parameters).get_array().value().size(), 2u);
  EXPECT_EQ(Text(parameters + "/0/name"), "id");
  EXPECT_EQ(Text(parameters + "/1/name"), "note");
  EXPECT_TRUE(At(parameters + "/1/required").get_bool().value());
  EXPECT_EQ(Text("/paths/~1v1~1leads/get/parameters/0/in"), "query");
  EXPECT_FALSE(Has("/paths/~1v1~1leads/get/parameters/0/required"));
}

TEST_F(OpenApiTest, OnlyRoutesForAnyoneSaySo) {
  EXPECT_TRUE(Has("/security/0/token"));
  EXPECT_EQ(At("/paths/~1healthz/get/security").get_array().value().size(), 0u);
  EXPECT_FALSE(Has("/paths/~1v1~1leads/get/security"));
}

TEST_F(OpenApiTest, BodiesAreDescribedByTheirMediaType) {
  const std::string post = "/paths/~1v1~1leads/post";
  EXPECT_EQ(Text(post + "/requestBody/content/application~1json/schema/$ref"),
            "#/components/schemas/LeadInput");
  EXPECT_TRUE(Has(post + "/requestBody/content/application~1x-ndjson"));
  EXPECT_EQ(Text(post + "/responses/201/content/application~1json/schema/$ref"),
            "#/components/schemas/LeadAnswer");
  EXPECT_EQ(Text("/paths/~1v1~1events/get/responses/200/content/text~1event-stream/schema/type"),
            "string");
  EXPECT_FALSE(Has("/paths/~1v1~1odd/delete/responses/204/content"));
}

TEST_F(OpenApiTest, AnUnknownSchemaIsAnyObject) {
  EXPECT_EQ(Text("/paths/~1v1~1odd/get/responses/200/content/application~1json/schema/type"),
            "object");
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhere) {
  const std::string_view mark = "\"$ref\":";
  size_t references = 0;
  for (size_t at = text_.find(mark); at != std::string::npos; at = text_.find(mark, at + 1)) {
    const size_t begin = text_.find('"', at + mark.size()) + 1;
    const std::string target = text_.substr(begin, text_.find('"', begin) - begin);
    ASSERT_TRUE(target.starts_with("#/")) << target;
    EXPECT_TRUE(Has(target.substr(1))) << target;
    ++references;
  }
  EXPECT_GT(references, 20u);
}

TEST_F(OpenApiTest, RequiredMembersOfASchemaAreAmongItsProperties) {
  for (const auto& [name, schema] : At("/components/schemas").get_object()) {
    simdjson::dom::array required;
    if (schema["required"].get_array().get(required) != simdjson::SUCCESS) continue;
    for (const element member : required) {
      const std::string_view property = member.get_string();
      EXPECT_EQ(schema["properties"][property].error(), simdjson::SUCCESS) << name << property;
    }
  }
}

}  // namespace
}  // namespace signalbox
