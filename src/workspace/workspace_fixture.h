// A workspace for tests, made in a temporary directory and open, with its own thread and the
// machine's clock. Where time or activities matter, engine_fixture.h gives an engine by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "engine/records.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "workspace/workspace.h"

namespace signalbox {

class WorkspaceFixture : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/signalbox-test-XXXXXX";
    root_ = mkdtemp(name);
    options_.directory = root_ + "/ws";
    ASSERT_TRUE(CreateWorkspace(options_).ok());
    Reopen();
  }
  void TearDown() override {
    workspace_.reset();
    std::filesystem::remove_all(root_);
  }

  void Reopen() {
    workspace_.reset();
    Result<std::unique_ptr<Workspace>> opened = Workspace::Open(options_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    workspace_ = std::move(*opened);
  }

  void AddPerson(const std::string& id, const std::string& team) {
    const Result<int64_t> done = workspace_->Apply([&](Turn& turn) -> Status {
      Person person;
      person.id = id;
      person.email = id + "@acme.example";
      person.name = id;
      person.team = team;
      SB_ASSIGN(const int64_t subject, turn.NewSubject());
      const auto number = static_cast<PersonRef>(turn.state().person_ids.size() + 1);
      return turn.Input(EntityKind::kPerson, turn.MakeId(), EventType::kPersonUpserted, {},
                        ev::Upserted{subject, number}, EncodeRecord(person), subject);
    });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }

  void Publish(const std::string& text, const BundleFiles& more = {}) {
    std::vector<Finding> findings;
    BundleFiles files = more;
    files["policy.yaml"] = text;
    const auto version = workspace_->Publish(files, &findings);
    for (const Finding& finding : findings) std::printf("%s\n", finding.Text().c_str());
    ASSERT_TRUE(version.ok()) << version.error().message;
  }

  Result<LeadAnswer> Send(const std::string& json, const std::string& key = "",
                          const std::string& record = "") {
    const LeadOrFault lead = ParseLeadJson(json);
    EXPECT_TRUE(lead.has_value());
    Submission submission = MakeSubmission(workspace_->keys(), *lead, IdentityKeys(*lead),
                                           ContentForm(*lead), key, json);
    submission.record = record;
    auto promise = std::make_shared<std::promise<Result<LeadAnswer>>>();
    submission.answer = [promise](Result<LeadAnswer> answer) {
      promise->set_value(std::move(answer));
    };
    EXPECT_TRUE(workspace_->engine().Submit(std::move(submission)));
    return promise->get_future().get();
  }

  std::string root_;
  WorkspaceOptions options_;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace signalbox
