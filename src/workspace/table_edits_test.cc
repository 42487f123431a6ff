#include "workspace/table_edits.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "workspace/access_rules.h"
#include "workspace/event_json.h"
#include "workspace/policy_changes.h"
#include "workspace/policy_versions.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kPolicy = R"(policy: tables
record: lead
rules:
  - {name: by-country, assign: {table: countries}}
nothing_matched: {queue: unrouted}
tables:
  countries:
    file: tables/countries.csv
    match: {country: lead.country}
    gives: {to: target}
    hit: priority
    prefer: most_specific
pools:
  dach: {members: {team: dach}, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  later: {owner: {team: revops}, empty_within: 4h}
)";
constexpr const char* kRows = "id,country,to\nde,DE,pool:dach\nfr,FR,queue:unrouted\n";
constexpr const char* kBounds =
    R"({"tables": [{"table": "countries", "people": ["lena"], "columns": ["to"],
                    "values": {"to": ["pool:*", "queue:*"]}, "most_rows": 1}]})";

class TableEdits : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"lena", "jonas"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    Publish(kPolicy, {{"tables/countries.csv", kRows}});
    const Status set = SetAccessRules(*workspace_, "owner", AccessRuleKind::kTables, kBounds, "");
    ASSERT_TRUE(set.ok()) << set.error().message;
  }
  static TableEditor As(const std::string& person, bool bounded = true) {
    return {"user_" + person, person, bounded};
  }
  std::string Base() {
    const auto list = ListTables(*workspace_, {});
    return list.ok() ? json::parse(*list)["base"].get<std::string>() : list.error().message;
  }
  Result<std::string> Edit(const TableEditor& editor, const std::string& text) {
    findings_.clear();
    return EditTable(*workspace_, editor, "countries", {Base(), text, ""}, &findings_);
  }
  static std::string SaidOf(const Result<std::string>& done) {
    return done.ok() ? "done" : done.error().message;
  }
  static std::string WithFrance(const std::string& to) {
    return "id,country,to\nde,DE,pool:dach\nfr,FR," + to + "\n";
  }

  std::vector<Finding> findings_;
};

TEST_F(TableEdits, AnEditIsADraftThatSomebodyElseApprovesOf) {
  ASSERT_TRUE(SetPolicyApproval(*workspace_, "owner", true, "").ok());
  const std::string base = Base();
  const auto done = Edit(As("lena"), WithFrance("pool:dach"));
  ASSERT_TRUE(done.ok()) << done.error().message;
  const json answer = json::parse(*done);
  EXPECT_EQ(answer["stage"], "draft");
  EXPECT_EQ(answer["changed"], json::array({"fr"}));
  EXPECT_EQ(Base(), base) << "a draft decides nothing";
  const std::string version = answer["policy_version"];
  EXPECT_FALSE(PromotePolicy(*workspace_, "", version, {"active"}).ok());
  EXPECT_FALSE(ApprovePolicy(*workspace_, "", version, "lena").ok()) << "nobody approves their own";
  ASSERT_TRUE(ApprovePolicy(*workspace_, "", version, "jonas").ok());
  ASSERT_TRUE(PromotePolicy(*workspace_, "", version, {"active"}).ok());
  EXPECT_EQ(Base(), version);
  const auto read = ReadTable(*workspace_, As("lena"), "countries");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(json::parse(*read)["text"], WithFrance("pool:dach"));
}

TEST_F(TableEdits, OutsideTheBoundsNothingIsStored) {
  EXPECT_THAT(SaidOf(Edit(As("lena"), WithFrance("person:jonas"))), HasSubstr("not among"));
  EXPECT_THAT(SaidOf(Edit(As("lena"), "id,country,to\nde,DE,queue:later\nfr,FR,queue:later\n")),
              HasSubstr("2 rows differ"));
  EXPECT_THAT(SaidOf(Edit(As("lena"), "id,country,to\nde,DE,pool:dach\n")), HasSubstr("remove"));
  EXPECT_THAT(SaidOf(Edit(As("jonas"), WithFrance("pool:dach"))), HasSubstr("not yours"));
  EXPECT_THAT(SaidOf(Edit(As("lena"), kRows)), HasSubstr("no row of the table differs"));
  EXPECT_THAT(SaidOf(Edit(As("lena"), WithFrance("pool:nowhere"))), HasSubstr("does not compile"));
  EXPECT_FALSE(findings_.empty());
  std::string versions;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { versions = PolicyVersionsJson(engine.state()); })
          .ok());
  EXPECT_EQ(json::parse(versions)["versions"].size(), 1u);
}

TEST_F(TableEdits, AnEditOfAVersionThatIsNoLongerActiveLapses) {
  const std::string base = Base();
  Publish(kPolicy, {{"tables/countries.csv", WithFrance("queue:later")}});
  const auto late = EditTable(*workspace_, As("lena"), "countries",
                              {base, WithFrance("pool:dach"), ""}, &findings_);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::kConflict);
}

TEST_F(TableEdits, TheLogSaysWhoEditedWhatAndTheStateIsTheSameAfterAStart) {
  const auto done = Edit(As("lena"), WithFrance("pool:dach"));
  ASSERT_TRUE(done.ok()) << done.error().message;
  int64_t last = -1;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { last = engine.state().next_position - 1; }).ok());
  const auto opened = ReadOpened(workspace_->store(), workspace_->keys(), last);
  ASSERT_TRUE(opened.ok());
  ASSERT_EQ(static_cast<EventType>(opened->event.type), EventType::kTableEdited);
  EXPECT_EQ(opened->event.actor.ref, "user_lena");
  const auto body = DecodeBody<ev::TableEdited>(opened->event.clear);
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(body->table, "countries");
  EXPECT_EQ(body->changed, 1);
  EXPECT_EQ(VersionName(body->version), json::parse(*done)["policy_version"]);
  Reopen();
  const auto list = ListTables(*workspace_, As("lena"));
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(json::parse(*list)["tables"][0]["bounds"]["most_rows"], 1);
  EXPECT_EQ(json::parse(*ListTables(*workspace_, As("jonas")))["tables"].size(), 0u);
}

TEST_F(TableEdits, BoundsNameWhoIsThereAndStandSealedInTheLog) {
  const auto refused = SetAccessRules(*workspace_, "owner", AccessRuleKind::kTables,
                                      R"({"tables": [{"table": "t", "people": ["nobody"]}]})", "");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("nobody called `nobody`"));
  EXPECT_FALSE(SetAccessRules(*workspace_, "owner", AccessRuleKind::kPersonalFields,
                              R"({"rules": [{"name": "a", "seen_by": {"teams": ["moon"]}}]})", "")
                   .ok());
  bool found = false;
  int64_t end = 0;
  ASSERT_TRUE(
      workspace_->Ask([&](const Engine& engine) { end = engine.state().next_position; }).ok());
  for (int64_t at = 0; at < end; ++at) {
    const auto opened = ReadOpened(workspace_->store(), workspace_->keys(), at);
    ASSERT_TRUE(opened.ok());
    if (static_cast<EventType>(opened->event.type) != EventType::kAccessRulesSet) continue;
    found = true;
    EXPECT_EQ(opened->sealed, kBounds);
    EXPECT_EQ(opened->event.clear.find("lena"), Bytes::npos);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace signalbox
