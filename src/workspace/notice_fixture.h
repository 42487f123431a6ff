// A workspace whose notices tests write and send by hand, with a channel that remembers or fails.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ports/notifier.h"
#include "workspace/notice_desk.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {

class FakeNotifier : public Notifier {
 public:
  bool keyed() const override { return false; }
  Result<NoticeOutcome> Send(const Notice& notice) override {
    ++asked;
    if (away) return Err(Code::kUnavailable, "away");
    if (refuses) return Err(Code::kInvalid, "no such address");
    sent.push_back(notice);
    return silent ? NoticeOutcome::kUnknown : NoticeOutcome::kSent;
  }
  bool away = false, refuses = false;
  bool silent = false;  // takes the message, and its answer is lost
  int asked = 0;
  std::vector<Notice> sent;
};

class NoticeFixture : public WorkspaceFixture {
 protected:
  static constexpr char kPolicy[] = R"(policy: notices
record: lead
rules:
  - {name: germany, when: {lead.country: DE}, assign: {pool: dach}, sla: [first_touch]}
nothing_matched: {queue: unrouted, reason: no rule matched}
pools:
  dach: {members: {team: dach}, strategy: weighted, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
slas:
  first_touch: {within: 4h, clock: always, stops: [desk.contacted], on_reassign: restart}
hand_back_reasons:
  wrong_person: {then: route_again}
  later: {then: recycle}
)";

  void SetUp() override {
    WorkspaceFixture::SetUp();
    AddPerson("lena", "dach");
    Publish(kPolicy);
    now_ = workspace_->clock().Now();
    OpenBook();
  }
  void TearDown() override {
    round_.reset();
    book_.reset();
    WorkspaceFixture::TearDown();
  }

  std::string BookPath() const { return options_.directory + "/notices.db"; }
  void OpenBook() {
    round_.reset();
    book_.reset();
    auto book = NoticeBook::Open(BookPath(), workspace_->keys(), now_);
    ASSERT_TRUE(book.ok()) << book.error().message;
    book_ = std::move(*book);
    NewRound();
  }
  LinkSigner Signer() const {
    return LinkSigner(workspace_->keys().index_secret(), workspace_->store().log_id());
  }
  void NewRound() {
    round_ = std::make_unique<NoticeRound>(
        SenderParts{*workspace_, *book_, notifier_, Signer(), "https://x.example", settings_, {}});
  }
  // Everything committed is in the book when it returns.
  void Follow() { NoticeWriter(*workspace_, *book_, true, {}); }
  std::string Lead(const std::string& name, const std::string& country = "DE") {
    const auto answer = Send(R"({"email":")" + name + R"(@huber.example","first_name":")" + name +
                             R"(","company":"Huber","message":"call )" + name + R"(","country":")" +
                             country + R"(","consent":"given"})");
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? FormatId("lead", answer->lead) : "";
  }
  PersonRef Lena() {
    PersonRef ref = 0;
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { ref = engine.state().RefOf("lena"); }).ok());
    return ref;
  }
  void Round(TimeUs later = 0) {
    const Result<TimeUs> next = round_->Run(workspace_->clock().Now() + later);
    ASSERT_TRUE(next.ok()) << next.error().message;
  }
  NoticeBook::Page List() { return *book_->List(Lena(), false, 0, 100, workspace_->clock().Now()); }
  // The token of a link in a notice that went out.
  static std::string TokenOf(const Notice& notice, NoticeAction action) {
    for (const NoticeLink& link : notice.items.at(0).actions) {
      if (link.action == action) return link.url.substr(std::string("https://x.example/n/").size());
    }
    return "";
  }

  TimeUs now_ = 0;
  NoticeSettings settings_;
  FakeNotifier notifier_;
  std::unique_ptr<NoticeBook> book_;
  std::unique_ptr<NoticeRound> round_;
};

}  // namespace signalbox
